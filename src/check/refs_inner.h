/* refs_inner.h - what the files of the reference check share. Private to the room.
 *
 *   static_refs.c  references of the index: who needs whom
 *   refs_judge.c   which blocks can be decoded
 *   refs_report.c  circles and what is missing, in words
 *
 * A unit is a top-level block, called by its first entry: a resource with all that stands in
 * it, or all locals of one `locals` block. Which locals that are is only known when their
 * file was parsed; before that, those that follow each other in a file count as one. */
#ifndef PL_CHECK_REFS_INNER_H
#define PL_CHECK_REFS_INNER_H
#include "base/vec.h"
#include "check/static_refs.h"
#include "index/read.h"

typedef struct pl_ref_lack {
    pl_str text;        /* in the arena */
    pl_entry_id target; /* or PL_NO_ENTRY */
    pl_entry_id inside;
} pl_ref_lack;

/* A unit that was looked at. */
typedef struct pl_ref_unit {
    pl_entry_id id;
    uint32_t end;    /* behind its last entry */
    pl_range braces; /* of a block of locals */
    PL_VEC(pl_ref_lack) lacks;
    pl_diags *wrong; /* NULL: nothing */
} pl_ref_unit;

struct pl_refs {
    const pl_index *ix;
    const pl_ix_entry *entries;
    uint32_t n;
    uint32_t *node; /* of each entry: the unit it is in, as far as is known at first */
    /* who needs whom, by top-level entries: those of entry i are list[first[i]] up to list[first[i
     * + 1]] */
    uint32_t *first;
    PL_VEC(uint32_t) list;
    PL_VEC(pl_entry_id) suspects; /* top-level entries, ascending */
    bool circle;                  /* perhaps there is one */
    bool judged;
    /* from judging */
    pl_arena arena;
    uint32_t *unit;   /* of each entry: position in `units` + 1, or 0 */
    uint8_t *waiting; /* each entry of units that are not decoded */
    PL_VEC(pl_ref_unit) units;
};

static inline bool pl_refs__is_local(const pl_refs *refs, pl_entry_id id)
{
    return refs->entries[id].kind == PL_KIND_LOCAL;
}

/* The top-level entry that it is or stands in. */
static inline pl_entry_id pl_refs__top(const pl_refs *refs, pl_entry_id id)
{
    return pl_refs__is_local(refs, id) ? id : refs->node[id];
}

/* refs_judge.c: position of the unit of a top-level entry, made when there is none. */
uint32_t pl_refs__unit(pl_refs *refs, pl_entry_id id);

#endif
