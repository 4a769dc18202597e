#include "cli/console.h"

#include <assert.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>

#include "cli/cli.h"

enum { PATIENCE_MS = 500 };

void pl_console_init(pl_console *console, int fd)
{
    *console = (pl_console){ .fd = fd };
    pthread_mutex_init(&console->lock, NULL);
}

void pl_console_done(pl_console *console)
{
    pthread_mutex_destroy(&console->lock);
}

/* Is there room? A pipe that polls as writable accepts PIPE_BUF bytes without blocking
 * (pipe(7)). */
static bool has_room(const pl_console *console)
{
    struct pollfd p = { .fd = console->fd, .events = POLLOUT };

    return poll(&p, 1, console->stalled ? 0 : PATIENCE_MS) != 0;
}

static void report_lost(pl_console *console)
{
    char line[80];
    int n = snprintf(line, sizeof line, "%s(%u lines are missing here: nothing read them)\n",
                     console->cut ? "\n" : "", console->lost);

    pl_cli_write(console->fd, line, (size_t)n);
    console->lost = 0;
    console->stalled = console->cut = false;
}

bool pl_console_write(pl_console *console, const char *line, size_t len)
{
    size_t at = 0;

    assert(line || !len);
    pthread_mutex_lock(&console->lock);
    if (console->stalled && has_room(console))
        report_lost(console);
    while (at < len && has_room(console)) {
        size_t n = len - at < PIPE_BUF ? len - at : PIPE_BUF;
        pl_cli_write(console->fd, line + at, n);
        at += n;
    }
    if (at < len) {
        console->stalled = true;
        console->cut = console->cut || at > 0;
        console->lost++;
    }
    pthread_mutex_unlock(&console->lock);
    return at == len;
}
