/* vars_store.c - values from outside, by the variable that they are for (mod-language.md
 * 3.3-3.6). */
#include "eval/vars_store.h"
#include "base/alloc.h"
#include "base/str.h"
#include "eval/evaluator_inner.h"

pl_vars *pl_vars__of(pl_value_store *store)
{
    if (!store->vars) {
        store->vars = pl_mem_zalloc(sizeof *store->vars);
        store->vars->parser = pl_parser_new();
        store->vars->recorded = pl_diags_new();
    }
    return store->vars;
}

#ifndef NDEBUG
void pl_vars__check(const pl_value_store *store)
{
    uint32_t n;
    const pl_vars *vars = store->vars;
    pl_index_entries(store->options.index, &n);
    pl_assert(!vars->last == !vars->mentioned && !vars->last == !vars->given.n);
    for (uint32_t i = 0; vars->last && i < n; i++)
        pl_assert(!vars->last[i] || (vars->last[i] <= vars->given.n && vars->mentioned[i] &&
                                     vars->given.at[vars->last[i] - 1].entry == i));
    pl_assert(!vars->collect_failed || vars->collected);
}
#endif

void pl_vars__free(pl_value_store *store)
{
    pl_vars *vars = store->vars;
    if (!vars)
        return;
#ifndef NDEBUG
    pl_vars__check(store);
#endif
    pl_vec_done(&vars->decls);
    pl_vec_done(&vars->given);
    pl_vec_done(&vars->lost);
    pl_mem_free(vars->last);
    pl_mem_free(vars->mentioned);
    pl_vec_done(&vars->missing);
    pl_parser_free(vars->parser);
    pl_diags_free(vars->recorded);
    pl_mem_free(vars);
}

/* ---- names */

void pl_vars__name(pl_value_store *store, pl_str written, pl_given_values *given)
{
    const pl_index *ix = store->options.index;
    pl_str rest = written, part[4] = { 0 };
    unsigned n = 0;
    while (rest.ptr && n < PL_COUNT(part))
        part[n++] = pl_str_split(&rest, '.');
    bool own = n > 1 && pl_str_eq(part[0], pl_names__mod(ix, 0));
    given->name = written;
    given->entry = PL_NO_ENTRY;
    if (n < 2 || (n == 2 && own)) {
        given->name = part[n ? n - 1 : 0];
        given->entry = pl_index_find_in(ix, 0, PL_KIND_VARIABLE, given->name);
    } else if (n == 2 || (n == 3 && pl_str_eq(part[1], PL_S("var")))) {
        pl_str variable = part[n - 1];
        uint32_t mod = pl_names__find_dependency(ix, 0, part[0]);
        given->name =
            pl_arena_printf(&store->arena, "%.*s.var.%.*s", PL_FMT(part[0]), PL_FMT(variable));
        if (mod != PL_NONE)
            given->entry = pl_index_find_in(ix, mod, PL_KIND_VARIABLE, variable);
    }
    given->meant = given->entry;
    if (own && n == 3)
        given->meant = pl_index_find_in(ix, 0, PL_KIND_VARIABLE, part[2]);
}

void pl_vars__add(pl_value_store *store, const pl_given_values *given)
{
    pl_vars *vars = pl_vars__of(store);
    uint32_t n;
    pl_index_entries(store->options.index, &n);
    if (!vars->last) {
        vars->last = pl_mem_zalloc((n + 1) * sizeof *vars->last);
        vars->mentioned = pl_mem_zalloc((n + 1) * sizeof *vars->mentioned);
    }
    pl_vec_push(&vars->given, *given);
    if (given->entry != PL_NO_ENTRY)
        vars->last[given->entry] = (uint32_t)vars->given.n;
    if (given->meant != PL_NO_ENTRY)
        vars->mentioned[given->meant] = true;
}

const pl_given_values *pl_vars__given(pl_value_store *store, pl_entry_id id)
{
    const pl_vars *vars = pl_vars__of(store);
    return vars->last && vars->last[id] ? &vars->given.at[vars->last[id] - 1] : NULL;
}

bool pl_vars__mentioned(pl_value_store *store, pl_entry_id id)
{
    const pl_vars *vars = pl_vars__of(store);
    return vars->mentioned && vars->mentioned[id];
}
