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

/* Tabs and ends of lines are left, no other control; a C1 control is C2 and a second byte. */
static bool is_harmless(unsigned char last, unsigned char at)
{
    bool c1 = last == 0xc2 && at >= 0x80 && at < 0xa0;

    return !c1 && at != 0x7f && (at >= ' ' || at == '\n' || at == '\t' || at == '\r');
}

static void tame(pl_output *out, unsigned char *last, pl_str bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char at = (unsigned char)bytes.ptr[i];
        bool keep = is_harmless(*last, at);
        if (*last == 0xc2 && keep)
            pl_output_bytes(out, "\xc2", 1);
        if (keep && at != 0xc2)
            pl_output_bytes(out, &bytes.ptr[i], 1);
        *last = at;
    }
}

bool pl_terminal_write(void *ctx, pl_str bytes)
{
    pl_terminal *t = ctx;

    tame(&t->text, &t->last, bytes);
    return pl_output_flush(&t->text, STDOUT_FILENO);
}

void pl_terminal_done(pl_terminal *t)
{
    pl_output_done(&t->text);
}

void pl_terminal_tame(pl_output *text)
{
    pl_output tamed = { 0 };
    unsigned char last = 0;

    tame(&tamed, &last, (pl_str){ text->ptr, text->len });
    pl_output_done(text);
    *text = tamed;
}
