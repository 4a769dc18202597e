#include "check/cycles.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/vec.h"

typedef enum mark { NEW, ON_THE_WAY, DONE } mark;

typedef struct walk {
    const pl_cycle_search *search;
    uint8_t *marks;
    PL_VEC(pl_cycle_step) way;
} walk;

static void enter_node(walk *w, uint32_t node)
{
    pl_assert(node < w->search->n && w->marks[node] == NEW);
    w->marks[node] = ON_THE_WAY;
    pl_vec_push(&w->way, ((pl_cycle_step){ node, 0 }));
}

static bool close_cycle(walk *w, uint32_t node)
{
    size_t from = w->way.n - 1;
    while (w->way.at[from].node != node)
        from--;
    return w->search->found(w->search->ctx, w->way.at + from, w->way.n - from);
}

static bool follow_edges(walk *w, uint32_t start)
{
    enter_node(w, start);
    while (w->way.n) {
        pl_cycle_step *s = &w->way.at[w->way.n - 1];
        uint32_t to;
        if (!w->search->edge(w->search->ctx, s->node, s->edges, &to)) {
            w->marks[s->node] = DONE;
            w->way.n--;
            continue;
        }
        s->edges++;
        if (to == PL_CYCLE_NOWHERE)
            continue;
        if (w->marks[to] == ON_THE_WAY && !close_cycle(w, to))
            return false;
        if (w->marks[to] == NEW)
            enter_node(w, to);
    }
    return true;
}

bool pl_cycles_find(const pl_cycle_search *search, const uint32_t *order, uint32_t n)
{
    walk w = { .search = search, .marks = pl_mem_zalloc(search->n + (size_t)1) };
    bool all = true;
    for (uint32_t i = 0; i < n && all; i++) {
        uint32_t node = order ? order[i] : i;
        all = w.marks[node] != NEW || follow_edges(&w, node);
    }
    pl_vec_done(&w.way);
    pl_mem_free(w.marks);
    return all;
}

size_t pl_cycle_least(const pl_cycle_step *way, size_t n)
{
    size_t least = 0;
    pl_assert(n > 0);
    for (size_t i = 1; i < n; i++)
        if (way[i].node < way[least].node)
            least = i;
    return least;
}
