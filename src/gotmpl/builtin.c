/* builtin.c - the functions that every template can call. */
#include "gotmpl/inner.h"

#include "base/ascii.h"
#include "base/str.h"
#include "base/utf8.h"
#include <utf8proc.h>

static bool fail_call(pl_tmpl_call *call, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static bool fail_call(pl_tmpl_call *call, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    pl_buf_vprintf(call->error, format, args);
    va_end(args);
    return false;
}

static pl_tmpl_value take_text(pl_tmpl_call *call, pl_buf *text)
{
    pl_tmpl_value v = pl_tmpl_text(pl_arena_str(call->arena, pl_buf_view(text)));
    pl_buf_done(text);
    return v;
}

static bool is_nil(pl_tmpl_value v)
{
    return v.tag == PL_TMPL_NIL || v.tag == PL_TMPL_MISSING;
}

/* Never called: the evaluator handles `and` and `or`. */
static bool and_or(pl_tmpl_call *call, const pl_tmpl_value *args, uint32_t n, pl_tmpl_value *out)
{
    (void)call, (void)args, (void)n, (void)out;
    return false;
}

static bool not_(pl_tmpl_call *call, const pl_tmpl_value *args, uint32_t n, pl_tmpl_value *out)
{
    (void)call, (void)n;
    *out = pl_tmpl_bool(!pl_tmpl_truth(args[0]));
    return true;
}

/* ---- containers */

/* The type of a value; for a pointer, that of its target. */
static const char *pointed_type(pl_tmpl_value v)
{
    const char *type = pl_tmpl_type(v);
    return type + (v.tag == PL_TMPL_OBJECT && *type == '*');
}

static bool len_(pl_tmpl_call *call, const pl_tmpl_value *args, uint32_t n, pl_tmpl_value *out)
{
    (void)n;
    switch (args[0].tag) {
    case PL_TMPL_TEXT: *out = pl_tmpl_int((int64_t)args[0].text.len); return true;
    case PL_TMPL_LIST:
    case PL_TMPL_MAP: *out = pl_tmpl_int(args[0].n); return true;
    default:
        return is_nil(args[0])
                   ? fail_call(call, "reflect: call of reflect.Value.Type on zero Value")
                   : fail_call(call,
                               args[0].tag == PL_TMPL_OBJECT && !args[0].object
                                   ? "len of nil pointer"
                                   : "len of type %s",
                               pointed_type(args[0]));
    }
}

/* Read `v` as an index below `limit`. For the ends of a slice the caller passes the length plus
 * one. False with an error if `v` is not a whole number or out of range.
 */
static bool position(pl_tmpl_call *call, pl_tmpl_value v, size_t limit, size_t *out)
{
    if (is_nil(v))
        return fail_call(call, "cannot index slice/array with nil");
    if (v.tag != PL_TMPL_INT)
        return fail_call(call, "cannot index slice/array with type %s", pl_tmpl_type(v));
    if (v.i < 0 || (uint64_t)v.i >= limit)
        return fail_call(call, "index out of range: %lld", (long long)v.i);
    *out = (size_t)v.i;
    return true;
}

/* The value that a map has for an absent key: "", nil or empty, by the type of its elements. */
static pl_tmpl_value absent_value(pl_tmpl_value map)
{
    if (strcmp(map.map_type, "map[string]string") == 0)
        return pl_tmpl_text((pl_str){ 0 });
    pl_tmpl_value like = map.n ? map.pairs[0].value : (pl_tmpl_value){ 0 };
    if (like.tag != PL_TMPL_OBJECT || strchr(map.map_type, '{'))
        return (pl_tmpl_value){ 0 };
    return pl_tmpl_object(like.class, like.class->zero);
}

static bool map_element(pl_tmpl_call *call, pl_tmpl_value map, pl_tmpl_value key,
                        pl_tmpl_value *out)
{
    if (key.tag != PL_TMPL_TEXT)
        return fail_call(call, "value has type %s; should be string", pl_tmpl_type(key));
    if (!pl_tmpl_map_find(map, key.text, out))
        *out = absent_value(map);
    return true;
}

/* One step of `index`: an element of a list or map, or a byte of a text. False with an error. */
static bool element(pl_tmpl_call *call, pl_tmpl_value v, pl_tmpl_value key, pl_tmpl_value *out)
{
    size_t at;
    switch (v.tag) {
    case PL_TMPL_MAP: return map_element(call, v, key, out);
    case PL_TMPL_LIST:
        if (!position(call, key, v.n, &at))
            return false;
        *out = v.list.at[at];
        return true;
    case PL_TMPL_TEXT:
        if (!position(call, key, v.text.len + 1, &at))
            return false;
        if (at == v.text.len)
            return fail_call(call, "reflect: string index out of range");
        *out = pl_tmpl_int((unsigned char)v.text.ptr[at]);
        return true;
    default: return fail_call(call, "can't index item of type %s", pointed_type(v));
    }
}

static bool index_(pl_tmpl_call *call, const pl_tmpl_value *args, uint32_t n, pl_tmpl_value *out)
{
    pl_tmpl_value v = args[0];
    if (is_nil(v))
        return fail_call(call, "index of untyped nil");
    for (uint32_t i = 1; i < n; i++) {
        if (is_nil(v))
            return fail_call(call, "index of nil pointer");
        if (!element(call, v, args[i], &v))
            return false;
    }
    *out = v;
    return true;
}

static bool slice_(pl_tmpl_call *call, const pl_tmpl_value *args, uint32_t n, pl_tmpl_value *out)
{
    pl_tmpl_value v = args[0];
    if (is_nil(v))
        return fail_call(call, "slice of untyped nil");
    if (v.tag != PL_TMPL_TEXT && v.tag != PL_TMPL_LIST)
        return fail_call(call, "can't slice item of type %s", pointed_type(v));
    if (n > 4)
        return fail_call(call, "too many slice indexes: %u", n - 1);
    if (n == 4 && v.tag == PL_TMPL_TEXT)
        return fail_call(call, "cannot 3-index slice a string");
    size_t length = v.tag == PL_TMPL_TEXT ? v.text.len : v.n, at[3] = { 0, length, length };
    for (uint32_t i = 1; i < n; i++)
        if (!position(call, args[i], length + 1, &at[i - 1]))
            return false;
    if (at[0] > at[1])
        return fail_call(call, "invalid slice index: %zu > %zu", at[0], at[1]);
    if (v.tag == PL_TMPL_TEXT)
        *out = pl_tmpl_text(pl_str_sub(v.text, at[0], at[1]));
    else
        *out = pl_tmpl_list(v.list.at + at[0], (uint32_t)(at[1] - at[0]), v.list.type);
    return true;
}

/* ---- text */

static bool print_(pl_tmpl_call *call, const pl_tmpl_value *args, uint32_t n, pl_tmpl_value *out)
{
    pl_buf text = { 0 };
    pl_tmpl__sprint(&text, args, n, false);
    *out = take_text(call, &text);
    return true;
}

static bool println_(pl_tmpl_call *call, const pl_tmpl_value *args, uint32_t n, pl_tmpl_value *out)
{
    pl_buf text = { 0 };
    pl_tmpl__sprint(&text, args, n, true);
    *out = take_text(call, &text);
    return true;
}

/* Append one byte escaped as Go's template.HTMLEscape does. */
static void put_html(pl_buf *out, unsigned char c)
{
    switch (c) {
    case '&': pl_buf_cstr(out, "&amp;"); break;
    case '<': pl_buf_cstr(out, "&lt;"); break;
    case '>': pl_buf_cstr(out, "&gt;"); break;
    case '"': pl_buf_cstr(out, "&#34;"); break;
    case '\'': pl_buf_cstr(out, "&#39;"); break;
    case 0: pl_buf_cstr(out, "\xef\xbf\xbd"); break;
    default: pl_buf_byte(out, (char)c);
    }
}

static void put_query(pl_buf *out, unsigned char c)
{
    if (c < 0x80 && (pl_is_word(c) || pl_char_in((char)c, "-_.~")))
        pl_buf_byte(out, (char)c);
    else if (c == ' ')
        pl_buf_byte(out, '+');
    else
        pl_buf_printf(out, "%%%02X", c);
}

/* Append the arguments of `html`, `js` and `urlquery` as one text. Blanks are placed as by print,
 * but each value is printed as {{.}} prints it. */
static void text_of(pl_buf *out, const pl_tmpl_value *args, uint32_t n)
{
    bool was_text = true;
    for (uint32_t i = 0; i < n; i++) {
        bool text = args[i].tag == PL_TMPL_TEXT || is_nil(args[i]);
        pl_buf_cstr(out, was_text || text ? "" : " ");
        pl_tmpl_print(out, is_nil(args[i]) ? (pl_tmpl_value){ .tag = PL_TMPL_MISSING } : args[i]);
        was_text = text;
    }
}

static bool escape_bytes(pl_tmpl_call *call, const pl_tmpl_value *args, uint32_t n,
                         void (*put)(pl_buf *, unsigned char), pl_tmpl_value *out)
{
    pl_buf text = { 0 }, escaped = { 0 };
    text_of(&text, args, n);
    for (size_t i = 0; i < text.len; i++)
        put(&escaped, (unsigned char)text.ptr[i]);
    pl_buf_done(&text);
    *out = take_text(call, &escaped);
    return true;
}

static bool html_(pl_tmpl_call *call, const pl_tmpl_value *args, uint32_t n, pl_tmpl_value *out)
{
    return escape_bytes(call, args, n, put_html, out);
}

static bool urlquery_(pl_tmpl_call *call, const pl_tmpl_value *args, uint32_t n, pl_tmpl_value *out)
{
    return escape_bytes(call, args, n, put_query, out);
}

static bool is_shown(uint32_t cp)
{
    utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);
    return c != UTF8PROC_CATEGORY_CN && c < UTF8PROC_CATEGORY_ZS;
}

/* Append the character at `p` escaped as Go's template.JSEscape does. Returns the bytes it took. */
static size_t put_js(pl_buf *out, const unsigned char *p, const unsigned char *end)
{
    unsigned len = pl_utf8_len(p, end);
    if (*p == '\\' || *p == '\'' || *p == '"')
        pl_buf_printf(out, "\\%c", *p);
    else if (*p < 0x20 || pl_char_in((char)*p, "<>&="))
        pl_buf_printf(out, "\\u00%02X", *p);
    else if (!len)
        pl_buf_cstr(out, "\\uFFFD");
    else if (len == 1 || is_shown(pl_utf8_decode(p, len)))
        pl_buf_add(out, p, len);
    else
        pl_buf_printf(out, "\\u%04X", (unsigned)pl_utf8_decode(p, len));
    return len ? len : 1;
}

static bool js_(pl_tmpl_call *call, const pl_tmpl_value *args, uint32_t n, pl_tmpl_value *out)
{
    pl_buf text = { 0 }, escaped = { 0 };
    text_of(&text, args, n);
    const unsigned char *p = (const unsigned char *)text.ptr, *end = text.len ? p + text.len : p;
    while (p < end)
        p += put_js(&escaped, p, end);
    pl_buf_done(&text);
    *out = take_text(call, &escaped);
    return true;
}

/* `call` always fails, because no value is a function. */
static bool call_(pl_tmpl_call *call, const pl_tmpl_value *args, uint32_t n, pl_tmpl_value *out)
{
    (void)out;
    return !n ? fail_call(call, "wrong number of args for call: want at least 1 got 0")
           : is_nil(args[0]) ? fail_call(call, "call of nil")
                             : fail_call(call, "non-function of type %s", pl_tmpl_type(args[0]));
}

/* ---- the table */

const pl_tmpl_function pl_tmpl__builtins[] = {
    { "and", "**+", and_or },
    { "or", "**+", and_or },
    { "not", "*", not_ },
    { "eq", "**+", pl_tmpl__eq },
    { "ne", "**", pl_tmpl__ne },
    { "lt", "**", pl_tmpl__lt },
    { "le", "**", pl_tmpl__le },
    { "gt", "**", pl_tmpl__gt },
    { "ge", "**", pl_tmpl__ge },
    { "len", "*", len_ },
    { "index", "**+", index_ },
    { "slice", "**+", slice_ },
    { "print", "*+", print_ },
    { "println", "*+", println_ },
    { "printf", "s*+", pl_tmpl__printf },
    { "html", "*+", html_ },
    { "js", "*+", js_ },
    { "urlquery", "*+", urlquery_ },
    { "call", "*+", call_ },
};
const size_t pl_tmpl__builtins_n = PL_COUNT(pl_tmpl__builtins);

bool pl_tmpl__is_and(const pl_tmpl_function *function)
{
    return function == &pl_tmpl__builtins[0];
}

bool pl_tmpl__is_or(const pl_tmpl_function *function)
{
    return function == &pl_tmpl__builtins[1];
}
