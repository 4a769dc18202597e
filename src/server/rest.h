/* rest.h - an idle server gives memory back.
 *
 *     BUSY --three seconds without work--> RESTING --work--> BUSY
 *
 * Work is whatever takes or makes something large: a list that is asked for, a run, a generation
 * that is published. Health checks and metrics are not work: those of a pod come every few seconds.
 *
 * On entering RESTING the messages of the shelf are dropped, which are made again in
 * milliseconds; the allocator gives back what it keeps for the loop thread and the keeper; the
 * pages of a mapped image leave the process. Nothing else changes.
 *
 * Threads: the loop thread. */
#ifndef PL_SERVER_REST_H
#define PL_SERVER_REST_H
#include <stdbool.h>
#include <pipelite/server.h>

enum { PL_REST_AFTER_S = 3 };

typedef struct pl_rest {
    bool worked;    /* since the last second; set where the work begins */
    unsigned quiet; /* seconds without work, up to PL_REST_AFTER_S */
} pl_rest;

/* Once a second. */
void pl_rest_watch(pl_server *server);

#endif
