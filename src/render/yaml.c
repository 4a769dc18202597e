/* yaml.c - writes documents as YAML token by token, holding each token back until the blanks after
 * it are known. */
#include "render/yaml.h"
#include "base/assert.h"
#include "base/double.h"
#include "base/jsonw.h"
#include "base/str.h"
#include "value/number.h"
#include "value/quote.h"
#include <stdio.h>
#include <string.h>

#define KEY "\033[96m"
#define TEXT "\033[92m"
#define OTHER "\033[95m" /* numbers and booleans */
#define RESET "\033[0m"

enum { STEP = 2 };

/* ---- tokens */

/* Write each line of the token between its colours. */
static void flush(pl_yaml *y)
{
    pl_str rest = pl_buf_view(&y->held);
    for (size_t end = 0; rest.len || y->color; rest = pl_str_sub(rest, end + 1, rest.len)) {
        end = pl_str_find(rest, '\n');
        if (y->color)
            pl_buf_cstr(y->out, y->color);
        pl_buf_str(y->out, pl_str_sub(rest, 0, end));
        if (y->color)
            pl_buf_cstr(y->out, RESET);
        if (end == rest.len)
            break;
        pl_buf_byte(y->out, '\n');
    }
    y->held.len = 0;
    y->color = NULL;
}

/* The gap between two tokens: a blank, or a new line and `indent` blanks. */
typedef struct gap {
    bool line;
    unsigned blanks;
} gap;

static void put_gap(pl_yaml *y, gap g)
{
    if (g.line)
        pl_buf_byte(&y->held, '\n');
    pl_buf_fill(&y->held, ' ', g.blanks);
}

/* The token that was held goes out, coloured together with the blanks that belong to it; the
 * new one is held. */
static void put(pl_yaml *y, gap g, pl_str text, const char *color, bool swallows)
{
    pl_assert(g.line || g.blanks <= 1);
    pl_assert(!y->color || y->held.len);
    if (y->swallows)
        put_gap(y, g);
    flush(y);
    if (!y->swallows)
        put_gap(y, g);
    pl_buf_str(&y->held, text);
    y->color = y->plain ? NULL : color;
    y->swallows = swallows;
    y->own_break = false;
}

static const gap none = { false, 0 }, blank = { false, 1 };

static gap line(unsigned indent)
{
    return (gap){ true, indent };
}

/* ---- texts */

/* The number of digits after the letter of a numeric escape; 0: it is another letter. */
static size_t count_digits(char letter)
{
    return letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
}

/* Of a character that cannot be printed only the backslash is kept, as in the reference
 * (recorded; no parser reads that back). */
static void drop_numbers(pl_buf *text)
{
    size_t n = 0;
    for (size_t i = 0; i < text->len; i++) {
        text->ptr[n++] = text->ptr[i];
        if (text->ptr[i] != '\\' || i + 1 == text->len)
            continue;
        size_t digits = count_digits(text->ptr[++i]);
        if (digits)
            i += digits;
        else
            text->ptr[n++] = text->ptr[i];
    }
    text->len = n;
}

/* In quotes as Go writes them or, in exact form, as every parser reads them back. */
static void put_quoted(pl_yaml *y, gap g, pl_str s, const char *color)
{
    pl_buf text = { 0 };
    if (y->exact) {
        pl_yaml__quote(&text, s);
    } else {
        pl_quote_go(&text, s);
        drop_numbers(&text);
    }
    put(y, g, pl_buf_view(&text), color, false);
    pl_buf_done(&text);
}

static pl_str line_break(pl_str s)
{
    for (size_t i = 0; i + 1 < s.len; i++)
        if (s.ptr[i] == '\r' && s.ptr[i + 1] == '\n')
            return PL_S("\r\n");
    return pl_str_find(s, '\n') < s.len ? PL_S("\n") : PL_S("\r");
}

static size_t count_final_breaks(pl_str s, pl_str eol)
{
    size_t n = 0;
    for (; s.len >= eol.len && memcmp(s.ptr + s.len - eol.len, eol.ptr, eol.len) == 0; n++)
        s.len -= eol.len;
    return n;
}

/* Write the text between its final breaks, with every line indented. */
static void put_block(pl_yaml *y, unsigned indent, pl_str s)
{
    pl_str eol = line_break(s);
    size_t final = count_final_breaks(s, eol), body = s.len - final * eol.len;
    pl_buf text = { 0 };
    put(y, blank, final == 0 ? PL_S("|-") : final == 1 ? PL_S("|") : PL_S("|+"), NULL, true);
    pl_buf_fill(&text, ' ', body ? indent : 0);
    for (size_t i = 0; i < body; i++) {
        pl_buf_byte(&text, s.ptr[i]);
        if (s.ptr[i] == eol.ptr[eol.len - 1])
            pl_buf_fill(&text, ' ', indent);
    }
    for (size_t i = 1; i < final; i++)
        pl_buf_str(&text, eol);
    put(y, line(0), pl_buf_view(&text), TEXT, true);
    y->own_break = final != 0;
    pl_buf_done(&text);
}

static bool has_break(pl_str s)
{
    return pl_str_find(s, '\n') < s.len || pl_str_find(s, '\r') < s.len;
}

static void put_exact(pl_yaml *y, unsigned indent, pl_str s)
{
    if (has_break(s) && pl_yaml__may_be_block(s))
        put_block(y, indent + STEP, s);
    else if (pl_yaml__needs_quotes(s))
        put_quoted(y, blank, s, TEXT);
    else
        put(y, blank, s, TEXT, true);
}

static void put_text(pl_yaml *y, unsigned indent, pl_str s)
{
    if (y->exact) {
        put_exact(y, indent, s);
        return;
    }
    bool asks = pl_str_starts(s, PL_S("? "));
    if (pl_yaml__is_quoted(s))
        put_quoted(y, blank, s, TEXT);
    else if (has_break(s))
        put_block(y, indent + STEP, s);
    else
        put(y, asks ? none : blank, s, TEXT, true);
}

static void put_key(pl_yaml *y, gap g, pl_str key)
{
    if (y->exact ? pl_yaml__needs_quotes(key) : pl_yaml__is_quoted(key) || has_break(key))
        put_quoted(y, g, key, KEY);
    else
        put(y, g, key, KEY, false);
    put(y, none, PL_S(":"), NULL, false);
}

/* ---- numbers */

static void put_int(pl_yaml *y, int64_t i)
{
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)i);
    put(y, blank, pl_str_cstr(text), OTHER, true);
}

static bool is_whole(pl_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!(text.ptr[i] >= '0' && text.ptr[i] <= '9') && !(i == 0 && text.ptr[i] == '-'))
            return false;
    return text.len != 0;
}

/* A number with a fraction has the form of %g. A whole number that is no 64-bit integer, with
 * or without a sign, stands in quotes. */
static void put_number(pl_yaml *y, pl_value v)
{
    bool exact;
    int64_t whole;
    if (pl_number_to_int(v, &whole)) {
        put_int(y, whole);
        return;
    }
    double d = pl_number_to_double(v, &exact);
    pl_buf json = { 0 }, text = { 0 };
    pl_jsonw w;
    pl_jsonw_init(&w, &json, 0, false);
    pl_jsonw_double(&w, d);
    pl_str s = pl_buf_view(&json);
    if (pl_str_find(s, '.') < s.len) {
        pl_double_general(&text, d, 64);
        put(y, blank, pl_buf_view(&text), OTHER, true);
    } else if (is_whole(s) && !(d > 0 && d < 18446744073709551616.0)) {
        put_quoted(y, blank, s, TEXT);
    } else {
        put(y, blank, s, OTHER, true);
    }
    pl_buf_done(&json);
    pl_buf_done(&text);
}

/* ---- values: `indent` is that of the key or dash before them */

static void put_value(pl_yaml *y, unsigned indent, pl_value v, bool in_sequence);

static void put_members(pl_yaml *y, unsigned indent, gap first, pl_value v)
{
    for (uint32_t i = 0; i < v.len; i++) {
        put_key(y, i ? line(indent) : first, v.members->at[i].key);
        put_value(y, indent, v.members->at[i].value, false);
    }
}

static void put_items(pl_yaml *y, unsigned indent, gap first, pl_value v)
{
    for (uint32_t i = 0; i < v.len; i++) {
        put(y, i ? line(indent) : first, PL_S("-"), NULL, false);
        put_value(y, indent, v.seq->at[i], true);
    }
}

static void put_value(pl_yaml *y, unsigned indent, pl_value v, bool in_sequence)
{
    switch ((pl_value_tag)v.tag) {
    case PL_V_NULL:
    case PL_V_UNKNOWN: put(y, blank, PL_S("null"), NULL, true); break;
    case PL_V_BOOL: put(y, blank, v.b ? PL_S("true") : PL_S("false"), OTHER, true); break;
    case PL_V_INT:
    case PL_V_NUMBER: put_number(y, v); break;
    case PL_V_STRING: put_text(y, indent, pl_value_get_str(v)); break;
    case PL_V_LIST:
    case PL_V_SET:
    case PL_V_TUPLE:
        if (!v.len)
            put(y, blank, PL_S("[]"), NULL, false);
        else
            put_items(y, indent + (in_sequence ? STEP : 0), in_sequence ? blank : line(indent), v);
        break;
    case PL_V_MAP:
    case PL_V_OBJECT:
        if (!v.len)
            put(y, blank, PL_S("{}"), NULL, false);
        else
            put_members(y, indent + STEP, in_sequence ? blank : line(indent + STEP), v);
        break;
    }
}

/* ---- documents */

static bool go_on(pl_yaml *y)
{
    y->stopped = y->stopped || (y->drain.take && !y->drain.take(y->drain.ctx));
    return !y->stopped;
}

static void put_doc(pl_yaml *y, unsigned indent, pl_doc *doc, bool in_sequence);

/* Maps have free keys, which are sorted; objects keep the order of their members. */
static void put_object(pl_yaml *y, unsigned indent, pl_doc *doc, bool in_sequence)
{
    gap first = in_sequence ? blank : line(indent + STEP);
    if (!doc->first) {
        put(y, blank, PL_S("{}"), NULL, false);
        return;
    }
    if (doc->kind == PL_DOC_MAP)
        pl_doc_sort(doc);
    for (pl_doc *m = doc->first; m && go_on(y); m = m->next) {
        put_key(y, m == doc->first ? first : line(indent + STEP), m->key);
        put_doc(y, indent + STEP, m, false);
    }
}

static void put_array(pl_yaml *y, unsigned indent, pl_doc *doc, bool in_sequence)
{
    unsigned own = indent + (in_sequence ? STEP : 0);
    if (!doc->first) {
        put(y, blank, PL_S("[]"), NULL, false);
        return;
    }
    for (pl_doc *m = doc->first; m && go_on(y); m = m->next) {
        put(y, m == doc->first && in_sequence ? blank : line(own), PL_S("-"), NULL, false);
        put_doc(y, own, m, true);
    }
}

static void put_doc(pl_yaml *y, unsigned indent, pl_doc *doc, bool in_sequence)
{
    switch ((pl_doc_kind)doc->kind) {
    case PL_DOC_NULL: put(y, blank, PL_S("null"), NULL, true); break;
    case PL_DOC_BOOL: put(y, blank, doc->b ? PL_S("true") : PL_S("false"), OTHER, true); break;
    case PL_DOC_INT: put_int(y, doc->i); break;
    case PL_DOC_STRING: put_text(y, indent, doc->text); break;
    case PL_DOC_VALUE: put_value(y, indent, doc->value, in_sequence); break;
    case PL_DOC_RAW:
    case PL_DOC_PIECE: pl_assert(false && "resources have none of these"); break;
    case PL_DOC_ARRAY: put_array(y, indent, doc, in_sequence); break;
    case PL_DOC_OBJECT:
    case PL_DOC_MAP: put_object(y, indent, doc, in_sequence); break;
    }
}

bool pl_yaml_element(pl_yaml *y, pl_doc *doc)
{
    bool first = y->held.len == 0;
    put(y, first ? none : line(0), PL_S("-"), NULL, false);
    put_doc(y, 0, doc, true);
    return !y->stopped;
}

void pl_yaml_done(pl_yaml *y, uint32_t n_elements)
{
    if (!n_elements)
        put(y, none, PL_S("[]"), NULL, false);
    if (y->own_break)
        pl_buf_byte(&y->held, '\n');
    flush(y);
    pl_buf_byte(y->out, '\n');
    pl_buf_done(&y->held);
}
