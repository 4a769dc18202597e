/* secure.c - finds OpenSSL at run time, loads certificates, and reads and writes the bytes of a TLS
 * connection. */
#include "server/secure.h"

#include <assert.h>
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>

#include "base/alloc.h"
#include "base/str.h"
#include "server/libssl.h"
#include "server/wire.h"

/* ---- the library */

#define SYMBOL(name, result, arguments) #name,

static pl_libssl ssl; /* OpenSSL's callbacks come with nothing from which it could be found */
static char load_error[256];
static BIO_METHOD *socket_method;
static pthread_once_t loaded = PTHREAD_ONCE_INIT;

static BIO_METHOD *make_socket_method(void);

/* libssl needs libcrypto, so functions of both are found through it. */
static void load_library(void)
{
    static const char *const names[] = { PL_LIBSSL(SYMBOL) };
    void **slots = (void **)&ssl;
    void *library = NULL;

#ifndef PL_STATIC
    library = dlopen("libssl.so.3", RTLD_NOW | RTLD_LOCAL);
#endif
    if (!library) {
        snprintf(load_error, sizeof load_error,
                 "cannot load libssl.so.3, which TLS needs: install the package of OpenSSL 3");
        return;
    }
    for (size_t i = 0; i < PL_COUNT(names); i++) {
        slots[i] = dlsym(library, names[i]);
        if (!slots[i]) {
            snprintf(load_error, sizeof load_error, "libssl.so.3 has no function '%s'", names[i]);
            return;
        }
    }
    socket_method = make_socket_method();
    if (!socket_method)
        snprintf(load_error, sizeof load_error, "libssl.so.3 cannot start");
}

/* ---- sockets for it: its own would raise SIGPIPE */

static int moved(BIO *bio, ssize_t n, int flag)
{
    ssl.BIO_clear_flags(bio, PL_BIO_FLAG_READ | PL_BIO_FLAG_WRITE | PL_BIO_FLAG_RETRY);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        ssl.BIO_set_flags(bio, flag | PL_BIO_FLAG_RETRY);
    return (int)n;
}

static int descriptor(BIO *bio)
{
    return (int)(intptr_t)ssl.BIO_get_data(bio);
}

static int read_socket(BIO *bio, char *to, int n)
{
    return moved(bio, recv(descriptor(bio), to, (size_t)n, MSG_DONTWAIT), PL_BIO_FLAG_READ);
}

static int write_socket(BIO *bio, const char *from, int n)
{
    return moved(bio, send(descriptor(bio), from, (size_t)n, MSG_DONTWAIT | MSG_NOSIGNAL),
                 PL_BIO_FLAG_WRITE);
}

static long control_socket(BIO *bio, int what, long number, void *pointer)
{
    (void)bio, (void)number, (void)pointer;
    return what == PL_BIO_CTRL_FLUSH;
}

static BIO_METHOD *make_socket_method(void)
{
    BIO_METHOD *method = ssl.BIO_meth_new(PL_BIO_TYPE_SOURCE_SINK | 0x7f, "pipelite");

    if (method) {
        ssl.BIO_meth_set_read(method, read_socket);
        ssl.BIO_meth_set_write(method, write_socket);
        ssl.BIO_meth_set_ctrl(method, control_socket);
    }
    return method;
}

/* ---- certificates: OpenSSL's own structure, under a name of ours */

static SSL_CTX *context(const pl_certificates *certificates)
{
    return (SSL_CTX *)(uintptr_t)certificates;
}

/* Agree to http/1.1, or to nothing. */
static int choose_protocol(SSL *s, const unsigned char **out, unsigned char *n,
                           const unsigned char *in, unsigned in_n, void *ctx)
{
    static const unsigned char ours[] = "\x08http/1.1";
    unsigned char *chosen;

    (void)s, (void)ctx;
    if (ssl.SSL_select_next_proto(&chosen, n, ours, sizeof ours - 1, in, in_n) != 1)
        return PL_SSL_ALPN_FATAL;
    *out = chosen;
    return PL_SSL_ALPN_OK;
}

/* A client that may log in by a token instead goes on with a certificate that does not count; the
 * verdict stays in SSL_get_verify_result(). */
static int note_verdict(int sound, X509_STORE_CTX *ctx)
{
    (void)sound, (void)ctx;
    return 1;
}

static void configure(SSL_CTX *ctx)
{
    ssl.SSL_CTX_ctrl(ctx, PL_SSL_CTRL_MIN_VERSION, PL_SSL_TLS1_2, NULL);
    ssl.SSL_CTX_ctrl(
        ctx, PL_SSL_CTRL_MODE,
        PL_SSL_MODE_PARTIAL_WRITE | PL_SSL_MODE_MOVING_BUFFER | PL_SSL_MODE_RELEASE_BUFFERS, NULL);
    ssl.SSL_CTX_set_options(ctx, PL_SSL_OP_NO_RENEGOTIATION);
    ssl.SSL_CTX_set_alpn_select_cb(ctx, choose_protocol, NULL);
}

/* Ask clients for certificates of that authority. Sessions are not resumed then: a certificate
 * counts as long as it is valid, and no longer. */
static bool ask_clients(SSL_CTX *ctx, const pl_tls_files *files)
{
    X509_NAMES *names = ssl.SSL_load_client_CA_file(files->client_ca);

    if (!names || ssl.SSL_CTX_load_verify_locations(ctx, files->client_ca, NULL) != 1)
        return false;
    ssl.SSL_CTX_set_client_CA_list(ctx, names);
    ssl.SSL_CTX_set_options(ctx, PL_SSL_OP_NO_TICKET);
    ssl.SSL_CTX_set_num_tickets(ctx, 0);
    ssl.SSL_CTX_ctrl(ctx, PL_SSL_CTRL_SESSION_CACHE, PL_SSL_CACHE_OFF, NULL);
    if (files->must_certify)
        ssl.SSL_CTX_set_verify(ctx, PL_SSL_VERIFY_PEER | PL_SSL_VERIFY_MUST, NULL);
    else
        ssl.SSL_CTX_set_verify(ctx, PL_SSL_VERIFY_PEER, note_verdict);
    return true;
}

static void explain(pl_buf *error)
{
    const char *reason = ssl.ERR_reason_error_string(ssl.ERR_peek_last_error());

    if (reason)
        pl_buf_printf(error, " (%s)", reason);
    ssl.ERR_clear_error();
}

static bool fill(SSL_CTX *ctx, const pl_tls_files *files, pl_buf *error)
{
    ssl.ERR_clear_error();
    configure(ctx);
    if (ssl.SSL_CTX_use_certificate_chain_file(ctx, files->cert) != 1 ||
        ssl.SSL_CTX_use_PrivateKey_file(ctx, files->key, PL_SSL_PEM) != 1 ||
        ssl.SSL_CTX_check_private_key(ctx) != 1) {
        pl_buf_printf(error, "cannot use the certificate '%s' with the key '%s'", files->cert,
                      files->key);
        explain(error);
        return false;
    }
    if (files->client_ca && !ask_clients(ctx, files)) {
        pl_buf_printf(error, "cannot use '%s' as an authority of clients", files->client_ca);
        explain(error);
        return false;
    }
    return true;
}

pl_certificates *pl_certificates_load(const pl_tls_files *files, pl_buf *error)
{
    SSL_CTX *ctx;

    pthread_once(&loaded, load_library);
    if (load_error[0]) {
        pl_buf_cstr(error, load_error);
        return NULL;
    }
    ctx = ssl.SSL_CTX_new(ssl.TLS_server_method());
    if (!ctx) {
        pl_buf_cstr(error, "libssl.so.3 cannot start");
        return NULL;
    }
    if (fill(ctx, files, error))
        return (pl_certificates *)ctx;
    ssl.SSL_CTX_free(ctx);
    return NULL;
}

void pl_certificates_free(pl_certificates *certificates)
{
    if (certificates)
        ssl.SSL_CTX_free(context(certificates));
}

/* ---- connections: the same */

static SSL *session(const pl_tls *tls)
{
    return (SSL *)(uintptr_t)tls;
}

pl_tls *pl_tls_new(const pl_certificates *certificates, int fd)
{
    SSL *s = ssl.SSL_new(context(certificates));
    BIO *bio = ssl.BIO_new(socket_method);

    if (!s || !bio) {
        ssl.BIO_free(bio);
        ssl.SSL_free(s);
        return NULL;
    }
    ssl.BIO_set_data(bio, (void *)(intptr_t)fd);
    ssl.BIO_set_init(bio, 1);
    ssl.SSL_set_bio(s, bio, bio);
    return (pl_tls *)s;
}

void pl_tls_free(pl_tls *tls)
{
    if (tls)
        ssl.SSL_free(session(tls));
}

/* The result for a call of OpenSSL that did not succeed: AGAIN, WRITES, OVER or BROKEN. */
static ssize_t outcome(const pl_tls *tls, int result)
{
    int error = ssl.SSL_get_error(session(tls), result);

    if (error == PL_SSL_ERROR_WANT_READ)
        return PL_WIRE_AGAIN;
    if (error == PL_SSL_ERROR_WANT_WRITE)
        return PL_WIRE_WRITES;
    return error == PL_SSL_ERROR_ZERO_RETURN ? PL_WIRE_OVER : PL_WIRE_BROKEN;
}

static int at_most(size_t n)
{
    return n > INT_MAX ? INT_MAX : (int)n;
}

ssize_t pl_tls_accept(pl_tls *tls)
{
    ssize_t result;

    ssl.ERR_clear_error();
    result = ssl.SSL_accept(session(tls));
    if (result != 1)
        result = outcome(tls, (int)result);
    return result == PL_WIRE_OVER ? PL_WIRE_BROKEN : result;
}

ssize_t pl_tls_read(pl_tls *tls, void *to, size_t n)
{
    int result;

    assert(n > 0);
    ssl.ERR_clear_error();
    result = ssl.SSL_read(session(tls), to, at_most(n));
    return result > 0 ? result : outcome(tls, result);
}

ssize_t pl_tls_write(pl_tls *tls, const void *from, size_t n)
{
    int result;

    assert(n > 0);
    ssl.ERR_clear_error();
    result = ssl.SSL_write(session(tls), from, at_most(n));
    if (result > 0)
        return result;
    return outcome(tls, result) == PL_WIRE_WRITES ? PL_WIRE_AGAIN : PL_WIRE_BROKEN;
}

void pl_tls_shut(pl_tls *tls)
{
    ssl.ERR_clear_error();
    ssl.SSL_shutdown(session(tls));
}

bool pl_tls_is_certified(const pl_tls *tls)
{
    X509 *certificate = ssl.SSL_get1_peer_certificate(session(tls));

    if (!certificate)
        return false;
    ssl.X509_free(certificate);
    return ssl.SSL_get_verify_result(session(tls)) == PL_X509_OK;
}
