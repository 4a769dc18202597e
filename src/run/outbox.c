#include "run/outbox.h"
#include "base/assert.h"
#include "base/clock.h"

void pl_outbox_init(pl_outbox *o)
{
    *o = (pl_outbox){ 0 };
    pthread_mutex_init(&o->lock, NULL);
    atomic_init(&o->news, false);
}

void pl_outbox_done(pl_outbox *o)
{
    for (size_t i = o->first; i < o->all.n; i++)
        pl_mem_free(o->all.at[i].progress);
    pl_vec_done(&o->all);
    pthread_mutex_destroy(&o->lock);
}

static void pl_outbox__check(const pl_outbox *o)
{
    pl_assert(o->first <= o->published && o->published <= o->all.n);
    pl_assert(o->first < o->all.n || !o->all.n);
    pl_assert(!o->all.n || (o->all.at[o->all.n - 1].kind != PL_RUN_EVENT_PANEL ||
                            o->all.at[o->all.n - 1].panel));
    (void)o;
}

/* The offset from UTC is asked for once a second: that takes a lock of the whole process. */
static pl_moment moment_now(const pl_moment *last)
{
    int64_t now = pl_clock_wall_ns();
    if (!last->seconds || now / 1000000000 != last->seconds)
        return pl_moment_of(now);
    return (pl_moment){ last->seconds, (uint32_t)(now % 1000000000), last->offset };
}

/* With `lock`. */
static void put(pl_outbox *o, pl_news news)
{
    pl_assert(!news.dropped && news.kind <= PL_RUN_EVENT_COMPLETED);
    news.at = o->last = moment_now(&o->last);
    pl_vec_push(&o->all, news);
    pl_outbox__check(o);
}

void pl_outbox_put(pl_outbox *o, pl_news news)
{
    pthread_mutex_lock(&o->lock);
    put(o, news);
    pthread_mutex_unlock(&o->lock);
}

/* The event of `panel` that a later one may replace; NULL: there is none, or it was taken. */
static pl_news *droppable(pl_outbox *o, const pl_node *panel)
{
    if (!panel->state->event_at || panel->state->event_at <= o->taken)
        return NULL;
    size_t at = o->first + (size_t)(panel->state->event_at - 1 - o->taken);
    pl_assert(at < o->all.n && o->all.at[at].panel == panel && !o->all.at[at].dropped);
    return &o->all.at[at];
}

void pl_outbox_put_panel(pl_outbox *o, pl_node *panel)
{
    bool keep = panel->status >= PL_NODE_COMPLETE ||
                (panel->status == PL_NODE_RUNNING && !panel->state->has_run);
    pthread_mutex_lock(&o->lock);
    pl_news *last = droppable(o, panel);
    if (last)
        last->dropped = true;
    panel->state->has_run |= panel->status == PL_NODE_RUNNING;
    put(o, (pl_news){ .kind = PL_RUN_EVENT_PANEL, .status = panel->status, .panel = panel });
    panel->state->event_at = keep ? 0 : o->taken + (o->all.n - o->first);
    pthread_mutex_unlock(&o->lock);
}

void pl_outbox_publish(pl_outbox *o)
{
    pthread_mutex_lock(&o->lock);
    o->published = o->all.n;
    if (o->all.n)
        atomic_store(&o->news, true);
    pthread_mutex_unlock(&o->lock);
}

bool pl_outbox_any(pl_outbox *o)
{
    pthread_mutex_lock(&o->lock);
    bool any = o->first < o->all.n;
    pthread_mutex_unlock(&o->lock);
    return any;
}

void pl_outbox_clear(pl_outbox *o)
{
    pthread_mutex_lock(&o->lock);
    pl_assert(o->first == o->all.n);
    pl_vec_done(&o->all);
    atomic_store(&o->news, false);
    pthread_mutex_unlock(&o->lock);
}

static bool take(pl_outbox *o, pl_news *out)
{
    while (o->first < o->published) {
        *out = o->all.at[o->first++];
        o->taken++;
        if (o->first == o->all.n)
            o->first = o->published = o->all.n = 0;
        if (!out->dropped)
            return true;
    }
    return false;
}

bool pl_outbox_take(pl_outbox *o, pl_news *out)
{
    pthread_mutex_lock(&o->lock);
    bool any = take(o, out);
    pthread_mutex_unlock(&o->lock);
    return any;
}
