/* template.c - parsing strings, heredocs and bare templates. The result is a list of parts on
 * the parser's stack; layout.c removes indentation from its literals, and build.c nests what is
 * between directives. */
#include "hcl/parser.h"
#include "base/assert.h"

/* `$${` and `%%{` are separate tokens, so only they, and backslashes in quotes, need decoding. */
pl_str pl_hcl__decode(pl_parser *ps, const pl_token *t)
{
    bool quoted = t->kind == PL_T_QUOTED_LIT;
    pl_str raw = pl_hcl__slice(ps, pl_hcl__range(t));
    bool escape = raw.len == 3 && raw.ptr[2] == '{' && (raw.ptr[0] == '$' || raw.ptr[0] == '%');
    if (!escape && !(quoted && memchr(raw.ptr, '\\', raw.len)))
        return raw;
    ps->scratch.len = 0;
    if (!pl_string_decode(raw, quoted, t->start, &ps->scratch, ps->diags))
        ps->errors++;
    return pl_arena_str(ps->arena, pl_buf_view(&ps->scratch));
}

/* ---- the state of one template */

typedef struct tmpl {
    pl_token_kind end; /* the token that closes it */
    pl_range first;    /* its first token, which some messages report */
    size_t from;       /* of its parts */
    unsigned open;     /* open directives */
    bool trim;         /* `~}` came before, so the next part is trimmed if it is literal */
} tmpl;

static pl_template_part *add_part(pl_parser *ps, pl_part_kind kind, pl_range range)
{
    pl_template_part *part = pl_vec_add(&ps->parts);
    *part = (pl_template_part){ .kind = (uint8_t)kind, .range = range, .text = { "", 0 } };
    return part;
}

static void trim_before(pl_str *s)
{
    size_t n;
    while ((n = pl_hcl__leading_space(*s)) > 0)
        *s = pl_str_sub(*s, n, s->len);
}

static void trim_after(pl_str *s)
{
    size_t n;
    while ((n = pl_hcl__trailing_space(*s)) > 0)
        s->len -= n;
}

static void literal_part(pl_parser *ps, const pl_token *t, bool trim)
{
    pl_str text = pl_hcl__decode(ps, t);
    if (trim)
        trim_before(&text);
    add_part(ps, PL_PART_LIT, pl_hcl__range(t))->text = text;
}

/* `${~` removes the blanks at the end of a literal directly before it. */
static void trim_last(pl_parser *ps, const tmpl *tp, const pl_token *opener)
{
    pl_assert(ps->parts.n >= tp->from);
    if (opener->end - opener->start < 3 || ps->parts.n == tp->from)
        return;
    pl_template_part *last = &ps->parts.at[ps->parts.n - 1];
    if (last->kind == PL_PART_LIT && last->range.end == opener->start)
        trim_after(&last->text);
}

/* Read the closing brace of a sequence, if there is one. */
static bool close_sequence(pl_parser *ps, tmpl *tp)
{
    if (pl_hcl__peek(ps) != PL_T_TEMPLATE_SEQ_END)
        return false;
    const pl_token *t = pl_hcl__read(ps);
    tp->trim = t->end - t->start == 2;
    return true;
}

/* ---- ${ } */

/* Report why an interpolation has no closing brace at the next token, and skip past its end. */
static void unclosed(pl_parser *ps, const tmpl *tp)
{
    static const char extra[] = "Extra characters after interpolation expression";
    uint8_t next = pl_hcl__peek(ps);
    pl_range here = pl_hcl__range(ps->tok);
    if (next == PL_T_EOF)
        pl_hcl__complain(ps, PL_DIAG_UNCLOSED, tp->first,
                         "Unclosed template interpolation sequence",
                         "There is no closing brace for this interpolation sequence before the end "
                         "of the file. This might be caused by incorrect nesting inside the given "
                         "expression.");
    else if (next == PL_T_COLON)
        pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, here, extra,
                         "Template interpolation doesn't expect a colon at this location. Did you "
                         "intend this to be a literal sequence to be processed as part of another "
                         "language? If so, you can escape it by starting with \"$${\" instead of "
                         "just \"${\".");
    else if (tp->end == PL_T_CQUOTE && (next == PL_T_CQUOTE || next == PL_T_OQUOTE))
        pl_hcl__complain(ps, PL_DIAG_UNCLOSED, tp->first,
                         "Unclosed template interpolation sequence",
                         "There is no closing brace for this interpolation sequence before the end "
                         "of the quoted template. This might be caused by incorrect nesting inside "
                         "the given expression.");
    else
        pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, here, extra,
                         "Expected a closing brace to end the interpolation expression, but found "
                         "extra characters.\n\nThis can happen when you include interpolation "
                         "syntax for another language, such as shell scripting, but forget to "
                         "escape the interpolation start token. If this is an embedded sequence "
                         "for another language, escape it by starting with \"$${\" instead of just "
                         "\"${\".");
    pl_hcl__recover(ps, PL_T_TEMPLATE_SEQ_END);
}

static void interpolation(pl_parser *ps, tmpl *tp, const pl_token *opener)
{
    trim_last(ps, tp, opener);
    bool newlines = pl_hcl__newlines(ps, false);
    pl_expr *expr = pl_hcl__expr(ps);
    pl_range end = pl_hcl__range(ps->tok);
    if (!close_sequence(ps, tp))
        unclosed(ps, tp);
    pl_hcl__newlines(ps, newlines);
    add_part(ps, PL_PART_INTERP, pl_hcl__span(pl_hcl__range(opener), end))->expr = expr;
}

/* ---- %{ } */

/* The keywords in the order in which the reference searches for a similar one. */
static const struct {
    const char *word;
    pl_part_kind kind;
} keywords[] = {
    { "if", PL_PART_IF },       { "for", PL_PART_FOR },       { "else", PL_PART_ELSE },
    { "endif", PL_PART_ENDIF }, { "endfor", PL_PART_ENDFOR },
};

static void unknown_keyword(pl_parser *ps, pl_range here)
{
    pl_str given = pl_hcl__slice(ps, here);
    const char *near = NULL;
    for (size_t i = 0; !near && i < PL_COUNT(keywords); i++)
        if (pl_str_distance(given, pl_str_cstr(keywords[i].word)) < 3)
            near = keywords[i].word;
    pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, here, "Invalid template control keyword",
                     "\"%.*s\" is not a valid template control keyword.%s%s%s", PL_FMT(given),
                     near ? " Did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

static pl_expr *bad_for(pl_parser *ps, const char *what)
{
    pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, pl_hcl__range(ps->tok), "Invalid 'for' directive",
                     "%s", what);
    return NULL;
}

/* Parse `k, v in collection`: a T_FOR without its value, or NULL after an error. */
static pl_expr *for_head(pl_parser *ps, pl_range start)
{
    static const pl_for_texts lacking = {
        "For directive requires variable name after 'for'.",
        "For directive requires value variable name after comma.",
        "For directive requires 'in' keyword after names.",
    };
    pl_expr *e = PL_HCL_NODE(ps, PL_E_T_FOR, loop, start, start);
    const char *what = pl_hcl__for_names(ps, &lacking, e);
    if (what)
        return bad_for(ps, what);
    e->loop.collection = pl_hcl__expr(ps);
    return e;
}

/* Count directives that are open. */
static bool count_open(pl_parser *ps, tmpl *tp, pl_part_kind kind)
{
    if (kind == PL_PART_IF || kind == PL_PART_FOR) {
        if (!pl_hcl__enter(ps))
            return false;
        tp->open++;
    } else if (kind != PL_PART_ELSE && tp->open) {
        pl_hcl__leave(ps);
        tp->open--;
    }
    return true;
}

/* Parse a directive after its keyword. False after an error: no part was added. */
static bool directive_inside(pl_parser *ps, tmpl *tp, pl_range start, pl_range keyword)
{
    pl_str word = pl_hcl__slice(ps, keyword);
    size_t i = 0;
    while (i < PL_COUNT(keywords) && !pl_str_eq(word, pl_str_cstr(keywords[i].word)))
        i++;
    if (i == PL_COUNT(keywords)) {
        unknown_keyword(ps, keyword);
        return false;
    }
    pl_expr *expr = NULL;
    if (keywords[i].kind == PL_PART_IF)
        expr = pl_hcl__expr(ps);
    else if (keywords[i].kind == PL_PART_FOR && !(expr = for_head(ps, start)))
        return false;
    if (!count_open(ps, tp, keywords[i].kind))
        return false;
    pl_range range = pl_hcl__span(start, pl_hcl__range(ps->tok));
    add_part(ps, keywords[i].kind, range)->expr = expr;
    if (!close_sequence(ps, tp)) {
        pl_buf summary = { 0 };
        pl_buf_printf(&summary, "Extra characters in %.*s marker%c", PL_FMT(word), 0);
        pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, pl_hcl__range(ps->tok), summary.ptr,
                         "Expected a closing brace to end the sequence, but found extra "
                         "characters.");
        pl_buf_done(&summary);
        pl_hcl__recover(ps, PL_T_TEMPLATE_SEQ_END);
    }
    return true;
}

static void directive(pl_parser *ps, tmpl *tp, const pl_token *opener)
{
    trim_last(ps, tp, opener);
    bool newlines = pl_hcl__newlines(ps, false), good = false;
    if (pl_hcl__peek(ps) == PL_T_IDENT) {
        pl_range keyword = pl_hcl__range(pl_hcl__read(ps));
        good = directive_inside(ps, tp, pl_hcl__range(opener), keyword);
    } else {
        pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, pl_hcl__range(ps->tok),
                         "Invalid template directive",
                         "A template directive keyword (\"if\", \"for\", etc) is expected at the "
                         "beginning of a %%{ sequence.");
    }
    if (!good)
        pl_hcl__recover(ps, PL_T_TEMPLATE_SEQ_END);
    pl_hcl__newlines(ps, newlines);
}

/* ---- whole templates */

/* Read parts up to the end, which is read as well. Returns the range of the end. */
static pl_range read_parts(pl_parser *ps, tmpl *tp)
{
    for (;;) {
        const pl_token *t = pl_hcl__read(ps);
        bool trim = tp->trim;
        tp->trim = false;
        if (t->kind == tp->end)
            return pl_hcl__range(t);
        switch (t->kind) {
        case PL_T_STRING_LIT:
        case PL_T_QUOTED_LIT: literal_part(ps, t, trim); break;
        case PL_T_TEMPLATE_INTERP: interpolation(ps, tp, t); break;
        case PL_T_TEMPLATE_CONTROL: directive(ps, tp, t); break;
        default:
            pl_hcl__complain(ps, PL_DIAG_UNCLOSED, pl_hcl__range(t), "Unterminated template string",
                             "No closing marker was found for the string.");
            return pl_hcl__recover(ps, tp->end);
        }
    }
}

static pl_expr *assemble(pl_parser *ps, const tmpl *tp, bool heredoc, pl_range range)
{
    const pl_template_part *first = &ps->parts.at[tp->from];
    if (first->kind == PL_PART_INTERP && first[1].kind == PL_PART_END) {
        pl_expr *e = PL_HCL_NODE(ps, PL_E_TEMPLATE_WRAP, tmpl, range, range);
        e->tmpl.parts = pl_hcl__build(ps, tp->from, &e->tmpl.n);
        return e;
    }
    pl_expr *e = PL_HCL_NODE(ps, PL_E_TEMPLATE, tmpl, range, range);
    e->flag = heredoc;
    e->tmpl.parts = pl_hcl__build(ps, tp->from, &e->tmpl.n);
    e->start = e->tmpl.parts->expr->start;
    return e;
}

pl_expr *pl_hcl__template(pl_parser *ps, pl_token_kind end, bool flush, const pl_token *open)
{
    tmpl tp = { .end = end, .first = pl_hcl__range(ps->tok), .from = ps->parts.n };
    pl_range last = read_parts(ps, &tp);
    ps->depth -= tp.open;
    if (ps->parts.n == tp.from)
        add_part(ps, PL_PART_LIT, (pl_range){ tp.first.end, tp.first.end }); /* after the end */
    add_part(ps, PL_PART_END, last);
    if (flush)
        pl_hcl__flush(ps, tp.from);
    pl_hcl__meld(ps, tp.from);
    pl_range range = pl_hcl__span(pl_hcl__range(open), ps->prev);
    pl_expr *e = assemble(ps, &tp, end == PL_T_CHEREDOC, range);
    ps->parts.n = tp.from;
    return e;
}

/* Parse the most common strings: no sequence, `n` literal tokens. */
static pl_expr *plain(pl_parser *ps, pl_token *open, bool empty)
{
    pl_range whole = { open->start, open[empty ? 1 : 2].end };
    pl_range inside = pl_hcl__range(open + 1);
    inside.start = empty ? inside.end : inside.start; /* after the closing quote */
    pl_expr *e = PL_HCL_NODE(ps, PL_E_TEMPLATE, tmpl, whole, inside);
    pl_item **tail = &e->tmpl.parts;
    pl_str text = empty ? (pl_str){ "", 0 } : pl_hcl__decode(ps, open + 1);
    pl_hcl__item(ps, &tail, pl_hcl__literal(ps, PL_LIT_STRING, text, inside));
    e->tmpl.n = 1;
    pl_hcl__pass(ps, open + (empty ? 1 : 2));
    return e;
}

pl_expr *pl_hcl__quoted(pl_parser *ps)
{
    pl_token *open = pl_hcl__read(ps);
    if (open->kind == PL_T_OQUOTE) {
        if (open[1].kind == PL_T_CQUOTE)
            return plain(ps, open, true);
        if (open[1].kind == PL_T_QUOTED_LIT && open[2].kind == PL_T_CQUOTE)
            return plain(ps, open, false);
        return pl_hcl__template(ps, PL_T_CQUOTE, false, open);
    }
    return pl_hcl__template(ps, PL_T_CHEREDOC, ps->text.ptr[open->start + 2] == '-', open);
}
