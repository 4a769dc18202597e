/* query.h - run one query, or one dashboard, and write the result.
 *
 *     pl_session *s = pl_session_open(ws, &options, diags);
 *     pl_query *q = s ? pl_query_run(s, &query) : NULL;
 *     if (q && pl_query_end(q) == PL_END_COMPLETE)
 *         pl_query_write(q, PL_RESULT_CSV, PL_FORM_OUTPUT, write, ctx);
 *     pl_query_free(q);
 *     pl_session_close(s);
 *
 * Rows become text as they arrive. Whatever exceeds a megabyte is kept in an unnamed temporary
 * file until the last row has arrived, so that a query that fails late has written nothing.
 *
 * A session has an engine of its own (engine.h). What it runs are jobs of that engine, and the
 * calling thread works on them, too. The session holds the generation of the workspace that it was
 * opened with; entries belong to that generation.
 *
 * Lifetime: a query or dashboard needs its session until it is freed, and nothing else. Threads:
 * one per session; those of its engine end with it. */
#ifndef PIPELITE_QUERY_H
#define PIPELITE_QUERY_H
#include <pipelite/config.h>
#include <pipelite/export.h>
#include <pipelite/workspace.h>

PL_C_BEGIN

typedef struct pl_session pl_session;

/* What the runs of a session will be. Entries are queries, controls, benchmarks and detections, or
 * one dashboard. */
typedef struct pl_session_scope {
    const pl_entry_id *targets;
    size_t n_targets;
    bool all;           /* every benchmark of controls of the workspace's mod instead */
    bool sql;           /* the text of a query instead */
    const pl_str *tags; /* --tag */
    size_t n_tags;
    pl_str where; /* --where; empty: none */
    bool dry_run; /* no query will be sent */
} pl_session_scope;

typedef struct pl_session_options {
    /* database, search-path(-prefix), max-parallel, query-timeout, dashboard-timeout; NULL: the
     * built-in defaults, and what `environment` says */
    const pl_settings *settings;
    const char *const *environment; /* NAME=value, a NULL last: PGHOST, TZ, ...; NULL: empty */
    bool force; /* go on although mods should be installed first: with `recorded` a warning more */
    pl_stop *stop; /* may be NULL */
    /* --arg: names that are no params are errors, values may have a '=' in them, and what is
     * missing is said with the query and the flag. `default = null` of a param is NULL, which to
     * Powerpipe is no default. */
    bool strict_args;
    /* --where: comparisons combine with and, or, not and parentheses, and is null is one; false:
     * one comparison, as in Powerpipe. */
    bool combined_where;
    bool explain; /* when the default database cannot be opened, say which setting chose it */
    /* A default database that nothing in `scope` needs is not opened. Borrowed for the call. NULL:
     * it is opened. */
    const pl_session_scope *scope;
    /* A default database that is down fails only what needs it, unless that is everything in
     * `scope`. The same holds for the databases of single panels. */
    bool tolerant;
    bool recorded; /* values as in Powerpipe, see pl_engine_options */
} pl_session_options;

/* Owned; pl_session_close(). Works out the default database and opens it, which contacts
 * PostgreSQL and DuckDB. NULL with an error in `diags`, which holds warnings as well.
 * Everything is borrowed. `options` may be NULL. */
pl_session *pl_session_open_sized(size_t size, pl_workspace *ws, const pl_session_options *options,
                                  pl_diags *diags);
#define pl_session_open(...) pl_session_open_sized(sizeof(pl_session_options), __VA_ARGS__)
void pl_session_close(pl_session *session); /* NULL is fine */
/* "sqlite://x.db, chosen by --database": the default database of the session and the setting that
 * it comes from, passwords hidden. Borrowed. */
pl_str pl_session_database(const pl_session *session);
/* The same for the first database that could not be opened; call it when nothing runs any more.
 * Borrowed; empty when all could be opened. */
pl_str pl_session_unopened(pl_session *session);

/* The client library of a database takes milliseconds to load (PostgreSQL 3, DuckDB 11), so it is
 * loaded on a thread while the workspace opens. Which library will be needed is guessed from
 * settings, values of variables and the mod file; a wrong guess does no harm. NULL: there is
 * nothing to load, or only one processor. Owned; pl_ahead_end(). Both arguments are borrowed until
 * then. */
typedef struct pl_ahead pl_ahead;
pl_ahead *pl_ahead_begin(const pl_settings *settings, const char *const *environment);
void pl_ahead_end(pl_ahead *ahead); /* waits for its thread; NULL is fine */

typedef enum pl_run_end {
    PL_END_COMPLETE,
    PL_END_UNREADY,   /* no SQL, arguments missing, no such database: nothing was sent */
    PL_END_FAILED,    /* a query, or a panel */
    PL_END_CANCELLED, /* the stop was fired */
} pl_run_end;

/* ---- a query */

/* ORDER result formats: bits of pl_query_options.formats */
typedef enum pl_result_format {
    PL_RESULT_TABLE,
    PL_RESULT_CSV,
    PL_RESULT_JSON,
    PL_RESULT_LINE,
    PL_RESULT_SNAPSHOT,
    PL_RESULT_FORMATS,
} pl_result_format;
#define PL_RESULT_BIT(format) (1u << (format))

typedef enum pl_result_form {
    PL_FORM_OUTPUT, /* for people: snapshots indented and complete */
    PL_FORM_FILE,   /* exported or saved: snapshots on one line, without sources */
} pl_result_form;

typedef struct pl_query_options {
    pl_str target;      /* as it was given: its arguments are looked at; or SQL */
    pl_entry_id query;  /* PL_NO_ENTRY: `target` is SQL */
    const pl_str *args; /* --arg */
    size_t n_args;
    pl_str title;     /* of the snapshot; may be empty */
    unsigned formats; /* what may be written afterwards */
    bool header;      /* of tables and csv */
    pl_str separator; /* of csv: its first character counts */
    bool timing;      /* json: metadata */
} pl_query_options;

/* The arguments of `target` and --arg as such, before anything is run. False with an error. */
bool pl_query_check_args(pl_str target, const pl_str *args, size_t n, pl_diags *diags);

typedef struct pl_query pl_query;
/* Owned; pl_query_free(). Blocks until the last row is there. */
pl_query *pl_query_run_sized(size_t size, pl_session *session, const pl_query_options *options);
#define pl_query_run(...) pl_query_run_sized(sizeof(pl_query_options), __VA_ARGS__)
void pl_query_free(pl_query *q); /* NULL is fine */
pl_run_end pl_query_end(const pl_query *q);
pl_str pl_query_error(const pl_query *q); /* empty when complete */
pl_str pl_query_name(const pl_query *q);  /* full name, or "query" */
/* False when `write` returned false, or what was kept cannot be read (errno). Formats other than
 * snapshots need PL_END_COMPLETE. */
bool pl_query_write(const pl_query *q, pl_result_format format, pl_result_form form,
                    pl_write_fn *write, void *ctx);

/* ---- a dashboard */

typedef struct pl_dashboard_options {
    pl_entry_id dashboard;
    const pl_str *args; /* input=value */
    size_t n_args;
} pl_dashboard_options;

typedef struct pl_dashboard pl_dashboard;
/* Owned; pl_dashboard_free(). Blocks until all panels are finished. NULL with an error in
 * `diags` when it cannot begin. */
pl_dashboard *pl_dashboard_run_sized(size_t size, pl_session *session,
                                     const pl_dashboard_options *options, pl_diags *diags);
#define pl_dashboard_run(...) pl_dashboard_run_sized(sizeof(pl_dashboard_options), __VA_ARGS__)
void pl_dashboard_free(pl_dashboard *d); /* NULL is fine */
/* COMPLETE or CANCELLED. Panels may have failed in either case; the snapshot shows them. */
pl_run_end pl_dashboard_end(const pl_dashboard *d);
/* Report each panel that failed as an error PL_DIAG_FAILED_PANEL, "m.chart.x: no such table". A
 * container or dashboard that failed only because of a panel in it is left out. */
void pl_dashboard_failures(const pl_dashboard *d, pl_diags *diags);
/* The snapshot. */
bool pl_dashboard_write(const pl_dashboard *d, pl_result_form form, pl_write_fn *write, void *ctx);

PL_C_END

#endif
