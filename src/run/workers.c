#include "run/workers.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/wait.h"
#include <stdatomic.h>

#define MS UINT64_C(1000000)
/* A crew that may grow is looked at every millisecond, less often while its jobs are quick. A
 * job is worth a thread of its own when it takes longer than WORTH. */
#define TICK (100 * MS)
#define LOOK MS
#define LOOK_MOST (16 * MS)
#define WORTH (300 * UINT64_C(1000))

typedef struct worker {
    struct crew *crew;
    unsigned number;
    pthread_t thread;
} worker;

typedef struct crew {
    const pl_workers *how;
    _Atomic uint32_t next; /* job that nobody has begun */
    _Atomic uint32_t done;
    pl_waiting waiting; /* guards `working` */
    unsigned working;
    /* of who looks on */
    worker *all;
    unsigned first, end; /* those with a thread: [first, end) of `all` */
    bool full;           /* no more are to be started */
    uint64_t looked, pause, ticked;
    uint32_t seen; /* of `done` when it looked */
} crew;

unsigned pl_workers_count(unsigned wanted, uint32_t jobs)
{
    unsigned n = wanted ? wanted : PL_WORKERS_DEFAULT;
    n = n > PL_WORKERS_MOST ? PL_WORKERS_MOST : n;
    n = n > jobs ? jobs : n;
    return n ? n : 1;
}

/* ---- workers */

static void enter(crew *c)
{
    pl_waiting_enter(&c->waiting);
    c->working++;
    pl_waiting_leave(&c->waiting, false);
}

static void leave(crew *c)
{
    pl_waiting_enter(&c->waiting);
    bool last = --c->working == 0;
    pl_waiting_leave(&c->waiting, last);
}

static void work(crew *c, unsigned number)
{
    uint32_t job;
    while ((job = atomic_fetch_add(&c->next, 1)) < c->how->jobs) {
        c->how->job(c->how->ctx, job, number);
        atomic_fetch_add_explicit(&c->done, 1, memory_order_relaxed);
    }
    leave(c);
}

static void *work_on_thread(void *arg)
{
    worker *w = arg;
    work(w->crew, w->number);
    return NULL;
}

static void start(crew *c, unsigned more)
{
    c->full = c->end == c->how->n;
    for (; more && !c->full; more--) {
        worker *w = &c->all[c->end];
        *w = (worker){ .crew = c, .number = c->end };
        enter(c);
        if (pthread_create(&w->thread, NULL, work_on_thread, w) != 0) {
            leave(c);
            c->full = true;
            return;
        }
        c->full = ++c->end == c->how->n;
    }
}

/* ---- who looks on */

/* Quick jobs are left to those who are there; when none was finished there are twice as many. */
static void grow(crew *c, uint64_t now)
{
    uint32_t done = atomic_load_explicit(&c->done, memory_order_relaxed);
    uint64_t finished = done - c->seen;
    if (atomic_load(&c->next) >= c->how->jobs) {
        c->full = true;
    } else if (finished * WORTH >= (now - c->looked) * c->end) {
        c->pause = c->pause < LOOK_MOST ? c->pause * 2 : LOOK_MOST;
    } else {
        c->pause = LOOK;
        start(c, finished ? 1 : c->end);
    }
    c->seen = done;
    c->looked = now;
}

static uint64_t when_to_look(const crew *c)
{
    return c->full ? UINT64_MAX : c->looked + c->pause;
}

static uint64_t when_to_tick(const crew *c)
{
    return c->how->tick ? c->ticked + TICK : UINT64_MAX;
}

static uint64_t time_left(const crew *c)
{
    uint64_t look = when_to_look(c), tick = when_to_tick(c), now = pl_clock_ns();
    uint64_t next = look < tick ? look : tick;
    return next == UINT64_MAX ? PL_WAIT_FOREVER : next > now ? next - now : 0;
}

static bool is_done(void *ctx)
{
    return ((const crew *)ctx)->working == 0;
}

static void look_on(crew *c)
{
    c->pause = LOOK;
    c->looked = c->ticked = pl_clock_ns();
    for (;;) {
        pl_waiting_enter(&c->waiting);
        bool done = pl_waiting_until(&c->waiting, is_done, c, time_left(c));
        pl_waiting_leave(&c->waiting, false);
        if (done)
            return;
        uint64_t now = pl_clock_ns();
        if (now >= when_to_look(c))
            grow(c, now);
        if (now >= when_to_tick(c)) {
            c->how->tick(c->how->ctx);
            c->ticked = now;
        }
    }
}

static void *look_on_thread(void *arg)
{
    look_on(arg);
    return NULL;
}

/* ---- the whole */

static unsigned how_many_begin(const crew *c)
{
    unsigned first = c->how->first;
    return first && first < c->how->n ? first : c->how->n;
}

/* The caller is number 0; when there is something to decide a thread looks on. */
static void run_and_work(crew *c)
{
    pthread_t looker;
    c->first = c->end = 1;
    enter(c);
    start(c, how_many_begin(c) - 1);
    bool looking = !c->full && pthread_create(&looker, NULL, look_on_thread, c) == 0;
    work(c, 0);
    if (looking)
        pthread_join(looker, NULL);
}

static void run_and_look(crew *c)
{
    start(c, how_many_begin(c));
    if (c->end)
        look_on(c);
    else
        run_and_work(c);
}

void pl_workers_run(const pl_workers *workers)
{
    crew c = { .how = workers, .all = pl_mem_zalloc(workers->n * sizeof *c.all) };
    pl_waiting_init(&c.waiting);
    if (workers->tick)
        run_and_look(&c);
    else
        run_and_work(&c);
    for (unsigned i = c.first; i < c.end; i++)
        pthread_join(c.all[i].thread, NULL);
    pl_waiting_done(&c.waiting);
    pl_mem_free(c.all);
}
