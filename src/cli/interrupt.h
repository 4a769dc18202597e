/* interrupt.h - Ctrl-C while something runs (cli.md 7.7).
 *
 * Each function begins a phase, in which Ctrl-C has another effect:
 *
 *     begin       the first Ctrl-C ends the process with 130
 *     arm         the first one fires `stop`: the run is cancelled, and its result is still shown.
 *                 A second one, or half a minute after the first, ends the process
 *     delivering  only a second one ends the process, because the reader of the result may be slow
 *     end         signals have their usual effect again
 *
 * SIGTERM and SIGHUP end the process in every phase, by the signal.
 *
 * No signal handler is installed: the signals are blocked and a thread waits for them. Before it
 * ends the process it restores the terminal and removes the file that is being exported.
 * Threads: begin before other threads are started, end after they have ended. */
#ifndef PL_CLI_INTERRUPT_H
#define PL_CLI_INTERRUPT_H
#include <stdatomic.h>

#include <pipelite/export.h>

#include "cli/spinner.h"
#include "cli/waiter.h"

typedef struct pl_interrupt {
    _Atomic(pl_stop *) stop; /* NULL: nothing that can be stopped runs */
    _Atomic bool delivering;
    pl_spinner *spinner; /* on the terminal's line; NULL: there is none */
    pl_waiter waiter;
} pl_interrupt;

void pl_interrupt_begin(pl_interrupt *in, pl_spinner *spinner);
void pl_interrupt_arm(pl_interrupt *in, pl_stop *stop);
void pl_interrupt_delivering(pl_interrupt *in);
void pl_interrupt_end(pl_interrupt *in);

#endif
