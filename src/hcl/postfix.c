/* postfix.c - what may follow a term. Steps with literal keys are added to a traversal,
 * everything else becomes a node around the expression so far. */
#include "hcl/parser.h"

static bool has_steps(const pl_expr *e)
{
    return e->kind == PL_E_TRAVERSAL || e->kind == PL_E_RELATIVE;
}

/* The place of the next step of `e`. */
static pl_step **steps_end(pl_expr *e)
{
    pl_step **tail = &e->traversal.steps;
    while (*tail)
        tail = &(*tail)->next;
    return tail;
}

/* The expression so far and the end of its steps; NULL: it cannot have steps. */
typedef struct chain {
    pl_expr *expr;
    pl_step **tail;
} chain;

/* Add a step to the expression, wrapped in a new RELATIVE traversal if it cannot have steps itself.
 * False at the limit of depth. */
static bool add_step(pl_parser *ps, chain *c, pl_step step)
{
    if (!c->tail) {
        if (!pl_hcl__deeper(ps))
            return false;
        pl_expr *e = PL_HCL_NODE(ps, PL_E_RELATIVE, traversal, c->expr->range, c->expr->range);
        e->traversal.source = c->expr;
        *c = (chain){ e, &e->traversal.steps };
    }
    pl_step *s = pl_arena_take(ps->arena, sizeof *s, _Alignof(pl_step));
    *s = step;
    *c->tail = s;
    c->tail = &s->next;
    c->expr->range.end = step.range.end;
    c->expr->start = c->expr->range;
    return true;
}

/* ---- dots */

static void no_chaining(pl_parser *ps, pl_str number, pl_range range)
{
    size_t dot = pl_str_find(number, '.');
    pl_str first = pl_str_sub(number, 0, dot), second = pl_str_sub(number, dot + 1, number.len);
    pl_hcl__error(ps, PL_DIAG_INVALID_SYNTAX, range, "Invalid legacy index syntax",
                  "When using the legacy index syntax, chaining two indexes together is not "
                  "permitted. Use the proper index syntax instead, like [%.*s][%.*s].",
                  PL_FMT(first), PL_FMT(second));
}

/* Read `.0` after its dot. `subject` is the range that the reference reports. */
static pl_step legacy_index(pl_parser *ps, pl_range dot, pl_range subject)
{
    const pl_token *t = pl_hcl__read(ps);
    pl_str number = pl_hcl__slice(ps, pl_hcl__range(t));
    if (pl_str_find(number, '.') < number.len)
        no_chaining(ps, number, subject);
    else
        pl_hcl__check_number(ps, t);
    return (pl_step){
        .is_index = true, .key = PL_LIT_NUMBER, .text = number, .range = { dot.start, t->end }
    };
}

static pl_step attr_step(pl_parser *ps, pl_range dot)
{
    pl_range name = pl_hcl__range(pl_hcl__read(ps));
    return (pl_step){ .text = pl_hcl__slice(ps, name), .range = pl_hcl__span(dot, name) };
}

/* The element itself, inside `each` of a splat. */
static pl_expr *element(pl_parser *ps, pl_range marker)
{
    return pl_hcl__bad(ps, (pl_range){ marker.end, marker.end });
}

static bool wrap_splat(pl_parser *ps, chain *c, pl_range marker, pl_expr *each, bool full)
{
    if (!pl_hcl__deeper(ps))
        return false;
    pl_range range = pl_hcl__span(c->expr->range, each->kind == PL_E_BAD ? marker : each->range);
    pl_expr *e = PL_HCL_NODE(ps, PL_E_SPLAT, splat, range, marker);
    e->flag = full;
    e->splat.source = c->expr;
    e->splat.each = each->kind == PL_E_BAD ? NULL : each;
    e->splat.marker = marker;
    *c = (chain){ e, NULL };
    return true;
}

/* Read `.*` and the dots after it, which all belong to the elements. */
static bool attr_splat(pl_parser *ps, chain *c, pl_range dot)
{
    pl_range star = pl_hcl__range(pl_hcl__read(ps)), marker = pl_hcl__span(dot, star);
    chain each = { element(ps, marker), NULL };
    while (pl_hcl__peek(ps) == PL_T_DOT) {
        dot = pl_hcl__range(pl_hcl__read(ps));
        bool going = true;
        if (pl_hcl__peek(ps) == PL_T_NUMBER_LIT) {
            going = add_step(ps, &each, legacy_index(ps, dot, star));
        } else if (pl_hcl__peek(ps) == PL_T_IDENT) {
            going = add_step(ps, &each, attr_step(ps, dot));
        } else {
            if (pl_hcl__peek(ps) == PL_T_STAR)
                pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, pl_hcl__range(ps->tok),
                                 "Nested splat expression not allowed",
                                 "A splat expression (*) cannot be used inside another "
                                 "attribute-only splat expression.");
            else
                pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, star, "Invalid attribute name",
                                 "An attribute name is required after a dot.");
            ps->recovery = true;
            return true;
        }
        if (!going)
            return false;
    }
    return wrap_splat(ps, c, marker, each.expr, false);
}

/* Read a step after a dot. False: nothing more can follow. */
static bool dotted(pl_parser *ps, chain *c)
{
    pl_range dot = pl_hcl__range(pl_hcl__read(ps)), here = pl_hcl__range(ps->tok);
    switch (pl_hcl__peek(ps)) {
    case PL_T_IDENT: return add_step(ps, c, attr_step(ps, dot));
    case PL_T_NUMBER_LIT: return add_step(ps, c, legacy_index(ps, dot, here));
    case PL_T_STAR: return attr_splat(ps, c, dot);
    default:
        pl_hcl__error(ps, PL_DIAG_INVALID_SYNTAX, here, "Invalid attribute name",
                      "An attribute name is required after a dot.");
        ps->recovery = true;
        return true;
    }
}

/* ---- brackets */

static bool full_splat(pl_parser *ps, chain *c, pl_range open)
{
    pl_hcl__read(ps);
    const pl_token *t = pl_hcl__read(ps);
    pl_range close = pl_hcl__range(t);
    if (t->kind != PL_T_CBRACK && !ps->recovery) {
        /* The reference reports the place where it recovered. */
        close = pl_hcl__recover(ps, PL_T_CBRACK);
        pl_hcl__error(ps, PL_DIAG_INVALID_SYNTAX, close, "Missing close bracket on splat index",
                      "The star for a full splat operator must be immediately followed by a "
                      "closing bracket (\"]\").");
    }
    pl_range marker = pl_hcl__span(open, close);
    if (!pl_hcl__enter(ps))
        return false;
    pl_expr *each = pl_hcl__postfix(ps, element(ps, marker));
    pl_hcl__leave(ps);
    return wrap_splat(ps, c, marker, each, true);
}

/* Read the key and the closing bracket. Returns the range of the bracket. */
static pl_range index_key(pl_parser *ps, pl_expr **key)
{
    unsigned before = ps->errors;
    *key = pl_hcl__expr(ps);
    if (pl_hcl__failed(ps, before))
        return pl_hcl__recover(ps, PL_T_CBRACK);
    const pl_token *t = pl_hcl__read(ps);
    pl_range close = pl_hcl__range(t);
    if (t->kind != PL_T_CBRACK && !ps->recovery) {
        close = pl_hcl__recover(ps, PL_T_CBRACK);
        pl_hcl__error(ps, PL_DIAG_INVALID_SYNTAX, close, "Missing close bracket on index",
                      "The index operator must end with a closing bracket (\"]\").");
    }
    return close;
}

/* Parse `[key]` or `[*]` after an operand. False after an error: nothing more can follow. */
static bool indexed(pl_parser *ps, chain *c)
{
    pl_range open = pl_hcl__range(pl_hcl__read(ps));
    if (pl_hcl__peek(ps) == PL_T_STAR)
        return full_splat(ps, c, open);
    bool newlines = pl_hcl__newlines(ps, false);
    unsigned deepest = ps->deepest;
    pl_expr *key;
    pl_range close = index_key(ps, &key);
    pl_hcl__newlines(ps, newlines);
    pl_step step = { .is_index = true, .range = pl_hcl__span(open, close) };
    if (key->kind == PL_E_LITERAL) {
        ps->deepest = deepest; /* the key is gone */
        step.key = key->lit;
        step.text = key->literal.text;
        return add_step(ps, c, step);
    }
    if (pl_expr_string(key, ps->arena, &step.text)) {
        ps->deepest = deepest;
        step.key = PL_LIT_STRING;
        return add_step(ps, c, step);
    }
    if (!pl_hcl__deeper(ps))
        return false;
    pl_expr *e = PL_HCL_NODE(ps, PL_E_INDEX, index, pl_hcl__span(c->expr->range, close), open);
    e->index.collection = c->expr;
    e->index.key = key;
    e->index.open = open;
    e->index.close = close;
    *c = (chain){ e, NULL };
    return true;
}

pl_expr *pl_hcl__postfix(pl_parser *ps, pl_expr *from)
{
    chain c = { from, NULL };
    bool going = true;
    uint8_t next = pl_hcl__peek(ps);
    if ((next == PL_T_DOT || next == PL_T_OBRACK) && has_steps(from))
        c.tail = steps_end(from);
    while (going) {
        switch (pl_hcl__peek(ps)) {
        case PL_T_DOT: going = dotted(ps, &c); break;
        case PL_T_OBRACK: going = indexed(ps, &c); break;
        default: return c.expr;
        }
    }
    return c.expr;
}
