/* verify.c - one query for each invariant of schema.c, and the check that a database makes of its
 * own file. */
#include "history/verify.h"
#include "base/str.h"

/* A fault, and a query for the rows that have it; the first column identifies a row. */
typedef struct rule {
    const char *what, *rows;
} rule;

static const rule rules[] = {
    { "a finding does not have exactly one span that lasts",
      "SELECT f.id AS at FROM finding f LEFT JOIN span s ON s.finding_id = f.id AND s.to_run IS "
      "NULL GROUP BY f.id HAVING count(s.finding_id) <> 1" },
    { "a span does not begin with the run that ended the one before",
      "SELECT finding_id AS at FROM (SELECT finding_id, to_run, lead(from_run) OVER (PARTITION BY "
      "finding_id ORDER BY from_run) AS follows FROM span) s WHERE follows IS DISTINCT FROM "
      "to_run" },
    { "two spans that follow each other have one status",
      "SELECT finding_id AS at FROM (SELECT finding_id, status, lead(status) OVER (PARTITION BY "
      "finding_id ORDER BY from_run) AS follows FROM span) s WHERE follows = status" },
    { "a finding did not begin when it was first seen",
      "SELECT f.id AS at FROM finding f JOIN (SELECT finding_id, min(from_run) AS began FROM span "
      "GROUP BY finding_id) s ON s.finding_id = f.id WHERE s.began <> f.first_seen" },
    { "a finding began with being gone",
      "SELECT f.id AS at FROM finding f JOIN span s ON s.finding_id = f.id AND s.from_run = "
      "f.first_seen WHERE s.status = 'gone'" },
    { "a span is of a run of another scope",
      "SELECT f.id AS at FROM span s JOIN finding f ON f.id = s.finding_id JOIN run r ON r.id = "
      "s.from_run WHERE r.scope_id <> f.scope_id" },
    { "a finding that is there has a last run, or one that is gone has none",
      "SELECT f.id AS at FROM finding f JOIN span s ON s.finding_id = f.id AND s.to_run IS NULL "
      "WHERE (s.status = 'gone') <> (f.last_seen IS NOT NULL)" },
    { "the results of a run are not the sum of those of its controls",
      "SELECT r.id AS at FROM run r JOIN (SELECT run_id, sum(alarm) AS alarm, sum(ok) AS ok, "
      "sum(error) AS error FROM control_run GROUP BY run_id) c ON c.run_id = r.id WHERE r.alarm <> "
      "c.alarm OR r.ok <> c.ok OR r.error <> c.error" },
};

typedef struct found {
    int64_t n, first;
} found;

static bool take_found(void *ctx, const pl_sql_arg *row)
{
    *(found *)ctx = (found){ row[0].n, row[1].n };
    return true;
}

static bool check_rule(pl_history_store *store, const rule *r, pl_diags *diags)
{
    pl_buf text = { 0 };
    found f = { 0 };
    pl_buf_printf(&text, "SELECT count(*), min(at) FROM (%s) broken", r->rows);
    pl_buf_byte(&text, 0);
    bool read = pl_sql_run(&store->sql, text.ptr, NULL, 0, take_found, &f);
    pl_buf_done(&text);
    if (!read)
        pl_history_report(store, diags);
    else if (f.n)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_HISTORY,
                      "the history in %.*s: %s: %lld times, first number %lld",
                      PL_FMT(pl_buf_view(&store->shown)), r->what, (long long)f.n,
                      (long long)f.first);
    return read && !f.n;
}

/* ---- the file of SQLite */

typedef struct damage {
    pl_history_store *store;
    pl_diags *diags;
    bool found;
} damage;

static bool take_damage(void *ctx, const pl_sql_arg *row)
{
    damage *d = ctx;
    if (pl_str_eq(row[0].text, PL_S("ok")))
        return true;
    d->found = true;
    pl_diag_plain(d->diags, PL_ERROR, PL_DIAG_HISTORY, "the history in %.*s is damaged: %.*s",
                  PL_FMT(pl_buf_view(&d->store->shown)), PL_FMT(row[0].text));
    return true;
}

static bool check_file(pl_history_store *store, pl_diags *diags)
{
    damage d = { store, diags, false };
    if (store->sql.dialect != PL_SQL_SQLITE)
        return true;
    if (pl_sql_run(&store->sql, "PRAGMA integrity_check(10)", NULL, 0, take_damage, &d))
        return !d.found;
    pl_history_report(store, diags);
    return false;
}

bool pl_history_verify(pl_history_store *store, pl_diags *diags)
{
    if (!check_file(store, diags))
        return false;
    bool ok = true;
    for (size_t i = 0; i < PL_COUNT(rules); i++)
        ok = check_rule(store, &rules[i], diags) && ok;
    return ok;
}
