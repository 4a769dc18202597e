/* tmpl_funcs.c - the functions that custom output templates can call beside the built-in ones. */
#include "render/tmpl.h"

#include "value/quote.h"
#include <stdlib.h>

#define FUNCTION(name)                                                                             \
    static bool name(pl_tmpl_call *call, const pl_tmpl_value *args, uint32_t n, pl_tmpl_value *out)

static pl_tmpl_value take_text(pl_tmpl_call *call, pl_buf *text)
{
    pl_tmpl_value v = pl_tmpl_text(pl_arena_str(call->arena, pl_buf_view(text)));
    pl_buf_done(text);
    return v;
}

static bool is_nil(pl_tmpl_value v)
{
    return v.tag == PL_TMPL_NIL || v.tag == PL_TMPL_MISSING ||
           (v.tag == PL_TMPL_OBJECT && !v.object);
}

FUNCTION(upper)
{
    pl_buf text = { 0 };
    (void)n;
    pl_write_upper(&text, args[0].text);
    *out = take_text(call, &text);
    return true;
}

FUNCTION(quote)
{
    pl_buf text = { 0 }, one = { 0 };
    for (uint32_t i = 0; i < n; i++) {
        if (is_nil(args[i]))
            continue;
        one.len = 0;
        pl_tmpl_print(&one, args[i]);
        if (text.len)
            pl_buf_byte(&text, ' ');
        pl_quote_go(&text, pl_buf_view(&one));
    }
    pl_buf_done(&one);
    *out = take_text(call, &text);
    return true;
}

/* Convert to a whole number: texts are parsed, floats are cut, everything else is 0. */
static int64_t number(pl_tmpl_value v)
{
    char text[32];
    if (v.tag == PL_TMPL_INT)
        return v.i;
    if (v.tag == PL_TMPL_FLOAT)
        return v.d >= -9.2e18 && v.d <= 9.2e18 ? (int64_t)v.d : 0;
    if (v.tag == PL_TMPL_BOOL)
        return v.b;
    if (v.tag != PL_TMPL_TEXT || v.text.len >= sizeof(text) || !v.text.len)
        return 0;
    memcpy(text, v.text.ptr, v.text.len);
    text[v.text.len] = 0;
    char *end;
    long long i = strtoll(text, &end, 0);
    return *end ? 0 : i;
}

FUNCTION(add)
{
    uint64_t sum = 0;
    (void)call;
    for (uint32_t i = 0; i < n; i++)
        sum += (uint64_t)number(args[i]);
    *out = pl_tmpl_int((int64_t)sum);
    return true;
}

FUNCTION(dict)
{
    uint32_t pairs_n = (n + 1) / 2;
    uint8_t depth = 0;
    for (uint32_t i = 1; i < n; i += 2)
        depth = args[i].depth > depth ? args[i].depth : depth;
    if (depth == PL_TMPL_DEPTH) {
        pl_buf_printf(call->error, "maps are nested more than %d deep", PL_TMPL_DEPTH);
        return false;
    }
    pl_tmpl_pair *pairs = pl_arena_alloc(call->arena, (pairs_n + 1) * sizeof(*pairs));
    for (uint32_t i = 0; i < pairs_n; i++) {
        pl_buf key = { 0 };
        pl_tmpl_print(&key, args[2 * i]);
        pairs[i].key = take_text(call, &key).text;
        pairs[i].value = 2 * i + 1 < n ? args[2 * i + 1] : pl_tmpl_text((pl_str){ 0 });
    }
    *out = pl_tmpl_map(pairs, pairs_n, "map[string]interface {}");
    out->depth = (uint8_t)(depth + 1);
    return true;
}

static pl_tmpl_value json_of(pl_tmpl_call *call, pl_tmpl_value v, unsigned indent)
{
    pl_buf text = { 0 };
    pl_jsonw w;
    pl_jsonw_init(&w, &text, indent, true);
    pl_tmpl_json(&w, v);
    return take_text(call, &text);
}

FUNCTION(to_json)
{
    (void)n;
    *out = json_of(call, args[0], 0);
    return true;
}

FUNCTION(to_pretty_json)
{
    (void)n;
    *out = json_of(call, args[0], 2);
    return true;
}

/* Copy a list or map without nil elements. */
static pl_tmpl_value without_nil(pl_tmpl_call *call, pl_tmpl_value v)
{
    uint32_t kept = 0;
    if (v.tag == PL_TMPL_LIST) {
        pl_tmpl_value *at = pl_arena_alloc(call->arena, (v.n + 1) * sizeof(*at));
        for (uint32_t i = 0; i < v.n; i++)
            if (!is_nil(v.list.at[i]))
                at[kept++] = v.list.at[i];
        return pl_tmpl_list(at, kept, v.list.type);
    }
    pl_tmpl_pair *at = pl_arena_alloc(call->arena, (v.n + 1) * sizeof(*at));
    for (uint32_t i = 0; i < v.n; i++)
        if (!is_nil(v.pairs[i].value))
            at[kept++] = v.pairs[i];
    return pl_tmpl_map(at, kept, v.map_type);
}

FUNCTION(to_safe_json)
{
    pl_tmpl_value v = args[0];
    (void)n;
    if (v.tag == PL_TMPL_TEXT) {
        pl_buf line = { 0 };
        pl_write_one_line(&line, v.text);
        v = take_text(call, &line);
    } else if (v.tag == PL_TMPL_LIST || v.tag == PL_TMPL_MAP) {
        v = without_nil(call, v);
    }
    *out = json_of(call, v, 0);
    return true;
}

FUNCTION(to_csv_cell)
{
    const pl_tmpl_context *ctx = call->ctx;
    pl_buf text = { 0 }, cell = { 0 };
    (void)n;
    if (!is_nil(args[0]))
        pl_tmpl_print(&text, args[0]);
    pl_write_csv_cell(&cell, pl_buf_view(&text), ctx->options->separator);
    pl_buf_done(&text);
    *out = take_text(call, &cell);
    return true;
}

FUNCTION(duration_in_seconds)
{
    (void)n;
    if (args[0].tag != PL_TMPL_OBJECT || args[0].class != &pl_tmpl_class_duration) {
        pl_buf_printf(call->error, "wrong type for value; expected time.Duration; got %s",
                      pl_tmpl_type(args[0]));
        return false;
    }
    *out = pl_tmpl_float((double)*(const uint64_t *)args[0].object / 1e9);
    return true;
}

FUNCTION(now)
{
    (void)args, (void)n;
    *out = pl_tmpl_time(call, ((const pl_tmpl_context *)call->ctx)->options->now);
    return true;
}

FUNCTION(render_context)
{
    (void)args, (void)n;
    *out = pl_tmpl_object(&pl_tmpl_class_context, call->ctx);
    return true;
}

const pl_tmpl_function pl_tmpl_functions[] = {
    { "upper", "s", upper },
    { "quote", "*+", quote },
    { "add", "*+", add },
    { "dict", "*+", dict },
    { "toJson", "*", to_json },
    { "toPrettyJson", "*", to_pretty_json },
    { "toSafeJson", "*", to_safe_json },
    { "toCsvCell", "*", to_csv_cell },
    { "durationInSeconds", "*", duration_in_seconds },
    { "now", "", now },
    { "render_context", "", render_context },
};
const size_t pl_tmpl_functions_n = PL_COUNT(pl_tmpl_functions);
