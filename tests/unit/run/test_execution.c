/* Executions that wait: for an input that comes while they run, or for nothing any more. */
#include "base/buf.h"
#include "run/dashboard.h"
#include "unit/place.h"
#include <pipelite/values.h>
#include <semaphore.h>

typedef struct waiting {
    pl_settings *settings;
    pl_workspace *ws;
    pl_session *session;
    pl_diags *diags;
    pl_stop *stop;
    pl_execution e;
    unsigned changes; /* of statuses */
    const char *who;  /* when this panel gets that status, `ready` is posted */
    pl_panel_status status;
    sem_t ready;
} waiting;

static const char input[] =
    "dashboard \"d\" {\n"
    "  input \"i\" {\n    type = \"text\"\n  }\n"
    "  with \"w\" {\n    sql = \"select $1 || '!' as x\"\n    args = [self.input.i.value]\n  }\n"
    "  table \"t\" {\n    sql = \"select $1 as x\"\n    args = [with.w.rows[0].x]\n  }\n"
    "}\n";

static void count(void *ctx, const pl_panel *panel)
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
    pl_settings_options options = { .directory = dir, .home = dir };
    w->settings = pl_settings_new(&options);
    w->diags = pl_diags_new();
    pl_open_options open = { .path = dir, .strict = true };
    w->ws = pl_workspace_open(&open, w->diags);
    CHECK(w->ws && pl_workspace_check(w->ws, w->diags), "the workspace is right");
    pl_inputs in = { .settings = w->settings, .need_values = true };
    pl_workspace_set_inputs(w->ws, &in);
    w->stop = pl_stop_new();
    pl_session_options session = { .settings = w->settings, .stop = w->stop };
    w->session = pl_session_open(w->ws, &session, w->diags);
    CHECK(w->session != NULL, "the session opens");
    pl_execution_init(&w->e, w->session);
    w->e.status = count;
    w->e.ctx = w;
    CHECK(pl_index_find(pl_workspace_index(w->ws), PL_S("m.dashboard.d"), &entry), "dashboard");
    CHECK(pl_execution_build(&w->e, entry.id, &why), "build");
    pl_buf_done(&why);
}

static void end(waiting *w)
{
    pl_execution_done(&w->e);
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
    pl_execution_publish(&w->e, PL_S("other"), pl_value_str(PL_S("nobody cares")));
    pl_execution_publish(&w->e, PL_S("i"), pl_value_str(PL_S("here")));
    return NULL;
}

static void *cancel(void *ctx)
{
    waiting *w = ctx;
    sem_wait(&w->ready);
    pl_execution_cancel(&w->e);
    return NULL;
}

static const pl_panel *panel_of(const pl_execution *e, const char *name)
{
    for (size_t i = 0; i < e->panels.n; i++)
        if (pl_str_eq(e->panels.at[i]->name, pl_str_cstr(name)))
            return e->panels.at[i];
    CHECK(false, name);
    return NULL;
}

TEST(execution_waits_for_its_inputs)
{
    waiting w = { .who = "m.table.t", .status = PL_PANEL_BLOCKED };
    pthread_t thread;
    begin(&w, "publish", input);
    CHECK_INT(pthread_create(&thread, NULL, publish, &w), 0, "thread");
    pl_execution_run(&w.e);
    pthread_join(thread, NULL);
    const pl_panel *table = panel_of(&w.e, "m.table.t");
    CHECK_INT(table->status, PL_PANEL_COMPLETE, "the table");
    CHECK_INT(w.e.root->status, PL_PANEL_COMPLETE, "the dashboard");
    CHECK(table->bound.n == 1 && pl_str_eq(pl_value_get_str(table->bound.at[0]), PL_S("here!")),
          "what came through the with");
    CHECK(w.changes >= 7, "blocked, running, complete of both, running and complete of the root");
    CHECK_INT(w.e.unfinished, 0, "all are finished");
    end(&w);
}

TEST(execution_is_cancelled_while_it_waits)
{
    waiting w = { .who = "m.table.t", .status = PL_PANEL_BLOCKED };
    pthread_t thread;
    begin(&w, "cancel", input);
    CHECK_INT(pthread_create(&thread, NULL, cancel, &w), 0, "thread");
    pl_execution_run(&w.e);
    pthread_join(thread, NULL);
    CHECK(w.e.cancelled, "it says so");
    CHECK_INT(panel_of(&w.e, "m.table.t")->status, PL_PANEL_CANCELED, "the table");
    CHECK_INT(w.e.root->status, PL_PANEL_CANCELED, "the dashboard");
    end(&w);
}

static const char endless[] = "dashboard \"d\" {\n"
                              "  card \"endless\" {\n    sql = \"with recursive c(x) as (select 1 "
                              "union all select x + 1 from c) "
                              "select max(x) from c\"\n  }\n"
                              "  card \"fine\" {\n    value = \"x\"\n  }\n}\n";

TEST(execution_is_cancelled_while_a_query_runs)
{
    waiting w = { .who = "m.card.endless", .status = PL_PANEL_RUNNING };
    pthread_t thread;
    begin(&w, "running", endless);
    CHECK_INT(pthread_create(&thread, NULL, cancel, &w), 0, "thread");
    pl_execution_run(&w.e);
    pthread_join(thread, NULL);
    const pl_panel *card = panel_of(&w.e, "m.card.endless");
    CHECK(card->status == PL_PANEL_ERROR || card->status == PL_PANEL_CANCELED, "it has ended");
    CHECK(pl_str_eq(card->error, PL_S("execution cancelled")), "and says why");
    CHECK_INT(panel_of(&w.e, "m.card.fine")->status, PL_PANEL_COMPLETE, "what has no query is");
    CHECK_INT(w.e.root->status, PL_PANEL_CANCELED, "the dashboard");
    end(&w);
}
