/* cell.h - one cell in the forms that outputs have for it.
 *
 * Threads: pure. */
#ifndef PL_DB_CELL_H
#define PL_DB_CELL_H
#include "base/buf.h"
#include "base/jsonw.h"
#include "db/rows.h"

/* Leaf data of panels and snapshots (server.md 7). */
void pl_cell_leaf(const pl_cell *cell, const pl_column *column, pl_jsonw *w);
/* `query run --output json` (cli.md 4.6 b, first row). */
void pl_cell_json(const pl_cell *cell, const pl_column *column, pl_jsonw *w);
/* Text of csv and, with `thousands`, of tables and lines; NULL gives nothing, `null` is for
 * the caller. */
void pl_cell_text(const pl_cell *cell, const pl_column *column, bool thousands, pl_buf *out);
/* A dimension, reason, resource or status of a control (check-and-outputs.md 5.3). */
void pl_cell_dimension(const pl_cell *cell, const pl_column *column, pl_buf *out);
/* May a column whose first cell this is be a dimension? */
bool pl_cell_is_scalar(const pl_cell *cell, const pl_column *column);

/* The name that the `index`-th column gets when another one has its name already
 * (cli.md 4.5): appended to `out`. */
void pl_column_rename(pl_str name, uint32_t index, pl_buf *out);

#endif
