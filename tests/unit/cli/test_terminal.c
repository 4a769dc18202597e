/* What data may do to a terminal: nothing but text. */
#include "cli/terminal.h"
#include "base/str.h"
#include "unit/test.h"
#include <fcntl.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

/* The other end of a new terminal that changes nothing on its way; `*own` is our end. */
static int open_terminal(int *own)
{
    struct termios raw;
    *own = posix_openpt(O_RDWR | O_NOCTTY);
    if (*own < 0 || grantpt(*own) != 0 || unlockpt(*own) != 0)
        return -1;
    int fd = open(ptsname(*own), O_RDWR | O_NOCTTY);
    if (fd >= 0 && tcgetattr(fd, &raw) == 0) {
        cfmakeraw(&raw);
        tcsetattr(fd, TCSANOW, &raw);
    }
    return fd;
}

/* Read up to the dollar that ends it. */
static const char *read_back(int fd)
{
    static char got[256];
    size_t n = 0;
    ssize_t more;
    while (n < sizeof got - 1 && (more = read(fd, got + n, sizeof got - 1 - n)) > 0) {
        n += (size_t)more;
        if (got[n - 1] == '$')
            break;
    }
    got[n] = 0;
    return got;
}

/* What a result in pieces of `step` bytes shows; standard output is a terminal meanwhile. */
static const char *written(const char *text, size_t step)
{
    int own, fd = open_terminal(&own), before = dup(STDOUT_FILENO);
    pl_terminal t = { .n_held = 0 };
    size_t len = strlen(text);
    fflush(stdout);
    dup2(fd, STDOUT_FILENO);
    for (size_t i = 0; i < len; i += step)
        pl_terminal_write(&t, (pl_str){ text + i, len - i < step ? len - i : step });
    pl_terminal_write(&t, PL_S("$"));
    dup2(before, STDOUT_FILENO);
    const char *got = read_back(own);
    pl_terminal_done(&t);
    close(before);
    close(fd);
    close(own);
    return got;
}

static const struct {
    const char *what, *text, *shown;
} rows[] = {
    { "text", "a b\tc\n$", "a b\tc\n$" },
    { "letters beyond ASCII", "\xc3\xa9\xc2\xa0\xe6\x9d\xb1\xf0\x9f\x91\xa9$",
      "\xc3\xa9\xc2\xa0\xe6\x9d\xb1\xf0\x9f\x91\xa9$" },
    { "a colour", "\033[1;31mred\033[0m.$", "[1;31mred[0m.$" },
    { "a title", "\033]0;pwn\007red$", "]0;pwnred$" },
    { "the cursor", "\033[2J\033[10;5Hx$", "[2J[10;5Hx$" },
    { "a question", "\033[c\033[6n\033[?25l$", "[c[6n[?25l$" },
    { "the beginning of the line", "alarm\rok\r\n$", "alarmok\n$" },
    { "C1 as characters",
      "a\xc2\x9b"
      "31mb\xc2\x80\xc2\x9f\xc2\xa0$",
      "a31mb\xc2\xa0$" },
    { "C1 as bytes",
      "a\x9b"
      "31m$",
      "a\xef\xbf\xbd"
      "31m$" },
    { "other controls", "a\001\b\177b$", "ab$" },
    { "overrides and isolates",
      "\xe2\x80\xaa"
      "a\xe2\x80\xae"
      "b\xe2\x81\xa6"
      "c\xe2\x81\xa9$",
      "abc$" },
    { "their neighbours", "\xe2\x80\xa9\xe2\x80\xaf\xe2\x81\xa5$",
      "\xe2\x80\xa9\xe2\x80\xaf\xe2\x81\xa5$" },
    { "bytes that are no UTF-8", "\xff\xc3(\xc0\x9b\xed\xa0\x80$",
      "\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd$" },
    { "a character that ends too early", "\xe6\x9d$", "\xef\xbf\xbd\xef\xbf\xbd$" },
};

TEST(data_reach_a_terminal_as_text)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        for (size_t step = 1; step < 8; step++) {
            char text[128];
            snprintf(text, sizeof text, "%.*s", (int)strlen(rows[i].text) - 1, rows[i].text);
            CHECK_STR(written(text, step), rows[i].shown, rows[i].what);
        }
    }
}

/* A whole text: `show` to a terminal or a pipe. */
static const char *shown(const char *text, bool terminal)
{
    int own = -1, ends[2] = { -1, -1 };
    int fd = terminal ? open_terminal(&own) : pipe(ends) == 0 ? ends[1] : -1;
    pl_cli_show(fd, pl_str_cstr(text));
    const char *got = read_back(terminal ? own : ends[0]);
    close(fd);
    close(terminal ? own : ends[0]);
    return got;
}

TEST(texts_reach_a_terminal_as_text_and_a_pipe_as_they_are)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        CHECK_STR(shown(rows[i].text, true), rows[i].shown, rows[i].what);
        CHECK_STR(shown(rows[i].text, false), rows[i].text, rows[i].what);
    }
}
