/* ticker.h - shows on the terminal that something is running, while its caller waits.
 *
 * For runs that report no progress: a query, a dashboard. After half a second a spinner shows what
 * is running and for how long. Nothing is shown as `powerpipe`, without a terminal, or with
 * --progress=false.
 *
 * Threads: it draws on a thread of its own; one caller begins and ends it. Until pl_ticker_end()
 * only pl_spinner_wipe() may be called for its spinner. */
#ifndef PL_CLI_TICKER_H
#define PL_CLI_TICKER_H
#include <pthread.h>

#include "cli/cli.h"
#include "cli/spinner.h"

typedef struct pl_ticker {
    pl_spinner spinner;
    const char *what; /* "Running query" */
    pthread_t thread;
    pthread_mutex_t lock; /* guards `over` */
    pthread_cond_t ended;
    bool running, over;
} pl_ticker;

/* Initialise the ticker without starting its thread, so that its spinner can be given to
 * pl_interrupt_begin(). `what` is shown ("Running query"); static. */
void pl_ticker_init(pl_ticker *ticker, const pl_cli *cli, const char *what);
/* Start the thread, if anything may be shown. */
void pl_ticker_begin(pl_ticker *ticker);
/* Join the thread and wipe the line. */
void pl_ticker_end(pl_ticker *ticker);

#endif
