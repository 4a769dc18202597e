/* run.h - run benchmarks, controls and detections, and write the results.
 *
 *     pl_session *s = pl_session_open(ws, &session, diags);
 *     pl_check_options o = { .targets = &id, .n_targets = 1 };
 *     pl_check *c = s ? pl_check_run(s, &o, diags) : NULL;
 *     if (c)
 *         pl_check_write(c, PL_S("json"), &how, write, ctx, diags);
 *     pl_check_free(c);
 *     pl_session_close(s);
 *
 * A control is loaded when it is about to run and unloaded once its query has been sent. Its rows
 * stay until the check is freed: the first MiB of a check in memory, the rest in a file without a
 * name. What is written does not depend on how many ran at a time.
 *
 * Lifetime: a check borrows nothing but its review once it has run. Threads: one per session; up
 * to `max-parallel` controls are under way on the threads of its engine. */
#ifndef PIPELITE_RUN_H
#define PIPELITE_RUN_H
#include <pipelite/query.h>

PL_C_BEGIN

/* How far a run is, by distinct controls or detections. */
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

/* How finished checks are looked at: what is shown, what is new since an earlier run,
 * and what a reviewed file exempts. Opened before anything runs, so that
 * files that are wrong cost no run. */
typedef struct pl_review pl_review;
typedef struct pl_review_options {
    const pl_str *statuses; /* error, alarm, info, ok, skip, exempted; n 0: all */
    size_t n_statuses;
    const pl_str *severities; /* critical, high, medium, low, none; n 0: all */
    size_t n_severities;
    pl_str baseline;   /* file with the json output or a snapshot of an earlier run; empty: none */
    pl_str exemptions; /* file, CSV or JSON; empty: none */
    pl_str group_by; /* "dimension:NAME" or "tag:KEY" instead of benchmarks: text, csv; or empty */
} pl_review_options;
/* Owned; pl_review_free(). NULL with errors in `diags`. */
pl_review *pl_review_open_sized(size_t size, const pl_review_options *options, pl_diags *diags);
#define pl_review_open(...) pl_review_open_sized(sizeof(pl_review_options), __VA_ARGS__)
/* When all checks have run: warnings about exemptions that have expired and those that matched
 * nothing. */
void pl_review_end(const pl_review *review, pl_diags *diags);
void pl_review_free(pl_review *review); /* NULL is fine */

typedef struct pl_check_options {
    /* Benchmarks, or one control, or one detection. All of one sort: benchmarks of detections
     * are run as such. */
    const pl_entry_id *targets;
    uint32_t n_targets;
    bool all;           /* every benchmark of controls of the workspace's mod instead */
    bool merged;        /* one tree of all targets */
    pl_str target;      /* as it was given, "control.c(1)": its arguments count */
    const pl_str *args; /* --arg */
    size_t n_args;
    const pl_str *tags; /* --tag */
    size_t n_tags;
    pl_str where; /* --where; empty: none */
    bool dry_run;
    pl_check_keep keep;
    pl_review *review; /* borrowed by the check; NULL: all of it, as it ran */
    /* Called now and then by the calling thread. May be NULL. */
    void (*progress)(void *ctx, const pl_progress *progress);
    void *ctx;
} pl_check_options;

typedef enum pl_filters_verdict {
    PL_FILTERS_GOOD,
    PL_FILTERS_MALFORMED, /* a tag that is no `key=value`, a condition that cannot be read */
    PL_FILTERS_NEVER,     /* a column that does not exist, a comparison that is never true */
} pl_filters_verdict;
/* Whether these filters could match anything. (Powerpipe accepts conditions that never hold.) A
 * filter that cannot is an error in `diags`, which names the columns and tags that exist. */
pl_filters_verdict pl_check_filters(const pl_str *tags, size_t n_tags, pl_str where,
                                    pl_diags *diags);

typedef struct pl_check pl_check;
/* Owned; pl_check_free(). Blocks until all of it is finished. Limits and parallelism are those
 * of the session's settings. NULL with an error in `diags` when it cannot begin. */
pl_check *pl_check_run_sized(size_t size, pl_session *session, const pl_check_options *options,
                             pl_diags *diags);
#define pl_check_run(...) pl_check_run_sized(sizeof(pl_check_options), __VA_ARGS__)
void pl_check_free(pl_check *check); /* NULL is fine */

typedef struct pl_check_result {
    pl_str name;             /* for files: "acme.benchmark.top", "check.acme" */
    pl_str title;            /* may be empty */
    uint32_t controls;       /* distinct ones, or detections: those that filters let through */
    uint32_t alarms, errors; /* rows, and what could not be run */
    bool detections, cancelled;
} pl_check_result;
void pl_check_get_result_sized(size_t size, const pl_check *check, pl_check_result *out);
#define pl_check_get_result(...) pl_check_get_result_sized(sizeof(pl_check_result), __VA_ARGS__)

/* ORDER severities, the least first */
typedef enum pl_check_severity {
    PL_SEVERITY_NONE, /* not set, or a word of the author's own */
    PL_SEVERITY_LOW,
    PL_SEVERITY_MEDIUM,
    PL_SEVERITY_HIGH,
    PL_SEVERITY_CRITICAL,
    PL_SEVERITIES,
} pl_check_severity;
/* By its word, in any case; NONE for any other. */
pl_check_severity pl_check_severity_find(pl_str word);

/* ORDER row statuses (run/rows.h) */
typedef enum pl_check_status {
    PL_STATUS_ERROR,
    PL_STATUS_ALARM,
    PL_STATUS_INFO,
    PL_STATUS_OK,
    PL_STATUS_SKIP,
    PL_STATUSES,
} pl_check_status;
/* "error", "alarm", "info", "ok", "skip"; false for any other word. */
bool pl_check_status_find(pl_str word, pl_check_status *out);
/* Rows of one status over the distinct controls of at least that severity; errors count what could
 * not be run, too. Detections have errors alone. */
uint64_t pl_check_count(const pl_check *check, pl_check_status status, pl_check_severity least);
/* Findings that its baseline did not have, of controls of at least that severity. */
uint64_t pl_check_new(const pl_check *check, pl_check_severity least);

/* ---- writing */

typedef struct pl_check_format {
    pl_str version; /* of the program, as footers have it */
    pl_str program; /* "Pipelite": text, md and html are in our own manner; empty: Powerpipe's */
    pl_str working_dir;  /* absolute */
    pl_str install_dir;  /* where custom formats are; empty: there are none */
    bool header;         /* csv */
    pl_str separator;    /* csv: at most one byte */
    bool benchmark_tags; /* csv, json: controls with the tags of the benchmarks around them */
    unsigned columns;    /* text: of the terminal; 0: unknown */
    bool color, brief;   /* text */
    bool terminal; /* text: it goes to one, so what a terminal would obey is left out of data */
    bool file;     /* it goes to a file: snapshots on one line */
    bool saved;    /* it is a snapshot to be kept: the only one that detections have */
    bool page;     /* it is a snapshot for the page: with what a review found out */
} pl_check_format;

/* Parse the templates of all custom formats, used or not, before anything runs. False with an error
 * in `diags`. */
bool pl_check_formats(pl_str install_dir, bool detections, pl_diags *diags);
/* Write in the format of that name. False with an error in `diags`, or when `write` returned
 * false. */
bool pl_check_write_sized(size_t size, const pl_check *check, pl_str name,
                          const pl_check_format *format, pl_write_fn *write, void *ctx,
                          pl_diags *diags);
#define pl_check_write(...) pl_check_write_sized(sizeof(pl_check_format), __VA_ARGS__)

/* What a review has to say about a check, a line each: how it compares, what is exempted, what is
 * not shown. `text` and reports have it inside. */
bool pl_check_write_notes(const pl_check *check, pl_write_fn *write, void *ctx);

PL_C_END

#endif
