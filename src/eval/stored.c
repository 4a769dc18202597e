#include "eval/stored.h"
#include "base/double.h"
#include "base/jsonw.h"
#include "base/str.h"
#include "value/number.h"
#include <float.h>
#include <math.h>

typedef struct writer {
    pl_buf *out, *why;
    bool failed;
} writer;

static bool has_text(pl_value object, const char *key, const char *text)
{
    pl_value v;
    return pl_value_member(object, pl_str_cstr(key), &v) && v.tag == PL_V_STRING &&
           pl_str_eq(pl_value_get_str(v), pl_str_cstr(text));
}

bool pl_stored_hidden(pl_value object, pl_str key)
{
    return pl_str_eq(key, PL_S("connection_string")) &&
           has_text(object, "resource_type", "connection") &&
           !has_text(object, "short_name", "command_arg");
}

pl_value pl_stored_member(pl_value object, uint32_t i)
{
    pl_member m = object.members->at[i];
    return pl_stored_hidden(object, m.key) ? pl_value_null(pl_type_simple(PL_TYPE_STRING))
                                           : m.value;
}

/* ---- JSON of what a machine's numbers can hold */

static void put(writer *w, pl_value v);

static void put_number(writer *w, pl_value v)
{
    bool exact;
    int64_t whole;
    if (pl_number_to_int(v, &whole)) {
        pl_buf_printf(w->out, "%lld", (long long)whole);
        return;
    }
    double d = pl_number_to_double(v, &exact);
    if (isfinite(d)) {
        pl_double_json(w->out, d, 64);
        return;
    }
    if (!w->failed && pl_number_infinite(v))
        pl_buf_printf(w->why, "json: unsupported value: %sInf", d < 0 ? "-" : "+");
    else if (!w->failed)
        pl_buf_printf(w->why, "value must be between %f and %f inclusive", -DBL_MAX, DBL_MAX);
    w->failed = true;
}

static void put_elements(writer *w, pl_value v)
{
    pl_buf_byte(w->out, '[');
    for (uint32_t i = 0; i < v.len; i++) {
        if (i)
            pl_buf_byte(w->out, ',');
        put(w, v.seq->at[i]);
    }
    pl_buf_byte(w->out, ']');
}

static void put_members(writer *w, pl_value v)
{
    pl_buf_byte(w->out, '{');
    for (uint32_t i = 0; i < v.len; i++) {
        if (i)
            pl_buf_byte(w->out, ',');
        pl_json_quote(w->out, v.members->at[i].key, true);
        pl_buf_byte(w->out, ':');
        put(w, pl_stored_member(v, i));
    }
    pl_buf_byte(w->out, '}');
}

/* Values are no deeper than PL_VALUE_DEPTH. */
static void put(writer *w, pl_value v)
{
    switch ((pl_value_tag)v.tag) {
    case PL_V_NULL:
    case PL_V_UNKNOWN: pl_buf_cstr(w->out, "null"); return;
    case PL_V_BOOL: pl_buf_cstr(w->out, v.b ? "true" : "false"); return;
    case PL_V_INT:
    case PL_V_NUMBER: put_number(w, v); return;
    case PL_V_STRING: pl_json_quote(w->out, pl_value_get_str(v), true); return;
    case PL_V_LIST:
    case PL_V_SET:
    case PL_V_TUPLE: put_elements(w, v); return;
    case PL_V_MAP:
    case PL_V_OBJECT: put_members(w, v); return;
    }
}

bool pl_stored_text(pl_value v, pl_buf *out, pl_buf *why)
{
    writer w = { .out = out, .why = why };
    if (v.tag == PL_V_STRING)
        pl_buf_str(out, pl_value_get_str(v));
    else
        put(&w, v);
    return !w.failed;
}
