/* linter_circle.c - declarations that need each other.
 *
 * A depth-first walk over the needs: one that leads back to a declaration on the current path
 * closes a circle. Each declaration is reported in one circle only, so that a knot of many circles
 * gives few messages. */
#include "check/linter_inner.h"
#include "base/assert.h"
#include "base/str.h"
#include <stdlib.h>

typedef enum mark { NEW, ON_THE_WAY, DONE } mark;

typedef struct step {
    uint32_t decl;
    size_t next; /* of its needs */
    size_t via;  /* the need that led here */
} step;

typedef struct walk {
    pl_linter *l;
    size_t *first; /* index of each declaration's first need, plus one entry for the end */
    uint8_t *marks;
    bool *reported;
    PL_VEC(step) way;
} walk;

static int by_from(const void *a, const void *b)
{
    const pl_lint_need *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return x->range.start < y->range.start ? -1 : x->range.start > y->range.start;
}

static void report_circle(walk *w, size_t from, size_t closing)
{
    pl_assert(from < w->way.n && closing < w->l->needs.n);
    pl_linter *l = w->l;
    const pl_lint_need *last = &l->needs.at[closing];
    pl_buf ring = { 0 }, places = { 0 };
    for (size_t i = from; i < w->way.n; i++) {
        const step *s = &w->way.at[i];
        const pl_lint_need *need = i + 1 < w->way.n ? &l->needs.at[w->way.at[i + 1].via] : last;
        pl_str place = pl_linter__place(l, need->file, need->range.start);
        pl_buf_printf(&ring, "%.*s -> ", PL_FMT(pl_linter__name(l, s->decl)));
        pl_buf_printf(&places, "%s%.*s", places.len ? ", " : "", PL_FMT(place));
        w->reported[s->decl] = true;
    }
    pl_buf_str(&ring, pl_linter__name(l, last->to));
    pl_lint_finding finding = {
        .file = last->file,
        .range = last->range,
        .code = PL_DIAG_CYCLE,
        .kind = PL_LINT_CIRCLE,
        .summary =
            pl_arena_printf(&l->arena, "'%.*s' needs itself: %.*s",
                            PL_FMT(pl_linter__name(l, last->to)), PL_FMT(pl_buf_view(&ring))),
        .detail = pl_arena_printf(&l->arena, "one of these references has to go: %.*s",
                                  PL_FMT(pl_buf_view(&places))),
    };
    pl_linter__add(l, finding);
    pl_buf_done(&ring);
    pl_buf_done(&places);
}

static void close_circle(walk *w, size_t need)
{
    pl_assert(w->way.n > 0 && w->marks[w->l->needs.at[need].to] == ON_THE_WAY);
    uint32_t to = w->l->needs.at[need].to;
    size_t from = w->way.n - 1;
    while (w->way.at[from].decl != to)
        from--;
    if (!w->reported[to])
        report_circle(w, from, need);
}

static void enter(walk *w, uint32_t decl, size_t via)
{
    pl_assert(w->marks[decl] == NEW);
    w->marks[decl] = ON_THE_WAY;
    pl_vec_push(&w->way, ((step){ decl, w->first[decl], via }));
}

static void follow(walk *w, uint32_t start)
{
    enter(w, start, 0);
    while (w->way.n) {
        step *s = &w->way.at[w->way.n - 1];
        if (s->next == w->first[s->decl + 1]) {
            w->marks[s->decl] = DONE;
            w->way.n--;
            continue;
        }
        size_t need = s->next++;
        uint32_t to = w->l->needs.at[need].to;
        if (w->marks[to] == ON_THE_WAY)
            close_circle(w, need);
        else if (w->marks[to] == NEW)
            enter(w, to, need);
    }
}

void pl_linter__circles(pl_linter *l)
{
    size_t n = l->decls.n, at = 0;
    walk w = { .l = l };
    w.first = pl_mem_zalloc((n + 2) * sizeof *w.first);
    w.marks = pl_mem_zalloc(n + 1);
    w.reported = pl_mem_zalloc((n + 1) * sizeof *w.reported);
    if (l->needs.n)
        qsort(l->needs.at, l->needs.n, sizeof *l->needs.at, by_from);
    for (size_t i = 0; i <= n; i++) {
        while (at < l->needs.n && l->needs.at[at].from < i)
            at++;
        w.first[i] = at;
    }
    for (uint32_t i = 0; i < n; i++)
        if (w.marks[i] == NEW)
            follow(&w, i);
    pl_vec_done(&w.way);
    pl_mem_free(w.first);
    pl_mem_free(w.marks);
    pl_mem_free(w.reported);
}
