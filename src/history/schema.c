/* schema.c - the definition of the store.
 *
 *     store                           one row: the version
 *     scope    <- run, finding        what may be compared: workspace, database, search path, label
 *     run      <- control_run, benchmark_run, detection_run, span
 *     control  <- control_run, finding, member
 *     finding  <- span
 *
 * Invariants (pl_history_verify):
 *   1. every finding has exactly one span without an end
 *   2. the spans of a finding follow each other: each begins with the run that ended the one before
 *   3. two spans that follow each other have different statuses
 *   4. the first span of a finding begins with `first_seen`, and is not `gone`
 *   5. the runs of the spans of a finding are of its scope */
#include "history/schema.h"
#include "base/str.h"

static const char *const tables[] = {
    "CREATE TABLE store (version integer NOT NULL, created_at {time} NOT NULL, created_by text "
    "NOT NULL)",

    "CREATE TABLE scope (id {id}, workspace text NOT NULL, database text NOT NULL, search_path text"
    " NOT NULL, label text NOT NULL, UNIQUE (workspace, database, search_path, label))",

    "CREATE TABLE run (id {id}, scope_id bigint NOT NULL REFERENCES scope (id), workspace text NOT "
    "NULL, target text NOT NULL, started_at {time} NOT NULL, ended_at {time} NOT NULL, status text "
    "NOT NULL, command text NOT NULL, host text, run_by text, labels {json} NOT NULL, mod_version "
    "text, commit_id text, dirty boolean, database text NOT NULL, alarm integer NOT NULL, ok "
    "integer NOT NULL, info integer NOT NULL, skip integer NOT NULL, error integer NOT NULL, "
    "exempted integer NOT NULL)",
    "CREATE INDEX run_scope ON run (scope_id, id)",
    "CREATE INDEX run_started ON run (started_at)",

    "CREATE TABLE control (id {id}, name text NOT NULL UNIQUE, title text, severity text, tags "
    "{json} NOT NULL)",

    "CREATE TABLE control_run (control_id bigint NOT NULL REFERENCES control (id), run_id bigint "
    "NOT NULL REFERENCES run (id), alarm integer NOT NULL, ok integer NOT NULL, info integer NOT "
    "NULL, skip integer NOT NULL, error integer NOT NULL, exempted integer NOT NULL, run_error "
    "text, duration_ms integer NOT NULL, PRIMARY KEY (control_id, run_id)) {keyed}",
    "CREATE INDEX control_run_run ON control_run (run_id)",

    "CREATE TABLE member (benchmark text NOT NULL, control_id bigint NOT NULL REFERENCES control "
    "(id), PRIMARY KEY (benchmark, control_id)) {keyed}",

    "CREATE TABLE benchmark_run (run_id bigint NOT NULL REFERENCES run (id), position integer NOT "
    "NULL, name text NOT NULL, title text, parent text, alarm integer NOT NULL, ok integer NOT "
    "NULL, info integer NOT NULL, skip integer NOT NULL, error integer NOT NULL, exempted integer "
    "NOT NULL, PRIMARY KEY (run_id, position)) {keyed}",
    "CREATE INDEX benchmark_run_name ON benchmark_run (name, run_id)",

    "CREATE TABLE detection_run (run_id bigint NOT NULL REFERENCES run (id), name text NOT NULL, "
    "title text, severity text, n integer NOT NULL, run_error text, duration_ms integer NOT NULL, "
    "PRIMARY KEY (run_id, name)) {keyed}",
    "CREATE TABLE detection_row (run_id bigint NOT NULL, name text NOT NULL, identity text NOT "
    "NULL, PRIMARY KEY (name, identity, run_id)) {keyed}",

    "CREATE TABLE finding (id {id}, scope_id bigint NOT NULL REFERENCES scope (id), control_id "
    "bigint NOT NULL REFERENCES control (id), resource text NOT NULL, dimensions {json} NOT NULL, "
    "identity text NOT NULL, first_seen bigint NOT NULL REFERENCES run (id), last_seen bigint "
    "REFERENCES run (id), UNIQUE (scope_id, control_id, identity))",

    "CREATE TABLE span (finding_id bigint NOT NULL REFERENCES finding (id), from_run bigint NOT "
    "NULL REFERENCES run (id), to_run bigint REFERENCES run (id), status text NOT NULL, reason "
    "text NOT NULL, exempted_until text, exemption text, PRIMARY KEY (finding_id, from_run)) "
    "{keyed}",
    "CREATE INDEX span_from ON span (from_run)",
    "CREATE INDEX span_open ON span (finding_id) WHERE to_run IS NULL AND status IN ('alarm', "
    "'error')",
};

/* The run with which the time began during which a finding was open without a break, of which
 * `span` is a part. */
#define OPEN_SINCE(span)                                                                           \
    "(SELECT min(p.from_run) FROM span p WHERE p.finding_id = " span ".finding_id AND p.from_run " \
    "<= " span ".from_run AND p.from_run > coalesce((SELECT max(q.from_run) FROM span q WHERE "    \
    "q.finding_id = " span ".finding_id AND q.from_run <= " span ".from_run AND q.status NOT IN "  \
    "('alarm', 'error')), 0))"

#define OK_PERCENT(t)                                                                              \
    "CASE WHEN " t ".ok + " t ".alarm > 0 THEN CAST(100.0 * " t ".ok / (" t ".ok + " t             \
    ".alarm) AS "                                                                                  \
    "double precision) END"

static const char *const views[] = {
    "CREATE VIEW history_run AS SELECT r.id, r.workspace, r.target, s.search_path, s.label AS "
    "scope, r.started_at, r.ended_at, r.status, r.command, r.host, r.run_by, r.labels, "
    "r.mod_version, r.commit_id, r.dirty, r.database, r.alarm, r.ok, r.info, r.skip, r.error, "
    "r.exempted, " OK_PERCENT("r") " AS ok_percent FROM run r JOIN scope s ON s.id = r.scope_id",

    "CREATE VIEW history_trend AS SELECT b.run_id, r.workspace, r.database, s.label AS scope, "
    "b.name AS benchmark, b.title, r.started_at, b.alarm, b.ok, b.info, b.skip, b.error, "
    "b.exempted, " OK_PERCENT("b") " AS ok_percent FROM benchmark_run b JOIN run r ON r.id = "
                                   "b.run_id JOIN scope s ON s.id = r.scope_id",

    "CREATE VIEW history_open AS SELECT f.id AS finding_id, c.name AS control, c.title, "
    "c.severity, f.resource, f.dimensions, s.status, s.reason, r.id AS since_run, r.started_at AS "
    "since, {age r.started_at} AS age_days, s.exemption, s.exempted_until, o.workspace, "
    "o.database, o.label AS scope FROM span s JOIN finding f ON f.id = s.finding_id JOIN control c "
    "ON c.id = f.control_id JOIN scope o ON o.id = f.scope_id JOIN run r ON r.id = " OPEN_SINCE(
        "s") " WHERE s.to_run IS NULL AND s.status IN ('alarm', 'error')",

    "CREATE VIEW history_change AS SELECT s.from_run AS run_id, f.id AS finding_id, c.name AS "
    "control, c.title, c.severity, f.resource, f.dimensions, b.status AS from_status, s.status AS "
    "to_status, s.reason, r.started_at AS at, o.workspace, o.database, o.label AS scope FROM span "
    "s "
    "JOIN finding f ON f.id = s.finding_id JOIN control c ON c.id = f.control_id JOIN scope o ON "
    "o.id = f.scope_id JOIN run r ON r.id = s.from_run LEFT JOIN span b ON b.finding_id = "
    "s.finding_id AND b.to_run = s.from_run",

    "CREATE VIEW history_fixed AS SELECT * FROM history_change WHERE from_status IN ('alarm', "
    "'error') AND to_status NOT IN ('alarm', 'error')",

    /* The median of the times to repair of a control: the middle one or, of an even number, the two
     * in the middle. */
    "CREATE VIEW history_mttr AS WITH fixed AS (SELECT f.control_id, {days a.started_at "
    "r.started_at} AS days FROM span b JOIN span s ON s.finding_id = b.finding_id AND s.from_run = "
    "b.to_run JOIN finding f ON f.id = s.finding_id JOIN run r ON r.id = s.from_run JOIN run a ON "
    "a.id = " OPEN_SINCE(
        "b") " WHERE b.status IN ('alarm', 'error') AND s.status NOT IN ('alarm', "
             "'error')), placed AS (SELECT control_id, days, row_number() OVER (PARTITION BY "
             "control_id "
             "ORDER BY days) AS place, count(*) OVER (PARTITION BY control_id) AS n FROM fixed) "
             "SELECT "
             "c.name AS control, c.title, c.severity, max(p.n) AS fixed, avg(p.days) AS mean_days, "
             "avg(CASE "
             "WHEN 2 * p.place BETWEEN p.n AND p.n + 2 THEN p.days END) AS median_days FROM placed "
             "p JOIN "
             "control c ON c.id = p.control_id GROUP BY c.id, c.name, c.title, c.severity",
};

bool pl_history_schema_version(pl_sql *sql, int64_t *out)
{
    /* The query for whether a store is there: both databases list tables in a view or table that
     * every user may read. */
    static const char *const there[PL_SQL_DIALECTS] = {
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'store'",
        "SELECT count(*) FROM pg_catalog.pg_class c WHERE c.relname = 'store' AND c.relkind IN "
        "('r', 'p') AND pg_catalog.pg_table_is_visible(c.oid)",
    };
    int64_t n = 0;
    *out = 0;
    if (!pl_sql_number(sql, there[sql->dialect], NULL, 0, &n))
        return false;
    return !n || pl_sql_number(sql, "SELECT version FROM store", NULL, 0, out);
}

static bool create_all(pl_sql *sql, const char *const *statements, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!pl_sql_do(sql, statements[i]))
            return false;
    return true;
}

bool pl_history_schema_create(pl_sql *sql, pl_str made_by)
{
    return create_all(sql, tables, PL_COUNT(tables)) && create_all(sql, views, PL_COUNT(views)) &&
           PL_SQL_RUN(sql,
                      "INSERT INTO store (version, created_at, created_by) VALUES "
                      "(CAST($1 AS integer), {now}, $2)",
                      NULL, NULL, pl_sql_int(PL_HISTORY_VERSION), pl_sql_text(made_by));
}
