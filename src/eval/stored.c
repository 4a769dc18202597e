#include "eval/stored.h"
#include "base/double.h"
#include "base/str.h"
#include "value/number.h"
#include "value/value_json.h"
#include <float.h>
#include <math.h>

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

/* ---- JSON with int64 and double numbers */

typedef struct narrow {
    pl_buf *why;
    bool failed;
} narrow;

/* Append the range of a double, for the message about a number outside of it. */
static void put_range(pl_buf *out)
{
    pl_buf_cstr(out, "value must be between ");
    pl_double_print(out, -DBL_MAX, 'f', 6);
    pl_buf_cstr(out, " and ");
    pl_double_print(out, DBL_MAX, 'f', 6);
    pl_buf_cstr(out, " inclusive");
}

/* The first number that cannot be written is the reason of the failure. */
static bool put_number(void *ctx, pl_value v, pl_buf *out)
{
    narrow *n = ctx;
    bool exact;
    int64_t whole;
    if (pl_number_to_int(v, &whole)) {
        pl_buf_printf(out, "%lld", (long long)whole);
        return true;
    }
    double d = pl_number_to_double(v, &exact);
    if (isfinite(d)) {
        pl_double_json(out, d, 64);
        return true;
    }
    if (pl_number_infinite(v))
        pl_buf_printf(n->why, "json: unsupported value: %sInf", d < 0 ? "-" : "+");
    else
        put_range(n->why);
    n->failed = true;
    return false;
}

bool pl_stored_text(pl_value v, pl_buf *out, pl_buf *why)
{
    narrow n = { .why = why };
    pl_value_view view = { put_number, pl_stored_member, &n, UINT64_MAX };
    if (v.tag == PL_V_STRING)
        pl_buf_str(out, pl_value_get_str(v));
    else
        pl_value_json_view(v, &view, out);
    return !n.failed;
}
