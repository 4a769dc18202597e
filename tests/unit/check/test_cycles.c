/* The search for cycles in small graphs: "ab" is an edge from a to b, "a-" one to nowhere. */
#include "unit/test.h"
#include "base/buf.h"
#include "base/str.h"
#include "check/cycles.h"

static const struct {
    const char *what, *edges, *order;
    size_t most; /* cycles that are wanted */
    const char *want;
    bool all;
} rows[] = {
    { "no edges", "", "", 9, "", true },
    { "a chain", "ab bc cd", "", 9, "", true },
    { "two ways to one node", "ab ac bd cd", "", 9, "", true },
    { "itself", "aa", "", 9, "a ", true },
    { "two", "ab ba", "", 9, "ab ", true },
    { "the way to a cycle does not belong to it", "ab bc cb", "", 9, "bc ", true },
    { "a path to the end before a cycle", "ab ac ca", "", 9, "ac ", true },
    { "two cycles with one node", "ab ba ac ca", "", 9, "ab ac ", true },
    { "a cycle in a cycle", "ab bc cb ca", "", 9, "bc abc ", true },
    { "two apart", "ab ba cd dc", "", 9, "ab cd ", true },
    { "edges to nowhere", "a- ab b- ba", "", 9, "ab ", true },
    { "what was left is no cycle", "ab cb", "", 9, "", true },
    { "the first only", "ab ba cd dc", "", 1, "ab ", false },
    { "the order of the starts", "ab ba cd dc", "da", 9, "dc ab ", true },
    { "what no start leads to", "ab ba cd dc", "a", 9, "ab ", true },
};

typedef struct graph {
    const char *edges;
    size_t most;
    pl_buf found;
} graph;

static bool next_edge(void *ctx, uint32_t node, uint32_t at, uint32_t *to)
{
    const graph *g = ctx;
    for (const char *e = g->edges; *e; e += e[2] ? 3 : 2)
        if (e[0] == (char)('a' + node) && !at--) {
            *to = e[1] == '-' ? PL_CYCLE_NOWHERE : (uint32_t)(e[1] - 'a');
            return true;
        }
    return false;
}

static bool note_cycle(void *ctx, const pl_cycle_step *way, size_t n)
{
    graph *g = ctx;
    for (size_t i = 0; i < n; i++) {
        uint32_t to = PL_CYCLE_NOWHERE;
        pl_buf_byte(&g->found, (char)('a' + way[i].node));
        CHECK(next_edge(g, way[i].node, way[i].edges - 1, &to), "the last edge that was followed");
        CHECK_INT(to, way[(i + 1) % n].node, "leads to the next node");
    }
    pl_buf_byte(&g->found, ' ');
    return --g->most > 0;
}

TEST(cycles_are_found_once)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        graph g = { .edges = rows[i].edges, .most = rows[i].most };
        pl_cycle_search search = { 4, next_edge, note_cycle, &g };
        uint32_t order[4], n = 0;
        for (const char *s = rows[i].order; *s; s++)
            order[n++] = (uint32_t)(*s - 'a');
        bool all = pl_cycles_find(&search, n ? order : NULL, n ? n : 4);
        pl_buf_byte(&g.found, 0);
        CHECK_STR(g.found.ptr, rows[i].want, rows[i].what);
        CHECK_INT(all, rows[i].all, rows[i].what);
        pl_buf_done(&g.found);
    }
}

TEST(a_cycle_begins_with_its_smallest_node)
{
    const pl_cycle_step way[] = { { 7, 1 }, { 3, 1 }, { 5, 1 }, { 3, 2 } };
    CHECK_INT(pl_cycle_least(way, 1), 0, "of one");
    CHECK_INT(pl_cycle_least(way, 2), 1, "the last");
    CHECK_INT(pl_cycle_least(way, 4), 1, "the first of equal ones");
}
