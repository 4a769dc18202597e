/* What data may do to a terminal: nothing but text, and colours where the output is painted. */
#include "cli/terminal.h"
#include "base/str.h"
#include "unit/test.h"
#include <fcntl.h>
#include <unistd.h>

/* What a writer lets through, in pieces of `step` bytes; standard output is a file meanwhile. */
static const char *through(bool (*writer)(void *ctx, pl_str bytes), const char *text, size_t step)
{
    static char got[256];
    char path[300];
    pl_terminal t = { .last = 0 };
    size_t len = strlen(text);
    snprintf(path, sizeof path, "%s/out", pl_test_dir());
    int before = dup(STDOUT_FILENO), file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    fflush(stdout);
    dup2(file, STDOUT_FILENO);
    for (size_t i = 0; i < len; i += step)
        writer(&t, (pl_str){ text + i, len - i < step ? len - i : step });
    dup2(before, STDOUT_FILENO);
    close(before);
    ssize_t n = pread(file, got, sizeof got - 1, 0);
    got[n < 0 ? 0 : n] = 0;
    close(file);
    pl_terminal_done(&t);
    return got;
}

static const struct {
    const char *what, *text, *clean, *colored, *stripped; /* NULL: the text as it is */
} rows[] = {
    { "text", "a b\tc\n", "a b\tc\n", "a b\tc\n", NULL },
    { "letters beyond ASCII", "\xc3\xa9\xc2\xa0x", "\xc3\xa9\xc2\xa0x", "\xc3\xa9\xc2\xa0x", NULL },
    { "a colour", "\033[1;31mred\033[0m.", "[1;31mred[0m.", "\033[1;31mred\033[0m.", "red." },
    { "a title", "\033]0;pwn\007red", "]0;pwnred", "]0;pwnred", NULL },
    { "the cursor", "\033[2J\033[10;5Hx", "[2J[10;5Hx", "[2J[10;5Hx", NULL },
    { "a question", "\033[c\033[6n\033[?25l", "[c[6n[?25l", "[c[6n[?25l", NULL },
    { "a C1 control",
      "a\xc2\x9b"
      "31mb",
      "a31mb", "a31mb", NULL },
    { "two beginnings", "\033\033[31mx", "[31mx", "\033[31mx", "\033x" },
    { "one in a colour", "\033[3\033[31mx", "[3[31mx", "[3\033[31mx", "\033[3x" },
    { "a long one", "\033[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1mx", "[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1mx",
      "[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1mx", NULL },
    { "other controls", "a\001\b\177b", "ab", "ab", NULL },
};

TEST(data_reaches_a_terminal_as_text)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        for (size_t step = 1; step < 8; step += 3) {
            CHECK_STR(through(pl_terminal_write, rows[i].text, step), rows[i].clean, rows[i].what);
            CHECK_STR(through(pl_terminal_colored, rows[i].text, step), rows[i].colored,
                      rows[i].what);
            CHECK_STR(through(pl_terminal_plain, rows[i].text, step),
                      rows[i].stripped ? rows[i].stripped : rows[i].text, rows[i].what);
        }
}
