/* loading.c - resources of an open workspace: the public functions of the loader. */
#include "base/diag.h"
#include "base/oom.h"
#include "base/pool.h"
#include "base/sized.h"
#include "load/loader.h"
#include "workspace/state.h"
#include "workspace/value_stores.h"
#include "workspace/newest.h"

/* ---- pins */

/* A resource during whose loading memory ran out is correct, but NULL is returned with an error:
 * otherwise a caller could go on loading without noticing that memory is short. */
static const pl_resource *pinned(const pl_resource *r, pl_oom_scope *scope, pl_diags *diags)
{
    if (!pl_oom_end_reported(scope, diags))
        return r;
    pl_resource_unpin(r);
    return NULL;
}

/* Pin the entry `id` or, if a name is given, the resource of that name. */
static const pl_resource *pin_resource(pl_generation *generation, pl_entry_id id,
                                       const pl_str *name, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, generation, "generation"))
        return NULL;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    pl_loader *loader = pl_generation_loader(generation, diags);
    const pl_resource *r = !loader ? NULL
                           : name  ? pl_loader_pin_name(loader, *name, diags)
                                   : pl_loader_pin(loader, id, diags);
    return pinned(r, &scope, diags);
}

const pl_resource *pl_generation_pin(pl_generation *generation, pl_entry_id id, pl_diags *diags)
{
    return pin_resource(generation, id, NULL, diags);
}

const pl_resource *pl_generation_pin_name(pl_generation *generation, pl_str name, pl_diags *diags)
{
    return pin_resource(generation, PL_NO_ENTRY, &name, diags);
}

/* The newest generation, which the caller releases; NULL with an error: there is none. */
static pl_generation *newest(pl_workspace *ws, pl_diags *diags)
{
    pl_generation *g = pl_workspace_acquire(ws);
    if (!g)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_NO_INDEX, "the workspace has no index");
    return g;
}

static const pl_resource *pin_newest(pl_workspace *ws, pl_entry_id id, const pl_str *name,
                                     pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, ws, "workspace"))
        return NULL;
    pl_generation *g = newest(ws, diags);
    const pl_resource *r = g ? pin_resource(g, id, name, diags) : NULL;
    pl_generation_release(g);
    return r;
}

const pl_resource *pl_workspace_pin(pl_workspace *ws, pl_entry_id id, pl_diags *diags)
{
    return pin_newest(ws, id, NULL, diags);
}

const pl_resource *pl_workspace_pin_name(pl_workspace *ws, pl_str name, pl_diags *diags)
{
    return pin_newest(ws, PL_NO_ENTRY, &name, diags);
}

/* Is it a variable whose default names a connection that does not exist? Powerpipe goes on
 * without such a variable. */
static bool is_lost(pl_loader *loader, pl_entry_id id)
{
    const pl_var *var;
    if (pl_index_entry(pl_loader_index(loader), id)->kind != PL_KIND_VARIABLE)
        return false;
    pl_diags *ignored = pl_diags_new();
    pl_evaluator *ev = pl_evaluator_borrow(pl_loader_values(loader));
    pl_evaluator_var(ev, id, &var, ignored);
    bool lost = pl_evaluator_var_lost(ev, id);
    pl_evaluator_give_back(ev);
    pl_diags_free(ignored);
    return lost;
}

static bool preload(pl_loader *loader, unsigned threads, pl_diags *diags)
{
    pl_index_stats stats;
    pl_index_get_stats(pl_loader_index(loader), &stats);
    pl_preload what = { .threads = threads ? threads : pl_pool_cpus() };
    pl_entry_id *ids = pl_mem_alloc((stats.entries + 1) * sizeof *ids);
    for (uint32_t i = 0; i < stats.entries; i++)
        if (!is_lost(loader, i))
            ids[what.n++] = i;
    what.ids = ids;
    bool ok = pl_loader_preload(loader, &what, diags);
    pl_mem_free(ids);
    return ok;
}

bool pl_workspace_preload(pl_workspace *ws, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, ws, "workspace"))
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    pl_generation *g = newest(ws, diags);
    pl_loader *loader = g ? pl_generation_loader(g, diags) : NULL;
    bool ok = loader && preload(loader, ws->options.threads, diags);
    pl_generation_release(g);
    return !pl_oom_end_reported(&scope, diags) && ok;
}

/* ---- the cache */

static void fill_cache_stats(pl_workspace *ws, pl_cache_stats *out)
{
    if (!ws) {
        *out = (pl_cache_stats){ 0 };
        return;
    }
    pl_cache_get_stats(pl_surroundings_cache(ws->surroundings), out);
}

void pl_workspace_cache_stats_sized(size_t size, pl_workspace *ws, pl_cache_stats *out)
{
    pl_cache_stats known;
    fill_cache_stats(ws, &known);
    pl_sized_fill(out, size, &known, sizeof known);
}

void pl_workspace_limit_cache(pl_workspace *ws, uint64_t max_bytes)
{
    if (!ws)
        return;
    pl_cache_limit(pl_surroundings_cache(ws->surroundings), max_bytes, 0);
}

void pl_workspace_drop(pl_workspace *ws, pl_entry_id id)
{
    if (!ws)
        return;
    pl_generation *g = pl_workspace_acquire(ws);
    pl_loader *loader = g ? pl_derived_loader_there(pl_generation_derived(g)) : NULL;
    if (loader)
        pl_loader_drop(loader, id);
    pl_generation_release(g);
}

void pl_workspace_drop_all(pl_workspace *ws)
{
    if (!ws)
        return;
    pl_generation *g = pl_workspace_acquire(ws);
    pl_loader *loader = g ? pl_derived_loader_there(pl_generation_derived(g)) : NULL;
    if (loader)
        pl_loader_drop_all(loader);
    pl_generation_release(g);
}
