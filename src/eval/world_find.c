/* world_find.c - what a traversal in an expression of a mod names (mod-language.md
 * 3.8, 5.4). */
#include "eval/world_inner.h"
#include "base/str.h"
#include "schema/kind.h"

/* Roots that have a value only while a dashboard runs (7.4). */
static bool is_runtime(pl_str root)
{
    return pl_str_eq(root, PL_S("self")) || pl_str_eq(root, PL_S("with")) ||
           pl_str_eq(root, PL_S("param"));
}

/* `.name`, or ["name"]. */
static bool is_name(const pl_step *step)
{
    return step && (!step->is_index || step->key == PL_LIT_STRING);
}

static pl_found missing(const pl_step *step, pl_diags *diags)
{
    pl_diag_add(diags, PL_ERROR, PL_DIAG_UNSUPPORTED_ATTRIBUTE, step->range,
                "Unsupported attribute", "This object does not have an attribute named \"%.*s\".",
                PL_FMT(step->text));
    return PL_FOUND_ERROR;
}

/* ---- locals */

static pl_found work_local(pl_world *world, pl_entry_id id, unsigned what, pl_value *out,
                           pl_diags *diags)
{
    pl_block_view view;
    (void)what;
    if (!pl_world_open(world, id, &view, diags))
        return PL_FOUND_ERROR;
    bool ok = view.attr && pl_world__eval(world, pl_world__entry(world, id)->mod, view.attr->expr,
                                          NULL, out, diags);
    pl_world_close(world, &view, diags);
    return ok ? PL_FOUND : PL_FOUND_ERROR;
}

/* ---- resources */

/* The own mod sees what stands at the top level of its files; of a dependency all that
 * is registered can be named (5.4). */
static pl_entry_id find_entry(pl_world *world, uint32_t own, uint32_t mod, pl_kind kind,
                              pl_str name)
{
    pl_entry_id id = pl_index_find_in(world->options.index, mod, kind, name);
    if (id == PL_NO_ENTRY || mod != own || kind == PL_KIND_LOCAL)
        return id;
    return pl_world__entry(world, id)->flags & PL_ENTRY_TOP_BLOCK ? id : PL_NO_ENTRY;
}

static pl_found find_attr(pl_world *world, pl_entry_id id, const pl_step *step, pl_value *out,
                          unsigned *used, pl_diags *diags)
{
    if (!is_name(step))
        return pl_world_object(world, id, out, diags);
    pl_found found = pl_world_attr(world, id, step->text, out, diags);
    *used += 1;
    return found == PL_FOUND_NOTHING ? missing(step, diags) : found;
}

/* The steps behind `kind` or `mod.kind`. */
static pl_found find_resource(pl_world *world, uint32_t own, uint32_t mod, pl_kind kind,
                              const pl_step *steps, pl_value *out, unsigned *used, pl_diags *diags)
{
    if (!is_name(steps))
        return PL_FOUND_NOTHING;
    pl_entry_id id = find_entry(world, own, mod, kind, steps->text);
    *used += 1;
    if (id == PL_NO_ENTRY && kind == PL_KIND_INPUT && mod == own) {
        *out = pl_world__unknown(); /* one of a dashboard: known when that runs */
        return PL_FOUND;
    }
    if (id == PL_NO_ENTRY)
        return missing(steps, diags);
    if (kind == PL_KIND_VARIABLE)
        return pl_world__variable(world, id, out, diags);
    if (kind == PL_KIND_LOCAL)
        return pl_world__once(world, id, PL_MEMO_VALUE, work_local, out, diags);
    return find_attr(world, id, steps->next, out, used, diags);
}

/* `mod.m...`: only the own mod (5.4). */
static pl_found find_mod(pl_world *world, uint32_t mod, const pl_step *steps, pl_value *out,
                         unsigned *used, pl_diags *diags)
{
    uint32_t n;
    const pl_ix_mod *m = &pl_index_mods(world->options.index, &n)[mod];
    if (!is_name(steps))
        return PL_FOUND_NOTHING;
    if (!pl_str_eq(pl_index_str(world->options.index, m->short_name), steps->text) ||
        m->entry == PL_NONE)
        return missing(steps, diags);
    *used = 1;
    return find_attr(world, m->entry, steps->next, out, used, diags);
}

pl_found pl_world__connection(pl_world *world, const pl_step *steps, pl_value *out, unsigned *used,
                              pl_diags *diags)
{
    const pl_world_options *o = &world->options;
    world->marks.reads++;
    if (!is_name(steps) || !is_name(steps->next))
        return PL_FOUND_NOTHING;
    pl_world__lock(world);
    bool there = o->connection && o->connection(o->connection_ctx, steps->text, steps->next->text,
                                                &world->core->arena, out);
    pl_world__unlock(world);
    if (!there)
        return missing(steps->next, diags);
    *used = 2;
    return PL_FOUND;
}

uint32_t pl_world__dependency(const pl_world *world, uint32_t mod, pl_str name)
{
    uint32_t n, n_deps;
    const pl_ix_mod *mods = pl_index_mods(world->options.index, &n);
    const uint32_t *deps = pl_index_mod_deps(world->options.index, mod, &n_deps);
    for (uint32_t i = 0; i < n_deps; i++)
        if (deps[i] != mod &&
            pl_str_eq(pl_index_str(world->options.index, mods[deps[i]].short_name), name))
            return deps[i];
    return PL_NONE;
}

pl_found pl_world__find(const pl_scope *scope, pl_str root, const pl_step *steps, pl_range range,
                        pl_value *out, unsigned *used, pl_diags *diags)
{
    const pl_world_mod *m = scope->ctx;
    pl_world *world = m->world;
    pl_kind kind;
    (void)range;
    *used = 0;
    if (is_runtime(root)) {
        *out = pl_world__unknown();
        return PL_FOUND;
    }
    if (pl_str_eq(root, PL_S("connection")))
        return pl_world__connection(world, steps, out, used, diags);
    if (pl_str_eq(root, PL_S("mod")))
        return find_mod(world, m->id, steps, out, used, diags);
    if (pl_kind_find_name(root, &kind))
        return find_resource(world, m->id, m->id, kind, steps, out, used, diags);
    uint32_t dep = pl_world__dependency(world, m->id, root);
    if (dep == PL_NONE || !is_name(steps))
        return PL_FOUND_NOTHING;
    if (!pl_kind_find_name(steps->text, &kind) || kind == PL_KIND_LOCAL || kind == PL_KIND_MOD)
        return missing(steps, diags);
    *used = 1;
    return find_resource(world, m->id, dep, kind, steps->next, out, used, diags);
}

void pl_world__names(const pl_scope *scope, void (*each)(void *ctx, pl_str name), void *ctx)
{
    const pl_world_mod *m = scope->ctx;
    uint32_t n, n_deps;
    const pl_index *ix = m->world->options.index;
    const pl_ix_mod *mods = pl_index_mods(ix, &n);
    const uint32_t *deps = pl_index_mod_deps(ix, m->id, &n_deps);
    each(ctx, PL_S("connection"));
    for (unsigned kind = 0; kind < PL_KIND_COUNT; kind++)
        each(ctx, pl_kind_name((pl_kind)kind));
    for (uint32_t i = 0; i < n_deps; i++)
        each(ctx, pl_index_str(ix, mods[deps[i]].short_name));
}
