/* vars_type.c - checks whether a value fits the type of its variable, and prints both for messages
 * (mod-language.md 3.5, 3.6). */
#include "eval/vars_inner.h"
#include "base/str.h"
#include "value/convert.h"
#include "value/number.h"

/* ---- does a value have a type */

bool pl_vars__is_connection(pl_value v, pl_str type)
{
    pl_value what, kind;
    return v.tag == PL_V_OBJECT && pl_value_member(v, PL_S("resource_type"), &what) &&
           what.tag == PL_V_STRING && pl_str_eq(pl_value_get_str(what), PL_S("connection")) &&
           pl_value_member(v, PL_S("type"), &kind) && kind.tag == PL_V_STRING &&
           (!type.len || pl_str_eq(pl_value_get_str(kind), type));
}

static bool fits_capsule(pl_value v, const pl_type *type)
{
    pl_str prefix = PL_S("connection."), rest = { 0 };
    if (pl_str_starts(type->name, prefix))
        rest = pl_str_sub(type->name, prefix.len, type->name.len);
    return pl_vars__is_connection(v, rest);
}

/* A map also accepts the elements of a list (recorded). */
static bool elements_fit(pl_arena *scratch, pl_value v, const pl_type *elem, bool convert)
{
    bool fit = true;
    for (uint32_t i = 0; fit && i < v.len; i++)
        fit = pl_vars__fits(scratch, pl_value_is_seq(v) ? v.seq->at[i] : v.members->at[i].value,
                            elem, convert);
    return fit;
}

static bool fits_tuple(pl_arena *scratch, pl_value v, const pl_type *type, bool convert)
{
    bool fit = pl_value_is_seq(v) && v.len == type->n;
    for (uint32_t i = 0; fit && i < v.len; i++)
        fit = pl_vars__fits(scratch, v.seq->at[i], type->items[i], convert);
    return fit;
}

/* Even optional attributes must be present; additional ones are allowed (recorded). */
static bool fits_object(pl_arena *scratch, pl_value v, const pl_type *type, bool convert)
{
    bool fit = pl_value_is_members(v);
    for (uint32_t i = 0; fit && i < type->n; i++) {
        pl_value member;
        fit = pl_value_member(v, type->attrs[i].name, &member) &&
              pl_vars__fits(scratch, member, type->attrs[i].type, convert);
    }
    return fit;
}

static bool fits_simple(pl_arena *scratch, pl_value v, const pl_type *type, bool convert)
{
    pl_value converted;
    if (pl_value_has_type(v, type))
        return true;
    if (!convert)
        return false;
    pl_buf why = { 0 };
    pl_mark mark = pl_arena_mark(scratch);
    bool fit = pl_convert(scratch, v, type, &converted, &why);
    pl_arena_rewind(scratch, mark);
    pl_buf_done(&why);
    return fit;
}

bool pl_vars__fits(pl_arena *scratch, pl_value v, const pl_type *type, bool convert)
{
    if (v.tag == PL_V_NULL || v.tag == PL_V_UNKNOWN)
        return true;
    switch ((pl_type_kind)type->kind) {
    case PL_TYPE_ANY: return true;
    case PL_TYPE_LIST:
    case PL_TYPE_SET: return pl_value_is_seq(v) && elements_fit(scratch, v, type->elem, convert);
    case PL_TYPE_MAP:
        return (pl_value_is_seq(v) || pl_value_is_members(v)) &&
               elements_fit(scratch, v, type->elem, convert);
    case PL_TYPE_TUPLE: return fits_tuple(scratch, v, type, convert);
    case PL_TYPE_OBJECT: return fits_object(scratch, v, type, convert);
    case PL_TYPE_CAPSULE: return fits_capsule(v, type);
    default: return fits_simple(scratch, v, type, convert);
    }
}

static bool wants_connection(const pl_type *type)
{
    while (type->kind == PL_TYPE_LIST)
        type = type->elem;
    return type->kind == PL_TYPE_CAPSULE;
}

void pl_vars__mismatch(pl_value v, const pl_type *type, pl_buf *out)
{
    if (wants_connection(type) && pl_value_is_members(v)) {
        pl_buf_cstr(out, "value type mismatched with the capsule type");
        return;
    }
    pl_buf_cstr(out, "default value type mismatched - expected ");
    pl_type_write_friendly(type, true, out);
    pl_buf_cstr(out, ", got ");
    pl_value_write_friendly(v, out);
}

/* ---- texts */

static void write_object_type(pl_value v, pl_buf *out)
{
    pl_buf_cstr(out, "{\n  ");
    for (uint32_t i = 0; i < v.len; i++) {
        pl_buf_printf(out, "%s%.*s = ", i ? "\n  " : "", PL_FMT(v.members->at[i].key));
        pl_vars__type_text(v.members->at[i].value, out);
    }
    pl_buf_cstr(out, "\n}");
}

void pl_vars__type_text(pl_value v, pl_buf *out)
{
    static const char *const heads[] = {
        [PL_V_LIST] = "list(",
        [PL_V_SET] = "set(",
        [PL_V_MAP] = "map(",
    };
    switch ((pl_value_tag)v.tag) {
    case PL_V_NULL:
    case PL_V_UNKNOWN: pl_buf_cstr(out, "any"); break;
    case PL_V_BOOL: pl_buf_cstr(out, "bool"); break;
    case PL_V_INT:
    case PL_V_NUMBER: pl_buf_cstr(out, "number"); break;
    case PL_V_STRING: pl_buf_cstr(out, "string"); break;
    case PL_V_LIST:
    case PL_V_SET:
    case PL_V_MAP:
        pl_buf_cstr(out, heads[v.tag]);
        pl_type_write(v.tag == PL_V_MAP ? v.members->elem : v.seq->elem, out);
        pl_buf_byte(out, ')');
        break;
    case PL_V_TUPLE:
        pl_buf_cstr(out, "tuple([");
        for (uint32_t i = 0; i < v.len; i++) {
            pl_buf_cstr(out, i ? ", " : "");
            pl_vars__type_text(v.seq->at[i], out);
        }
        pl_buf_cstr(out, "])");
        break;
    case PL_V_OBJECT: write_object_type(v, out); break;
    }
}

void pl_vars__show(pl_value v, pl_buf *out)
{
    if (v.tag == PL_V_STRING)
        pl_buf_str(out, pl_value_get_str(v));
    else if (v.tag == PL_V_INT || v.tag == PL_V_NUMBER)
        pl_number_text(v, out);
    else if (v.tag == PL_V_BOOL)
        pl_buf_cstr(out, v.b ? "true" : "false");
    else if (pl_value_is_seq(v)) {
        for (uint32_t i = 0; i < v.len; i++) {
            pl_buf_byte(out, i ? ' ' : '[');
            pl_vars__show(v.seq->at[i], out);
        }
        pl_buf_cstr(out, v.len ? "]" : "[]");
    } else if (pl_value_is_members(v)) {
        pl_buf_cstr(out, "map[");
        for (uint32_t i = 0; i < v.len; i++) {
            pl_buf_printf(out, "%s%.*s:", i ? " " : "", PL_FMT(v.members->at[i].key));
            pl_vars__show(v.members->at[i].value, out);
        }
        pl_buf_byte(out, ']');
    } else {
        pl_buf_cstr(out, "<nil>");
    }
}
