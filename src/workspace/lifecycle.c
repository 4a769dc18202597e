/* lifecycle.c - the one place where the phase of a workspace changes, and where events get their
 * generation, resolution and phase. */
#include "workspace/lifecycle.h"
#include "base/assert.h"
#include "base/str.h"
#include "workspace/event.h"
#include "workspace/resolve.h"
#include "workspace/state.h"
#include "workspace/newest.h"

pl_str pl_phase_name(pl_phase phase)
{
    static const char *const names[] = { "uninit",     "indexing", "resolving", "ready",
                                         "rebuilding", "failed",   "closed" }; /* ORDER phases */
    return pl_str_cstr(names[phase]);
}

/* ---- the state; these functions require ws->lock */

static bool has_unresolved(const pl_index *ix)
{
    uint32_t n;
    pl_index_entries(ix, &n);
    for (uint32_t i = 0; i < n; i++)
        if (pl_meta_open(ix, i))
            return true;
    return false;
}

/* The phase of a workspace in which no thread is at work, which depends on what is left to
 * resolve. */
static pl_phase resting(const pl_workspace *ws)
{
    pl_resolution_stats stats = { 0 };
    bool left;
    if (!ws->background.queued) {
        left = has_unresolved(pl_workspace_index(ws));
    } else {
        pl_resolver_get_stats(ws->background.resolver, &stats);
        left = stats.resolved + stats.failed < stats.unresolved;
    }
    return left ? PL_PHASE_RESOLVING : PL_PHASE_READY;
}

static bool is_resting(pl_phase phase)
{
    return phase == PL_PHASE_RESOLVING || phase == PL_PHASE_READY;
}

#ifndef NDEBUG
/* Is there an arrow in the diagram of the header? */
static bool may_follow(pl_phase from, pl_phase to)
{
    switch (to) {
    case PL_PHASE_UNINIT:
    case PL_PHASE_FAILED: return from == PL_PHASE_INDEXING;
    case PL_PHASE_INDEXING: return from == PL_PHASE_UNINIT;
    case PL_PHASE_RESOLVING:
    case PL_PHASE_READY:
        return from == PL_PHASE_INDEXING || from == PL_PHASE_REBUILDING || is_resting(from);
    case PL_PHASE_REBUILDING: return is_resting(from);
    case PL_PHASE_CLOSED: return true;
    }
    return false;
}

static void pl_lifecycle__check(const pl_workspace *ws, pl_phase from)
{
    pl_phase to = ws->shared.phase;
    bool has_generation = is_resting(to) || to == PL_PHASE_REBUILDING;
    pl_assert(may_follow(from, to));                                                   /* 1 */
    pl_assert(to == PL_PHASE_CLOSED || has_generation == (ws->shared.served != NULL)); /* 3 */
    pl_assert(from != PL_PHASE_CLOSED);                                                /* 4 */
    pl_workspace__check_shared(ws);
}
#endif

/* True: the state differs, so an event must be published. */
static bool change_phase(pl_workspace *ws, pl_phase to)
{
    pl_phase from = ws->shared.phase;
    if (from == PL_PHASE_CLOSED)
        return false;
    if (is_resting(to))
        to = resting(ws);
    ws->shared.phase = to;
#ifndef NDEBUG
    pl_lifecycle__check(ws, from);
#endif
    return from != to;
}

/* ---- functions of the header */

bool pl_lifecycle_enter(pl_workspace *ws, pl_phase phase)
{
    pthread_mutex_lock(&ws->lock);
    bool open = ws->shared.phase != PL_PHASE_CLOSED, changed = change_phase(ws, phase);
    pthread_mutex_unlock(&ws->lock);
    if (changed)
        pl_lifecycle_publish_phase(ws);
    return open;
}

void pl_lifecycle_update(pl_workspace *ws)
{
    pthread_mutex_lock(&ws->lock);
    bool changed = is_resting(ws->shared.phase) && change_phase(ws, PL_PHASE_READY);
    pthread_mutex_unlock(&ws->lock);
    if (changed)
        pl_lifecycle_publish_phase(ws);
}

pl_phase pl_workspace_phase(pl_workspace *ws)
{
    if (!ws)
        return PL_PHASE_UNINIT;
    pthread_mutex_lock(&ws->lock);
    pl_phase phase = ws->shared.phase;
    pthread_mutex_unlock(&ws->lock);
    return phase;
}

bool pl_lifecycle_is_closed(pl_workspace *ws)
{
    return pl_workspace_phase(ws) == PL_PHASE_CLOSED;
}

/* ---- events */

void pl_lifecycle_fill(pl_workspace *ws, pl_event *event)
{
    pl_generation *g = pl_workspace_acquire(ws);
    event->generation = g ? pl_generation_number(g) : 0;
    pl_generation_release(g);
    pthread_mutex_lock(&ws->lock);
    event->resolution = ws->background.resolutions;
    event->phase = ws->shared.phase;
    pthread_mutex_unlock(&ws->lock);
}

void pl_lifecycle_publish(pl_workspace *ws, pl_event *event)
{
    pl_lifecycle_fill(ws, event);
    pl_events_publish(ws->background.events, event);
}

void pl_lifecycle_publish_phase(pl_workspace *ws)
{
    pl_event e = { .kind = PL_EVENT_PHASE };
    pl_lifecycle_publish(ws, &e);
}
