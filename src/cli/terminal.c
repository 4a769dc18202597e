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

/* Tabs and line ends are kept, other control characters are not; a C1 control is C2 and a second
 * byte. */
static bool is_harmless(unsigned char last, unsigned char at)
{
    bool c1 = last == 0xc2 && at >= 0x80 && at < 0xa0;

    return !c1 && at != 0x7f && (at >= ' ' || at == '\n' || at == '\t' || at == '\r');
}

/* The length of the printable ASCII at the beginning, which needs no further test unless a C2 is
 * before it. */
static size_t printable_run(const char *ptr, size_t len)
{
    size_t n = 0;

    while (n < len && ptr[n] >= ' ' && ptr[n] < 0x7f)
        n++;
    return n;
}

static void add_harmless(pl_output *out, unsigned char *last, pl_str bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        size_t run = *last == 0xc2 ? 0 : printable_run(bytes.ptr + i, bytes.len - i);
        unsigned char at = (unsigned char)bytes.ptr[i];
        bool keep = is_harmless(*last, at);
        if (run > 1) {
            pl_output_bytes(out, bytes.ptr + i, run);
            i += run - 1;
            *last = (unsigned char)bytes.ptr[i];
            continue;
        }
        if (*last == 0xc2 && keep)
            pl_output_bytes(out, "\xc2", 1);
        if (keep && at != 0xc2)
            pl_output_bytes(out, &bytes.ptr[i], 1);
        *last = at;
    }
}

/* Hold `c` as part of an escape that may set a colour: ESC [ digits and semicolons m. */
static bool hold(pl_terminal *t, char c)
{
    bool inside = t->n_held == 1 ? c == '[' : (c >= '0' && c <= '9') || c == ';';

    assert(t->n_held <= sizeof(t->held));
    assert(t->n_held == 0 || t->held[0] == '\033');
    if (!t->n_held || !inside || t->n_held == sizeof(t->held))
        return false;
    t->held[t->n_held++] = c;
    return true;
}

/* An escape that sets a colour is held until it is complete; any other loses its ESC. */
static void hold_color(pl_terminal *t, char c)
{
    if (hold(t, c))
        return;
    if (t->n_held > 1 && c == 'm') {
        pl_output_bytes(&t->text, t->held, t->n_held);
        pl_output_bytes(&t->text, "m", 1);
        t->n_held = 0;
        t->last = 0;
        return;
    }
    if (t->n_held)
        add_harmless(&t->text, &t->last, (pl_str){ t->held + 1, t->n_held - 1 });
    t->n_held = c == '\033';
    t->held[0] = c;
    if (!t->n_held)
        add_harmless(&t->text, &t->last, (pl_str){ &c, 1 });
}

static void color(pl_terminal *t, pl_str bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        hold_color(t, bytes.ptr[i]);
}

bool pl_terminal_colored(void *ctx, pl_str bytes)
{
    pl_terminal *t = ctx;

    color(t, bytes);
    return pl_output_flush(&t->text, STDOUT_FILENO);
}

bool pl_terminal_show(int fd, pl_str text)
{
    pl_terminal t = { .last = 0 };
    bool ok;

    if (!isatty(fd))
        return pl_cli_write(fd, text.ptr, text.len);
    color(&t, text);
    ok = pl_output_flush(&t.text, fd);
    pl_terminal_done(&t);
    return ok;
}

bool pl_terminal_write(void *ctx, pl_str bytes)
{
    pl_terminal *t = ctx;

    add_harmless(&t->text, &t->last, bytes);
    return pl_output_flush(&t->text, STDOUT_FILENO);
}

/* An escape that sets a colour is left out; any other is data. */
static void strip_color(pl_terminal *t, char c)
{
    bool color;

    if (hold(t, c))
        return;
    color = t->n_held > 1 && c == 'm';
    if (!color)
        pl_output_bytes(&t->text, t->held, t->n_held);
    t->n_held = c == '\033';
    t->held[0] = c;
    if (!color && !t->n_held)
        pl_output_bytes(&t->text, &c, 1);
}

/* The number of bytes before the next escape. */
static size_t plain_run(const char *ptr, size_t len)
{
    const char *esc = memchr(ptr, '\033', len);

    return esc ? (size_t)(esc - ptr) : len;
}

/* Most texts have few escapes, so everything up to the next one is written at once. */
bool pl_terminal_plain(void *ctx, pl_str bytes)
{
    pl_terminal *t = ctx;

    for (size_t i = 0; i < bytes.len;) {
        if (!t->n_held) {
            size_t n = plain_run(bytes.ptr + i, bytes.len - i);
            pl_output_bytes(&t->text, bytes.ptr + i, n);
            i += n;
        }
        if (i < bytes.len)
            strip_color(t, bytes.ptr[i++]);
    }
    return pl_output_flush(&t->text, STDOUT_FILENO);
}

void pl_terminal_done(pl_terminal *t)
{
    pl_output_done(&t->text);
}

void pl_terminal_clean(pl_output *text)
{
    pl_output tamed = { 0 };
    unsigned char last = 0;

    add_harmless(&tamed, &last, (pl_str){ text->ptr, text->len });
    pl_output_done(text);
    *text = tamed;
}
