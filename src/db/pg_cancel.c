/* pg_cancel.c - sends a cancel request for a statement to a PostgreSQL server.
 *
 * PQcancel() makes a connection of its own and blocks for as long as the server likes; it has no
 * deadline and does not reveal its socket. So it runs on a thread that its helper can end: both
 * share a private table of descriptors, emptied beforehand, so that the only sockets in it are
 * those of PQcancel(). These are shut down when the pool is closed or the call takes too long.
 * (Linux 5.9; elsewhere the network ends the call.)
 */
#include "base/alloc.h"
#include "base/clock.h"
#include "db/pg.h"
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { WAIT_MS = 1000, MOST_MS = 5000, SLICE_MS = 50, SOCKETS = 8 };

/* ThreadSanitizer knows only one table of descriptors, but the numbers in this one are not those
 * that other threads use. */
#ifdef __SANITIZE_THREAD__
void AnnotateIgnoreWritesBegin(const char *file, int line);
void AnnotateIgnoreWritesEnd(const char *file, int line);
#define OWN_TABLE_BEGIN() AnnotateIgnoreWritesBegin(__FILE__, __LINE__)
#define OWN_TABLE_END() AnnotateIgnoreWritesEnd(__FILE__, __LINE__)
#else
#define OWN_TABLE_BEGIN() (void)0
#define OWN_TABLE_END() (void)0
#endif

typedef struct cancelling {
    pl_helper helper;
    const pl_libpq *pq;
    PGcancel *request;
    _Atomic bool sent;
} cancelling;

static void free_cancelling(pl_helper *helper)
{
    cancelling *c = (cancelling *)helper;
    c->pq->PQfreeCancel(c->request);
    pl_mem_free(c);
}

static void *send_request(void *ctx)
{
    cancelling *c = ctx;
    char reason[256];
    OWN_TABLE_BEGIN();
    c->pq->PQcancel(c->request, reason, sizeof reason);
    OWN_TABLE_END();
    atomic_store(&c->sent, true);
    pl_helpers_wake(c->helper.helpers);
    return NULL;
}

/* Give this thread and those that it starts an empty table of descriptors of their own. */
static bool leave_descriptors(void)
{
#ifdef SYS_close_range
    enum { UNSHARE = 1 << 1 };
    return syscall(SYS_close_range, 0u, ~0u, UNSHARE) == 0;
#else
    return false;
#endif
}

static void send_cancel(pl_helper *helper)
{
    cancelling *c = (cancelling *)helper;
    pthread_t sender;
    uint64_t until = pl_clock_ns() + MOST_MS * UINT64_C(1000000);
    bool own = leave_descriptors();
    if (pthread_create(&sender, NULL, send_request, c) != 0)
        return;
    while (!atomic_load(&c->sent)) {
        pl_helpers_sleep(helper->helpers, SLICE_MS);
        if (own && (atomic_load(&helper->helpers->closing) || pl_clock_ns() >= until))
            for (int fd = 0; fd < SOCKETS; fd++)
                shutdown(fd, SHUT_RDWR);
    }
    pthread_join(sender, NULL);
}

void pl_pg__cancel(pl_helpers *helpers, const pl_libpq *pq, PGconn *conn)
{
    PGcancel *request = pq->PQgetCancel(conn);
    pl_db_limits limits = { .deadline = pl_clock_ns() + WAIT_MS * UINT64_C(1000000) };
    if (!request)
        return;
    cancelling *c = pl_mem_zalloc(sizeof *c);
    c->helper.work = send_cancel;
    c->helper.free = free_cancelling;
    c->pq = pq;
    c->request = request;
    if (pl_helpers_run(helpers, &c->helper, &limits, NULL))
        free_cancelling(&c->helper);
}
