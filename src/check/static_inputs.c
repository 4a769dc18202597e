#include "check/static_inputs.h"
#include "base/map.h"
#include "base/search.h"
#include "base/str.h"
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
    PL_VEC(need) needs;   /* by `from` */
    uint8_t *state;       /* of each entry: 0 not seen, 1 on the way, 2 done */
    PL_VEC(uint32_t) way; /* entries */
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

/* "12 name": input `name` of dashboard 12. */
static pl_str key_of(pl_arena *arena, pl_entry_id dashboard, pl_str name)
{
    return pl_arena_printf(arena, "%u %.*s", dashboard, PL_FMT(name));
}

static void find_targets(finder *f)
{
    pl_map inputs = { 0 };
    pl_arena keys = { 0 };
    for (uint32_t i = 0; i < f->n; i++) {
        pl_entry_id dashboard =
            f->entries[i].kind == PL_KIND_INPUT ? pl_input_dashboard(f->entries, i) : PL_NO_ENTRY;
        pl_str name = pl_index_str(f->ix, f->entries[i].short_name);
        if (dashboard != PL_NO_ENTRY)
            pl_map_put(&inputs, key_of(&keys, dashboard, name), i, NULL);
    }
    for (size_t i = 0; i < f->needs.n; i++) {
        need *d = &f->needs.at[i];
        pl_map_find(&inputs, key_of(&keys, d->dashboard, d->name), &d->to);
    }
    pl_map_done(&inputs);
    pl_arena_done(&keys);
}

/* ---- circles */

/* The position of the first need of `from`, if it has one: needs are sorted by `from`. */
static size_t first_need(const finder *f, pl_entry_id from)
{
    return pl_lower_bound(f->needs.at, f->needs.n, sizeof(need), offsetof(need, from), from);
}

static void keep_circle(const finder *f, pl_entry_id dashboard, pl_entry_id id,
                        pl_input_circles *out)
{
    size_t from = f->way.n - 1, least;
    while (f->way.at[from] != id)
        from--;
    least = from;
    for (size_t i = from; i < f->way.n; i++)
        if (f->way.at[i] < f->way.at[least])
            least = i;
    pl_input_circle c = { .dashboard = dashboard, .n = (uint32_t)(f->way.n - from) };
    c.inputs = pl_mem_alloc(c.n * sizeof *c.inputs);
    for (size_t i = 0; i < c.n; i++)
        c.inputs[i] = f->way.at[from + (least - from + i) % c.n];
    pl_vec_push(&out->list, c);
}

static bool has_circle(const pl_input_circles *out, pl_entry_id dashboard)
{
    for (size_t i = out->list.n; i-- > 0;)
        if (out->list.at[i].dashboard == dashboard)
            return true;
    return false;
}

/* Make a step from the last input on the path: to one that was not visited, or back. */
static void go_on(finder *f, pl_input_circles *out)
{
    pl_entry_id id = f->way.at[f->way.n - 1];
    for (size_t k = first_need(f, id); k < f->needs.n && f->needs.at[k].from == id; k++) {
        pl_entry_id to = f->needs.at[k].to;
        if (to == PL_NO_ENTRY || f->state[to] == 2)
            continue;
        f->needs.at[k].to = PL_NO_ENTRY; /* gone */
        if (f->state[to] == 1) {
            if (!has_circle(out, f->needs.at[k].dashboard))
                keep_circle(f, f->needs.at[k].dashboard, to, out);
            continue;
        }
        f->state[to] = 1;
        pl_vec_push(&f->way, to);
        return;
    }
    f->state[id] = 2;
    f->way.n--;
}

static int by_dashboard(const void *a, const void *b)
{
    const pl_input_circle *x = a, *y = b;
    return (x->dashboard > y->dashboard) - (x->dashboard < y->dashboard);
}

void pl_input_circles_find(const pl_index *ix, pl_input_circles *out)
{
    finder f = { .ix = ix };
    const pl_ix_ref *rows = pl_index_section(ix, PL_IX_REF, NULL);
    f.entries = pl_index_entries(ix, &f.n);
    for (uint32_t i = 0; i < f.n; i++)
        if (f.entries[i].kind == PL_KIND_INPUT && f.entries[i].parent != PL_NONE)
            add_needs(&f, i, rows);
    if (!f.needs.n)
        return;
    find_targets(&f);
    f.state = pl_mem_zalloc(f.n + 1);
    for (size_t i = 0; i < f.needs.n; i++) {
        pl_entry_id from = f.needs.at[i].from;
        if (f.state[from])
            continue;
        f.state[from] = 1;
        pl_vec_push(&f.way, from);
        while (f.way.n)
            go_on(&f, out);
    }
    if (out->list.n)
        qsort(out->list.at, out->list.n, sizeof *out->list.at, by_dashboard);
    pl_mem_free(f.state);
    pl_vec_done(&f.needs);
    pl_vec_done(&f.way);
}

void pl_input_circles_done(pl_input_circles *circles)
{
    for (size_t i = 0; i < circles->list.n; i++)
        pl_mem_free(circles->list.at[i].inputs);
    pl_vec_done(&circles->list);
}
