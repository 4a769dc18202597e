/* semver.c - parses and compares versions, and parses and evaluates constraints. */
#include "mod/semver.h"
#include "base/ascii.h"
#include "base/assert.h"
#include "base/str.h"

/* ---- versions */

static bool is_ident_char(char c)
{
    return pl_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

/* Take dot-separated identifiers from *at on; a numeric one of a pre-release has no leading zero.
 */
static bool take_idents(pl_str text, size_t *at, bool pre, pl_str *out)
{
    size_t from = *at;
    for (;;) {
        size_t start = *at;
        bool number = true;
        for (; *at < text.len && is_ident_char(text.ptr[*at]); ++*at)
            number = number && pl_is_digit(text.ptr[*at]);
        if (*at == start || (pre && number && *at - start > 1 && text.ptr[start] == '0'))
            return false;
        if (*at == text.len || text.ptr[*at] != '.')
            break;
        ++*at;
    }
    *out = pl_str_sub(text, from, *at);
    return true;
}

static bool is_wild(pl_str part)
{
    return part.len == 1 && (part.ptr[0] == 'x' || part.ptr[0] == 'X' || part.ptr[0] == '*');
}

/* Take one number or wildcard of a version, up to the next character that is neither. */
static pl_str take_part(pl_str text, size_t *at)
{
    pl_assert(*at <= text.len);
    size_t from = *at;
    for (; *at < text.len; ++*at) {
        char c = text.ptr[*at];
        if (!pl_is_digit(c) && c != 'x' && c != 'X' && c != '*')
            break;
    }
    return pl_str_sub(text, from, *at);
}

/* Take the shape that versions and constraints share: v?N(.N)?(.N)?(-pre)?(+meta)?. Missing parts
 * stay empty. *at moves after it. */
static bool take_version(pl_str text, size_t *at, pl_str parts[3], pl_version *out)
{
    pl_assert(*at <= text.len);
    *out = (pl_version){ 0 };
    if (*at < text.len && text.ptr[*at] == 'v')
        ++*at;
    for (int i = 0; i < 3; i++)
        parts[i] = (pl_str){ 0 };
    for (int i = 0; i < 3; i++) {
        parts[i] = take_part(text, at);
        if (!parts[i].len)
            return false;
        if (i == 2 || *at == text.len || text.ptr[*at] != '.')
            break;
        ++*at;
    }
    if (*at < text.len && text.ptr[*at] == '-' && (++*at, !take_idents(text, at, true, &out->pre)))
        return false;
    if (*at < text.len && text.ptr[*at] == '+' &&
        (++*at, !take_idents(text, at, false, &out->meta)))
        return false;
    return true;
}

bool pl_version_parse(pl_str text, pl_version *out)
{
    pl_str parts[3];
    size_t at = 0;
    pl_version v;
    if (!take_version(text, &at, parts, &v) || at != text.len)
        return false;
    uint64_t *numbers[] = { &v.major, &v.minor, &v.patch };
    for (int i = 0; i < 3; i++)
        if (parts[i].len && !pl_str_to_u64(parts[i], numbers[i]))
            return false;
    *out = v;
    return true;
}

static int cmp_u64(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

/* Compare identifiers one by one: numbers by value and below words; fewer are less. */
static int cmp_pre(pl_str a, pl_str b)
{
    if (!a.len || !b.len)
        return (a.len == 0) - (b.len == 0); /* a release is above its pre-releases */
    while (a.ptr && b.ptr) {
        pl_str x = pl_str_split(&a, '.'), y = pl_str_split(&b, '.');
        uint64_t m = 0, n = 0;
        bool xn = pl_str_to_u64(x, &m), yn = pl_str_to_u64(y, &n);
        int order = xn && yn ? cmp_u64(m, n) : xn != yn ? yn - xn : pl_str_cmp(x, y);
        if (order)
            return order < 0 ? -1 : 1;
    }
    return (a.ptr != NULL) - (b.ptr != NULL);
}

int pl_version_cmp(const pl_version *a, const pl_version *b)
{
    int order = cmp_u64(a->major, b->major);
    if (!order)
        order = cmp_u64(a->minor, b->minor);
    if (!order)
        order = cmp_u64(a->patch, b->patch);
    return order ? order : cmp_pre(a->pre, b->pre);
}

void pl_version_print(pl_buf *out, const pl_version *v)
{
    pl_buf_u64(out, v->major);
    pl_buf_byte(out, '.');
    pl_buf_u64(out, v->minor);
    pl_buf_byte(out, '.');
    pl_buf_u64(out, v->patch);
    if (v->pre.len) {
        pl_buf_byte(out, '-');
        pl_buf_str(out, v->pre);
    }
    if (v->meta.len) {
        pl_buf_byte(out, '+');
        pl_buf_str(out, v->meta);
    }
}

/* ---- constraints */

static void skip_blanks(pl_str text, size_t *at)
{
    while (*at < text.len && pl_char_in(text.ptr[*at], " \t\r\n"))
        ++*at;
}

/* Take an operator, the longest first. None means "=". */
static uint8_t take_op(pl_str text, size_t *at)
{
    static const struct {
        const char *text;
        uint8_t op;
    } ops[] = {
        { ">=", PL_VOP_AT_LEAST }, { "=>", PL_VOP_AT_LEAST }, { "<=", PL_VOP_AT_MOST },
        { "=<", PL_VOP_AT_MOST },  { "!=", PL_VOP_NOT },      { "~>", PL_VOP_TILDE },
        { "=", PL_VOP_EQUAL },     { ">", PL_VOP_GREATER },   { "<", PL_VOP_LESS },
        { "~", PL_VOP_TILDE },     { "^", PL_VOP_CARET },
    };
    for (size_t i = 0; i < PL_COUNT(ops); i++) {
        pl_str op = pl_str_cstr(ops[i].text);
        if (pl_str_starts(pl_str_sub(text, *at, text.len), op)) {
            *at += op.len;
            return ops[i].op;
        }
    }
    return PL_VOP_EQUAL;
}

/* Set the numbers, zero where a part is open: comparisons use the flags then. */
static bool fill_numbers(pl_comparison *c, const pl_str parts[3])
{
    uint64_t *numbers[] = { &c->version.major, &c->version.minor, &c->version.patch };
    for (int i = 0; i < 3; i++) {
        if (is_wild(parts[i]) || !parts[i].len) {
            c->open = true;
            c->minor_open = i == 1;
            c->patch_open = i == 2;
            return true;
        }
        if (!pl_str_to_u64(parts[i], numbers[i]))
            return false;
    }
    return true;
}

static bool take_comparison(pl_str text, size_t *at, pl_comparison *out)
{
    pl_str parts[3];
    *out = (pl_comparison){ 0 };
    skip_blanks(text, at);
    out->op = take_op(text, at);
    skip_blanks(text, at);
    return take_version(text, at, parts, &out->version) && fill_numbers(out, parts);
}

/* Take the " - " between two bare versions, which makes the pair a range. */
static bool take_hyphen(pl_str text, size_t *at)
{
    size_t p = *at;
    skip_blanks(text, &p);
    if (p == *at || p >= text.len || text.ptr[p] != '-')
        return false;
    size_t after = ++p;
    skip_blanks(text, &p);
    if (p == after)
        return false;
    *at = p;
    return true;
}

/* Take what separates two comparisons of a group: a comma, or blanks. */
static bool take_and(pl_str text, size_t *at)
{
    size_t from = *at;
    skip_blanks(text, at);
    if (*at < text.len && text.ptr[*at] == ',') {
        ++*at;
        return true;
    }
    return *at > from;
}

/* Parse one alternative into list[*n ...]; the list has room for any number. */
static bool take_group(pl_str text, pl_comparison *list, uint32_t *n)
{
    size_t at = 0;
    uint32_t first = *n;
    do {
        pl_comparison *c = &list[(*n)++];
        if (!take_comparison(text, &at, c))
            return false;
        if (c->op == PL_VOP_EQUAL && take_hyphen(text, &at)) {
            c->op = PL_VOP_AT_LEAST;
            c = &list[(*n)++];
            if (!take_comparison(text, &at, c) || c->op != PL_VOP_EQUAL)
                return false;
            c->op = PL_VOP_AT_MOST;
        }
        size_t end = at;
        skip_blanks(text, &end);
        if (end == text.len)
            at = end;
    } while (at < text.len && take_and(text, &at));
    list[first].starts_or = true;
    return at == text.len;
}

bool pl_constraint_parse(pl_str text, pl_arena *arena, pl_constraint *out)
{
    enum { LONGEST = 1000 };
    *out = (pl_constraint){ 0 };
    text = pl_str_trim(text);
    if (!text.len || pl_str_eq(text, PL_S("latest")))
        text = PL_S("*");
    if (text.len > LONGEST)
        return false;
    /* A comparison takes at least one byte and its separator another. */
    pl_comparison *list = pl_arena_alloc(arena, (text.len + 2) * sizeof *list);
    for (size_t from = 0;;) {
        size_t to = from;
        while (to < text.len &&
               !(text.ptr[to] == '|' && to + 1 < text.len && text.ptr[to + 1] == '|'))
            to++;
        if (!take_group(pl_str_sub(text, from, to), list, &out->n))
            return false;
        if (to == text.len)
            break;
        from = to + 2;
    }
    out->list = list;
    return true;
}

static bool same_tilde(const pl_comparison *c, const pl_version *v)
{
    const pl_version *w = &c->version;
    if (pl_version_cmp(v, w) < 0)
        return false;
    if (!w->major && !w->minor && !w->patch && !c->open)
        return true; /* ~0.0.0 takes everything, as the reference does */
    return v->major == w->major && (c->minor_open || v->minor == w->minor);
}

static bool same_caret(const pl_comparison *c, const pl_version *v)
{
    const pl_version *w = &c->version;
    if (pl_version_cmp(v, w) < 0 || v->major != w->major)
        return false;
    if (w->major || c->minor_open)
        return true;
    if (v->minor != w->minor)
        return false;
    return w->minor || c->patch_open || v->patch == w->patch;
}

static bool differs(const pl_comparison *c, const pl_version *v)
{
    const pl_version *w = &c->version;
    if (!c->open)
        return pl_version_cmp(v, w) != 0;
    if (v->major != w->major)
        return true;
    return !c->minor_open && v->minor != w->minor;
}

static bool above(const pl_comparison *c, const pl_version *v)
{
    const pl_version *w = &c->version;
    if (!c->open)
        return pl_version_cmp(v, w) > 0;
    if (v->major != w->major)
        return v->major > w->major;
    return c->patch_open && v->minor > w->minor;
}

static bool at_most(const pl_comparison *c, const pl_version *v)
{
    const pl_version *w = &c->version;
    if (!c->open)
        return pl_version_cmp(v, w) <= 0;
    if (v->major != w->major)
        return v->major < w->major;
    return c->minor_open || v->minor <= w->minor;
}

static bool satisfies_comparison(const pl_comparison *c, const pl_version *v)
{
    if (v->pre.len && !c->version.pre.len)
        return false;
    if (c->open && !c->minor_open && !c->patch_open)
        return c->op != PL_VOP_NOT && c->op != PL_VOP_GREATER && c->op != PL_VOP_LESS;
    switch ((pl_version_op)c->op) {
    case PL_VOP_NOT: return differs(c, v);
    case PL_VOP_GREATER: return above(c, v);
    case PL_VOP_LESS: return pl_version_cmp(v, &c->version) < 0;
    case PL_VOP_AT_LEAST: return pl_version_cmp(v, &c->version) >= 0;
    case PL_VOP_AT_MOST: return at_most(c, v);
    case PL_VOP_TILDE: return same_tilde(c, v);
    case PL_VOP_CARET: return same_caret(c, v);
    case PL_VOP_EQUAL: break;
    }
    return c->open ? same_tilde(c, v) : pl_version_cmp(v, &c->version) == 0;
}

bool pl_constraint_allows(const pl_constraint *constraint, const pl_version *version)
{
    bool group = true;
    for (uint32_t i = 0; i < constraint->n; i++) {
        if (constraint->list[i].starts_or && i > 0) {
            if (group)
                return true;
            group = true;
        }
        group = group && satisfies_comparison(&constraint->list[i], version);
    }
    return group;
}
