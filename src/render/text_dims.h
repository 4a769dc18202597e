/* text_dims.h - the values at the end of a row of a control: which of them fit, and in
 * which colour (check-and-outputs.md 8.7, 8.12). Private to the room.
 * Threads: one user. */
#ifndef PL_RENDER_TEXT_DIMS_H
#define PL_RENDER_TEXT_DIMS_H
#include "base/map.h"
#include "render/text_parts.h"

/* One colour for each pair of a key and a value, given out in tree order. */
typedef struct pl_dim_colors {
    pl_map map; /* "key\0value" -> colour */
    pl_arena arena;
    uint8_t given[80]; /* the sequence repeats after that many */
    unsigned n;
} pl_dim_colors;

void pl_dim_colors_done(pl_dim_colors *colors);
unsigned pl_dim_color(pl_dim_colors *colors, const pl_dimension *dimension);
/* The n-th colour of the sequence, from 0. */
unsigned pl_dim_colors_nth(pl_dim_colors *colors, unsigned n);

/* What is shown of the values of one row: `text[i]` of those from `first` on. */
typedef struct pl_fitted {
    uint32_t first, n; /* n 0: none */
    pl_str cut;        /* of the first; in `room` */
    pl_buf room;       /* owned, reused from row to row */
} pl_fitted;

/* Choose and cut the values of `row` so that they take at most `most` bytes (check-and-outputs.md
 * 8.7). The result is valid until the next call with the same `fit`. */
void pl_dims_fit(const pl_pen *pen, const pl_check_row *row, long most, pl_fitted *fit);
/* Write the values that fit, separated by blanks; returns their printable length. `colors` NULL:
 * without colours. */
long pl_dims_write(pl_pen *pen, pl_dim_colors *colors, const pl_check_row *row,
                   const pl_fitted *fit);

#endif
