/* cell.h - writes one cell in the form that each output has for it.
 *
 * Threads: pure. */
#ifndef PL_DB_CELL_H
#define PL_DB_CELL_H
#include "base/buf.h"
#include "base/jsonw.h"
#include "db/rows.h"

/* Write the cell as JSON for leaf data of panels and snapshots (server.md 7). */
void pl_cell_leaf(const pl_cell *cell, const pl_column *column, pl_jsonw *w);
/* Write the cell as `query run --output json` does (cli.md 4.6 b, first row). */
void pl_cell_json(const pl_cell *cell, const pl_column *column, pl_jsonw *w);
/* Append the text of csv or, with `thousands`, of tables and lines. NULL appends nothing: the
 * caller writes its own word for it. */
void pl_cell_text(const pl_cell *cell, const pl_column *column, bool thousands, pl_buf *out);
/* Append the cell as dimension, reason, resource or status of a control (check-and-outputs.md 5.3).
 */
void pl_cell_dimension(const pl_cell *cell, const pl_column *column, pl_buf *out);
/* Does the cell have a scalar value? A column whose first cell has none cannot be a dimension. */
bool pl_cell_is_scalar(const pl_cell *cell, const pl_column *column);

/* Append the name that the `index`-th column gets if an earlier one has its name already
 * (cli.md 4.5). */
void pl_column_rename(pl_str name, uint32_t index, pl_buf *out);

#endif
