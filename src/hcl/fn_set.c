/* fn_set.c - sets (hcl.md 7.3 "Collections"). */
#include "hcl/fn_data.h"
#include "value/finder.h"

/* The set type of all arguments; empty sets of any type do not count. */
static const pl_type *set_type(pl_call *call)
{
    const pl_type **types = pl_arena_alloc(call->arena, call->n * sizeof *types);
    uint32_t n = 0;
    for (uint32_t i = 0; i < call->n; i++) {
        const pl_type *elem = call->args[i].seq->elem;
        if (call->args[i].len || elem->kind != PL_TYPE_ANY)
            types[n++] = elem;
    }
    const pl_type *elem = pl_unify(call->arena, types, n);
    return elem ? pl_type_collection(call->arena, PL_TYPE_SET, elem) : NULL;
}

/* The arguments, all of one type; NULL after a failure. */
static pl_value *same_sets(pl_call *call, const pl_type **type)
{
    *type = set_type(call);
    if (!*type) {
        pl_fn_fail(call, "given sets must all have compatible element types");
        return NULL;
    }
    if (!pl_fn__charge_keys(call, call->args, call->n))
        return NULL;
    pl_value *sets = pl_arena_alloc(call->arena, call->n * sizeof *sets);
    for (uint32_t i = 0; i < call->n; i++)
        if (!pl_fn__convert(call, call->args[i], *type, &sets[i]))
            return NULL;
    return sets;
}

/* Select the elements of x that are in y or, unless `want`, those that are not. */
static void select_by(pl_call *call, pl_value x, pl_value y, bool want, pl_value *out)
{
    pl_finder finder;
    pl_seq *seq = pl_seq_room(call->arena, x.len);
    uint32_t n = 0, at;
    pl_finder_init(&finder, y.seq->at, y.len);
    for (uint32_t i = 0; i < x.len; i++)
        if (pl_finder_find(&finder, x.seq->at[i], &at) == want)
            seq->at[n++] = x.seq->at[i];
    pl_finder_done(&finder);
    *out = pl_value_take_seq(PL_V_SET, x.seq->elem, seq, n);
}

bool pl_fn__setintersection(pl_call *call, pl_value *out)
{
    const pl_type *type;
    pl_value *sets = same_sets(call, &type);
    if (!sets)
        return false;
    *out = sets[0];
    for (uint32_t i = 1; i < call->n; i++)
        select_by(call, *out, sets[i], true, out);
    return true;
}

bool pl_fn__setsubtract(pl_call *call, pl_value *out)
{
    const pl_type *type;
    pl_value *sets = same_sets(call, &type);
    if (sets)
        select_by(call, sets[0], sets[1], false, out);
    return sets != NULL;
}

bool pl_fn__setunion(pl_call *call, pl_value *out)
{
    const pl_type *type;
    pl_value *sets = same_sets(call, &type);
    if (!sets)
        return false;
    uint64_t total = 0;
    for (uint32_t i = 0; i < call->n; i++)
        total += sets[i].len;
    if (!pl_fn_charge(call, total * sizeof(pl_value)))
        return false;
    pl_seq *seq = pl_seq_room(call->arena, (uint32_t)total);
    uint32_t n = 0;
    for (uint32_t i = 0; i < call->n; i++)
        for (uint32_t j = 0; j < sets[i].len; j++)
            seq->at[n++] = sets[i].seq->at[j];
    *out = pl_value_take_seq(PL_V_SET, type->elem, seq, n);
    return true;
}

/* ---- setproduct */

/* The element type of one factor; NULL after a failure. */
static const pl_type *factor_type(pl_call *call, uint32_t i)
{
    pl_value v = call->args[i];
    if (v.tag == PL_V_LIST || v.tag == PL_V_SET)
        return v.seq->elem;
    if (v.tag != PL_V_TUPLE) {
        pl_fn_fail_arg(call, i, "a set or a list is required");
        return NULL;
    }
    const pl_type *elem = pl_fn__unify(call, v.seq->at, v.len);
    if (!elem)
        pl_fn_fail_arg(call, i, "all elements must be of the same type");
    return elem;
}

typedef struct pl_factors {
    const pl_type **types;
    pl_value *lists;
    uint64_t total;
    bool sets;
} pl_factors;

static bool find_types(pl_call *call, pl_factors *f)
{
    f->types = pl_arena_alloc(call->arena, call->n * sizeof *f->types);
    f->total = 1;
    for (uint32_t i = 0; i < call->n; i++) {
        f->types[i] = factor_type(call, i);
        if (!f->types[i])
            return false;
        f->sets |= call->args[i].tag == PL_V_SET;
        bool fits = !__builtin_mul_overflow(f->total, call->args[i].len, &f->total);
        if (!fits)
            f->total = UINT64_MAX;
    }
    return true;
}

/* Convert argument `i` to a list and keep it in f->lists. False after a failure. */
static bool take_factor(pl_call *call, pl_factors *f, uint32_t i)
{
    pl_value v = call->args[i];
    pl_seq *seq = pl_seq_room(call->arena, v.len);
    for (uint32_t j = 0; j < v.len; j++)
        if (!pl_fn__convert(call, v.seq->at[j], f->types[i], &seq->at[j]))
            return false;
    f->lists[i] = pl_value_take_seq(PL_V_LIST, f->types[i], seq, v.len);
    return true;
}

/* The k-th tuple of the product, one element of each factor; the last factor varies fastest. The
 * caller has charged for it. */
static pl_value nth_tuple(pl_call *call, const pl_factors *f, uint64_t k)
{
    pl_seq *seq = pl_seq_room(call->arena, call->n);
    for (uint32_t i = call->n; i > 0; i--) {
        seq->at[i - 1] = f->lists[i - 1].seq->at[k % f->lists[i - 1].len];
        k /= f->lists[i - 1].len;
    }
    return pl_value_take_seq(PL_V_TUPLE, NULL, seq, call->n);
}

bool pl_fn__setproduct(pl_call *call, pl_value *out)
{
    pl_factors f = { 0 };
    uint64_t each = sizeof(pl_seq) + (call->n + (uint64_t)1) * sizeof(pl_value), bytes;
    if (call->n < 2)
        return pl_fn_fail(call, "at least two arguments are required");
    if (!find_types(call, &f))
        return false;
    if (f.sets) /* sets must be sorted */
        each *= 4;
    if (__builtin_mul_overflow(f.total, each, &bytes))
        bytes = UINT64_MAX;
    if (!pl_fn_charge(call, bytes))
        return false;
    f.lists = pl_arena_alloc(call->arena, call->n * sizeof *f.lists);
    for (uint32_t i = 0; i < call->n; i++)
        if (!take_factor(call, &f, i))
            return false;
    pl_seq *seq = pl_seq_room(call->arena, (uint32_t)f.total);
    for (uint64_t k = 0; k < f.total; k++)
        seq->at[k] = nth_tuple(call, &f, k);
    *out = pl_value_take_seq(f.sets ? PL_V_SET : PL_V_LIST,
                             pl_type_tuple(call->arena, f.types, call->n), seq, (uint32_t)f.total);
    return true;
}
