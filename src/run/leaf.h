/* leaf.h - the result of one query as a panel holds it (server.md 7).
 *
 * Rows become JSON text (rows.h) as they arrive, with members sorted by their bytes. Messages share
 * the text. Detections also keep the columns that they display as text (check-and-outputs.md 16.3).
 *
 * Threads: one user until it is complete, then any number of readers. */
#ifndef PL_RUN_LEAF_H
#define PL_RUN_LEAF_H
#include "base/vec.h"
#include "db/rows.h"
#include "run/rows.h"
#include "value/doc.h"
#include <pipelite/run.h>

/* The columns of a result that are kept as text, stored like the dimensions of a control. */
typedef struct pl_leaf_texts {
    const pl_str *names; /* of the columns; those that the result does not have are left out */
    uint32_t n_names;
    pl_row_keeper *keeper; /* borrowed */
    pl_check_keep keep;    /* ALL: JSON, too; NONE: rows are only counted */
    uint32_t n_shown;      /* how many of the columns the result has */
    pl_rows rows;          /* once it is complete */
    /* while rows arrive */
    uint32_t *shown; /* positions of the columns */
    pl_dimension *cells;
    pl_row_keeping keeping;
    pl_arena scratch;
    pl_buf text;
} pl_leaf_texts;

typedef struct pl_leaf {
    pl_column *columns; /* in `arena` */
    uint32_t n_columns, *order;
    pl_rowtext *rows;   /* NULL: no row has arrived */
    pl_rowtext **parts; /* held; the results that pl_leaf_add() joined */
    uint32_t n_parts;
    uint64_t n_rows;
    pl_spool_store *store; /* where rows are kept, borrowed; NULL: in a file of their own */
    const char *dir;       /* the folder of that file, borrowed; NULL: /tmp */
    bool there;            /* columns have arrived */
    bool null_rows;        /* without rows, "rows" is null and not [] */
    bool text_json;        /* of a `with`: cells of JSON columns are published as text */
    bool is_live;          /* live updates show those cells as JSON (recorded): both are kept */
    pl_rowtext *shown;     /* rows for live updates if they differ from `rows`; held */
    pl_leaf_texts *texts;  /* in the arena of the node; NULL: JSON alone is kept */
    pl_arena arena;
} pl_leaf;

void pl_leaf_done(pl_leaf *leaf);
/* The errno with which keeping rows failed; 0: none did. */
int pl_leaf_error(const pl_leaf *leaf);
/* A sink that fills the leaf with the columns and rows of a query. */
pl_row_sink pl_leaf_sink(pl_leaf *leaf);
/* End the rows of a leaf: all have arrived (`ok`), or the query has failed. Needed only if
 * `leaf->texts` is set. */
void pl_leaf_end(pl_leaf *leaf, bool ok);
/* Join the result of a node or edge to that of its graph: adds the columns that are new and all
 * rows of `from`, which are shared, not copied. */
void pl_leaf_add(pl_leaf *leaf, const pl_leaf *from);
/* The result as {"columns", "rows"}; borrows the rows. */
pl_doc *pl_leaf_doc(pl_arena *arena, const pl_leaf *leaf);

#endif
