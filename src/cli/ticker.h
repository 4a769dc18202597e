/* ticker.h - shows that something runs, on the terminal's standard error, while its caller waits.
 *
 * For what has no progress of its own: a query, a dashboard. After half a second the line of a
 * spinner says what runs and for how long. Nothing as `powerpipe`, without a terminal, or with
 * --progress=false.
 *
 * Threads: one of its own draws; begin and end by one caller. The spinner is the ticker's until
 * pl_ticker_end(), but for pl_spinner_wipe(). */
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

/* Set up the spinner, for pl_interrupt_begin(). `what` is static. */
void pl_ticker_init(pl_ticker *ticker, const pl_cli *cli, const char *what);
void pl_ticker_begin(pl_ticker *ticker);
/* Wipe the line. */
void pl_ticker_end(pl_ticker *ticker);

#endif
