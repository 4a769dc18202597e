#include "cli/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static unsigned columns_of(int fd)
{
    struct winsize size;

    return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/* A terminal that was made for this process gets its size a moment after it: we may be faster. */
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

unsigned pl_terminal_clamp(int64_t columns)
{
    enum { ABSURD = 100000 };

    return columns < 0 ? 0 : columns > ABSURD ? ABSURD : (unsigned)columns;
}
