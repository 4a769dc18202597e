/* Live runs where threads meet: cancelling, inputs and closing at random; runs over a workspace
 * that changes; the order of events with dashboards made at random. */
#include "live.h"
#include "base/clock.h"
#include <pipelite/rescan.h>
#include <sched.h>
#include <stdatomic.h>

static unsigned next_random(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* ---- dashboards at random */

enum { DASHBOARDS = 12, MOST_PANELS = 12 };

static void add_panel(pl_buf *out, unsigned d, unsigned i, unsigned *state)
{
    unsigned what = next_random(state) % 8;
    if (what < 2)
        pl_buf_printf(out, "  card \"c%u_%u\" {\n    sql = \"select %u as x\"\n  }\n", d, i, i);
    else if (what == 2)
        pl_buf_printf(out, "  table \"c%u_%u\" {\n    sql = \"select * from nowhere\"\n  }\n", d,
                      i);
    else if (what == 3)
        pl_buf_printf(out,
                      "  container {\n    card \"c%u_%u\" {\n      sql = \"select 1\"\n    }\n"
                      "    text {\n      value = \"t\"\n    }\n  }\n",
                      d, i);
    else if (what == 4)
        pl_buf_printf(out,
                      "  table \"c%u_%u\" {\n    sql = \"select ? as x\"\n"
                      "    args = [self.input.i.value]\n  }\n",
                      d, i);
    else if (what == 5)
        pl_buf_printf(out,
                      "  table \"c%u_%u\" {\n    sql = \"select ? as x\"\n"
                      "    args = [with.w.rows[0].x]\n  }\n",
                      d, i);
    else if (what == 6)
        pl_buf_printf(
            out,
            "  graph \"c%u_%u\" {\n    node \"n%u_%u\" {\n      sql = \"select 1 as id\"\n"
            "    }\n    edge \"e%u_%u\" {\n      sql = \"select 1 as from_id, 1 as "
            "to_id\"\n    }\n  }\n",
            d, i, d, i, d, i);
    else
        pl_buf_printf(
            out, "  benchmark \"c%u_%u\" {\n    children = [control.k, control.k2]\n  }\n", d, i);
}

static void add_dashboard(pl_buf *out, unsigned d, unsigned *state)
{
    unsigned n = 1 + next_random(state) % MOST_PANELS;
    pl_buf_printf(out,
                  "dashboard \"d%u\" {\n  input \"i\" {\n    type = \"text\"\n  }\n"
                  "  with \"w\" {\n    sql = \"select 1 as x\"\n  }\n",
                  d);
    for (unsigned i = 0; i < n; i++)
        add_panel(out, d, i, state);
    pl_buf_cstr(out, "}\n");
}

static void begin_random(lives *l, const char *name, unsigned seed)
{
    pl_buf text = { 0 };
    pl_buf_cstr(&text, "control \"k\" {\n  sql = \"select 'ok' as status, 'r' as resource, "
                       "'f' as reason\"\n}\n"
                       "control \"k2\" {\n  sql = \"select 1\"\n}\n"
                       "benchmark \"b\" {\n  children = [control.k, control.k2]\n}\n");
    for (unsigned d = 0; d < DASHBOARDS; d++)
        add_dashboard(&text, d, &seed);
    pl_buf_byte(&text, 0);
    lives_begin(l, name, text.ptr);
    pl_buf_done(&text);
}

/* ---- the rules of the recordings, checked on messages */

typedef struct panel_state {
    char name[96], status[16];
    bool finished;
} panel_state;

typedef struct model {
    panel_state panels[256];
    unsigned n;
    bool started, completed;
    char children[256][96]; /* of the root */
    unsigned n_children;
} model;

static panel_state *panel_of(model *m, pl_str name)
{
    for (unsigned i = 0; i < m->n; i++)
        if (strlen(m->panels[i].name) == name.len &&
            memcmp(m->panels[i].name, name.ptr, name.len) == 0)
            return &m->panels[i];
    return NULL;
}

static bool is_final(const char *status)
{
    return strcmp(status, "complete") == 0 || strcmp(status, "error") == 0 ||
           strcmp(status, "canceled") == 0;
}

static void copy_text(char *to, size_t size, pl_str text)
{
    snprintf(to, size, "%.*s", PL_FMT(text));
}

static void check_started(model *m, const pl_json *doc)
{
    CHECK(!m->started, "it starts once");
    m->started = true;
    for (const pl_json *p = pl_json_first(pl_json_get(doc, "panels")); p; p = p->next) {
        panel_state *one = &m->panels[m->n++];
        copy_text(one->name, sizeof one->name, p->key);
        copy_text(one->status, sizeof one->status, pl_json_text(pl_json_get(p, "status")));
        one->finished = is_final(one->status);
    }
    const pl_json *layout = pl_json_get(doc, "layout");
    for (const pl_json *c = pl_json_first(pl_json_get(layout, "children")); c; c = c->next)
        copy_text(m->children[m->n_children++], sizeof m->children[0],
                  pl_json_text(pl_json_get(c, "name")));
}

static void check_children(model *m)
{
    for (unsigned i = 0; i < m->n_children; i++) {
        panel_state *child = panel_of(m, pl_str_cstr(m->children[i]));
        CHECK(child && child->finished, "a parent completes after its children");
    }
}

static void check_panel(model *m, const pl_json *doc, pl_str root)
{
    const pl_json *node = pl_json_get(doc, "dashboard_node");
    pl_str name = pl_json_text(pl_json_get(node, "name"));
    panel_state *one = panel_of(m, name);
    CHECK(one, "an update names a panel of the beginning");
    CHECK(!one->finished, "a panel does not change after it has finished");
    copy_text(one->status, sizeof one->status, pl_json_text(pl_json_get(node, "status")));
    CHECK(strcmp(one->status, "initialized") != 0, "it never goes back");
    one->finished = is_final(one->status);
    if (one->finished && pl_str_eq(name, root))
        check_children(m);
}

static void check_completed(model *m, const pl_json *doc)
{
    m->completed = true;
    const pl_json *panels = pl_json_get(pl_json_get(doc, "snapshot"), "panels");
    for (const pl_json *p = pl_json_first(panels); p; p = p->next) {
        pl_str status = pl_json_text(pl_json_get(p, "status"));
        char text[16];
        copy_text(text, sizeof text, status);
        CHECK(!status.len || is_final(text), "nothing is unfinished in the end");
    }
}

static atomic_uint n_controls; /* events of controls: benchmarks in dashboards ran some */

static void check_message(model *m, const pl_run_event *e, pl_str root)
{
    pl_arena arena = { 0 };
    size_t size = (size_t)pl_message_size(e->message);
    char *text = malloc(size + 1);
    CHECK(pl_message_read(e->message, 0, text, size, NULL) == size, "it can be read");
    const pl_json *doc = pl_json_parse(&arena, (pl_str){ text, size }, NULL);
    CHECK(doc, "it is JSON");
    CHECK(m->started || e->kind == PL_RUN_EVENT_STARTED, "starting comes first");
    CHECK(!m->completed, "completing comes last");
    if (e->kind == PL_RUN_EVENT_STARTED)
        check_started(m, doc);
    else if (e->kind == PL_RUN_EVENT_PANEL)
        check_panel(m, doc, root);
    else if (e->kind == PL_RUN_EVENT_COMPLETED)
        check_completed(m, doc);
    else if (e->kind == PL_RUN_EVENT_CONTROL)
        atomic_fetch_add(&n_controls, 1);
    free(text);
    pl_arena_done(&arena);
}

static void check_events(pl_run *run, model *m)
{
    pl_run_event e;
    pl_run_info info;
    pl_run_get_info(run, &info);
    while (pl_run_next(run, &e)) {
        check_message(m, &e, info.name);
        pl_message_release(e.message);
    }
}

/* What a consumer does while it runs: read late, give the input late, or cancel. */
static void live_through(lives *l, const char *root, unsigned *state)
{
    model *m = calloc(1, sizeof *m);
    pl_run_input_value v = { PL_S("i"), PL_S("\"x\"") };
    bool given = next_random(state) % 2, cancel = next_random(state) % 5 == 0;
    pl_run *run = lives_start(l, root, &v, given);
    for (unsigned i = next_random(state) % 4; i; i--) {
        check_events(run, m);
        sched_yield();
    }
    if (cancel)
        pl_run_cancel(run);
    while (!pl_run_wait(run, 1000000)) {
        check_events(run, m);
        pl_run_input(run, PL_S(""), &v, 1);
    }
    check_events(run, m);
    CHECK(m->completed || (cancel && !m->started), "it completes");
    pl_run_free(run);
    free(m);
}

typedef struct consumer {
    lives *l;
    unsigned seed;
    int rounds;
} consumer;

static void *consume(void *ctx)
{
    consumer *c = ctx;
    for (int i = 0; i < c->rounds; i++) {
        char root[32];
        snprintf(root, sizeof root, "m.dashboard.d%u", next_random(&c->seed) % DASHBOARDS);
        live_through(c->l, root, &c->seed);
    }
    return NULL;
}

TEST_THREADS(engine_keeps_the_order_of_events)
{
    enum { CONSUMERS = 4 };
    lives l = { 0 };
    pthread_t threads[CONSUMERS];
    consumer all[CONSUMERS];
    begin_random(&l, "order", 20260611);
    for (unsigned i = 0; i < CONSUMERS; i++) {
        all[i] = (consumer){ &l, i * 7919 + 13, 25 };
        CHECK_INT(pthread_create(&threads[i], NULL, consume, &all[i]), 0, "thread");
    }
    for (unsigned i = 0; i < CONSUMERS; i++)
        pthread_join(threads[i], NULL);
    pl_engine_stats stats;
    pl_engine_get_stats(l.engine, &stats);
    CHECK_INT(stats.running + stats.waiting + stats.blocked, 0, "nothing is left over");
    CHECK(n_controls > 0, "benchmarks ran their controls");
    lives_end(&l);
}

/* ---- closing at any moment */

static void free_from_within(void *ctx, pl_run *run)
{
    atomic_uint *calls = ctx;
    pl_run_event e;
    atomic_fetch_add(calls, 1);
    CHECK(!pl_run_wait(run, 0) || pl_run_get_phase(run) == PL_RUN_PHASE_ENDED, "no wait in there");
    while (pl_run_next(run, &e))
        pl_message_release(e.message);
    if (pl_run_get_phase(run) == PL_RUN_PHASE_ENDED)
        pl_run_free(run);
}

TEST_THREADS(engine_closes_at_any_moment)
{
    unsigned seed = 99;
    for (int round = 0; round < 15; round++) {
        lives l = { 0 };
        atomic_uint calls = 0;
        begin_random(&l, "anytime", 7);
        for (unsigned i = 0; i < 20; i++) {
            char root[32];
            snprintf(root, sizeof root, "m.dashboard.d%u", next_random(&seed) % DASHBOARDS);
            pl_run_start_options o = { .root = pl_str_cstr(root),
                                       .notify = free_from_within,
                                       .ctx = &calls };
            CHECK(pl_run_start(l.engine, &o, l.s.diags), root);
        }
        usleep(next_random(&seed) % 3000);
        pl_engine_close(l.engine);
        l.engine = NULL;
        lives_end(&l);
        CHECK(calls > 0, "consumers were called");
    }
}

/* ---- a workspace that changes */

TEST_THREADS(engine_runs_while_the_workspace_changes)
{
    enum { RUNS = 40 };
    lives l = { 0 };
    pl_run *runs[RUNS];
    begin_random(&l, "changes", 3);
    for (int i = 0; i < RUNS; i++) {
        char text[200];
        runs[i] = lives_start(&l, "m.dashboard.d0", NULL, 0);
        snprintf(
            text, sizeof text,
            "variable \"v\" {\n  default = %d\n}\nquery \"more\" {\n  sql = \"select %d\"\n}\n", i,
            i);
        place_text(l.s.dir, "b.pp", text);
        pl_rescan_options all = { .all_bytes = true };
        pl_changes_free(pl_workspace_rescan(l.s.ws, &all, l.s.diags));
    }
    for (int i = 0; i < RUNS; i++) {
        pl_run_input_value v = { PL_S("i"), PL_S("1") };
        pl_run_input(runs[i], PL_S(""), &v, 1);
        CHECK(pl_run_wait(runs[i], LIVE_DEADLINE), "it ends");
        pl_run_free(runs[i]);
    }
    lives_end(&l);
}

/* ---- cancelling what runs */

TEST_THREADS(engine_cancels_queries_within_a_second)
{
    enum { RUNS = 20 };
    lives l = { 0 };
    pl_run *runs[RUNS];
    lives_begin(&l, "endless",
                "dashboard \"d\" {\n  card \"c\" {\n    sql = \"with recursive c(x) as (select 1 "
                "union all select x + 1 from c) select max(x) from c\"\n  }\n}\n"
                "dashboard \"e\" {\n  card \"f\" {\n    sql = \"select 1\"\n  }\n}\n");
    for (int i = 0; i < RUNS; i++)
        runs[i] = lives_start(&l, "m.dashboard.d", NULL, 0);
    usleep(20000);
    uint64_t begin = pl_clock_ns();
    for (int i = 0; i < RUNS; i++)
        pl_run_cancel(runs[i]);
    for (int i = 0; i < RUNS; i++)
        CHECK(pl_run_wait(runs[i], LIVE_DEADLINE), "it ends");
    CHECK(pl_clock_ns() - begin < UINT64_C(30000000000), "soon");
    for (int i = 0; i < RUNS; i++)
        pl_run_free(runs[i]);
    pl_run *run = lives_start(&l, "m.dashboard.e", NULL, 0);
    seen *s = lives_finish(run);
    CHECK(seen_has(s, "panel m.card.f complete"), "connections are usable afterwards");
    seen_done(s);
    pl_run_free(run);
    lives_end(&l);
}
