/* prune.c - drops what is over since long.
 *
 *     runs before the first one to keep    their rows of controls and benchmarks
 *     spans that ended with one of them    go
 *     a finding that was gone before       goes with its span
 *     a run that nothing refers to         goes
 *
 * A finding begins, from then on, with its first span that is left: the invariants of schema.c
 * hold. */
#include "base/diag.h"
#include "base/oom.h"
#include "base/str.h"
#include "history/ask.h"
#include "history/verify.h"

typedef struct sizes {
    int64_t runs, findings, spans;
} sizes;

static bool count(pl_sql *sql, sizes *out)
{
    return pl_sql_number(sql, "SELECT count(*) FROM run", NULL, 0, &out->runs) &&
           pl_sql_number(sql, "SELECT count(*) FROM finding", NULL, 0, &out->findings) &&
           pl_sql_number(sql, "SELECT count(*) FROM span", NULL, 0, &out->spans);
}

/* Find the first run to keep: the first that began at that time or later, else the newest. Runs are
 * in the order of their numbers; their clocks may have jumped. */
static bool find_first(pl_sql *sql, pl_str since, int64_t *out)
{
    return pl_sql_number(sql,
                         "SELECT coalesce((SELECT min(id) FROM run WHERE started_at >= CAST($1 AS "
                         "{time})), (SELECT max(id) FROM run), 0)",
                         (const pl_sql_arg[]){ pl_sql_text(since) }, 1, out);
}

static bool drop_before(pl_sql *sql, int64_t first)
{
    static const char *const statements[] = {
        "DELETE FROM span WHERE to_run < $1",
        /* a time of absence that began before, which is the first span of its finding now */
        "DELETE FROM span WHERE from_run < $1 AND status = 'gone'",
        "DELETE FROM finding WHERE NOT EXISTS (SELECT 1 FROM span s WHERE s.finding_id = "
        "finding.id) AND $1 > 0",
        "UPDATE finding SET first_seen = (SELECT min(s.from_run) FROM span s WHERE s.finding_id = "
        "finding.id) WHERE first_seen < $1",
        "DELETE FROM control_run WHERE run_id < $1",
        "DELETE FROM benchmark_run WHERE run_id < $1",
        "DELETE FROM detection_run WHERE run_id < $1",
        "DELETE FROM detection_row WHERE run_id < $1",
        "DELETE FROM run WHERE id < $1 AND id NOT IN (SELECT from_run FROM span) AND id NOT IN "
        "(SELECT to_run FROM span WHERE to_run IS NOT NULL) AND id NOT IN (SELECT first_seen FROM "
        "finding) AND id NOT IN (SELECT last_seen FROM finding WHERE last_seen IS NOT NULL)",
    };
    for (size_t i = 0; i < PL_COUNT(statements); i++)
        if (!PL_SQL_RUN(sql, statements[i], NULL, NULL, pl_sql_int(first)))
            return false;
    return true;
}

/* ---- the file */

static uint64_t file_size(pl_sql *sql)
{
    int64_t size = 0;
    if (sql->dialect == PL_SQL_SQLITE)
        pl_sql_number(sql, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
                      NULL, 0, &size);
    return (uint64_t)size;
}

/* Return free pages of the file to the file system. If this fails, the store is only larger than it
 * has to be, so nothing is reported. */
static uint64_t shrink(pl_sql *sql)
{
    uint64_t before = file_size(sql);
    if (sql->dialect != PL_SQL_SQLITE || !pl_sql_do(sql, "VACUUM"))
        return 0;
    uint64_t after = file_size(sql);
    return before > after ? before - after : 0;
}

/* ---- the call */

static bool prune(pl_history *history, pl_str since, bool dry_run, pl_history_pruned *out)
{
    pl_history_store *store = &history->store;
    sizes before = { 0 }, after = { 0 };
    int64_t first;
    bool ok = pl_history_begin(store) && count(&store->sql, &before) &&
              find_first(&store->sql, since, &first) && drop_before(&store->sql, first) &&
              count(&store->sql, &after);
    if (dry_run || !ok)
        pl_history_roll_back(store);
    else
        ok = pl_history_commit(store);
    if (!ok)
        return false;
    *out = (pl_history_pruned){ .runs = (uint64_t)(before.runs - after.runs),
                                .findings = (uint64_t)(before.findings - after.findings),
                                .spans = (uint64_t)(before.spans - after.spans) };
    if (!dry_run && out->spans + out->runs)
        out->bytes = shrink(&store->sql);
    return true;
}

bool pl_history_prune(pl_history *history, pl_str keep, bool dry_run, pl_history_pruned *out,
                      pl_diags *diags)
{
    pl_arena arena = { 0 };
    pl_str since;
    PL_OWN_DIAGS(diags);
    *out = (pl_history_pruned){ 0 };
    if (pl_diag_nothing(diags, history, "history"))
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = pl_history_parse_time(&arena, keep, false, &since);
    if (!ok)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_FLAG,
                      "--keep: '%.*s' is no date (2026-11-25), time or span (400d, 52w)",
                      PL_FMT(keep));
    else if (!(ok = prune(history, since, dry_run, out)))
        pl_history_report(&history->store, diags);
    pl_arena_done(&arena);
    return !pl_oom_end_reported(&scope, diags) && ok;
}

bool pl_history_check(pl_history *history, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, history, "history"))
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = pl_history_verify(&history->store, diags);
    return !pl_oom_end_reported(&scope, diags) && ok;
}
