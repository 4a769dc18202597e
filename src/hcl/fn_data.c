#include "hcl/fn_data.h"
#include "value/quote.h"

pl_str pl_fn__type_name(pl_call *call, pl_value v)
{
    pl_buf name = { 0 };
    pl_value_write_friendly(v, &name);
    pl_str text = pl_arena_str(call->arena, pl_buf_view(&name));
    pl_buf_done(&name);
    return text;
}

bool pl_fn__whole(pl_call *call, uint32_t i, const char *prefix, bool tied, int64_t *out)
{
    static const char text[] = "%svalue must be a whole number, between -9223372036854775808 and "
                               "9223372036854775807";
    if (pl_number_to_int(call->args[i], out))
        return true;
    return tied ? pl_fn_fail_arg(call, i, text, prefix) : pl_fn_fail(call, text, prefix);
}

bool pl_fn__give_list(pl_call *call, const pl_type *elem, const pl_value *at, uint32_t n,
                      pl_value *out)
{
    *out = pl_value_seq(call->arena, PL_V_LIST, elem, at, n);
    return true;
}

const pl_type *pl_fn__unify(pl_call *call, const pl_value *at, uint32_t n)
{
    const pl_type **types = pl_arena_alloc(call->arena, n * sizeof *types);
    for (uint32_t i = 0; i < n; i++)
        types[i] = pl_value_type(call->arena, at[i]);
    return pl_unify(call->arena, types, n);
}

bool pl_fn__charge_keys(pl_call *call, const pl_value *at, uint32_t n)
{
    uint64_t weight = 0;
    for (uint32_t i = 0; i < n; i++)
        weight += pl_value_weight(at[i]);
    return pl_fn_charge(call, 32 * weight);
}

bool pl_fn__convert(pl_call *call, pl_value v, const pl_type *want, pl_value *out)
{
    call->why.len = 0;
    return pl_convert(call->arena, v, want, out, &call->why);
}
