/* splice.h - an image in which a few files are others. Private to the room.
 *
 *   splice.c       which files are others; when linking would see no difference: their rows,
 *                  and what is known of files, for both ways
 *   graft.c        when it would: some files linked again
 *   graft_set.c    which they are
 *   graft_edges.c  who holds, lists and names whom, where that is different now
 *   graft_order.c  the permutations, the children of mods, SLOT
 *   graft_image.c  the image, woven together
 *
 * What stays in any case: mods, which files there are, and their order. */
#ifndef PL_INDEX_SPLICE_H
#define PL_INDEX_SPLICE_H
#include "index/link.h"
#include "index/patch.h"

/* A file that changed. */
typedef struct pl_changed {
    uint32_t row, first, end; /* in FILE; its entries */
    const pl_part *was, *is;
    uint32_t new_attrs, new_tags; /* where its rows begin in `attrs` and `tags` */
    uint32_t attrs_end, tags_end; /* behind its runs, in the new sections */
} pl_changed;

typedef struct pl_splice {
    const pl_index *old;
    const pl_build *what;
    const pl_build_file **files; /* by row of FILE */
    pl_arena arena;
    PL_VEC(pl_changed) list;  /* ascending */
    PL_VEC(uint32_t) offsets; /* of new strings: where they begin, behind the old text */
    pl_buf text;
    pl_ix_file *file_rows;
    PL_VEC(pl_ix_entry) entries; /* of the changed files, one behind the other */
    PL_VEC(pl_ix_attr) attrs;    /* the same */
    PL_VEC(pl_ix_tag) tags;
    uint32_t attrs_kept, tags_kept; /* rows of the old image before those, so far */
    PL_VEC(pl_ix_verdict) verdicts;
    PL_VEC(pl_ix_diag) diags;
    PL_VEC(pl_ix_ask) asks;
    PL_VEC(pl_ix_input) inputs;
    pl_str spare; /* what->spare, until it is used */
} pl_splice;

/* The string, added at the end. */
uint32_t pl_splice__str(pl_splice *sp, pl_str s);
/* FILE rows, with verdicts and questions. */
void pl_splice__files(pl_splice *sp);
/* All sections as they were, but for strings, FILE, INPUT and what is known of files. */
void pl_splice__pieces(pl_splice *sp, pl_ix_piece pieces[PL_IX_SECTION_COUNT]);
pl_ix_header pl_splice__header(const pl_splice *sp);
/* What the image may be laid out in: once. */
pl_str pl_splice__spare(pl_splice *sp);
bool pl_splice__has_room(const pl_splice *sp);

/* graft.c: NULL when all has to be linked anew. */
pl_index *pl_index__graft(pl_splice *sp);

#endif
