/* values_links.c - merges the errors between resources into those within them, and of all of them
 * selects those that Powerpipe finds first. */
#include "base/alloc.h"
#include "base/assert.h"
#include "base/str.h"
#include "check/aim.h"
#include "check/static_links.h"
#include "check/values.h"
#include "check/values_inner.h"
#include "check/values_stage.h"

/* What a message within a resource is about. */
typedef struct about {
    uint32_t file;  /* row, or PL_NONE */
    pl_entry_id id; /* or PL_NO_ENTRY */
    uint64_t place; /* in the order of the entries: twice the id; odd: between two */
} about;

typedef struct merging {
    pl_evaluator *ev;
    const pl_index *ix;
    uint32_t n;
    pl_refs *refs; /* may be NULL */
    pl_stages *stages;
    pl_diags *blocks; /* errors within resources */
    PL_VEC(about) abouts;
    pl_link_errors links;
} merging;

static about about_of(const merging *m, const pl_diag *d)
{
    about out = { pl_stages_file(m->stages, d), PL_NO_ENTRY, UINT64_MAX };
    if (out.file == PL_NONE)
        return out;
    out.id = pl_check__entry_in(m->ix, out.file, d->range.start);
    out.place = out.id == PL_NO_ENTRY
                    ? 2 * (uint64_t)pl_check__entry_after(m->ix, out.file, d->range.start) - 1
                    : 2 * (uint64_t)out.id;
    return out;
}

static uint64_t place_of_link(const merging *m, size_t i)
{
    return 2 * (uint64_t)m->links.list.at[i].id;
}

/* ---- errors between resources */

static void find_links(merging *m, bool variables_only)
{
    uint8_t *marks = pl_mem_zalloc(m->n + (size_t)1);
    for (size_t i = 0; i < m->abouts.n; i++)
        if (m->abouts.at[i].id != PL_NO_ENTRY)
            marks[m->abouts.at[i].id] |= PL_LINKS_FAILED;
    for (pl_entry_id id = 0; m->refs && id < m->n; id++)
        marks[id] |= (pl_refs_holds(m->refs, id) ? PL_LINKS_HELD : 0) |
                     (pl_refs_is_late(m->refs, id) ? PL_LINKS_LATE : 0);
    pl_check__links_beside(m->ev, marks, variables_only, &m->links);
    pl_mem_free(marks);
}

/* ---- the first stage */

static uint64_t stage_of_block(const merging *m, size_t i)
{
    const about *a = &m->abouts.at[i];
    if (a->id == PL_NO_ENTRY)
        return pl_stages_of_file(m->stages, a->file);
    return pl_stages_of(m->stages, a->id, m->refs && pl_refs_is_late(m->refs, a->id));
}

static uint64_t stage_of_link(const merging *m, size_t i)
{
    pl_assert(i < m->links.list.n);
    return pl_stages_of(m->stages, m->links.list.at[i].id, m->links.list.at[i].late);
}

static uint64_t first_stage(const merging *m)
{
    uint64_t first = UINT64_MAX, stage;
    for (size_t i = 0; i < pl_diags_count(m->blocks); i++)
        if ((stage = stage_of_block(m, i)) < first)
            first = stage;
    for (size_t i = 0; i < m->links.list.n; i++)
        if ((stage = stage_of_link(m, i)) < first)
            first = stage;
    return first;
}

/* ---- merging */

static void merge(const merging *m, uint64_t stage, pl_diags *diags)
{
    size_t i = 0, k = 0;
    while (i < m->links.list.n || k < m->abouts.n) {
        bool block = i == m->links.list.n ||
                     (k < m->abouts.n && m->abouts.at[k].place <= place_of_link(m, i));
        if ((block ? stage_of_block(m, k) : stage_of_link(m, i)) == stage)
            pl_diag_copy(diags, pl_diags_get(block ? m->blocks : m->links.diags, block ? k : i));
        block ? k++ : i++;
    }
}

bool pl_check__select(pl_evaluator *ev, pl_refs *refs, const pl_selecting *what, size_t n,
                      pl_diags *diags)
{
    merging m = { .ev = ev, .ix = pl_evaluator_index(ev), .refs = refs };
    pl_index_entries(m.ix, &m.n);
    m.stages = pl_stages_new(ev);
    m.blocks = pl_diags_new();
    m.links.diags = pl_diags_new();
    for (size_t i = n; i < pl_diags_count(diags); i++) {
        pl_diag_copy(m.blocks, pl_diags_get(diags, i));
        pl_vec_push(&m.abouts, about_of(&m, pl_diags_get(diags, i)));
    }
    pl_diags_truncate(diags, n);
    if (what->links)
        find_links(&m, what->variables_only);
    uint64_t first = first_stage(&m);
    merge(&m, first, diags);
    pl_vec_done(&m.links.list);
    pl_vec_done(&m.abouts);
    pl_diags_free(m.links.diags);
    pl_diags_free(m.blocks);
    pl_stages_free(m.stages);
    return first != UINT64_MAX && pl_stages_is_late(first);
}
