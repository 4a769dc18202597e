#include "mod/field.h"
#include "base/diag.h"
#include "value/number.h"

static const pl_type *type_of(pl_field_type type, pl_arena *arena)
{
    const pl_type *string = pl_type_simple(PL_TYPE_STRING);
    switch (type) {
    case PL_FIELD_STRING: return string;
    case PL_FIELD_INT: return pl_type_simple(PL_TYPE_NUMBER);
    case PL_FIELD_BOOL: return pl_type_simple(PL_TYPE_BOOL);
    case PL_FIELD_STRINGS: return pl_type_collection(arena, PL_TYPE_LIST, string);
    case PL_FIELD_MAP: return pl_type_collection(arena, PL_TYPE_MAP, string);
    default: return NULL;
    }
}

/* Why a value of the right type is still wrong; NULL: it is right. */
static const char *fault_of(pl_value v, pl_field_type type)
{
    int64_t number;
    if (type == PL_FIELD_INT && v.tag != PL_V_NULL && !pl_number_to_int(v, &number))
        return "value must be a whole number, between -9223372036854775808 and "
               "9223372036854775807";
    if (type == PL_FIELD_STRINGS && v.tag == PL_V_LIST)
        for (uint32_t i = 0; i < v.len; i++)
            if (v.seq->at[i].tag == PL_V_NULL)
                return "null value is not allowed";
    if (type == PL_FIELD_MAP && v.tag == PL_V_MAP)
        for (uint32_t i = 0; i < v.len; i++)
            if (v.members->at[i].value.tag == PL_V_NULL)
                return "null value is not allowed";
    return NULL;
}

/* Why a value is neither a connection nor a connection string; NULL: it is one. */
static const char *fault_of_database(pl_value v)
{
    pl_value part;
    if (v.tag == PL_V_NULL || v.tag == PL_V_STRING || !pl_value_is_known(v))
        return NULL;
    bool connection =
        v.tag == PL_V_OBJECT && (pl_value_member(v, PL_S("connection_string"), &part) ||
                                 pl_value_member(v, PL_S("resource_type"), &part));
    return connection ? NULL : "a connection or a connection string is required";
}

static bool refuse_field(pl_eval *ev, const pl_expr *expr, const char *fault)
{
    pl_diag_add(ev->diags, PL_ERROR, PL_DIAG_UNSUITABLE_VALUE, expr->start, "Unsuitable value type",
                "Unsuitable value: %s", fault);
    ev->failed = true;
    return false;
}

bool pl_field_eval(pl_eval *ev, const pl_expr *expr, pl_field_type type, pl_value *out)
{
    const pl_type *want = type_of(type, ev->arena);
    bool before = ev->failed;
    if (!want) {
        ev->failed = false;
        *out = pl_eval_expr(ev, expr);
        bool ok = !ev->failed;
        ev->failed |= before;
        const char *wrong = ok && type == PL_FIELD_DATABASE ? fault_of_database(*out) : NULL;
        return wrong ? refuse_field(ev, expr, wrong) : ok;
    }
    if (!pl_eval_as(ev, expr, want, out))
        return false;
    const char *fault = fault_of(*out, type);
    if (pl_value_marks(*out)) { /* Powerpipe panics here: the error has no place */
        pl_diag_plain(ev->diags, PL_ERROR, PL_DIAG_UNSUITABLE_VALUE,
                      "unexpected error in DecodeHclBody: value is marked, so must be unmarked "
                      "first");
        ev->failed = true;
        return false;
    }
    return fault ? refuse_field(ev, expr, fault) : true;
}
