/* spinner.h - one line on a terminal that says what is going on (check-and-outputs.md 17).
 *
 * Braille frames and a message, cut to the width, on the current line of a terminal;
 * the cursor is hidden meanwhile. Drawn by its callers, ten times a second at most.
 * Threads: one user. */
#ifndef PL_CLI_SPINNER_H
#define PL_CLI_SPINNER_H
#include <stdbool.h>
#include <stdint.h>

typedef struct pl_spinner {
    bool on;            /* there is a terminal */
    int fd;             /* that one */
    _Atomic bool shown; /* something is on the line */
    unsigned frame;
    uint64_t next; /* nanoseconds: not drawn before */
    char message[256];
} pl_spinner;

/* `fd`: a terminal; -1: nothing is ever shown. */
void pl_spinner_begin(pl_spinner *spinner, int fd);
/* Show `message` from now on; NULL: the same one. */
void pl_spinner_turn(pl_spinner *spinner, const char *message);
/* Wipe the line and show the cursor again; nothing when nothing is shown. */
void pl_spinner_hide(pl_spinner *spinner);
/* The same by another thread, right before the process ends. */
void pl_spinner_wipe(pl_spinner *spinner);

#endif
