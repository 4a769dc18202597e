/* terminal.h - how wide it is (check-and-outputs.md 8.1), and what data must not do to it.
 * Threads: pure but for the terminal. */
#ifndef PL_CLI_TERMINAL_H
#define PL_CLI_TERMINAL_H
#include <stdint.h>

#include "cli/output.h"

/* Columns of the terminal that controls the process, also when the output goes elsewhere; 0:
 * there is none. */
unsigned pl_terminal_columns(void);
/* What the user asked for instead: nothing below 0, nothing absurd. */
unsigned pl_terminal_clamp(int64_t columns);

/* Output with data in it, on its way to a terminal; `{0}` is valid. Escapes and other controls
 * are left out there, wherever one write ends and the next begins. */
typedef struct pl_terminal {
    pl_output text;
    unsigned char last; /* the byte before; a C2 is held back: it may begin a C1 control */
} pl_terminal;

/* A pl_write_fn to standard output; `ctx` is a pl_terminal. */
bool pl_terminal_write(void *ctx, pl_str bytes);
void pl_terminal_done(pl_terminal *t);
/* The same of a whole text, in place. */
void pl_terminal_tame(pl_output *text);

#endif
