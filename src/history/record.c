/* record.c - a run into the store: its scope, itself, its controls and benchmarks, and what became
 * of the findings (findings.c). */
#include "history/record.h"
#include "base/assert.h"
#include "base/map.h"
#include "base/str.h"
#include "history/batch.h"
#include "history/findings.h"

/* What the parts of one recording share. */
typedef struct recording {
    pl_sql *sql;
    const pl_recorded_run *of;
    int64_t scope, run;
    int64_t *controls; /* ids, by position in the record */
    pl_map by_name;    /* name of a control -> position */
    pl_batch rows;
} recording;

/* ---- scope and run */

/* Find the scope or make it, and lock it: recordings of one scope take turns from here on, those of
 * other scopes do not wait. */
static bool find_scope(recording *r)
{
    const pl_recorded_run *of = r->of;
    const pl_sql_arg of_scope[] = { pl_sql_text(of->workspace), pl_sql_text(of->database),
                                    pl_sql_text(of->search_path), pl_sql_text(of->scope) };
    return pl_sql_run(r->sql,
                      "INSERT INTO scope (workspace, database, search_path, label) VALUES "
                      "($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                      of_scope, PL_COUNT(of_scope), NULL, NULL) &&
           pl_sql_number(r->sql,
                         "SELECT id FROM scope WHERE workspace = $1 AND database = $2 AND "
                         "search_path = $3 AND label = $4 {lock}",
                         of_scope, PL_COUNT(of_scope), &r->scope);
}

/* Insert the row of the run and take its number. */
static bool add_run(recording *r)
{
    const pl_recorded_run *of = r->of;
    const uint32_t *n = of->counts.of;
    const pl_sql_arg args[] = {
        pl_sql_int(r->scope),
        pl_sql_text(of->workspace),
        pl_sql_text(of->target),
        pl_sql_text(of->started_at),
        pl_sql_text(of->ended_at),
        pl_sql_text(of->status),
        pl_sql_text(of->command),
        pl_sql_text_or_null(of->host),
        pl_sql_text_or_null(of->run_by),
        pl_sql_text(of->labels),
        pl_sql_text_or_null(of->mod_version),
        pl_sql_text_or_null(of->commit_id),
        of->commit_id.len ? pl_sql_int(of->dirty) : (pl_sql_arg){ 0 },
        pl_sql_text(of->database),
        pl_sql_int(n[PL_ROW_ALARM]),
        pl_sql_int(n[PL_ROW_OK]),
        pl_sql_int(n[PL_ROW_INFO]),
        pl_sql_int(n[PL_ROW_SKIP]),
        pl_sql_int(n[PL_ROW_ERROR]),
        pl_sql_int(of->counts.exempted),
    };
    return pl_sql_number(
        r->sql,
        "INSERT INTO run (scope_id, workspace, target, started_at, ended_at, status, command, "
        "host, run_by, labels, mod_version, commit_id, dirty, database, alarm, ok, info, skip, "
        "error, exempted) VALUES ($1, $2, $3, CAST($4 AS {time}), CAST($5 AS {time}), $6, $7, $8, "
        "$9, CAST($10 AS {json}), $11, $12, CAST($13 AS integer) <> 0, $14, $15, $16, $17, $18, "
        "$19, $20) RETURNING id",
        args, PL_COUNT(args), &r->run);
}

/* ---- controls: their ids, and one row for each */

static bool send_rows(recording *r, const char *statement)
{
    return !r->rows.n || PL_SQL_RUN(r->sql, statement, NULL, NULL, pl_batch_take(&r->rows));
}

/* Write the controls in the order of their names: two recordings with controls in common then lock
 * them in the same order. Texts that have not changed are not written. */
static bool send_controls(recording *r)
{
    return send_rows(
        r, "INSERT INTO control (name, title, severity, tags) SELECT j.value->>0, j.value->>1, "
           "j.value->>2, CAST(j.value->>3 AS {json}) FROM {rows} WHERE true ORDER BY 1 "
           "ON CONFLICT (name) DO UPDATE SET title = excluded.title, severity = "
           "excluded.severity, tags = excluded.tags WHERE control.title IS DISTINCT FROM "
           "excluded.title OR control.severity IS DISTINCT FROM excluded.severity OR control.tags "
           "IS DISTINCT FROM excluded.tags");
}

static bool add_controls(recording *r)
{
    for (uint32_t i = 0; i < r->of->n_controls; i++) {
        const pl_history_control *c = &r->of->controls[i];
        pl_batch_text(&r->rows, c->name);
        pl_batch_text_or_null(&r->rows, c->title);
        pl_batch_text_or_null(&r->rows, c->severity);
        pl_batch_text(&r->rows, c->tags);
        pl_batch_end_row(&r->rows);
        if (pl_batch_is_full(&r->rows) && !send_controls(r))
            return false;
    }
    return send_controls(r);
}

static bool take_id(void *ctx, const pl_sql_arg *row)
{
    recording *r = ctx;
    uint32_t at;
    if (pl_map_find(&r->by_name, row[1].text, &at))
        r->controls[at] = row[0].n;
    return true;
}

static bool ask_ids(recording *r)
{
    return !r->rows.n || PL_SQL_RUN(r->sql,
                                    "SELECT c.id, c.name FROM {rows} JOIN control c ON c.name = "
                                    "j.value->>0",
                                    take_id, r, pl_batch_take(&r->rows));
}

static bool find_ids(recording *r)
{
    for (uint32_t i = 0; i < r->of->n_controls; i++) {
        pl_map_put(&r->by_name, r->of->controls[i].name, i, NULL);
        pl_batch_text(&r->rows, r->of->controls[i].name);
        pl_batch_end_row(&r->rows);
        if (pl_batch_is_full(&r->rows) && !ask_ids(r))
            return false;
    }
    return ask_ids(r);
}

/* Add the counts in the order of the columns, which is the same in all tables. */
static void add_counts(pl_batch *rows, const pl_history_counts *counts)
{
    static const uint8_t order[] = { PL_ROW_ALARM, PL_ROW_OK, PL_ROW_INFO, PL_ROW_SKIP,
                                     PL_ROW_ERROR };
    for (size_t i = 0; i < PL_COUNT(order); i++)
        pl_batch_int(rows, counts->of[order[i]]);
    pl_batch_int(rows, counts->exempted);
}

static bool send_control_runs(recording *r)
{
    static const pl_batch_table table = {
        "INSERT INTO control_run (control_id, run_id, alarm, ok, info, skip, error, exempted, "
        "run_error, duration_ms)",
        "bbiiiiiiti"
    };
    return pl_batch_insert(&r->rows, r->sql, &table);
}

static bool add_control_runs(recording *r)
{
    for (uint32_t i = 0; i < r->of->n_controls; i++) {
        const pl_history_control *c = &r->of->controls[i];
        uint64_t ms = c->duration_ms < INT32_MAX ? c->duration_ms : INT32_MAX;
        pl_batch_int(&r->rows, r->controls[i]);
        pl_batch_int(&r->rows, r->run);
        add_counts(&r->rows, &c->counts);
        pl_batch_text_or_null(&r->rows, c->run_error);
        pl_batch_int(&r->rows, (int64_t)ms);
        pl_batch_end_row(&r->rows);
        if (pl_batch_is_full(&r->rows) && !send_control_runs(r))
            return false;
    }
    return send_control_runs(r);
}

/* ---- benchmarks */

static bool send_benchmarks(recording *r)
{
    static const pl_batch_table table = {
        "INSERT INTO benchmark_run (run_id, position, name, title, parent, alarm, ok, info, skip, "
        "error, exempted)",
        "bitttiiiiii"
    };
    return pl_batch_insert(&r->rows, r->sql, &table);
}

static bool add_benchmarks(recording *r)
{
    for (uint32_t i = 0; i < r->of->n_benchmarks; i++) {
        const pl_history_benchmark *b = &r->of->benchmarks[i];
        pl_batch_int(&r->rows, r->run);
        pl_batch_int(&r->rows, i);
        pl_batch_text(&r->rows, b->name);
        pl_batch_text_or_null(&r->rows, b->title);
        pl_batch_text_or_null(&r->rows, b->parent);
        add_counts(&r->rows, &b->counts);
        pl_batch_end_row(&r->rows);
        if (pl_batch_is_full(&r->rows) && !send_benchmarks(r))
            return false;
    }
    return send_benchmarks(r);
}

/* Note which controls are below which benchmarks. Nothing is forgotten: a run may be of a part. */
static bool send_members(recording *r)
{
    return send_rows(r, "INSERT INTO member (benchmark, control_id) SELECT j.value->>0, "
                        "CAST(j.value->>1 AS bigint) FROM {rows} WHERE true ORDER BY 1, 2 ON "
                        "CONFLICT DO NOTHING");
}

static bool add_members(recording *r)
{
    for (uint32_t i = 0; i < r->of->n_members; i++) {
        const pl_history_member *m = &r->of->members[i];
        pl_batch_text(&r->rows, r->of->benchmarks[m->benchmark].name);
        pl_batch_int(&r->rows, r->controls[m->control]);
        pl_batch_end_row(&r->rows);
        if (pl_batch_is_full(&r->rows) && !send_members(r))
            return false;
    }
    return send_members(r);
}

/* ---- the whole run */

static bool add_findings(recording *r)
{
    pl_findings findings = { .sql = r->sql, .scope = r->scope, .run = r->run };
    bool ok = true;
    for (uint32_t i = 0; i < r->of->n_controls && ok; i++)
        if (r->of->controls[i].complete)
            ok = pl_findings_add(&findings, r->controls[i], r->of, i);
    ok = ok && pl_findings_end(&findings);
    pl_findings_done(&findings);
    return ok;
}

static bool write_once(pl_history_store *store, const pl_recorded_run *record, int64_t *id)
{
    size_t n = (size_t)record->n_controls + 1;
    recording r = { .sql = &store->sql,
                    .of = record,
                    .controls = pl_mem_zeroed(n * sizeof *r.controls) };
    bool ok = pl_history_begin(store) && find_scope(&r) && add_run(&r) && add_controls(&r) &&
              find_ids(&r) && add_control_runs(&r) && add_benchmarks(&r) && add_members(&r) &&
              add_findings(&r) && pl_history_commit(store);
    if (ok)
        *id = r.run;
    else
        pl_history_roll_back(store);
    pl_batch_done(&r.rows);
    pl_map_done(&r.by_name);
    pl_mem_drop(r.controls, n * sizeof *r.controls);
    return ok;
}

bool pl_history_add(pl_history_store *store, const pl_recorded_run *record, int64_t *id,
                    pl_diags *diags)
{
    enum { TRIES = 5 }; /* clusters ask to try again when transactions meet */
    for (int i = 0; i < TRIES; i++) {
        if (write_once(store, record, id))
            return true;
        if (!store->sql.conflict)
            break;
    }
    pl_history_report(store, diags);
    return false;
}
