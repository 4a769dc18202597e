/* links_inputs.c - finds cycles of inputs by the references in their arguments: a graph with an
 * edge for each input that another one needs (cycles.h). */
#include "check/links_inner.h"
#include "base/search.h"
#include "base/str.h"
#include "check/cycles.h"
#include "check/names.h"

/* `from` names input `name` of its dashboard in its arguments. */
typedef struct need {
    pl_entry_id dashboard, from, to; /* `to`: PL_NO_ENTRY until it is found, if it exists */
    pl_str name;
} need;

typedef struct finder {
    pl_links_check *c;
    const pl_index *ix;
    const pl_ix_entry *entries;
    uint32_t n;
    PL_VEC(need) needs; /* by `from` */
} finder;

pl_entry_id pl_links__dashboard(const pl_ix_entry *entries, pl_entry_id input)
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
    pl_entry_id args = with_args(f, input), dashboard = pl_links__dashboard(f->entries, input);
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
            f->entries[i].kind == PL_KIND_INPUT ? pl_links__dashboard(f->entries, i) : PL_NO_ENTRY;
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

/* Report the first cycle of each dashboard if all in it was decoded. */
static bool report_cycle(void *ctx, const pl_cycle_step *way, size_t n)
{
    const finder *f = ctx;
    pl_links_check *c = f->c;
    pl_entry_id dashboard = pl_links__dashboard(f->entries, way[0].node);
    size_t least = pl_cycle_least(way, n), before = pl_diags_count(c->diags);
    pl_buf ring = { 0 };
    bool whole = !((c->marks[dashboard] & PL_LINKS__CYCLE) || pl_links__is_missing(c, dashboard));
    bool late = false;
    c->marks[dashboard] |= PL_LINKS__CYCLE;
    for (size_t i = 0; i <= n; i++) {
        pl_entry_id input = way[(least + i) % n].node;
        pl_str name = pl_index_str(c->ix, c->entries[input].short_name);
        pl_buf_printf(&ring, "%sinput.%.*s", i ? " -> " : "", PL_FMT(name));
        late = late || c->marks[input] & PL_LINKS_LATE;
        whole = whole && !pl_links__is_missing(c, input);
    }
    if (whole)
        pl_links__report(c, PL_DIAG_CYCLE, dashboard, PL_LINK_AT_BODY,
                         "Failed to resolve input dependency order for dashboard '%s': Cycle "
                         "error: %.*s",
                         pl_links__name(c, dashboard), PL_FMT(pl_buf_view(&ring)));
    pl_links__note_whole(c, dashboard, before, late);
    pl_buf_done(&ring);
    return true;
}

void pl_links__check_inputs(pl_links_check *c)
{
    finder f = { .c = c, .ix = c->ix, .entries = c->entries, .n = c->n };
    const pl_ix_ref *rows = pl_index_section(c->ix, PL_IX_REF, NULL);
    for (uint32_t i = 0; i < f.n; i++)
        if (f.entries[i].kind == PL_KIND_INPUT && f.entries[i].parent != PL_NONE)
            add_needs(&f, i, rows);
    if (!f.needs.n)
        return;
    find_targets(&f);
    pl_cycles_find(&(pl_cycle_search){ f.n, input_edge, report_cycle, &f }, NULL, f.n);
    pl_vec_done(&f.needs);
}
