/* kind.h - facts about a kind for the rooms above, beside its words: where it may stand and what
 * may stand in it (mod-language.md 4.1, kinds.def).
 *
 * Sets of kinds are bit masks, bit = pl_kind. Threads: static data. */
#ifndef PL_SCHEMA_KIND_H
#define PL_SCHEMA_KIND_H
#include <pipelite/kind.h>

/* Columns of kinds.def. */
enum {
    PL_KIND_IS_TOP = 1 << 0,
    PL_KIND_HAS_LABEL = 1 << 1,
    PL_KIND_IS_NAMER = 1 << 2,
    PL_KIND_IN_TREE = 1 << 3,
    PL_KIND_IS_PROVIDER = 1 << 4,
    PL_KIND_IS_PANEL = 1 << 5,
    PL_KIND_IS_HOLDER = 1 << 6,
    PL_KIND_IS_GRAPH = 1 << 7,
    PL_KIND_IN_BOARD = 1 << 8,
    PL_KIND_IN_GRAPH = 1 << 9,
    PL_KIND_ASKS = 1 << 10,
    PL_KIND_ASKS_INSIDE = 1 << 11,
    PL_KIND_IS_HIDDEN = 1 << 12,
};
extern const uint16_t pl_kind__flags[PL_KIND_COUNT];
static inline unsigned pl_kind_flags(pl_kind kind)
{
    return pl_kind__flags[kind];
}

#define PL_KIND_BIT(kind) (1u << (kind))
_Static_assert(PL_KIND_COUNT <= 32, "a set of kinds is one word");

/* Kinds of resource that may be written inside a block of this kind. */
uint32_t pl_kind_children(pl_kind kind);
static inline bool pl_kind_allows(pl_kind parent, pl_kind child)
{
    return (pl_kind_children(parent) & PL_KIND_BIT(child)) != 0;
}
/* Find the kind for a word as it is used in names of resources ("query", "var"); false: none. */
bool pl_kind_find_name(pl_str name, pl_kind *out);

#endif
