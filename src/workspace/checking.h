/* checking.h - the check of the newest content in the background.
 *
 *      NONE --start--> BUSY --start--> AGAIN
 *       ^               |  ^             |
 *       |              done +----done----+
 *       +---joined--- OVER
 *
 * The thread waits until resolution is complete, checks, and publishes PL_EVENT_CHECKED. When it
 * was started again meanwhile it does so once more.
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
    PL_CHECKING_AGAIN, /* the same, and there is other content to check */
    PL_CHECKING_OVER,  /* the thread is done and was not joined yet */
} pl_checking_state;

typedef struct pl_checking {
    pl_checking_state state; /* under ws->lock, as the rest */
    bool wanted;             /* for each generation, until it is ended */
    pthread_t thread;        /* unless NONE */
} pl_checking;

/* Check the content of now; in every later generation too. */
void pl_checking_start(pl_workspace *ws);
/* Join the thread; what it is checking is finished first. */
void pl_checking_end(pl_workspace *ws);

#endif
