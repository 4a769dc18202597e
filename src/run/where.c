#include "run/where.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"

/* ---- tokens */

typedef enum token_kind {
    TOKEN_END,
    TOKEN_WORD,   /* folded to lower case */
    TOKEN_QUOTED, /* "column" */
    TOKEN_STRING,
    TOKEN_NUMBER, /* as it is written */
    TOKEN_MARK,   /* ( ) , + - <= <> >= != < = > -> ->> */
    TOKEN_BAD,
} token_kind;

typedef struct token {
    uint8_t kind;
    pl_str text;
    size_t at; /* byte */
} token;

typedef PL_VEC(token) token_list;

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Behind the digits from `at` on. */
static size_t skip_digits(pl_str s, size_t at)
{
    while (at < s.len && is_digit(s.ptr[at]))
        at++;
    return at;
}

static size_t number_end(pl_str s, size_t at)
{
    if (at < s.len && s.ptr[at] == '-')
        at++;
    if (at >= s.len || !is_digit(s.ptr[at]))
        return 0;
    at = s.ptr[at] == '0' ? at + 1 : skip_digits(s, at);
    if (at + 1 < s.len && s.ptr[at] == '.' && is_digit(s.ptr[at + 1]))
        at = skip_digits(s, at + 1);
    if (at < s.len && (s.ptr[at] == 'e' || s.ptr[at] == 'E')) {
        size_t sign = at + 1 < s.len && (s.ptr[at + 1] == '+' || s.ptr[at + 1] == '-');
        size_t end = skip_digits(s, at + 1 + sign);
        if (end > at + 1 + sign)
            at = end;
    }
    return at;
}

static pl_str fold(pl_arena *arena, pl_str s)
{
    char *out = pl_arena_take(arena, s.len + 1, 1);
    for (size_t i = 0; i < s.len; i++)
        out[i] = (char)(s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? s.ptr[i] + ('a' - 'A') : s.ptr[i]);
    return pl_str_make(out, s.len);
}

/* Text between quotes, of which two stand for one; *end is behind the closing one. */
static bool quoted(pl_arena *arena, pl_str s, size_t at, pl_str *out, size_t *end)
{
    char quote = s.ptr[at], *text = pl_arena_take(arena, s.len - at, 1);
    size_t n = 0;
    for (size_t i = at + 1; i < s.len; i++) {
        if (s.ptr[i] != quote) {
            text[n++] = s.ptr[i];
        } else if (i + 1 < s.len && s.ptr[i + 1] == quote) {
            text[n++] = s.ptr[i++];
        } else {
            *out = pl_str_make(text, n);
            *end = i + 1;
            return true;
        }
    }
    return false;
}

static size_t mark_length(pl_str s, size_t at)
{
    static const char *const marks[] = { "->>", "->", "<=", "<>", ">=", "!=", "<",
                                         "=",   ">",  "(",  ")",  ",",  "+",  "-" };
    for (size_t i = 0; i < PL_COUNT(marks); i++)
        if (pl_str_starts(pl_str_sub(s, at, s.len), pl_str_cstr(marks[i])))
            return strlen(marks[i]);
    return 0;
}

static token next_token(pl_arena *arena, pl_str s, size_t at, size_t *end)
{
    token t = { TOKEN_BAD, pl_str_sub(s, at, at + 1), at };
    size_t n;
    *end = at + 1;
    if (is_letter(s.ptr[at])) {
        for (n = at; n < s.len && (is_letter(s.ptr[n]) || is_digit(s.ptr[n]));)
            n++;
        *end = n;
        return (token){ TOKEN_WORD, fold(arena, pl_str_sub(s, at, n)), at };
    }
    if (s.ptr[at] == '"' || s.ptr[at] == '\'') {
        if (quoted(arena, s, at, &t.text, end))
            t.kind = s.ptr[at] == '"' ? TOKEN_QUOTED : TOKEN_STRING;
        return t;
    }
    if ((n = number_end(s, at)) != 0) {
        *end = n;
        return (token){ TOKEN_NUMBER, pl_str_sub(s, at, n), at };
    }
    if ((n = mark_length(s, at)) != 0) {
        *end = at + n;
        return (token){ TOKEN_MARK, pl_str_sub(s, at, at + n), at };
    }
    return t;
}

static void read_tokens(pl_arena *arena, pl_str s, token_list *out)
{
    for (size_t at = 0; at < s.len;) {
        if (is_blank(s.ptr[at])) {
            at++;
            continue;
        }
        pl_vec_push(out, next_token(arena, s, at, &at));
    }
    pl_vec_push(out, ((token){ TOKEN_END, { 0 }, s.len }));
}

/* ---- grammar
 *
 * Choices are tried in the order of the grammar; one that fails gives back its tokens. Only
 * parentheses are tried twice, as a group and as a value: a group that fails because of
 * depth fails for good. */

typedef enum node_kind {
    NODE_REFUSED, /* is read, cannot be evaluated */
    NODE_EMPTY_IN,
    NODE_COMPARISON,
} node_kind;

typedef enum operand_kind { OPERAND_COLUMN, OPERAND_LITERAL } operand_kind;

typedef struct operand {
    uint8_t kind; /* operand_kind */
    pl_str text;
    pl_str key;
    bool has_path;
} operand;

typedef struct where_parser {
    pl_arena *arena;
    const token *tokens;
    size_t at, farthest;
    unsigned depth;
    uint32_t steps; /* of choices tried: each token is looked at a few times */
    bool too_deep;
    pl_where comparison;
} where_parser;

static const token *peek(where_parser *p)
{
    if (p->at > p->farthest)
        p->farthest = p->at;
    return &p->tokens[p->at];
}

static bool take(where_parser *p, token_kind kind, const char *text)
{
    const token *t = peek(p);
    if (t->kind != kind || !pl_str_eq(t->text, pl_str_cstr(text)))
        return false;
    p->at++;
    return true;
}

static bool word(where_parser *p, const char *text)
{
    return take(p, TOKEN_WORD, text);
}

static bool mark(where_parser *p, const char *text)
{
    return take(p, TOKEN_MARK, text);
}

static bool back(where_parser *p, size_t to)
{
    p->at = to;
    return false;
}

static bool path_step(where_parser *p, pl_str *key)
{
    size_t start = p->at;
    if (!mark(p, "->>") && !mark(p, "->"))
        return false;
    const token *t = peek(p);
    if (t->kind != TOKEN_STRING && t->kind != TOKEN_NUMBER)
        return back(p, start);
    *key = t->text;
    p->at++;
    return true;
}

static bool parse_identifier(where_parser *p, operand *out)
{
    const token *t = peek(p);
    pl_str key;
    if (t->kind != TOKEN_WORD && t->kind != TOKEN_QUOTED)
        return false;
    *out = (operand){ .kind = OPERAND_COLUMN, .text = t->text };
    p->at++;
    while (path_step(p, &key)) {
        if (!out->has_path)
            out->key = key;
        out->has_path = true;
    }
    return true;
}

/* "now()", with or without an interval: kept as its text. */
static bool parse_now(where_parser *p, operand *out)
{
    size_t start = p->at;
    if (!word(p, "now") || !mark(p, "(") || !mark(p, ")"))
        return back(p, start);
    *out = (operand){ .kind = OPERAND_LITERAL, .text = PL_S("now()") };
    size_t end = p->at;
    if ((mark(p, "+") || mark(p, "-")) && word(p, "interval") && peek(p)->kind == TOKEN_STRING)
        p->at++;
    else
        p->at = end;
    return true;
}

static bool parse_item(where_parser *p, operand *out)
{
    if (parse_now(p, out))
        return true;
    const token *t = peek(p);
    bool truth = t->kind == TOKEN_WORD &&
                 (pl_str_eq(t->text, PL_S("true")) || pl_str_eq(t->text, PL_S("false")));
    if (truth || t->kind == TOKEN_NUMBER || t->kind == TOKEN_STRING) {
        *out = (operand){ .kind = OPERAND_LITERAL, .text = t->text };
        p->at++;
        return true;
    }
    return parse_identifier(p, out);
}

static bool parse_value(where_parser *p, operand *out)
{
    size_t start = p->at, open = 0;
    while (mark(p, "("))
        open++;
    if (!parse_item(p, out))
        return back(p, start);
    while (open && mark(p, ")"))
        open--;
    return open ? back(p, start) : true;
}

/* ---- comparisons */

static bool keep(where_parser *p, pl_where_op op, const operand *left, const pl_str *values,
                 uint32_t n, node_kind *out)
{
    *out = left->kind == OPERAND_COLUMN ? NODE_COMPARISON : NODE_REFUSED;
    p->comparison = (pl_where){ (uint8_t)op, left->text, left->key, left->has_path, values, n };
    return true;
}

static bool keep_one(where_parser *p, pl_where_op op, const operand *left, pl_str value,
                     node_kind *out)
{
    pl_str *values = pl_arena_alloc(p->arena, sizeof *values);
    *values = value;
    return keep(p, op, left, values, 1, out);
}

static bool comparison_operator(where_parser *p, pl_where_op *op)
{
    static const char *const orders[] = { "<=", "<>", ">=", "<", ">" };
    if (mark(p, "=")) {
        *op = PL_WHERE_EQUAL;
        return true;
    }
    if (mark(p, "!=")) {
        *op = PL_WHERE_NOT_EQUAL;
        return true;
    }
    for (size_t i = 0; i < PL_COUNT(orders); i++)
        if (mark(p, orders[i])) {
            *op = PL_WHERE_ORDER;
            return true;
        }
    return false;
}

static bool parse_compare(where_parser *p, node_kind *out)
{
    size_t start = p->at;
    operand left, right;
    pl_where_op op;
    if (!parse_value(p, &left) || !comparison_operator(p, &op) || !parse_value(p, &right))
        return back(p, start);
    return keep_one(p, op, &left, right.text, out);
}

static bool parse_like(where_parser *p, node_kind *out)
{
    size_t start = p->at;
    operand left;
    if (!parse_identifier(p, &left))
        return back(p, start);
    bool not = word(p, "not"), like = word(p, "like");
    if ((!like && !word(p, "ilike")) || peek(p)->kind != TOKEN_STRING)
        return back(p, start);
    pl_where_op op = like  ? not ? PL_WHERE_NOT_LIKE : PL_WHERE_LIKE
                     : not ? PL_WHERE_NOT_ILIKE
                           : PL_WHERE_ILIKE;
    return keep_one(p, op, &left, p->tokens[p->at++].text, out);
}

static bool parse_is(where_parser *p, node_kind *out)
{
    size_t start = p->at;
    operand left;
    if (!parse_identifier(p, &left) || !word(p, "is"))
        return back(p, start);
    word(p, "not");
    if (!word(p, "null") && !word(p, "true") && !word(p, "false"))
        return back(p, start);
    *out = NODE_REFUSED;
    return true;
}

static bool parse_in(where_parser *p, node_kind *out)
{
    size_t start = p->at;
    operand left, item;
    PL_VEC(pl_str) items = { 0 };
    if (!parse_value(p, &left))
        return back(p, start);
    bool not = word(p, "not"), ok = word(p, "in") && mark(p, "(");
    while (ok &&
           !(items.n == 0 && peek(p)->kind == TOKEN_MARK && pl_str_eq(peek(p)->text, PL_S(")")))) {
        ok = parse_item(p, &item);
        if (ok)
            pl_vec_push(&items, item.text);
        if (!ok || !mark(p, ","))
            break;
    }
    ok = ok && mark(p, ")");
    if (ok && items.n) {
        pl_str *values = pl_arena_alloc(p->arena, items.n * sizeof *values);
        memcpy(values, items.at, items.n * sizeof *values);
        keep(p, not ? PL_WHERE_NOT_IN : PL_WHERE_IN, &left, values, (uint32_t)items.n, out);
    } else if (ok) {
        *out = NODE_EMPTY_IN;
    }
    pl_vec_done(&items);
    return ok ? true : back(p, start);
}

static bool parse_or(where_parser *p, node_kind *out);

/* A parenthesis is a group, or the beginning of a value when no group comes of it. */
static bool parse_group(where_parser *p, node_kind *out)
{
    size_t start = p->at;
    if (!mark(p, "("))
        return false;
    return (parse_or(p, out) && mark(p, ")")) || back(p, start);
}

static bool parse_comparison(where_parser *p, node_kind *out)
{
    operand left;
    bool ok;
    if (p->too_deep || ++p->depth > PL_WHERE_DEPTH || ++p->steps > 100000) {
        p->too_deep = true;
        return false;
    }
    size_t start = p->at;
    if (parse_group(p, out)) {
        ok = true;
    } else if (word(p, "not") && parse_comparison(p, out)) {
        *out = NODE_REFUSED;
        ok = true;
    } else {
        p->at = start;
        ok = parse_compare(p, out) || parse_like(p, out) || parse_is(p, out) || parse_in(p, out);
        if (!ok && parse_identifier(p, &left)) {
            *out = NODE_REFUSED;
            ok = true;
        }
    }
    p->depth--;
    return ok && !p->too_deep;
}

static bool parse_chain(where_parser *p, const char *joint,
                        bool (*part)(where_parser *, node_kind *), node_kind *out)
{
    if (!part(p, out))
        return false;
    for (;;) {
        size_t start = p->at;
        node_kind more;
        if (!word(p, joint))
            return true;
        if (!part(p, &more)) {
            p->at = start;
            return true;
        }
        *out = NODE_REFUSED;
    }
}

static bool parse_and(where_parser *p, node_kind *out)
{
    return parse_chain(p, "and", parse_comparison, out);
}

static bool parse_or(where_parser *p, node_kind *out)
{
    return parse_chain(p, "or", parse_and, out);
}

/* Where in the text: line and column from 1, the byte from 0. */
static void add_position(pl_str text, size_t at, pl_buf *why)
{
    size_t line = 1, start = 0;
    for (size_t i = 0; i < at; i++)
        if (text.ptr[i] == '\n') {
            line++;
            start = i + 1;
        }
    pl_buf_printf(why, "%zu:%zu (%zu): ", line, pl_utf8_runes(pl_str_sub(text, start, at)) + 1, at);
}

static bool say_unexpected(const where_parser *p, pl_str text, pl_buf *why)
{
    const token *t = &p->tokens[p->farthest];
    bool unclosed = t->kind == TOKEN_BAD && (t->text.ptr[0] == '\'' || t->text.ptr[0] == '"');
    pl_buf_cstr(why, "failed to parse 'where' property: ");
    if (p->too_deep) {
        pl_buf_printf(why, "more than %d levels of nesting", PL_WHERE_DEPTH);
        return false;
    }
    add_position(text, unclosed ? text.len : t->at, why);
    if (unclosed && t->text.ptr[0] == '\'')
        pl_buf_cstr(why, "no match found, expected: \"'\", \"''\" or [^']");
    else if (unclosed)
        pl_buf_cstr(why, "no match found, expected: \"\\\"\", \"\\\"\\\"\" or [^\"]");
    else if (t->kind == TOKEN_END)
        pl_buf_cstr(why, "no match found: it ends too early");
    else
        pl_buf_printf(why, "no match found: unexpected '%.*s'", PL_FMT(t->text));
    return false;
}

bool pl_where_parse(pl_arena *arena, pl_str text, pl_where *out, pl_buf *why)
{
    token_list tokens = { 0 };
    node_kind kind = NODE_REFUSED;
    read_tokens(arena, text, &tokens);
    where_parser p = { .arena = arena, .tokens = tokens.at };
    bool ok = parse_or(&p, &kind) && peek(&p)->kind == TOKEN_END;
    if (!ok)
        say_unexpected(&p, text, why);
    else if (kind == NODE_REFUSED)
        pl_buf_cstr(why, "failed to convert 'where' arg to qual");
    else if (kind == NODE_EMPTY_IN)
        pl_buf_cstr(why, "failed to parse cn");
    *out = p.comparison;
    pl_vec_done(&tokens);
    return ok && kind == NODE_COMPARISON;
}

/* ---- evaluation */

static bool is_among(const pl_where *where, pl_str value)
{
    for (uint32_t i = 0; i < where->n_values; i++)
        if (pl_str_eq(where->values[i], value))
            return true;
    return false;
}

bool pl_where_holds(const pl_where *where, bool set, pl_str value)
{
    if (!set)
        return false;
    switch ((pl_where_op)where->op) {
    case PL_WHERE_EQUAL:
    case PL_WHERE_IN: return is_among(where, value);
    case PL_WHERE_NOT_EQUAL:
    case PL_WHERE_NOT_IN: return !is_among(where, value);
    case PL_WHERE_LIKE: return pl_where_like(where->values[0], value, false);
    case PL_WHERE_NOT_LIKE: return !pl_where_like(where->values[0], value, false);
    case PL_WHERE_ILIKE: return pl_where_like(where->values[0], value, true);
    case PL_WHERE_NOT_ILIKE: return !pl_where_like(where->values[0], value, true);
    case PL_WHERE_ORDER: break;
    }
    return false;
}
