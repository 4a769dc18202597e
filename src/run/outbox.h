/* outbox.h - the events of one run, in order, until the consumer takes them.
 *
 * An event records what happened; its message is written when it is taken, so a run without a
 * consumer costs no JSON. That works because the JSON of a panel in a given status does not change
 * once the panel has reached that status (panel.h).
 *
 * For each panel the first RUNNING event and the final status are kept; any other status that has
 * not been taken is dropped when a later one arrives.
 *
 * Invariants (pl_outbox__check in debug builds): `first` is a position in `all`, or both are empty;
 * a PANEL event names its panel; `event_at` of a panel is the position of an event of its own that
 * was not dropped.
 *
 * Threads: under the lock of the run. */
#ifndef PL_RUN_OUTBOX_H
#define PL_RUN_OUTBOX_H
#include "run/dashboard.h"
#include "run/exec.h"

typedef struct pl_news {
    uint8_t kind;   /* pl_run_event_kind */
    uint8_t status; /* of PANEL */
    bool dropped;
    int64_t at;                  /* pl_clock_wall_ns() */
    pl_panel *panel;             /* PANEL: it; CONTROL: the panel of the check */
    pl_control_run *control;     /* CONTROL */
    pl_check_progress *progress; /* CONTROL: the progress at that time; owned */
    const pl_str *names;         /* CLEARED: the inputs; in the arena of the execution */
    uint32_t n_names;
} pl_news;

typedef struct pl_outbox {
    PL_VEC(pl_news) all;
    size_t first; /* events before this position were taken */
    uint64_t
        taken; /* events taken so far, dropped ones included: `event_at` counts from the start */
} pl_outbox;

void pl_outbox_done(pl_outbox *outbox);
void pl_outbox_put(pl_outbox *outbox, pl_news news);
/* Put the event that the status of a panel has changed. */
void pl_outbox_put_panel(pl_outbox *outbox, pl_panel *panel);
/* Take the next event; its owned fields pass to the caller. False: there is none. */
bool pl_outbox_take(pl_outbox *outbox, pl_news *out);

#endif
