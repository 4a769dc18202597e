/* ref_search_inner.h - what the files of a probe share. Private to the room.
 *
 *   ref_search.c       blocks and attributes
 *   ref_search_find.c  what a reference names while a block is probed
 *
 * A reference without an answer is PL_FOUND_LATER: the evaluator reports PL_DIAG_NOT_THERE_YET and
 * drops that message where it drops messages. Those that are left count. */
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
    pl_scope scope;
    pl_diags *unheard; /* of other blocks, which report them themselves */
    /* the block at hand */
    uint32_t mod, top, entry, cursor;
    pl_block_view view;
    pl_diags *diags;
    PL_VEC(pl_unresolved) unresolved;
    pl_map lacked; /* their texts */
    pl_map met;    /* texts that were asked for in vain, perhaps where it does not matter, to
                      the entries that have to wait (PL_NO_ENTRY: none) */
    pl_arena texts;
    bool early;  /* the attribute is looked at before anything is decoded: nothing holds it */
    bool shells; /* a whole resource is represented by its names alone */
    bool blind;  /* something is there whose value could not be had */
};

/* The callback of the scope. */
pl_found pl_ref_search__find(const pl_scope *scope, const pl_root_traversal *name, pl_value *out,
                             unsigned *used, pl_diags *diags);
/* "root.step.step", in the probe's texts. */
pl_str pl_ref_search__text(pl_ref_search *p, pl_str root, const pl_step *steps);

#endif
