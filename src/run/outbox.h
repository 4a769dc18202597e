/* outbox.h - the events of one run, in order, until the consumer takes them.
 *
 * An event records what happened; its message is written when it is taken, so a run without a
 * consumer costs no JSON. That works because the JSON of a node in a given status does not change
 * once the node has reached that status (node.h).
 *
 * For each node the first RUNNING event and the final status are kept; any other status that has
 * not been taken is dropped when a later one arrives.
 *
 * Invariants (pl_outbox__check in debug builds): `first` is a position in `all`, or both are empty;
 * a PANEL event names its node; `event_at` of a node is the position of an event of its own that
 * was not dropped.
 *
 * Threads: events are put, published and cleared under the lock of the run; any thread may take
 * them, without it, because a consumer should not wait while the run puts its nodes into lanes.
 * `lock` guards all of it but `news`; it is the innermost lock. What was put is taken when it was
 * published, which is done before the lock of the run is left. */
#ifndef PL_RUN_OUTBOX_H
#define PL_RUN_OUTBOX_H
#include "run/dashboard.h"
#include "run/exec.h"

typedef struct pl_news {
    uint8_t kind;   /* pl_run_event_kind */
    uint8_t status; /* of PANEL */
    bool dropped;
    pl_moment at;
    pl_node *panel;              /* PANEL: it; CONTROL: the node of the check */
    pl_node *control;            /* CONTROL */
    pl_check_progress *progress; /* CONTROL: the progress at that time; owned */
    const pl_str *names;         /* CLEARED: the inputs; in the arena of the execution */
    uint32_t n_names;
} pl_news;

typedef struct pl_outbox {
    pthread_mutex_t lock;
    PL_VEC(pl_news) all;
    size_t first;     /* events before this position were taken */
    size_t published; /* events from this position on may not be taken yet */
    atomic_bool news; /* set while there may be published events */
    pl_moment last;   /* when the last one was put: most are of the same second as the one before */
    uint64_t
        taken; /* events taken so far, dropped ones included: `event_at` counts from the start */
} pl_outbox;

void pl_outbox_init(pl_outbox *outbox);
void pl_outbox_done(pl_outbox *outbox);
void pl_outbox_put(pl_outbox *outbox, pl_news news);
/* Put an event: the status of `panel` has changed. */
void pl_outbox_put_panel(pl_outbox *outbox, pl_node *panel);
void pl_outbox_publish(pl_outbox *outbox);
/* Are there events, published or not? */
bool pl_outbox_any(pl_outbox *outbox);
/* Free the memory of an outbox without events. */
void pl_outbox_clear(pl_outbox *outbox);
/* May there be a published event? Read without a lock. False: certainly not. */
static inline bool pl_outbox_may_have(const pl_outbox *outbox)
{
    return atomic_load(&outbox->news);
}
/* Take the next published event; its owned fields pass to the caller. False: there is none. */
bool pl_outbox_take(pl_outbox *outbox, pl_news *out);

#endif
