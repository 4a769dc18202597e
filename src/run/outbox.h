/* outbox.h - the events of one run, in their order, until somebody takes them.
 *
 * An event says what happened to what; its message is written when it is taken, so that a run
 * without a consumer costs no JSON. That is possible because a panel, as it is shown in a status,
 * does not change any more once it has reached it (panel.h).
 *
 * Of one panel the first RUNNING and the final status stay; any other status that nobody has taken
 * is dropped when a later one comes.
 *
 * Invariants (pl_outbox__check in debug builds): `first` is a position of `all`, which is emptied
 * with its last event; an event of a panel names it; the position that a panel keeps is that of an
 * event of its own, which was not dropped.
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
    pl_panel *panel;             /* PANEL; of CONTROL: the check run */
    pl_control_run *control;     /* CONTROL */
    pl_check_progress *progress; /* CONTROL: as it was then; owned */
    const pl_str *names;         /* CLEARED; in the arena of the execution */
    uint32_t n_names;
} pl_news;

typedef struct pl_outbox {
    PL_VEC(pl_news) all;
    size_t first;   /* of `all`: not taken yet */
    uint64_t taken; /* so far, dropped ones included: positions count from the beginning */
} pl_outbox;

void pl_outbox_done(pl_outbox *outbox);
void pl_outbox_put(pl_outbox *outbox, pl_news news);
/* The status of a panel has changed. */
void pl_outbox_put_panel(pl_outbox *outbox, pl_panel *panel);
/* False: there is none. What `out` owns is the caller's then. */
bool pl_outbox_take(pl_outbox *outbox, pl_news *out);

#endif
