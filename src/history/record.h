/* record.h - write one run into a store, in one transaction.
 *
 * What changed costs rows; what did not costs none but one for each control:
 *
 *     a finding that was not known        a finding, and its first span
 *     another status                      the span ends, a new one begins
 *     no row any more                     the span ends, one of status `gone` begins
 *     another reason or exemption         the span is changed
 *     a control that did not end well,    nothing: its findings are as they were
 *     or is not in the run
 *
 * Lifetime: what a record points at lives until the call returns. Threads: as store.h. */
#ifndef PL_HISTORY_RECORD_H
#define PL_HISTORY_RECORD_H
#include "history/store.h"
#include "run/rows.h"

/* Results by status; those that are exempted are counted apart. */
typedef struct pl_history_counts {
    uint32_t of[PL_ROW_STATUSES], exempted;
} pl_history_counts;

typedef struct pl_history_result {
    uint8_t status; /* pl_row_status */
    pl_str reason, resource;
    const pl_dimension *dimensions;
    uint32_t n_dimensions;
    pl_str exemption, exempted_until; /* empty: it is not exempted; "2026-12-31" */
} pl_history_result;

typedef struct pl_history_control {
    pl_str name; /* full; each once in a record */
    pl_str title, severity;
    pl_str tags; /* a JSON object */
    pl_history_counts counts;
    pl_str run_error; /* empty: it ended well */
    uint64_t duration_ms;
    bool complete; /* it ran to its end: rows that are not there are gone */
} pl_history_control;

typedef struct pl_history_benchmark {
    pl_str name, title, parent; /* parent: a name; empty: it is the target */
    pl_history_counts counts;
} pl_history_benchmark;

/* A control is somewhere below a benchmark. */
typedef struct pl_history_member {
    uint32_t benchmark, control; /* positions in the record */
} pl_history_member;

/* Called for each result of a control; false ends the walk. */
typedef bool pl_history_result_fn(void *ctx, const pl_history_result *result);

typedef struct pl_recorded_run {
    /* its scope: runs of one scope are compared (history.md 3, coverage) */
    pl_str workspace, database, search_path, scope;
    pl_str target, started_at, ended_at;         /* ISO 8601 in UTC: 2026-11-25T15:40:00.000Z */
    pl_str status, command;                      /* "complete"; "cli" */
    pl_str host, run_by, mod_version, commit_id; /* empty: not known */
    pl_str labels;                               /* a JSON object */
    bool dirty;
    pl_history_counts counts;
    const pl_history_control *controls;
    uint32_t n_controls;
    const pl_history_benchmark *benchmarks; /* parents before their children */
    uint32_t n_benchmarks;
    const pl_history_member *members;
    uint32_t n_members;
    /* Pass the results of a control to `each`, in any order. Called several times. */
    void (*results)(void *ctx, uint32_t control, pl_history_result_fn *each, void *each_ctx);
    void *ctx;
} pl_recorded_run;

/* Write the run; its number goes to *id. False with an error in `diags`: nothing of it is in the
 * store. */
bool pl_history_add(pl_history_store *store, const pl_recorded_run *record, int64_t *id,
                    pl_diags *diags);

#endif
