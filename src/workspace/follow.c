/* follow.c - what was worked out for one generation, when the next one comes.
 *
 * World, loader and metadata of the old generation belong to it from then on and go with
 * it: whoever holds it may go on loading. What is the same in the new one is handed on;
 * what that is, the changes of the rescan say. */
#include "base/diag.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "load/loader.h"
#include "workspace/meta.h"
#include "workspace/state.h"
#include "workspace/world.h"
#include <pipelite/phase.h>
#include <pipelite/rescan.h>
#include <pipelite/resource.h>

/* ---- of a generation that is not the newest */

typedef struct answers {
    pl_world *world;
    pl_loader *loader;
    pl_metas *metas;
} answers;

static void drop_answers(void *what)
{
    answers *a = what;
    pl_metas_free(a->metas);
    pl_loader_free(a->loader);
    pl_world_free(a->world);
    pl_mem_free(a);
}

/* ---- which entry became which */

typedef struct mapping {
    const pl_index *old, *new;
    const pl_ix_entry *old_entries, *new_entries;
    const pl_ix_file *old_files, *new_files;
    uint32_t n_old, n_new, n_old_files, n_new_files;
    uint32_t *new_of; /* by old id */
    pl_buf name;
} mapping;

/* All entries of that name, be they changed or not. */
static void forget_name(mapping *m, pl_str name)
{
    pl_entry e;
    uint32_t n;
    if (!pl_index_find(m->old, name, &e))
        return;
    const pl_entry_id *ids = pl_index_same_name(m->old, e.id, &n);
    m->new_of[e.id] = PL_NO_ENTRY;
    for (uint32_t i = 0; i < n; i++)
        m->new_of[ids[i]] = PL_NO_ENTRY;
}

static pl_entry_id find_in_file(mapping *m, pl_entry_id id, uint32_t row)
{
    pl_entry e;
    pl_entry_id found = PL_NO_ENTRY;
    uint32_t n;
    m->name.len = 0;
    pl_index_print_name(m->old, id, &m->name);
    if (!pl_index_find(m->new, pl_buf_view(&m->name), &e))
        return PL_NO_ENTRY;
    const pl_entry_id *ids = pl_index_same_name(m->new, e.id, &n);
    for (uint32_t i = 0; i < n; i++) {
        if (m->new_entries[ids[i]].file != row)
            continue;
        if (found != PL_NO_ENTRY)
            return PL_NO_ENTRY; /* two: who knows which */
        found = ids[i];
    }
    bool same = found != PL_NO_ENTRY && m->new_entries[found].hash == m->old_entries[id].hash;
    return same ? found : PL_NO_ENTRY;
}

static bool is_same_mod(const mapping *m, uint32_t old, uint32_t new)
{
    uint32_t n;
    const pl_ix_mod *a = &pl_index_mods(m->old, &n)[old], *b = &pl_index_mods(m->new, &n)[new];
    return pl_str_eq(pl_index_str(m->old, a->dep_path), pl_index_str(m->new, b->dep_path)) &&
           pl_str_eq(pl_index_str(m->old, a->short_name), pl_index_str(m->new, b->short_name));
}

static void map_file(mapping *m, uint32_t old, uint32_t new)
{
    uint32_t first, end, new_first, new_end;
    pl_index_file_entries(m->old, old, &first, &end);
    pl_index_file_entries(m->new, new, &new_first, &new_end);
    bool same =
        m->old_files[old].hash == m->new_files[new].hash && end - first == new_end - new_first;
    for (uint32_t id = first; id < end; id++)
        m->new_of[id] = same ? new_first + (id - first) : find_in_file(m, id, new);
}

static void map_files(mapping *m)
{
    pl_map rows = { 0 };
    uint32_t new;
    bool added;
    for (uint32_t i = 0; i < m->n_new_files; i++) {
        pl_str path = pl_index_str(m->new, m->new_files[i].path);
        pl_map_put(&rows, path, i, &added);
        if (!added) /* one file in two mods */
            pl_map_set(&rows, path, PL_NONE);
    }
    for (uint32_t i = 0; i < m->n_old_files; i++)
        if (pl_map_find(&rows, pl_index_str(m->old, m->old_files[i].path), &new) &&
            new != PL_NONE && is_same_mod(m, m->old_files[i].mod, m->new_files[new].mod))
            map_file(m, i, new);
    pl_map_done(&rows);
}

/* Owned: pl_mem_free(). */
static uint32_t *map_entries(const pl_index *old, const pl_index *new, const pl_changes *changes)
{
    mapping m = { .old = old, .new = new };
    m.old_entries = pl_index_entries(old, &m.n_old);
    m.new_entries = pl_index_entries(new, &m.n_new);
    m.old_files = pl_index_files(old, &m.n_old_files);
    m.new_files = pl_index_files(new, &m.n_new_files);
    m.new_of = pl_mem_alloc((m.n_old + 1) * sizeof *m.new_of);
    for (uint32_t i = 0; i < m.n_old; i++)
        m.new_of[i] = PL_NO_ENTRY;
    map_files(&m);
    for (uint32_t i = 0; i < changes->n_entries; i++)
        forget_name(&m, changes->entries[i].name);
    pl_buf_done(&m.name);
    return m.new_of;
}

/* ---- the step */

/* The loader of the new generation, if its values can be had. */
static void follow_loader(pl_workspace *ws, pl_loader *old, const uint32_t *new_of)
{
    pl_diags *unheard = pl_diags_new(); /* who loads something is told */
    pl_world *world = pl_workspace__world(ws, unheard);
    if (world) {
        ws->loader = pl_loader_new(ws->cache, world);
        pl_loader_follow(ws->loader, old, new_of);
    }
    pl_diags_free(unheard);
}

void pl_workspace__hand_on(pl_workspace *ws, pl_generation *old, const pl_changes *changes)
{
    answers *a = pl_mem_zalloc(sizeof *a);
    *a = (answers){ ws->world, ws->loader, ws->metas };
    pl_generation_attach(old, a, drop_answers);
    ws->world = NULL;
    ws->loader = NULL;
    if (a->metas)
        ws->epoch += pl_metas_epoch(a->metas) + 1;
    ws->metas = NULL;
    ws->queued = false;
    if (!a->loader && !a->metas)
        return;
    uint32_t *new_of = map_entries(pl_generation_index(old), ws->index, changes);
    if (a->metas)
        ws->metas = pl_metas_follow(ws->index, a->metas, new_of);
    if (a->loader)
        follow_loader(ws, a->loader, new_of);
    pl_mem_free(new_of);
}

/* ---- by generation */

/* The loader of `g`, which the caller holds, made when there is none. Under ws->lock. */
static pl_loader *loader_of(pl_workspace *ws, pl_generation *g, pl_diags *diags)
{
    answers *a = pl_generation_attached(g);
    if (pl_generation_index(g) == ws->index)
        return pl_workspace__loader(ws, diags);
    if (a->loader)
        return a->loader;
    if (!a->world)
        a->world = pl_workspace__world_of(ws, pl_generation_index(g), diags);
    if (a->world)
        a->loader = pl_loader_new(pl_workspace__cache(ws), a->world);
    return a->loader;
}

const pl_resource *pl_workspace_pin_in(pl_workspace *ws, pl_generation *generation, pl_entry_id id,
                                       pl_diags *diags)
{
    pthread_mutex_lock(&ws->lock);
    pl_loader *loader = loader_of(ws, generation, diags);
    pthread_mutex_unlock(&ws->lock);
    return loader ? pl_loader_pin(loader, id, diags) : NULL;
}

void pl_generation_metadata(pl_workspace *ws, pl_generation *generation, pl_entry_id id,
                            pl_metadata *out)
{
    const pl_index *ix = pl_generation_index(generation);
    pthread_mutex_lock(&ws->lock);
    const answers *a = pl_generation_attached(generation);
    pl_metas_get(ix, ix == ws->index ? ws->metas : a->metas, id, out);
    pthread_mutex_unlock(&ws->lock);
}
