/* keeper.h - the one thread that may take its time for the workspace.
 *
 *     loop thread                      keeper
 *     pl_keeper_post(task)  ------->   task->work(task)
 *     task->done(task)      <-------   wakes the loop
 *
 * Tasks are done one after the other in the order in which they were posted, so that a list
 * is never older than the one before. Between them the keeper follows the files: it calls `step`
 * when the descriptor of `watch` can be read or its deadline has come.
 *
 * Threads: as said with each function. */
#ifndef PL_SERVER_KEEPER_H
#define PL_SERVER_KEEPER_H
#include <stdbool.h>
#include <stdint.h>

typedef struct pl_keeper pl_keeper;

/* The first member of whatever is to be done. */
typedef struct pl_task {
    struct pl_task *next;
    void (*work)(struct pl_task *task); /* by the keeper; may be NULL */
    void (*done)(struct pl_task *task); /* by the loop thread; frees it */
} pl_task;

typedef struct pl_keeper_options {
    void (*wake)(void *ctx); /* tasks are done: pl_keeper_collect(). By the keeper */
    /* May be NULL: nothing is followed. */
    int (*descriptor)(void *ctx);    /* to poll for reading; -1: none */
    uint64_t (*deadline)(void *ctx); /* pl_clock_ns() of the next step; UINT64_MAX: none */
    void (*step)(void *ctx);
    void *ctx;
} pl_keeper_options;

/* Owned; pl_keeper_free(). NULL when no thread can be started (errno). */
pl_keeper *pl_keeper_new(const pl_keeper_options *options);
/* Finish the task under way, end the thread, and call `done` of all other tasks without their
 * `work`. NULL is fine. The loop thread. */
void pl_keeper_free(pl_keeper *keeper);
/* Post a task: the keeper calls `work`, later the loop thread calls `done`. `task` is taken. Any
 * thread. */
void pl_keeper_post(pl_keeper *keeper, pl_task *task);
/* Post a task without `work`: it goes to the loop thread at once. `task` is taken. Any thread. */
void pl_keeper_deliver(pl_keeper *keeper, pl_task *task);
/* Call `done` of the tasks that are ready. For the loop thread. */
void pl_keeper_collect(pl_keeper *keeper);

#endif
