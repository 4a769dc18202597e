/* patch_rows.h - the state of one graft, and its tools. Private to the room.
 *
 *   patch.c        chooses the way
 *   patch_rows.c   new strings, rows of FILE, woven sections
 *   graft.c        some files are linked again (graft.h); the mods, the files and their order stay
 *   relink.c       all of them are
 *   string_gc.c    is much of the text no longer referred to?
 *
 * Invariants (pl_patch__check):
 *   1. `list` ascends by row
 *   2. `files` has an element for each row of FILE; one that changed has a part
 *   3. `offsets` ascends and ends at the end of the old text and the new one together
 *   4. each verdict has its messages, which belong to no other
 *
 * Lifetime: from pl_patch__init() to pl_patch__done(); what it makes is copied into the image.
 * Threads: one. */
#ifndef PL_INDEX_PATCH_ROWS_H
#define PL_INDEX_PATCH_ROWS_H
#include "base/invariant.h"
#include "index/link.h"

/* A file that changed. */
typedef struct pl_patch_file {
    uint32_t row; /* in FILE */
    const pl_part *is;
} pl_patch_file;

/* A stretch of entries that stay, and after it the new rows of one file:
 *
 *      old image   |== stays ==|-- file --|==== stays ====|-- file --|=|
 *      turns        `----- turn 0 -------' `------ turn 1 ---------' `turn 2, without a file
 */
typedef struct pl_patch_turn {
    uint32_t id, n, old;     /* of the entries that stay: first new id, number, first old id */
    const pl_ix_entry *rows; /* new rows and one more, where the next slices begin; or NULL */
    uint32_t n_rows;
} pl_patch_turn;

typedef struct pl_patch {
    const pl_index *old;
    const pl_build *what;
    const pl_build_file **files; /* by row of FILE */
    pl_arena arena;
    PL_VEC(pl_patch_file) list; /* ascending */
    PL_VEC(uint32_t) offsets;   /* of new strings: where they begin, after the old text */
    pl_buf text;
    pl_ix_file *file_rows;
    pl_ix_verdicts verdicts;
    PL_VEC(pl_ix_precheck) prechecks;
    PL_VEC(pl_ix_input) inputs;
    pl_str spare; /* what->spare, until it is used */
} pl_patch;

void pl_patch__init(pl_patch *pt, const pl_index *old, const pl_build *what);
void pl_patch__done(pl_patch *pt);
PL_CHECKS(pl_patch__check, pl_patch);

/* The size of the text of an image. */
uint32_t pl_patch__text_end(const pl_index *ix);
/* The id of the string, which is added at the end. */
uint32_t pl_patch__str(pl_patch *pt, pl_str s);

/* Make the rows of FILE, VERDICT, DIAG and PRECHECK. */
void pl_patch__files(pl_patch *pt);

/* Write the entries of all turns and the sentinel to `out`. Slices get their positions in the new
 * image; parents among the entries that stay get their new ids. */
void pl_patch__entries(const pl_patch *pt, const pl_patch_turn *turns, size_t n, pl_ix_entry *out);
/* A section of rows that entries have slices of: those of the old image and those of the new rows,
 * in turns. */
typedef struct pl_patch_weave {
    size_t slice;               /* offset in pl_ix_entry: attrs, tags or refs */
    const void *old, *new_rows; /* `slice` of the new rows counts in `new_rows` */
} pl_patch_weave;
pl_ix_piece pl_patch__weave(pl_patch *pt, const pl_patch_turn *turns, size_t n,
                            pl_ix_section section, const pl_patch_weave *weave);

/* Set the pieces: all sections as in the old image except strings, FILE, INPUT, VERDICT, DIAG and
 * PRECHECK. */
void pl_patch__pieces(pl_patch *pt, pl_ix_piece pieces[PL_IX_SECTION_COUNT]);
/* Lay the pieces out. Owned bytes, not sealed yet; NULL above 4 GiB. */
char *pl_patch__lay_out(pl_patch *pt, const pl_ix_piece pieces[PL_IX_SECTION_COUNT], size_t *size);
/* Do the strings and their text, with the new ones, fit into an image? */
bool pl_patch__has_room(const pl_patch *pt);

#endif
