/* pg_args.c - encodes arguments for a prepared statement (server.md 8.5.1).
 *
 * All arguments are sent as text; those that Powerpipe's client refuses are refused here,
 * with its messages. */
#include "base/double.h"
#include "base/jsonw.h"
#include "db/pg.h"
#include "value/number.h"
#include "value/quote.h"
#include <inttypes.h>
#include <math.h>

static bool is_number(pl_value v)
{
    return v.tag == PL_V_INT || v.tag == PL_V_NUMBER;
}

/* The number as a double, which all numbers are in Powerpipe. */
static double number_of(pl_value v)
{
    bool exact;
    return pl_number_to_double(v, &exact);
}

/* ---- values as Go's %#v */

static void put_go(pl_value v, pl_buf *out);

static void put_go_any(pl_value v, pl_buf *out)
{
    if (pl_value_is_seq(v)) {
        pl_buf_cstr(out, "[]interface {}{");
        for (uint32_t i = 0; i < v.len; i++) {
            pl_buf_cstr(out, i ? ", " : "");
            put_go_any(v.seq->at[i], out);
        }
        pl_buf_byte(out, '}');
    } else {
        put_go(v, out);
    }
}

/* Append a value as Go's %#v prints it, for messages about arguments that are refused. */
static void put_go(pl_value v, pl_buf *out)
{
    if (is_number(v)) {
        pl_double_general(out, number_of(v), 64);
    } else if (v.tag == PL_V_BOOL) {
        pl_buf_cstr(out, v.b ? "true" : "false");
    } else if (v.tag == PL_V_STRING) {
        pl_quote_go(out, pl_value_get_str(v));
    } else if (pl_value_is_seq(v)) {
        pl_buf_printf(out, "[]%s{", pl_db__element_type(v));
        for (uint32_t i = 0; i < v.len; i++) {
            pl_buf_cstr(out, i ? ", " : "");
            put_go_any(v.seq->at[i], out);
        }
        pl_buf_byte(out, '}');
    } else if (pl_value_is_members(v)) {
        pl_buf_cstr(out, "map[string]interface {}{");
        for (uint32_t i = 0; i < v.len; i++) {
            pl_buf_cstr(out, i ? ", " : "");
            pl_quote_go(out, v.members->at[i].key);
            pl_buf_byte(out, ':');
            put_go_any(v.members->at[i].value, out);
        }
        pl_buf_byte(out, '}');
    } else {
        pl_buf_cstr(out, "interface {}(nil)");
    }
}

/* ---- refusing */

typedef struct encoder {
    pl_arena *arena;
    const pl_value *arg;
    uint32_t index;
    pl_oid oid;
    pl_db_error *error;
} encoder;

static bool is_text_format(const pl_pg_type *type)
{
    return !type || type->kind == PL_PG_TEXT;
}

static bool refuse_arg(const encoder *e, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool refuse_arg(const encoder *e, const char *format, ...)
{
    const pl_pg_type *type = pl_pg__type(e->oid);
    va_list args;
    pl_db__fail(e->error, PL_DB_FAILED, "failed to encode args[%u]: unable to encode ", e->index);
    put_go(*e->arg, &e->error->text);
    pl_buf_printf(&e->error->text,
                  " into %s format for %s (OID %u): ", is_text_format(type) ? "text" : "binary",
                  type ? type->name : "unknown type", e->oid);
    va_start(args, format);
    pl_buf_vprintf(&e->error->text, format, args);
    va_end(args);
    return false;
}

static bool no_plan(const encoder *e)
{
    return refuse_arg(e, "cannot find encode plan");
}

/* ---- one value of a type */

typedef enum fit { FITS, NO_PLAN, REFUSED } fit;

static void refuse_size(const encoder *e, double d, const char *how)
{
    pl_buf number = { 0 };
    pl_double_print(&number, d, 'f', 6);
    refuse_arg(e, "%.*s is %s value for int64", PL_FMT(number), how);
    pl_buf_done(&number);
}

static fit put_int(const encoder *e, const pl_pg_type *type, double d, pl_buf *out)
{
    if (!(d < 9223372036854775808.0)) {
        refuse_size(e, d, "greater than maximum");
        return REFUSED;
    }
    if (d < -9223372036854775808.0) {
        refuse_size(e, d, "less than minimum");
        return REFUSED;
    }
    int64_t i = (int64_t)d;
    int bits = type->bytes < 0 ? 32 : type->bytes * 8;
    int64_t most = type->bytes < 0 ? UINT32_MAX : (int64_t)(UINT64_MAX >> (65 - bits));
    int64_t least = type->bytes < 0 ? 0 : -most - 1;
    const char *name = type->bytes < 0 ? "uint32" : type->name;
    if (i > most) {
        refuse_arg(e, "%" PRId64 " is greater than maximum value for %s", i, name);
        return REFUSED;
    }
    if (i < least) {
        refuse_arg(e, "%" PRId64 " is less than minimum value for %s", i, name);
        return REFUSED;
    }
    pl_buf_printf(out, "%" PRId64, i);
    return FITS;
}

static void put_json(pl_value v, pl_jsonw *w)
{
    if (is_number(v)) {
        pl_jsonw_double(w, number_of(v));
    } else if (v.tag == PL_V_BOOL) {
        pl_jsonw_bool(w, v.b);
    } else if (v.tag == PL_V_STRING) {
        pl_jsonw_str(w, pl_value_get_str(v));
    } else if (pl_value_is_seq(v)) {
        pl_jsonw_open(w, '[');
        for (uint32_t i = 0; i < v.len; i++)
            put_json(v.seq->at[i], w);
        pl_jsonw_close(w, ']');
    } else if (pl_value_is_members(v)) {
        pl_jsonw_open(w, '{');
        for (uint32_t i = 0; i < v.len; i++) {
            pl_jsonw_key(w, v.members->at[i].key);
            put_json(v.members->at[i].value, w);
        }
        pl_jsonw_close(w, '}');
    } else {
        pl_jsonw_null(w);
    }
}

/* Encode for a type that the client has no codec for: simple values are sent as their text. */
static fit put_unknown(pl_value v, pl_buf *out)
{
    if (is_number(v))
        pl_double_plain(out, number_of(v), 64);
    else if (v.tag == PL_V_BOOL)
        pl_buf_byte(out, v.b ? 't' : 'f');
    else
        return NO_PLAN;
    return FITS;
}

/* Append the text of one value that is not an array for a parameter of `type` (NULL: unknown). A
 * string is sent as it is, whatever the type; NO_PLAN if the type does not accept the value. */
static fit put_scalar(const encoder *e, const pl_pg_type *type, pl_value v, pl_buf *out)
{
    pl_jsonw w;
    if (v.tag == PL_V_STRING) {
        pl_buf_str(out, pl_value_get_str(v));
        return FITS;
    }
    switch (type ? (pl_pg_kind)type->kind : PL_PG_ARRAY) {
    case PL_PG_INT: return is_number(v) ? put_int(e, type, number_of(v), out) : NO_PLAN;
    case PL_PG_FLOAT:
    case PL_PG_NUMERIC:
    case PL_PG_XML:
        if (!is_number(v))
            return NO_PLAN;
        pl_double_plain(out, number_of(v), 64);
        return FITS;
    case PL_PG_BOOL:
        if (v.tag != PL_V_BOOL)
            return NO_PLAN;
        pl_buf_byte(out, v.b ? 't' : 'f');
        return FITS;
    case PL_PG_JSON:
        pl_jsonw_init(&w, out, 0, true);
        put_json(v, &w);
        return FITS;
    default: return type ? NO_PLAN : put_unknown(v, out);
    }
}

/* ---- arrays */

static void quote_element(pl_str text, pl_buf *out)
{
    pl_buf_byte(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\')
            pl_buf_byte(out, '\\');
        pl_buf_byte(out, text.ptr[i]);
    }
    pl_buf_byte(out, '"');
}

static bool refuse_element(const encoder *e, pl_value v, bool mixed)
{
    pl_buf shown = { 0 };
    if (!mixed)
        return no_plan(e);
    if (v.tag == PL_V_STRING)
        pl_buf_str(&shown, pl_value_get_str(v));
    else
        put_go_any(v, &shown);
    refuse_arg(e, "unable to encode %.*s", PL_FMT(shown));
    pl_buf_done(&shown);
    return false;
}

/* Append an array. Lists in lists are dimensions, unless the elements are JSON. */
static bool put_array(const encoder *e, const pl_pg_type *element, pl_value list, bool mixed,
                      pl_buf *out)
{
    const char *comma = element->oid == 603 ? ";" : ","; /* box */
    pl_buf text = { 0 };
    bool ok = true;
    pl_buf_byte(out, '{');
    for (uint32_t i = 0; i < list.len && ok; i++) {
        pl_value v = list.seq->at[i];
        pl_buf_cstr(out, i ? comma : "");
        if (v.tag == PL_V_NULL) {
            pl_buf_cstr(out, "NULL");
        } else if (pl_value_is_seq(v) && element->kind != PL_PG_JSON) {
            ok = put_array(e, element, v, true, out);
        } else {
            text.len = 0;
            fit how = put_scalar(e, element, v, &text);
            ok = how == FITS || (how == NO_PLAN && refuse_element(e, v, mixed));
            quote_element(pl_buf_view(&text), out);
        }
    }
    pl_buf_byte(out, '}');
    pl_buf_done(&text);
    return ok;
}

static bool is_mixed(pl_value list)
{
    return strstr(pl_db__element_type(list), "interface") != NULL;
}

static bool encode(const encoder *e, const pl_pg_type *type, pl_buf *out)
{
    pl_value v = *e->arg;
    if (type && type->kind == PL_PG_ARRAY && pl_value_is_seq(v))
        return put_array(e, pl_pg__type(type->element), v, is_mixed(v), out);
    fit how = put_scalar(e, type, v, out);
    return how == FITS || (how == NO_PLAN && no_plan(e));
}

bool pl_pg__encode(pl_arena *arena, const pl_value *arg, uint32_t index, pl_oid oid,
                   const char **out, pl_db_error *error)
{
    encoder e = { arena, arg, index, oid, error };
    pl_buf text = { 0 };
    *out = NULL;
    if (arg->tag == PL_V_NULL || arg->tag == PL_V_UNKNOWN)
        return true;
    bool ok = encode(&e, pl_pg__type(oid), &text);
    if (ok && text.len && memchr(text.ptr, 0, text.len)) /* the message of the server */
        ok = pl_db__fail(
            error, PL_DB_FAILED,
            "ERROR: invalid byte sequence for encoding \"UTF8\": 0x00 (SQLSTATE 22021)");
    if (ok)
        *out = pl_arena_str(arena, pl_buf_view(&text)).ptr;
    pl_buf_done(&text);
    return ok;
}
