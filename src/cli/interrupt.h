/* interrupt.h - Ctrl-C while something runs (cli.md 7.7).
 *
 * The first one fires the stop: what runs is cancelled, the result is still shown. The second
 * one, or half a minute after the first, ends the process with 130. In between nothing is
 * installed: SIGINT is blocked and a thread waits for it.
 * Threads: begin before the run starts its own, end after they are gone. */
#ifndef PL_CLI_INTERRUPT_H
#define PL_CLI_INTERRUPT_H
#include <pthread.h>
#include <signal.h>

#include <pipelite/export.h>

typedef struct pl_interrupt {
    pl_stop *stop;
    pthread_t thread;
    sigset_t before; /* the mask of the caller */
    bool running;
} pl_interrupt;

void pl_interrupt_begin(pl_interrupt *in, pl_stop *stop);
void pl_interrupt_end(pl_interrupt *in);

#endif
