/* text.h - what the texts for people share: tables, times, ages, bars.
 *
 * Lifetime: texts of a table are copied. Threads: one. */
#ifndef PL_HISTORY_TEXT_H
#define PL_HISTORY_TEXT_H
#include "history/answer.h"

enum { PL_TEXT_COLUMNS = 12 };

typedef struct pl_text_table {
    const pl_history_output *how;
    uint32_t n;                  /* columns */
    bool right[PL_TEXT_COLUMNS]; /* numbers */
    PL_VEC(pl_str) cells;        /* row by row, the titles first */
    pl_arena arena;
} pl_text_table;

/* Begin a table with the titles in `titles`, separated by one blank; ">" in front of a title: the
 * column is one of numbers. */
void pl_text_begin(pl_text_table *table, const pl_history_output *how, const char *titles);
/* The next cell; data from others is made harmless for a terminal. */
void pl_text_cell(pl_text_table *table, pl_str text);
void pl_text_printf(pl_text_table *table, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Append the table, each line after `indent`, and free it. Without rows nothing is appended. */
void pl_text_end(pl_text_table *table, const char *indent, pl_buf *out);

/* "2026-11-25 10:00Z" of "2026-11-25T10:00:00.000Z". */
void pl_text_time(pl_text_table *table, pl_str time);
/* Append data from others, harmless on a terminal. */
void pl_text_data(const pl_history_output *how, pl_str text, pl_buf *out);
/* "shop.benchmark.daily" as people know it: without its mod where that is the workspace's. */
pl_str pl_text_name(pl_str name, pl_str workspace);
/* Append between a colour and its end, where colours are wanted. */
typedef enum pl_text_color { PL_TEXT_RED = 31, PL_TEXT_GREEN = 32, PL_TEXT_DIM = 2 } pl_text_color;
void pl_text_paint(const pl_history_output *how, pl_text_color color, const char *text,
                   pl_buf *out);

#endif
