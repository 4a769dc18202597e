/* spinner.h - one line on a terminal that shows what is running (check-and-outputs.md 17).
 *
 * Braille frames and a message, cut to the width, on the current line of a terminal;
 * the cursor is hidden meanwhile. Its callers draw it, at most ten times a second.
 * Threads: one user. */
#ifndef PL_CLI_SPINNER_H
#define PL_CLI_SPINNER_H
#include <stdbool.h>
#include <stdint.h>

typedef struct pl_spinner {
    bool on;            /* there is a terminal */
    int fd;             /* the terminal */
    _Atomic bool shown; /* something is on the line */
    unsigned frame;
    uint64_t next; /* nanoseconds: it is not drawn before that time */
    char message[256];
} pl_spinner;

/* Initialise a spinner on the terminal `fd`, without drawing it; -1: nothing is ever shown. */
void pl_spinner_begin(pl_spinner *spinner, int fd);
/* Draw the next frame, if it is time, with `message` (copied); NULL: the last message. */
void pl_spinner_turn(pl_spinner *spinner, const char *message);
/* Wipe the line and show the cursor again, if the spinner is shown. */
void pl_spinner_hide(pl_spinner *spinner);
/* Like pl_spinner_hide(), for another thread, right before the process ends. */
void pl_spinner_wipe(pl_spinner *spinner);

#endif
