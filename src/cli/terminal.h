/* terminal.h - how wide it is (check-and-outputs.md 8.1), and what data must not do to it.
 * Threads: pure but for the terminal. */
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
/* What the user asked for instead: nothing below 0, nothing absurd. */
unsigned pl_terminal_clamp(int64_t columns);

/* Output with data in it, on its way to a terminal; `{0}` is valid. Escapes and other controls
 * are left out there, wherever one write ends and the next begins. */
typedef struct pl_terminal {
    pl_output text;
    unsigned char last; /* the byte before; a C2 is held back: it may begin a C1 control */
    char held[24];      /* the beginning of an escape that may set a colour */
    unsigned n_held;
} pl_terminal;

/* A pl_write_fn to standard output; `ctx` is a pl_terminal. */
bool pl_terminal_write(void *ctx, pl_str bytes);
/* The same without colours alone: what is not for a terminal keeps all else of the data. */
bool pl_terminal_plain(void *ctx, pl_str bytes);
/* The same with colours, which are escapes of our own: for what is painted and has data in it. */
bool pl_terminal_colored(void *ctx, pl_str bytes);
/* A whole text to a stream: on a terminal as pl_terminal_colored() has it, else as it is. */
bool pl_terminal_show(int fd, pl_str text);
void pl_terminal_done(pl_terminal *t);
/* The same of a whole text, in place. */
void pl_terminal_clean(pl_output *text);

#endif
