/* engine.h - many live runs over one workspace, on a few threads.
 *
 *     pl_engine *engine = pl_engine_open(ws, &options, diags);
 *     pl_run *run = pl_run_start(engine, &start, diags);
 *     ... the notify function of `start` reports that events are waiting ...
 *     pl_run_event event;
 *     while (pl_run_next(run, &event)) {
 *         send(event.message);
 *         pl_message_release(event.message);
 *     }
 *     pl_run_free(run);
 *     pl_engine_close(engine);
 *
 * A run is a state machine without a thread of its own:
 *
 *     STARTING -> RUNNING <-> WAITING (for inputs only) -> ENDED
 *         |          |            |
 *         +----------+------------+---- cancel, timeout ---> ENDING -> ENDED
 *
 * It holds the generation of the workspace that it began with, values of variables included,
 * until it is freed. One crew of threads serves all runs of an engine in turns; a query is
 * dispatched together with a free connection of its pool, and a waiting run holds neither a thread
 * nor a connection.
 *
 * Events of a run are taken from its outbox in a legal order, whatever order queries finish in:
 * STARTED is the first event and is sent once; a panel that has finished does not change again; a
 * parent completes after its children, and a panel that depends on a `with` after that `with`;
 * COMPLETED is the last event and is sent once. If a consumer reads more slowly than panels change,
 * an intermediate state of a panel may be replaced by a newer one; RUNNING, the final state and
 * every CONTROL are always delivered. Producers never wait for consumers.
 *
 * Threads: every function may be called from any thread, also from within `notify`, except
 * pl_run_wait(), which returns false there, and pl_engine_close(), which must not be called there.
 * Where the system gives the engine no thread at all, its callers do the work: each function below
 * that starts, feeds, holds, awaits, cancels or frees a run, pl_run_next() when it returns false,
 * and pl_engine_get_stats() do what there is to do before they return, and end all runs whose time
 * is over. An event loop calls one of them now and then. NULL counts as a run that has ended, as an
 * empty message and as an engine without runs. */
#ifndef PIPELITE_ENGINE_H
#define PIPELITE_ENGINE_H
#include <pipelite/query.h>

PL_C_BEGIN

typedef struct pl_engine pl_engine;
typedef struct pl_run pl_run;

/* ---- messages: JSON that is written once and read by any number of readers */

/* Immutable and reference-counted. Small ones lie in memory, the rows of large ones in the
 * unnamed file of their run. */
typedef struct pl_message pl_message;
pl_message *pl_message_hold(pl_message *message);    /* another reference; returns `message` */
void pl_message_release(pl_message *message);        /* NULL is fine */
uint64_t pl_message_size(const pl_message *message); /* bytes */
/* Copy up to `n` bytes from `offset` on into `to`; returns how many. Less than asked for only at
 * the end of the message, or with an error in `diags` when its file cannot be read. */
size_t pl_message_read(const pl_message *message, uint64_t offset, void *to, size_t n,
                       pl_diags *diags);
/* Owned by the caller (one reference): a message with a copy of `text`. */
pl_message *pl_message_new(pl_str text);

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
} pl_engine_options;

/* Owned; pl_engine_close(). Contacts no database. NULL with an error in `diags` when settings
 * are wrong. `options` may be NULL. */
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
    uint32_t lent;                /* pools that have a search path but stand behind a pooler.
                                     It shares connections, so the path is lost */
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

/* The search paths of the default database as JSON, with the members resolved_search_path,
 * original_search_path, configured_search_path and short_name (the prefix), or "null" when the
 * database cannot be asked. A thread of the crew calls `done` with it, once. */
void pl_engine_search_path(pl_engine *engine, void (*done)(void *ctx, pl_str json), void *ctx);

/* ---- runs */

typedef enum pl_run_phase {
    PL_RUN_PHASE_STARTING, /* the resources that it needs are being loaded */
    PL_RUN_PHASE_RUNNING,
    PL_RUN_PHASE_WAITING, /* all unfinished panels wait for inputs */
    PL_RUN_PHASE_ENDING,  /* cancelled or timed out; queries are being ended */
    PL_RUN_PHASE_ENDED,
} pl_run_phase;

/* The value of an input as clients send it. */
typedef struct pl_run_input_value {
    pl_str name; /* "input.region"; without "input." too */
    pl_str json; /* JSON text of the value; empty: it is cleared */
} pl_run_input_value;

/* `{0}` but for the root: defaults. Texts are copied. */
typedef struct pl_run_start_options {
    pl_generation *generation; /* NULL: the newest. The run holds a reference of its own */
    pl_str root; /* full name of a dashboard, benchmark, control, detection, detection benchmark,
                    query or panel, "dashboard.x" for the workspace's own mod */
    const pl_run_input_value *inputs;
    uint32_t n_inputs;
    bool has_search_path, has_search_path_prefix; /* given, be they empty */
    const pl_str *search_path, *search_path_prefix;
    uint32_t n_search_path, n_search_path_prefix;
    pl_str client;       /* names the client, for example by its address. Each client has a share
                            of the idle databases that are kept open. May be empty */
    pl_str from, to;     /* RFC 3339; empty: not given. The range of time
                            that snapshots name */
    uint64_t timeout_ns; /* of the whole run; 0: that of the settings */
    pl_stop *stop;       /* ends every run that was given it; may be NULL */
    /* Called when events are waiting or the run is ENDED, by the thread that caused it, with no
     * lock held; not again before pl_run_next() has returned false. Must not block. May be NULL. */
    void (*notify)(void *ctx, pl_run *run);
    void *ctx;
} pl_run_start_options;

/* Owned; pl_run_free(). Returns at once: a root that cannot be built is a FAILED event, and so is
 * a database that cannot be reached. NULL with an error in `diags` only when there
 * is no resource of that name or it cannot be run. */
pl_run *pl_run_start_sized(size_t size, pl_engine *engine, const pl_run_start_options *options,
                           pl_diags *diags);
#define pl_run_start(...) pl_run_start_sized(sizeof(pl_run_start_options), __VA_ARGS__)
/* Give, change or clear inputs while the run runs or waits: inputs that depend on
 * `changed` (may be empty) are cleared. False when the run cannot take inputs any more and a new
 * run is needed. */
bool pl_run_input(pl_run *run, pl_str changed, const pl_run_input_value *inputs, uint32_t n);
/* End it: it is ENDED within a second. */
void pl_run_cancel(pl_run *run);
/* While a run is held, none of its further queries start: for a consumer that is too slow. */
void pl_run_hold(pl_run *run, bool held);
/* True when the run is ENDED within that time; UINT64_MAX: wait for ever. False at once from within
 * `notify`. A caller that works because the engine has no thread may return later. */
bool pl_run_wait(pl_run *run, uint64_t timeout_ns);
/* Cancels the run unless it has ended. After the return `notify` is not called any more, unless it
 * is `notify` that called this. Does not wait for queries. NULL is fine. */
void pl_run_free(pl_run *run);

pl_run_phase pl_run_get_phase(const pl_run *run);
pl_str pl_run_id(const pl_run *run);   /* "x41", as in messages; unique for the engine's life */
pl_str pl_run_root(const pl_run *run); /* full name */
pl_generation *pl_run_generation(const pl_run *run); /* borrowed from the run */

/* ---- events */

typedef enum pl_run_event_kind {
    PL_RUN_EVENT_STARTED,   /* execution_started: panels, layout, inputs */
    PL_RUN_EVENT_PANEL,     /* leaf_node_updated */
    PL_RUN_EVENT_CONTROL,   /* control_complete, control_error, with running totals */
    PL_RUN_EVENT_CLEARED,   /* input_values_cleared */
    PL_RUN_EVENT_FAILED,    /* execution_error; nothing comes after it */
    PL_RUN_EVENT_COMPLETED, /* execution_complete, with the snapshot; only CLEARED can follow, when
                               pl_run_input() is called too late */
} pl_run_event_kind;

typedef struct pl_run_event {
    pl_run_event_kind kind;
    pl_str name;           /* of the panel or control; else of the root. Borrowed from the run */
    pl_str status;         /* "running", of a panel; else empty. Static */
    pl_str error;          /* of FAILED, for logs. Borrowed from the run */
    bool final;            /* the panel has finished */
    const pl_str *cleared; /* of CLEARED: "input.x" ...; borrowed from the run */
    uint32_t n_cleared;
    pl_message *message; /* a JSON object with the member `action`, named
                            above at each kind; the caller's own reference */
} pl_run_event;

/* The next event of the outbox; false when none is waiting. */
bool pl_run_next(pl_run *run, pl_run_event *out);

/* Write the finished run as `--output snapshot` does. False when `write` returned false, or before
 * the run is ENDED. */
bool pl_run_write(const pl_run *run, pl_result_form form, pl_write_fn *write, void *ctx);
/* The same of a benchmark of controls or a control, as `--output csv` has it: the one of that full
 * name, or with an empty one the root. False when `write` says so, and when there is none. */
bool pl_run_write_csv(const pl_run *run, pl_str panel, pl_write_fn *write, void *ctx);

PL_C_END

#endif
