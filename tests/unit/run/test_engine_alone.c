/* An engine that gets no thread from the system, or too few: nothing hangs, its callers
 * do the work. And the keeper, which sleeps while no thread can be woken. */
/* link: -Wl,--wrap=pthread_create */
#include "live.h"
#include "run/crew.h"
#include <errno.h>

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *),
                          void *arg);

static atomic_int threads_left = INT32_MAX;

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *),
                          void *arg)
{
    if (atomic_fetch_sub(&threads_left, 1) <= 0) {
        atomic_fetch_add(&threads_left, 1);
        return EAGAIN;
    }
    return __real_pthread_create(thread, attr, run, arg);
}

static const char mod_text[] =
    "dashboard \"d\" {\n"
    "  card \"a\" {\n    sql = \"select 1 as x\"\n  }\n"
    "  table \"t\" {\n    sql = \"select 2 as y union all select 3\"\n  }\n}\n"
    "dashboard \"i\" {\n"
    "  input \"x\" {\n    type = \"text\"\n  }\n"
    "  table \"u\" {\n    sql = \"select ? as y\"\n    args = [self.input.x.value]\n  }\n}\n"
    "control \"c\" {\n"
    "  sql = \"select 'ok' as status, 'r' as resource, 'fine' as reason\"\n}\n"
    "benchmark \"b\" {\n  children = [control.c]\n}\n"
    "dashboard \"long\" {\n  card \"l\" {\n    sql = \"with recursive c(x) as (select 1 union all "
    "select x + 1 from c) select max(x) from c\"\n  }\n}\n";

static void begin_with(lives *l, const char *name, int threads)
{
    lives_begin(l, name, mod_text);
    atomic_store(&threads_left, threads);
}

static void end_with(lives *l)
{
    pl_engine_close(l->engine);
    l->engine = NULL;
    atomic_store(&threads_left, INT32_MAX);
    lives_end(l);
}

enum { FEW = 3 }; /* no thread, the keeper alone, the keeper and a worker */

TEST_THREADS(runs_end_with_any_number_of_threads)
{
    static const char *const roots[] = { "m.dashboard.d", "m.benchmark.b", "m.card.a" };
    for (int threads = 0; threads < FEW; threads++) {
        lives l = { 0 };
        begin_with(&l, "few", threads);
        for (size_t i = 0; i < PL_COUNT(roots); i++) {
            pl_run *run = lives_start(&l, roots[i], NULL, 0);
            seen *s = lives_finish(run);
            CHECK(strncmp(s->lines[s->n - 1], "completed", 9) == 0, roots[i]);
            seen_done(s);
            pl_run_free(run);
        }
        end_with(&l);
    }
}

TEST_THREADS(inputs_are_taken_with_any_number_of_threads)
{
    for (int threads = 0; threads < FEW; threads++) {
        lives l = { 0 };
        begin_with(&l, "inputs", threads);
        pl_run *run = lives_start(&l, "m.dashboard.i", NULL, 0);
        lives_reach(run, PL_RUN_PHASE_WAITING);
        CHECK(!pl_run_wait(run, 1000000), "it waits for the input");
        pl_run_input_value v = { PL_S("x"), PL_S("\"v\"") };
        CHECK(pl_run_input(run, PL_S("input.x"), &v, 1), "it is taken");
        CHECK(pl_run_wait(run, LIVE_DEADLINE), "and it ends");
        pl_run_free(run);
        end_with(&l);
    }
}

static void count_end(void *ctx, pl_run *run)
{
    atomic_int *ended = ctx;
    pl_run_event e;
    while (pl_run_next(run, &e))
        pl_message_release(e.message);
    atomic_fetch_add(ended, pl_run_get_phase(run) == PL_RUN_PHASE_ENDED);
}

/* An event loop never waits: it hears of the end from `notify`. */
TEST_THREADS(an_event_loop_without_threads_hears_of_the_end)
{
    lives l = { 0 };
    atomic_int ended = 0;
    begin_with(&l, "loop", 0);
    pl_run_start_options o = { .root = PL_S("m.dashboard.d"), .notify = count_end, .ctx = &ended };
    pl_run *run = pl_run_start(l.engine, &o, l.s.diags);
    CHECK(run, "it starts");
    CHECK(ended > 0, "and was over when it was started");
    pl_run_free(run);
    end_with(&l);
}

TEST_THREADS(time_and_cancelling_end_runs_with_any_number_of_threads)
{
    for (int threads = 0; threads < FEW; threads++) {
        lives l = { 0 };
        begin_with(&l, "limits", threads);
        pl_run_start_options o = { .root = PL_S("m.dashboard.i"), .timeout_ns = 30000000 };
        pl_run *timed = pl_run_start(l.engine, &o, l.s.diags);
        CHECK(timed && pl_run_wait(timed, LIVE_DEADLINE), "its time ends it");
        o = (pl_run_start_options){ .root = PL_S("m.dashboard.long"), .timeout_ns = 50000000 };
        pl_run *query = pl_run_start(l.engine, &o, l.s.diags);
        CHECK(query && pl_run_wait(query, LIVE_DEADLINE), "the time of the run ends its query");
        pl_run *cancelled = lives_start(&l, "m.dashboard.i", NULL, 0);
        pl_run_cancel(cancelled);
        CHECK(pl_run_wait(cancelled, LIVE_DEADLINE), "cancelling ends it");
        pl_run *left = lives_start(&l, "m.dashboard.i", NULL, 0);
        pl_run_hold(left, true);
        pl_run_free(timed);
        pl_run_free(query);
        pl_run_free(cancelled);
        end_with(&l);
        pl_run_free(left);
    }
}

/* ---- without a thread, time is over in any call */

typedef struct overdue {
    pl_engine *engine;
    pl_run *run, *other;
} overdue;

static void by_next(overdue *o)
{
    pl_run_event e;
    while (pl_run_next(o->run, &e))
        pl_message_release(e.message);
}

static void by_stats(overdue *o)
{
    pl_engine_stats stats;
    pl_engine_get_stats(o->engine, &stats);
}

static void by_start(overdue *o)
{
    pl_run_start_options start = { .root = PL_S("m.dashboard.i") };
    pl_run *run = pl_run_start(o->engine, &start, NULL);
    CHECK(run, "another one starts");
    pl_run_free(run);
}

static void by_input(overdue *o)
{
    pl_run_input(o->other, PL_S(""), NULL, 0);
}

static void by_hold(overdue *o)
{
    pl_run_hold(o->other, true);
    pl_run_hold(o->other, false);
}

static void by_waiting_for_another(overdue *o)
{
    CHECK(!pl_run_wait(o->other, 1000000), "that one has time");
}

static const struct {
    const char *what;
    void (*call)(overdue *o);
} calls[] = {
    { "looking for events", by_next },    { "asking for figures", by_stats },
    { "starting another run", by_start }, { "an input of another run", by_input },
    { "holding another run", by_hold },   { "waiting for another run", by_waiting_for_another },
};

TEST_THREADS(any_call_ends_what_is_overdue_without_threads)
{
    lives l = { 0 };
    begin_with(&l, "overdue", 0);
    for (size_t i = 0; i < PL_COUNT(calls); i++) {
        atomic_int ended = 0;
        pl_run_start_options start = { .root = PL_S("m.dashboard.i"), .timeout_ns = 20000000 };
        start.notify = count_end;
        start.ctx = &ended;
        overdue o = { l.engine, NULL, lives_start(&l, "m.dashboard.i", NULL, 0) };
        o.run = pl_run_start(l.engine, &start, l.s.diags);
        CHECK(o.run, "it starts");
        usleep(30000);
        calls[i].call(&o);
        CHECK_INT(pl_run_get_phase(o.run), PL_RUN_PHASE_ENDED, calls[i].what);
        CHECK(ended > 0, "its consumer was called");
        CHECK_INT(pl_run_get_phase(o.other), PL_RUN_PHASE_WAITING, "the other one has time");
        pl_run_free(o.run);
        pl_run_free(o.other);
    }
    end_with(&l);
}

static uint64_t looks(pl_engine *engine)
{
    pthread_mutex_lock(&engine->lock);
    uint64_t n = engine->keeper.wakeups;
    pthread_mutex_unlock(&engine->lock);
    return n;
}

/* Every thread that may query does; more queries wait. Four connections, and two threads of which
 * one is kept free of queries. */
TEST_THREADS(the_keeper_sleeps_while_nobody_can_be_woken)
{
    enum { RUNS = 8, PAUSE = 300 };
    lives l = { 0 };
    pl_run *runs[RUNS];
    sessions_write(&l.s, "limit", NULL, mod_text);
    sessions_load(&l.s);
    pl_engine_options options = { .settings = l.s.settings, .threads = 2 };
    l.engine = pl_engine_open(l.s.ws, &options, l.s.diags);
    for (int i = 0; i < RUNS; i++)
        runs[i] = lives_start(&l, "m.dashboard.long", NULL, 0);
    pl_engine_stats stats = { 0 };
    for (int i = 0; i < 60000 && (!stats.connections_busy || !stats.connections_wanted); i++) {
        usleep(1000);
        pl_engine_get_stats(l.engine, &stats);
    }
    CHECK(stats.connections_busy && stats.connections_wanted, "the limit is reached");
    uint64_t before = UINT64_MAX, least = UINT64_MAX;
    for (int i = 0; i < 20 && least > PAUSE / 20; i++) { /* runs that begin wake it, too */
        before = looks(l.engine);
        usleep(PAUSE * 1000);
        uint64_t more = looks(l.engine) - before;
        least = more < least ? more : least;
    }
    CHECK(least <= PAUSE / 20, "it does not look at what nobody can change");
    pl_run *quick = lives_start(&l, "m.dashboard.i", NULL, 0);
    lives_reach(quick, PL_RUN_PHASE_WAITING);
    for (int i = 0; i < RUNS; i++)
        pl_run_free(runs[i]);
    pl_run_free(quick);
    pl_engine_close(l.engine);
    l.engine = NULL;
    sessions_end(&l.s);
}
