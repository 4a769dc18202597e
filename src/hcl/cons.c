/* cons.c - parsing tuples, objects and `for` expressions. */
#include "hcl/parser.h"
#include "base/assert.h"

/* ---- for */

static const char for_summary[] = "Invalid 'for' expression";

/* Read the name of a loop's variable. */
static pl_str take_name(pl_parser *ps, pl_range *range)
{
    *range = pl_hcl__range(pl_hcl__read(ps));
    return pl_hcl__slice(ps, *range);
}

/* Report, at the next token, that `what` is missing. Always false. */
static bool report_missing(pl_parser *ps, const char *what)
{
    pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, pl_hcl__range(ps->tok), for_summary, "%s", what);
    return false;
}

const char *pl_hcl__for_names(pl_parser *ps, const pl_for_texts *lacking, pl_expr *e)
{
    if (pl_hcl__peek(ps) != PL_T_IDENT)
        return lacking->first;
    e->loop.value_var = take_name(ps, &e->loop.value_range);
    if (pl_hcl__peek(ps) == PL_T_COMMA) {
        e->loop.key_var = e->loop.value_var;
        e->loop.key_range = e->loop.value_range;
        pl_hcl__read(ps);
        if (pl_hcl__peek(ps) != PL_T_IDENT)
            return lacking->second;
        e->loop.value_var = take_name(ps, &e->loop.value_range);
    }
    if (!PL_HCL_WORD(ps, "in"))
        return lacking->in;
    pl_hcl__read(ps);
    return NULL;
}

static bool for_names(pl_parser *ps, pl_expr *e)
{
    static const pl_for_texts lacking = {
        "For expression requires variable name after 'for'.",
        "For expression requires value variable name after comma.",
        "For expression requires the 'in' keyword after its name declarations.",
    };
    const char *what = pl_hcl__for_names(ps, &lacking, e);
    return !what || report_missing(ps, what);
}

/* Parse `key => value`, or only a value. */
static bool for_result(pl_parser *ps, pl_expr *e)
{
    unsigned before = ps->errors;
    e->loop.value = pl_hcl__expr(ps);
    if (pl_hcl__peek(ps) == PL_T_FAT_ARROW) {
        e->loop.key = e->loop.value;
        pl_hcl__read(ps);
        e->loop.value = pl_hcl__expr(ps);
    }
    return !pl_hcl__failed(ps, before);
}

/* Parse a `for` from its names to its condition. False after an error: the caller skips to the
 * closing bracket. */
static bool for_inside(pl_parser *ps, pl_expr *e, pl_range *ellipsis)
{
    if (!for_names(ps, e))
        return false;
    unsigned before = ps->errors;
    e->loop.collection = pl_hcl__expr(ps);
    if (pl_hcl__failed(ps, before))
        return false;
    if (pl_hcl__peek(ps) != PL_T_COLON)
        return report_missing(ps,
                              "For expression requires a colon after the collection expression.");
    pl_hcl__read(ps);
    if (!for_result(ps, e))
        return false;
    if (pl_hcl__peek(ps) == PL_T_ELLIPSIS) {
        *ellipsis = pl_hcl__range(pl_hcl__read(ps));
        e->loop.group = true;
    }
    if (!PL_HCL_WORD(ps, "if"))
        return true;
    pl_hcl__read(ps);
    before = ps->errors;
    e->loop.cond = pl_hcl__expr(ps);
    return !pl_hcl__failed(ps, before);
}

/* Report a key, or an `...`, in a tuple `for`, and a missing key in an object `for`. */
static void for_check(pl_parser *ps, const pl_expr *e, pl_range ellipsis)
{
    if (e->flag) {
        if (!e->loop.key)
            pl_hcl__error(ps, PL_DIAG_INVALID_SYNTAX, e->loop.value->range, for_summary,
                          "Key expression is required when building an object.");
        return;
    }
    if (e->loop.key)
        pl_hcl__error(ps, PL_DIAG_INVALID_SYNTAX, e->loop.key->range, for_summary,
                      "Key expression is not valid when building a tuple.");
    if (e->loop.group)
        pl_hcl__error(ps, PL_DIAG_INVALID_SYNTAX, ellipsis, for_summary,
                      "Grouping ellipsis (...) cannot be used when building a tuple.");
}

/* Parse a `for` after the bracket `open`; the next word is `for`, and newlines are blanks. */
static pl_expr *for_expr(pl_parser *ps, pl_range open, pl_token_kind closer)
{
    pl_range ellipsis = { 0 };
    pl_expr *e = PL_HCL_NODE(ps, PL_E_FOR, loop, open, open);
    e->flag = closer == PL_T_CBRACE;
    e->loop.open = open;
    pl_hcl__read(ps);
    if (!for_inside(ps, e, &ellipsis))
        return pl_hcl__bad(ps, pl_hcl__span(open, pl_hcl__recover(ps, closer)));
    if (pl_hcl__peek(ps) == closer) {
        e->loop.close = pl_hcl__range(pl_hcl__read(ps));
    } else {
        report_missing(ps, "Extra characters after the end of the 'for' expression.");
        e->loop.close = pl_hcl__recover(ps, closer);
    }
    e->range.end = e->loop.close.end;
    for_check(ps, e, ellipsis);
    return e;
}

/* ---- between items */

typedef struct separator {
    uint8_t closer;
    bool newlines; /* newlines separate as well */
    const char *unclosed, *why_unclosed, *missing, *why_missing;
} separator;

/* Read the separator between two items; a closer is left unread. False: an error was reported. */
static bool separate(pl_parser *ps, pl_range open, const separator *s)
{
    uint8_t next = pl_hcl__peek(ps);
    if (next == s->closer)
        return true;
    if (next == PL_T_COMMA || (next == PL_T_NEWLINE && s->newlines)) {
        pl_hcl__read(ps);
        return true;
    }
    if (next == PL_T_EOF)
        pl_hcl__complain(ps, PL_DIAG_UNCLOSED, open, s->unclosed, "%s", s->why_unclosed);
    else
        pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, pl_hcl__range(ps->tok), s->missing, "%s",
                         s->why_missing);
    return false;
}

/* ---- tuples */

static const separator of_tuples = {
    PL_T_CBRACK,
    false,
    "Unterminated tuple constructor expression",
    "There is no corresponding closing bracket before the end of the file. This may be caused by "
    "incorrect bracket nesting elsewhere in this file.",
    "Missing item separator",
    "Expected a comma to mark the beginning of the next item.",
};

static void tuple_items(pl_parser *ps, pl_expr *e)
{
    pl_assert(e->kind == PL_E_TUPLE);
    pl_item **tail = &e->tuple.items;
    while (pl_hcl__peek(ps) != PL_T_CBRACK) {
        unsigned before = ps->errors;
        pl_hcl__item(ps, &tail, pl_hcl__expr(ps));
        e->tuple.n++;
        if (pl_hcl__failed(ps, before) || !separate(ps, e->tuple.open, &of_tuples)) {
            pl_hcl__recover(ps, PL_T_CBRACK);
            return;
        }
    }
    pl_hcl__read(ps);
}

pl_expr *pl_hcl__tuple(pl_parser *ps)
{
    pl_range open = pl_hcl__range(pl_hcl__read(ps));
    bool newlines = pl_hcl__newlines(ps, false);
    pl_expr *e;
    if (PL_HCL_WORD(ps, "for")) {
        e = for_expr(ps, open, PL_T_CBRACK);
    } else {
        e = PL_HCL_NODE(ps, PL_E_TUPLE, tuple, open, open);
        e->tuple.open = open;
        tuple_items(ps, e);
        e->tuple.close = ps->prev;
        e->range.end = ps->prev.end;
    }
    pl_hcl__newlines(ps, newlines);
    return e;
}

/* ---- objects */

static void no_separator(pl_parser *ps)
{
    static const char summary[] = "Missing key/value separator";
    pl_range here = pl_hcl__range(ps->tok);
    switch (pl_hcl__peek(ps)) {
    case PL_T_NEWLINE:
    case PL_T_COMMA:
        pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, here, "Missing attribute value",
                         "Expected an attribute value, introduced by an equals sign (\"=\").");
        break;
    case PL_T_IDENT:
        pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, here, summary,
                         "Expected an equals sign (\"=\") to mark the beginning of the attribute "
                         "value. If you intended to given an attribute name containing periods or "
                         "spaces, write the name in quotes to create a string literal.");
        break;
    default:
        pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, here, summary,
                         "Expected an equals sign (\"=\") to mark the beginning of the attribute "
                         "value.");
    }
}

/* Parse one `key = value`. False after an error: the caller skips to the closing brace. */
static bool object_pair(pl_parser *ps, pl_pair ***tail)
{
    unsigned before = ps->errors;
    pl_expr *key = pl_hcl__expr(ps);
    if (pl_hcl__failed(ps, before))
        return false;
    uint8_t next = pl_hcl__peek(ps);
    if (next != PL_T_EQUAL && next != PL_T_COLON) {
        no_separator(ps);
        return false;
    }
    pl_hcl__read(ps);
    before = ps->errors;
    pl_expr *value = pl_hcl__expr(ps);
    if (pl_hcl__failed(ps, before))
        return false;
    pl_pair *pair = pl_arena_take(ps->arena, sizeof *pair, _Alignof(pl_pair));
    pl_str word;
    *pair = (pl_pair){ .key = key, .value = value, .naked = pl_expr_keyword(key, &word) };
    **tail = pair;
    *tail = &pair->next;
    return true;
}

static const separator of_objects = {
    PL_T_CBRACE,
    true,
    "Unterminated object constructor expression",
    "There is no corresponding closing brace before the end of the file. This may be caused by "
    "incorrect brace nesting elsewhere in this file.",
    "Missing attribute separator",
    "Expected a newline or comma to mark the beginning of the next attribute.",
};

static void object_items(pl_parser *ps, pl_expr *e)
{
    pl_assert(e->kind == PL_E_OBJECT);
    pl_pair **tail = &e->object.pairs;
    while (pl_hcl__peek(ps) != PL_T_CBRACE) {
        if (pl_hcl__peek(ps) == PL_T_NEWLINE) {
            pl_hcl__read(ps);
            continue;
        }
        bool whole = object_pair(ps, &tail);
        e->object.n += whole;
        if (!whole || !separate(ps, e->object.open, &of_objects)) {
            pl_hcl__recover(ps, PL_T_CBRACE);
            return;
        }
    }
    pl_hcl__read(ps);
}

pl_expr *pl_hcl__object(pl_parser *ps)
{
    pl_range open = pl_hcl__range(pl_hcl__read(ps));
    bool newlines = pl_hcl__newlines(ps, false);
    pl_expr *e;
    if (PL_HCL_WORD(ps, "for")) {
        e = for_expr(ps, open, PL_T_CBRACE);
    } else {
        pl_hcl__newlines(ps, true);
        e = PL_HCL_NODE(ps, PL_E_OBJECT, object, open, open);
        e->object.open = open;
        object_items(ps, e);
        e->object.close = ps->prev;
        e->range.end = ps->prev.end;
    }
    pl_hcl__newlines(ps, newlines);
    return e;
}
