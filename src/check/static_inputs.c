/* static_inputs.c - finds cycles of inputs by the references in their arguments: a graph with an
 * edge for each input that another one needs (cycles.h). */
#include "check/static_inputs.h"
#include "base/search.h"
#include "base/str.h"
#include "check/cycles.h"
#include "check/names.h"
#include <stdlib.h>

/* `from` names input `name` of its dashboard in its arguments. */
typedef struct need {
    pl_entry_id dashboard, from, to; /* `to`: PL_NO_ENTRY until it is found, if it exists */
    pl_str name;
} need;

typedef struct finder {
    const pl_index *ix;
    const pl_ix_entry *entries;
    uint32_t n;
    PL_VEC(need) needs; /* by `from` */
    pl_input_cycles *out;
} finder;

pl_entry_id pl_input_dashboard(const pl_ix_entry *entries, pl_entry_id input)
{
    uint32_t at = entries[input].parent;
    while (at != PL_NONE && entries[at].kind != PL_KIND_DASHBOARD)
        at = entries[at].parent;
    return at == PL_NONE ? PL_NO_ENTRY : at;
}

/* ---- which unit needs which */

/* The entry that has the arguments: the input itself, or the nearest of its bases. */
static pl_entry_id with_args(const finder *f, pl_entry_id id)
{
    uint32_t depth = 0;
    while (id != PL_NO_ENTRY && !(f->entries[id].flags & PL_ENTRY_HAS_ARGS))
        id = pl_index_next_base(f->ix, id, &depth);
    return id;
}

static void add_needs(finder *f, pl_entry_id input, const pl_ix_ref *rows)
{
    static const pl_str prefix = PL_S("self.input.");
    pl_entry_id args = with_args(f, input), dashboard = pl_input_dashboard(f->entries, input);
    if (args == PL_NO_ENTRY || dashboard == PL_NO_ENTRY)
        return;
    const pl_ix_entry *e = &f->entries[args];
    for (uint32_t r = e[0].refs; r < e[1].refs; r++) {
        if (rows[r].attr & PL_IX_REF_PARAM || rows[r].target != PL_NONE)
            continue;
        pl_str to = pl_index_str(f->ix, rows[r].to);
        if (!pl_str_starts(to, prefix) ||
            !pl_str_eq(pl_index_str(f->ix, rows[r].attr & PL_IX_REF_ATTR), PL_S("args")))
            continue;
        to = pl_str_sub(to, prefix.len, to.len);
        pl_vec_push(&f->needs, ((need){ dashboard, input, PL_NO_ENTRY, pl_str_split(&to, '.') }));
    }
}

static void find_targets(finder *f)
{
    pl_names inputs = { 0 };
    for (uint32_t i = 0; i < f->n; i++) {
        pl_entry_id dashboard =
            f->entries[i].kind == PL_KIND_INPUT ? pl_input_dashboard(f->entries, i) : PL_NO_ENTRY;
        pl_str name = pl_index_str(f->ix, f->entries[i].short_name);
        if (dashboard != PL_NO_ENTRY)
            pl_names_claim(&inputs, (pl_name_space){ dashboard, PL_KIND_INPUT }, name, i);
    }
    for (size_t i = 0; i < f->needs.n; i++) {
        need *d = &f->needs.at[i];
        pl_names_find(&inputs, (pl_name_space){ d->dashboard, PL_KIND_INPUT }, d->name, &d->to);
    }
    pl_names_done(&inputs);
}

/* ---- cycles */

static bool input_edge(void *ctx, uint32_t id, uint32_t at, uint32_t *to)
{
    const finder *f = ctx;
    /* needs are sorted by `from` */
    size_t k = at + pl_lower_bound(f->needs.at, f->needs.n, sizeof(need), offsetof(need, from), id);
    if (k >= f->needs.n || f->needs.at[k].from != id)
        return false;
    *to = f->needs.at[k].to == PL_NO_ENTRY ? PL_CYCLE_NOWHERE : f->needs.at[k].to;
    return true;
}

static bool has_cycle(const pl_input_cycles *out, pl_entry_id dashboard)
{
    for (size_t i = out->list.n; i-- > 0;)
        if (out->list.at[i].dashboard == dashboard)
            return true;
    return false;
}

/* Keep the first cycle of each dashboard. */
static bool keep_cycle(void *ctx, const pl_cycle_step *way, size_t n)
{
    const finder *f = ctx;
    size_t least = pl_cycle_least(way, n);
    pl_input_cycle c = { pl_input_dashboard(f->entries, way[0].node), NULL, (uint32_t)n };
    if (has_cycle(f->out, c.dashboard))
        return true;
    c.inputs = pl_mem_alloc(n * sizeof *c.inputs);
    for (size_t i = 0; i < n; i++)
        c.inputs[i] = way[(least + i) % n].node;
    pl_vec_push(&f->out->list, c);
    return true;
}

static int by_dashboard(const void *a, const void *b)
{
    const pl_input_cycle *x = a, *y = b;
    return (x->dashboard > y->dashboard) - (x->dashboard < y->dashboard);
}

void pl_input_cycles_find(const pl_index *ix, pl_input_cycles *out)
{
    finder f = { .ix = ix, .out = out };
    const pl_ix_ref *rows = pl_index_section(ix, PL_IX_REF, NULL);
    f.entries = pl_index_entries(ix, &f.n);
    for (uint32_t i = 0; i < f.n; i++)
        if (f.entries[i].kind == PL_KIND_INPUT && f.entries[i].parent != PL_NONE)
            add_needs(&f, i, rows);
    if (!f.needs.n)
        return;
    find_targets(&f);
    pl_cycles_find(&(pl_cycle_search){ f.n, input_edge, keep_cycle, &f }, NULL, f.n);
    if (out->list.n)
        qsort(out->list.at, out->list.n, sizeof *out->list.at, by_dashboard);
    pl_vec_done(&f.needs);
}

void pl_input_cycles_done(pl_input_cycles *cycles)
{
    for (size_t i = 0; i < cycles->list.n; i++)
        pl_mem_free(cycles->list.at[i].inputs);
    pl_vec_done(&cycles->list);
}
