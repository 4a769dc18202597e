/* result.h - rows of a query as text, format by format (cli.md 4.3).
 *
 * A result takes rows as they come and keeps its text in a spool. A table needs all of its
 * cells before it can print the first: it keeps those and lays them out at the end.
 *
 * Private to the room. Threads: one user. */
#ifndef PL_RENDER_RESULT_H
#define PL_RENDER_RESULT_H
#include "base/spool.h"
#include "db/rows.h"
#include <pipelite/run.h>

typedef enum pl_result_format {
    PL_RESULT_TABLE,
    PL_RESULT_CSV,
    PL_RESULT_JSON,
    PL_RESULT_LINE,
    PL_RESULT_FORMATS,
} pl_result_format;

/* Rows of a table that are shown; the rest is counted. */
enum { PL_TABLE_ROWS = 10000, PL_TABLE_WIDTH = 1024 };

typedef struct pl_result {
    pl_result_format format;
    bool header, timing;
    pl_str separator; /* one character */
    pl_spool out;     /* the text; of a table its cells, until it is finished */
    pl_column *columns;
    uint32_t n_columns;
    uint32_t *order;   /* json: by name */
    pl_str *keys;      /* json: "name": as JSON, in that order */
    size_t *widths;    /* table: of columns; line: where the text of each cell ends */
    size_t name_runes; /* line: of the longest name */
    uint64_t rows;
    pl_buf scratch, lines;
    pl_arena arena;
} pl_result;

void pl_result_init(pl_result *r, pl_result_format format, const pl_run_output *how);
void pl_result_done(pl_result *r);
pl_row_sink pl_result_sink(pl_result *r);
/* All rows have arrived: write what follows them. False when the text cannot be kept
 * (r->out.error). */
bool pl_result_finish(pl_result *r, uint64_t nanos);

/* ---- one file each: columns once, then rows, then the end */
typedef struct pl_result_writer {
    void (*columns)(pl_result *r);
    void (*row)(pl_result *r, const pl_cell *cells);
    void (*end)(pl_result *r, uint64_t nanos); /* NULL: nothing is written there */
} pl_result_writer;
extern const pl_result_writer pl_result__table, pl_result__csv, pl_result__json, pl_result__line;

/* Text of a cell into `out`, "<null>" for NULL when `null`. */
void pl_result__text(const pl_cell *cell, const pl_column *column, bool people, pl_buf *out);

#endif
