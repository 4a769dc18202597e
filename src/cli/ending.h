/* ending.h - Ctrl-C and SIGTERM while mods are changed (mod-management.md 11.2).
 *
 * The first signal asks the command to end as soon as nothing is left half done, the second one
 * ends the process. In between nothing is installed: the signals are blocked and a thread waits for
 * them. Threads: begin before others are started, end after they are gone. */
#ifndef PL_CLI_ENDING_H
#define PL_CLI_ENDING_H
#include <pipelite/mods.h>

#include "cli/waiter.h"

typedef struct pl_ending {
    pl_mods *mods;
    pl_waiter waiter;
} pl_ending;

void pl_ending_begin(pl_ending *ending, pl_mods *mods);
void pl_ending_end(pl_ending *ending);

#endif
