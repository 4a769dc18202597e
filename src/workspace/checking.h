/* checking.h - checks the newest content in the background.
 *
 *      NONE --start--> BUSY --start--> AGAIN
 *       ^               |  ^             |
 *       |              done +----done----+
 *       +---joined--- OVER
 *
 * The thread waits until resolution is complete, checks, and publishes PL_EVENT_CHECKED. If
 * pl_checking_start() was called meanwhile (AGAIN), it repeats all of that.
 *
 * Private to the room. Threads: start and end for one at a time, as pl_workspace_start_resolution.
 */
#ifndef PL_WORKSPACE_CHECKING_H
#define PL_WORKSPACE_CHECKING_H
#include <pipelite/workspace.h>
#include <pthread.h>

typedef enum pl_checking_state {
    PL_CHECKING_NONE,  /* there is no thread */
    PL_CHECKING_BUSY,  /* the thread checks, or waits for resolution */
    PL_CHECKING_AGAIN, /* BUSY, and newer content must be checked afterwards */
    PL_CHECKING_OVER,  /* the thread has ended and was not joined yet */
} pl_checking_state;

typedef struct pl_checking {
    pl_checking_state state; /* this and all members below: under ws->lock */
    bool wanted;             /* check every new generation, until pl_checking_end() */
    pthread_t thread;        /* unless NONE */
} pl_checking;

/* Check the current content, and that of every later generation. */
void pl_checking_start(pl_workspace *ws);
/* Join the thread after it has finished the check at hand. */
void pl_checking_end(pl_workspace *ws);

#endif
