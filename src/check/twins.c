/* twins.c - registers resources by name in the order in which Powerpipe decodes them, and notes
 * which of several with one name stays registered. */
#include "check/twins.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/str.h"
#include "base/vec.h"
#include "check/names.h"
#include "check/static_refs.h"
#include "index/read.h"
#include "schema/kind.h"

/* One name that is given more than once. */
typedef struct holder {
    pl_entry_id first;      /* the first of all */
    pl_entry_id top;        /* the first top-level block, or PL_NO_ENTRY */
    pl_entry_id registered; /* the first that does not wait, or PL_NO_ENTRY */
} holder;

typedef struct finder {
    const pl_index *ix;
    const pl_ix_entry *entries;
    uint32_t n;
    pl_refs *refs;
    pl_names names; /* -> position in `holders` */
    PL_VEC(holder) holders;
} finder;

/* Is the entry registered by its name? Names of nested inputs, nodes and the like are unique only
 * in their owner. */
static bool is_registered(const pl_ix_entry *e)
{
    const uint32_t local = PL_KIND_BIT(PL_KIND_INPUT) | PL_KIND_BIT(PL_KIND_CATEGORY) |
                           PL_KIND_BIT(PL_KIND_NODE) | PL_KIND_BIT(PL_KIND_EDGE) |
                           PL_KIND_BIT(PL_KIND_WITH);
    return e->kind != PL_KIND_MOD &&
           (e->parent == PL_NONE || !(PL_KIND_BIT((pl_kind)e->kind) & local));
}

/* Benchmarks of detections are a space of their own. */
static pl_name_space space_of(const pl_ix_entry *e)
{
    bool detections = e->kind == PL_KIND_BENCHMARK && e->flags & PL_ENTRY_DETECTION;
    return (pl_name_space){ e->mod, e->kind | (detections ? 1u << 8 : 0) };
}

static void find_names(finder *f)
{
    const holder none = { PL_NO_ENTRY, PL_NO_ENTRY, PL_NO_ENTRY };
    for (uint32_t i = 0; i < f->n; i++) {
        const pl_ix_entry *e = &f->entries[i];
        uint32_t next = (uint32_t)f->holders.n;
        if (e->flags & PL_ENTRY_DUPLICATE && is_registered(e) &&
            pl_names_claim(&f->names, space_of(e), pl_index_str(f->ix, e->short_name), next) ==
                next)
            pl_vec_push(&f->holders, none);
    }
}

/* Register an entry. Powerpipe decodes a waiting one once more, whether its name is taken or
 * not. */
static void register_entry(finder *f, pl_twins *out, holder *h, pl_entry_id id)
{
    pl_assert(h->registered == PL_NO_ENTRY || h->first != PL_NO_ENTRY);
    pl_assert(h->top == PL_NO_ENTRY || h->first != PL_NO_ENTRY);
    bool top = f->entries[id].parent == PL_NONE;
    bool waits = pl_refs_entry_waits(f->refs, id);
    if (top && h->top != PL_NO_ENTRY)
        out->clash[id] = h->top;
    else if (!waits && h->registered != PL_NO_ENTRY)
        out->clash[id] = h->registered;
    if (h->first == PL_NO_ENTRY)
        h->first = id;
    if (top && h->top == PL_NO_ENTRY)
        h->top = id;
    if (!waits && h->registered == PL_NO_ENTRY)
        h->registered = id;
}

static bool find_holder(finder *f, pl_entry_id id, uint32_t *at)
{
    const pl_ix_entry *e = &f->entries[id];
    return is_registered(e) &&
           pl_names_find(&f->names, space_of(e), pl_index_str(f->ix, e->short_name), at);
}

static void register_all(finder *f, pl_twins *out)
{
    uint32_t at;
    for (uint32_t i = 0; i < f->n; i++) {
        out->stand_in[i] = i;
        out->clash[i] = PL_NO_ENTRY;
        if (find_holder(f, i, &at))
            register_entry(f, out, &f->holders.at[at], i);
    }
    for (uint32_t i = 0; i < f->n; i++) {
        if (!find_holder(f, i, &at))
            continue;
        const holder *h = &f->holders.at[at];
        pl_assert(h->first != PL_NO_ENTRY);
        out->stand_in[i] = h->registered != PL_NO_ENTRY ? h->registered : h->first;
    }
}

void pl_twins_find(pl_twins *twins, const pl_index *ix)
{
    finder f = { .ix = ix };
    f.entries = pl_index_entries(ix, &f.n);
    *twins = (pl_twins){ 0 };
    find_names(&f);
    if (f.holders.n) {
        twins->n = f.n;
        twins->stand_in = pl_mem_alloc(f.n * sizeof *twins->stand_in);
        twins->clash = pl_mem_alloc(f.n * sizeof *twins->clash);
        f.refs = pl_refs_new(ix, NULL);
        register_all(&f, twins);
        pl_refs_free(f.refs);
    }
    pl_names_done(&f.names);
    pl_vec_done(&f.holders);
}

void pl_twins_done(pl_twins *twins)
{
    pl_mem_free(twins->stand_in);
    pl_mem_free(twins->clash);
    *twins = (pl_twins){ 0 };
}

pl_entry_id pl_twins_stand_in(const pl_twins *twins, pl_entry_id id)
{
    return id < twins->n ? twins->stand_in[id] : id;
}

pl_entry_id pl_twins_clash(const pl_twins *twins, pl_entry_id id)
{
    return id < twins->n ? twins->clash[id] : PL_NO_ENTRY;
}
