/* document.h - a run as a JSON document: for runs that could not be recorded yet (pending.c).
 *
 *     {"pipelite_run": 1, "workspace": ..., "labels": "{...}", "counts": [...],
 *      "controls": [{"name": ..., "counts": [...], "results": [["alarm", REASON, RESOURCE,
 *                    [[KEY, VALUE], ...], EXEMPTION, UNTIL], ...]}, ...],
 *      "benchmarks": [...], "members": [[BENCHMARK, CONTROL], ...]}
 *
 * Counts are those of the statuses in their order, then the exempted ones. Labels and tags are
 * texts that hold JSON.
 *
 * Threads: one. */
#ifndef PL_HISTORY_DOCUMENT_H
#define PL_HISTORY_DOCUMENT_H
#include "base/vec.h"
#include "history/record.h"

/* Append the document of a run. */
void pl_document_write(const pl_recorded_run *run, pl_buf *out);

/* The results of a control. */
typedef struct pl_document_results {
    const pl_history_result *at;
    uint32_t n;
} pl_document_results;

/* A run that was read. Texts are in the arena or borrowed from the text that was read. */
typedef struct pl_document {
    pl_recorded_run run;
    pl_document_results *results; /* by control */
    pl_arena arena;
} pl_document;

/* Read a document into `out`, which is `{0}`. False: it is none. Call pl_document_done() in any
 * case. */
bool pl_document_read(pl_str text, pl_document *out);
void pl_document_done(pl_document *document);

#endif
