#include "config/field.h"
#include "base/str.h"

void pl_field__unsuitable(const pl_attr *attr, const char *reason, pl_diags *diags)
{
    pl_diag_add(diags, PL_ERROR, PL_DIAG_UNSUITABLE_VALUE, attr->expr->start,
                "Unsuitable value type", "Unsuitable value: %s", reason);
}

static pl_fn_env functions_env(const pl_settings *s)
{
    return (pl_fn_env){
        .base_dir = s->directory, .cwd = s->directory, .home = s->home, .environ = s->environ
    };
}

bool pl_field__value(pl_settings *s, const pl_attr *attr, const pl_scope *scope, pl_arena *arena,
                     pl_diags *diags, pl_value *out)
{
    pl_fn_env env = functions_env(s);
    pl_eval ev = { .arena = arena, .diags = diags, .scope = scope, .env = &env };
    *out = pl_eval_expr(&ev, attr->expr);
    return !ev.failed;
}

/* ---- values of settings */

static const pl_type *type_of(pl_config_type type, pl_arena *arena)
{
    switch (type) {
    case PL_FIELD_INT: return pl_type_simple(PL_TYPE_NUMBER);
    case PL_FIELD_BOOL: return pl_type_simple(PL_TYPE_BOOL);
    case PL_FIELD_STRINGS:
        return pl_type_collection(arena, PL_TYPE_LIST, pl_type_simple(PL_TYPE_STRING));
    default: return pl_type_simple(PL_TYPE_STRING);
    }
}

/* Store the number `v` as an integer setting. False with an error at `attr` if it is not a whole
 * number or does not fit an int64. */
static bool store_int(const pl_attr *attr, pl_value v, pl_diags *diags, pl_setting_value *out)
{
    out->type = PL_SETTING_INT;
    if (pl_number_to_int(v, &out->number))
        return true;
    pl_field__unsuitable(attr,
                         "value must be a whole number, between -9223372036854775808 and "
                         "9223372036854775807",
                         diags);
    return false;
}

static bool take_strings(pl_settings *s, const pl_attr *attr, pl_value v, pl_diags *diags,
                         pl_setting_value *out)
{
    out->type = PL_SETTING_LIST;
    out->n = v.len;
    out->items = pl_arena_alloc(&s->arena, v.len * sizeof *out->items);
    for (uint32_t i = 0; i < v.len; i++) {
        if (v.seq->at[i].tag == PL_V_NULL) {
            pl_field__unsuitable(attr, "null value is not allowed", diags);
            return false;
        }
        out->items[i] = pl_arena_str(&s->arena, pl_value_get_str(v.seq->at[i]));
    }
    return true;
}

static bool take_field(pl_settings *s, const pl_attr *attr, pl_config_type type, pl_value v,
                       pl_diags *diags, pl_setting_value *out)
{
    switch (type) {
    case PL_FIELD_INT: return store_int(attr, v, diags, out);
    case PL_FIELD_STRINGS: return take_strings(s, attr, v, diags, out);
    case PL_FIELD_BOOL:
        out->type = PL_SETTING_BOOL;
        out->truth = v.b;
        return true;
    default:
        out->type = PL_SETTING_STRING;
        out->text = pl_arena_str(&s->arena, pl_value_get_str(v));
        return true;
    }
}

bool pl_field__decode(pl_settings *s, const pl_attr *attr, pl_config_type type,
                      const pl_scope *scope, pl_diags *diags, pl_setting_value *out)
{
    pl_arena scratch = { 0 };
    pl_fn_env env = functions_env(s);
    pl_eval ev = { .arena = &scratch, .diags = diags, .scope = scope, .env = &env };
    pl_value v;
    *out = (pl_setting_value){ 0 };
    bool ok = pl_eval_as(&ev, attr->expr, type_of(type, &scratch), &v);
    if (ok && v.tag != PL_V_NULL)
        ok = out->has = take_field(s, attr, type, v, diags, out);
    pl_arena_done(&scratch);
    return ok;
}
