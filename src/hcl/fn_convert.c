/* fn_convert.c - types, marks and errors (hcl.md 7.3 "Type conversion, control"). */
#include "hcl/fn_data.h"
#include "value/quote.h"

/* ---- tostring, tonumber, tobool, tolist, toset, tomap */

static bool cannot_convert(pl_call *call, const char *which, const pl_type *got,
                           const pl_type *want)
{
    pl_buf text = { 0 };
    pl_type_write_friendly(got, false, &text);
    pl_buf_cstr(&text, " to ");
    pl_type_write_friendly(want, true, &text);
    pl_fn_fail_arg(call, 0, "cannot convert %s%.*s", which, PL_FMT(pl_buf_view(&text)));
    pl_buf_done(&text);
    return false;
}

static bool bad_text(pl_call *call, const pl_type *want)
{
    pl_buf quoted = { 0 };
    pl_quote_go(&quoted, pl_value_get_str(call->args[0]));
    if (want->kind == PL_TYPE_BOOL)
        pl_fn_fail_arg(call, 0,
                       "cannot convert %.*s to bool; only the strings \"true\" or "
                       "\"false\" are allowed",
                       PL_FMT(pl_buf_view(&quoted)));
    else
        pl_fn_fail_arg(call, 0,
                       "cannot convert %.*s to number; given string must be a decimal "
                       "representation of a number",
                       PL_FMT(pl_buf_view(&quoted)));
    pl_buf_done(&quoted);
    return false;
}

static bool convert_to(pl_call *call, const pl_type *want, pl_value *out)
{
    pl_value v = call->args[0];
    if (pl_fn__convert(call, v, want, out))
        return true;
    const pl_type *got = pl_value_type(call->arena, v);
    bool text =
        v.tag == PL_V_STRING && (want->kind == PL_TYPE_BOOL || want->kind == PL_TYPE_NUMBER);
    if (pl_convert_possible(got, want) && v.marks)
        return cannot_convert(call, "this sensitive ", got, want);
    return text ? bad_text(call, want) : cannot_convert(call, "", got, want);
}

bool pl_fn__tostring(pl_call *call, pl_value *out)
{
    return convert_to(call, pl_type_simple(PL_TYPE_STRING), out);
}

bool pl_fn__tonumber(pl_call *call, pl_value *out)
{
    return convert_to(call, pl_type_simple(PL_TYPE_NUMBER), out);
}

bool pl_fn__tobool(pl_call *call, pl_value *out)
{
    return convert_to(call, pl_type_simple(PL_TYPE_BOOL), out);
}

static pl_value_tag collection_tag(pl_type_kind kind)
{
    return kind == PL_TYPE_LIST ? PL_V_LIST : kind == PL_TYPE_SET ? PL_V_SET : PL_V_MAP;
}

static bool to_collection(pl_call *call, pl_type_kind kind, pl_value *out)
{
    const pl_type *any = pl_type_simple(PL_TYPE_ANY);
    if (call->args[0].tag != (uint8_t)collection_tag(kind) &&
        !pl_fn__charge_keys(call, call->args, 1))
        return false; /* also for the types of the parts */
    return convert_to(call, pl_type_collection(call->arena, kind, any), out);
}

bool pl_fn__tolist(pl_call *call, pl_value *out)
{
    return to_collection(call, PL_TYPE_LIST, out);
}

bool pl_fn__toset(pl_call *call, pl_value *out)
{
    return to_collection(call, PL_TYPE_SET, out);
}

bool pl_fn__tomap(pl_call *call, pl_value *out)
{
    return to_collection(call, PL_TYPE_MAP, out);
}

/* ---- marks */

bool pl_fn__sensitive(pl_call *call, pl_value *out)
{
    *out = call->args[0];
    out->marks |= PL_MARK_SENSITIVE;
    return true;
}

bool pl_fn__nonsensitive(pl_call *call, pl_value *out)
{
    *out = call->args[0];
    if (!(out->marks & PL_MARK_SENSITIVE))
        return pl_fn_fail_arg(call, 0,
                              "the given value is not sensitive, so this call is "
                              "redundant");
    out->marks &= (uint8_t)~PL_MARK_SENSITIVE;
    return true;
}

/* ---- the outcome of a step */

static bool panics(pl_call *call, const char *why)
{
    return pl_fn_fail(call, "panic in function implementation: %s", why);
}

/* Find "errors" in a map or object; false: there is none. */
static bool errors_of(pl_value step, pl_value *out)
{
    return pl_value_is_members(step) && pl_value_member(step, PL_S("errors"), out) &&
           out->tag != PL_V_NULL;
}

bool pl_fn__is_error(pl_call *call, pl_value *out)
{
    pl_value errors;
    *out = pl_value_bool(false);
    if (!errors_of(call->args[0], &errors))
        return true;
    if (!pl_value_is_seq(errors) && !pl_value_is_members(errors))
        return panics(call, "value is not a collection");
    *out = pl_value_bool(errors.len > 0);
    return true;
}

static bool member_of(pl_value v, pl_str name, pl_value *out)
{
    return pl_value_is_members(v) && pl_value_member(v, name, out) && out->tag != PL_V_NULL;
}

bool pl_fn__error_message(pl_call *call, pl_value *out)
{
    pl_value step = call->args[0], errors, error, detail;
    *out = pl_value_str(PL_S(""));
    if (step.tag == PL_V_NULL)
        return panics(call, "value is null");
    if (!pl_value_is_members(step))
        return panics(call, "value is not a collection");
    if (!errors_of(step, &errors))
        return true;
    if (!pl_value_is_seq(errors) && !pl_value_is_members(errors))
        return panics(call, "value is not a collection");
    if (errors.len == 0 || !member_of(pl_fn__part(errors, 0), PL_S("error"), &error) ||
        !member_of(error, PL_S("detail"), &detail))
        return true;
    if (detail.tag != PL_V_STRING)
        return panics(call, "value is not a string");
    *out = detail;
    return true;
}
