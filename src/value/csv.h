/* csv.h - reads comma-separated values, record by record (RFC 4180, empty lines skipped).
 *
 *     pl_csv csv = { .rest = text, .arena = &arena };
 *     bool any;
 *     while (pl_csv_next(&csv, &any) && any)
 *         use(csv.fields.at, csv.fields.n);
 *     pl_csv_done(&csv);
 *
 * A quoted field may span lines. Error texts are those of Go's reader.
 *
 * Lifetime: fields without quotes are borrowed from the text, the others lie in the arena; `fields`
 * holds those of the last record. Threads: one user per reader. */
#ifndef PL_VALUE_CSV_H
#define PL_VALUE_CSV_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"

typedef struct pl_csv {
    pl_str rest; /* the text that is not read yet */
    pl_arena *arena;
    uint32_t line, record; /* the line read last, from 1; the line where its record starts */
    PL_VEC(pl_str) fields;
    pl_buf quoted; /* the quoted field being read */
    /* Called with the bytes of a field before it is stored; false ends reading. NULL: no limit. */
    bool (*charge)(void *ctx, uint64_t bytes);
    void *ctx;
    const char *wrong; /* static; NULL: nothing, or `charge` refused */
    uint32_t wrong_line;
} pl_csv;

/* Read the next record; *any is false at the end. False: `wrong` is the error, in `wrong_line`. */
bool pl_csv_next(pl_csv *csv, bool *any);
void pl_csv_done(pl_csv *csv);

#endif
