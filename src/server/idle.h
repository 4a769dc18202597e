/* idle.h - an idle server gives memory back.
 *
 *     BUSY --three seconds without work--> IDLE --work--> BUSY
 *
 * Work is whatever takes or makes something large: a list that is asked for, a run, a generation
 * that is published. Health checks and metrics are not work: those of a pod come every few seconds.
 *
 * On entering IDLE the messages of the message cache are dropped, which are made again in
 * milliseconds; the allocator gives back what it keeps for the loop thread and the keeper; the
 * pages of a mapped image leave the process. Nothing else changes.
 *
 * Threads: the loop thread. */
#ifndef PL_SERVER_IDLE_H
#define PL_SERVER_IDLE_H
#include <stdbool.h>
#include <pipelite/server.h>

enum { PL_IDLE_AFTER_S = 3 };

typedef struct pl_idle_state {
    bool worked;    /* since the last second; set where the work begins */
    unsigned quiet; /* seconds without work, up to PL_IDLE_AFTER_S */
} pl_idle_state;

/* Enter or leave IDLE. Called once a second. */
void pl_idle_watch(pl_server *server);

#endif
