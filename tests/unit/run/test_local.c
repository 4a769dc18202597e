/* Runs of a session: the caller works as one of the crew. Also for ThreadSanitizer. */

/* link: -Wl,--wrap=pthread_create */
#include "run/live.h"
#include "unit/session.h"
#include <pipelite/rescan.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_uint threads;
static atomic_bool none; /* no thread can be started */

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *),
                          void *arg);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *),
                          void *arg);

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *),
                          void *arg)
{
    atomic_fetch_add(&threads, 1);
    if (atomic_load(&none))
        return EAGAIN;
    return __real_pthread_create(thread, attr, run, arg);
}

static const char mod[] = "control \"c\" {\n"
                          "  sql = \"select 'ok' as status, 'r' as resource, 'x' as reason\"\n}\n"
                          "dashboard \"d\" {\n  card {\n    sql = \"select 1 as x\"\n  }\n}\n";

/* ---- threads that are not needed */

static void run_query(pl_session *session)
{
    pl_run *run = pl_run__local(session);
    pl_run_start_options options = { .root = PL_S("select 1 as x"), .sql = true };
    pl_buf why = { 0 };
    CHECK(pl_query_prepare(run, &options, &why), "it is ready");
    CHECK_INT(pl_query_perform(run, NULL, 0, true), PL_END_COMPLETE, "it is complete");
    CHECK_INT(pl_query_table(run)->leaf->n_rows, 1, "one row");
    pl_run__free_local(run);
}

static void run_dashboard(sessions *s)
{
    pl_run_start_options options = { .targets = &(pl_entry_id){ sessions_id(s, "m.dashboard.d") },
                                     .n_targets = 1 };
    pl_run *d = pl_dashboard_run(s->session, &options, s->diags);
    CHECK(d && !d->e.cancelled, "it is complete");
    pl_run__free_local(d);
}

static void run_control(sessions *s)
{
    pl_run_info result;
    pl_check *c = sessions_check(s, "m.control.c", (pl_run_start_options){ 0 });
    CHECK(c, sessions_said(s));
    pl_check_get_info(c, &result);
    CHECK_INT(result.errors, 0, "it is complete");
    pl_check_free(c);
}

TEST(one_query_needs_no_other_thread)
{
    sessions s;
    sessions_begin(&s, "alone", NULL, mod);
    unsigned before = atomic_load(&threads);
    run_query(s.session);
    run_dashboard(&s);
    run_control(&s);
    CHECK_INT(atomic_load(&threads) - before, 0, "threads");
    sessions_end(&s);
}

/* ---- threads that are */

enum { MEETING = 4, PATIENCE = 600 };

typedef struct meeting {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    unsigned here, ticks, ended;
    bool at_ticks;    /* it is over with the second tick, not when all are there */
    unsigned failing; /* how many fail at once; the tick that ends it knows of them */
    pl_progress last;
} meeting;

static bool is_over(const meeting *m)
{
    return m->at_ticks ? m->ticks > 1 && m->last.error == m->failing : m->here >= MEETING;
}

/* The columns of its result have arrived. */
static bool attend(void *ctx, const pl_column *columns, uint32_t n)
{
    meeting *m = ctx;
    struct timespec until;
    int error = 0;
    (void)columns;
    CHECK_INT(n, 1, "columns");
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE;
    pthread_mutex_lock(&m->lock);
    m->here++;
    pthread_cond_broadcast(&m->changed);
    while (!is_over(m) && !error)
        error = pthread_cond_timedwait(&m->changed, &m->lock, &until);
    m->ended += is_over(m);
    pthread_mutex_unlock(&m->lock);
    return true;
}

static bool take_row(void *ctx, const pl_cell *cells)
{
    return ctx && cells;
}

static void tick(void *ctx, const pl_progress *p)
{
    meeting *m = ctx;
    CHECK_INT(p->pending + p->running + p->complete + p->error, p->total, "each is counted once");
    pthread_mutex_lock(&m->lock);
    m->ticks++;
    m->last = *p;
    pthread_cond_broadcast(&m->changed);
    pthread_mutex_unlock(&m->lock);
}

/* A benchmark of `n` queries; those that are to fail have SQL that does. */
static pl_run *plan(sessions *s, meeting *m, unsigned n, const pl_row_sink *sink)
{
    pl_run *run = pl_run__local(s->session);
    pl_execution *e = &run->e;
    pl_node *root = pl_execution__add(e, NULL, NULL, PL_S("m.benchmark.b"), PL_NODE_CONTAINER);
    root->children = pl_arena_alloc(&e->arena, (n + 1) * sizeof *root->children);
    root->status = n ? PL_NODE_INITIALIZED : PL_NODE_COMPLETE;
    for (unsigned i = 0; i < n; i++) {
        pl_node *node = pl_execution__add(
            e, root, NULL, pl_arena_printf(&e->arena, "m.detection.d%u", i), PL_NODE_LEAF);
        node->plan->is_provider = true;
        node->plan->from.sql = i < m->failing ? PL_S("select") : PL_S("select 1 as x");
        node->plan->database = *pl_databases_session(s->session->dbs);
        node->plan->db = pl_databases_default(s->session->dbs);
        node->plan->sink = sink;
        node->plan->resolved = true;
        root->children[root->n_children++] = node;
    }
    return run;
}

/* How many end as they should: unless they fail, with the meeting. */
static unsigned meet(sessions *s, meeting *m, unsigned n, bool tells)
{
    const pl_row_sink sink = { attend, take_row, m };
    const pl_check_exec exec = { .progress = tells ? tick : NULL, .ctx = m };
    pthread_mutex_init(&m->lock, NULL);
    pthread_cond_init(&m->changed, NULL);
    pl_run *run = plan(s, m, n, &sink);
    pl_run__perform_unstopped(run, &exec);
    CHECK_INT(pl_run_get_phase(run), PL_RUN_PHASE_ENDED, "it has ended");
    for (unsigned i = 0; i < n; i++)
        CHECK_INT(run->e.root->children[i]->status,
                  i < m->failing ? PL_NODE_ERROR : PL_NODE_COMPLETE, "each as it should");
    pl_run__free_local(run);
    pthread_cond_destroy(&m->changed);
    pthread_mutex_destroy(&m->lock);
    return m->ended;
}

TEST(slow_queries_run_side_by_side)
{
    sessions s;
    sessions_begin(&s, "beside", NULL, mod); /* max-parallel is MEETING */
    for (int i = 0; i < 3; i++) {
        meeting m = { .here = 0 };
        CHECK_INT(meet(&s, &m, 2 * MEETING, false), 2 * MEETING, "all have met");
    }
    sessions_end(&s);
}

TEST(the_caller_works_alone_where_no_thread_can_be_started)
{
    sessions s;
    sessions_begin(&s, "nobody", NULL, mod);
    atomic_store(&none, true);
    for (int i = 0; i < 2; i++) {
        meeting m = { .here = MEETING, .at_ticks = false };
        CHECK_INT(meet(&s, &m, 2 * MEETING, i), 2 * MEETING, "all were begun");
    }
    run_control(&s);
    atomic_store(&none, false);
    sessions_end(&s);
}

TEST(who_is_told_of_progress_does_not_work)
{
    sessions s;
    meeting m = { .at_ticks = true };
    sessions_begin(&s, "ticks", NULL, mod);
    CHECK_INT(meet(&s, &m, 1, true), 1, "the ticks came while it ran");
    sessions_end(&s);
}

TEST(progress_counts_what_waits_runs_and_has_failed)
{
    sessions s;
    meeting m = { .at_ticks = true, .failing = 2 };
    sessions_begin(&s, "counted", NULL, mod);
    CHECK_INT(meet(&s, &m, 3, true), 1, "one of them ends late");
    CHECK_INT(m.last.total, 3, "total");
    CHECK_INT(m.last.pending, 0, "pending");
    CHECK_INT(m.last.running, 1, "running");
    CHECK_INT(m.last.complete, 0, "complete");
    CHECK_INT(m.last.error, 2, "error");
    sessions_end(&s);
}

TEST(a_run_of_nothing_ends_at_once)
{
    sessions s;
    meeting m = { .at_ticks = true };
    sessions_begin(&s, "nothing", NULL, mod);
    CHECK_INT(meet(&s, &m, 0, true), 0, "with progress");
    m = (meeting){ .here = 0 };
    CHECK_INT(meet(&s, &m, 0, false), 0, "without");
    sessions_end(&s);
}

/* ---- the stop */

TEST(queries_are_begun_although_the_stop_was_fired)
{
    sessions s;
    meeting m = { .here = MEETING };
    const pl_row_sink sink = { attend, take_row, &m };
    sessions_begin(&s, "stopped", NULL, mod);
    pl_stop_fire(s.stop);
    pl_run *run = plan(&s, &m, MEETING, &sink);
    pl_run__perform_unstopped(run, NULL);
    for (unsigned i = 0; i < MEETING; i++) {
        const pl_node *node = run->e.root->children[i];
        CHECK_INT(node->status, PL_NODE_ERROR, "each says itself what that means");
        CHECK(pl_str_eq(node->error, pl_str_cstr("execution cancelled")), "the database does");
    }
    CHECK_INT(run->e.root->status, PL_NODE_ERROR, "a benchmark fails with them");
    CHECK(pl_str_eq(run->e.root->error, pl_str_cstr("4 children failed with an error")),
          "and counts them");
    pl_run__free_local(run);
    sessions_end(&s);
}

TEST(the_deadline_ends_what_has_not_begun_in_the_words_of_the_run)
{
    static const struct {
        const char *what;
        bool detections;
        const char *node, *above;
    } rows[] = {
        { "a dashboard", false,
          "dashboard execution timed out before execution of this node started",
          "execution timed out" },
        { "detections", true, "execution timed out before detection started",
          "2 children failed with an error" },
    };
    sessions s;
    sessions_begin(&s, "overdue", NULL, mod);
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        meeting m = { .here = MEETING };
        const pl_row_sink sink = { attend, take_row, &m };
        pl_run *run = plan(&s, &m, 2, &sink);
        if (rows[i].detections)
            run->e.overdue =
                (pl_overdue){ .node = PL_S("execution timed out before detection started") };
        run->e.limits.deadline = 1;
        pl_run__perform_unstopped(run, NULL);
        CHECK(pl_str_eq(run->e.root->children[1]->error, pl_str_cstr(rows[i].node)), rows[i].what);
        CHECK(pl_str_eq(run->e.root->error, pl_str_cstr(rows[i].above)), rows[i].what);
        CHECK_INT(m.ended, 0, "no query was sent");
        pl_run__free_local(run);
    }
    sessions_end(&s);
}

/* ---- what it holds */

TEST(a_session_keeps_its_generation)
{
    sessions s;
    sessions_begin(&s, "kept", NULL, mod);
    pl_workspace_keep_sources(s.ws);
    place_text(s.dir, "a.pp", "query \"other\" {\n  sql = \"select 1\"\n}\n");
    pl_run_start_options options = { .root = PL_S("control.c"), .n_targets = 1 };
    pl_entry_id id = sessions_id(&s, "m.control.c");
    pl_run_info result;
    pl_rescan_options all = { .all_bytes = true };
    options.targets = &id;
    pl_changes_free(pl_workspace_rescan(s.ws, &all, s.diags));
    CHECK(!pl_index_find(pl_workspace_index(s.ws), PL_S("m.control.c"), &(pl_entry){ 0 }),
          "it has gone");
    pl_check *c = pl_check_run(s.session, &options, s.diags);
    CHECK(c, sessions_said(&s));
    pl_check_get_info(c, &result);
    CHECK_INT(result.errors, 0, "it runs as it was");
    pl_check_free(c);
    sessions_end(&s);
}
