/* linter_cycles.c - declarations that need each other (cycles.h).
 *
 * Each declaration is reported in one cycle only, so that a knot of many cycles gives few
 * messages. */
#include "check/linter_inner.h"
#include "base/assert.h"
#include "base/str.h"
#include "check/cycles.h"
#include <stdlib.h>

typedef struct needs_graph {
    pl_linter *l;
    PL_VEC(pl_lint_need) needs; /* of all files, by declaration */
    size_t *first; /* index of each declaration's first need, plus one entry for the end */
    bool *reported;
} needs_graph;

static int by_from(const void *a, const void *b)
{
    const pl_lint_need *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return x->range.start < y->range.start ? -1 : x->range.start > y->range.start;
}

static bool need_edge(void *ctx, uint32_t decl, uint32_t at, uint32_t *to)
{
    const needs_graph *g = ctx;
    size_t need = g->first[decl] + at;
    if (need >= g->first[decl + 1])
        return false;
    *to = g->needs.at[need].to;
    return true;
}

/* The need by which a step of a cycle leads to the next one. */
static const pl_lint_need *need_of(const needs_graph *g, const pl_cycle_step *s)
{
    pl_assert(s->edges > 0);
    return &g->needs.at[g->first[s->node] + s->edges - 1];
}

/* Report a cycle at the reference that closes it, with the places of all references in it, unless
 * its first declaration was reported in another cycle. */
static bool report_cycle(void *ctx, const pl_cycle_step *way, size_t n)
{
    needs_graph *g = ctx;
    pl_linter *l = g->l;
    const pl_lint_need *last = need_of(g, &way[n - 1]);
    pl_buf ring = { 0 }, places = { 0 };
    if (g->reported[last->to])
        return true;
    for (size_t i = 0; i < n; i++) {
        const pl_lint_need *need = need_of(g, &way[i]);
        pl_str place = pl_linter__where(l, need->file, need->range.start);
        pl_buf_printf(&ring, "%.*s -> ", PL_FMT(pl_linter__name(l, way[i].node)));
        pl_buf_printf(&places, "%s%.*s", places.len ? ", " : "", PL_FMT(place));
        g->reported[way[i].node] = true;
    }
    pl_buf_str(&ring, pl_linter__name(l, last->to));
    pl_lint_hint hint = { .detail = pl_linter__text(l, "one of these references has to go: %.*s",
                                                    PL_FMT(pl_buf_view(&places))) };
    pl_linter__report(&(pl_lint_place){ .l = l, .file = last->file }, PL_DIAG_CYCLE, last->range,
                      hint, "'%.*s' needs itself: %.*s", PL_FMT(pl_linter__name(l, last->to)),
                      PL_FMT(pl_buf_view(&ring)));
    pl_buf_done(&ring);
    pl_buf_done(&places);
    return true;
}

void pl_linter__cycles(pl_linter *l)
{
    uint32_t n = (uint32_t)l->decls.n;
    size_t at = 0;
    needs_graph g = { .l = l };
    g.first = pl_mem_zalloc((n + (size_t)2) * sizeof *g.first);
    g.reported = pl_mem_zalloc((n + (size_t)1) * sizeof *g.reported);
    for (size_t f = 0; f < l->files.n; f++)
        for (size_t i = 0; i < l->files.at[f].needs.n; i++)
            pl_vec_push(&g.needs, l->files.at[f].needs.at[i]);
    if (g.needs.n)
        qsort(g.needs.at, g.needs.n, sizeof *g.needs.at, by_from);
    for (uint32_t i = 0; i <= n; i++) {
        while (at < g.needs.n && g.needs.at[at].from < i)
            at++;
        g.first[i] = at;
    }
    pl_cycles_find(&(pl_cycle_search){ n, need_edge, report_cycle, &g }, NULL, n);
    pl_vec_done(&g.needs);
    pl_mem_free(g.first);
    pl_mem_free(g.reported);
}
