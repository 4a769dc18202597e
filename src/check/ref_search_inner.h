/* ref_search_inner.h - definitions that the files of a search share. Private to the room.
 *
 *   ref_search.c       blocks and attributes
 *   ref_search_find.c  what a reference names while a block is searched
 *
 * An unresolved reference is PL_FOUND_LATER: the evaluator reports PL_DIAG_NOT_THERE_YET and
 * drops that message where it drops others, in try() for example. The messages that remain make a
 * reference unresolved. */
#ifndef PL_CHECK_REF_SEARCH_INNER_H
#define PL_CHECK_REF_SEARCH_INNER_H
#include "base/map.h"
#include "check/ref_search.h"
#include "index/read.h"
#include "eval/readable.h"
#include "schema/schema.h"

struct pl_ref_search {
    pl_evaluator *ev;
    const pl_index *ix;
    const pl_ix_entry *entries;
    uint32_t n;
    const uint8_t *waiting; /* by entry */
    uint8_t *held;          /* by entry; the search sets it */
    pl_scope scope;
    pl_diags *ignored; /* messages about other blocks, which are searched by themselves */
    /* the block that is searched */
    uint32_t mod, top, entry, cursor;
    pl_block_view view;
    pl_diags *diags;
    pl_unresolved_list *out;
    pl_map listed;    /* the texts in `out` */
    pl_map met;       /* texts that were not found, perhaps where that does not matter -> the entry
                         that is waiting (PL_NO_ENTRY: none) */
    pl_arena scratch; /* the texts of both maps */
    pl_arena *texts;
    bool early;  /* the attribute is read before anything is decoded, so it waits for nothing */
    bool shells; /* a whole resource is represented by its names alone */
    bool found;  /* the expression has an unresolved reference */
    bool blind;  /* the value of something that exists could not be obtained */
};

/* The callback of the scope. */
pl_found pl_ref_search__find(const pl_scope *scope, const pl_root_traversal *name, pl_value *out,
                             unsigned *used, pl_diags *diags);
/* "root.step.step", in the texts of the search. */
pl_str pl_ref_search__text(pl_ref_search *p, pl_str root, const pl_step *steps);

#endif
