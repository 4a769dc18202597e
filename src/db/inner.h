/* inner.h - what the files of this room share. */
#ifndef PL_DB_INNER_H
#define PL_DB_INNER_H
#include "base/arena.h"
#include "base/buf.h"
#include "db/driver.h"

/* ---- cells */

double pl_db__json_number(const pl_json *node);
/* The cell as Go's %+v writes the value that the real program has for it. */
void pl_cell__general(const pl_cell *cell, pl_buf *out);
/* The tree of a text as cells hold it: members sorted, the last of two with one key. NULL:
 * the text is no JSON. */
const pl_json *pl_db__json(pl_arena *arena, pl_str text);

/* What is after the prefix of a connection string. */
pl_str pl_db__rest(pl_dburl url);

/* ---- results */

/* Give columns unique names and hand them to the sink. `columns` has name and type filled
 * in; texts that are made lie in `arena`. False: the sink stops. */
bool pl_db__columns(pl_arena *arena, pl_column *columns, uint32_t n, const pl_row_sink *sink);

/* A sink that takes every row and keeps none: for statements that are run for their effect. */
extern const pl_row_sink pl_db__no_sink;
/* Its callback for columns, for sinks that want rows alone. */
bool pl_db__no_columns(void *ctx, const pl_column *columns, uint32_t n);

/* ---- limits */

/* Has a limit been reached, or has interrupt() come? `interrupted` may be NULL. */
bool pl_db__is_over(const pl_db_limits *limits, const _Atomic bool *interrupted);

/* ---- errors */

/* Set how it ended and the text; false, so that callers can return it. */
bool pl_db__fail(pl_db_error *error, pl_db_end end, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool pl_db__cancelled(pl_db_error *error);
bool pl_db__stopped(pl_db_error *error); /* by the sink */
/* ": no such file or directory": the system's reason, in lower case. */
void pl_db__add_reason(pl_buf *text, int error_number);

/* ---- arguments */

/* The type of the elements of a list in Go: "string", "float64", "bool", "interface {}",
 * "[]interface {}". Static. */
const char *pl_db__element_type(pl_value list);
/* Report a list or a map for databases that take neither: false. True otherwise. */
bool pl_db__check_arg(const pl_value *arg, uint32_t index, pl_db_error *error);
/* The same for each argument of the statement; false after the first that fails. */
bool pl_db__check_args(const pl_db_statement *statement, pl_db_error *error);

#endif
