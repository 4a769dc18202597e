/* phase.c - the background resolution of an open workspace, and who is told about it.
 *
 * Everything here is made when it is first asked for, under ws->lock; that is never held
 * while entries are resolved or somebody is told. */
#include "base/blob.h"
#include "base/diag.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/wait.h"
#include "index/store.h"
#include "workspace/event.h"
#include "workspace/meta.h"
#include "workspace/resolve.h"
#include "workspace/state.h"
#include "workspace/world.h"

enum { SMALL = 100 }; /* entries: resolved at once, in the thread that asks */

/* ---- events */

/* Of who holds ws->lock. */
static pl_events *make_events(pl_workspace *ws)
{
    if (!ws->events)
        ws->events = pl_events_new();
    return ws->events;
}

static pl_events *events_of(pl_workspace *ws)
{
    pthread_mutex_lock(&ws->lock);
    pl_events *events = make_events(ws);
    pthread_mutex_unlock(&ws->lock);
    return events;
}

static uint64_t generation_of(const pl_workspace *ws)
{
    pl_generation *g = pl_workspace_acquire(ws);
    uint64_t number = g ? pl_generation_number(g) : 0;
    pl_generation_release(g);
    return number;
}

static void tell(pl_workspace *ws, pl_event *event)
{
    event->generation = generation_of(ws);
    event->resolution = ws->resolutions;
    event->phase = pl_workspace_phase(ws);
    pl_events_publish(events_of(ws), event);
}

static void tell_phase(pl_workspace *ws)
{
    pl_event e = { .kind = PL_EVENT_PHASE };
    tell(ws, &e);
}

pl_str pl_phase_name(pl_phase phase)
{
    static const char *const names[] = { "uninit",     "indexing", "resolving", "ready",
                                         "rebuilding", "failed",   "closed" }; /* ORDER phases */
    return pl_str_cstr(names[phase]);
}

static bool has_unresolved(const pl_index *ix)
{
    uint32_t n;
    pl_index_entries(ix, &n);
    for (uint32_t i = 0; i < n; i++)
        if (pl_meta_open(ix, i))
            return true;
    return false;
}

pl_phase pl_workspace_phase(pl_workspace *ws)
{
    pl_resolution_stats stats = { 0 };
    pthread_mutex_lock(&ws->lock);
    const pl_index *ix = pl_workspace_index(ws);
    pl_phase phase = PL_PHASE_READY;
    if (!ix) {
        phase = ws->options.mod_only ? PL_PHASE_UNINIT : PL_PHASE_FAILED;
    } else if (ws->rebuilding) {
        phase = PL_PHASE_REBUILDING;
    } else if (ws->queued) {
        pl_resolver_get_stats(ws->resolver, &stats);
        if (stats.resolved + stats.failed < stats.unresolved)
            phase = PL_PHASE_RESOLVING;
    } else if (has_unresolved(ix)) {
        phase = PL_PHASE_RESOLVING;
    }
    pthread_mutex_unlock(&ws->lock);
    return phase;
}

/* ---- one entry */

/* Where one thread resolves. */
typedef struct place {
    pl_world *seat;
    pl_meta_writer *writer;
    pl_diags *said;
} place;

static void *sit(void *ctx)
{
    pl_workspace *ws = ctx;
    place *p = pl_mem_alloc(sizeof *p);
    *p = (place){ pl_world_borrow(ws->world), pl_meta_writer_new(ws->metas), pl_diags_new() };
    return p;
}

static void rise(void *ctx, void *at)
{
    place *p = at;
    (void)ctx;
    pl_world_give_back(p->seat);
    pl_meta_writer_free(p->writer);
    pl_diags_free(p->said);
    pl_mem_free(p);
}

static pl_resolved resolve_one(void *ctx, void *at, pl_entry_id id)
{
    place *p = at;
    pl_world_meta meta;
    (void)ctx;
    bool ok = pl_world_meta_of(p->seat, id, pl_meta_writer_knows, p->writer, &meta, p->said);
    if (!ok && pl_world_is_cancelled(p->seat)) {
        pl_diags_clear(p->said);
        return PL_RESOLVE_LATER;
    }
    pl_metas_put(p->writer, id, &meta, ok ? NULL : p->said);
    if (!ok)
        p->said = pl_diags_new();
    return ok ? PL_RESOLVED : PL_UNRESOLVED;
}

/* Those of its file. */
static void beside(void *ctx, pl_entry_id id, pl_entry_id *first, pl_entry_id *end)
{
    uint32_t n;
    const pl_index *ix = ((const pl_workspace *)ctx)->index;
    pl_index_file_entries(ix, pl_index_entries(ix, &n)[id].file, first, end);
}

static void tell_updated(void *ctx, pl_entry_id id, bool ok)
{
    pl_workspace *ws = ctx; /* it has events as soon as it has a resolver */
    pl_event e = { .kind = PL_EVENT_RESOLVED, .id = id };
    (void)ok;
    if (pl_events_wanted(ws->events, e.kind))
        tell(ws, &e);
}

static void tell_progress(void *ctx, uint32_t done, uint32_t total)
{
    pl_event e = { .kind = PL_EVENT_PROGRESS, .done = done, .total = total };
    tell(ctx, &e);
}

static void tell_complete(void *ctx)
{
    pl_workspace *ws = ctx;
    pl_event e = { .kind = PL_EVENT_COMPLETE };
    pl_resolution_stats stats;
    pl_resolver_get_stats(ws->resolver, &stats);
    e.done = stats.resolved + stats.failed;
    e.total = stats.unresolved;
    pl_log_line(&ws->log, PL_LOG_INFO, "background resolution complete", 0);
    tell_phase(ws);
    tell(ws, &e);
}

/* ---- what was worked out in an earlier process */

/* Of what the metadata of an index is made. */
static uint64_t content_key(const pl_workspace *ws)
{
    uint32_t n_files, n_mods, n;
    const pl_index *ix = ws->index;
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

static void read_metas(pl_workspace *ws)
{
    pl_arena arena = { 0 };
    pl_blob blob = { 0 };
    uint32_t n = 0;
    if (!ws->saved.path.len || ws->options.fresh)
        return;
    if (pl_blob_open(path_of_metas(ws, &arena).ptr, UINT32_MAX, &blob) == 0) {
        pl_metas_read(ws->metas, (pl_str){ blob.ptr, blob.len }, content_key(ws),
                      pl_world_values_key(ws->world), &n);
        pl_blob_close(&blob);
    }
    ws->metas_saved = pl_metas_epoch(ws->metas);
    pl_arena_done(&arena);
}

bool pl_workspace__save_metas(pl_workspace *ws)
{
    pl_arena arena = { 0 };
    pl_buf bytes = { 0 };
    bool ok = true;
    pthread_mutex_lock(&ws->lock);
    uint64_t epoch = pl_metas_epoch(ws->metas);
    if (ws->metas && ws->saved.path.len && epoch != ws->metas_saved) {
        pl_metas_write(ws->metas, content_key(ws), pl_world_values_key(ws->world), &bytes);
        ok = pl_store_save(path_of_metas(ws, &arena), pl_buf_view(&bytes)) == 0;
        ws->metas_saved = epoch;
    }
    pthread_mutex_unlock(&ws->lock);
    pl_buf_done(&bytes);
    pl_arena_done(&arena);
    return ok;
}

/* ---- the queue, under ws->lock */

static void make_resolver(pl_workspace *ws, uint32_t entries)
{
    pl_resolver_options o = { .entries = entries,
                              .resolve = resolve_one,
                              .sit = sit,
                              .rise = rise,
                              .beside = beside,
                              .updated = tell_updated,
                              .progress = tell_progress,
                              .complete = tell_complete,
                              .ctx = ws };
    make_events(ws);
    if (ws->resolver)
        pl_resolver_reset(ws->resolver, entries);
    else
        ws->resolver = pl_resolver_new(&o);
}

static void queue_all(pl_workspace *ws)
{
    uint32_t n;
    const pl_index *ix = ws->index;
    pl_index_entries(ix, &n);
    make_resolver(ws, n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t open = pl_meta_open(ix, i);
        pl_entry e;
        if (!open || pl_metas_has(ws->metas, i))
            continue;
        pl_index_get(ix, i, &e);
        pl_resolver_add(ws->resolver, i, pl_resolve_priority(e.kind, e.top_level, open));
    }
    ws->resolutions++;
    ws->queued = true;
}

/* Everything that is needed to resolve; false with errors. */
static bool prepare(pl_workspace *ws, pl_diags *diags)
{
    pthread_mutex_lock(&ws->lock);
    bool ok = pl_workspace__world(ws, diags) != NULL;
    if (ok && !ws->metas) {
        ws->metas = pl_metas_new(ws->index);
        read_metas(ws);
    }
    if (ok && !ws->queued)
        queue_all(ws);
    pthread_mutex_unlock(&ws->lock);
    return ok;
}

void pl_workspace__begin_rebuild(pl_workspace *ws)
{
    pthread_mutex_lock(&ws->lock);
    ws->rebuilding = true;
    pthread_mutex_unlock(&ws->lock);
    if (ws->resolver)
        pl_resolver_hold(ws->resolver);
    tell_phase(ws);
}

void pl_workspace__end_rebuild(pl_workspace *ws, bool changed)
{
    pl_resolution_stats stats = { 0 };
    pl_event event = { .kind = PL_EVENT_CHANGED };
    pl_diags *unheard = pl_diags_new();
    pthread_mutex_lock(&ws->lock);
    ws->rebuilding = false;
    pthread_mutex_unlock(&ws->lock);
    if (ws->resolver)
        pl_resolver_get_stats(ws->resolver, &stats);
    tell_phase(ws);
    if (changed)
        tell(ws, &event);
    if (!stats.started || !pl_workspace_start_resolution(ws, NULL, unheard))
        pl_workspace_stop_resolution(ws);
    pl_diags_free(unheard);
}

static pl_resolver *resolver_of(pl_workspace *ws)
{
    pthread_mutex_lock(&ws->lock);
    pl_resolver *r = ws->resolver;
    pthread_mutex_unlock(&ws->lock);
    return r;
}

void pl_workspace__forget_metas(pl_workspace *ws)
{
    ws->epoch += pl_metas_epoch(ws->metas) + 1;
    pl_metas_free(ws->metas);
    ws->metas = NULL;
    ws->queued = false;
}

void pl_workspace__end_phases(pl_workspace *ws)
{
    pl_workspace_stop_resolution(ws);
    pl_resolver_free(ws->resolver);
    pl_events_free(ws->events);
    ws->resolver = NULL;
    ws->events = NULL;
    pl_workspace__forget_metas(ws);
}

/* ---- the check in the background */

static void check_and_tell(pl_workspace *ws)
{
    pl_event event = { .kind = PL_EVENT_CHECKED };
    pl_diags *diags = pl_diags_new();
    if (pl_workspace_check(ws, diags))
        pl_workspace_check_values(ws, diags);
    event.diags = diags;
    tell(ws, &event);
    pl_diags_free(diags);
}

static bool is_checked_enough(pl_workspace *ws)
{
    pthread_mutex_lock(&ws->lock);
    bool enough = !ws->check_again;
    ws->check_again = false;
    ws->checker_over = enough;
    pthread_mutex_unlock(&ws->lock);
    return enough;
}

static void *check_thread(void *ctx)
{
    pl_workspace *ws = ctx;
    do {
        pl_workspace_wait_resolved(ws, PL_WAIT_FOREVER);
        check_and_tell(ws);
    } while (!is_checked_enough(ws));
    return NULL;
}

static void start_checker(pl_workspace *ws)
{
    pthread_mutex_lock(&ws->lock);
    if (ws->checker_there && ws->checker_over) {
        pthread_join(ws->checker, NULL);
        ws->checker_there = false;
    }
    ws->check_again = ws->checker_there;
    if (!ws->checker_there) {
        ws->checker_over = false;
        ws->checker_there = pthread_create(&ws->checker, NULL, check_thread, ws) == 0;
    }
    pthread_mutex_unlock(&ws->lock);
}

static void end_checker(pl_workspace *ws)
{
    pthread_mutex_lock(&ws->lock);
    bool there = ws->checker_there;
    ws->checker_there = ws->check_again = ws->wants_check = false;
    pthread_mutex_unlock(&ws->lock);
    if (there)
        pthread_join(ws->checker, NULL);
}

/* ---- the contract */

bool pl_workspace_start_resolution(pl_workspace *ws, const pl_resolution *options, pl_diags *diags)
{
    uint32_t n;
    pl_resolution_stats stats;
    if (!prepare(ws, diags))
        return false;
    if (options && options->check)
        ws->wants_check = true;
    if (ws->wants_check)
        start_checker(ws);
    pl_resolver_get_stats(ws->resolver, &stats);
    if (stats.complete)
        return true;
    pl_resolver_set_workers(ws->resolver, options ? options->workers : 0);
    pl_index_entries(ws->index, &n);
    if (!stats.started) {
        pl_log_line(&ws->log, PL_LOG_INFO, "starting background resolution", 0);
        tell_phase(ws);
    }
    if (n < SMALL)
        pl_resolver_run(ws->resolver);
    else
        pl_resolver_start(ws->resolver);
    return true;
}

void pl_workspace_stop_resolution(pl_workspace *ws)
{
    pl_resolver *r = resolver_of(ws);
    if (r)
        pl_resolver_stop(r);
    end_checker(ws);
}

bool pl_workspace_wait_resolved(pl_workspace *ws, uint64_t timeout_ns)
{
    pl_resolver *r = resolver_of(ws);
    return !r || pl_resolver_wait(r, timeout_ns);
}

uint64_t pl_workspace_adaptive_wait(pl_workspace *ws)
{
    const uint64_t most = 5000000000;
    pl_resolution_stats stats;
    pl_resolver *r = resolver_of(ws);
    if (!r)
        return 0;
    pl_resolver_get_stats(r, &stats);
    uint64_t wait = 2 * (uint64_t)stats.queued * stats.average_ns / pl_resolver_set_workers(r, 0);
    return wait < most ? wait : most;
}

void pl_workspace_prioritise(pl_workspace *ws, pl_entry_id id)
{
    pl_resolver *r = resolver_of(ws);
    if (r && !pl_metas_has(ws->metas, id) && pl_meta_open(ws->index, id))
        pl_resolver_prioritise(r, id);
}

pl_diags *pl_workspace_why_unresolved(pl_workspace *ws, pl_entry_id id)
{
    pthread_mutex_lock(&ws->lock);
    pl_diags *why = pl_metas_why(ws->metas, id);
    pthread_mutex_unlock(&ws->lock);
    return why;
}

bool pl_workspace_resolve_now(pl_workspace *ws, pl_entry_id id, pl_diags *diags)
{
    if (!prepare(ws, diags))
        return false;
    if (pl_resolver_now(ws->resolver, id))
        return true;
    pl_diags *why = pl_workspace_why_unresolved(ws, id);
    if (why)
        pl_diags_append(diags, why);
    else
        pl_diag_plain(diags, PL_ERROR, "resolution was cancelled");
    pl_diags_free(why);
    return false;
}

void pl_workspace_metadata(pl_workspace *ws, pl_entry_id id, pl_metadata *out)
{
    pthread_mutex_lock(&ws->lock);
    pl_metas_get(ws->index, ws->metas, id, out);
    pthread_mutex_unlock(&ws->lock);
}

void pl_workspace_resolution_stats(pl_workspace *ws, pl_resolution_stats *out)
{
    *out = (pl_resolution_stats){ 0 };
    pthread_mutex_lock(&ws->lock);
    if (ws->resolver)
        pl_resolver_get_stats(ws->resolver, out);
    out->epoch = ws->epoch + pl_metas_epoch(ws->metas);
    pthread_mutex_unlock(&ws->lock);
}

pl_subscription *pl_workspace_subscribe(pl_workspace *ws, unsigned kinds, pl_event_fn *fn,
                                        void *ctx)
{
    pl_resolution_stats stats;
    pl_events *events = events_of(ws);
    pl_subscription *s = pl_events_subscribe(events, kinds, fn, ctx);
    pl_workspace_resolution_stats(ws, &stats);
    if (stats.complete) { /* it may have been told already, by the thread that completed it */
        pl_event e = { .kind = PL_EVENT_COMPLETE,
                       .phase = PL_PHASE_READY,
                       .done = stats.resolved + stats.failed,
                       .total = stats.unresolved,
                       .generation = generation_of(ws),
                       .resolution = ws->resolutions };
        pl_events_tell(events, s, &e);
    }
    return s;
}

void pl_workspace_unsubscribe(pl_workspace *ws, pl_subscription *subscription)
{
    pl_events_unsubscribe(events_of(ws), subscription);
}
