/* values_links.c - merges the errors between resources into those within them. */
#include "base/alloc.h"
#include "base/map.h"
#include "base/str.h"
#include "check/values.h"
#include "check/values_inner.h"
#include <stdlib.h>

/* Where something begins. `file` is the row of the file, PL_NONE for messages without a place. */
typedef struct spot {
    uint32_t file, start;
} spot;

typedef struct merging {
    const pl_index *ix;
    const pl_refs *refs; /* may be NULL */
    pl_map rows;         /* of paths */
    spot *reported;      /* the messages of the blocks, sorted */
    size_t n_reported;
} merging;

static spot spot_of(const merging *m, const pl_diag *d)
{
    spot at = { PL_NONE, d->range.start };
    uint32_t n;
    if (d->path.len) {
        pl_map_find(&m->rows, d->path, &at.file);
        return at;
    }
    const pl_ix_entry *entries = pl_index_entries(m->ix, &n);
    pl_entry_id twin = pl_check__subject(m->ix, d);
    return twin == PL_NO_ENTRY ? at : (spot){ entries[twin].file, entries[twin].start };
}

static int compare(const void *a, const void *b)
{
    const spot *x = a, *y = b;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    return (x->start > y->start) - (x->start < y->start);
}

/* Was an error reported inside the block from `at` to `end`? */
static bool is_undecoded(const merging *m, spot at, uint32_t end)
{
    size_t low = 0, high = m->n_reported;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (compare(&m->reported[mid], &at) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < m->n_reported && m->reported[low].file == at.file && m->reported[low].start < end;
}

/* Does the block at that place wait? */
static bool is_held(const merging *m, spot at)
{
    if (!m->refs)
        return false;
    pl_entry_id id = pl_check__entry_at(m->ix, at.file, at.start);
    return id != PL_NO_ENTRY && pl_refs_holds(m->refs, id);
}

static bool counts(const merging *m, const pl_diag *d)
{
    spot at = spot_of(m, d);
    return at.file == PL_NONE || !d->path.len ||
           (!is_undecoded(m, at, d->range.end) && !is_held(m, at));
}

static void begin(merging *m, pl_evaluator *ev, const pl_diags *blocks)
{
    uint32_t n;
    pl_index_files(m->ix, &n);
    for (uint32_t f = n; f-- > 0;) /* of equal ones the first */
        pl_map_set(&m->rows, pl_evaluator_path(ev, f), f);
    m->n_reported = pl_diags_count(blocks);
    m->reported = pl_mem_alloc((m->n_reported + 1) * sizeof *m->reported);
    for (size_t i = 0; i < m->n_reported; i++)
        m->reported[i] = spot_of(m, pl_diags_get(blocks, i));
    qsort(m->reported, m->n_reported, sizeof *m->reported, compare);
}

void pl_check__merge(pl_evaluator *ev, const pl_refs *refs, const pl_diags *links, size_t n,
                     pl_diags *diags)
{
    merging m = { .ix = pl_evaluator_index(ev), .refs = refs };
    pl_diags *blocks = pl_diags_new();
    size_t k = 0;
    for (size_t i = n; i < pl_diags_count(diags); i++)
        pl_diag_copy(blocks, pl_diags_get(diags, i));
    pl_diags_truncate(diags, n);
    begin(&m, ev, blocks);
    for (size_t i = 0; i < pl_diags_count(links); i++) {
        const pl_diag *d = pl_diags_get(links, i);
        spot at = spot_of(&m, d);
        if (!counts(&m, d))
            continue;
        for (; at.file != PL_NONE && k < pl_diags_count(blocks); k++) {
            spot next = spot_of(&m, pl_diags_get(blocks, k));
            if (compare(&next, &at) >= 0)
                break;
            pl_diag_copy(diags, pl_diags_get(blocks, k));
        }
        pl_diag_copy(diags, d);
    }
    for (; k < pl_diags_count(blocks); k++)
        pl_diag_copy(diags, pl_diags_get(blocks, k));
    pl_map_done(&m.rows);
    pl_mem_free(m.reported);
    pl_diags_free(blocks);
}
