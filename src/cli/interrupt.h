/* interrupt.h - Ctrl-C while something runs (cli.md 7.7).
 *
 *     begin      the first one ends the process with 130
 *     arm        the first one fires the stop: what runs is cancelled, the result is still shown;
 *                the second one, or half a minute after the first, ends the process
 *     delivering only a second one ends the process: the reader of the result may be slow
 *     end        nothing is special any more
 *
 * SIGTERM and SIGHUP end the process as ever, by the signal, whatever the phase.
 *
 * In between nothing is installed: the signals are blocked and a thread waits for them. Before it
 * ends the process it puts the terminal back and removes the file that is being exported.
 * Threads: begin before others are started, end after they are gone. */
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
