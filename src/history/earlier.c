/* earlier.c - what the history knows, as the baseline of a run: the json output of a check that has
 * every control of the scope with the findings that were open. */
#include "base/diag.h"
#include "base/jsonw.h"
#include "base/oom.h"
#include "base/str.h"
#include "history/ask.h"
#include "history/of_run.h"
#include "run/live.h"
#include "value/json.h"

typedef struct writing {
    pl_jsonw *w;
    pl_str control; /* whose results are being written; in `arena` */
    bool open;
    pl_arena arena;
} writing;

static void put_dimensions(pl_jsonw *w, pl_str json)
{
    pl_arena arena = { 0 };
    const pl_json *all = pl_json_parse(&arena, json, NULL);
    pl_jsonw_key(w, PL_S("dimensions"));
    pl_jsonw_open(w, '[');
    for (const pl_json *d = pl_json_first(all); d; d = d->next) {
        pl_jsonw_open(w, '{');
        pl_jsonw_member(w, "key", d->key);
        pl_jsonw_member(w, "value", pl_json_text(d));
        pl_jsonw_close(w, '}');
    }
    pl_jsonw_close(w, ']');
    pl_arena_done(&arena);
}

static void end_control(writing *c)
{
    if (c->open)
        pl_jsonw_end(c->w, "]}");
    c->open = false;
}

static void begin_control(writing *c, pl_str name)
{
    if (c->open && pl_str_eq(c->control, name))
        return;
    end_control(c);
    pl_arena_reset(&c->arena);
    c->control = pl_arena_str(&c->arena, name);
    c->open = true;
    pl_jsonw_open(c->w, '{');
    pl_jsonw_member(c->w, "control_id", name);
    pl_jsonw_begin(c->w, "results", '[');
}

/* A row: the control, and one of its open findings; without one a status that is NULL. */
static bool take_row(void *ctx, const pl_sql_arg *row)
{
    writing *c = ctx;
    begin_control(c, row[0].text);
    if (row[1].type == PL_SQL_NULL)
        return true;
    pl_jsonw_open(c->w, '{');
    pl_jsonw_member(c->w, "status", row[1].text);
    pl_jsonw_member(c->w, "resource", row[2].text);
    put_dimensions(c->w, row[3].text);
    pl_jsonw_close(c->w, '}');
    return true;
}

/* Of each control that ran to its end in the scope, up to the run: what was open after the run. */
static bool write_controls(pl_asking *a, pl_jsonw *w)
{
    writing c = { .w = w };
    const pl_sql_arg args[] = { pl_sql_int(a->scope), pl_sql_int(a->run) };
    bool ok = a->run == 0 ||
              pl_sql_run(&a->history->store.sql,
                         "SELECT c.name, s.status, f.resource, CAST(f.dimensions AS text) FROM "
                         "control c LEFT JOIN (finding f JOIN span s ON s.finding_id = f.id AND "
                         "s.from_run <= $2 AND (s.to_run IS NULL OR s.to_run > $2) AND s.status IN "
                         "('alarm', 'error')) ON f.control_id = c.id AND f.scope_id = $1 WHERE "
                         "EXISTS (SELECT 1 FROM control_run k JOIN run r ON r.id = k.run_id WHERE "
                         "k.control_id = c.id AND r.scope_id = $1 AND r.id <= $2 AND k.run_error "
                         "IS NULL) ORDER BY c.name",
                         args, 2, take_row, &c);
    end_control(&c);
    pl_arena_done(&c.arena);
    return ok;
}

static bool write_baseline(pl_asking *a, pl_buf *out)
{
    pl_jsonw w;
    pl_jsonw_init(&w, out, 0, false);
    pl_jsonw_open(&w, '{');
    pl_jsonw_begin(&w, "groups", '[');
    pl_jsonw_close(&w, ']');
    pl_jsonw_begin(&w, "controls", '[');
    bool ok = write_controls(a, &w);
    pl_jsonw_end(&w, "]}");
    if (!ok)
        pl_history_report(&a->history->store, a->diags);
    return ok;
}

/* Find the scope of the runs of an engine. True with 0 if nothing of it was recorded. */
static bool find_scope(pl_asking *a, const pl_session *session, pl_str label, pl_arena *arena)
{
    pl_recorded_run scope = { .scope = label };
    pl_of_session(session, arena, &scope);
    const pl_sql_arg args[] = { pl_sql_text(scope.workspace), pl_sql_text(scope.database),
                                pl_sql_text(scope.search_path), pl_sql_text(scope.scope) };
    if (pl_sql_number(&a->history->store.sql,
                      "SELECT coalesce((SELECT id FROM scope WHERE workspace = $1 AND database = "
                      "$2 AND search_path = $3 AND label = $4), 0)",
                      args, PL_COUNT(args), &a->scope))
        return true;
    pl_history_report(&a->history->store, a->diags);
    return false;
}

/* Find the run: the newest of the scope, or the one that is named. */
static bool find_run(pl_asking *a, pl_str run)
{
    if (!a->scope && !run.len) {
        pl_diag_plain(a->diags, PL_WARNING, PL_DIAG_NO_HISTORY,
                      "--baseline history: no run of this workspace and database was recorded "
                      "before: all findings count as new");
        return true;
    }
    return pl_asking_find(a, run, &a->run);
}

bool pl_history_baseline(pl_history *history, const pl_engine *engine, pl_str scope, pl_str run,
                         pl_write_fn *write, void *ctx, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    const pl_session *session = engine ? pl_engine__session(engine) : NULL;
    if (pl_diag_nothing(diags, history, "history") ||
        pl_diag_nothing(diags, session, "engine with a command"))
        return false;
    static const pl_history_question nothing;
    pl_history_answer answer = { 0 };
    pl_asking a = { .history = history, .question = &nothing, .answer = &answer, .diags = diags };
    pl_buf text = { 0 };
    pl_oom_scope memory;
    pl_oom_begin(&memory);
    bool ok = find_scope(&a, session, scope, &answer.arena) && find_run(&a, run) &&
              write_baseline(&a, &text);
    ok = !pl_oom_end_reported(&memory, diags) && ok && write(ctx, pl_buf_view(&text));
    pl_buf_done(&text);
    pl_buf_done(&a.text);
    pl_vec_done(&a.args);
    pl_arena_done(&answer.arena);
    return ok;
}
