/* listen.c - opens the listening sockets of a server: TCP, metrics, a Unix socket, or those passed
 * by a service manager. */
#include "server/listen.h"

#include <stdio.h>
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/str.h"
#include "server/manager.h"

enum { BACKLOG = 1024, FIRST_PASSED = 3 };

static void keep(pl_listening *out, int fd, pl_reach reach)
{
    out->fd[out->n] = fd;
    out->reach[out->n++] = reach;
}

/* ---- TCP */

static int bind_tcp(const struct sockaddr *address, socklen_t size, bool both)
{
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int on = 1, only = !both, error;

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address->sa_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
    if (bind(fd, address, size) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    error = errno;
    close(fd);
    errno = error;
    return -1;
}

static int bind_four(uint16_t port, uint32_t address)
{
    struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(port) };

    four.sin_addr.s_addr = htonl(address);
    return bind_tcp((struct sockaddr *)&four, sizeof four, false);
}

static int bind_six(uint16_t port, const struct in6_addr *address, bool both)
{
    struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(port) };

    six.sin6_addr = *address;
    return bind_tcp((struct sockaddr *)&six, sizeof six, both);
}

static bool fail_tcp(pl_diags *diags, uint16_t port)
{
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_LISTEN, "cannot listen on port %u: %s", port,
                  pl_file_reason(errno));
    return false;
}

/* A machine may lack IPv6: then only IPv4 is served. */
static bool listen_tcp(pl_listening *out, const pl_server_config *config, pl_diags *diags)
{
    int fd;

    if (config->network) {
        fd = bind_six(config->port, &in6addr_any, true);
        if (fd < 0)
            fd = bind_four(config->port, INADDR_ANY);
        if (fd < 0)
            return fail_tcp(diags, config->port);
        keep(out, fd, PL_REACH_NETWORK);
        return true;
    }
    fd = bind_four(config->port, INADDR_LOOPBACK);
    if (fd < 0)
        return fail_tcp(diags, config->port);
    keep(out, fd, PL_REACH_LOCAL);
    fd = bind_six(config->port, &in6addr_loopback, false);
    if (fd >= 0)
        keep(out, fd, PL_REACH_LOCAL);
    return true;
}

/* Parse --metrics-listen, "127.0.0.1:9090", "[::1]:9090" or ":9090" (all interfaces), and listen
 * there. False with an error in `diags`. */
static bool listen_metrics(pl_listening *out, const pl_server_config *config, pl_diags *diags)
{
    pl_str text = config->metrics_listen;
    size_t colon = pl_str_rfind(text, ':');
    pl_str host = pl_str_sub(text, 0, colon);
    struct in6_addr six;
    struct in_addr four;
    char copy[64];
    uint64_t port;
    int fd = -1;

    if (host.len >= 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']')
        host = pl_str_sub(host, 1, host.len - 1);
    snprintf(copy, sizeof copy, "%.*s", PL_FMT(host));
    if (colon == text.len || host.len >= sizeof copy ||
        !pl_str_to_u64(pl_str_sub(text, colon + 1, text.len), &port) || !port || port > 65535) {
        errno = EINVAL;
    } else if (!host.len) {
        fd = bind_six((uint16_t)port, &in6addr_any, true);
    } else if (inet_pton(AF_INET, copy, &four) == 1) {
        fd = bind_four((uint16_t)port, ntohl(four.s_addr));
    } else if (inet_pton(AF_INET6, copy, &six) == 1) {
        fd = bind_six((uint16_t)port, &six, false);
    } else {
        errno = EINVAL;
    }
    if (fd >= 0) {
        keep(out, fd, PL_REACH_METRICS);
        return true;
    }
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_LISTEN,
                  "cannot listen on '%.*s' (--metrics-listen): %s", PL_FMT(text),
                  errno == EINVAL ? "an address and a port such as 127.0.0.1:9090 are expected"
                                  : pl_file_reason(errno));
    return false;
}

/* ---- a Unix socket */

static void unix_address(struct sockaddr_un *out, pl_str path)
{
    *out = (struct sockaddr_un){ .sun_family = AF_UNIX };
    memcpy(out->sun_path, path.ptr, path.len);
}

bool pl_listen_answers(pl_str path)
{
    struct sockaddr_un address;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool answers;

    if (fd < 0)
        return false;
    unix_address(&address, path);
    answers = connect(fd, (struct sockaddr *)&address, sizeof address) == 0 || errno == EAGAIN;
    close(fd);
    return answers;
}

/* Bind a Unix socket. Its mode is set between bind and listen, so it is right before the first
 * connection is possible. */
static int bind_unix(const pl_server_config *config)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), error;
    struct sockaddr_un address;

    if (fd < 0)
        return -1;
    unix_address(&address, config->socket);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
        chmod(config->socket.ptr, config->socket_mode) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    error = errno;
    close(fd);
    errno = error;
    return -1;
}

static bool listen_unix(pl_listening *out, const pl_server_config *config, pl_diags *diags)
{
    struct stat is;
    int fd;

    if (pl_listen_answers(config->socket)) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_LISTEN,
                      "cannot listen on '%.*s': another process answers there",
                      PL_FMT(config->socket));
        return false;
    }
    if (lstat(config->socket.ptr, &is) == 0 && S_ISSOCK(is.st_mode))
        unlink(config->socket.ptr);
    fd = bind_unix(config);
    if (fd < 0) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_LISTEN, "cannot listen on '%.*s': %s",
                      PL_FMT(config->socket), pl_file_reason(errno));
        return false;
    }
    if (lstat(config->socket.ptr, &is) == 0)
        out->socket_inode = is.st_ino;
    keep(out, fd, PL_REACH_SOCKET);
    return true;
}

void pl_listen_remove(const pl_listening *listening, const pl_server_config *config)
{
    struct stat is;

    if (listening->socket_inode && lstat(config->socket.ptr, &is) == 0 &&
        is.st_ino == listening->socket_inode)
        unlink(config->socket.ptr);
}

/* ---- passed sockets */

static bool is_loopback(const struct sockaddr_storage *address)
{
    const struct sockaddr_in *four = (const struct sockaddr_in *)address;
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;

    if (address->ss_family == AF_INET)
        return ntohl(four->sin_addr.s_addr) >> 24 == 127;
    return IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
}

/* Derive the reach from the address; false: this is not a listening socket. */
static bool reach_of(int fd, pl_reach *out)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    int listens = 0;
    socklen_t n = sizeof listens;

    if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &n) != 0 || !listens ||
        getsockname(fd, (struct sockaddr *)&address, &size) != 0)
        return false;
    if (address.ss_family == AF_UNIX)
        *out = PL_REACH_SOCKET;
    else
        *out = is_loopback(&address) ? PL_REACH_LOCAL : PL_REACH_NETWORK;
    return true;
}

bool pl_listen_passed(pl_listening *out, const char *const *environment)
{
    pl_str names = pl_manager_variable(environment, "LISTEN_FDNAMES");
    uint64_t pid, n;

    *out = (pl_listening){ 0 };
    if (!pl_str_to_u64(pl_manager_variable(environment, "LISTEN_PID"), &pid) ||
        (pid_t)pid != getpid() ||
        !pl_str_to_u64(pl_manager_variable(environment, "LISTEN_FDS"), &n))
        return false;
    for (int fd = FIRST_PASSED; fd < FIRST_PASSED + (int)n && out->n < PL_LISTENERS_MAX; fd++) {
        pl_str name = pl_str_split(&names, ':');
        pl_reach reach;

        if (!reach_of(fd, &reach))
            continue;
        fcntl(fd, F_SETFD, FD_CLOEXEC);
        fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
        keep(out, fd, pl_str_eq(name, PL_S("metrics")) ? PL_REACH_METRICS : reach);
    }
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
    unsetenv("LISTEN_FDNAMES");
    return out->n > 0;
}

/* ---- opening and closing all listeners */

bool pl_listen_open(pl_listening *out, const pl_server_config *config, pl_diags *diags)
{
    bool ok = (!config->tcp || listen_tcp(out, config, diags)) &&
              (!config->socket.len || listen_unix(out, config, diags)) &&
              (!config->metrics_listen.len || listen_metrics(out, config, diags));

    if (!ok)
        pl_listen_close(out);
    return ok;
}

void pl_listen_close(pl_listening *listening)
{
    for (unsigned i = 0; i < listening->n; i++)
        if (listening->fd[i] >= 0)
            close(listening->fd[i]);
    listening->n = 0;
}
