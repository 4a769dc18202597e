/* event.h - who wants to know what happens in a workspace, and tells them.
 *
 * Subscribers are called by the thread that publishes, in the order in which they came,
 * with no lock held: they may subscribe, unsubscribe and ask the workspace. When
 * pl_events_unsubscribe() has returned, the function is not called any more, unless it
 * unsubscribes itself.
 *
 * Threads: any. */
#ifndef PL_WORKSPACE_EVENT_H
#define PL_WORKSPACE_EVENT_H
#include <pipelite/phase.h>

typedef struct pl_events pl_events;

/* Owned; pl_events_free(), when nobody publishes any more. Subscriptions go with it. */
pl_events *pl_events_new(void);
void pl_events_free(pl_events *events); /* NULL is fine */

/* `kinds`: bits 1 << pl_event_kind. Borrowed from `events`. */
pl_subscription *pl_events_subscribe(pl_events *events, unsigned kinds, pl_event_fn *fn, void *ctx);
void pl_events_unsubscribe(pl_events *events, pl_subscription *subscription);
/* Is there anybody for this kind? */
bool pl_events_wanted(pl_events *events, pl_event_kind kind);
void pl_events_publish(pl_events *events, const pl_event *event);
/* Tell one alone: what it came too late for. */
void pl_events_tell(pl_events *events, pl_subscription *subscription, const pl_event *event);

#endif
