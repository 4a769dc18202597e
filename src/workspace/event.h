/* event.h - the subscribers to the events of a workspace.
 *
 * Subscribers are called by the thread that publishes, in the order in which they subscribed,
 * with no lock held: they may subscribe, unsubscribe and use the workspace. Once
 * pl_events_unsubscribe() has returned, the function is not called any more, and no call of it is
 * in progress, except the one from which it unsubscribed itself.
 *
 * To add a kind of event, begin with pl_event_kind in pipelite/phase.h. The code that reports it
 * fills in a pl_event and calls pl_lifecycle_publish(), which adds generation, resolution and
 * phase.
 *
 * Threads: any. */
#ifndef PL_WORKSPACE_EVENT_H
#define PL_WORKSPACE_EVENT_H
#include <pipelite/phase.h>

typedef struct pl_events pl_events;

/* Owned; pl_events_free(), when no thread publishes any more. It frees the subscriptions. */
pl_events *pl_events_new(void);
void pl_events_free(pl_events *events); /* NULL is fine */

/* `kinds`: bits 1 << pl_event_kind. Borrowed from `events`. */
pl_subscription *pl_events_subscribe(pl_events *events, unsigned kinds, pl_event_fn *fn, void *ctx);
void pl_events_unsubscribe(pl_events *events, pl_subscription *subscription);
/* Has any subscriber subscribed to this kind? If not, the event need not be made. */
bool pl_events_wanted(pl_events *events, pl_event_kind kind);
/* Call all subscribers to the kind of `event`; returns after the last call. */
void pl_events_publish(pl_events *events, const pl_event *event);
/* Call only this subscriber, with an event that was published before it subscribed. */
void pl_events_tell(pl_events *events, pl_subscription *subscription, const pl_event *event);

#endif
