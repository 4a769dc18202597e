/* terminal.h - the width of the terminal (check-and-outputs.md 8.1), and data made harmless for it.
 * Threads: pure over their arguments and the terminal. */
#ifndef PL_CLI_TERMINAL_H
#define PL_CLI_TERMINAL_H
#include <stdint.h>

#include "cli/manners.h"
#include "cli/output.h"

/* Columns of the terminal that controls the process, also when the output goes elsewhere; 0:
 * there is none. */
unsigned pl_terminal_columns(void);
/* Columns of text output: the terminal's; else, with quiet pipes, COLUMNS or 120. 0: unknown. */
unsigned pl_terminal_width(const pl_manners *manners);
/* The stream that progress is shown on: standard output under the name powerpipe, else standard
 * error; -1 when that is no terminal, or a dumb one. */
int pl_terminal_progress(const pl_manners *manners);
/* A width that the user gave, limited to sensible values: 0 if it is negative. */
unsigned pl_terminal_clamp(int64_t columns);

/* Writes a result to a terminal and makes the data in it harmless (pipelite/harmless.h). `{0}` is
 * valid. A character may be split between two writes. */
typedef struct pl_terminal {
    pl_output text, joined;
    char held[4]; /* the beginning of a character */
    size_t n_held;
} pl_terminal;

/* A pl_write_fn to standard output, which is a terminal; `ctx` is a pl_terminal. */
bool pl_terminal_write(void *ctx, pl_str bytes);
void pl_terminal_done(pl_terminal *t);

#endif
