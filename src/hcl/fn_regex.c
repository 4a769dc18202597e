/* fn_regex.c - regex, regexall and replace (hcl.md 7.3, 7.5).
 *
 * RE2 takes time linear in the text, but a program step is more than a byte, and matching a text
 * again from each position may add up. Therefore every match is charged for the text that it may
 * read and for the processor time that it took, and a pattern is charged for its program, which
 * a few bytes can make large. */
#include "base/clock.h"
#include "base/assert.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "hcl/fn_text.h"
#include "hcl/re2.h"
#include "hcl/regex.h"
#include <utf8proc.h>

enum {
    MEMORY = 16 << 20,     /* of one pattern with its automaton */
    STEPS_PER_CHARGE = 16, /* program steps that count as one */
    NS_PER_CHARGE = 8,
    CHARGE_PER_STEP = 64,          /* of the program that RE2 makes */
    CHARGE_PER_CHAR = 64,          /* of the pattern that it parses */
    CHARGE_PER_CLASS = 16 << 10,   /* of Unicode, with hundreds of ranges */
    CHARGE_TOO_LARGE = 4 * MEMORY, /* RE2 makes nearly all of the program before it reports this */
};

typedef struct matcher {
    pl_call *call;
    pl_regex_syntax syntax;
    pl_re2 *re; /* owned */
    pl_str text;
    uint32_t groups;
    pl_re2_span *spans; /* the whole match, then the groups */
    void *scratch;
    bool limited; /* the budget is used up */
} matcher;

static void matcher_done(matcher *m)
{
    pl_re2_free(m->re);
    pl_regex_syntax_done(&m->syntax);
}

static bool charge_parsing(matcher *m)
{
    uint64_t each = sizeof *m->spans + pl_re2_scratch(1);
    return pl_fn_charge(m->call, m->syntax.pattern.len * CHARGE_PER_CHAR +
                                     m->syntax.classes * (uint64_t)CHARGE_PER_CLASS +
                                     (m->groups + 1) * each);
}

/* Compile the pattern; false: syntax.error is the reason. */
static bool compile(matcher *m, pl_call *call, pl_str pattern, pl_str text)
{
    *m = (matcher){ .call = call, .text = text };
    bool large = false;
    if (!pl_fn_charge(call, pattern.len)) {
        m->limited = true;
        return false;
    }
    if (!pl_regex_check(pattern, &m->syntax))
        return false;
    m->groups = (uint32_t)m->syntax.names.n;
    m->limited = !charge_parsing(m);
    if (m->limited)
        return false;
    m->re = pl_re2_new(pl_buf_view(&m->syntax.pattern), MEMORY, &large);
    if (!m->re) {
        m->limited = large && !pl_fn_charge(call, CHARGE_TOO_LARGE);
        m->syntax.error = large ? "expression too large" : "invalid character class";
        m->syntax.fragment = pattern;
        return false;
    }
    m->spans = pl_arena_alloc(call->arena, (m->groups + 1) * sizeof *m->spans);
    m->scratch = pl_arena_alloc(call->arena, pl_re2_scratch(m->groups));
    uint64_t size = pl_re2_size(m->re);
    if (pl_fn_charge(call, size * CHARGE_PER_STEP + text.len * (size / STEPS_PER_CHARGE)))
        return true;
    m->limited = true;
    return false;
}

/* Is `at` inside a character? RE2 finds a \B there. */
static bool is_inside(pl_str s, int64_t at)
{
    return at > 0 && (size_t)at < s.len && ((unsigned char)s.ptr[at] & 0xc0) == 0x80;
}

/* Find a match from byte `from` on; false: there is none, or the budget is used up. */
static bool find_match(matcher *m, size_t from)
{
    uint64_t start = pl_clock_thread_ns(), seen;
    bool found, again;
    do {
        found = from <= m->text.len &&
                pl_re2_match(m->re, m->text, from, m->spans, m->groups, m->scratch);
        again = found && is_inside(m->text, m->spans[0].start);
        seen = (found ? (size_t)m->spans[0].end - from : 0) + 1 + m->groups;
        from = again ? (size_t)m->spans[0].start + 1 : from;
    } while (again && pl_fn_charge(m->call, seen));
    if (found && !again &&
        pl_fn_charge(m->call, seen + (pl_clock_thread_ns() - start) / NS_PER_CHARGE))
        return true;
    m->limited = found;
    return false;
}

/* The length of the character at `at`, at least 1. */
static size_t width_at(pl_str s, size_t at)
{
    pl_assert(at <= s.len);
    const unsigned char *p = (const unsigned char *)s.ptr;
    unsigned len = at < s.len ? pl_utf8_len(p + at, p + s.len) : 0;
    return len ? len : 1;
}

/* ---- regex, regexall */

static bool bad_pattern(matcher *m)
{
    if (m->limited)
        return false;
    return pl_fn_fail_arg(m->call, 0, "invalid regexp pattern: %s in %.*s", m->syntax.error,
                          PL_FMT(m->syntax.fragment));
}

/* Set whether groups have names; false: some have one and others do not. */
static bool check_names(matcher *m, bool *named)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < m->groups; i++)
        n += m->syntax.names.at[i].len > 0;
    *named = n > 0;
    return n == 0 || n == m->groups ||
           pl_fn_fail_arg(m->call, 0,
                          "invalid regexp pattern: cannot mix both named and unnamed "
                          "capture groups");
}

static pl_value part_value(const matcher *m, uint32_t group)
{
    pl_re2_span s = m->spans[group];
    if (s.start < 0)
        return pl_value_null(pl_type_simple(PL_TYPE_STRING));
    return pl_value_str(pl_str_sub(m->text, (size_t)s.start, (size_t)s.end));
}

/* The type of all results of the pattern. */
static const pl_type *result_type(matcher *m, bool named)
{
    pl_arena *arena = m->call->arena;
    const pl_type *string = pl_type_simple(PL_TYPE_STRING);
    if (!m->groups)
        return string;
    if (named) {
        pl_type_attr *attrs = pl_arena_alloc(arena, m->groups * sizeof *attrs);
        for (uint32_t i = 0; i < m->groups; i++)
            attrs[i] = (pl_type_attr){ .name = pl_arena_str(arena, m->syntax.names.at[i]),
                                       .type = string };
        return pl_type_object(arena, attrs, m->groups);
    }
    const pl_type **items = pl_arena_alloc(arena, m->groups * sizeof *items);
    for (uint32_t i = 0; i < m->groups; i++)
        items[i] = string;
    return pl_type_tuple(arena, items, m->groups);
}

/* Make the value of the match in m->spans: a text, tuple or object. It is charged. */
static bool match_value(matcher *m, bool named, pl_value *out)
{
    pl_arena *arena = m->call->arena;
    if (!pl_fn_charge(m->call, (m->groups + 1) * sizeof(pl_member)))
        return false;
    if (!m->groups) {
        *out = part_value(m, 0);
    } else if (named) {
        pl_member *members = pl_arena_alloc(arena, m->groups * sizeof *members);
        for (uint32_t i = 0; i < m->groups; i++)
            members[i] =
                (pl_member){ pl_arena_str(arena, m->syntax.names.at[i]), part_value(m, i + 1) };
        *out = pl_value_members(arena, PL_V_OBJECT, NULL, members, m->groups);
    } else {
        pl_value *at = pl_arena_alloc(arena, m->groups * sizeof *at);
        for (uint32_t i = 0; i < m->groups; i++)
            at[i] = part_value(m, i + 1);
        *out = pl_value_seq(arena, PL_V_TUPLE, NULL, at, m->groups);
    }
    return true;
}

bool pl_fn__regex(pl_call *call, pl_value *out)
{
    matcher m;
    bool named, ok = compile(&m, call, pl_text__arg(call, 0), pl_text__arg(call, 1));
    if (!ok)
        bad_pattern(&m);
    else if (!check_names(&m, &named))
        ok = false;
    else if (!find_match(&m, 0))
        ok = m.limited ? false
                       : pl_fn_fail(call, "pattern did not match any part of the given string");
    else
        ok = match_value(&m, named, out);
    matcher_done(&m);
    return ok;
}

typedef PL_VEC(pl_value) values;

/* Find all matches from left to right; an empty match directly after another one does not count. */
static bool match_all(matcher *m, bool named, values *found)
{
    int64_t last_end = -1;
    for (size_t at = 0; find_match(m, at);) {
        pl_re2_span whole = m->spans[0];
        pl_value v;
        if (whole.end == (int64_t)at && whole.start == last_end) {
            at += width_at(m->text, at); /* empty and adjacent */
            continue;
        }
        if (!match_value(m, named, &v))
            return false;
        pl_vec_push(found, v);
        last_end = whole.end;
        bool stays = whole.end == (int64_t)at;
        at = (size_t)whole.end + (stays ? width_at(m->text, at) : 0);
    }
    return !m->limited;
}

bool pl_fn__regexall(pl_call *call, pl_value *out)
{
    matcher m;
    values found = { 0 };
    bool named, ok = compile(&m, call, pl_text__arg(call, 0), pl_text__arg(call, 1));
    if (!ok)
        bad_pattern(&m);
    else
        ok = check_names(&m, &named) && match_all(&m, named, &found);
    if (ok)
        *out = pl_value_seq(call->arena, PL_V_LIST, result_type(&m, named), found.at,
                            (uint32_t)found.n);
    pl_vec_done(&found);
    matcher_done(&m);
    return ok;
}

/* ---- replace */

static bool is_name_rune(uint32_t cp)
{
    utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);
    return cp == '_' || c == UTF8PROC_CATEGORY_ND ||
           (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO);
}

/* Read a group reference: `s` begins after the `$`, with "name" or "{name}", of *len bytes. False
 * if there is none; the `$` is plain text then. */
static bool reference(pl_str s, pl_str *name, size_t *len)
{
    bool brace = s.len && s.ptr[0] == '{';
    size_t i = brace;
    while (i < s.len) {
        size_t n = width_at(s, i);
        if (!is_name_rune(pl_utf8_decode((const unsigned char *)s.ptr + i, (unsigned)n)))
            break;
        i += n;
    }
    if (i == brace || (brace && (i >= s.len || s.ptr[i] != '}')))
        return false;
    *name = pl_str_sub(s, brace, i);
    *len = i + brace;
    return true;
}

/* The number of the group that a name stands for; -1: the name is not a number. */
static int64_t group_number(pl_str name)
{
    uint64_t n;
    if ((name.ptr[0] == '0' && name.len > 1) || name.len > 9 || !pl_str_to_u64(name, &n))
        return -1;
    return (int64_t)n;
}

static pl_str referred(const matcher *m, pl_str name)
{
    int64_t n = group_number(name);
    if (n < 0 && !pl_fn_charge(m->call, m->groups))
        return PL_S("");
    for (uint32_t i = 0; n < 0 && i < m->groups; i++)
        if (pl_str_eq(m->syntax.names.at[i], name) && m->spans[i + 1].start >= 0)
            n = i + 1;
    if (n < 0 || n > m->groups || m->spans[n].start < 0)
        return PL_S("");
    return pl_str_sub(m->text, (size_t)m->spans[n].start, (size_t)m->spans[n].end);
}

/* Append the replacement of a match, with $1, ${name} and $$ expanded. */
static bool put_template(matcher *m, pl_str template, pl_buf *out)
{
    for (;;) {
        size_t dollar = pl_str_find(template, '$'), len;
        pl_str name;
        if (!pl_text__add(m->call, out, pl_str_sub(template, 0, dollar)))
            return false;
        if (dollar >= template.len)
            return true;
        template = pl_str_sub(template, dollar + 1, template.len);
        if (template.len && template.ptr[0] == '$') {
            pl_buf_byte(out, '$');
            template = pl_str_sub(template, 1, template.len);
        } else if (reference(template, &name, &len)) {
            if (!pl_text__add(m->call, out, referred(m, name)) || m->call->over)
                return false;
            template = pl_str_sub(template, len, template.len);
        } else {
            pl_buf_byte(out, '$');
        }
    }
}

static bool replace_matches(matcher *m, pl_str template, pl_buf *out)
{
    size_t copied = 0, at = 0;
    while (find_match(m, at)) {
        size_t start = (size_t)m->spans[0].start, end = (size_t)m->spans[0].end;
        if (!pl_text__add(m->call, out, pl_str_sub(m->text, copied, start)))
            return false;
        /* An empty match directly after another one is not replaced. */
        if ((end > copied || start == 0) && !put_template(m, template, out))
            return false;
        copied = end;
        size_t step = at + width_at(m->text, at);
        at = step > end ? step : end;
    }
    return !m->limited && pl_text__add(m->call, out, pl_str_sub(m->text, copied, m->text.len));
}

static bool replace_pattern(pl_call *call, pl_str pattern, pl_buf *out)
{
    matcher m;
    bool ok = compile(&m, call, pattern, pl_text__arg(call, 0));
    if (ok)
        ok = replace_matches(&m, pl_text__arg(call, 2), out);
    else if (!m.limited)
        pl_fn_fail(call, "error parsing regexp: %s: `%.*s`", m.syntax.error,
                   PL_FMT(m.syntax.fragment));
    matcher_done(&m);
    return ok;
}

/* Write `with` before every character and at the end. */
static bool interleave(pl_call *call, pl_str s, pl_str with, pl_buf *out)
{
    bool ok = pl_text__add(call, out, with);
    for (size_t i = 0; i < s.len && ok;) {
        size_t n = width_at(s, i);
        ok = pl_text__add(call, out, pl_str_sub(s, i, i + n)) && pl_text__add(call, out, with);
        i += n;
    }
    return ok;
}

static bool replace_text(pl_call *call, pl_str s, pl_str what, pl_str with, pl_buf *out)
{
    if (!what.len)
        return interleave(call, s, with, out);
    for (;;) {
        const char *found = s.len ? memmem(s.ptr, s.len, what.ptr, what.len) : NULL;
        if (!found)
            return pl_text__add(call, out, s);
        size_t at = (size_t)(found - s.ptr);
        if (!pl_text__add(call, out, pl_str_sub(s, 0, at)) || !pl_text__add(call, out, with))
            return false;
        s = pl_str_sub(s, at + what.len, s.len);
    }
}

bool pl_fn__replace(pl_call *call, pl_value *out)
{
    pl_str s = pl_text__arg(call, 0), what = pl_text__arg(call, 1), with = pl_text__arg(call, 2);
    pl_buf text = { 0 };
    bool pattern = what.len > 1 && what.ptr[0] == '/' && what.ptr[what.len - 1] == '/';
    bool ok = pattern ? replace_pattern(call, pl_str_sub(what, 1, what.len - 1), &text)
                      : replace_text(call, s, what, with, &text);
    if (ok)
        return pl_text__give_buf(call, &text, out);
    pl_buf_done(&text);
    return false;
}
