/* ending.h - Ctrl-C and SIGTERM while mods are changed (mod-management.md 11.2).
 *
 * The first signal cancels the command (pl_mods_cancel()), which then ends as soon as nothing is
 * half done; the second one ends the process. No signal handler is installed: the signals are
 * blocked and a thread waits for them. Threads: begin before other threads are started, end after
 * they have ended. */
#ifndef PL_CLI_ENDING_H
#define PL_CLI_ENDING_H
#include <pipelite/mods.h>

#include "cli/waiter.h"

typedef struct pl_ending {
    pl_mods *mods;
    pl_waiter waiter;
} pl_ending;

/* Start waiting for signals that cancel `mods`, which is borrowed until the end. */
void pl_ending_begin(pl_ending *ending, pl_mods *mods);
void pl_ending_end(pl_ending *ending);

#endif
