/* console.h - lines of a server on its standard output or error, which may be a pipe that is read
 * late or never.
 *
 * The loop of a server writes them, so a reader must not be able to stop it: a line waits for room
 * half a second at most, and once a reader has kept it waiting, not at all. Lines without room are
 * left out and counted; the count is the next line that has room.
 *
 * Threads: any; `lock` guards the rest, and lines of several threads do not mix. */
#ifndef PL_CLI_CONSOLE_H
#define PL_CLI_CONSOLE_H
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct pl_console {
    int fd;
    pthread_mutex_t lock;
    bool stalled;  /* the last line had no room */
    bool cut;      /* it was left in the middle */
    unsigned lost; /* lines since there was room */
} pl_console;

/* `fd` stays the caller's. pl_console_done() when nothing writes any more. */
void pl_console_init(pl_console *console, int fd);
void pl_console_done(pl_console *console);
/* Write one line with its newline. False when it was left out or cut. */
bool pl_console_write(pl_console *console, const char *line, size_t len);

#endif
