/* libssl.h - declares the part of OpenSSL that is used here: the library is found at run time, and
 * the build does not need its headers.
 *
 * Nothing newer than OpenSSL 3.0 is used; the soname stands for the interface. The library is
 * never unloaded.
 *
 * Private to secure.c. Threads: any; the table is read-only once it is loaded. */
#ifndef PL_SERVER_LIBSSL_H
#define PL_SERVER_LIBSSL_H
#include <stddef.h>
#include <stdint.h>

typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;
typedef struct ssl_method_st SSL_METHOD;
typedef struct bio_st BIO;
typedef struct bio_method_st BIO_METHOD;
typedef struct x509_st X509;
typedef struct x509_store_ctx_st X509_STORE_CTX;
typedef struct stack_st_X509_NAME X509_NAMES;

enum {
    PL_SSL_PEM = 1,
    PL_SSL_VERIFY_PEER = 1,
    PL_SSL_VERIFY_MUST = 2,
    PL_SSL_CTRL_MODE = 33,
    PL_SSL_CTRL_SESSION_CACHE = 44,
    PL_SSL_CTRL_MIN_VERSION = 123,
    PL_SSL_TLS1_2 = 0x0303,
    PL_SSL_MODE_PARTIAL_WRITE = 1,
    PL_SSL_MODE_MOVING_BUFFER = 2,
    PL_SSL_MODE_RELEASE_BUFFERS = 0x10,
    PL_SSL_CACHE_OFF = 0,
    PL_SSL_OP_NO_TICKET = 1 << 14,
    PL_SSL_OP_NO_RENEGOTIATION = 1 << 30,
    PL_SSL_ERROR_WANT_READ = 2,
    PL_SSL_ERROR_WANT_WRITE = 3,
    PL_SSL_ERROR_ZERO_RETURN = 6,
    PL_SSL_ALPN_OK = 0,
    PL_SSL_ALPN_FATAL = 2,
    PL_X509_OK = 0,
    PL_BIO_TYPE_SOURCE_SINK = 0x400,
    PL_BIO_CTRL_FLUSH = 11,
    PL_BIO_FLAG_READ = 1,
    PL_BIO_FLAG_WRITE = 2,
    PL_BIO_FLAG_RETRY = 8,
};

typedef int pl_ssl_verify(int sound, X509_STORE_CTX *ctx);
typedef int pl_ssl_alpn(SSL *ssl, const unsigned char **out, unsigned char *n,
                        const unsigned char *in, unsigned in_n, void *ctx);

/* name, result, arguments */
#define PL_LIBSSL(X)                                                                               \
    X(TLS_server_method, const SSL_METHOD *, (void))                                               \
    X(SSL_CTX_new, SSL_CTX *, (const SSL_METHOD *))                                                \
    X(SSL_CTX_free, void, (SSL_CTX *))                                                             \
    X(SSL_CTX_ctrl, long, (SSL_CTX *, int, long, void *))                                          \
    X(SSL_CTX_set_options, uint64_t, (SSL_CTX *, uint64_t))                                        \
    X(SSL_CTX_set_num_tickets, int, (SSL_CTX *, size_t))                                           \
    X(SSL_CTX_set_session_id_context, int, (SSL_CTX *, const unsigned char *, unsigned))           \
    X(SSL_CTX_use_certificate_chain_file, int, (SSL_CTX *, const char *))                          \
    X(SSL_CTX_use_PrivateKey_file, int, (SSL_CTX *, const char *, int))                            \
    X(SSL_CTX_check_private_key, int, (const SSL_CTX *))                                           \
    X(SSL_CTX_load_verify_locations, int, (SSL_CTX *, const char *, const char *))                 \
    X(SSL_load_client_CA_file, X509_NAMES *, (const char *))                                       \
    X(SSL_CTX_set_client_CA_list, void, (SSL_CTX *, X509_NAMES *))                                 \
    X(SSL_CTX_set_verify, void, (SSL_CTX *, int, pl_ssl_verify *))                                 \
    X(SSL_CTX_set_alpn_select_cb, void, (SSL_CTX *, pl_ssl_alpn *, void *))                        \
    X(SSL_select_next_proto, int,                                                                  \
      (unsigned char **, unsigned char *, const unsigned char *, unsigned, const unsigned char *,  \
       unsigned))                                                                                  \
    X(SSL_new, SSL *, (SSL_CTX *))                                                                 \
    X(SSL_free, void, (SSL *))                                                                     \
    X(SSL_set_bio, void, (SSL *, BIO *, BIO *))                                                    \
    X(SSL_accept, int, (SSL *))                                                                    \
    X(SSL_read, int, (SSL *, void *, int))                                                         \
    X(SSL_write, int, (SSL *, const void *, int))                                                  \
    X(SSL_shutdown, int, (SSL *))                                                                  \
    X(SSL_get_error, int, (const SSL *, int))                                                      \
    X(SSL_get_verify_result, long, (const SSL *))                                                  \
    X(SSL_get1_peer_certificate, X509 *, (const SSL *))                                            \
    X(X509_free, void, (X509 *))                                                                   \
    X(ERR_clear_error, void, (void))                                                               \
    X(ERR_peek_last_error, unsigned long, (void))                                                  \
    X(ERR_reason_error_string, const char *, (unsigned long))                                      \
    X(BIO_meth_new, BIO_METHOD *, (int, const char *))                                             \
    X(BIO_meth_set_read, int, (BIO_METHOD *, int (*)(BIO *, char *, int)))                         \
    X(BIO_meth_set_write, int, (BIO_METHOD *, int (*)(BIO *, const char *, int)))                  \
    X(BIO_meth_set_ctrl, int, (BIO_METHOD *, long (*)(BIO *, int, long, void *)))                  \
    X(BIO_new, BIO *, (const BIO_METHOD *))                                                        \
    X(BIO_free, int, (BIO *))                                                                      \
    X(BIO_set_data, void, (BIO *, void *))                                                         \
    X(BIO_get_data, void *, (BIO *))                                                               \
    X(BIO_set_init, void, (BIO *, int))                                                            \
    X(BIO_set_flags, void, (BIO *, int))                                                           \
    X(BIO_clear_flags, void, (BIO *, int))

#define PL_LIBSSL_MEMBER(name, result, arguments) result(*name) arguments;
typedef struct pl_libssl {
    PL_LIBSSL(PL_LIBSSL_MEMBER)
} pl_libssl;

#endif
