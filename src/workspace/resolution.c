/* resolution.c - the background resolution of an open workspace: starting, stopping, requesting
 * entries and subscribing. The work of its threads is in phase.c. */
#include "workspace/resolution.h"
#include "base/diag.h"
#include "base/sized.h"
#include "base/str.h"
#include "workspace/event.h"
#include "workspace/lifecycle.h"
#include "workspace/state.h"
#include "workspace/newest.h"

enum { SMALL = 100 }; /* so few entries are resolved at once, by the calling thread */

bool pl_workspace_start_resolution_sized(size_t size, pl_workspace *ws,
                                         const pl_resolution *options, pl_diags *diags)
{
    pl_resolution known;
    options = pl_sized_options(&known, sizeof known, options, size);
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, ws, "workspace"))
        return false;
    uint32_t n;
    pl_resolution_stats stats;
    if (!pl_workspace__prepare_resolution(ws, &n, diags))
        return false;
    if (options && options->check)
        pl_checking_start(ws);
    pl_resolver_get_stats(ws->background.resolver, &stats);
    if (stats.complete)
        return true;
    pl_resolver_set_workers(ws->background.resolver, options ? options->workers : 0);
    if (!stats.started) {
        pl_log_line(&ws->log, PL_LOG_INFO, "starting background resolution", 0);
        pl_lifecycle_publish_phase(ws);
    }
    if (n < SMALL)
        pl_resolver_run(ws->background.resolver);
    else
        pl_resolver_start(ws->background.resolver);
    return true;
}

void pl_workspace_stop_resolution(pl_workspace *ws)
{
    if (!ws)
        return;
    pl_resolver *r = pl_workspace__resolver(ws);
    if (r)
        pl_resolver_stop(r);
    pl_checking_end(ws);
}

/* Go on with what is served now. If its values cannot be computed, that is reported once, as the
 * result of its check, and the next generation is tried again. */
static void resume(pl_workspace *ws, bool changed)
{
    pl_diags *diags = pl_diags_new();
    pthread_mutex_lock(&ws->lock);
    bool resolve = ws->background.resolve_next, check = changed && ws->checking.wanted;
    pl_resolver *r = ws->background.resolver;
    pthread_mutex_unlock(&ws->lock);
    if (resolve && !pl_workspace_start_resolution(ws, NULL, diags) && changed)
        pl_log_line(&ws->log, PL_LOG_WARN, "values of variables are wrong", 0);
    if (r && (!resolve || pl_diags_errors(diags)))
        pl_resolver_stop(r); /* so that no thread waits for it any longer */
    else if (r)
        pl_resolver_release(r); /* nothing was to do: it was not started */
    if (check)
        pl_checking_start(ws);
    pl_diags_free(diags);
}

void pl_workspace__end_rebuild(pl_workspace *ws, bool changed)
{
    pl_event event = { .kind = PL_EVENT_CHANGED };
    pl_lifecycle_enter(ws, PL_PHASE_READY);
    if (changed)
        pl_lifecycle_publish(ws, &event);
    resume(ws, changed);
}

uint64_t pl_workspace_adaptive_wait(pl_workspace *ws)
{
    if (!ws)
        return 0;
    const uint64_t most = 5000000000;
    pl_resolution_stats stats;
    pl_resolver *r = pl_workspace__resolver(ws);
    if (!r)
        return 0;
    pl_resolver_get_stats(r, &stats);
    uint64_t wait = 2 * (uint64_t)stats.queued * stats.average_ns / pl_resolver_set_workers(r, 0);
    return wait < most ? wait : most;
}

void pl_workspace_prioritise(pl_workspace *ws, pl_entry_id id)
{
    if (!ws)
        return;
    uint32_t n;
    pthread_mutex_lock(&ws->lock);
    if (ws->background.queued) {
        pl_index_entries(pl_workspace_index(ws), &n);
        if (id < n && !pl_metas_has(pl_workspace__metas(ws), id) &&
            pl_meta_open(pl_workspace_index(ws), id))
            pl_resolver_prioritise(ws->background.resolver, id);
    }
    pthread_mutex_unlock(&ws->lock);
}

pl_diags *pl_workspace_why_unresolved(pl_workspace *ws, pl_entry_id id)
{
    if (!ws)
        return NULL;
    pthread_mutex_lock(&ws->lock);
    pl_metas *metas = pl_workspace__metas(ws);
    pl_diags *why = metas ? pl_metas_why(metas, id) : NULL;
    pthread_mutex_unlock(&ws->lock);
    return why;
}

bool pl_workspace_resolve_now(pl_workspace *ws, pl_entry_id id, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, ws, "workspace"))
        return false;
    uint32_t n;
    pl_resolved outcome;
    do { /* once more for each generation that is published meanwhile */
        if (!pl_workspace__prepare_resolution(ws, &n, diags))
            return false;
        outcome = pl_resolver_now(ws->background.resolver, id);
    } while (outcome == PL_RESOLVE_LATER && !atomic_load(&ws->surroundings->cancelled));
    pl_lifecycle_update(ws);
    if (outcome == PL_RESOLVED)
        return true;
    pl_diags *why = pl_workspace_why_unresolved(ws, id);
    if (why)
        pl_diags_append(diags, why);
    else
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANCELLED, "resolution was cancelled");
    pl_diags_free(why);
    return false;
}

void pl_workspace_metadata(pl_workspace *ws, pl_entry_id id, pl_metadata *out)
{
    if (!ws) {
        *out = (pl_metadata){ 0 };
        return;
    }
    pthread_mutex_lock(&ws->lock);
    pl_metas_get(pl_workspace_index(ws), pl_workspace__metas(ws), id, out);
    pthread_mutex_unlock(&ws->lock);
}

void pl_generation_metadata(pl_generation *generation, pl_entry_id id, pl_metadata *out)
{
    if (!generation) {
        *out = (pl_metadata){ 0 };
        return;
    }
    pl_derived *d = pl_generation_derived(generation);
    pl_metas_get(pl_derived_index(d), pl_derived_metas(d), id, out);
}

static void fill_resolution_stats(pl_workspace *ws, pl_resolution_stats *out)
{
    *out = (pl_resolution_stats){ 0 };
    if (!ws)
        return;
    pthread_mutex_lock(&ws->lock);
    if (ws->background.resolver)
        pl_resolver_get_stats(ws->background.resolver, out);
    out->epoch = ws->background.epoch + pl_metas_epoch(pl_workspace__metas(ws));
    pthread_mutex_unlock(&ws->lock);
}

void pl_workspace_resolution_stats_sized(size_t size, pl_workspace *ws, pl_resolution_stats *out)
{
    pl_resolution_stats known;
    fill_resolution_stats(ws, &known);
    pl_sized_fill(out, size, &known, sizeof known);
}

pl_subscription *pl_workspace_subscribe(pl_workspace *ws, unsigned kinds, pl_event_fn *fn,
                                        void *ctx)
{
    if (!ws)
        return NULL;
    pl_resolution_stats stats;
    pl_events *events = ws->background.events;
    pl_subscription *s = pl_events_subscribe(events, kinds, fn, ctx);
    pl_workspace_resolution_stats(ws, &stats);
    if (stats.complete) { /* the thread that completed it may have published it before this
                             subscription */
        pl_event e = { .kind = PL_EVENT_COMPLETE,
                       .done = stats.resolved + stats.failed,
                       .total = stats.unresolved };
        pl_lifecycle_fill(ws, &e);
        pl_events_tell(events, s, &e);
    }
    return s;
}

void pl_workspace_unsubscribe(pl_workspace *ws, pl_subscription *subscription)
{
    if (!ws)
        return;
    pl_events_unsubscribe(ws->background.events, subscription);
}

/* ---- the next generation, and the end */

void pl_workspace__begin_rebuild(pl_workspace *ws)
{
    pl_resolution_stats stats = { 0 };
    pthread_mutex_lock(&ws->lock);
    pl_resolver *r = ws->background.resolver;
    if (r)
        pl_resolver_get_stats(r, &stats);
    ws->background.resolve_next = stats.started;
    pthread_mutex_unlock(&ws->lock);
    if (r)
        pl_resolver_hold(r);
    pl_lifecycle_enter(ws, PL_PHASE_REBUILDING);
}

void pl_workspace__end_phases(pl_workspace *ws)
{
    pl_workspace_stop_resolution(ws);
    pl_resolver_free(ws->background.resolver);
    pl_events_free(ws->background.events);
    ws->background.resolver = NULL;
    ws->background.events = NULL;
    pl_workspace__forget_metas(ws);
}
