/* run.h - run any resource of a workspace, and write the result.
 *
 *     pl_run *run = pl_run_start(engine, &start, diags);
 *     pl_run_wait(run, UINT64_MAX);
 *     pl_run_output how = { .format = PL_S("snapshot"), .file = true };
 *     pl_run_write(run, &how, write, ctx, diags);
 *     pl_run_free(run);
 *
 * or, in a loop, whenever the notify function of `start` was called because events are waiting:
 *
 *     pl_run_event event;
 *     while (pl_run_next(run, &event)) {
 *         send(event.message);
 *         pl_message_release(event.message);
 *     }
 *
 * A run is a state machine without a thread of its own:
 *
 *     STARTING -> RUNNING <-> WAITING (for inputs only) -> ENDED
 *         |          |            |
 *         +----------+------------+---- cancel, timeout ---> ENDING -> ENDED
 *
 * It holds the generation of the workspace that it began with, values of variables included,
 * until it is freed.
 *
 * Events of a run are taken from its outbox in a legal order, whatever order queries finish in:
 * STARTED is the first event and is sent once; a panel that has finished does not change again; a
 * parent completes after its children, and a panel that depends on a `with` after that `with`;
 * COMPLETED is the last event and is sent once. If a consumer reads more slowly than panels change,
 * an intermediate state of a panel may be replaced by a newer one; RUNNING, the final state and
 * every CONTROL are always delivered. Producers never wait for consumers.
 *
 * Rows are turned into text as they arrive. Whatever exceeds a megabyte is kept in an unnamed
 * temporary file. A control is loaded when it is about to run and unloaded once its query has been
 * sent. The output does not depend on how many queries ran at a time.
 *
 * Threads: every function may be called from any thread, also from within `notify`, except
 * pl_run_wait(), which returns false there. If no thread at all can be created for the engine, it
 * works in the threads of its callers: pl_run_start(), pl_run_input(), pl_run_hold(),
 * pl_run_wait(), pl_run_cancel(), pl_run_free(), pl_engine_get_stats(), and a pl_run_next() that
 * returns false, process all pending jobs before they return and end the runs whose time is over.
 * An event loop then has to call one of them now and then. Runs of a command are for one thread.
 * NULL counts as a run that has ended. */
#ifndef PIPELITE_RUN_H
#define PIPELITE_RUN_H
#include <pipelite/engine.h>

PL_C_BEGIN

typedef struct pl_run pl_run;

/* ---- starting */

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

/* The progress of a run, counted in distinct controls or detections. */
typedef struct pl_progress {
    uint32_t total, pending, running, complete, error;
} pl_progress;

/* Which rows are kept for writing; the others are only counted. */
typedef enum pl_check_keep {
    PL_CHECK_KEEP_ALL,
    PL_CHECK_KEEP_TEXT,   /* `text`: display columns of detections, controls as they are */
    PL_CHECK_KEEP_FAILED, /* `brief`: of controls those that failed */
    PL_CHECK_KEEP_NONE,   /* `none` */
} pl_check_keep;

/* How finished checks are presented: which results are shown, which are new since an earlier run,
 * and which are exempt by a reviewed file. Open it before the run, so that a mistake in one of
 * these files is reported before any query is sent. */
typedef struct pl_review pl_review;
typedef struct pl_review_options {
    const pl_str *statuses; /* error, alarm, info, ok, skip, exempted; n 0: all */
    size_t n_statuses;
    const pl_str *severities; /* critical, high, medium, low, none; n 0: all */
    size_t n_severities;
    pl_str baseline;   /* file with the json output or a snapshot of an earlier run; empty: none */
    pl_str exemptions; /* file, CSV or JSON; empty: none */
    pl_str group_by; /* "dimension:NAME" or "tag:KEY" instead of benchmarks: text, csv; or empty */
    pl_str baseline_text; /* what the file `baseline` would have, whose name is then for messages */
} pl_review_options;
/* Owned; pl_review_free(). NULL with errors in `diags`. */
pl_review *pl_review_open_sized(size_t size, const pl_review_options *options, pl_diags *diags);
#define pl_review_open(...) pl_review_open_sized(sizeof(pl_review_options), __VA_ARGS__)
/* `diags`, if it is not NULL, gets warnings about exemptions that have expired and about those that
 * matched nothing in the checks that ran. NULL is fine. */
void pl_review_free(pl_review *review, pl_diags *diags);

/* `{0}` but for the root: defaults. Texts are copied; with a command everything is borrowed until
 * the run has been waited for. */
typedef struct pl_run_start_options {
    pl_generation *generation; /* NULL: the newest. The run holds a reference of its own */
    /* Full name of a dashboard, benchmark, control, detection, detection benchmark, query or panel,
     * "dashboard.x" for the workspace's own mod. With a command it may have arguments,
     * "control.c(1)" */
    pl_str root;
    const pl_run_input_value *inputs;
    size_t n_inputs;
    bool has_search_path, has_search_path_prefix; /* they are given, perhaps empty */
    const pl_str *search_path, *search_path_prefix;
    size_t n_search_path, n_search_path_prefix;
    pl_str client;       /* names the client, for example by its address. Each client has a share
                            of the idle databases that are kept open. May be empty */
    pl_str from, to;     /* the range of time that snapshots contain, as RFC 3339; empty: not
                            given */
    uint64_t timeout_ns; /* of the whole run; 0: the timeout in the settings */
    pl_stop *stop;       /* ends every run that was given it; may be NULL */
    /* Called when events are waiting or the run is ENDED, by the thread that caused it, with no
     * lock held; not again before pl_run_next() has returned false. Must not block. May be NULL. */
    void (*notify)(void *ctx, pl_run *run);
    void *ctx; /* of this function and of `progress` */
    /* ---- with a command alone
     * Benchmarks, or one of another kind, in place of what `root` names. All of one sort:
     * benchmarks of detections are run as such. */
    const pl_entry_id *targets;
    size_t n_targets;
    bool all;           /* every benchmark of controls of the workspace's mod instead */
    bool merged;        /* one tree of all targets */
    bool sql;           /* `root` is the text of a query */
    const pl_str *args; /* --arg; of a dashboard input=value */
    size_t n_args;
    const pl_str *tags; /* --tag */
    size_t n_tags;
    pl_str where; /* --where; empty: none */
    bool dry_run;
    pl_check_keep keep;
    pl_review *review; /* borrowed by the run; NULL: show all results as they are */
    pl_str title;      /* of the snapshot of a query; may be empty */
    /* Called now and then by the thread that waits, for controls and detections. May be NULL. */
    void (*progress)(void *ctx, const pl_progress *progress);
} pl_run_start_options;

/* Owned; pl_run_free(). Returns at once: a root that cannot be built, or a database that cannot be
 * reached, is reported later by a FAILED event. NULL with an error in `diags` only if there is no
 * resource of that name or it cannot be run. With a command the run begins in pl_run_wait(). */
pl_run *pl_run_start_sized(size_t size, pl_engine *engine, const pl_run_start_options *options,
                           pl_diags *diags);
#define pl_run_start(...) pl_run_start_sized(sizeof(pl_run_start_options), __VA_ARGS__)
/* Give, change or clear inputs while the run runs or waits: inputs that depend on
 * `changed` (may be empty) are cleared. False when the run cannot take inputs any more and a new
 * run is needed. */
bool pl_run_input(pl_run *run, pl_str changed, const pl_run_input_value *inputs, size_t n);
/* Cancel the run: it is ENDED within a second. */
void pl_run_cancel(pl_run *run);
/* While a run is held, it starts no more queries: for a consumer that is too slow. */
void pl_run_hold(pl_run *run, bool held);
/* True when the run is ENDED within that time; UINT64_MAX: wait for ever. False at once from within
 * `notify`. A caller that works because the engine has no thread may return later, and with a
 * command this does the run, however long it takes. */
bool pl_run_wait(pl_run *run, uint64_t timeout_ns);
/* Cancels the run unless it has ended. After the return `notify` is not called any more, unless it
 * is `notify` that called this. Does not wait for queries. NULL is fine. */
void pl_run_free(pl_run *run);

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
    size_t n_cleared;
    pl_message *message; /* a JSON object with the member `action`, named
                            above at each kind; the caller's own reference */
} pl_run_event;

/* The next event of the outbox; false when none is waiting. */
bool pl_run_next(pl_run *run, pl_run_event *out);

/* ---- the result */

typedef enum pl_run_end {
    PL_END_COMPLETE,  /* panels and controls may have failed: pl_run_report() */
    PL_END_UNREADY,   /* no SQL, arguments missing, no such database: nothing was sent */
    PL_END_FAILED,    /* as a whole */
    PL_END_CANCELLED, /* by pl_run_cancel(), the stop or a time limit */
} pl_run_end;

/* Texts are borrowed from the run. */
typedef struct pl_run_info {
    pl_run_end end; /* once it has ENDED */
    pl_str id;      /* "x41", as in messages; unique for the engine's life */
    pl_str name;    /* full name; "query" of SQL; of all checks for files: "check.acme" */
    pl_str title;   /* of checks; may be empty */
    pl_generation *generation; /* that it holds */
    bool detections;           /* it is of detections */
    uint32_t controls;         /* distinct ones, or detections: those that filters let through */
    uint32_t alarms, errors;   /* rows, and what could not be run */
} pl_run_info;
void pl_run_get_info_sized(size_t size, const pl_run *run, pl_run_info *out);
#define pl_run_get_info(...) pl_run_get_info_sized(sizeof(pl_run_info), __VA_ARGS__)
pl_run_phase pl_run_get_phase(const pl_run *run);
/* Report why it failed: an error for the whole, or PL_DIAG_FAILED_PANEL for each panel that did,
 * "m.chart.x: no such table". A container that failed only because of a panel in it is left out. */
void pl_run_report(const pl_run *run, pl_diags *diags);
/* Count rows over the distinct controls of at least that severity ("critical", "high", "medium",
 * "low"; any other word: all). `status`: "error" (what could not be run, too), "alarm", "info",
 * "ok", "skip", or "new" for findings that the baseline of its review did not have. False for any
 * other word, also without a run. Detections have errors alone. */
bool pl_run_count(const pl_run *run, pl_str status, pl_str severity, uint64_t *out);

/* ---- writing */

typedef struct pl_run_output {
    /* "snapshot"; of a query "table", "csv", "json", "line"; of checks "text", "brief", "csv",
     * "json", "md", "html", "nunit3", "asff", "junit", "sarif", the name of a custom format, or
     * "notes": the summary lines of a review, which `text` and reports include */
    pl_str format;
    pl_str panel;        /* the check of that full name; empty: the root */
    pl_str version;      /* of the program, for footers */
    pl_str program;      /* "Pipelite": text, md and html in our own form; empty: in Powerpipe's */
    pl_str working_dir;  /* absolute */
    pl_str install_dir;  /* where custom formats are; empty: there are none */
    bool header;         /* csv, table */
    pl_str separator;    /* csv: its first character counts */
    bool benchmark_tags; /* csv, json of checks: controls with the tags of the benchmarks around
                            them */
    bool timing;         /* json of a query: metadata */
    unsigned columns;    /* text: of the terminal; 0: unknown */
    bool color, brief;   /* text */
    bool terminal;       /* text: the output is a terminal, so data is made harmless for it */
    bool file;  /* the output is a file: snapshots are on one line, and those of dashboards and
                   queries have no sources */
    bool saved; /* the output is a snapshot that is kept; detections have no other snapshot */
    bool page;  /* the output is a snapshot for the page, which includes the review's findings */
} pl_run_output;

/* Announce, before pl_run_wait(), a format in which the rows of a query will be written: `format`,
 * `header`, `separator` and `timing` count. Call it once for each format. Ignored for runs that are
 * not of a query. False if there is no such format. */
bool pl_run_collect_sized(size_t size, pl_run *run, const pl_run_output *how);
#define pl_run_collect(...) pl_run_collect_sized(sizeof(pl_run_output), __VA_ARGS__)
/* Write the run, which has ENDED. False with an error in `diags`, or when `write` returned
 * false. */
bool pl_run_write_sized(size_t size, const pl_run *run, const pl_run_output *how,
                        pl_write_fn *write, void *ctx, pl_diags *diags);
#define pl_run_write(...) pl_run_write_sized(sizeof(pl_run_output), __VA_ARGS__)

/* ---- before anything is run */

typedef enum pl_filters_verdict {
    PL_FILTERS_GOOD,
    PL_FILTERS_MALFORMED, /* a tag that is no `key=value`, a condition that cannot be read */
    PL_FILTERS_NEVER,     /* a column that does not exist, a comparison that is never true */
} pl_filters_verdict;
/* Check whether the arguments in `root` and --arg can be read, and whether the filters could match
 * anything. (Powerpipe accepts conditions that never hold.) Each mistake is an error in `diags`;
 * for a filter that matches nothing it lists the columns and tags that exist. */
pl_filters_verdict pl_run_check_sized(size_t size, const pl_run_start_options *options,
                                      pl_diags *diags);
#define pl_run_check(...) pl_run_check_sized(sizeof(pl_run_start_options), __VA_ARGS__)
/* Parse the templates of all custom formats, used or not. False with an error in `diags`. */
bool pl_run_check_formats(pl_str install_dir, bool detections, pl_diags *diags);

PL_C_END

#endif
