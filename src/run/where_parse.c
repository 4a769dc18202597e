/* where_parse.c - read `--where`: recursive descent over characters.
 *
 * Alternatives are tried in order, and one that fails gives back the characters that it read.
 * There are no tokens, so in the recorded manner `notes` begins with `not`. A message lists
 * everything that would have been accepted at the farthest position reached; therefore every
 * character class that is tried there without success is remembered in `wanted`. */
#include "base/ascii.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "run/where.h"

/* ---- what can be accepted, in the order of messages, which is that of the bytes */

/* Name, the text of a literal (NULL: a class of characters), and how messages show it. Words match
 * in any case. */
#define LABELS(X)                                                                                  \
    X(NOT_EQUAL, "!=", "\"!=\"")                                                                   \
    X(QUOTE, "'", "\"'\"")                                                                         \
    X(TWO_QUOTES, "''", "\"''\"")                                                                  \
    X(OPEN, "(", "\"(\"")                                                                          \
    X(CLOSE, ")", "\")\"")                                                                         \
    X(PLUS, "+", "\"+\"")                                                                          \
    X(COMMA, ",", "\",\"")                                                                         \
    X(MINUS, "-", "\"-\"")                                                                         \
    X(ARROW, "->", "\"->\"")                                                                       \
    X(POINT, ".", "\".\"")                                                                         \
    X(ZERO, "0", "\"0\"")                                                                          \
    X(LESS, "<", "\"<\"")                                                                          \
    X(LESS_EQUAL, "<=", "\"<=\"")                                                                  \
    X(LESS_GREATER, "<>", "\"<>\"")                                                                \
    X(EQUAL, "=", "\"=\"")                                                                         \
    X(GREATER, ">", "\">\"")                                                                       \
    X(GREATER_EQUAL, ">=", "\">=\"")                                                               \
    X(DOUBLE, "\"", "\"\\\"\"")                                                                    \
    X(TWO_DOUBLES, "\"\"", "\"\\\"\\\"\"")                                                         \
    X(AND, "and", "\"and\"i")                                                                      \
    X(EXPONENT, "e", "\"e\"i")                                                                     \
    X(FALSE_WORD, "false", "\"false\"i")                                                           \
    X(ILIKE, "ilike", "\"ilike\"i")                                                                \
    X(IN, "in", "\"in\"i")                                                                         \
    X(INTERVAL, "interval", "\"interval\"i")                                                       \
    X(IS, "is", "\"is\"i")                                                                         \
    X(LIKE, "like", "\"like\"i")                                                                   \
    X(NOT, "not", "\"not\"i")                                                                      \
    X(NOW, "now", "\"now\"i")                                                                      \
    X(NULL_WORD, "null", "\"null\"i")                                                              \
    X(OR, "or", "\"or\"i")                                                                         \
    X(TRUE_WORD, "true", "\"true\"i")                                                              \
    X(BLANK, NULL, "[ \\n\\t\\r]")                                                                 \
    X(SIGN, NULL, "[+-]")                                                                          \
    X(DIGIT, NULL, "[0-9]")                                                                        \
    X(DIGIT_NOT_ZERO, NULL, "[1-9]")                                                               \
    X(WORD_REST, NULL, "[A-Za-z0-9_]")                                                             \
    X(WORD_START, NULL, "[A-Za-z_]")                                                               \
    X(NOT_DOUBLE, NULL, "[^\"]")                                                                   \
    X(NOT_QUOTE, NULL, "[^']")                                                                     \
    X(END, NULL, "EOF")

#define AS_NAME(name, text, shown) name,
#define AS_ROW(name, text, shown) { text, shown },
typedef enum label { LABELS(AS_NAME) LABELS_N } label;
static const struct {
    const char *text, *shown;
} labels[] = { LABELS(AS_ROW) };
_Static_assert(END + 1 == LABELS_N && LABELS_N < 64, "END is always the last, and a bit for each");

typedef struct operand {
    bool is_column;
    bool is_null; /* the word null, not quoted */
    pl_str text;
    pl_str key; /* the first key of a path */
    bool has_path;
} operand;

typedef struct parser {
    pl_arena *arena;
    pl_str text;
    bool own; /* our own manner: words are whole, conditions combine */
    size_t at;
    size_t farthest;
    uint64_t wanted; /* labels that would be accepted at `farthest`, as bits */
    unsigned depth;
    uint32_t steps; /* comparisons tried so far */
    bool too_deep;
} parser;

/* ---- characters */

static bool miss(parser *p, label want)
{
    if (p->at > p->farthest) {
        p->farthest = p->at;
        p->wanted = 0;
    }
    if (p->at == p->farthest)
        p->wanted |= UINT64_C(1) << want;
    return false;
}

static char fold(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

static bool is_letter(char c)
{
    return (fold(c) >= 'a' && fold(c) <= 'z') || c == '_';
}

/* Does a word go on at `at`? */
static bool goes_on(const parser *p, size_t at)
{
    return at < p->text.len && (is_letter(p->text.ptr[at]) || pl_is_digit(p->text.ptr[at]));
}

static bool take(parser *p, label want)
{
    const char *text = labels[want].text;
    size_t n = strlen(text);
    if (p->text.len - p->at < n)
        return miss(p, want);
    for (size_t i = 0; i < n; i++)
        if (fold(p->text.ptr[p->at + i]) != text[i])
            return miss(p, want);
    if (p->own && is_letter(text[0]) && want != EXPONENT && goes_on(p, p->at + n))
        return miss(p, want);
    p->at += n;
    return true;
}

static bool is_in_class(char c, label want)
{
    switch (want) {
    case BLANK: return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    case SIGN: return c == '+' || c == '-';
    case DIGIT: return pl_is_digit(c);
    case DIGIT_NOT_ZERO: return pl_is_digit(c) && c != '0';
    case WORD_REST: return is_letter(c) || pl_is_digit(c);
    case WORD_START: return is_letter(c);
    case NOT_DOUBLE: return c != '"';
    case NOT_QUOTE: return c != '\'';
    default: return false;
    }
}

/* Take one character of a class. */
static bool take_one(parser *p, label want)
{
    if (p->at >= p->text.len || !is_in_class(p->text.ptr[p->at], want))
        return miss(p, want);
    p->at++;
    return true;
}

static void skip(parser *p, label want)
{
    while (take_one(p, want))
        ;
}

static void blanks(parser *p)
{
    skip(p, BLANK);
}

static bool back(parser *p, size_t to)
{
    p->at = to;
    return false;
}

/* Take blanks and a literal, or nothing. */
static bool next(parser *p, label want)
{
    size_t start = p->at;
    blanks(p);
    return take(p, want) || back(p, start);
}

/* ---- words, texts, numbers */

/* A doubled quote inside the text stands for one. */
static pl_str unquote(pl_arena *arena, pl_str text, char quote)
{
    char *out = pl_arena_take(arena, text.len + 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        out[n++] = text.ptr[i];
        i += text.ptr[i] == quote;
    }
    return pl_str_make(out, n);
}

static bool parse_quoted(parser *p, label quote, label two, label inside, pl_str *out)
{
    size_t start = p->at;
    if (!take(p, quote))
        return false;
    while (take(p, two) || take_one(p, inside))
        ;
    *out = pl_str_sub(p->text, start + 1, p->at);
    if (!take(p, quote))
        return back(p, start);
    *out = unquote(p->arena, *out, labels[quote].text[0]);
    return true;
}

static bool parse_string(parser *p, pl_str *out)
{
    return parse_quoted(p, QUOTE, TWO_QUOTES, NOT_QUOTE, out);
}

static bool parse_column(parser *p, pl_str *out)
{
    size_t start = p->at;
    if (parse_quoted(p, DOUBLE, TWO_DOUBLES, NOT_DOUBLE, out))
        return true;
    if (!take_one(p, WORD_START))
        return false;
    skip(p, WORD_REST);
    char *text = pl_arena_take(p->arena, p->at - start, 1);
    for (size_t i = start; i < p->at; i++)
        text[i - start] = fold(p->text.ptr[i]);
    *out = pl_str_make(text, p->at - start);
    return true;
}

static bool parse_integer(parser *p, pl_str *out)
{
    size_t start = p->at;
    if (!take(p, ZERO)) {
        if (!take_one(p, DIGIT_NOT_ZERO))
            return false;
        skip(p, DIGIT);
    }
    *out = pl_str_sub(p->text, start, p->at);
    return true;
}

static bool digits(parser *p)
{
    if (!take_one(p, DIGIT))
        return false;
    skip(p, DIGIT);
    return true;
}

static bool parse_number(parser *p, pl_str *out)
{
    size_t start = p->at;
    take(p, MINUS);
    if (!parse_integer(p, out))
        return back(p, start);
    size_t end = p->at;
    if (!take(p, POINT) || !digits(p))
        back(p, end);
    end = p->at;
    if (take(p, EXPONENT)) {
        take_one(p, SIGN);
        if (!digits(p))
            back(p, end);
    }
    *out = pl_str_sub(p->text, start, p->at);
    return true;
}

/* ---- values */

static bool path_step(parser *p, pl_str *key)
{
    size_t start = p->at;
    if (!next(p, ARROW))
        return false;
    take(p, GREATER);
    blanks(p);
    return parse_string(p, key) || parse_integer(p, key) || back(p, start);
}

static bool parse_identifier(parser *p, operand *out)
{
    pl_str key;
    size_t start = p->at;
    *out = (operand){ .is_column = true };
    if (!parse_column(p, &out->text))
        return false;
    out->is_null = p->text.ptr[start] != '"' && pl_str_eq(out->text, PL_S("null"));
    while (path_step(p, &key)) {
        if (!out->has_path)
            out->key = key;
        out->has_path = true;
    }
    return true;
}

/* Parse "now()" with or without an interval; it is kept as text. */
static bool parse_now(parser *p, operand *out)
{
    size_t start = p->at;
    pl_str text;
    if (!take(p, NOW) || !next(p, OPEN) || !next(p, CLOSE))
        return back(p, start);
    *out = (operand){ .text = PL_S("now()") };
    size_t end = p->at;
    if ((!next(p, PLUS) && !next(p, MINUS)) || !next(p, INTERVAL))
        return back(p, end) || true;
    blanks(p);
    return parse_string(p, &text) || back(p, end) || true;
}

static bool parse_item(parser *p, operand *out)
{
    if (parse_now(p, out))
        return true;
    *out = (operand){ 0 };
    if (take(p, TRUE_WORD))
        out->text = PL_S("true");
    else if (take(p, FALSE_WORD))
        out->text = PL_S("false");
    else if (!parse_number(p, &out->text) && !parse_string(p, &out->text))
        return parse_identifier(p, out);
    return true;
}

/* Parse "(" value ")" or an item. */
static bool parse_value(parser *p, operand *out)
{
    size_t start = p->at, open = 0;
    while (take(p, OPEN)) {
        open++;
        blanks(p);
    }
    if (!parse_item(p, out))
        return back(p, start);
    while (open && next(p, CLOSE))
        open--;
    return open ? back(p, start) : true;
}

/* ---- comparisons */

static bool keep(parser *p, pl_where what, pl_where **out)
{
    *out = pl_arena_alloc(p->arena, sizeof **out);
    **out = what;
    return true;
}

/* Something other than a column on the left equals nothing (recorded). */
static pl_where compares(pl_where_op op, const operand *left, const pl_str *values, uint32_t n)
{
    pl_where where = { .op = (uint8_t)op, .values = values, .n_values = n };
    where.key = left->key;
    where.has_path = left->has_path;
    if (left->is_column)
        where.column = left->text;
    return where;
}

static bool keep_one(parser *p, pl_where_op op, const operand *left, const operand *right,
                     pl_where **out)
{
    pl_str *values = pl_arena_alloc(p->arena, sizeof *values);
    *values = right->text;
    pl_where where = compares(op, left, values, 1);
    where.with_null = right->is_null;
    return keep(p, where, out);
}

static bool comparison_operator(parser *p, pl_where_op *op)
{
    static const struct {
        label want;
        pl_where_op op;
    } signs[] = { { LESS_EQUAL, PL_WHERE_ORDER },    { LESS_GREATER, PL_WHERE_ORDER },
                  { GREATER_EQUAL, PL_WHERE_ORDER }, { NOT_EQUAL, PL_WHERE_NOT_EQUAL },
                  { LESS, PL_WHERE_ORDER },          { EQUAL, PL_WHERE_EQUAL },
                  { GREATER, PL_WHERE_ORDER } };
    for (size_t i = 0; i < PL_COUNT(signs); i++) {
        *op = signs[i].op;
        if (take(p, signs[i].want))
            return true;
    }
    return false;
}

/* Parse what stands before a word: in our own manner in parentheses, too. */
static bool parse_left(parser *p, operand *out)
{
    size_t start = p->at;
    if (!p->own)
        return parse_identifier(p, out);
    return parse_value(p, out) && (out->is_column || back(p, start));
}

static bool parse_compare(parser *p, pl_where **out)
{
    size_t start = p->at;
    operand left, right;
    pl_where_op op;
    if (!parse_value(p, &left))
        return back(p, start);
    blanks(p);
    if (!comparison_operator(p, &op))
        return back(p, start);
    blanks(p);
    if (!parse_value(p, &right))
        return back(p, start);
    bool turned = p->own && !left.is_column && right.is_column; /* 'high' = severity */
    return keep_one(p, op, turned ? &right : &left, turned ? &left : &right, out);
}

static bool parse_like(parser *p, pl_where **out)
{
    size_t start = p->at;
    operand left, pattern = { 0 };
    if (!parse_left(p, &left))
        return back(p, start);
    bool not = next(p, NOT), like = next(p, LIKE);
    if (!like && !next(p, ILIKE))
        return back(p, start);
    blanks(p);
    if (!parse_string(p, &pattern.text))
        return back(p, start);
    pl_where_op op = like  ? not ? PL_WHERE_NOT_LIKE : PL_WHERE_LIKE
                     : not ? PL_WHERE_NOT_ILIKE
                           : PL_WHERE_ILIKE;
    return keep_one(p, op, &left, &pattern, out);
}

static bool null_or_bool(parser *p, operand *out)
{
    *out = (operand){ .is_null = take(p, NULL_WORD) };
    if (out->is_null)
        return true;
    bool yes = take(p, TRUE_WORD);
    out->text = yes ? PL_S("true") : PL_S("false");
    return yes || take(p, FALSE_WORD);
}

static bool parse_is(parser *p, pl_where **out)
{
    size_t start = p->at;
    operand left, right;
    bool ok = parse_left(p, &left) || (!p->own && null_or_bool(p, &left));
    if (!ok || !next(p, IS))
        return back(p, start);
    bool not = next(p, NOT);
    blanks(p);
    if (!null_or_bool(p, &right))
        return back(p, start);
    return keep_one(p, not ? PL_WHERE_IS_NOT : PL_WHERE_IS, &left, &right, out);
}

typedef PL_VEC(pl_str) str_list;

/* Parse "a, b)". */
static bool parse_items(parser *p, str_list *items, bool *with_null)
{
    operand item;
    blanks(p);
    size_t start = p->at;
    bool any = parse_item(p, &item);
    if (!any && p->own)
        return false;
    while (any) {
        pl_vec_push(items, item.text);
        *with_null |= item.is_null;
        any = next(p, COMMA);
        if (!any)
            break;
        blanks(p);
        if (!parse_item(p, &item))
            return back(p, start);
    }
    return next(p, CLOSE);
}

static bool parse_in(parser *p, pl_where **out)
{
    size_t start = p->at;
    operand left;
    str_list items = { 0 };
    bool ok = parse_value(p, &left), not = ok && next(p, NOT), with_null = false;
    ok = ok && next(p, IN) && next(p, OPEN) && parse_items(p, &items, &with_null);
    if (ok) {
        pl_str *values = pl_arena_alloc(p->arena, (items.n + 1) * sizeof *values);
        if (items.n)
            memcpy(values, items.at, items.n * sizeof *values);
        pl_where where =
            compares(not ? PL_WHERE_NOT_IN : PL_WHERE_IN, &left, values, (uint32_t)items.n);
        where.with_null = with_null;
        keep(p, where, out);
    }
    pl_vec_done(&items);
    return ok ? true : back(p, start);
}

/* A name alone; the recorded grammar has it, nothing evaluates it. */
static bool parse_alone(parser *p, pl_where **out)
{
    operand left;
    return !p->own && parse_identifier(p, &left) &&
           keep(p, (pl_where){ .op = PL_WHERE_ALONE }, out);
}

/* ---- combinations
 *
 * Only an opening parenthesis is tried twice, as a group and as a value. A group that is nested
 * too deeply fails for good. */

static bool parse_or(parser *p, pl_where **out);

static bool parse_group(parser *p, pl_where **out)
{
    size_t start = p->at;
    if (!take(p, OPEN))
        return false;
    blanks(p);
    return (parse_or(p, out) && next(p, CLOSE)) || back(p, start);
}

static bool parse_comparison(parser *p, pl_where **out);

static bool parse_not(parser *p, pl_where **out)
{
    size_t start = p->at;
    if (!take(p, NOT))
        return false;
    blanks(p);
    pl_where *inner;
    if (!parse_comparison(p, &inner))
        return back(p, start);
    return keep(p, (pl_where){ .op = PL_WHERE_NOT, .parts = inner }, out);
}

static bool parse_comparison(parser *p, pl_where **out)
{
    if (p->too_deep || ++p->depth > PL_WHERE_DEPTH || ++p->steps > 100000) {
        p->too_deep = true;
        return false;
    }
    bool ok = parse_group(p, out) || parse_not(p, out) || parse_compare(p, out) ||
              parse_like(p, out) || parse_is(p, out) || parse_in(p, out) || parse_alone(p, out);
    p->depth--;
    return ok && !p->too_deep;
}

static bool parse_chain(parser *p, label joint, pl_where_op op, bool (*part)(parser *, pl_where **),
                        pl_where **out)
{
    pl_where *last, *more;
    if (!part(p, out))
        return false;
    for (last = *out;; last = more) {
        size_t start = p->at;
        if (!next(p, joint))
            break;
        blanks(p);
        if (!part(p, &more)) {
            p->at = start;
            break;
        }
        last->next = more;
    }
    return last == *out || keep(p, (pl_where){ .op = (uint8_t)op, .parts = *out }, out);
}

static bool parse_and(parser *p, pl_where **out)
{
    return parse_chain(p, AND, PL_WHERE_AND, parse_comparison, out);
}

static bool parse_or(parser *p, pl_where **out)
{
    return parse_chain(p, OR, PL_WHERE_OR, parse_and, out);
}

/* ---- the whole condition */

/* Describe a position: line and column from 1, the byte from 0. A line end belongs to the line
 * after it, as its column 0. */
static void add_position(pl_str text, size_t at, pl_buf *why)
{
    size_t line = 1, start = 0;
    for (size_t i = 0; i <= at && i < text.len; i++)
        if (text.ptr[i] == '\n') {
            line++;
            start = i + 1;
        }
    size_t column = start > at ? 0 : pl_utf8_runes(pl_str_sub(text, start, at)) + 1;
    pl_buf_printf(why, "%zu:%zu (%zu): ", line, column, at);
}

static void append_wanted(uint64_t wanted, pl_buf *why)
{
    bool first = true;
    for (unsigned i = 0; i <= END; i++) {
        if (!(wanted & UINT64_C(1) << i))
            continue;
        bool last = wanted >> i == 1;
        pl_buf_printf(why, "%s%s", first ? "" : last ? " or " : ", ", labels[i].shown);
        first = false;
    }
}

static bool append_unexpected(const parser *p, pl_buf *why)
{
    pl_buf_cstr(why, "failed to parse 'where' property: ");
    if (p->too_deep) {
        pl_buf_printf(why, "more than %d levels of nesting", PL_WHERE_DEPTH);
        return false;
    }
    add_position(p->text, p->farthest, why);
    pl_buf_cstr(why, "no match found, expected: ");
    append_wanted(p->wanted, why);
    return false;
}

/* The recorded manner evaluates one comparison alone. */
static bool is_recorded(const pl_where *where, pl_buf *why)
{
    if (where->op >= PL_WHERE_IS)
        pl_buf_cstr(why, "failed to convert 'where' arg to qual");
    else if (!where->n_values)
        pl_buf_cstr(why, "failed to parse cn");
    return where->op < PL_WHERE_IS && where->n_values;
}

const pl_where *pl_where_parse(pl_arena *arena, pl_str text, bool own, pl_buf *why)
{
    pl_where *where = NULL;
    parser p = { .arena = arena, .text = text, .own = own };
    blanks(&p);
    bool ok = parse_or(&p, &where);
    if (ok)
        blanks(&p);
    if (ok && p.at < text.len)
        ok = miss(&p, END);
    ok = ok && !p.too_deep;
    if (!ok)
        append_unexpected(&p, why);
    return ok && (own || is_recorded(where, why)) ? where : NULL;
}
