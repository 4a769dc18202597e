/* Executions that wait: for an input that comes while they run, or for nothing any more. */
#include "base/buf.h"
#include "base/clock.h"
#include "run/live.h"
#include "unit/session.h"
#include "value/number.h"
#include <pipelite/values.h>
#include <semaphore.h>

typedef struct waiting {
    pl_settings *settings;
    pl_workspace *ws;
    pl_session *session;
    pl_diags *diags;
    pl_stop *stop;
    pl_run *run;
    pl_execution *e;  /* of it */
    unsigned changes; /* of statuses */
    const char *who;  /* when this panel gets that status, `ready` is posted */
    pl_node_status status;
    sem_t ready;
} waiting;

static const char input[] =
    "dashboard \"d\" {\n"
    "  input \"i\" {\n    type = \"text\"\n  }\n"
    "  with \"w\" {\n    sql = \"select $1 || '!' as x\"\n    args = [self.input.i.value]\n  }\n"
    "  table \"t\" {\n    sql = \"select $1 as x\"\n    args = [with.w.rows[0].x]\n  }\n"
    "}\n";

static void count(void *ctx, pl_node *panel)
{
    waiting *w = ctx;
    w->changes++;
    if (panel->status == w->status && pl_str_eq(panel->name, pl_str_cstr(w->who)))
        sem_post(&w->ready);
}

static void begin(waiting *w, const char *name, const char *text)
{
    char mod[PLACE_MAX + 100];
    const char *dir = place_new(name);
    pl_entry entry;
    pl_buf why = { 0 };
    sem_init(&w->ready, 0, 0);
    snprintf(mod, sizeof mod, "mod \"m\" {\n  database = \"sqlite://%s/x.db\"\n}\n", dir);
    place_text(dir, "mod.pp", mod);
    place_text(dir, "d.pp", text);
    pl_settings_options options = { .directory = pl_str_cstr(dir), .home = pl_str_cstr(dir) };
    w->settings = pl_settings_new(&options);
    w->diags = pl_diags_new();
    pl_open_options open = { .path = pl_str_cstr(dir), .strict = true };
    w->ws = pl_workspace_open(&open, w->diags);
    CHECK(w->ws && pl_workspace_check(w->ws, w->diags), "the workspace is right");
    pl_inputs in = { .settings = w->settings, .need_values = true };
    pl_workspace_set_inputs(w->ws, &in);
    w->stop = pl_stop_new();
    pl_engine_options session = { .settings = w->settings, .stop = w->stop };
    w->session = pl_session_open(w->ws, &session, w->diags);
    CHECK(w->session != NULL, "the session opens");
    w->run = pl_run__local(w->session);
    w->e = &w->run->e;
    w->e->status = count;
    w->e->ctx = w;
    CHECK(pl_index_find(pl_workspace_index(w->ws), PL_S("m.dashboard.d"), &entry), "dashboard");
    CHECK(pl_execution_build(w->e, entry.id, &why), "build");
    pl_buf_done(&why);
}

static void end(waiting *w)
{
    pl_run__free_local(w->run);
    pl_session_close(w->session);
    pl_stop_free(w->stop);
    pl_workspace_close(w->ws);
    pl_settings_free(w->settings);
    pl_diags_free(w->diags);
    sem_destroy(&w->ready);
}

static void *publish(void *ctx)
{
    waiting *w = ctx;
    sem_wait(&w->ready);
    const pl_run_input_value values[] = { { PL_S("other"), PL_S("nobody cares") },
                                          { PL_S("i"), PL_S("here") } };
    CHECK(pl_run_input(w->run, (pl_str){ 0 }, &values[0], 1), "one that nobody cares for");
    CHECK(pl_run_input(w->run, (pl_str){ 0 }, &values[1], 1), "the one it waits for");
    return NULL;
}

static void *cancel(void *ctx)
{
    waiting *w = ctx;
    sem_wait(&w->ready);
    pl_run_cancel(w->run);
    return NULL;
}

static const pl_node *panel_of(const pl_execution *e, const char *name)
{
    for (size_t i = 0; i < e->panels.n; i++)
        if (pl_str_eq(e->panels.at[i]->name, pl_str_cstr(name)))
            return e->panels.at[i];
    CHECK(false, name);
    return NULL;
}

TEST(execution_waits_for_its_inputs)
{
    waiting w = { .who = "m.table.t", .status = PL_NODE_BLOCKED };
    pthread_t thread;
    begin(&w, "publish", input);
    CHECK_INT(pthread_create(&thread, NULL, publish, &w), 0, "thread");
    pl_run__perform(w.run, NULL, NULL);
    pthread_join(thread, NULL);
    const pl_node *table = panel_of(w.e, "m.table.t");
    CHECK_INT(table->status, PL_NODE_COMPLETE, "the table");
    CHECK_INT(w.e->root->status, PL_NODE_COMPLETE, "the dashboard");
    CHECK(table->plan->bound.n == 1 &&
              pl_str_eq(pl_value_get_str(table->plan->bound.at[0]), PL_S("here!")),
          "what came through the with");
    CHECK(w.changes >= 7, "blocked, running, complete of both, running and complete of the root");
    CHECK_INT(w.e->ready.unfinished, 0, "all are finished");
    end(&w);
}

TEST(execution_is_cancelled_while_it_waits)
{
    waiting w = { .who = "m.table.t", .status = PL_NODE_BLOCKED };
    pthread_t thread;
    begin(&w, "cancel", input);
    CHECK_INT(pthread_create(&thread, NULL, cancel, &w), 0, "thread");
    pl_run__perform(w.run, NULL, NULL);
    pthread_join(thread, NULL);
    CHECK(w.e->cancelled, "it says so");
    CHECK_INT(panel_of(w.e, "m.table.t")->status, PL_NODE_CANCELED, "the table");
    CHECK_INT(w.e->root->status, PL_NODE_CANCELED, "the dashboard");
    end(&w);
}

static const char endless[] = "dashboard \"d\" {\n"
                              "  card \"endless\" {\n    sql = \"with recursive c(x) as (select 1 "
                              "union all select x + 1 from c) "
                              "select max(x) from c\"\n  }\n"
                              "  card \"fine\" {\n    value = \"x\"\n  }\n}\n";

TEST(execution_is_cancelled_while_a_query_runs)
{
    waiting w = { .who = "m.card.endless", .status = PL_NODE_RUNNING };
    pthread_t thread;
    begin(&w, "running", endless);
    CHECK_INT(pthread_create(&thread, NULL, cancel, &w), 0, "thread");
    pl_run__perform(w.run, NULL, NULL);
    pthread_join(thread, NULL);
    const pl_node *card = panel_of(w.e, "m.card.endless");
    CHECK(card->status == PL_NODE_ERROR || card->status == PL_NODE_CANCELED, "it has ended");
    CHECK(pl_str_eq(card->error, PL_S("execution cancelled")), "and says why");
    CHECK_INT(panel_of(w.e, "m.card.fine")->status, PL_NODE_COMPLETE, "what has no query is");
    CHECK_INT(w.e->root->status, PL_NODE_CANCELED, "the dashboard");
    end(&w);
}

/* ---- what waits comes to an end */

static void *fire(void *ctx)
{
    waiting *w = ctx;
    sem_wait(&w->ready);
    pl_stop_fire(w->stop);
    return NULL;
}

TEST(execution_ends_when_only_the_stop_is_fired)
{
    waiting w = { .who = "m.table.t", .status = PL_NODE_BLOCKED };
    pthread_t thread;
    begin(&w, "fired", input);
    CHECK_INT(pthread_create(&thread, NULL, fire, &w), 0, "thread");
    pl_run__perform(w.run, NULL, NULL);
    pthread_join(thread, NULL);
    CHECK(w.e->cancelled, "it says so");
    CHECK_INT(panel_of(w.e, "m.table.t")->status, PL_NODE_CANCELED, "the table");
    CHECK_INT(w.e->root->status, PL_NODE_CANCELED, "the dashboard");
    end(&w);
}

TEST(execution_waits_no_longer_than_its_deadline)
{
    waiting w = { .who = "" };
    begin(&w, "late", input);
    w.e->limits.deadline = pl_clock_ns() + 100000000;
    pl_run__perform(w.run, NULL, NULL);
    CHECK(pl_clock_ns() >= w.e->limits.deadline, "not before");
    const pl_node *table = panel_of(w.e, "m.table.t");
    CHECK_INT(table->status, PL_NODE_ERROR, "the table");
    CHECK(pl_str_eq(table->error, PL_S("dashboard execution timed out before execution of this "
                                       "node started")),
          "and why");
    CHECK(pl_str_eq(w.e->root->error, PL_S("execution timed out")), "the dashboard");
    end(&w);
}

static const struct {
    const char *what, *text, *panel;
    pl_node_status status, root;
    const char *error;
} with_rows[] = {
    { "a `with` that has nothing to run is there at once",
      "table \"t\" {\n  title = \"t\"\n}\ndashboard \"d\" {\n  with \"w\" {\n    sql = "
      "\"table.t\"\n  }\n  table \"r\" {\n    sql = \"select $1 as x\"\n"
      "    args = [with.w.rows[0].x]\n  }\n}\n",
      "m.table.r", PL_NODE_ERROR, PL_NODE_ERROR,
      "failed to resolve with value 'with.w.rows.0.x' for args.0->with.w.rows.0.x: reference to "
      "with 'args.0->with.w.rows.0.x' has invalid row index '0' - 0 rows were returned" },
    { "an unused `with` of a dashboard without queries is not run",
      "dashboard \"d\" {\n  with \"w\" {\n    sql = \"select nope\"\n  }\n  text {\n"
      "    value = \"x\"\n  }\n}\n",
      "m.dashboard.d.with.w", PL_NODE_INITIALIZED, PL_NODE_COMPLETE, "" },
    { "nor are those that use it",
      "dashboard \"d\" {\n  with \"w\" {\n    sql = \"select nope\"\n  }\n  with \"v\" {\n"
      "    sql = \"select $1\"\n    args = [with.w.rows[0].x]\n  }\n}\n",
      "m.dashboard.d.with.v", PL_NODE_INITIALIZED, PL_NODE_COMPLETE, "" },
    { "one of a dashboard with a query is",
      "dashboard \"d\" {\n  with \"w\" {\n    sql = \"select nope\"\n  }\n  card {\n"
      "    sql = \"select 1\"\n  }\n}\n",
      "m.dashboard.d.with.w", PL_NODE_ERROR, PL_NODE_ERROR, "no such column: nope" },
    { "one of a nested dashboard without queries is not",
      "dashboard \"inner\" {\n  with \"w\" {\n    sql = \"select nope\"\n  }\n  text {\n"
      "    value = \"x\"\n  }\n}\ndashboard \"d\" {\n  dashboard \"x\" {\n"
      "    base = dashboard.inner\n  }\n  card {\n    sql = \"select 1\"\n  }\n}\n",
      "m.dashboard.inner.with.w", PL_NODE_INITIALIZED, PL_NODE_COMPLETE, "" },
};

TEST(withs_run_when_their_owner_does)
{
    for (size_t i = 0; i < PL_COUNT(with_rows); i++) {
        waiting w = { .who = "" };
        char name[40];
        snprintf(name, sizeof name, "with%zu", i);
        begin(&w, name, with_rows[i].text);
        pl_run__perform(w.run, NULL, NULL);
        const pl_node *panel = panel_of(w.e, with_rows[i].panel);
        CHECK_INT(panel->status, with_rows[i].status, with_rows[i].what);
        CHECK(pl_str_eq(panel->error, pl_str_cstr(with_rows[i].error)), with_rows[i].what);
        CHECK_INT(w.e->root->status, with_rows[i].root, with_rows[i].what);
        CHECK_INT(w.e->ready.unfinished, 0, with_rows[i].what);
        pl_execution__cancel(w.e); /* what was not run stays as it is */
        CHECK_INT(panel->status, with_rows[i].status, with_rows[i].what);
        end(&w);
    }
}

TEST(only_nodes_that_may_query_have_a_plan)
{
    waiting w = { .who = "" };
    begin(&w, "parts",
          "dashboard \"d\" {\n  container {\n    text {\n      value = \"x\"\n    }\n"
          "    card \"c\" {\n      sql = \"select 1\"\n    }\n  }\n}\n");
    pl_run__perform(w.run, NULL, NULL);
    for (size_t i = 0; i < w.e->panels.n; i++) {
        const pl_node *node = w.e->panels.at[i];
        bool queries = pl_str_eq(node->name, PL_S("m.card.c"));
        CHECK(node->state != NULL, "an execution has a state of every node");
        CHECK_INT(node->plan != NULL, queries || node == w.e->root, "only what may query");
        CHECK_INT(pl_node_queries(node), queries, "only what has SQL");
        CHECK_INT(node->leaf && node->leaf->there, queries, "only a query has a result");
    }
    CHECK_INT(w.e->panels.n, 4, "all nodes were looked at");
    end(&w);
}

/* ---- long chains, many readers */

enum { CHAIN = 20000 };

static pl_buf chain_of(uint32_t n, const char *first)
{
    pl_buf text = { 0 };
    pl_buf_printf(&text, "dashboard \"d\" {\n  with \"w0\" {\n    sql = \"%s\"\n  }\n", first);
    for (uint32_t i = 1; i < n; i++)
        pl_buf_printf(&text,
                      "  with \"w%u\" {\n    sql = \"select $1 as x\"\n"
                      "    args = [with.w%u.rows[0].x]\n  }\n",
                      i, i - 1);
    pl_buf_printf(&text,
                  "  table \"t\" {\n    sql = \"select $1 as x\"\n"
                  "    args = [with.w%u.rows[0].x]\n  }\n}\n",
                  n - 1);
    pl_buf_byte(&text, 0);
    return text;
}

TEST(a_failure_goes_down_a_chain_of_any_length)
{
    waiting w = { .who = "" };
    pl_buf text = chain_of(CHAIN, "select nope");
    begin(&w, "chain", text.ptr);
    pl_run__perform(w.run, NULL, NULL);
    CHECK(pl_str_eq(panel_of(w.e, "m.table.t")->error, PL_S("no such column: nope")),
          "the first error reaches the last");
    CHECK_INT(w.e->root->state->failed, CHAIN + 1, "all fail");
    end(&w);
    pl_buf_done(&text);
}

TEST(readers_share_the_rows_of_a_with)
{
    waiting w = { .who = "" };
    begin(&w, "shared",
          "dashboard \"d\" {\n  with \"w\" {\n    sql = \"select 1 as a, 2 as b union all select "
          "3, 4\"\n  }\n"
          "  card \"x\" {\n    sql = \"select $1\"\n    args = [with.w.rows[*].a]\n  }\n"
          "  card \"y\" {\n    sql = \"select $1, $2\"\n"
          "    args = [with.w.rows[*].a, with.w.rows[1].b]\n  }\n}\n");
    pl_run__perform(w.run, NULL, NULL);
    const pl_bound_args *x = &panel_of(w.e, "m.card.x")->plan->bound;
    const pl_bound_args *y = &panel_of(w.e, "m.card.y")->plan->bound;
    CHECK(x->n == 1 && y->n == 2 && x->at[0].len == 2, "both have their values");
    CHECK(x->at[0].seq == y->at[0].seq, "one list for both");
    int64_t four = 0;
    CHECK(pl_number_to_int(y->at[1], &four) && four == 4, "one cell");
    end(&w);
}

static const struct {
    const char *what, *withs, *circle;
} circle_rows[] = {
    { "itself", "w:w", "with.w -> with.w" },
    { "each other", "a:b b:a", "with.a -> with.b -> with.a" },
    { "the way there counts", "a:b b:c c:b", "with.a -> with.b -> with.c -> with.b" },
};

static void put_withs(pl_buf *text, pl_str list)
{
    pl_buf_cstr(text, "dashboard \"d\" {\n");
    while (list.len) {
        pl_str to = pl_str_split(&list, ' '), from = pl_str_split(&to, ':');
        pl_buf_printf(text,
                      "  with \"%.*s\" {\n    sql = \"select $1 as x\"\n"
                      "    args = [with.%.*s.rows[0].x]\n  }\n",
                      PL_FMT(from), PL_FMT(to));
    }
    pl_buf_cstr(text, "}\n");
    pl_buf_byte(text, 0);
}

TEST(D2_withs_that_need_each_other_are_refused)
{
    for (size_t i = 0; i < PL_COUNT(circle_rows); i++) {
        sessions s;
        pl_buf text = { 0 };
        char name[40], want[200];
        snprintf(name, sizeof name, "circle%zu", i);
        put_withs(&text, pl_str_cstr(circle_rows[i].withs));
        sessions_begin(&s, name, NULL, text.ptr);
        pl_run_start_options options = { .targets =
                                             &(pl_entry_id){ sessions_id(&s, "m.dashboard.d") },
                                         .n_targets = 1 };
        CHECK(!pl_dashboard_run(s.session, &options, s.diags), circle_rows[i].what);
        snprintf(want, sizeof want,
                 "Failed to resolve with dependency order for dashboard 'm.dashboard.d': Cycle "
                 "error: %s",
                 circle_rows[i].circle);
        CHECK_STR(sessions_said(&s), want, circle_rows[i].what);
        sessions_end(&s);
        pl_buf_done(&text);
    }
}
