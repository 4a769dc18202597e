/* renew.h - an image of the same files in another state.
 *
 * Files that were touched but hold the same bytes, and verdicts that were worked out
 * later, change a few rows of an image and nothing that was linked. */
#ifndef PL_INDEX_RENEW_H
#define PL_INDEX_RENEW_H
#include "index/build.h"

/* What is known of one file; both NULL: as the image says. */
typedef struct pl_file_verdict {
    const pl_diags *syntax, *schema; /* without messages: clean */
    const pl_build_ask *asks;        /* when `asked` */
    uint32_t n_asks;
    bool asked;
} pl_file_verdict;

/* The values were checked and right. */
typedef struct pl_values_verdict {
    const uint64_t *keys; /* of what they depend on, each time */
    const pl_str *reads;  /* paths that functions looked at, as pl_ix_file.path */
    uint32_t n_keys, n_reads;
} pl_values_verdict;

typedef struct pl_renewal {
    int64_t as_of_ns;
    uint64_t device;
    const pl_ix_stamp *files, *inputs; /* for each row; NULL: as they are */
    const pl_file_verdict *verdicts;   /* for each file; NULL: as they are */
    const pl_values_verdict *values;   /* NULL: as they are */
} pl_renewal;

/* Owned; NULL when it would be larger than an image can be. */
pl_index *pl_index_renew(const pl_index *ix, const pl_renewal *what);

#endif
