/* text_parts.h - what the text output of checks and detections is made of
 * (check-and-outputs.md 8.2 - 8.4, 8.11).
 *
 * A pen writes pieces into a buffer, with or without colours. Lengths are those of the
 * reference: one for each code point that is graphic, none for escape sequences and anything
 * else. What goes to a terminal is made harmless first (base/harmless.h): U+FFFD, of length one,
 * stands for each character of the data that a terminal would obey.
 *
 * Threads: one user per pen. */
#ifndef PL_RENDER_TEXT_PARTS_H
#define PL_RENDER_TEXT_PARTS_H
#include "base/buf.h"
#include "run/tree.h"

typedef struct pl_pen {
    pl_buf *out; /* borrowed */
    bool color;
    bool terminal;                  /* where it goes */
    long width;                     /* of a line */
    uint32_t max_failed, max_total; /* of the root */
} pl_pen;

/* Codes of a piece. ORDER paints */
typedef enum pl_paint {
    PL_PAINT_INDENT,
    PL_PAINT_TITLE,
    PL_PAINT_SEVERITY,
    PL_PAINT_PASSED,    /* the total where nothing failed */
    PL_PAINT_FAILED,    /* how many did */
    PL_PAINT_DIVIDER,   /* between them, and brackets of a graph */
    PL_PAINT_TOTAL,     /* where something failed */
    PL_PAINT_CELL_FAIL, /* of a graph */
    PL_PAINT_CELL_OK,
    PL_PAINT_CELL_INFO,
    PL_PAINT_GREY,
    PL_PAINT_REASON_OK,
} pl_paint;

/* Write `text` in a colour. It must be harmless: our own, or the result of pl_pen_cut(). */
void pl_pen_paint(pl_pen *pen, pl_paint paint, pl_str text);
/* Write data, made harmless if the pen writes to a terminal: without colour, or in `color` of the
 * palette of 256. */
void pl_pen_data(pl_pen *pen, pl_str text);
void pl_pen_put_colored(pl_pen *pen, unsigned color, pl_str text);

/* The paints of a status: for its word, for its reason, for the cells of its graph. */
pl_paint pl_paint_of_word(pl_row_status status);
pl_paint pl_paint_of_reason(pl_row_status status);
pl_paint pl_paint_of_cells(pl_row_status status);

/* Printable length of `text` as this pen writes it. */
long pl_pen_length(const pl_pen *pen, pl_str text);
/* Append to `out` each line of `text`, those longer than `n` cut to that with an ellipsis at
 * the end; nothing when n is below 2. Returns its printable length. */
long pl_pen_cut(const pl_pen *pen, pl_str text, long n, pl_buf *out);
/* The number of bytes of `text` up to where its printable length would exceed `n`. */
size_t pl_pen_prefix(const pl_pen *pen, pl_str text, long n);

/* Write dots and a blank, `width` characters in all; nothing if it is 0 or less. */
void pl_pen_spacer(pl_pen *pen, long width);
/* "1,234". */
void pl_text_commas(pl_buf *out, uint64_t n);
long pl_text_commas_length(uint64_t n);

/* "CRITICAL " or "HIGH " and their length; 0 and nothing for other words. */
long pl_text_severity_length(pl_str severity);
void pl_pen_severity(pl_pen *pen, pl_str severity);
/* "1 / 23 ". */
long pl_pen_counter_length(const pl_pen *pen, uint32_t failed, uint32_t total, bool pad);
void pl_pen_counter(pl_pen *pen, uint32_t failed, uint32_t total, bool pad);

/* "[===       ]", always 12 long. `total` of the tree's; cells of what failed in `fail`. */
enum { PL_GRAPH_CELLS = 10, PL_GRAPH_LENGTH = 12 };
void pl_pen_graph(pl_pen *pen, uint32_t failed, uint32_t total, pl_paint fail);
/* The number of cells of each kind (check-and-outputs.md 8.4). */
void pl_text_graph_cells(uint32_t failed, uint32_t total, uint32_t max, unsigned *fail,
                         unsigned *pass);

#endif
