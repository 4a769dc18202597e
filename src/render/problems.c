/* problems.c - messages with the line of source that they are about:
 *
 *     Error: Unsupported argument
 *       --> fleet.pp:5:3
 *        |
 *      5 |   titel = "x"
 *        |   ^^^^^
 *        = An argument named "titel" is not expected here. Did you mean "title"?
 *
 * Source is not trusted: its control characters are shown as a replacement character, and a tab
 * takes four columns here and in the line of marks alike. */
#include <pipelite/render.h>
#include <utf8proc.h>
#include "base/assert.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/harmless.h"
#include "base/oom.h"
#include "base/path.h"
#include "base/sized.h"
#include "base/str.h"
#include "base/utf8.h"
#include "render/text_give.h"

enum { TAB = 4 };

typedef struct paint {
    const char *error, *warning, *frame, *end;
} paint;

static const paint plain = { "", "", "", "" };
static const paint colors = { "\033[1;31m", "\033[1;33m", "\033[34m", "\033[0m" };

static unsigned digits_of(uint32_t n)
{
    unsigned digits = 1;

    while (n /= 10)
        digits++;
    return digits;
}

/* The columns that a code point takes after cleaning. */
static unsigned columns_of(uint32_t cp)
{
    if (cp == '\t')
        return TAB;
    int width = utf8proc_charwidth((utf8proc_int32_t)cp);
    return pl_is_harmful(cp) ? 1 : width < 0 ? 0 : (unsigned)width;
}

/* Append data that are no source: they are shown as they are, except on a terminal. */
static void put_data(pl_buf *out, const pl_problem_style *style, pl_str text)
{
    if (style->terminal)
        pl_harmless_add(out, text);
    else
        pl_buf_str(out, text);
}

/* Append the first character of `text`, cleaned. Returns its length and `*columns`. */
static size_t put_character(pl_buf *out, pl_str text, unsigned *columns)
{
    pl_assert(text.len > 0);
    const unsigned char *p = (const unsigned char *)text.ptr;
    unsigned len = pl_utf8_len(p, p + text.len);
    uint32_t cp = len ? pl_utf8_decode(p, len) : 0;
    bool harmless =
        len && pl_utf8_valid((pl_str){ text.ptr, len }) && cp != '\n' && !pl_is_harmful(cp);

    *columns = columns_of(cp);
    if (cp == '\t')
        pl_buf_cstr(out, "    ");
    else if (harmless)
        pl_buf_str(out, (pl_str){ text.ptr, len });
    else
        pl_buf_cstr(out, "\xef\xbf\xbd");
    return len ? len : 1;
}

static unsigned put_clean(pl_buf *out, pl_str text)
{
    unsigned sum = 0, columns;

    for (size_t i = 0; i < text.len; sum += columns)
        i += put_character(out, pl_str_sub(text, i, text.len), &columns);
    return sum;
}

/* The bytes of `line` before the grapheme cluster in `column` (from 1). */
static size_t offset_of(pl_str line, uint32_t column)
{
    pl_assert(column > 0);
    size_t at = 0;

    for (uint32_t i = 1; i < column && at < line.len; i++)
        at += pl_utf8_cluster(pl_str_sub(line, at, line.len));
    return at;
}

static unsigned width_of(pl_str text)
{
    pl_buf scratch = { 0 };
    unsigned width = put_clean(&scratch, text);

    pl_buf_done(&scratch);
    return width;
}

static void put_repeated(pl_buf *out, char c, unsigned n)
{
    while (n--)
        pl_buf_byte(out, c);
}

/* Show the line with marks below what the message is about. A message over several lines marks
 * the first of them to its end. */
static void put_source(pl_buf *out, const pl_diag *d, const paint *ink)
{
    unsigned gutter = digits_of(d->start.line);
    size_t from = offset_of(d->excerpt, d->start.column), to = d->excerpt.len;

    if (d->end.line == d->start.line && d->end.column > d->start.column)
        to = offset_of(d->excerpt, d->end.column);
    unsigned before = width_of(pl_str_sub(d->excerpt, 0, from));
    unsigned marks = width_of(pl_str_sub(d->excerpt, from, to));
    pl_buf_printf(out, "\n %s%*s |%s", ink->frame, (int)gutter, "", ink->end);
    pl_buf_printf(out, "\n %s%u |%s ", ink->frame, d->start.line, ink->end);
    put_clean(out, d->excerpt);
    pl_buf_printf(out, "\n %s%*s |%s ", ink->frame, (int)gutter, "", ink->end);
    put_repeated(out, ' ', before);
    pl_buf_cstr(out, ink->error);
    put_repeated(out, '^', marks ? marks : 1);
    pl_buf_cstr(out, ink->end);
}

/* A message without a place has its detail on the same line, one with a place below its source. */
static void put_problem(pl_buf *out, const pl_diag *d, const pl_problem_style *style)
{
    const paint *ink = style->color ? &colors : &plain;
    bool warning = d->severity == PL_WARNING;
    bool placed = d->path.len != 0;
    unsigned gutter = placed && d->excerpt.len ? digits_of(d->start.line) : 1;

    pl_buf_printf(out, "%s%s%s: ", warning ? ink->warning : ink->error,
                  warning ? "Warning" : "Error", ink->end);
    put_data(out, style, d->summary);
    if (!placed && d->detail.len) {
        pl_buf_cstr(out, ": ");
        put_data(out, style, d->detail);
    }
    if (!placed)
        return;
    pl_buf_printf(out, "\n %*s%s-->%s ", (int)gutter, "", ink->frame, ink->end);
    put_data(out, style, pl_path_below(d->path, style->base));
    pl_buf_printf(out, ":%u:%u", d->start.line, d->start.column);
    if (d->excerpt.len)
        put_source(out, d, ink);
    if (d->detail.len) {
        pl_buf_printf(out, "\n %s%*s =%s ", ink->frame, (int)gutter, "", ink->end);
        put_data(out, style, d->detail);
    }
}

/* Write all messages. `context`, what was being done when they arose, is put before messages that
 * have no place of their own. */
static void render_problems(const pl_diags *diags, const pl_problem_style *style, pl_buf *out)
{
    static const pl_problem_style none;
    style = style ? style : &none;
    size_t n = pl_diags_count(diags);

    for (size_t i = 0; i < n; i++) {
        const pl_diag *d = pl_diag_in_place(pl_diags_get(diags, i));
        pl_diag with = *d;
        pl_buf summary = { 0 };
        if (!d->path.len && style->context.len) {
            pl_buf_str(&summary, style->context);
            pl_buf_str(&summary, d->summary);
            with.summary = pl_buf_view(&summary);
        }
        if (i)
            pl_buf_cstr(out, d->path.len ? "\n\n" : "\n");
        put_problem(out, &with, style);
        pl_buf_done(&summary);
    }
}

void pl_render_problems_sized(size_t size, const pl_diags *diags, const pl_problem_style *style,
                              pl_text *out)
{
    pl_problem_style known;
    style = pl_sized_options(&known, sizeof known, style, size);
    pl_oom_scope scope;
    pl_buf text = { 0 };
    pl_oom_begin(&scope);
    render_problems(diags, style, &text);
    pl_text_give(&scope, true, &text, out, NULL);
}
