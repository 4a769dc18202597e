/* loading.c - resources of an open workspace: the public face of the loader. */
#include "base/diag.h"
#include "base/pool.h"
#include "load/loader.h"
#include "workspace/state.h"
#include "workspace/world.h"

/* ---- the loader */

pl_cache *pl_workspace__cache(pl_workspace *ws)
{
    pl_resource_cache_options o = { .max_bytes = ws->options.cache_bytes };
    if (!o.max_bytes)
        o.max_bytes = PL_CACHE_DEFAULT_BYTES;
    if (!ws->cache)
        ws->cache = pl_resource_cache_new(&o);
    return ws->cache;
}

pl_loader *pl_workspace__loader(pl_workspace *ws, pl_diags *diags)
{
    if (ws->loader)
        return ws->loader;
    pl_world *world = pl_workspace__world(ws, diags);
    if (world)
        ws->loader = pl_loader_new(pl_workspace__cache(ws), world);
    return ws->loader;
}

pl_loader *pl_workspace_loader(pl_workspace *ws, pl_diags *diags)
{
    pthread_mutex_lock(&ws->lock);
    pl_loader *loader = pl_workspace__loader(ws, diags);
    pthread_mutex_unlock(&ws->lock);
    return loader;
}

void pl_workspace__drop_loader(pl_workspace *ws)
{
    pl_loader_free(ws->loader);
    ws->loader = NULL;
}

/* ---- pins */

const pl_resource *pl_workspace_pin(pl_workspace *ws, pl_entry_id id, pl_diags *diags)
{
    pl_loader *loader = pl_workspace_loader(ws, diags);
    return loader ? pl_loader_pin(loader, id, diags) : NULL;
}

const pl_resource *pl_workspace_pin_name(pl_workspace *ws, pl_str name, pl_diags *diags)
{
    pl_loader *loader = pl_workspace_loader(ws, diags);
    return loader ? pl_loader_pin_name(loader, name, diags) : NULL;
}

/* A variable whose default names a connection that there is not: real Powerpipe goes on
 * without it. */
static bool is_lost(pl_loader *loader, pl_entry_id id)
{
    uint32_t n;
    const pl_var *var;
    pl_world *world = pl_loader_world(loader);
    if (pl_index_entries(pl_loader_index(loader), &n)[id].kind != PL_KIND_VARIABLE)
        return false;
    pl_diags *unheard = pl_diags_new();
    pl_world_enter(world);
    pl_world_var(world, id, &var, unheard);
    bool lost = pl_world_var_lost(world, id);
    pl_world_leave(world);
    pl_diags_free(unheard);
    return lost;
}

bool pl_workspace_preload(pl_workspace *ws, pl_diags *diags)
{
    pl_index_stats stats;
    pl_loader *loader = pl_workspace_loader(ws, diags);
    if (!loader)
        return false;
    pl_index_get_stats(pl_loader_index(loader), &stats);
    pl_preload what = { .threads = ws->options.threads ? ws->options.threads : pl_pool_cpus() };
    pl_entry_id *ids = pl_mem_alloc((stats.entries + 1) * sizeof *ids);
    what.n = 0;
    for (uint32_t i = 0; i < stats.entries; i++)
        if (!is_lost(loader, i))
            ids[what.n++] = i;
    what.ids = ids;
    bool ok = pl_loader_preload(loader, &what, diags);
    pl_mem_free(ids);
    return ok;
}

/* ---- the cache */

static pl_cache *cache_of(pl_workspace *ws)
{
    pthread_mutex_lock(&ws->lock);
    pl_cache *cache = pl_workspace__cache(ws);
    pthread_mutex_unlock(&ws->lock);
    return cache;
}

void pl_workspace_cache_stats(pl_workspace *ws, pl_cache_stats *out)
{
    pl_cache_get_stats(cache_of(ws), out);
}

void pl_workspace_limit_cache(pl_workspace *ws, uint64_t max_bytes)
{
    pl_cache_limit(cache_of(ws), max_bytes, 0);
}

/* Nothing is there before there is a loader. */
static pl_loader *loader_there(pl_workspace *ws)
{
    pthread_mutex_lock(&ws->lock);
    pl_loader *loader = ws->loader;
    pthread_mutex_unlock(&ws->lock);
    return loader;
}

void pl_workspace_drop(pl_workspace *ws, pl_entry_id id)
{
    pl_loader *loader = loader_there(ws);
    if (loader)
        pl_loader_drop(loader, id);
}

void pl_workspace_drop_all(pl_workspace *ws)
{
    pl_loader *loader = loader_there(ws);
    if (loader)
        pl_loader_drop_all(loader);
}
