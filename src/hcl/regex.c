/* regex.c - checking the syntax of patterns from left to right.
 *
 * No tree is built. Of each part only what later checks need is kept: how its repetitions
 * multiply, how large its program becomes, how deeply it is nested. */
#include "hcl/regex.h"
#include "base/ascii.h"
#include "base/assert.h"
#include "base/str.h"
#include "base/utf8.h"

enum {
    MOST_REPEATS = 1000, /* of one repetition, and the product of nested ones */
    MOST_HEIGHT = 1000,  /* nesting */
    MOST_SIZE = 3355443, /* instructions, 128 MiB of them in the reference */
    MOST_COUNT = 100000000,
    MOST_BYTES = 1 << 20, /* of the pattern for RE2, in which classes are written as ranges */
};

static const char missing_paren[] = "missing closing )", unexpected_paren[] = "unexpected )",
                  missing_bracket[] = "missing closing ]",
                  missing_argument[] = "missing argument to repetition operator",
                  nested_repeat[] = "invalid nested repetition operator",
                  bad_count[] = "invalid repeat count", bad_escape[] = "invalid escape sequence",
                  bad_perl[] = "invalid or unsupported Perl syntax",
                  bad_range[] = "invalid character class range",
                  bad_name[] = "invalid named capture", bad_utf8[] = "invalid UTF-8",
                  trailing_backslash[] = "trailing backslash at end of expression",
                  too_deep[] = "expression nests too deeply", too_large[] = "expression too large";

typedef struct part {
    uint64_t repeats; /* product of the counts of nested repetitions; 0: none */
    uint64_t size;    /* instructions */
    uint32_t height;
} part;

/* An open group: its alternatives so far, the parts of the current one, and the last part, to
 * which a repetition would apply. */
typedef struct group {
    part before, current, last;
    uint32_t n_before, n_current;
    bool has_last, captures;
} group;

typedef struct checker {
    pl_str pattern;
    size_t at;
    pl_regex_syntax *out;
    PL_VEC(group) open; /* the pattern itself first */
    size_t last_repeat; /* start of the repetition directly before this place; SIZE_MAX: none */
    size_t copied;      /* `out` has the pattern up to here */
    bool no_posix;      /* the rest has no ":]" */
} checker;

static bool fail_between(checker *c, const char *error, size_t from, size_t to)
{
    c->out->error = error;
    c->out->fragment = pl_str_sub(c->pattern, from, to);
    return false;
}

static pl_str rest_at(const checker *c, size_t at)
{
    return pl_str_sub(c->pattern, at, c->pattern.len);
}

/* The byte at `at`; 0 after the end. */
static char peek(const checker *c, size_t at)
{
    return at < c->pattern.len ? c->pattern.ptr[at] : 0;
}

/* Read the character at *at and move past it; U+FFFD at the end, as if a name were missing.
 * False: bytes that are not valid UTF-8. */
static bool next_rune(checker *c, size_t *at, uint32_t *rune)
{
    pl_str rest = rest_at(c, *at);
    *rune = 0xfffd;
    if (!rest.len)
        return true;
    const unsigned char *p = (const unsigned char *)rest.ptr;
    unsigned len = pl_utf8_len(p, p + rest.len);
    if (!len || !pl_utf8_valid(pl_str_sub(rest, 0, len)))
        return fail_between(c, bad_utf8, *at, c->pattern.len);
    *rune = pl_utf8_decode(p, len);
    *at += len;
    return true;
}

/* Replace [from, to) in the output. */
static pl_buf *replace_between(checker *c, size_t from, size_t to)
{
    pl_assert(c->copied <= from && from <= to && to <= c->pattern.len);
    pl_buf_str(&c->out->pattern, pl_str_sub(c->pattern, c->copied, from));
    c->copied = to;
    return &c->out->pattern;
}

/* ---- parts */

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* Put `b` beside `a`, which has `n` parts already. */
static part beside(part a, uint32_t n, part b)
{
    uint32_t height = (uint32_t)larger(a.height, b.height);
    if (n == 1)
        height = (uint32_t)larger(a.height + 1, b.height + 1);
    else if (n > 1)
        height = (uint32_t)larger(a.height, b.height + 1);
    return (part){ larger(a.repeats, b.repeats), a.size + b.size, height };
}

static group *top(checker *c)
{
    pl_assert(c->open.n > 0);
    return &c->open.at[c->open.n - 1];
}

static void fold_last(group *g)
{
    if (g->has_last)
        g->current = beside(g->current, g->n_current++, g->last);
    g->has_last = false;
}

static void fold_current(group *g)
{
    fold_last(g);
    if (!g->current.size)
        g->current.size = 1;
    g->before = beside(g->before, g->n_before, g->current);
    g->before.size += g->n_before++ > 0;
    g->current = (part){ 0 };
    g->n_current = 0;
}

static bool check_limits(checker *c, part p)
{
    if (p.size > MOST_SIZE)
        return fail_between(c, too_large, 0, c->pattern.len);
    if (p.height > MOST_HEIGHT)
        return fail_between(c, too_deep, 0, c->pattern.len);
    return true;
}

static bool push_part(checker *c, part p)
{
    group *g = top(c);
    fold_last(g);
    g->last = p;
    g->has_last = true;
    return check_limits(c, p) && check_limits(c, g->current);
}

static bool push_atom(checker *c)
{
    return push_part(c, (part){ 0, 1, 1 });
}

/* Begin a group; `captures` with `name` (empty: unnamed) if it is a capturing one. False with an
 * error if groups are nested too deeply. */
static bool open_group(checker *c, bool captures, pl_str name)
{
    pl_vec_push(&c->open, ((group){ .captures = captures }));
    if (captures)
        pl_vec_push(&c->out->names, name);
    /* Each level has at least one node, closed or not. */
    return c->open.n <= 2 * MOST_HEIGHT || fail_between(c, too_deep, 0, c->pattern.len);
}

static bool close_group(checker *c)
{
    if (c->open.n < 2)
        return fail_between(c, unexpected_paren, 0, c->pattern.len);
    group *g = top(c);
    fold_current(g);
    part p = g->before;
    if (g->captures)
        p = (part){ p.repeats, p.size + 2, p.height + 1 };
    c->open.n--;
    c->at++;
    return push_part(c, p);
}

/* ---- repetition */

/* Read decimal digits without a leading zero; -1: the number is too large. */
static bool read_count(const checker *c, size_t *at, int64_t *n)
{
    char first = peek(c, *at), second = peek(c, *at + 1);
    if (first < '0' || first > '9' || (first == '0' && second >= '0' && second <= '9'))
        return false;
    for (*n = 0; peek(c, *at) >= '0' && peek(c, *at) <= '9'; ++*at)
        if (*n >= 0)
            *n = *n >= MOST_COUNT ? -1 : *n * 10 + (peek(c, *at) - '0');
    return true;
}

/* Read {n} {n,} {n,m} at *at; max -1: unlimited, min -1: too large. False: it is plain text. */
static bool read_braces(const checker *c, size_t *at, int64_t *min, int64_t *max)
{
    size_t i = *at + 1;
    if (!read_count(c, &i, min))
        return false;
    *max = *min;
    if (peek(c, i) == ',') {
        i++;
        if (peek(c, i) == '}')
            *max = -1;
        else if (!read_count(c, &i, max))
            return false;
        else if (*max < 0)
            *min = -1;
    }
    if (peek(c, i) != '}')
        return false;
    *at = i + 1;
    return true;
}

static part repeated(part p, int64_t min, int64_t max)
{
    int64_t most = max < 0 ? min : max;
    uint64_t n = (uint64_t)most;
    p.height++;
    if (most == 0 && max == 0)
        return (part){ 0, 1, p.height };
    p.repeats = n ? n * larger(1, p.repeats) : p.repeats;
    if (max < 0)
        p.size = min ? 1 + n * p.size : 2 + p.size;
    else
        p.size = larger(1, n * p.size + (uint64_t)(max - min));
    return p;
}

/* Apply the operator [from, to) with its counts; `counted`: it was written in braces. */
static bool repeat(checker *c, size_t from, size_t to, int64_t min, int64_t max, bool counted)
{
    if (peek(c, to) == '?')
        to++;
    if (c->last_repeat != SIZE_MAX)
        return fail_between(c, nested_repeat, c->last_repeat, to);
    group *g = top(c);
    if (!g->has_last)
        return fail_between(c, missing_argument, from, to);
    if (counted) {
        g->last = repeated(g->last, min, max);
        if ((min >= 2 || max >= 2) && g->last.repeats > MOST_REPEATS)
            return fail_between(c, bad_count, from, to);
    } else {
        g->last.size += peek(c, from) == '*' ? 2 : 1;
        g->last.height++;
    }
    c->last_repeat = from;
    c->at = to;
    return check_limits(c, g->last);
}

static bool braces(checker *c)
{
    size_t to = c->at;
    int64_t min, max;
    if (!read_braces(c, &to, &min, &max)) {
        c->at++;
        c->last_repeat = SIZE_MAX;
        return push_atom(c);
    }
    if (min < 0 || min > MOST_REPEATS || max > MOST_REPEATS || (max >= 0 && min > max))
        return fail_between(c, bad_count, c->at, to);
    return repeat(c, c->at, to, min, max, true);
}

/* ---- escapes */

/* Read what follows `\x`; *at moves as far as the reference reads before it gives up. */
static bool hex_escape(checker *c, size_t from, size_t *at, uint32_t *value)
{
    uint32_t rune, second;
    int digits = 0;
    if (*at >= c->pattern.len)
        return fail_between(c, bad_escape, from, *at);
    if (!next_rune(c, at, &rune))
        return false;
    if (rune != '{') {
        if (!next_rune(c, at, &second))
            return false;
        if (pl_hex_digit((int)rune) < 0 || pl_hex_digit((int)second) < 0)
            return fail_between(c, bad_escape, from, *at);
        *value = (uint32_t)(pl_hex_digit((int)rune) * 16 + pl_hex_digit((int)second));
        return true;
    }
    for (*value = 0;; digits++) {
        if (*at >= c->pattern.len)
            return fail_between(c, bad_escape, from, *at);
        if (!next_rune(c, at, &rune))
            return false;
        if (rune == '}')
            return digits || fail_between(c, bad_escape, from, *at);
        if (pl_hex_digit((int)rune) < 0)
            return fail_between(c, bad_escape, from, *at);
        *value = *value * 16 + (uint32_t)pl_hex_digit((int)rune);
        if (*value > 0x10ffff)
            return fail_between(c, bad_escape, from, *at);
    }
}

static bool is_octal(char c)
{
    return c >= '0' && c <= '7';
}

/* Read `\` at *at and a character after it that stands for one character. */
static bool escape(checker *c, size_t *at, uint32_t *value)
{
    static const char plain[] = "afnrtv", meant[] = "\a\f\n\r\t\v";
    size_t from = *at, i = from + 1;
    uint32_t rune;
    if (i >= c->pattern.len)
        return fail_between(c, trailing_backslash, i, i);
    if (!next_rune(c, &i, &rune))
        return false;
    *at = i;
    *value = rune;
    bool ascii = rune < 0x80, digit = rune >= '0' && rune <= '9';
    bool letter = ascii && (rune | 0x20) >= 'a' && (rune | 0x20) <= 'z';
    if (ascii && !digit && !letter)
        return true;
    if (rune == 'x')
        return hex_escape(c, from, at, value);
    if (ascii && is_octal((char)rune) && (rune == '0' || is_octal(peek(c, i)))) {
        *value = rune - '0';
        for (int n = 1; n < 3 && is_octal(peek(c, i)); n++)
            *value = *value * 8 + (uint32_t)(peek(c, i++) - '0');
        *at = i;
        return true;
    }
    const char *known = letter ? strchr(plain, (int)rune) : NULL;
    if (!known)
        return fail_between(c, bad_escape, from, i);
    *value = (uint32_t)meant[known - plain];
    return true;
}

/* Read \p or \P at c->at. */
static bool unicode_class(checker *c, bool inside)
{
    size_t from = c->at, to = from + 2;
    uint32_t rune;
    if (!next_rune(c, &to, &rune))
        return false;
    pl_str name = pl_str_sub(c->pattern, from + 2, to);
    if (rune == '{') {
        pl_str rest = rest_at(c, to);
        size_t close = pl_str_find(rest, '}');
        if (!pl_utf8_valid(close < rest.len ? pl_str_sub(rest, 0, close) : rest))
            return fail_between(c, bad_utf8, from, c->pattern.len);
        if (close >= rest.len)
            return fail_between(c, bad_range, from, c->pattern.len);
        name = pl_str_sub(rest, 0, close);
        to += close + 1;
    }
    bool negated = peek(c, from + 1) == 'P';
    if (name.len && name.ptr[0] == '^') {
        negated = !negated;
        name = pl_str_sub(name, 1, name.len);
    }
    replace_between(c, from, to);
    c->out->classes++;
    if (!name.len || !pl_regex__unicode_class(c->out, name, negated, inside))
        return fail_between(c, bad_range, from, to);
    c->at = to;
    return c->out->pattern.len <= MOST_BYTES || fail_between(c, too_large, 0, c->pattern.len);
}

static bool is_perl_class(const checker *c, size_t at)
{
    return peek(c, at) == '\\' && pl_char_in(peek(c, at + 1), "dDsSwW");
}

/* Read \Q text \E; without \E up to the end. */
static bool quoted_text(checker *c)
{
    pl_str rest = rest_at(c, c->at + 2);
    const char *end = memmem(rest.ptr, rest.len, "\\E", 2);
    size_t at = c->at + 2, stop = end ? at + (size_t)(end - rest.ptr) : c->pattern.len;
    uint32_t rune;
    while (at < stop)
        if (!next_rune(c, &at, &rune) || !push_atom(c))
            return false;
    c->at = end ? stop + 2 : stop;
    return true;
}

static bool backslash(checker *c)
{
    char next = peek(c, c->at + 1);
    uint32_t value;
    switch (next) {
    case 'A':
    case 'b':
    case 'B':
    case 'z': c->at += 2; return push_atom(c);
    case 'C': return fail_between(c, bad_escape, c->at, c->at + 2);
    case 'Q': return quoted_text(c);
    case 'p':
    case 'P': return unicode_class(c, false) && push_atom(c);
    default: break;
    }
    if (is_perl_class(c, c->at)) {
        c->at += 2;
        return push_atom(c);
    }
    return escape(c, &c->at, &value) && push_atom(c);
}

/* ---- brackets */

/* Read [:name:] at c->at; *is: there is one. */
static bool posix_class(checker *c, bool *is)
{
    static const char names[] = "alnum alpha ascii blank cntrl digit graph lower print punct "
                                "space upper word xdigit";
    pl_str rest = rest_at(c, c->at + 2);
    const char *end = c->no_posix ? NULL : memmem(rest.ptr, rest.len, ":]", 2);
    *is = end != NULL;
    c->no_posix = !end;
    if (!end)
        return true;
    size_t len = (size_t)(end - rest.ptr);
    pl_str name = pl_str_sub(rest, rest.ptr[0] == '^', len);
    size_t to = c->at + 2 + len + 2;
    for (pl_str all = pl_str_cstr(names); all.ptr;) {
        if (pl_str_eq(pl_str_split(&all, ' '), name)) {
            c->at = to;
            return true;
        }
    }
    return fail_between(c, bad_range, c->at, to);
}

static bool class_char(checker *c, size_t *at, size_t open, uint32_t *rune)
{
    if (*at >= c->pattern.len)
        return fail_between(c, missing_bracket, open, c->pattern.len);
    return peek(c, *at) == '\\' ? escape(c, at, rune) : next_rune(c, at, rune);
}

static bool class_range(checker *c, size_t open)
{
    size_t from = c->at;
    uint32_t low, high;
    if (!class_char(c, &c->at, open, &low))
        return false;
    if (peek(c, c->at) != '-' || c->at + 1 >= c->pattern.len || peek(c, c->at + 1) == ']')
        return true;
    c->at++;
    if (!class_char(c, &c->at, open, &high))
        return false;
    return high >= low || fail_between(c, bad_range, from, c->at);
}

/* Check a class in brackets from its `[` on. False with an error. */
static bool brackets(checker *c)
{
    size_t open = c->at++;
    if (peek(c, c->at) == '^')
        c->at++;
    for (bool first = true; c->at >= c->pattern.len || peek(c, c->at) != ']' || first;
         first = false) {
        char now = peek(c, c->at), next = peek(c, c->at + 1);
        bool is = false;
        if (now == '[' && next == ':' && c->at + 2 < c->pattern.len && !posix_class(c, &is))
            return false;
        if (is)
            continue;
        if (c->no_posix && now == '[' && next == ':')
            pl_buf_byte(replace_between(c, c->at, c->at), '\\'); /* RE2 would look for its end */
        if (now == '\\' && (next == 'p' || next == 'P')) {
            if (!unicode_class(c, true))
                return false;
        } else if (is_perl_class(c, c->at)) {
            c->at += 2;
        } else if (!class_range(c, open)) {
            return false;
        }
    }
    c->at++;
    return push_atom(c);
}

/* ---- groups */

static bool is_word(pl_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char low = (char)(s.ptr[i] | 0x20);
        if (!((low >= 'a' && low <= 'z') || (s.ptr[i] >= '0' && s.ptr[i] <= '9') ||
              s.ptr[i] == '_'))
            return false;
    }
    return s.len > 0;
}

/* Read (?P<name> or (?<name>; `skip` bytes are before the name. */
static bool named_group(checker *c, size_t skip)
{
    size_t from = c->at;
    pl_str rest = rest_at(c, from + skip);
    size_t len = pl_str_find(rest, '>');
    pl_str name = pl_str_sub(rest, 0, len);
    if (!pl_utf8_valid(name))
        return fail_between(c, bad_utf8, from, c->pattern.len);
    if (len >= rest.len)
        return fail_between(c, bad_name, from, c->pattern.len);
    c->at = from + skip + len + 1;
    if (!is_word(name))
        return fail_between(c, bad_name, from, c->at);
    pl_buf_byte(replace_between(c, from, c->at), '(');
    return open_group(c, true, name);
}

/* Read (?flags) or (?flags: with flags of imsU; those after a dash are cleared. */
static bool flags(checker *c)
{
    size_t from = c->at, at = from + 2;
    bool minus = false, saw = false;
    uint32_t rune;
    while (at < c->pattern.len) {
        if (!next_rune(c, &at, &rune))
            return false;
        if (rune < 0x80 && pl_char_in((char)rune, "imsU")) {
            saw = true;
        } else if (rune == '-' && !minus) {
            minus = true;
            saw = false;
        } else if ((rune == ':' || rune == ')') && (saw || !minus)) {
            c->at = at;
            return rune == ')' || open_group(c, false, PL_S(""));
        } else {
            break;
        }
    }
    return fail_between(c, bad_perl, from, at);
}

static bool open_paren(checker *c)
{
    if (peek(c, c->at + 1) != '?') {
        c->at++;
        return open_group(c, true, PL_S(""));
    }
    pl_str rest = rest_at(c, c->at);
    if (rest.len > 4 && rest.ptr[2] == 'P' && rest.ptr[3] == '<')
        return named_group(c, 4);
    if (rest.len > 3 && rest.ptr[2] == '<')
        return named_group(c, 3);
    return flags(c);
}

/* ---- all */

static bool check_step(checker *c)
{
    uint32_t rune;
    char now = peek(c, c->at);
    bool repeats = now == '*' || now == '+' || now == '?' || now == '{';
    if (!repeats)
        c->last_repeat = SIZE_MAX;
    switch (now) {
    case '*':
    case '+':
    case '?': return repeat(c, c->at, c->at + 1, 0, 0, false);
    case '{': return braces(c);
    case '(': return open_paren(c);
    case ')': return close_group(c);
    case '|':
        fold_current(top(c));
        c->at++;
        return check_limits(c, top(c)->before);
    case '[': return brackets(c);
    case '\\': return backslash(c);
    default: return next_rune(c, &c->at, &rune) && push_atom(c);
    }
}

bool pl_regex_check(pl_str pattern, pl_regex_syntax *out)
{
    checker c = { .pattern = pattern, .out = out, .last_repeat = SIZE_MAX };
    out->pattern.len = 0;
    out->names.n = 0;
    out->error = NULL;
    out->classes = 0;
    pl_vec_push(&c.open, (group){ 0 });
    bool ok = true;
    while (ok && c.at < pattern.len)
        ok = check_step(&c);
    if (ok && c.open.n > 1)
        ok = fail_between(&c, missing_paren, 0, pattern.len);
    if (ok) {
        fold_current(top(&c));
        ok = check_limits(&c, top(&c)->before);
        replace_between(&c, pattern.len, pattern.len);
    }
    pl_vec_done(&c.open);
    return ok;
}

void pl_regex_syntax_done(pl_regex_syntax *syntax)
{
    for (size_t i = 0; i < PL_COUNT(syntax->spelled); i++)
        pl_buf_done(&syntax->spelled[i]);
    pl_buf_done(&syntax->pattern);
    pl_vec_done(&syntax->names);
}
