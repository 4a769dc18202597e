/* rows.h - rows, kept as bytes until they are written, in two encodings: texts, of controls and of
 * the columns that detections display, and JSON, of panels (leaf.h) and of controls in live runs.
 *
 * Texts:
 *
 *     keeper   one per tree: a spool, so that a result of any size takes little memory
 *     keeping  receives the rows of one control as they arrive
 *     rows     of one control: where its pieces are in the spool
 *     walk     returns rows in the order in which they are shown: by status, then as they
 *              arrived (check-and-outputs.md 5.4)
 *     lens     filters and marks rows (review.h)
 *
 *     pl_row_walk walk = { 0 };
 *     const pl_check_row *row;
 *     while ((row = pl_row_walk_next(&walk, &run->rows)))
 *         ... `row` is valid until the next call ...
 *
 * Lifetime: rows need their keeper. Threads: one per keeping and one per walk; a keeper may have
 * any number of both at the same time. */
#ifndef PL_RUN_ROWS_H
#define PL_RUN_ROWS_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/jsonw.h"
#include "base/sink.h"
#include "base/spool.h"
#include "base/str.h"
#include <stdatomic.h>

/* In the order in which results are shown (check-and-outputs.md 5.4). ORDER statuses */
typedef enum pl_row_status {
    PL_ROW_ERROR,
    PL_ROW_ALARM,
    PL_ROW_INFO,
    PL_ROW_OK,
    PL_ROW_SKIP,
    PL_ROW_STATUSES
} pl_row_status;

/* "error", "alarm", ...; static. */
pl_str pl_row_status_name(pl_row_status status);
/* False: `text` is none of the five (check-and-outputs.md 5.2). */
bool pl_row_status_find(pl_str text, pl_row_status *out);

typedef struct pl_dimension {
    pl_str key, value, type; /* type: the driver's name for it */
} pl_dimension;

/* The result of comparing a row with an earlier run (review.h). FIXED: it failed only then. */
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
    const struct pl_exemption *exemption; /* the one that applies to it; NULL: none */
} pl_check_row;

/* ---- keepers */

typedef struct pl_row_keeper pl_row_keeper;
/* Owned; pl_row_keeper_free(). `dir` is copied: where the file of the spool is made; NULL or empty:
 * /tmp. */
pl_row_keeper *pl_row_keeper_new(const char *dir);
/* The folder given to pl_row_keeper_new(); borrowed from the keeper. */
const char *pl_row_keeper_dir(const pl_row_keeper *keeper);
void pl_row_keeper_free(pl_row_keeper *keeper); /* NULL is fine */
/* The errno with which keeping or reading a row failed; 0: none did. */
int pl_row_keeper_error(const pl_row_keeper *keeper);

/* ---- the rows of a control */

typedef struct pl_rows {
    pl_row_keeper *keeper;
    const struct pl_row_piece *pieces;
    const pl_dimension *keys;     /* distinct keys with their types, by first appearance; the */
    uint32_t n_keys;              /* values are empty */
    uint32_t n;                   /* rows that a walk returns */
    uint32_t kept;                /* rows in the spool: more than `n` if the lens hides some */
    uint32_t of[PL_ROW_STATUSES]; /* kept rows per status */
    const struct pl_lens *lens;   /* NULL: rows are shown as they arrived */
    uint32_t most_dimensions;     /* of any row */
    bool in_order;                /* they arrived in the order in which they are shown */
    struct pl_rowtext *json;      /* held; NULL: they are texts. Only the keys are beside it */
} pl_rows;

typedef struct pl_row_keeping {
    pl_rows rows;
    pl_arena *arena; /* borrowed: for keys and the list of pieces */
    pl_buf piece;    /* rows that were not written to the spool yet */
    uint8_t status;  /* of the last row */
    struct pl_row_piece *first, **end;
    pl_dimension *keys;
    uint32_t keys_cap;
} pl_row_keeping;

void pl_row_keeping_begin(pl_row_keeping *k, pl_row_keeper *keeper, pl_arena *arena);
/* Add a row. All its texts are copied. */
void pl_row_keeping_add(pl_row_keeping *k, const pl_check_row *row);
/* Finish: the result has all rows that were added, perhaps none. */
pl_rows pl_row_keeping_end(pl_row_keeping *k);
void pl_row_keeping_drop(pl_row_keeping *k);

/* ---- reading */

typedef struct pl_row_walk {
    bool began;
    uint8_t status; /* the status whose rows are returned now, if they are not in order */
    uint32_t left;  /* rows left of that status */
    const struct pl_row_piece *piece; /* the next piece to look at */
    const struct pl_row_piece *read;  /* the piece in `bytes` */
    pl_buf bytes;
    size_t at;
    pl_dimension *dimensions;
    pl_check_row row;
    pl_buf scratch; /* for the lens */
} pl_row_walk;
/* NULL at the end; the walk has freed its memory then. */
const pl_check_row *pl_row_walk_next(pl_row_walk *walk, const pl_rows *rows);
void pl_row_walk_done(pl_row_walk *walk); /* needed only to stop before the end */
/* The number of rows that a walk returns, counted by one. */
uint32_t pl_rows_shown(const pl_rows *rows);

/* ---- as JSON */

/* Two columns may have one name. Snapshots write the last of their values. The text that live runs
 * keep has all of them, followed by the reason, resource and status of the row: csv reads the
 * first. */
typedef enum pl_row_values { PL_ROW_LAST_VALUES, PL_ROW_ALL_VALUES } pl_row_values;
/* Write the rows as elements of the array that is open: objects with sorted members, all of them
 * strings. `compared`: with the reasons of pl_row_put_compared_reason(). `sink` is passed on
 * between rows; NULL: there is none. */
void pl_rows_write(const pl_rows *rows, pl_row_values values, bool compared, pl_jsonw *w,
                   pl_sink *sink);

/* ---- what a review found out about a row, for people (lens.c) */

/* "new", "unchanged", "fixed"; empty for none. Static. */
pl_str pl_row_change_name(pl_row_change change);
/* "[new] web is public (exempted until 2026-12-31: accepted)"; just the reason where there is no
 * more to say. */
void pl_row_put_reason(pl_buf *out, const pl_check_row *row);
/* The same without the exemption, for what shows that beside the reason. */
void pl_row_put_compared_reason(pl_buf *out, const pl_check_row *row);

/* A copy of `row` and all its texts in `arena`. */
pl_check_row *pl_check_row_copy(pl_arena *arena, const pl_check_row *row);

/* ---- JSON that readers share: snapshots, messages, the arguments that come from a `with`. It is
 * written once, and outlives its run for as long as a message refers to it. One thread writes until
 * it is complete; then any number read. Any thread may hold and release. */

typedef struct pl_rowtext {
    atomic_uint refs;
    pl_spool text; /* elements of an array with commas between */
} pl_rowtext;

/* One reference: pl_rowtext_release(). Above the memory budget its bytes go to the file of `store`
 * (held), or, if that is NULL, to one of its own in `dir`, which is borrowed for as long as text is
 * added (NULL: /tmp). */
pl_rowtext *pl_rowtext_in(pl_spool_store *store, const char *dir);
pl_rowtext *pl_rowtext_hold(pl_rowtext *result);    /* one more; returns `result` */
void pl_rowtext_release(pl_rowtext *result);        /* NULL is fine */
uint64_t pl_rowtext_size(const pl_rowtext *result); /* bytes; 0 for NULL */

/* Keep the rows of a control as JSON alone, in the file of `store`, so that their keeper can be
 * freed. */
void pl_rows_keep_json(pl_rows *rows, pl_spool_store *store);

#endif
