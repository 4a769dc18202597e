/* outcome.h - evaluate a text and show what came of it on one line. For the tests of this
 * directory. */
#ifndef PL_TEST_HCL_OUTCOME_H
#define PL_TEST_HCL_OUTCOME_H
#include "base/diag.h"
#include "base/file.h"
#include "base/str.h"
#include "hcl/eval.h"
#include "unit/test.h"

/* One expression and what came of it. */
typedef struct outcome {
    pl_arena arena;
    pl_diags *diags;
    pl_eval ev;
    pl_value value;
    pl_buf line;
} outcome;

static inline void evaluate(outcome *o, pl_str text)
{
    pl_parser *parser = pl_parser_new();
    char *copy = pl_arena_zero(&o->arena, text.len + PL_VIEW_SLACK, 1);
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    text.ptr = copy;
    o->diags = pl_diags_new();
    o->ev.arena = &o->arena;
    o->ev.diags = o->diags;
    pl_diags_begin(o->diags, PL_S("f.pp"), text);
    const pl_expr *e = pl_parse_expr(parser, text, &o->arena, o->diags);
    o->value =
        pl_diags_errors(o->diags) ? (pl_value){ .tag = PL_V_UNKNOWN } : pl_eval_expr(&o->ev, e);
    pl_diags_end(o->diags);
    pl_parser_free(parser);
}

static inline void done(outcome *o)
{
    pl_diags_free(o->diags);
    pl_buf_done(&o->line);
    pl_arena_done(&o->arena);
}

/* The value as JSON, or "! summary: detail @start-end" for each message. */
static inline const char *show(outcome *o)
{
    o->line.len = 0;
    for (size_t i = 0; i < pl_diags_count(o->diags); i++) {
        const pl_diag *d = pl_diags_get(o->diags, i);
        pl_buf_printf(&o->line, "%s! %.*s: %.*s @%u-%u", i ? " " : "", PL_FMT(d->summary),
                      PL_FMT(d->detail), d->range.start, d->range.end);
    }
    if (!pl_diags_count(o->diags) && pl_value_is_known(o->value))
        pl_value_json(o->value, &o->line);
    else if (!pl_diags_count(o->diags))
        pl_buf_cstr(&o->line, "unknown");
    pl_buf_byte(&o->line, 0);
    return o->line.ptr;
}

#endif
