/* show.h - parse a text and show tree and messages on one line:
 *
 *     a = 1 | Missing newline after argument @6-7
 *
 * Messages are shown as summary and byte range. For the tests of this directory. */
#ifndef PL_TEST_HCL_SHOW_H
#define PL_TEST_HCL_SHOW_H
#include "base/diag.h"
#include "base/file.h"
#include "base/str.h"
#include "hcl/parse.h"
#include "helpers/dump.h"
#include "unit/test.h"

typedef enum show_what {
    SHOW_FILE,
    SHOW_EXPR,
    SHOW_TEMPLATE,
    SHOW_RANGES = 16, /* flag: with ranges */
} show_what;

typedef struct shown {
    pl_arena arena;
    pl_parser *parser;
    pl_diags *diags;
    const pl_body *body;
    const pl_expr *expr;
    pl_buf line;
} shown;

/* The text stands in memory that ends PL_VIEW_SLACK bytes after it. */
static inline void show_parse(shown *s, int what, pl_str text)
{
    *s = (shown){ .parser = pl_parser_new(), .diags = pl_diags_new() };
    char *copy = pl_arena_alloc(&s->arena, text.len + PL_VIEW_SLACK);
    memset(copy + text.len, '"', PL_VIEW_SLACK);
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    text.ptr = copy;
    pl_diags_begin(s->diags, PL_S("f.pp"), text);
    if ((what & 15) == SHOW_FILE)
        s->body = pl_parse_file(s->parser, text, &s->arena, s->diags);
    else if ((what & 15) == SHOW_EXPR)
        s->expr = pl_parse_expr(s->parser, text, &s->arena, s->diags);
    else
        s->expr = pl_parse_template(s->parser, text, &s->arena, s->diags);
    pl_diags_end(s->diags);
}

static inline void show_done(shown *s)
{
    pl_parser_free(s->parser);
    pl_diags_free(s->diags);
    pl_buf_done(&s->line);
    pl_arena_done(&s->arena);
}

/* NUL-terminated, owned by `s`. */
static inline const char *show_line(shown *s, int what)
{
    s->line.len = 0;
    if (s->body)
        pl_body_dump(s->body, what & SHOW_RANGES, &s->line);
    else
        pl_expr_dump(s->expr, what & SHOW_RANGES, &s->line);
    for (size_t i = 0; i < pl_diags_count(s->diags); i++) {
        const pl_diag *d = pl_diags_get(s->diags, i);
        pl_buf_printf(&s->line, " | %.*s @%u-%u", PL_FMT(d->summary), d->range.start, d->range.end);
    }
    pl_buf_byte(&s->line, '\0');
    return s->line.ptr;
}

static inline void check_shown(int what, const char *src, const char *want, const char *claim)
{
    shown s;
    show_parse(&s, what, pl_str_cstr(src));
    CHECK_STR(show_line(&s, what), want, claim);
    show_done(&s);
}

/* `n` times `s`. */
static inline void add_times(pl_buf *out, const char *s, size_t n)
{
    while (n--)
        pl_buf_cstr(out, s);
}

#endif
