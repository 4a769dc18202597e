#include "cli/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

static unsigned columns_of(int fd)
{
    struct winsize size;

    return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

unsigned pl_terminal_columns(void)
{
    static const int standard[] = { STDOUT_FILENO, STDERR_FILENO, STDIN_FILENO };
    unsigned columns = 0;
    int fd;

    for (unsigned i = 0; i < 3 && !columns; i++)
        columns = columns_of(standard[i]);
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
