/* kind.h - the kinds of resource.
 * Threads: static data. */
#ifndef PIPELITE_KIND_H
#define PIPELITE_KIND_H
#include <pipelite/base.h>

PL_C_BEGIN

/* ORDER kinds (made from schema/kinds.def by make gen). */
typedef enum pl_kind {
    PL_KIND_MOD,
    PL_KIND_VARIABLE,
    PL_KIND_LOCAL,
    PL_KIND_QUERY,
    PL_KIND_CONTROL,
    PL_KIND_BENCHMARK,
    PL_KIND_DETECTION,
    PL_KIND_DASHBOARD,
    PL_KIND_CONTAINER,
    PL_KIND_CARD,
    PL_KIND_CHART,
    PL_KIND_IMAGE,
    PL_KIND_INPUT,
    PL_KIND_TABLE,
    PL_KIND_TEXT,
    PL_KIND_FLOW,
    PL_KIND_GRAPH,
    PL_KIND_HIERARCHY,
    PL_KIND_NODE,
    PL_KIND_EDGE,
    PL_KIND_CATEGORY,
    PL_KIND_WITH,
    PL_KIND_COUNT
} pl_kind;

/* Block type as written in source ("variable", "locals"); static. */
pl_str pl_kind_word(pl_kind kind);
/* The kind as it is written in full names ("var", "local"); static. */
pl_str pl_kind_name(pl_kind kind);
/* Find the kind with the block type `word`. False if no kind has it. */
bool pl_kind_find(pl_str word, pl_kind *out);

PL_C_END

#endif
