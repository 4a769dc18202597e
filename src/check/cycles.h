/* cycles.h - the search for cycles in anything that needs something: resources, locals, inputs.
 *
 * A depth-first walk over numbered nodes: an edge that leads back to a node on the path from the
 * start closes a cycle. It does not recurse, as chains may be as long as a file.
 * Threads: pure over their arguments. */
#ifndef PL_CHECK_CYCLES_H
#define PL_CHECK_CYCLES_H
#include <pipelite/base.h>

/* A node on the path, and how many of its edges were followed: the last of these leads to the next
 * node, or closes the cycle. */
typedef struct pl_cycle_step {
    uint32_t node, edges;
} pl_cycle_step;

typedef struct pl_cycle_search {
    uint32_t n; /* nodes */
    /* Set *to to where the edge `at` of `node` leads, PL_CYCLE_NOWHERE if it need not be followed.
     * False: the node has no more edges. */
    bool (*edge)(void *ctx, uint32_t node, uint32_t at, uint32_t *to);
    /* The `n` nodes of `way` form a cycle. False: that is enough. */
    bool (*found)(void *ctx, const pl_cycle_step *way, size_t n);
    void *ctx;
} pl_cycle_search;

#define PL_CYCLE_NOWHERE UINT32_MAX

/* Start at each of the `n` nodes of `order` that was not reached before; NULL: at all in order.
 * True if it went to the end. O(nodes + edges). */
bool pl_cycles_find(const pl_cycle_search *search, const uint32_t *order, uint32_t n);

/* The position of the smallest number in `way`, the first if there are several. Messages begin
 * a cycle there. */
size_t pl_cycle_least(const pl_cycle_step *way, size_t n);

#endif
