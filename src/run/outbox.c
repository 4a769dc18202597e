#include "run/outbox.h"
#include "base/assert.h"
#include "base/clock.h"

void pl_outbox_done(pl_outbox *o)
{
    for (size_t i = o->first; i < o->all.n; i++)
        pl_mem_free(o->all.at[i].progress);
    pl_vec_done(&o->all);
    o->first = 0;
}

static void pl_outbox__check(const pl_outbox *o)
{
    pl_assert(o->first <= o->all.n);
    pl_assert(o->first < o->all.n || !o->all.n);
    pl_assert(!o->all.n || (o->all.at[o->all.n - 1].kind != PL_RUN_EVENT_PANEL ||
                            o->all.at[o->all.n - 1].panel));
    (void)o;
}

void pl_outbox_put(pl_outbox *o, pl_news news)
{
    pl_assert(!news.dropped && news.kind <= PL_RUN_EVENT_COMPLETED);
    news.at = pl_clock_wall_ns();
    pl_vec_push(&o->all, news);
    pl_outbox__check(o);
}

/* The event of `panel` that a later one may replace; NULL: there is none, or it was taken. */
static pl_news *droppable(pl_outbox *o, const pl_panel *panel)
{
    if (!panel->event_at || panel->event_at <= o->taken)
        return NULL;
    size_t at = o->first + (size_t)(panel->event_at - 1 - o->taken);
    pl_assert(at < o->all.n && o->all.at[at].panel == panel && !o->all.at[at].dropped);
    return &o->all.at[at];
}

void pl_outbox_put_panel(pl_outbox *o, pl_panel *panel)
{
    pl_news *last = droppable(o, panel);
    bool keep = panel->status >= PL_PANEL_COMPLETE ||
                (panel->status == PL_PANEL_RUNNING && !panel->has_run);
    if (last)
        last->dropped = true;
    panel->has_run |= panel->status == PL_PANEL_RUNNING;
    pl_outbox_put(o,
                  (pl_news){ .kind = PL_RUN_EVENT_PANEL, .status = panel->status, .panel = panel });
    panel->event_at = keep ? 0 : o->taken + (o->all.n - o->first);
}

bool pl_outbox_take(pl_outbox *o, pl_news *out)
{
    while (o->first < o->all.n) {
        *out = o->all.at[o->first++];
        o->taken++;
        if (o->first == o->all.n)
            o->first = o->all.n = 0;
        if (!out->dropped)
            return true;
    }
    return false;
}
