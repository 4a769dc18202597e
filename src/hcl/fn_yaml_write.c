/* fn_yaml_write.c - yamlencode (hcl.md 7.7).
 *
 * The layout is that of libyaml's emitter for the few forms that occur: block collections,
 * strings in double quotes or as literal blocks, everything else plain. `column`, `indention`
 * and `whitespace` are state of the emitter: the position in the line, whether only indicators
 * are on the line so far, and whether the last character was a blank. */
#include "base/utf8.h"
#include "hcl/fn_text.h"

enum { WIDTH = 80, STEP = 2, SIMPLE_KEY = 128 };

typedef struct writer {
    pl_call *call;
    pl_buf out;
    size_t charged; /* bytes of `out` that were charged */
    int64_t column;
    bool indention, whitespace;
} writer;

static bool put_node(writer *w, pl_value v, int64_t indent, bool in_mapping);

static void put_text(writer *w, pl_str s, int64_t columns)
{
    pl_buf_str(&w->out, s);
    w->column += columns;
}

static void put_break(writer *w)
{
    pl_buf_byte(&w->out, '\n');
    w->column = 0;
}

/* Go to column `indent` of a new line, or of this one if it is still empty. */
static void put_indent(writer *w, int64_t indent)
{
    indent = indent < 0 ? 0 : indent;
    if (!w->indention || w->column > indent || (w->column == indent && !w->whitespace))
        put_break(w);
    if (w->column < indent) {
        pl_buf_fill(&w->out, ' ', (size_t)(indent - w->column));
        w->column = indent;
    }
    w->whitespace = w->indention = true;
}

static void put_indicator(writer *w, const char *text, bool needs_blank, bool is_blank,
                          bool is_indention)
{
    if (needs_blank && !w->whitespace)
        put_text(w, PL_S(" "), 1);
    put_text(w, pl_str_cstr(text), (int64_t)strlen(text));
    w->whitespace = is_blank;
    w->indention = w->indention && is_indention;
}

static bool pay(writer *w, uint64_t ahead)
{
    uint64_t due = w->out.len - w->charged + ahead;
    w->charged = w->out.len;
    return pl_fn_charge(w->call, due);
}

/* ---- strings */

/* Does the emitter write the character as it is? It escapes tabs and everything above U+FFFF. */
static bool is_printable(uint32_t cp)
{
    return cp == '\n' || (cp >= 0x20 && cp <= 0x7e) || (cp >= 0xa0 && cp <= 0xd7ff) ||
           (cp >= 0xe000 && cp <= 0xfffd && cp != 0xfeff);
}

static bool is_break(uint32_t cp)
{
    return cp == '\n' || cp == '\r' || cp == 0x85 || cp == 0x2028 || cp == 0x2029;
}

static size_t rune_at(pl_str s, size_t i, uint32_t *cp)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    unsigned len = pl_utf8_len(p + i, p + s.len);
    *cp = len ? pl_utf8_decode(p + i, len) : 0xfffd;
    return len ? len : 1;
}

static bool has_break(pl_str s)
{
    uint32_t cp;
    for (size_t i = 0; i < s.len;) {
        i += rune_at(s, i, &cp);
        if (is_break(cp))
            return true;
    }
    return false;
}

/* Can the text be a literal block? Nothing in it needs an escape, and no line ends with a blank. */
static bool fits_literal(pl_str s)
{
    uint32_t cp, before = 0;
    for (size_t i = 0; i < s.len; before = cp) {
        i += rune_at(s, i, &cp);
        if (!is_printable(cp) || (before == ' ' && is_break(cp)))
            return false;
    }
    return before != ' ';
}

static void put_escape(writer *w, uint32_t cp)
{
    static const struct {
        uint32_t cp;
        char name;
    } names[] = { { 0, '0' },     { 7, 'a' },    { 8, 'b' },    { 9, 't' },      { 10, 'n' },
                  { 11, 'v' },    { 12, 'f' },   { 13, 'r' },   { 0x1b, 'e' },   { '"', '"' },
                  { '\\', '\\' }, { 0x85, 'N' }, { 0xa0, '_' }, { 0x2028, 'L' }, { 0x2029, 'P' } };
    size_t before = w->out.len;
    for (size_t i = 0; i < PL_COUNT(names); i++) {
        if (names[i].cp == cp) {
            pl_buf_printf(&w->out, "\\%c", names[i].name);
            w->column += 2;
            return;
        }
    }
    pl_buf_printf(&w->out,
                  cp <= 0xff     ? "\\x%02X"
                  : cp <= 0xffff ? "\\u%04X"
                                 : "\\U%08X",
                  (unsigned)cp);
    w->column += (int64_t)(w->out.len - before);
}

/* Write in double quotes. Long lines are broken at single blanks, but not in keys. */
static void put_quoted(writer *w, pl_str s, int64_t indent, bool breaks)
{
    /* If a mark is at the very start, the reference treats every one like it. */
    bool all = pl_str_starts(s, PL_S("\xef\xbb\xbf")), spaces = false;
    uint32_t cp;
    put_indicator(w, "\"", true, false, false);
    for (size_t i = 0, n; i < s.len; i += n) {
        n = rune_at(s, i, &cp);
        if (all || !is_printable(cp) || is_break(cp) || cp == '"' || cp == '\\') {
            put_escape(w, cp);
            spaces = false;
        } else if (cp == ' ' && breaks && !spaces && w->column > WIDTH && i && i + 1 < s.len) {
            put_indent(w, indent);
            if (s.ptr[i + 1] == ' ')
                put_text(w, PL_S("\\"), 1);
            spaces = true;
        } else {
            put_text(w, pl_str_sub(s, i, i + n), 1);
            spaces = cp == ' ';
        }
        w->whitespace = w->indention = false;
    }
    put_indicator(w, "\"", false, false, false);
}

/* Write what follows the bar: an indentation that cannot be guessed, and how the text ends. */
static void put_hints(writer *w, pl_str s)
{
    uint32_t cp;
    size_t breaks = 0;
    bool text = false;
    if (s.len) {
        rune_at(s, 0, &cp);
        if (cp == ' ' || is_break(cp))
            put_indicator(w, "2", false, false, false);
    }
    /* How many breaks are at the end: none, one or more. */
    for (size_t i = 0; i < s.len;) {
        i += rune_at(s, i, &cp);
        text |= !is_break(cp);
        breaks = is_break(cp) ? breaks + 1 : 0;
    }
    if (breaks && !text)
        breaks = 2;
    if (breaks == 0)
        put_indicator(w, "-", false, false, false);
    else if (breaks > 1)
        put_indicator(w, "+", false, false, false);
}

static void put_literal(writer *w, pl_str s, int64_t indent)
{
    bool start = true;
    uint32_t cp;
    put_indicator(w, "|", true, false, false);
    put_hints(w, s);
    put_break(w);
    w->indention = w->whitespace = true;
    for (size_t i = 0, n; i < s.len; i += n) {
        n = rune_at(s, i, &cp);
        if (is_break(cp)) {
            pl_buf_str(&w->out, pl_str_sub(s, i, i + n));
            w->column = 0;
            w->indention = start = true;
            continue;
        }
        if (start)
            put_indent(w, indent);
        put_text(w, pl_str_sub(s, i, i + n), 1);
        w->indention = start = false;
    }
}

static bool put_string(writer *w, pl_str s, int64_t indent, bool simple_key)
{
    bool literal = pl_str_find(s, '\n') < s.len && !simple_key && fits_literal(s);
    uint64_t lines = 1;
    indent = indent < 0 ? STEP : indent + STEP;
    for (size_t i = 0; literal && i < s.len; i++)
        lines += s.ptr[i] == '\n';
    if (!pay(w, s.len + lines * (uint64_t)indent))
        return false;
    if (literal)
        put_literal(w, s, indent);
    else
        put_quoted(w, s, indent, !simple_key);
    return true;
}

/* ---- collections */

static bool put_sequence(writer *w, pl_value v, int64_t indent, bool in_mapping)
{
    bool indentless = in_mapping && !w->indention;
    indent = indent < 0 ? 0 : indentless ? indent : indent + STEP;
    for (uint32_t i = 0; i < v.len; i++) {
        put_indent(w, indent);
        put_indicator(w, "-", true, false, true);
        if (!put_node(w, v.seq->at[i], indent, false))
            return false;
    }
    return true;
}

static bool put_mapping(writer *w, pl_value v, int64_t indent)
{
    indent = indent < 0 ? 0 : indent + STEP;
    for (uint32_t i = 0; i < v.len; i++) {
        const pl_member *m = &v.members->at[i];
        bool simple = m->key.len <= SIMPLE_KEY && !has_break(m->key);
        put_indent(w, indent);
        if (!simple)
            put_indicator(w, "?", true, false, true);
        if (!put_string(w, m->key, indent, simple))
            return false;
        if (!simple)
            put_indent(w, indent);
        put_indicator(w, ":", !simple, false, !simple);
        if (!put_node(w, m->value, indent, true))
            return false;
    }
    return true;
}

static void put_plain(writer *w, pl_str s)
{
    if (!w->whitespace)
        put_text(w, PL_S(" "), 1);
    put_text(w, s, (int64_t)s.len);
    w->whitespace = w->indention = false;
}

static bool put_number(writer *w, pl_value v)
{
    pl_buf text = { 0 };
    if (!pay(w, pl_number_text_size(v)))
        return false;
    pl_number_text(v, &text);
    put_plain(w, pl_buf_view(&text));
    pl_buf_done(&text);
    return true;
}

/* Write a value as a block node at column `indent`. `in_mapping`: it follows a key. */
static bool put_node(writer *w, pl_value v, int64_t indent, bool in_mapping)
{
    if (!pay(w, 0))
        return false;
    switch ((pl_value_tag)v.tag) {
    case PL_V_NULL:
    case PL_V_UNKNOWN: put_plain(w, PL_S("null")); return true;
    case PL_V_BOOL: put_plain(w, v.b ? PL_S("true") : PL_S("false")); return true;
    case PL_V_INT:
    case PL_V_NUMBER: return put_number(w, v);
    case PL_V_STRING: return put_string(w, pl_value_get_str(v), indent, false);
    case PL_V_LIST:
    case PL_V_SET:
    case PL_V_TUPLE:
        if (v.len)
            return put_sequence(w, v, indent, in_mapping);
        put_indicator(w, "[", true, true, false);
        put_indicator(w, "]", false, false, false);
        return true;
    case PL_V_MAP:
    case PL_V_OBJECT:
        if (v.len)
            return put_mapping(w, v, indent);
        put_indicator(w, "{", true, true, false);
        put_indicator(w, "}", false, false, false);
        return true;
    }
    return false;
}

bool pl_fn__yamlencode(pl_call *call, pl_value *out)
{
    writer w = { .call = call, .indention = true, .whitespace = true };
    pl_value v = call->args[0];
    bool ok = put_node(&w, v, -1, false) && pay(&w, 0);
    if (ok) {
        put_indent(&w, -1);
        if (v.tag <= PL_V_NUMBER) /* a plain scalar could go on, so its end is marked */
            pl_buf_cstr(&w.out, "...\n");
        return pl_text__give_buf(call, &w.out, out);
    }
    pl_buf_done(&w.out);
    return false;
}
