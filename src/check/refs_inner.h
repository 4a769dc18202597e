/* refs_inner.h - what the files of the reference check share. Private to the room.
 *
 *   static_refs.c  references of the index: which unit needs which
 *   refs_resolve.c which blocks can be decoded
 *   refs_report.c  circles and what is missing, in words
 *
 * A unit is a top-level block, called by its first entry: a resource with all that stands in
 * it, or all locals of one `locals` block. */
#ifndef PL_CHECK_REFS_INNER_H
#define PL_CHECK_REFS_INNER_H
#include "base/vec.h"
#include "check/static_refs.h"
#include "index/read.h"

typedef struct pl_ref_unresolved {
    pl_str text;        /* in the arena */
    pl_entry_id target; /* or PL_NO_ENTRY */
    pl_entry_id inside;
} pl_ref_unresolved;

/* A unit that was looked at. */
typedef struct pl_ref_unit {
    pl_entry_id id;
    uint32_t end; /* after its last entry */
    PL_VEC(pl_ref_unresolved) unresolved;
    pl_diags *wrong; /* NULL: nothing */
} pl_ref_unit;

struct pl_refs {
    const pl_index *ix;
    const pl_ix_entry *entries;
    uint32_t n;
    pl_entry_id *node; /* of each entry: the unit that it is in */
    /* which units are needed: by entry i list[first[i]] up to list[first[i + 1]] */
    uint32_t *first;
    PL_VEC(uint32_t) list;
    PL_VEC(pl_entry_id) suspects; /* units */
    bool circle;                  /* perhaps there is one */
    bool resolved;
    uint8_t *late; /* NULL until it is needed */
    /* from pl_refs_resolve() */
    pl_arena arena;
    uint32_t *unit;   /* by unit: position in `units` + 1, or 0 */
    uint8_t *waiting; /* each entry of units that are not decoded */
    PL_VEC(pl_ref_unit) units;
};

#endif
