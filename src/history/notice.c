/* notice.c - reads what a run has changed: the spans that begin with it (record.h). */
#include "history/notice.h"
#include "base/str.h"

static pl_str keep(pl_history_notice *n, const pl_sql_arg *value)
{
    return value->type == PL_SQL_TEXT ? pl_arena_str(&n->arena, value->text) : (pl_str){ 0 };
}

/* ---- the run */

static bool take_run(void *ctx, const pl_sql_arg *row)
{
    pl_history_notice *n = ctx;
    pl_str *texts[] = { &n->workspace, &n->target, &n->status, &n->started_at,
                        &n->ended_at,  &n->labels, &n->commit, &n->database };
    int64_t *counts[] = { &n->alarm, &n->ok, &n->info, &n->skip, &n->error, &n->exempted };
    for (size_t i = 0; i < PL_COUNT(texts); i++)
        *texts[i] = keep(n, row++);
    for (size_t i = 0; i < PL_COUNT(counts); i++)
        *counts[i] = row++->n;
    n->first = !row->n;
    return true;
}

static bool read_run(pl_history_notice *n, pl_sql *sql)
{
    return PL_SQL_RUN(
        sql,
        "SELECT r.workspace, r.target, r.status, {iso r.started_at}, {iso "
        "r.ended_at}, CAST(r.labels AS text), r.commit_id, r.database, r.alarm, r.ok, "
        "r.info, r.skip, r.error, r.exempted, (SELECT count(*) FROM run b WHERE "
        "b.scope_id = r.scope_id AND b.id < r.id) FROM run r WHERE r.id = $1",
        take_run, n, pl_sql_int(n->run));
}

/* ---- findings */

#define OPEN "('alarm', 'error')"
#define FINDING                                                                                    \
    "SELECT c.name, c.title, c.severity, f.resource, CAST(f.dimensions AS text), s.status, "       \
    "s.reason, count(*) OVER () FROM span s JOIN finding f ON f.id = s.finding_id JOIN control c " \
    "ON c.id = f.control_id LEFT JOIN span b ON b.finding_id = s.finding_id AND b.to_run = $1 "    \
    "WHERE s.from_run = $1 AND "
/* The worst first. */
#define SORTED                                                                                     \
    " ORDER BY CASE c.severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 "    \
    "WHEN 'low' THEN 3 ELSE 4 END, c.name, f.resource, f.id LIMIT " PL_NOTICE_MOST

typedef struct taking {
    pl_history_notice *notice;
    pl_notice_findings *list;
    int64_t *all;
} taking;

static bool take_finding(void *ctx, const pl_sql_arg *row)
{
    taking *t = ctx;
    pl_notice_finding f;
    pl_str *texts[] = { &f.control,    &f.title,  &f.severity, &f.resource,
                        &f.dimensions, &f.status, &f.reason };
    for (size_t i = 0; i < PL_COUNT(texts); i++)
        *texts[i] = keep(t->notice, row++);
    *t->all = row->n;
    pl_vec_push(t->list, f);
    return true;
}

static bool read_findings(pl_history_notice *n, pl_sql *sql)
{
    taking began = { n, &n->began, &n->n_new }, ended = { n, &n->ended, &n->n_fixed };
    return PL_SQL_RUN(sql,
                      FINDING "s.status IN " OPEN " AND s.exemption IS NULL AND "
                              "coalesce(b.status, 'gone') NOT IN " OPEN SORTED,
                      take_finding, &began, pl_sql_int(n->run)) &&
           PL_SQL_RUN(sql, FINDING "s.status NOT IN " OPEN " AND b.status IN " OPEN SORTED,
                      take_finding, &ended, pl_sql_int(n->run));
}

/* ---- controls that could not be run, and could in the run of their scope before */

static bool take_failure(void *ctx, const pl_sql_arg *row)
{
    pl_history_notice *n = ctx;
    pl_notice_failure f = { keep(n, &row[0]), keep(n, &row[1]), keep(n, &row[2]) };
    n->n_failed = row[3].n;
    pl_vec_push(&n->failed, f);
    return true;
}

static bool read_failures(pl_history_notice *n, pl_sql *sql)
{
    return PL_SQL_RUN(
        sql,
        "SELECT c.name, c.title, x.run_error, count(*) OVER () FROM control_run x JOIN control c "
        "ON c.id = x.control_id WHERE x.run_id = $1 AND x.run_error IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM control_run y WHERE y.control_id = x.control_id AND y.run_error IS NOT "
        "NULL AND y.run_id = (SELECT max(z.run_id) FROM control_run z JOIN run r ON r.id = "
        "z.run_id WHERE z.control_id = x.control_id AND z.run_id < $1 AND r.scope_id = (SELECT "
        "scope_id FROM run WHERE id = $1))) ORDER BY c.name LIMIT " PL_NOTICE_MOST,
        take_failure, n, pl_sql_int(n->run));
}

bool pl_history_notice_read(pl_history_notice *n, pl_history_store *store, int64_t id,
                            pl_str public_url)
{
    n->run = id;
    if (!read_run(n, &store->sql) || !read_findings(n, &store->sql) ||
        !read_failures(n, &store->sql))
        return false;
    while (pl_str_ends(public_url, PL_S("/")))
        public_url.len--;
    bool one = pl_str_find(n->target, ' ') == n->target.len && n->target.len;
    if (public_url.len)
        n->link =
            one ? pl_arena_printf(&n->arena, "%.*s/%.*s", PL_FMT(public_url), PL_FMT(n->target))
                : pl_arena_str(&n->arena, public_url);
    return true;
}

void pl_history_notice_done(pl_history_notice *n)
{
    pl_vec_done(&n->began);
    pl_vec_done(&n->ended);
    pl_vec_done(&n->failed);
    pl_arena_done(&n->arena);
}
