/* recover.c - errors of the parser, and where it goes on after one. */
#include "hcl/parser.h"
#include "base/assert.h"
#include <stdarg.h>

/* ---- messages */

static void report_once(pl_parser *ps, pl_diag_code code, pl_range range, const char *summary,
                        const char *detail, va_list args)
{
    pl_buf text = { 0 };
    pl_buf_vprintf(&text, detail, args);
    pl_diag_raw(ps->diags, PL_ERROR, code, range, pl_str_cstr(summary), pl_buf_view(&text));
    pl_buf_done(&text);
    ps->errors++;
}

void pl_hcl__error(pl_parser *ps, pl_diag_code code, pl_range range, const char *summary,
                   const char *detail, ...)
{
    va_list args;
    va_start(args, detail);
    report_once(ps, code, range, summary, detail, args);
    va_end(args);
}

void pl_hcl__complain(pl_parser *ps, pl_diag_code code, pl_range range, const char *summary,
                      const char *detail, ...)
{
    if (ps->recovery)
        return;
    va_list args;
    va_start(args, detail);
    report_once(ps, code, range, summary, detail, args);
    va_end(args);
}

const char *pl_hcl__place(pl_parser *ps, pl_range range)
{
    ps->scratch.len = 0;
    pl_assert(range.start <= range.end && range.end <= ps->text.len);
    pl_diags_where(ps->diags, range, &ps->scratch);
    pl_buf_byte(&ps->scratch, '\0');
    return ps->scratch.ptr;
}

/* ---- limits */

/* Report that nesting is too deep, and jump to the end of the file, where every open construct
 * ends. */
void pl_hcl__too_deep(pl_parser *ps)
{
    pl_assert(ps->tokens.list.n && ps->tokens.list.at[ps->tokens.list.n - 1].kind == PL_T_EOF);
    if (!ps->too_deep)
        pl_hcl__error(ps, PL_DIAG_NESTED_TOO_DEEPLY, pl_hcl__range(ps->tok), "Nested too deeply",
                      "Blocks, brackets, templates and operators can be nested at most %d levels "
                      "deep.",
                      PL_HCL_DEPTH);
    else
        ps->errors++; /* so that every caller notices the error */
    ps->too_deep = true;
    ps->recovery = true;
    ps->tok = ps->raw = &ps->tokens.list.at[ps->tokens.list.n - 1];
}

/* ---- finding a place to go on */

static pl_token_kind opener_of(pl_token_kind closer)
{
    switch (closer) {
    case PL_T_CBRACE: return PL_T_OBRACE;
    case PL_T_CBRACK: return PL_T_OBRACK;
    case PL_T_CPAREN: return PL_T_OPAREN;
    case PL_T_CQUOTE: return PL_T_OQUOTE;
    case PL_T_CHEREDOC: return PL_T_OHEREDOC;
    case PL_T_TEMPLATE_SEQ_END: return PL_T_TEMPLATE_INTERP;
    default: return PL_T_COUNT;
    }
}

/* `%{` counts as `${`, because both end with the same token. */
static pl_token_kind bracket(const pl_token *t)
{
    return t->kind == PL_T_TEMPLATE_CONTROL ? PL_T_TEMPLATE_INTERP : t->kind;
}

pl_range pl_hcl__recover(pl_parser *ps, pl_token_kind end)
{
    pl_token_kind start = opener_of(end);
    size_t nested = 0;
    ps->recovery = true;
    for (;;) {
        const pl_token *t = pl_hcl__read(ps);
        if (t->kind == PL_T_EOF || (t->kind == end && nested == 0))
            return pl_hcl__range(t);
        if (bracket(t) == start)
            nested++;
        else if (t->kind == end)
            nested--;
    }
}

/* Pop the stack of open brackets down to and including the innermost `opener`; all of it if there
 * is none. */
static void close_bracket(pl_parser *ps, pl_token_kind opener)
{
    while (ps->open.n && ps->open.at[ps->open.n - 1] != opener)
        ps->open.n--;
    if (ps->open.n)
        ps->open.n--;
}

void pl_hcl__skip_item(pl_parser *ps)
{
    ps->recovery = true;
    ps->open.n = 0;
    for (;;) {
        const pl_token *t = pl_hcl__read(ps);
        switch (bracket(t)) {
        case PL_T_EOF: return;
        case PL_T_NEWLINE:
            if (!ps->open.n)
                return;
            break;
        case PL_T_OBRACE:
        case PL_T_OBRACK:
        case PL_T_OPAREN:
        case PL_T_OQUOTE:
        case PL_T_OHEREDOC:
        case PL_T_TEMPLATE_INTERP: pl_vec_push(&ps->open, (uint8_t)bracket(t)); break;
        case PL_T_CBRACE:
        case PL_T_CBRACK:
        case PL_T_CPAREN:
        case PL_T_CQUOTE:
        case PL_T_CHEREDOC:
        case PL_T_TEMPLATE_SEQ_END: close_bracket(ps, opener_of(t->kind)); break;
        default: break;
        }
    }
}
