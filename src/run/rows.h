/* rows.h - the rows of controls, kept as bytes until they are written.
 *
 *     keeper   of a tree: a spool, so that a result of any size takes little memory
 *     keeping  takes the rows of one run as they come
 *     rows     of a run: where its pieces are in the spool
 *     walk     hands them out in the order in which they are shown: by status, then as
 *              they came (check-and-outputs.md 5.4)
 *     lens     leaves some out, and marks the others (review.h)
 *
 *     pl_row_walk walk = { 0 };
 *     const pl_check_row *row;
 *     while ((row = pl_row_walk_next(&walk, &run->rows)))
 *         ... until the next call ...
 *
 * Lifetime: rows need their keeper. Threads: one per keeping and per walk; a keeper has any
 * number of both. */
#ifndef PL_RUN_ROWS_H
#define PL_RUN_ROWS_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

/* In the order in which results are shown (5.4). ORDER statuses */
typedef enum pl_row_status {
    PL_ROW_ERROR,
    PL_ROW_ALARM,
    PL_ROW_INFO,
    PL_ROW_OK,
    PL_ROW_SKIP,
    PL_ROW_STATUSES
} pl_row_status;

typedef struct pl_dimension {
    pl_str key, value, type; /* type: as the driver names it */
} pl_dimension;

/* Compared with an earlier run (review.h). FIXED: it failed then and does not any more. */
typedef enum pl_row_change {
    PL_CHANGE_NONE,
    PL_CHANGE_NEW,
    PL_CHANGE_UNCHANGED,
    PL_CHANGE_FIXED,
} pl_row_change;

typedef struct pl_check_row {
    uint8_t status; /* pl_row_status */
    uint8_t change; /* pl_row_change */
    pl_str reason, resource;
    const pl_dimension *dimensions; /* in the order of the query */
    uint32_t n_dimensions;
    const struct pl_exemption *exemption; /* that holds for it; NULL: none */
} pl_check_row;

/* ---- keepers */

typedef struct pl_row_keeper pl_row_keeper;
pl_row_keeper *pl_row_keeper_new(void);         /* owned; pl_row_keeper_free() */
void pl_row_keeper_free(pl_row_keeper *keeper); /* NULL is fine */
/* errno of a row that could not be kept, or read again; 0: all is well. */
int pl_row_keeper_error(const pl_row_keeper *keeper);

/* ---- rows of a run */

typedef struct pl_rows {
    pl_row_keeper *keeper;
    const struct pl_row_piece *pieces;
    const pl_dimension *keys;     /* distinct keys with their types, in the order in which they */
    uint32_t n_keys;              /* appear; no values */
    uint32_t n;                   /* that are handed out */
    uint32_t kept;                /* the same, unless some are not shown */
    uint32_t of[PL_ROW_STATUSES]; /* of those that are kept */
    const struct pl_lens *lens;   /* how they are looked at; NULL: as they came */
    uint32_t most_dimensions;     /* of one row */
    bool in_order;                /* they came as they are shown */
} pl_rows;

typedef struct pl_row_keeping {
    pl_rows rows;
    pl_arena *arena; /* borrowed: of keys and places */
    pl_buf piece;    /* not handed over yet */
    uint8_t status;  /* of the last row */
    struct pl_row_piece *first, **end;
    pl_dimension *keys;
    uint32_t keys_cap;
} pl_row_keeping;

void pl_row_keeping_begin(pl_row_keeping *k, pl_row_keeper *keeper, pl_arena *arena);
/* The texts are copied, those of keys and types too. */
void pl_row_keeping_add(pl_row_keeping *k, const pl_check_row *row);
/* All of them, or none. */
pl_rows pl_row_keeping_end(pl_row_keeping *k);
void pl_row_keeping_drop(pl_row_keeping *k);

/* ---- reading */

typedef struct pl_row_walk {
    bool began;
    uint8_t status; /* of the rows that are handed out now, when they are not in order */
    uint32_t left;  /* of them */
    const struct pl_row_piece *piece; /* next to look at */
    const struct pl_row_piece *read;  /* whose bytes these are */
    pl_buf bytes;
    size_t at;
    pl_dimension *dimensions;
    pl_check_row row;
    pl_buf scratch; /* of the lens */
} pl_row_walk;
/* NULL at the end, and then the walk holds nothing any more. */
const pl_check_row *pl_row_walk_next(pl_row_walk *walk, const pl_rows *rows);
void pl_row_walk_done(pl_row_walk *walk); /* before the end */
/* `row` with all its texts in `arena`. */
pl_check_row *pl_check_row_copy(pl_arena *arena, const pl_check_row *row);

#endif
