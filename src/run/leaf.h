/* leaf.h - the result of one query as panels hold it (server.md 7).
 *
 * Rows become JSON text as they arrive, members sorted by their bytes, and are kept in a
 * spool: elements of an array with commas between.
 *
 * Threads: one user until it is complete, then any number of readers. */
#ifndef PL_RUN_LEAF_H
#define PL_RUN_LEAF_H
#include "base/spool.h"
#include "base/vec.h"
#include "db/rows.h"
#include "run/jnode.h"

typedef struct pl_leaf {
    pl_column *columns; /* in `arena` */
    uint32_t n_columns, *order;
    pl_spool rows;
    uint64_t n_rows;
    bool there;     /* columns have arrived */
    bool null_rows; /* "rows": null and not [] */
    bool text_json; /* cells of JSON columns become their text: what `with` hands out */
    pl_arena arena;
} pl_leaf;

void pl_leaf_done(pl_leaf *leaf);
/* Takes columns and rows. */
pl_row_sink pl_leaf_sink(pl_leaf *leaf);
/* For who puts one together: columns of others, rows with commas between. */
void pl_leaf_add_column(pl_leaf *leaf, const pl_column *column);
void pl_leaf_add_rows(pl_leaf *leaf, const pl_leaf *from);
/* {"columns", "rows"}; borrows the rows. */
pl_jnode *pl_leaf_doc(pl_arena *arena, const pl_leaf *leaf);

#endif
