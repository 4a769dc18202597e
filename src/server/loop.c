/* loop.c - waiting, accepting, and who is served next. */
#include "server/loop.h"

#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/list.h"
#include "base/oom.h"
#include "base/str.h"
#include "server/loop_state.h"

enum { EVENTS_MOST = 256, ACCEPTS_MOST = 64 };
#define RETRY_ACCEPT_NS (PL_SECOND / 10)

static bool watch(pl_loop *loop, int fd, uint32_t events, void *watched)
{
    struct epoll_event event = { .events = events, .data.ptr = watched };

    return epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

/* ---- listeners */

static void set_accepting(pl_listener *l, bool accepts)
{
    struct epoll_event event = { .events = accepts ? EPOLLIN : 0, .data.ptr = l };

    epoll_ctl(l->loop->epoll, EPOLL_CTL_MOD, l->fd, &event);
}

static void retry_accept(pl_timer *timer)
{
    pl_listener *l = timer->ctx;

    if (l->fd >= 0)
        set_accepting(l, true);
}

/* Without descriptors or memory for one more connection the listener pauses: it would be reported
 * as readable again and again. */
static void accept_some(pl_listener *l)
{
    for (int i = 0; i < ACCEPTS_MOST && l->fd >= 0; i++) {
        int fd = accept4(l->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

        if (fd >= 0) {
            pl_loop_adopt(l->loop, fd, l->reach, l->tls);
        } else if (errno != EINTR && errno != ECONNABORTED) {
            if (errno != EAGAIN) {
                set_accepting(l, false);
                pl_timer_set(l->loop, &l->pause, RETRY_ACCEPT_NS);
            }
            return;
        }
    }
}

bool pl_loop_listen(pl_loop *loop, int fd, pl_reach reach, bool tls)
{
    pl_listener *l = pl_mem_zalloc(sizeof *l);

    assert(fd >= 0 && (!tls || loop->certificates));
    *l = (pl_listener){ .watched = PL_WATCHED_LISTENER,
                        .loop = loop,
                        .fd = fd,
                        .reach = reach,
                        .tls = tls,
                        .pause = { .fire = retry_accept, .ctx = l } };
    pl_vec_push(&loop->listeners, l);
    return watch(loop, fd, EPOLLIN, l);
}

static void close_listener(pl_listener *l)
{
    pl_timer_clear(l->loop, &l->pause);
    if (l->fd >= 0)
        close(l->fd);
    l->fd = -1;
}

void pl_loop_stop_listening(pl_loop *loop)
{
    loop->stops = true;
    for (size_t i = 0; i < loop->listeners.n; i++)
        close_listener(loop->listeners.at[i]);
    for (pl_conn *conn = loop->conns; conn; conn = conn->next)
        if (conn->state <= PL_CONN_BODY)
            pl_conn_cut(conn);
}

/* ---- connections */

/* Send each message at once, whether or not the one before it was acknowledged: otherwise a
 * client that delays its acknowledgements waits 40 ms for the second message. Unix sockets need
 * no such option. */
static void send_at_once(int fd, pl_reach reach)
{
    int yes = 1;

    if (reach != PL_REACH_SOCKET)
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

/* A socket for which there is no room is closed before anything is allocated for it. */
bool pl_loop_adopt(pl_loop *loop, int fd, pl_reach reach, bool tls)
{
    pl_oom_scope scope;
    pl_conn *conn;

    assert(fd >= 0);
    if (loop->stops || loop->n_conns >= loop->options.max_connections ||
        (tls && !loop->certificates)) {
        close(fd);
        return false;
    }
    pl_oom_begin(&scope);
    send_at_once(fd, reach);
    conn = pl_conn__new(loop, fd, reach, tls);
    conn->watches = EPOLLIN;
    if (!watch(loop, fd, EPOLLIN, conn))
        pl_conn_cut(conn);
    if (pl_oom_end(&scope))
        pl_conn_cut(conn);
    return !conn->is_cut;
}

/* Serve those that are due now. Those that become due meanwhile come with the next turn, after
 * others had theirs. */
static void serve_due(pl_loop *loop)
{
    pl_conn *conn = loop->due, *next;

    loop->due = NULL;
    for (; conn; conn = next) {
        next = conn->next_due;
        conn->is_due = false;
        pl_conn__serve(conn, 0);
    }
}

/* One that is due stays until the list of those was gone through. */
static void free_gone(pl_loop *loop)
{
    pl_conn **at = &loop->gone;

    while (*at) {
        pl_conn *conn = *at;

        if (conn->is_due) {
            at = &conn->next;
            continue;
        }
        *at = conn->next;
        pl_conn__free(conn);
    }
}

/* ---- the loop */

pl_loop *pl_loop_open(const pl_loop_options *options, pl_buf *error)
{
    pl_loop *loop = pl_mem_zalloc(sizeof *loop);

    loop->options = *options;
    loop->read = pl_mem_alloc(PL_READ_MOST);
    loop->chunk = pl_mem_alloc(PL_CONN_CHUNK + 2 * PL_CHUNK_ROOM);
    loop->wake.watched = PL_WATCHED_WAKE;
    loop->wake.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (loop->epoll >= 0 && loop->wake.fd >= 0 && watch(loop, loop->wake.fd, EPOLLIN, &loop->wake))
        return loop;
    pl_buf_printf(error, "cannot wait for connections: %s", pl_file_reason(errno));
    pl_loop_close(loop);
    return NULL;
}

void pl_loop_close(pl_loop *loop)
{
    if (!loop)
        return;
    while (loop->conns)
        pl_conn__end(loop->conns);
    serve_due(loop);
    free_gone(loop);
    for (size_t i = 0; i < loop->listeners.n; i++) {
        close_listener(loop->listeners.at[i]);
        pl_mem_free(loop->listeners.at[i]);
    }
    pl_vec_done(&loop->listeners);
    while (loop->timers.n)
        pl_timer_clear(loop, loop->timers.at[0]);
    pl_vec_done(&loop->timers);
    pl_certificates_free(loop->certificates);
    if (loop->wake.fd >= 0)
        close(loop->wake.fd);
    if (loop->epoll >= 0)
        close(loop->epoll);
    pl_mem_free(loop->read);
    pl_mem_free(loop->chunk);
    pl_mem_free(loop);
}

bool pl_loop_set_tls(pl_loop *loop, const pl_tls_files *files, pl_buf *error)
{
    pl_certificates *certificates = pl_certificates_load(files, error);

    if (!certificates)
        return false;
    pl_certificates_free(loop->certificates);
    loop->certificates = certificates;
    return true;
}

static void take_wake(pl_loop *loop)
{
    uint64_t n;

    if (read(loop->wake.fd, &n, sizeof n) == sizeof n)
        loop->options.calls->woken(loop->options.ctx);
}

static void take_event(pl_loop *loop, const struct epoll_event *event)
{
    switch (*(pl_watched *)event->data.ptr) {
    case PL_WATCHED_CONN: pl_conn__serve(event->data.ptr, event->events); break;
    case PL_WATCHED_LISTENER: accept_some(event->data.ptr); break;
    case PL_WATCHED_WAKE: take_wake(loop); break;
    }
}

/* Milliseconds to wait, rounded up so that a timer is due when the wait is over. */
static int patience(const pl_loop *loop)
{
    enum { A_MINUTE_MS = 60000 };
    uint64_t next = pl_timer__next(loop), now;

    if (loop->due)
        return 0;
    now = pl_clock_ns();
    if (next <= now)
        return 0;
    next = (next - now) / 1000000;
    return next < A_MINUTE_MS ? (int)next + 1 : A_MINUTE_MS;
}

/* Do one turn of the loop. Waiting fails while the kernel lacks memory for it, which passes; a
 * failure that lasts for five seconds does not. */
bool pl_loop_turn(pl_loop *loop)
{
    enum { FAILURES_MAX = 500, PAUSE_NS = 10000000 };
    struct epoll_event events[EVENTS_MOST];
    int n = epoll_wait(loop->epoll, events, EVENTS_MOST, patience(loop));

    if (n < 0 && errno != EINTR) {
        nanosleep(&(struct timespec){ .tv_nsec = PAUSE_NS }, NULL);
        return ++loop->failures < FAILURES_MAX;
    }
    loop->failures = 0;
    for (int i = 0; i < n; i++)
        take_event(loop, &events[i]);
    pl_timer__fire(loop, pl_clock_ns());
    serve_due(loop);
    free_gone(loop);
    return true;
}

void pl_loop_wake(pl_loop *loop)
{
    uint64_t one = 1;
    ssize_t n = write(loop->wake.fd, &one, sizeof one); /* when it is full, it is awake anyway */

    (void)n;
}

unsigned pl_loop_connections(const pl_loop *loop)
{
    return loop->n_conns;
}
