/* expr.c - parsing expressions: operands, operators by precedence, and what follows an operand. */
#include "hcl/parser.h"
#include "base/assert.h"

/* ---- nodes */

pl_expr *pl_hcl__bad(pl_parser *ps, pl_range range)
{
    return pl_hcl__node(ps, PL_E_BAD, offsetof(pl_expr, literal), range, range);
}

pl_expr *pl_hcl__literal(pl_parser *ps, pl_lit_kind lit, pl_str text, pl_range range)
{
    pl_expr *e = PL_HCL_NODE(ps, PL_E_LITERAL, literal, range, range);
    e->lit = (uint8_t)lit;
    e->literal.text = text;
    return e;
}

void pl_hcl__item(pl_parser *ps, pl_item ***tail, pl_expr *expr)
{
    pl_assert(expr && !**tail);
    pl_item *item = pl_arena_take(ps->arena, sizeof *item, _Alignof(pl_item));
    *item = (pl_item){ .expr = expr };
    **tail = item;
    *tail = &item->next;
}

/* ---- terms */

static const char missing[] =
    "Expected the start of an expression, but found an invalid expression token.";

/* Report that no expression starts here; the token is not consumed. */
static pl_expr *no_term(pl_parser *ps)
{
    pl_range here = pl_hcl__range(ps->tok);
    if (pl_hcl__peek(ps) == PL_T_EOF)
        pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, here, "Missing expression",
                         "Expected the start of an expression, but found the end of the file.");
    else
        pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, here, "Invalid expression", missing);
    ps->recovery = true;
    return pl_hcl__bad(ps, here);
}

/* Parse an expression in parentheses. After an error inside, the result is the inside without
 * parentheses, as in the reference, and parsing goes on after the closing one. */
static pl_expr *parens(pl_parser *ps)
{
    unsigned before = ps->errors;
    pl_range open = pl_hcl__range(pl_hcl__read(ps));
    bool newlines = pl_hcl__newlines(ps, false);
    pl_expr *inner = pl_hcl__expr(ps);
    if (ps->errors != before) {
        pl_hcl__recover(ps, PL_T_CPAREN);
        pl_hcl__newlines(ps, newlines);
        return inner;
    }
    const pl_token *close = pl_hcl__read(ps);
    if (close->kind != PL_T_CPAREN) {
        pl_hcl__error(ps, PL_DIAG_UNCLOSED, pl_hcl__range(close), "Unbalanced parentheses",
                      "Expected a closing parenthesis to terminate the expression.");
        ps->recovery = true;
    }
    pl_hcl__newlines(ps, newlines);
    pl_expr *e = PL_HCL_NODE(ps, PL_E_PARENS, parens, pl_hcl__span(open, pl_hcl__range(close)),
                             inner->start);
    e->parens.inner = inner;
    return e;
}

/* Skip ASCII digits at `*p`. */
static bool skip_digits(const char **p, const char *end)
{
    const char *from = *p;
    while (*p < end && **p >= '0' && **p <= '9')
        ++*p;
    return *p > from;
}

/* The scanner accepts more than numbers: 1.2.3, 1e5.5 (hcl.md 1.4). */
bool pl_hcl__check_number(pl_parser *ps, const pl_token *t)
{
    pl_assert(t->kind == PL_T_NUMBER_LIT);
    const char *p = ps->text.ptr + t->start, *end = ps->text.ptr + t->end;
    bool good = skip_digits(&p, end);
    if (p < end && *p == '.') {
        p++;
        skip_digits(&p, end);
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        p += p < end && (*p == '+' || *p == '-');
        good &= skip_digits(&p, end);
    }
    if (good && p == end)
        return true;
    pl_hcl__error(ps, PL_DIAG_INVALID_SYNTAX, pl_hcl__range(t), "Invalid number literal",
                  "Failed to recognize the value of this number literal.");
    return false;
}

static pl_expr *parse_number(pl_parser *ps)
{
    const pl_token *t = pl_hcl__read(ps);
    pl_range here = pl_hcl__range(t);
    if (!pl_hcl__check_number(ps, t))
        return pl_hcl__bad(ps, here);
    return pl_hcl__literal(ps, PL_LIT_NUMBER, pl_hcl__slice(ps, here), here);
}

static pl_expr *unary(pl_parser *ps)
{
    const pl_token *op = pl_hcl__read(ps);
    pl_range here = pl_hcl__range(op);
    if (!pl_hcl__enter(ps))
        return pl_hcl__bad(ps, here);
    pl_expr *right = pl_hcl__operand(ps);
    pl_hcl__leave(ps);
    pl_expr *e = PL_HCL_NODE(ps, PL_E_UNARY, op2, pl_hcl__span(here, right->range), here);
    e->op = op->kind;
    e->op2.right = right;
    e->op2.op_range = here;
    return e;
}

/* ---- calls */

/* Parse the rest of "a::b::f(" after its first word. False after an error: the next parentheses
 * were skipped with their contents. */
static bool call_name(pl_parser *ps, pl_range *name)
{
    const pl_token *t = pl_hcl__read(ps);
    while (t->kind == PL_T_DOUBLE_COLON) {
        const pl_token *word = pl_hcl__read(ps);
        if (word->kind != PL_T_IDENT) {
            pl_hcl__error(ps, PL_DIAG_INVALID_SYNTAX, pl_hcl__range(word), "Missing function name",
                          "Function scope resolution symbol :: must be followed by a function "
                          "name in this scope.");
            return false;
        }
        name->end = word->end;
        t = pl_hcl__read(ps);
    }
    if (t->kind == PL_T_OPAREN)
        return true;
    pl_hcl__error(ps, PL_DIAG_INVALID_SYNTAX, pl_hcl__range(t), "Missing open parenthesis",
                  "Function selector must be followed by an open parenthesis to begin the "
                  "function call.");
    return false;
}

/* Skip to the next opening parenthesis and over its inside. */
static void skip_call(pl_parser *ps)
{
    uint8_t kind;
    do {
        kind = pl_hcl__read(ps)->kind;
    } while (kind != PL_T_OPAREN && kind != PL_T_EOF);
    pl_hcl__recover(ps, PL_T_CPAREN);
}

/* The name without blanks and comments around its colons. */
static pl_str join_name(pl_parser *ps, const pl_token *t, pl_range name)
{
    pl_str whole = pl_hcl__slice(ps, name);
    if (t->end == name.end)
        return whole;
    char *to = pl_arena_take(ps->arena, whole.len, 1);
    size_t n = 0;
    for (; t->start < name.end; t++) {
        if (t->kind != PL_T_IDENT && t->kind != PL_T_DOUBLE_COLON)
            continue;
        memcpy(to + n, ps->text.ptr + t->start, t->end - t->start);
        n += t->end - t->start;
    }
    return pl_str_make(to, n);
}

/* Read what follows an argument. True: there is another argument. */
static bool more_args(pl_parser *ps, pl_expr *call)
{
    const pl_token *t = pl_hcl__read(ps);
    pl_range here = pl_hcl__range(t);
    switch (t->kind) {
    case PL_T_CPAREN: return false;
    case PL_T_COMMA: return true;
    case PL_T_ELLIPSIS:
        call->flag = true;
        if (pl_hcl__peek(ps) == PL_T_CPAREN) {
            pl_hcl__read(ps);
            return false;
        }
        pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, here, "Missing closing parenthesis",
                         "An expanded function argument (with ...) must be immediately followed by "
                         "closing parentheses.");
        break;
    case PL_T_EOF:
        pl_hcl__error(ps, PL_DIAG_UNCLOSED, pl_hcl__span(call->call.name_range, call->call.open),
                      "Unterminated function call",
                      "There is no closing parenthesis for this function call before the end of "
                      "the file. This may be caused by incorrect parenthesis nesting elsewhere in "
                      "this file.");
        break;
    default:
        pl_hcl__error(ps, PL_DIAG_INVALID_SYNTAX, here, "Missing argument separator",
                      "A comma is required to separate each function argument from the next.");
    }
    pl_hcl__recover(ps, PL_T_CPAREN);
    return false;
}

static void arguments(pl_parser *ps, pl_expr *call)
{
    pl_item **tail = &call->call.args;
    do {
        if (pl_hcl__peek(ps) == PL_T_CPAREN) {
            pl_hcl__read(ps);
            return;
        }
        unsigned before = ps->errors;
        pl_hcl__item(ps, &tail, pl_hcl__expr(ps));
        call->call.n++;
        if (pl_hcl__failed(ps, before)) {
            pl_hcl__recover(ps, PL_T_CPAREN);
            return;
        }
    } while (more_args(ps, call));
}

static pl_expr *call(pl_parser *ps, const pl_token *first)
{
    pl_range name = pl_hcl__range(first);
    if (!call_name(ps, &name)) {
        pl_range seen = pl_hcl__span(name, ps->prev);
        skip_call(ps);
        return pl_hcl__bad(ps, seen);
    }
    pl_range open = ps->prev;
    pl_expr *e = PL_HCL_NODE(ps, PL_E_CALL, call, name, pl_hcl__span(name, open));
    e->call.name = join_name(ps, first, name);
    e->call.name_range = name;
    e->call.open = open;
    bool newlines = pl_hcl__newlines(ps, false);
    arguments(ps, e);
    e->call.close = ps->prev;
    pl_hcl__newlines(ps, newlines);
    e->range.end = e->call.close.end;
    return e;
}

static pl_expr *word(pl_parser *ps)
{
    const pl_token *t = pl_hcl__read(ps);
    uint8_t next = pl_hcl__peek(ps);
    if (next == PL_T_OPAREN || next == PL_T_DOUBLE_COLON)
        return call(ps, t);
    pl_range here = pl_hcl__range(t);
    pl_str name = pl_hcl__slice(ps, here);
    if (pl_str_eq(name, PL_S("true")))
        return pl_hcl__literal(ps, PL_LIT_TRUE, name, here);
    if (pl_str_eq(name, PL_S("false")))
        return pl_hcl__literal(ps, PL_LIT_FALSE, name, here);
    if (pl_str_eq(name, PL_S("null")))
        return pl_hcl__literal(ps, PL_LIT_NULL, name, here);
    pl_expr *e = PL_HCL_NODE(ps, PL_E_TRAVERSAL, traversal, here, here);
    e->traversal.root = name;
    e->traversal.root_range = here;
    return e;
}

static pl_expr *term(pl_parser *ps)
{
    switch (pl_hcl__peek(ps)) {
    case PL_T_IDENT: return word(ps);
    case PL_T_OQUOTE:
    case PL_T_OHEREDOC: return pl_hcl__quoted(ps);
    case PL_T_NUMBER_LIT: return parse_number(ps);
    case PL_T_OBRACK: return pl_hcl__tuple(ps);
    case PL_T_OBRACE: return pl_hcl__object(ps);
    case PL_T_OPAREN: return parens(ps);
    case PL_T_MINUS:
    case PL_T_BANG: return unary(ps);
    default: return no_term(ps);
    }
}

pl_expr *pl_hcl__operand(pl_parser *ps)
{
    return pl_hcl__postfix(ps, term(ps));
}

/* ---- operators */

static unsigned level_of(uint8_t kind)
{
    switch (kind) {
    case PL_T_OR: return 1;
    case PL_T_AND: return 2;
    case PL_T_EQUAL_OP:
    case PL_T_NOT_EQUAL: return 3;
    case PL_T_GREATER:
    case PL_T_GREATER_EQ:
    case PL_T_LESS:
    case PL_T_LESS_EQ: return 4;
    case PL_T_PLUS:
    case PL_T_MINUS: return 5;
    case PL_T_STAR:
    case PL_T_SLASH:
    case PL_T_PERCENT: return 6;
    default: return 0;
    }
}

/* Parse a chain of binary operators of precedence `level` and higher. After an error on the right
 * side the result is the left side. */
static pl_expr *binary(pl_parser *ps, unsigned level)
{
    unsigned before = ps->errors, own;
    pl_expr *left = pl_hcl__operand(ps);
    if (pl_hcl__failed(ps, before))
        return left;
    while ((own = level_of(pl_hcl__peek(ps))) >= level) {
        const pl_token *op = pl_hcl__read(ps);
        unsigned left_deepest = ps->deepest;
        before = ps->errors;
        ps->deepest = ps->depth;
        pl_expr *right = binary(ps, own + 1);
        if (ps->deepest < left_deepest)
            ps->deepest = left_deepest;
        if (pl_hcl__failed(ps, before) || !pl_hcl__deeper(ps))
            return left;
        pl_expr *e =
            PL_HCL_NODE(ps, PL_E_BINARY, op2, pl_hcl__span(left->range, right->range), left->start);
        e->op = op->kind;
        e->op2.left = left;
        e->op2.right = right;
        e->op2.op_range = pl_hcl__range(op);
        left = e;
    }
    return left;
}

/* Parse the rest of `cond ? then : otherwise`. After an error the result is the condition. */
static pl_expr *conditional(pl_parser *ps, pl_expr *cond)
{
    unsigned before = ps->errors;
    pl_hcl__read(ps);
    pl_expr *then = pl_hcl__expr(ps);
    if (pl_hcl__failed(ps, before))
        return cond;
    if (pl_hcl__peek(ps) != PL_T_COLON) {
        pl_hcl__error(ps, PL_DIAG_INVALID_SYNTAX, pl_hcl__range(ps->tok),
                      "Missing false expression in conditional",
                      "The conditional operator (...?...:...) requires a false expression, "
                      "delimited by a colon.");
        return cond;
    }
    pl_hcl__read(ps);
    before = ps->errors;
    pl_expr *otherwise = pl_hcl__expr(ps);
    if (pl_hcl__failed(ps, before) || !pl_hcl__deeper(ps))
        return cond;
    pl_expr *e = PL_HCL_NODE(ps, PL_E_CONDITIONAL, conditional,
                             pl_hcl__span(cond->range, otherwise->range), cond->start);
    e->conditional.cond = cond;
    e->conditional.then = then;
    e->conditional.otherwise = otherwise;
    return e;
}

pl_expr *pl_hcl__expr(pl_parser *ps)
{
    if (!pl_hcl__enter(ps))
        return pl_hcl__bad(ps, pl_hcl__range(ps->tok));
    unsigned before = ps->errors, outer = ps->deepest;
    ps->deepest = ps->depth;
    pl_expr *e = binary(ps, 1);
    if (pl_hcl__peek(ps) == PL_T_QUESTION && !pl_hcl__failed(ps, before))
        e = conditional(ps, e);
    if (ps->deepest < outer)
        ps->deepest = outer;
    pl_hcl__leave(ps);
    return e;
}
