/* linter_places.c - messages of the linter by place.
 *
 * A hostile file has as many messages as bytes, and each message of the checks is compared with
 * them: only a search in sorted places answers in time. */
#include "base/str.h"
#include "base/assert.h"
#include "check/linter_inner.h"
#include <stdlib.h>

static int by_start(pl_str path, uint32_t start, const pl_diag *d)
{
    int order = pl_str_cmp(path, d->path);
    return order ? order : (start > d->start.byte) - (start < d->start.byte);
}

static int compare(const void *a, const void *b)
{
    const pl_diag *x = ((const pl_lint_reach *)a)->diag, *y = ((const pl_lint_reach *)b)->diag;
    return by_start(x->path, x->start.byte, y);
}

static uint32_t farther(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

static void set_reach(pl_lint_reach *r, const pl_lint_reach *before)
{
    const pl_diag *d = r->diag;
    r->in_file = r->in_line = d->end.byte;
    if (!before || !pl_str_eq(before->diag->path, d->path))
        return;
    r->in_file = farther(r->in_file, before->in_file);
    if (before->diag->start.line == d->start.line)
        r->in_line = farther(r->in_line, before->in_line);
}

pl_lint_places pl_lint_places__of(const pl_diags *diags, unsigned severities)
{
    size_t most = pl_diags_count(diags);
    pl_lint_places out = { .at = pl_mem_alloc((most + 1) * sizeof *out.at) };
    for (size_t i = 0; i < most; i++) {
        const pl_diag *d = pl_diags_get(diags, i);
        if (d->path.len && severities >> d->severity & 1)
            out.at[out.n++].diag = d;
    }
    qsort(out.at, out.n, sizeof *out.at, compare);
    for (size_t i = 0; i < out.n; i++)
        set_reach(&out.at[i], i ? &out.at[i - 1] : NULL);
    return out;
}

void pl_lint_places__done(pl_lint_places *places)
{
    pl_mem_free(places->at);
    *places = (pl_lint_places){ 0 };
}

/* The last of those in the file that start at the byte or before it; NULL: none. */
static const pl_lint_reach *last_to(const pl_lint_places *places, pl_str path, uint32_t byte)
{
    size_t low = 0, high = places->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_start(path, byte, places->at[middle].diag) < 0)
            high = middle;
        else
            low = middle + 1;
    }
    const pl_lint_reach *last = low ? &places->at[low - 1] : NULL;
    return last && pl_str_eq(last->diag->path, path) ? last : NULL;
}

bool pl_lint_places__have(const pl_lint_places *places, const pl_diag *d)
{
    const pl_lint_reach *last = last_to(places, d->path, d->start.byte);
    return last && last->diag->start.byte == d->start.byte;
}

bool pl_lint_places__cover(const pl_lint_places *places, const pl_diag *d)
{
    pl_assert(d->start.byte <= d->end.byte);
    const pl_lint_reach *last = last_to(places, d->path, d->end.byte);
    if (!last)
        return false;
    if (pl_lint_places__have(places, d))
        return true;
    if (d->code == PL_DIAG_INVALID_REFERENCE)
        return last->in_file >= d->start.byte;
    return d->start.line == d->end.line && last->diag->start.line == d->start.line &&
           last->in_line >= d->start.byte;
}
