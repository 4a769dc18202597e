/* console.c - writes lines to a terminal or pipe without ever waiting long for its reader. A
 * reader that stalls misses lines; when it reads again, a line says how many. */
#include <pipelite/console.h>

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"

#define REST_NS UINT64_C(10000000000)

struct pl_console {
    int fd, patience_ms;
    pl_console_form form;
    pthread_mutex_t lock; /* guards all fields below */
    bool stalled;         /* the last line had no room */
    bool cut;             /* it was left in the middle */
    unsigned lost;        /* lines since there was room */
    uint64_t stalled_ns;  /* pl_clock_ns() when one had none; 0: all had room */
};

pl_console *pl_console_new(int fd, int patience_ms, pl_console_form form)
{
    pl_console *console = fd < 0 ? NULL : pl_mem_zalloc(sizeof *console);

    if (!console)
        return NULL;
    assert(patience_ms >= 0);
    console->fd = fd;
    console->patience_ms = patience_ms;
    console->form = form;
    pthread_mutex_init(&console->lock, NULL);
    return console;
}

void pl_console_free(pl_console *console)
{
    if (!console)
        return;
    pthread_mutex_destroy(&console->lock);
    pl_mem_free(console);
}

/* Is there room? A pipe that polls as writable accepts PIPE_BUF bytes without blocking
 * (pipe(7)). */
static bool has_room(pl_console *console)
{
    struct pollfd p = { .fd = console->fd, .events = POLLOUT };
    bool rests = console->stalled_ns && pl_clock_ns() - console->stalled_ns < REST_NS;

    if (poll(&p, 1, rests ? 0 : console->patience_ms) != 0)
        return true;
    console->stalled_ns = pl_clock_ns();
    return false;
}

/* Errors of write(2) are ignored: a missing reader or a full disk must not end a server. A
 * descriptor that we inherited may be nonblocking. */
static void write_ignoring(const pl_console *console, const char *bytes, size_t len)
{
    while (len) {
        ssize_t n = write(console->fd, bytes, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        bytes += n;
        len -= (size_t)n;
    }
}

static void report_lost(pl_console *console)
{
    static const char *const forms[] = {
        [PL_CONSOLE_TEXT] = "%s(%u lines are missing here: nothing read them)\n",
        [PL_CONSOLE_JSON] = "%s{\"missing_lines\":%u}\n",
    };
    char line[80];
    int n =
        snprintf(line, sizeof line, forms[console->form], console->cut ? "\n" : "", console->lost);

    write_ignoring(console, line, (size_t)n);
    console->lost = 0;
    console->stalled = console->cut = false;
}

bool pl_console_write(pl_console *console, pl_str line)
{
    size_t at = 0;

    if (!console)
        return false;
    pthread_mutex_lock(&console->lock);
    if (console->stalled && has_room(console))
        report_lost(console);
    while (at < line.len && has_room(console)) {
        size_t n = line.len - at < PIPE_BUF ? line.len - at : PIPE_BUF;
        write_ignoring(console, line.ptr + at, n);
        at += n;
    }
    if (at < line.len) {
        console->stalled = true;
        console->cut = console->cut || at > 0;
        console->lost++;
    }
    pthread_mutex_unlock(&console->lock);
    return at == line.len;
}
