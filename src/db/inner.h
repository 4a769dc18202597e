/* inner.h - functions that the files of this room share. */
#ifndef PL_DB_INNER_H
#define PL_DB_INNER_H
#include "base/arena.h"
#include "base/buf.h"
#include "db/driver.h"

/* ---- cells */

double pl_db__json_number(const pl_json *node);
/* Append the cell as Go's %+v writes the value that Powerpipe has for it. */
void pl_cell__general(const pl_cell *cell, pl_buf *out);
/* Append a DECIMAL with its point, all digits or without `zeros` at the end; a UUID with its
 * hyphens; an INTERVAL as DuckDB writes it: "1 month 2 days 03:04:05.5". */
void pl_cell__decimal(const pl_cell *cell, bool zeros, pl_buf *out);
void pl_cell__uuid(pl_str bytes, pl_buf *out);
void pl_cell__interval(const pl_cell *cell, pl_buf *out);
/* Parse a text into the tree that cells hold: members are sorted by key, and of several with the
 * same key only the last is kept. In `arena`. NULL if the text is not JSON. */
const pl_json *pl_db__json(pl_arena *arena, pl_str text);

/* The text after the prefix of a connection string. */
pl_str pl_db__rest(pl_dburl url);

/* ---- results */

/* Give columns unique names and pass them to the sink. Their `name` and `type` are filled in; new
 * names lie in `arena`. False: the sink stops the query. */
bool pl_db__columns(pl_arena *arena, pl_column *columns, uint32_t n, const pl_row_sink *sink);

/* A sink that accepts every row and keeps none: for statements that are run for their effect. */
extern const pl_row_sink pl_db__no_sink;
/* The `columns` callback of pl_db__no_sink, for sinks that use only rows. Always true. */
bool pl_db__no_columns(void *ctx, const pl_column *columns, uint32_t n);

/* ---- limits */

/* Has a limit been reached, or is *interrupted set? `interrupted` may be NULL. */
bool pl_db__is_over(const pl_db_limits *limits, const _Atomic bool *interrupted);

/* ---- errors */

/* Set the kind and the text of an error. Returns false, so that callers can return it. */
bool pl_db__fail(pl_db_error *error, pl_db_end end, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool pl_db__cancelled(pl_db_error *error);
bool pl_db__stopped(pl_db_error *error); /* by the sink */
/* Append the system's reason in lower case: ": no such file or directory". */
void pl_db__add_reason(pl_buf *text, int error_number);

/* ---- arguments */

/* The type that the elements of a list have in Go: "string", "float64", "bool", "interface {}",
 * "[]interface {}". Static. */
const char *pl_db__element_type(pl_value list);
/* False with an error if `arg` is a list or a map: for databases that accept neither. */
bool pl_db__check_arg(const pl_value *arg, uint32_t index, pl_db_error *error);
/* Check each argument of the statement; false at the first that fails. */
bool pl_db__check_args(const pl_db_statement *statement, pl_db_error *error);
/* Called by query() of a driver at its beginning and end: set and clear what a connection keeps
 * for the running statement, its limits and its arena. */
void pl_db__begin(pl_db_limits *limits, const pl_db_statement *statement, pl_db_error *error);
void pl_db__end(pl_db_limits *limits, pl_arena *arena);

#endif
