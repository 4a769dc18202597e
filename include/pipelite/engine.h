/* engine.h - what runs share: threads, connections, memory for results (pipelite/run.h has runs).
 *
 *     pl_engine *engine = pl_engine_open(ws, &options, diags);
 *     pl_run *run = pl_run_start(engine, &start, diags);
 *     ...
 *     pl_run_free(run);
 *     pl_engine_close(engine);
 *
 * One crew of threads serves all runs of an engine in turns; a query is dispatched together with a
 * free connection of its pool, and a waiting run holds neither a thread nor a connection.
 *
 * Threads: every function may be called from any thread, except pl_engine_close(), which must not
 * be called from within `notify` of a run. If no thread at all can be created for the engine, its
 * callers do the work: see run.h. An engine with a command is for one thread. NULL counts as an
 * engine without runs, and as an empty message. */
#ifndef PIPELITE_ENGINE_H
#define PIPELITE_ENGINE_H
#include <pipelite/config.h>
#include <pipelite/export.h>
#include <pipelite/workspace.h>

PL_C_BEGIN

typedef struct pl_engine pl_engine;

/* ---- messages: JSON that is written once and read by any number of readers */

/* Immutable and reference-counted. Small ones lie in memory, the rows of large ones in the
 * unnamed file of their run. */
typedef struct pl_message pl_message;
pl_message *pl_message_hold(pl_message *message);    /* another reference; returns `message` */
void pl_message_release(pl_message *message);        /* NULL is fine */
uint64_t pl_message_size(const pl_message *message); /* bytes */
/* Copy up to `n` bytes from `offset` on into `to`; returns how many. That is less than `n` only at
 * the end of the message, or with an error in `diags` when its file cannot be read. */
size_t pl_message_read(const pl_message *message, uint64_t offset, void *to, size_t n,
                       pl_diags *diags);
/* ---- a command
 * An engine with a command runs one thing after the other for a program that waits for each: a
 * command line, a job of CI. Its runs share the generation of the workspace that it was opened
 * with, resources and connections. A run does its work in pl_run_wait(), with the thread that
 * called it and those of the engine, and has no events. One thread uses the engine. */

/* What a command will run. Entries are queries, controls, benchmarks and detections, or one
 * dashboard. */
typedef struct pl_command_scope {
    const pl_entry_id *targets;
    size_t n_targets;
    bool all;           /* every benchmark of controls of the workspace's mod instead */
    bool sql;           /* the text of a query instead */
    const pl_str *tags; /* --tag */
    size_t n_tags;
    pl_str where; /* --where; empty: none */
    bool dry_run; /* no query will be sent */
} pl_command_scope;

/* ---- the engine */

/* `{0}`: defaults. All of it is borrowed until pl_engine_close(). */
typedef struct pl_engine_options {
    const pl_settings *settings;    /* database, search-path(-prefix), max-parallel, query-timeout,
                                       dashboard-timeout ...; NULL: defaults */
    const char *const *environment; /* NAME=value, a NULL last; NULL: empty */
    unsigned threads;               /* 0: two for each processor, and one for each busy connection,
                                       at most 64 in all */
    unsigned max_running;           /* runs with queries at the same time; 0: no limit. Other runs
                                       wait in the order in which they were started */
    bool recorded;                  /* values as in Powerpipe even where these are wrong: SQLite
                                       binds $1, $2 by first appearance, decimals and UUIDs of
                                       DuckDB are structures of Go */
    uint64_t result_bytes;          /* of the results of all runs in memory; 0: 16 MiB. Further
                                       results go to unnamed files */
    bool command;                   /* the engine has a command; all options below are for these */
    bool force; /* go on although mods should be installed first: with `recorded` a warning more */
    pl_stop *stop; /* of all its runs; may be NULL */
    /* --arg: names that are no params are errors, values may have a '=' in them, and what is
     * missing is reported with the query and the flag. `default = null` of a param is NULL, which
     * Powerpipe treats as no default. */
    bool strict_args;
    /* --where: comparisons combine with and, or, not and parentheses, and is null is one; false:
     * one comparison, as in Powerpipe. */
    bool combined_where;
    bool explain; /* when the default database cannot be opened, name the setting that chose it */
    /* A default database that nothing in `scope` needs is not opened. Borrowed for the call. NULL:
     * it is opened. */
    const pl_command_scope *scope;
    /* A default database that is down fails only what needs it, unless that is everything in
     * `scope`. The same holds for the databases of single panels. */
    bool tolerant;
} pl_engine_options;

/* Owned; pl_engine_close(). NULL with an error in `diags` when settings are wrong. Contacts no
 * database; with a command it opens the default database, which contacts PostgreSQL and DuckDB, and
 * `diags` gets warnings, too. `options` may be NULL. */
pl_engine *pl_engine_open_sized(size_t size, pl_workspace *ws, const pl_engine_options *options,
                                pl_diags *diags);
#define pl_engine_open(...) pl_engine_open_sized(sizeof(pl_engine_options), __VA_ARGS__)
/* Cancels all runs, waits until their queries have ended (at most a second each, all at once) and
 * joins the crew. Runs that were not freed stay valid until pl_run_free(). NULL is fine. Not from
 * within `notify`. */
void pl_engine_close(pl_engine *engine);

typedef struct pl_engine_stats {
    uint32_t threads, running, waiting, blocked; /* blocked: admitted later, see max_running */
    uint32_t connections_busy, connections_idle, connections_wanted;
    uint64_t started, completed, failed, cancelled; /* runs so far */
    uint64_t result_bytes;
} pl_engine_stats;
void pl_engine_get_stats_sized(size_t size, pl_engine *engine, pl_engine_stats *out);
#define pl_engine_get_stats(...) pl_engine_get_stats_sized(sizeof(pl_engine_stats), __VA_ARGS__)

/* One kind of database. */
typedef struct pl_driver_stats {
    const char *name;             /* "postgres", "sqlite", ...; static */
    uint32_t busy, idle, waiting; /* connections; queries that wait for one */
    uint32_t lent;                /* pools with a search path behind a pooler, which
                                     shares connections and so loses the path */
    uint64_t failed;              /* queries and connections; not cancelled ones */
    uint64_t queries;             /* so far */
    double seconds;               /* that the queries took, waiting included */
} pl_driver_stats;
/* The i-th kind, from 0; false after the last. */
bool pl_engine_get_driver_sized(size_t size, pl_engine *engine, uint32_t i, pl_driver_stats *out);
#define pl_engine_get_driver(...) pl_engine_get_driver_sized(sizeof(pl_driver_stats), __VA_ARGS__)
/* How many of its queries took up to 1, 2, 5, 10, 25, 50, 100, 250, 500 ms, 1, 2.5, 5, 10, 30, 60,
 * 300 s, and longer: the first `n` of these 17 are written. Returns how many there are; 0 after the
 * last kind. */
uint32_t pl_engine_driver_times(pl_engine *engine, uint32_t i, uint64_t *out, uint32_t n);

/* Databases of a command: "sqlite://x.db, chosen by --database", passwords hidden. Call it when
 * nothing runs any more. */
typedef struct pl_engine_databases {
    pl_str chosen;   /* the default database and the setting that it comes from */
    pl_str unopened; /* the first one that could not be opened; empty: all could */
} pl_engine_databases;
/* Texts are borrowed from the engine. Empty without a command. */
void pl_engine_get_databases_sized(size_t size, pl_engine *engine, pl_engine_databases *out);
#define pl_engine_get_databases(...)                                                               \
    pl_engine_get_databases_sized(sizeof(pl_engine_databases), __VA_ARGS__)

/* The search paths of the default database as JSON, with the members resolved_search_path,
 * original_search_path, configured_search_path and short_name (the prefix), or "null" when the
 * database cannot be queried. A thread of the crew calls `done` with it, once. */
void pl_engine_search_path(pl_engine *engine, void (*done)(void *ctx, pl_str json), void *ctx);

/* The client library of a database takes milliseconds to load (PostgreSQL 3, DuckDB 11), so it is
 * loaded on a thread while the workspace opens. Which library will be needed is guessed from
 * settings, values of variables and the mod file; a wrong guess does no harm. NULL: there is
 * nothing to load, or only one processor. Owned; pl_ahead_end(). Both arguments are borrowed until
 * then. */
typedef struct pl_ahead pl_ahead;
pl_ahead *pl_ahead_begin(const pl_settings *settings, const char *const *environment);
void pl_ahead_end(pl_ahead *ahead); /* waits for its thread, then frees it; NULL is fine */

PL_C_END

#endif
