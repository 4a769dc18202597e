/* console.h - lines of a server on its standard output or error or in its access log, which may be
 * a pipe that is read late or never.
 *
 * The loop of a server writes them, so a reader must not be able to stop it: a line waits for room
 * for `patience_ms` at most, and not at all within ten seconds after the reader has kept a line
 * waiting in vain. Lines without room are left out and counted; the count is the next line that
 * has room.
 *
 * Lifetime: pl_console_free(). Threads: any; lines of several threads do not mix. */
#ifndef PIPELITE_CONSOLE_H
#define PIPELITE_CONSOLE_H
#include <pipelite/base.h>

PL_C_BEGIN

typedef struct pl_console pl_console;

/* The form of the line that reports how many lines were left out. */
typedef enum pl_console_form {
    PL_CONSOLE_TEXT, /* a sentence in brackets */
    PL_CONSOLE_JSON, /* {"missing_lines":N} */
} pl_console_form;

/* Owned; NULL without a descriptor. `fd` stays the caller's, and open as long as this lives. */
pl_console *pl_console_new(int fd, int patience_ms, pl_console_form form);
void pl_console_free(pl_console *console); /* NULL is fine */
/* Write one line, which ends with a newline. False when it was left out or cut, and for NULL. */
bool pl_console_write(pl_console *console, pl_str line);

PL_C_END

#endif
