#include "workspace/lifecycle.h"
#include "base/assert.h"
#include "base/str.h"
#include "workspace/event.h"
#include "workspace/resolve.h"
#include "workspace/state.h"

pl_str pl_phase_name(pl_phase phase)
{
    static const char *const names[] = { "uninit",     "indexing", "resolving", "ready",
                                         "rebuilding", "failed",   "closed" }; /* ORDER phases */
    return pl_str_cstr(names[phase]);
}

/* ---- the state, under ws->lock */

static bool has_unresolved(const pl_index *ix)
{
    uint32_t n;
    pl_index_entries(ix, &n);
    for (uint32_t i = 0; i < n; i++)
        if (pl_meta_open(ix, i))
            return true;
    return false;
}

/* Where it rests when nothing is made: by what is left to resolve. */
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

/* The arrows of the header. */
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

/* True when subscribers are to be told. */
static bool change(pl_workspace *ws, pl_phase to)
{
    pl_phase from = ws->phase;
    if (from == PL_PHASE_CLOSED)
        return false;
    if (is_resting(to))
        to = resting(ws);
    pl_assert(may_follow(from, to));
    (void)may_follow;
    ws->phase = to;
    return from != to;
}

/* ---- */

bool pl_lifecycle_enter(pl_workspace *ws, pl_phase phase)
{
    pthread_mutex_lock(&ws->lock);
    bool open = ws->phase != PL_PHASE_CLOSED, told = change(ws, phase);
    pthread_mutex_unlock(&ws->lock);
    if (told)
        pl_lifecycle_tell_phase(ws);
    return open;
}

void pl_lifecycle_update(pl_workspace *ws)
{
    pthread_mutex_lock(&ws->lock);
    bool told = is_resting(ws->phase) && change(ws, PL_PHASE_READY);
    pthread_mutex_unlock(&ws->lock);
    if (told)
        pl_lifecycle_tell_phase(ws);
}

pl_phase pl_workspace_phase(pl_workspace *ws)
{
    if (!ws)
        return PL_PHASE_UNINIT;
    pthread_mutex_lock(&ws->lock);
    pl_phase phase = ws->phase;
    pthread_mutex_unlock(&ws->lock);
    return phase;
}

bool pl_lifecycle_is_closed(pl_workspace *ws)
{
    return pl_workspace_phase(ws) == PL_PHASE_CLOSED;
}

/* ---- who is told */

void pl_lifecycle_fill(pl_workspace *ws, pl_event *event)
{
    pl_generation *g = pl_workspace_acquire(ws);
    event->generation = g ? pl_generation_number(g) : 0;
    pl_generation_release(g);
    pthread_mutex_lock(&ws->lock);
    event->resolution = ws->background.resolutions;
    event->phase = ws->phase;
    pthread_mutex_unlock(&ws->lock);
}

void pl_lifecycle_tell(pl_workspace *ws, pl_event *event)
{
    pl_lifecycle_fill(ws, event);
    pl_events_publish(ws->background.events, event);
}

void pl_lifecycle_tell_phase(pl_workspace *ws)
{
    pl_event e = { .kind = PL_EVENT_PHASE };
    pl_lifecycle_tell(ws, &e);
}
