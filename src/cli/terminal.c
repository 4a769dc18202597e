#include "cli/terminal.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static unsigned columns_of(int fd)
{
    struct winsize size;

    return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/* The width of the terminal. One that was made for this process gets its size shortly after the
 * process starts, so this waits a moment. */
static unsigned columns_of_output(void)
{
    enum { TRIES = 20 };
    struct timespec moment = { .tv_nsec = 1000000 };
    unsigned columns = columns_of(STDOUT_FILENO);

    for (int i = 0; i < TRIES && !columns && isatty(STDOUT_FILENO); i++) {
        nanosleep(&moment, NULL);
        columns = columns_of(STDOUT_FILENO);
    }
    return columns;
}

unsigned pl_terminal_columns(void)
{
    unsigned columns = columns_of_output();
    int fd;

    if (!columns)
        columns = columns_of(STDERR_FILENO);
    if (!columns)
        columns = columns_of(STDIN_FILENO);
    if (columns || (fd = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC)) < 0)
        return columns;
    columns = columns_of(fd);
    close(fd);
    return columns;
}

unsigned pl_terminal_width(const pl_manners *manners)
{
    enum { UNKNOWN = 120 };
    const char *given = getenv("COLUMNS");
    unsigned columns = manners->quiet_pipes ? columns_of_output() : pl_terminal_columns();

    if (columns || !manners->quiet_pipes)
        return columns;
    columns = given ? pl_terminal_clamp(strtoll(given, NULL, 10)) : 0;
    return columns ? columns : UNKNOWN;
}

int pl_terminal_progress(const pl_manners *manners)
{
    int fd = manners->quiet_pipes ? STDERR_FILENO : STDOUT_FILENO;
    const char *term = getenv("TERM");
    bool dumb = manners->quiet_pipes && term && strcmp(term, "dumb") == 0;

    return isatty(fd) && !dumb ? fd : -1;
}

unsigned pl_terminal_clamp(int64_t columns)
{
    enum { ABSURD = 100000 };

    return columns < 0 ? 0 : columns > ABSURD ? ABSURD : (unsigned)columns;
}

bool pl_terminal_write(void *ctx, pl_str bytes)
{
    pl_terminal *t = ctx;
    size_t left;

    if (t->n_held) {
        pl_output_bytes(&t->joined, t->held, t->n_held);
        pl_output_str(&t->joined, bytes);
        bytes = (pl_str){ t->joined.ptr, t->joined.len };
    }
    left = pl_output_harmless(&t->text, bytes);
    assert(left < sizeof(t->held));
    memcpy(t->held, bytes.len ? bytes.ptr + bytes.len - left : "", left);
    t->n_held = left;
    t->joined.len = 0;
    return pl_output_flush_painted(&t->text, STDOUT_FILENO);
}

void pl_terminal_done(pl_terminal *t)
{
    pl_output_done(&t->text);
    pl_output_done(&t->joined);
}
