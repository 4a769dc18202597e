/* phase.c - the work of a thread that resolves titles, descriptions and tags of an open
 * workspace.
 *
 * What it needs is made on first use, under ws->lock. The lock is never held while entries are
 * resolved or subscribers are called. */
#include "base/blob.h"
#include "base/diag.h"
#include "base/hash.h"
#include "base/oom.h"
#include "base/str.h"
#include "base/wait.h"
#include "index/store.h"
#include "workspace/event.h"
#include "workspace/lifecycle.h"
#include "workspace/meta.h"
#include "workspace/resolution.h"
#include "workspace/state.h"
#include "workspace/value_stores.h"
#include "workspace/newest.h"

/* Requires ws->lock. */
pl_metas *pl_workspace__metas(const pl_workspace *ws)
{
    return ws->shared.served ? pl_derived_metas(ws->shared.served) : NULL;
}

/* ---- one entry */

/* The place in which one thread resolves: a generation that it holds, with the evaluator and the
 * metadata of that generation, whatever becomes of the workspace meanwhile. */
typedef struct place {
    pl_generation *generation;
    pl_evaluator *ev;
    pl_meta_writer *writer;
    pl_diags *recorded;
} place;

/* NULL: what is queued does not belong to the generation that is served, or that one has no
 * values. */
static void *thread_begin(void *ctx, uint64_t *reset)
{
    pl_workspace *ws = ctx;
    place *p = NULL;
    pthread_mutex_lock(&ws->lock);
    pl_value_store *values =
        ws->background.queued ? pl_derived_values_there(ws->shared.served) : NULL;
    if (values) {
        p = pl_mem_alloc(sizeof *p);
        *p = (place){ pl_workspace_acquire(ws), pl_evaluator_borrow(values),
                      pl_meta_writer_new(pl_workspace__metas(ws)), pl_diags_new() };
        *reset = pl_resolver_resets(ws->background.resolver);
    }
    pthread_mutex_unlock(&ws->lock);
    return p;
}

static void thread_end(void *ctx, void *at)
{
    place *p = at;
    (void)ctx;
    pl_evaluator_give_back(p->ev);
    pl_meta_writer_free(p->writer);
    pl_diags_free(p->recorded);
    pl_generation_release(p->generation);
    pl_mem_free(p);
}

static pl_resolved resolve_one(void *ctx, void *at, pl_entry_id id)
{
    place *p = at;
    pl_evaluator_meta meta;
    pl_oom_scope scope;
    (void)ctx;
    pl_oom_begin(&scope);
    bool ok = pl_evaluator_meta_of(p->ev, id, pl_meta_writer_knows, p->writer, &meta, p->recorded);
    ok = !pl_oom_end_reported(&scope, p->recorded) && ok;
    if (!ok && pl_value_store_is_cancelled(pl_evaluator_store(p->ev))) {
        pl_diags_clear(p->recorded);
        return PL_RESOLVE_LATER;
    }
    pl_metas_put(p->writer, id, &meta, ok ? NULL : p->recorded);
    if (!ok)
        p->recorded = pl_diags_new();
    return ok ? PL_RESOLVED : PL_UNRESOLVED;
}

/* Set [*first, *end) to the entries in the file of `id`. */
static void beside(void *at, pl_entry_id id, pl_entry_id *first, pl_entry_id *end)
{
    const pl_index *ix = pl_generation_index(((const place *)at)->generation);
    pl_index_file_entries(ix, pl_index_entry(ix, id)->file, first, end);
}

/* Is `generation`, which the caller holds, the newest one? It may not be a moment later. */
static bool is_newest(const pl_workspace *ws, const pl_generation *generation)
{
    pl_generation *newest = pl_workspace_acquire(ws);
    pl_generation_release(newest); /* only its address is compared: `generation` is held */
    return newest == generation;
}

/* Publish that an entry was resolved, unless its generation is not the newest any more. */
static void publish_updated(void *ctx, void *at, pl_entry_id id, bool ok)
{
    const place *p = at;
    pl_workspace *ws = ctx; /* a workspace with a resolver has events */
    pl_event e = { .kind = PL_EVENT_RESOLVED, .id = id };
    (void)ok;
    if (pl_events_wanted(ws->background.events, e.kind) && is_newest(ws, p->generation))
        pl_lifecycle_publish(ws, &e);
}

static void publish_progress(void *ctx, uint32_t done, uint32_t total)
{
    pl_event e = { .kind = PL_EVENT_PROGRESS, .done = done, .total = total };
    pl_lifecycle_publish(ctx, &e);
}

static void publish_complete(void *ctx)
{
    pl_workspace *ws = ctx;
    pl_event e = { .kind = PL_EVENT_COMPLETE };
    pl_resolution_stats stats;
    pl_resolver_get_stats(ws->background.resolver, &stats);
    e.done = stats.resolved + stats.failed;
    e.total = stats.unresolved;
    pl_log_line(&ws->log, PL_LOG_INFO, "background resolution complete", 0);
    pl_lifecycle_update(ws);
    pl_lifecycle_publish(ws, &e);
}

/* ---- metadata that an earlier process has saved */

/* The key of what the metadata of an index are made from. */
static uint64_t content_key(const pl_workspace *ws)
{
    uint32_t n_files, n_mods, n;
    const pl_index *ix = pl_workspace_index(ws);
    const pl_ix_file *files = pl_index_files(ix, &n_files);
    const pl_ix_mod *mods = pl_index_mods(ix, &n_mods);
    pl_index_entries(ix, &n);
    uint64_t key = pl_hash_mix(ws->saved.program, n);
    for (uint32_t i = 0; i < n_files; i++) {
        key = pl_hash_mix(key, pl_hash_str(pl_index_str(ix, files[i].path)));
        key = pl_hash_mix(key, files[i].hash);
    }
    for (uint32_t i = 0; i < n_mods; i++)
        key = pl_hash_mix(key, pl_hash_str(pl_index_str(ix, mods[i].dep_path)));
    return key;
}

static pl_str path_of_metas(const pl_workspace *ws, pl_arena *arena)
{
    uint64_t key = pl_hash_mix(pl_hash_str(ws->saved.path), pl_hash_str(PL_S("metadata")));
    return pl_store_path(arena, ws->saved.dir, key);
}

static void read_metas(void *ctx, pl_metas *metas, pl_value_store *values)
{
    pl_workspace *ws = ctx;
    pl_arena arena = { 0 };
    pl_blob blob = { 0 };
    uint32_t n = 0;
    if (!ws->saved.path.len || ws->options.fresh)
        return;
    if (pl_blob_open(path_of_metas(ws, &arena).ptr, UINT32_MAX, &blob) == 0) {
        /* The bytes are copied, because a file that is cut short while it is mapped turns to
         * zeros, even after its checksum was verified. */
        pl_str bytes = pl_arena_str(&arena, (pl_str){ blob.ptr, blob.len });
        if (pl_blob_close(&blob))
            pl_metas_read(metas, bytes, content_key(ws), pl_value_store_key(values), &n);
    }
    ws->background.metas_saved = pl_metas_epoch(metas);
    pl_arena_done(&arena);
}

bool pl_workspace__save_metas(pl_workspace *ws)
{
    pl_arena arena = { 0 };
    pl_buf bytes = { 0 };
    bool ok = true;
    pthread_mutex_lock(&ws->lock);
    pl_metas *metas = pl_workspace__metas(ws);
    uint64_t epoch = pl_metas_epoch(metas);
    if (metas && ws->saved.path.len && epoch != ws->background.metas_saved) {
        pl_value_store *values = pl_derived_values_there(ws->shared.served);
        pl_metas_write(metas, content_key(ws), pl_value_store_key(values), &bytes);
        ok = pl_store_save(path_of_metas(ws, &arena), pl_buf_view(&bytes)) == 0;
        ws->background.metas_saved = epoch;
    }
    pthread_mutex_unlock(&ws->lock);
    pl_buf_done(&bytes);
    pl_arena_done(&arena);
    return ok;
}

/* ---- the queue; these functions require ws->lock */

static void make_resolver(pl_workspace *ws, uint32_t entries)
{
    pl_resolver_options o = { .entries = entries,
                              .resolve = resolve_one,
                              .thread_begin = thread_begin,
                              .thread_end = thread_end,
                              .beside = beside,
                              .updated = publish_updated,
                              .progress = publish_progress,
                              .complete = publish_complete,
                              .ctx = ws };
    if (ws->background.resolver)
        pl_resolver_reset(ws->background.resolver, entries);
    else
        ws->background.resolver = pl_resolver_new(&o);
}

static void queue_all(pl_workspace *ws)
{
    uint32_t n;
    const pl_index *ix = pl_workspace_index(ws);
    pl_index_entries(ix, &n);
    const pl_metas *metas = pl_workspace__metas(ws);
    make_resolver(ws, n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t open = pl_meta_open(ix, i);
        pl_entry e;
        if (!open || pl_metas_has(metas, i))
            continue;
        pl_index_get(ix, i, &e);
        pl_resolver_add(ws->background.resolver, i, pl_resolve_priority(e.kind, e.top_level, open));
    }
    ws->background.resolutions++;
    ws->background.queued = true;
}

/* Make everything that resolving needs; *n is the number of entries. False with errors. */
bool pl_workspace__prepare_resolution(pl_workspace *ws, uint32_t *n, pl_diags *diags)
{
    pthread_mutex_lock(&ws->lock);
    pl_derived *d = ws->shared.served;
    bool ok = d && pl_derived_make_metas(d, read_metas, ws, diags);
    if (!d)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_NO_INDEX, "the workspace has no index");
    if (ok && !ws->background.queued)
        queue_all(ws);
    if (ok)
        pl_index_entries(pl_workspace_index(ws), n);
    pthread_mutex_unlock(&ws->lock);
    pl_lifecycle_update(ws);
    return ok;
}

pl_resolver *pl_workspace__resolver(pl_workspace *ws)
{
    pthread_mutex_lock(&ws->lock);
    pl_resolver *r = ws->background.resolver;
    pthread_mutex_unlock(&ws->lock);
    return r;
}

void pl_workspace__forget_metas(pl_workspace *ws)
{
    ws->background.epoch += pl_metas_epoch(pl_workspace__metas(ws)) + 1;
    ws->background.queued = false;
}

bool pl_workspace_wait_resolved(pl_workspace *ws, uint64_t timeout_ns)
{
    if (!ws)
        return true;
    pl_resolver *r = pl_workspace__resolver(ws);
    return !r || pl_resolver_wait(r, timeout_ns);
}
