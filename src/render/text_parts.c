/* text_parts.c - measures, cuts and paints text by runes, writes counters and graphs, and skips
 * escape sequences. */
#include "render/text_parts.h"
#include "base/assert.h"
#include "base/harmless.h"
#include "base/str.h"
#include "base/utf8.h"
#include "value/quote.h"
#include <limits.h>
#include <utf8proc.h>

static const char ellipsis[] = "\xe2\x80\xa6";    /* U+2026 */
static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

/* ---- colours */

/* ORDER paints */
static const char *const codes[] = {
    "38;5;238", "1;97", "1;93", "1;92", "1;91",     "38;5;242",
    "97",       "91",   "92",   "96",   "38;5;246", "38;5;248",
};

static void begin(pl_pen *pen, const char *code)
{
    pl_buf_cstr(pen->out, "\033[");
    pl_buf_cstr(pen->out, code);
    pl_buf_byte(pen->out, 'm');
}

static void reset(pl_pen *pen)
{
    pl_buf_cstr(pen->out, "\033[0m");
}

void pl_pen_paint(pl_pen *pen, pl_paint paint, pl_str text)
{
    if (pen->color)
        begin(pen, codes[paint]);
    pl_buf_str(pen->out, text);
    if (pen->color)
        reset(pen);
}

/* ORDER statuses */
pl_paint pl_paint_of_word(pl_row_status status)
{
    static const uint8_t paint[] = { PL_PAINT_FAILED, PL_PAINT_FAILED, PL_PAINT_CELL_INFO,
                                     PL_PAINT_CELL_OK, PL_PAINT_GREY };
    return (pl_paint)paint[status];
}

pl_paint pl_paint_of_reason(pl_row_status status)
{
    static const uint8_t paint[] = { PL_PAINT_CELL_FAIL, PL_PAINT_CELL_FAIL, PL_PAINT_CELL_INFO,
                                     PL_PAINT_REASON_OK, PL_PAINT_GREY };
    return (pl_paint)paint[status];
}

pl_paint pl_paint_of_cells(pl_row_status status)
{
    static const uint8_t paint[] = { PL_PAINT_CELL_FAIL, PL_PAINT_CELL_FAIL, PL_PAINT_CELL_INFO,
                                     PL_PAINT_CELL_OK, PL_PAINT_GREY };
    return (pl_paint)paint[status];
}

/* ---- measuring */

/* Is it in the Unicode classes L, M, N, P, S or a space separator? */
static bool is_graphic(uint32_t cp)
{
    if (cp < 0x7f)
        return cp >= ' ';
    return pl_quote_is_printable(cp) ||
           utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_ZS;
}

static bool is_word(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t digits(pl_str s, size_t at, size_t most)
{
    pl_assert(at <= s.len);
    size_t n = 0;
    while (n < most && at + n < s.len && s.ptr[at + n] >= '0' && s.ptr[at + n] <= '9')
        n++;
    return n;
}

/* The end of a title or the like, which a bell ends; 0: it is something else. */
static size_t escape_string(pl_str s, size_t at)
{
    pl_assert(at <= s.len);
    while (at < s.len && (is_word((unsigned char)s.ptr[at]) || s.ptr[at] == ';'))
        at++;
    return at < s.len && s.ptr[at] == 7 ? at + 1 : 0;
}

/* Read numbers with semicolons and a final letter. */
static size_t escape_control(pl_str s, size_t at)
{
    pl_assert(at <= s.len);
    size_t n = digits(s, at, 4);
    if (n) {
        at += n;
        while (at < s.len && s.ptr[at] == ';')
            at += 1 + digits(s, at + 1, 4);
    }
    static const char final[] = "ABCDEFGHIJKLMNOPRZcfghijklmntqry=><~0123456789";
    if (at < s.len && pl_char_in(s.ptr[at], final))
        return at + 1;
    return n ? at : 0; /* the last digit is its final one */
}

/* The length of the escape sequence that `s` begins with. */
static size_t escape_length(pl_str s)
{
    size_t at = 0;
    if (s.len && s.ptr[0] == 033)
        at = 1;
    else if (s.len > 1 && (unsigned char)s.ptr[0] == 0xc2 && (unsigned char)s.ptr[1] == 0x9b)
        at = 2;
    else
        return 0;
    while (at < s.len && pl_char_in(s.ptr[at], "[]()#;?"))
        at++;
    size_t end = escape_string(s, at);
    return end ? end : escape_control(s, at);
}

/* A rune that is shown for one or more bytes of the text. */
typedef struct rune {
    pl_str bytes;
    size_t used; /* of the text */
    bool printable;
} rune;

/* The next character and what is shown for it. For a terminal, escape sequences and harmful
 * characters are replaced; elsewhere they are kept and have no length. */
static rune next_rune(const pl_pen *pen, pl_str s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    if (*p >= ' ' && *p < 0x7f)
        return (rune){ { s.ptr, 1 }, 1, true };
    unsigned len = pl_utf8_len(p, p + s.len);
    uint32_t cp = len ? pl_utf8_decode(p, len) : 0xfffd;
    if (pen->terminal && len && !pl_utf8_valid(pl_str_sub(s, 0, len)))
        len = 0;
    if (pen->terminal && (!len || pl_is_harmful(cp)))
        return (rune){ { replacement, 3 }, len ? len : 1, true };
    size_t escape = pen->terminal ? 0 : escape_length(s);
    if (escape)
        return (rune){ { s.ptr, escape }, escape, false };
    len = len ? len : 1;
    return (rune){ { s.ptr, len }, len, is_graphic(cp) };
}

/* The length of the printable ASCII from `at` on, at most `most`; nearly all text is that. */
static size_t plain_run(pl_str s, size_t at, size_t most)
{
    pl_assert(at <= s.len);
    size_t n = 0;
    most = most < s.len - at ? most : s.len - at;
    while (n < most && (unsigned char)(s.ptr[at + n] - ' ') < 0x7f - ' ')
        n++;
    return n;
}

long pl_pen_length(const pl_pen *pen, pl_str text)
{
    long n = 0;
    for (size_t i = 0; i < text.len;) {
        size_t plain = plain_run(text, i, SIZE_MAX);
        n += (long)plain;
        i += plain;
        if (i == text.len)
            break;
        rune r = next_rune(pen, pl_str_sub(text, i, text.len));
        n += r.printable;
        i += r.used;
    }
    return n;
}

/* Pass up to `n` printable runes of `text`, and what is between them, to `out` unless that is
 * NULL. Returns the number of bytes of `text`. */
static size_t pass(const pl_pen *pen, pl_str text, long n, pl_buf *out)
{
    size_t i = 0;
    while (i < text.len) {
        size_t plain = n > 0 ? plain_run(text, i, (size_t)n) : 0;
        if (out)
            pl_buf_add(out, text.ptr + i, plain);
        n -= (long)plain;
        i += plain;
        if (i == text.len)
            break;
        rune r = next_rune(pen, pl_str_sub(text, i, text.len));
        if (r.printable && n-- <= 0)
            break;
        if (out)
            pl_buf_str(out, r.bytes);
        i += r.used;
    }
    return i;
}

size_t pl_pen_prefix(const pl_pen *pen, pl_str text, long n)
{
    return pass(pen, text, n, NULL);
}

void pl_pen_data(pl_pen *pen, pl_str text)
{
    pass(pen, text, LONG_MAX, pen->out);
}

void pl_pen_put_colored(pl_pen *pen, unsigned color, pl_str text)
{
    pl_buf_printf(pen->out, "\033[38;5;%um", color);
    pl_pen_data(pen, text);
    reset(pen);
}

long pl_pen_cut(const pl_pen *pen, pl_str text, long n, pl_buf *out)
{
    long total = 0;
    if (n <= 1)
        return 0;
    for (bool first = true; first || text.ptr; first = false) {
        pl_str line = pl_str_split(&text, '\n');
        long length = pl_pen_length(pen, line);
        if (!first)
            pl_buf_byte(out, '\n');
        pass(pen, line, length > n ? n - 1 : length, out);
        if (length > n)
            pl_buf_cstr(out, ellipsis);
        total += length > n ? n : length;
    }
    return total;
}

/* ---- parts of a line */

void pl_pen_spacer(pl_pen *pen, long width)
{
    static const char dots[] = "................................................................";
    if (width <= 0)
        return;
    if (width > 1 && pen->color)
        begin(pen, codes[PL_PAINT_INDENT]);
    for (long left = width - 1; left > 0; left -= (long)sizeof(dots) - 1)
        pl_buf_add(pen->out, dots, left < (long)sizeof(dots) - 1 ? (size_t)left : sizeof(dots) - 1);
    if (width > 1 && pen->color)
        reset(pen);
    pl_buf_byte(pen->out, ' ');
}

void pl_text_commas(pl_buf *out, uint64_t n)
{
    char text[32];
    int at = sizeof text, count = 0;
    do {
        if (count && count % 3 == 0)
            text[--at] = ',';
        text[--at] = (char)('0' + n % 10);
        count++;
    } while ((n /= 10) != 0);
    pl_buf_add(out, text + at, sizeof text - (size_t)at);
}

long pl_text_commas_length(uint64_t n)
{
    long count = 1;
    while ((n /= 10) != 0)
        count++;
    return count + (count - 1) / 3;
}

static bool is_word_of(pl_str text, const char *upper)
{
    size_t n = strlen(upper);
    for (size_t i = 0; text.len == n && i < n; i++)
        if (text.ptr[i] != upper[i] && text.ptr[i] != upper[i] + ('a' - 'A'))
            return false;
    return text.len == n;
}

static pl_str severity_word(pl_str severity)
{
    if (is_word_of(severity, "CRITICAL"))
        return PL_S("CRITICAL");
    if (is_word_of(severity, "HIGH"))
        return PL_S("HIGH");
    return (pl_str){ 0 };
}

long pl_text_severity_length(pl_str severity)
{
    pl_str word = severity_word(severity);
    return word.len ? (long)word.len + 1 : 0;
}

void pl_pen_severity(pl_pen *pen, pl_str severity)
{
    pl_str word = severity_word(severity);
    if (!word.len)
        return;
    pl_pen_paint(pen, PL_PAINT_SEVERITY, word);
    pl_buf_byte(pen->out, ' ');
}

static long failed_width(const pl_pen *pen, uint32_t failed, bool pad)
{
    long own = pl_text_commas_length(failed);
    long most = pad ? pl_text_commas_length(pen->max_failed) : 0;
    return own > most ? own : most;
}

static long total_width(const pl_pen *pen, uint32_t total)
{
    long own = pl_text_commas_length(total), most = pl_text_commas_length(pen->max_total);
    return own > most ? own : most;
}

long pl_pen_counter_length(const pl_pen *pen, uint32_t failed, uint32_t total, bool pad)
{
    return failed_width(pen, failed, pad) + total_width(pen, total) + 4;
}

static void paint_number(pl_pen *pen, pl_paint paint, uint32_t n, long width)
{
    if (pen->color)
        begin(pen, codes[paint]);
    pl_buf_fill(pen->out, ' ', (size_t)(width - pl_text_commas_length(n)));
    pl_text_commas(pen->out, n);
    if (pen->color)
        reset(pen);
    pl_buf_byte(pen->out, ' ');
}

void pl_pen_counter(pl_pen *pen, uint32_t failed, uint32_t total, bool pad)
{
    paint_number(pen, failed ? PL_PAINT_FAILED : PL_PAINT_INDENT, failed,
                 failed_width(pen, failed, pad));
    pl_pen_paint(pen, failed ? PL_PAINT_DIVIDER : PL_PAINT_INDENT, PL_S("/"));
    pl_buf_byte(pen->out, ' ');
    paint_number(pen, failed ? PL_PAINT_TOTAL : PL_PAINT_PASSED, total, total_width(pen, total));
}

/* ---- graph */

static unsigned cells(uint32_t n, double segment)
{
    pl_assert(segment >= 0);
    double exact = n / segment;
    unsigned whole = (unsigned)exact;
    return whole < exact ? whole + 1 : whole;
}

void pl_text_graph_cells(uint32_t failed, uint32_t total, uint32_t max, unsigned *fail,
                         unsigned *pass)
{
    *fail = *pass = 0;
    if (!max)
        return;
    double segment = (double)max / PL_GRAPH_CELLS;
    *fail = failed ? cells(failed, segment) : 0;
    unsigned all = cells(total, segment);
    *fail = *fail > PL_GRAPH_CELLS ? PL_GRAPH_CELLS : *fail;
    all = all > PL_GRAPH_CELLS ? PL_GRAPH_CELLS : all < *fail ? *fail : all;
    *pass = all - *fail;
    if (*pass == 0 && failed < total && all < PL_GRAPH_CELLS)
        *pass = 1;
}

static void paint_cells(pl_pen *pen, pl_paint paint, unsigned n)
{
    pl_pen_paint(pen, paint, pl_str_make("==========", n));
}

void pl_pen_graph(pl_pen *pen, uint32_t failed, uint32_t total, pl_paint fail)
{
    unsigned n_fail, n_pass;
    pl_text_graph_cells(failed, total, pen->max_total, &n_fail, &n_pass);
    pl_pen_paint(pen, PL_PAINT_DIVIDER, PL_S("["));
    paint_cells(pen, fail, n_fail);
    paint_cells(pen, PL_PAINT_CELL_OK, n_pass);
    pl_buf_fill(pen->out, ' ', PL_GRAPH_CELLS - n_fail - n_pass);
    pl_pen_paint(pen, PL_PAINT_DIVIDER, PL_S("]"));
}
