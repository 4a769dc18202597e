/* output.c - growing text, Go's quoting, writing to descriptors, and data made harmless. */
#include "cli/output.h"

#include <pipelite/harmless.h>
#include <pipelite/render.h>

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/exit.h"

void *pl_cli_grow(void *ptr, size_t size)
{
    static const char message[] = "Error: out of memory\n";
    void *grown = realloc(ptr, size ? size : 1);

    if (!grown) {
        pl_cli_write(STDERR_FILENO, message, sizeof(message) - 1);
        _exit(PL_EXIT_FAILED);
    }
    return grown;
}

void pl_output_done(pl_output *out)
{
    free(out->ptr);
    *out = (pl_output){ 0 };
}

static void reserve_bytes(pl_output *out, size_t more)
{
    size_t cap = out->cap ? out->cap : 1024;

    assert(out->len <= out->cap);
    if (more <= out->cap - out->len)
        return;
    while (cap - out->len < more)
        cap *= 2;
    out->ptr = pl_cli_grow(out->ptr, cap);
    out->cap = cap;
}

void pl_output_bytes(pl_output *out, const char *ptr, size_t len)
{
    if (len == 0)
        return;
    assert(ptr);
    reserve_bytes(out, len);
    memcpy(out->ptr + out->len, ptr, len);
    out->len += len;
}

void pl_output_text(pl_output *out, const char *text)
{
    pl_output_bytes(out, text, strlen(text));
}

void pl_output_str(pl_output *out, pl_str text)
{
    pl_output_bytes(out, text.ptr, text.len);
}

void pl_output_spaces(pl_output *out, size_t n)
{
    reserve_bytes(out, n);
    memset(out->ptr + out->len, ' ', n);
    out->len += n;
}

void pl_output_format(pl_output *out, const char *format, ...)
{
    va_list ap, again;
    int n;

    va_start(ap, format);
    va_copy(again, ap);
    n = vsnprintf(NULL, 0, format, ap);
    va_end(ap);
    if (n > 0) {
        reserve_bytes(out, (size_t)n + 1);
        vsnprintf(out->ptr + out->len, (size_t)n + 1, format, again);
        out->len += (size_t)n;
    }
    va_end(again);
}

void pl_output_duration(pl_output *out, uint64_t nanos)
{
    char text[PL_DURATION_SIZE];

    pl_output_bytes(out, text, pl_render_duration(nanos, text));
}

void pl_output_trim(pl_output *out, size_t from)
{
    assert(from <= out->len);
    while (out->len > from && strchr(" \t\r\n", out->ptr[out->len - 1]))
        out->len--;
}

/* ---- Go's %q */

/* The length of the UTF-8 sequence at `p`, whose code point goes to *cp; 0: it is not one. */
static size_t decode_rune(const unsigned char *p, size_t len, uint32_t *cp)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t n = p[0] < 0x80   ? 1
               : p[0] < 0xc2 ? 0
               : p[0] < 0xe0 ? 2
               : p[0] < 0xf0 ? 3
               : p[0] < 0xf5 ? 4
                             : 0;

    if (n == 0 || n > len)
        return 0;
    *cp = n == 1 ? p[0] : p[0] & (0xffu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        *cp = *cp << 6 | (p[i] & 0x3f);
    }
    if (*cp < least[n] || *cp > 0x10ffff || (*cp >= 0xd800 && *cp < 0xe000))
        return 0;
    return n;
}

/* Is the character printable? Controls, formats, blanks other than U+0020, private use and
 * noncharacters are not. */
static bool printable(uint32_t cp)
{
    static const struct {
        uint32_t first, last;
    } hidden[] = {
        { 0x0, 0x1f },         { 0x7f, 0xa0 },     { 0xad, 0xad },       { 0x600, 0x605 },
        { 0x61c, 0x61c },      { 0x6dd, 0x6dd },   { 0x70f, 0x70f },     { 0x1680, 0x1680 },
        { 0x180e, 0x180e },    { 0x2000, 0x200f }, { 0x2028, 0x202f },   { 0x205f, 0x206f },
        { 0x3000, 0x3000 },    { 0xd800, 0xf8ff }, { 0xfdd0, 0xfdef },   { 0xfeff, 0xfeff },
        { 0xfff0, 0xfffb },    { 0xfffe, 0xffff }, { 0x1fffe, 0x1ffff }, { 0xe0000, 0xe00ff },
        { 0xf0000, 0x10ffff },
    };

    for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
        if (cp >= hidden[i].first && cp <= hidden[i].last)
            return false;
    return true;
}

static void quote_rune(pl_output *out, const unsigned char *p, size_t n, uint32_t cp)
{
    static const char plain[] = "\a\b\f\n\r\t\v", letter[] = "abfnrtv";
    const char *at = cp && cp < 0x20 ? strchr(plain, (int)cp) : NULL;

    if (cp == '"' || cp == '\\')
        pl_output_format(out, "\\%c", (int)cp);
    else if (at)
        pl_output_format(out, "\\%c", letter[at - plain]);
    else if (printable(cp))
        pl_output_bytes(out, (const char *)p, n);
    else if (cp < 0x20 || cp == 0x7f)
        pl_output_format(out, "\\x%02x", (unsigned)cp);
    else if (cp < 0x10000)
        pl_output_format(out, "\\u%04x", (unsigned)cp);
    else
        pl_output_format(out, "\\U%08x", (unsigned)cp);
}

void pl_output_quote(pl_output *out, pl_str text)
{
    const unsigned char *p = (const unsigned char *)text.ptr;
    uint32_t cp;

    pl_output_text(out, "\"");
    for (size_t i = 0; i < text.len;) {
        size_t n = decode_rune(p + i, text.len - i, &cp);
        if (n == 0) {
            pl_output_format(out, "\\x%02x", p[i++]);
            continue;
        }
        quote_rune(out, p + i, n, cp);
        i += n;
    }
    pl_output_text(out, "\"");
}

/* ---- writing to descriptors */

/* Wait for room in a descriptor that another process has made non-blocking. */
static bool writable(int fd)
{
    struct pollfd p = { .fd = fd, .events = POLLOUT };

    return poll(&p, 1, -1) > 0 || errno == EINTR;
}

bool pl_cli_write(int fd, const char *ptr, size_t len)
{
    assert(ptr || !len);
    while (len > 0) {
        ssize_t n = write(fd, ptr, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN && writable(fd))
            continue;
        if (n <= 0)
            return false;
        ptr += n;
        len -= (size_t)n;
    }
    return true;
}

bool pl_cli_write_out(void *ctx, pl_str bytes)
{
    (void)ctx;
    return pl_cli_write(STDOUT_FILENO, bytes.ptr, bytes.len);
}

void pl_cli_write_log(void *ctx, pl_str line)
{
    (void)ctx;
    pl_cli_show(STDERR_FILENO, line);
}

bool pl_output_flush_painted(pl_output *out, int fd)
{
    assert(fd >= 0 && out->len <= out->cap);
    bool ok = pl_cli_write(fd, out->ptr, out->len);

    out->len = 0;
    return ok;
}

/* ---- data on a terminal */

size_t pl_output_harmless(pl_output *out, pl_str text)
{
    while (text.len) {
        pl_str shown;
        size_t n = pl_harmless_run(text);
        pl_output_bytes(out, text.ptr, n);
        text = (pl_str){ text.ptr + n, text.len - n };
        if (!text.len)
            break;
        n = pl_harmless_next(text, &shown);
        if (!n)
            return text.len;
        pl_output_str(out, shown);
        text = (pl_str){ text.ptr + n, text.len - n };
    }
    return 0;
}

void pl_output_data(pl_output *out, int fd, pl_str text)
{
    if (!isatty(fd))
        pl_output_str(out, text);
    else if (pl_output_harmless(out, text))
        pl_output_text(out, "\xef\xbf\xbd");
}

bool pl_cli_show(int fd, pl_str text)
{
    pl_output out = { 0 };
    bool ok;

    pl_output_data(&out, fd, text);
    ok = pl_output_flush_painted(&out, fd);
    pl_output_done(&out);
    return ok;
}

bool pl_output_flush(pl_output *out, int fd)
{
    bool ok;

    assert(fd >= 0 && out->len <= out->cap);
    ok = isatty(fd) ? pl_cli_show(fd, (pl_str){ out->ptr, out->len })
                    : pl_cli_write(fd, out->ptr, out->len);
    out->len = 0;
    return ok;
}
