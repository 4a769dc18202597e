/* leaf.h - the result of one query as panels hold it (server.md 7).
 *
 * Rows become JSON text as they arrive, members sorted by their bytes, and are kept in a
 * result that messages share.
 *
 * Threads: one user until it is complete, then any number of readers. */
#ifndef PL_RUN_LEAF_H
#define PL_RUN_LEAF_H
#include "base/vec.h"
#include "db/rows.h"
#include "run/jnode.h"

typedef struct pl_leaf {
    pl_column *columns; /* in `arena` */
    uint32_t n_columns, *order;
    pl_rowtext *rows;   /* NULL: none have come */
    pl_rowtext **parts; /* held; of one that is put together */
    uint32_t n_parts;
    uint64_t n_rows;
    pl_spool_store *store; /* of its rows, borrowed; NULL: they are their own */
    bool there;            /* columns have arrived */
    bool null_rows;        /* "rows": null and not [] */
    bool text_json;        /* cells of JSON columns become their text: what `with` hands out */
    bool is_live;          /* ... but updates show them as they are (recorded): both are kept */
    pl_rowtext *shown;     /* rows of updates, when they are others; held */
    pl_arena arena;
} pl_leaf;

void pl_leaf_done(pl_leaf *leaf);
/* errno of rows that could not be kept; 0: all is well. */
int pl_leaf_error(const pl_leaf *leaf);
/* Takes columns and rows. */
pl_row_sink pl_leaf_sink(pl_leaf *leaf);
/* For one that is put together of others: the columns that are new and all rows of `from`, which
 * are shared, not copied. */
void pl_leaf_add(pl_leaf *leaf, const pl_leaf *from);
/* {"columns", "rows"}; borrows the rows. */
pl_jnode *pl_leaf_doc(pl_arena *arena, const pl_leaf *leaf);

#endif
