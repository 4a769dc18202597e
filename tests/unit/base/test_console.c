/* test_console.c - a server's lines when nothing reads them. */
#include <pipelite/console.h>
#include "unit/test.h"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { LINES = 3000, WIDTH = 100 };

static size_t drain(int fd, char *out, size_t size)
{
    size_t n = 0;
    ssize_t got;
    while (n + 1 < size && (got = read(fd, out + n, size - 1 - n)) > 0)
        n += (size_t)got;
    out[n] = 0;
    return n;
}

TEST(lines_that_nothing_reads_are_counted)
{
    static char text[LINES * WIDTH * 2];
    char line[WIDTH];
    int fds[2];
    unsigned written = 0, lost = 0;
    pl_console *console;
    memset(line, 'x', sizeof line);
    line[WIDTH - 1] = '\n';
    CHECK_INT(pipe(fds), 0, "pipe");
    fcntl(fds[0], F_SETFL, O_NONBLOCK);
    console = pl_console_new(fds[1], 500, PL_CONSOLE_TEXT);
    for (int i = 0; i < LINES; i++)
        *(pl_console_write(console, (pl_str){ line, sizeof line }) ? &written : &lost) += 1;
    CHECK_INT(lost > 0 && written > 0, true, "a full pipe ends no call");
    size_t n = drain(fds[0], text, sizeof text);
    CHECK_INT(n, written * sizeof line, "whole lines");
    CHECK_INT(pl_console_write(console, (pl_str){ line, sizeof line }), true,
              "there is room again");
    drain(fds[0], text, sizeof text);
    char want[80];
    snprintf(want, sizeof want, "(%u lines are missing here: nothing read them)\n", lost);
    CHECK_INT(strncmp(text, want, strlen(want)), 0, "the count comes first");
    CHECK_INT(strlen(text), strlen(want) + sizeof line, "then the line");
    pl_console_free(console);
    close(fds[0]);
    close(fds[1]);
}

TEST(lines_longer_than_a_pipe_are_cut)
{
    static char big[200 * 1024], text[400 * 1024];
    int fds[2];
    pl_console *console;
    memset(big, 'y', sizeof big);
    big[sizeof big - 1] = '\n';
    CHECK_INT(pipe(fds), 0, "pipe");
    fcntl(fds[0], F_SETFL, O_NONBLOCK);
    console = pl_console_new(fds[1], 500, PL_CONSOLE_TEXT);
    CHECK_INT(pl_console_write(console, (pl_str){ big, sizeof big }), false,
              "no room for all of it");
    size_t n = drain(fds[0], text, sizeof text);
    CHECK_INT(n > 0 && n < sizeof big, true, "its beginning is there");
    CHECK_INT(pl_console_write(console, (pl_str){ "next\n", 5 }), true, "the next one");
    drain(fds[0], text, sizeof text);
    CHECK_STR(text, "\n(1 lines are missing here: nothing read them)\nnext\n",
              "on a line of its own");
    pl_console_free(console);
    close(fds[0]);
    close(fds[1]);
}
