/* names.c - resolving names of other mods and of the configuration, without their values. */
#include "base/str.h"
#include "eval/evaluator_inner.h"

pl_found pl_names__missing(const pl_step *step, pl_diags *diags)
{
    pl_diag_add(diags, PL_ERROR, PL_DIAG_UNSUPPORTED_ATTRIBUTE, step->range,
                "Unsupported attribute", "This object does not have an attribute named \"%.*s\".",
                PL_FMT(step->text));
    return PL_FOUND_ERROR;
}

pl_found pl_names__connection(pl_evaluator *ev, const pl_step *steps, pl_value *out, unsigned *used,
                              pl_diags *diags)
{
    const pl_value_store_options *o = &ev->store->options;
    ev->marks.reads++;
    if (!pl_names__is_name(steps) || !pl_names__is_name(steps->next))
        return PL_FOUND_NOTHING;
    pl_evaluator__lock(ev);
    bool there = o->connection && o->connection(o->connection_ctx, steps->text, steps->next->text,
                                                &ev->store->arena, out);
    pl_evaluator__unlock(ev);
    if (!there)
        return pl_names__missing(steps->next, diags);
    *used = 2;
    return PL_FOUND;
}

pl_str pl_names__mod(const pl_index *ix, uint32_t mod)
{
    uint32_t n;
    return pl_index_str(ix, pl_index_mods(ix, &n)[mod].short_name);
}

uint32_t pl_names__find_dependency(const pl_index *ix, uint32_t mod, pl_str name)
{
    uint32_t n, n_deps;
    const pl_ix_mod *mods = pl_index_mods(ix, &n);
    const uint32_t *deps = pl_index_mod_deps(ix, mod, &n_deps);
    for (uint32_t i = 0; i < n_deps; i++)
        if (deps[i] != mod && pl_str_eq(pl_index_str(ix, mods[deps[i]].short_name), name))
            return deps[i];
    return PL_NONE;
}
