/* find.c - finding what a traversal in an expression of a mod names (mod-language.md 3.8, 5.4). */
#include "eval/evaluator_inner.h"
#include "base/str.h"
#include "schema/kind.h"

/* Is it a root whose value exists only while a dashboard runs (mod-language.md 7.4)? */
static bool is_runtime(pl_str root)
{
    return pl_str_eq(root, PL_S("self")) || pl_str_eq(root, PL_S("with")) ||
           pl_str_eq(root, PL_S("param"));
}

/* ---- locals */

static pl_found work_local(pl_evaluator *ev, pl_entry_id id, unsigned what, pl_value *out,
                           pl_diags *diags)
{
    pl_block_view view;
    (void)what;
    if (!pl_evaluator_open(ev, id, &view, diags))
        return PL_FOUND_ERROR;
    bool ok = false;
    if (view.attr) {
        pl_wanted wanted = { .mod = pl_evaluator__entry(ev, id)->mod, .expr = view.attr->expr };
        ok = pl_evaluator__eval(ev, &wanted, out, diags);
    }
    pl_evaluator_close(ev, &view, diags);
    return ok ? PL_FOUND : PL_FOUND_ERROR;
}

/* ---- resources */

/* Find an entry. In its own mod an expression sees only what is at the top level of the files;
 * of a dependency, everything that is registered (mod-language.md 5.4). */
static pl_entry_id find_entry(pl_evaluator *ev, uint32_t own, uint32_t mod, pl_kind kind,
                              pl_str name)
{
    pl_entry_id id = pl_index_find_in(ev->store->options.index, mod, kind, name);
    if (id == PL_NO_ENTRY || mod != own || kind == PL_KIND_LOCAL)
        return id;
    return pl_evaluator__entry(ev, id)->flags & PL_ENTRY_TOP_BLOCK ? id : PL_NO_ENTRY;
}

/* A traversal, and where its result is stored. */
typedef struct lookup {
    pl_evaluator *ev;
    uint32_t own; /* the mod of the expression */
    pl_value *out;
    unsigned *used; /* steps that were followed */
    pl_diags *diags;
} lookup;

static pl_found find_attr(const lookup *l, pl_entry_id id, const pl_step *step)
{
    if (!pl_names__is_name(step))
        return pl_evaluator_object(l->ev, id, l->out, l->diags);
    pl_found found = pl_evaluator_attr(l->ev, id, step->text, l->out, l->diags);
    *l->used += 1;
    return found == PL_FOUND_NOTHING ? pl_names__missing(step, l->diags) : found;
}

/* `steps` follow `kind` or `mod.kind`. */
static pl_found find_resource(const lookup *l, uint32_t mod, pl_kind kind, const pl_step *steps)
{
    if (!pl_names__is_name(steps))
        return PL_FOUND_NOTHING;
    pl_entry_id id = find_entry(l->ev, l->own, mod, kind, steps->text);
    *l->used += 1;
    if (id == PL_NO_ENTRY && kind == PL_KIND_INPUT && mod == l->own) {
        *l->out = pl_evaluator__unknown(); /* known when its dashboard runs */
        return PL_FOUND;
    }
    if (id == PL_NO_ENTRY)
        return pl_names__missing(steps, l->diags);
    if (kind == PL_KIND_VARIABLE)
        return pl_evaluator__variable(l->ev, id, l->out, l->diags);
    if (kind == PL_KIND_LOCAL)
        return pl_evaluator__once(l->ev, id, PL_MEMO_VALUE, work_local, l->out, l->diags);
    return find_attr(l, id, steps->next);
}

/* `mod.m...` can only name the mod of the expression itself (mod-language.md 5.4). */
static pl_found find_mod(const lookup *l, const pl_step *steps)
{
    uint32_t n;
    const pl_index *ix = pl_evaluator_index(l->ev);
    const pl_ix_mod *m = &pl_index_mods(ix, &n)[l->own];
    if (!pl_names__is_name(steps))
        return PL_FOUND_NOTHING;
    if (!pl_str_eq(pl_index_str(ix, m->short_name), steps->text) || m->entry == PL_NONE)
        return pl_names__missing(steps, l->diags);
    *l->used = 1;
    return find_attr(l, m->entry, steps->next);
}

/* Is it an input with the name of the mod itself in front? Of inputs alone that is no error
 * (recorded). */
static bool names_own_input(const lookup *l, const pl_root_traversal *name)
{
    return pl_names__is_name(name->steps) && pl_str_eq(name->steps->text, PL_S("input")) &&
           pl_str_eq(pl_names__mod(pl_evaluator_index(l->ev), l->own), name->root);
}

pl_found pl_evaluator__find(const pl_scope *scope, const pl_root_traversal *name, pl_value *out,
                            unsigned *used, pl_diags *diags)
{
    const pl_mod_scope *m = scope->ctx;
    const lookup l = { .ev = m->ev, .own = m->id, .out = out, .used = used, .diags = diags };
    const pl_step *steps = name->steps;
    pl_kind kind;
    *used = 0;
    if (is_runtime(name->root)) {
        *out = pl_evaluator__unknown();
        return PL_FOUND;
    }
    if (pl_str_eq(name->root, PL_S("connection")))
        return pl_names__connection(m->ev, steps, out, used, diags);
    if (pl_str_eq(name->root, PL_S("mod")))
        return find_mod(&l, steps);
    if (pl_kind_find_name(name->root, &kind))
        return find_resource(&l, m->id, kind, steps);
    uint32_t dep = pl_names__find_dependency(pl_evaluator_index(m->ev), m->id, name->root);
    if (dep == PL_NONE && names_own_input(&l, name))
        dep = m->id;
    if (dep == PL_NONE || !pl_names__is_name(steps))
        return PL_FOUND_NOTHING;
    if (!pl_kind_find_name(steps->text, &kind) || kind == PL_KIND_LOCAL || kind == PL_KIND_MOD)
        return pl_names__missing(steps, diags);
    *used = 1;
    return find_resource(&l, dep, kind, steps->next);
}

void pl_evaluator__names(const pl_scope *scope, void (*each)(void *ctx, pl_str name), void *ctx)
{
    const pl_mod_scope *m = scope->ctx;
    uint32_t n, n_deps;
    const pl_index *ix = m->ev->store->options.index;
    const pl_ix_mod *mods = pl_index_mods(ix, &n);
    const uint32_t *deps = pl_index_mod_deps(ix, m->id, &n_deps);
    each(ctx, PL_S("connection"));
    for (unsigned kind = 0; kind < PL_KIND_COUNT; kind++)
        each(ctx, pl_kind_name((pl_kind)kind));
    for (uint32_t i = 0; i < n_deps; i++)
        each(ctx, pl_index_str(ix, mods[deps[i]].short_name));
}
