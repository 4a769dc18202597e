/* refs_inner.h - definitions that the files of the reference check share. Private to the room.
 *
 *   static_refs.c  finds which unit needs which, by the references of the index
 *   refs_resolve.c finds which blocks can be decoded
 *   refs_report.c  reports cycles and missing targets
 *
 * A unit is a top-level block, identified by its first entry: a resource with everything nested in
 * it, or all locals of one `locals` block. */
#ifndef PL_CHECK_REFS_INNER_H
#define PL_CHECK_REFS_INNER_H
#include "base/vec.h"
#include "check/ref_search.h"
#include "check/static_refs.h"
#include "index/read.h"

/* A unit that was searched. */
typedef struct pl_ref_unit {
    pl_entry_id id;
    pl_unresolved_list unresolved; /* texts in the arena */
    pl_diags *wrong;               /* references to the wrong kind; NULL: none */
} pl_ref_unit;

struct pl_refs {
    const pl_index *ix;
    const pl_ix_entry *entries;
    uint32_t n;
    pl_entry_id *node; /* the unit of each entry */
    pl_entry_id *end;  /* by unit: after its last entry */
    /* entry i needs the units list[first[i]] up to, not including, list[first[i + 1]] */
    uint32_t *first;
    PL_VEC(uint32_t) list;
    PL_VEC(pl_entry_id) suspects; /* units to search */
    bool resolved;
    uint8_t *late; /* by entry: late_units(); NULL until it is needed */
    uint8_t *own;  /* by entry: pl_refs_is_late(); NULL until it is needed */
    /* from pl_refs_resolve() */
    pl_arena arena;
    uint32_t *unit;   /* by unit: position in `units` + 1, or 0 */
    uint8_t *waiting; /* by entry: is its unit one that cannot be decoded? */
    uint8_t *held;    /* by entry: pl_refs_holds() */
    PL_VEC(pl_ref_unit) units;
};

#endif
