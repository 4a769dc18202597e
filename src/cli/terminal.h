/* terminal.h - how wide it is (check-and-outputs.md 8.1).
 * Threads: pure but for the terminal. */
#ifndef PL_CLI_TERMINAL_H
#define PL_CLI_TERMINAL_H
#include <stdint.h>

/* Columns of the terminal that controls the process, also when the output goes elsewhere; 0:
 * there is none. */
unsigned pl_terminal_columns(void);
/* What the user asked for instead: nothing below 0, nothing absurd. */
unsigned pl_terminal_clamp(int64_t columns);

#endif
