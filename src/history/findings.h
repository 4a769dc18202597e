/* findings.h - compare the results of one control with what the store has of it, and write what is
 * different (record.h has the table).
 *
 * Memory: the spans of one control, and some hundred rows on their way. Threads: one user. */
#ifndef PL_HISTORY_FINDINGS_H
#define PL_HISTORY_FINDINGS_H
#include "base/map.h"
#include "base/vec.h"
#include "history/batch.h"
#include "history/record.h"
#include "run/identity.h"

/* The identity in hexadecimal digits, as the store has it. */
typedef struct pl_finding_key {
    char digits[32];
} pl_finding_key;

/* A span without an end. */
typedef struct pl_span_now {
    int64_t finding, from_run;
    pl_finding_key key;
    pl_str status, reason, exempted_until, exemption; /* in the arena */
    bool met;                                         /* the run has a result for it */
} pl_span_now;

/* A result that equals another one of its control in resource and dimensions; such results are told
 * apart by their order. */
typedef struct pl_twin {
    pl_identity of;
    pl_history_result result; /* texts in the arena */
} pl_twin;

typedef struct pl_findings {
    pl_sql *sql;
    int64_t scope, run, control;
    PL_VEC(pl_span_now) now;
    pl_map by_key; /* -> position in `now` */
    PL_VEC(pl_identity) all;
    PL_VEC(pl_identity) doubled; /* sorted */
    PL_VEC(pl_twin) twins;
    pl_batch added, begun, ended, changed, gone;
    int64_t ids[500]; /* the last `n_ids` of them are free */
    uint32_t n_ids;
    pl_buf scratch, dimensions;
    pl_arena arena; /* of one control */
    bool failed;
} pl_findings;

/* Compare the results of control `i` of the record with the store, where its id is `control`. False
 * with the reason in findings->sql.why. */
bool pl_findings_add(pl_findings *findings, int64_t control, const pl_recorded_run *record,
                     uint32_t i);
/* Write the rows that are left after the last control. False with the reason in
 * findings->sql.why. */
bool pl_findings_end(pl_findings *findings);
void pl_findings_done(pl_findings *findings);

#endif
