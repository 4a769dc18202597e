/* renew.h - an image of the same files, with other states or verdicts.
 *
 * Files that were touched but hold the same bytes, and verdicts that were worked out after linking,
 * change a few rows of an image and nothing that was linked. */
#ifndef PL_INDEX_RENEW_H
#define PL_INDEX_RENEW_H
#include "index/build.h"

/* What was found out about one file. When `syntax` and `schema` are NULL, the image's verdicts
 * stay. */
typedef struct pl_file_verdict {
    const pl_diags *syntax, *schema;    /* without messages: clean */
    const pl_build_precheck *prechecks; /* only if `prechecked` */
    uint32_t n_prechecks;
    bool prechecked;
} pl_file_verdict;

/* The result of a check of values that found no error. */
typedef struct pl_values_verdict {
    const uint64_t *keys; /* for each time: a hash of all that they depend on */
    const pl_str *reads;  /* paths that functions looked at, as pl_ix_file.path */
    uint32_t n_keys, n_reads;
} pl_values_verdict;

typedef struct pl_renewal {
    int64_t as_of_ns;
    uint64_t device;
    const pl_ix_stamp *files, *inputs; /* for each row; NULL: no change */
    const pl_file_verdict *verdicts;   /* for each file; NULL: no change */
    const pl_values_verdict *values;   /* NULL: no change */
} pl_renewal;

/* Owned; pl_index_close(). NULL when it would be larger than an image can be. `ix` is only read. */
pl_index *pl_index_renew(const pl_index *ix, const pl_renewal *what);

#endif
