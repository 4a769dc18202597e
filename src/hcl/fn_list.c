/* fn_list.c - lists and tuples (hcl.md 7.3 "Collections"). */
#include "base/utf8.h"
#include "base/assert.h"
#include "hcl/fn_data.h"
#include "value/finder.h"
#include <stdlib.h>

bool pl_fn__length(pl_call *call, pl_value *out)
{
    pl_value v = call->args[0];
    if (v.tag != PL_V_STRING && !pl_value_is_seq(v) && !pl_value_is_members(v))
        return pl_fn_fail(call, "argument must be a string, a collection type, or a structural "
                                "type");
    if (v.tag == PL_V_STRING && !pl_fn_charge(call, v.len))
        return false;
    size_t n = v.tag == PL_V_STRING ? pl_utf8_clusters(pl_value_get_str(v)) : v.len;
    *out = pl_value_int((int64_t)n, PL_BITS_INT);
    return true;
}

/* ---- truth */

static bool is_true(pl_value v)
{
    return v.tag == PL_V_BOOL && v.b; /* null counts as false */
}

bool pl_fn__alltrue(pl_call *call, pl_value *out)
{
    pl_value list = call->args[0];
    bool all = true;
    for (uint32_t i = 0; i < list.len; i++)
        all &= is_true(list.seq->at[i]);
    *out = pl_value_bool(all);
    return true;
}

bool pl_fn__anytrue(pl_call *call, pl_value *out)
{
    pl_value list = call->args[0];
    bool any = false;
    for (uint32_t i = 0; i < list.len; i++)
        any |= is_true(list.seq->at[i]);
    *out = pl_value_bool(any);
    return true;
}

/* ---- searching */

bool pl_fn__contains(pl_call *call, pl_value *out)
{
    pl_value list = call->args[0];
    if (!pl_value_is_seq(list))
        return pl_fn_fail(call, "argument must be list, tuple, or set");
    bool found = false;
    for (uint32_t i = 0; !found && i < list.len; i++)
        found = pl_value_equal(list.seq->at[i], call->args[1]);
    *out = pl_value_bool(found);
    return true;
}

bool pl_fn__index(pl_call *call, pl_value *out)
{
    pl_value list = call->args[0];
    if (!pl_fn__is_list(list))
        return pl_fn_fail(call, "argument must be a list or tuple");
    if (list.len == 0)
        return pl_fn_fail(call, "cannot search an empty list");
    for (uint32_t i = 0; i < list.len; i++)
        if (pl_value_equal(list.seq->at[i], call->args[1])) {
            *out = pl_value_int(i, PL_BITS_INT);
            return true;
        }
    return pl_fn_fail(call, "item not found");
}

bool pl_fn__element(pl_call *call, pl_value *out)
{
    pl_value list = call->args[0];
    int64_t i;
    if (!pl_fn__is_list(list))
        return pl_fn_fail(call, "cannot read elements from %.*s",
                          PL_FMT(pl_fn__type_name(call, list)));
    if (!pl_fn__whole(call, 1, "invalid index: ", false, &i))
        return false;
    if (list.len == 0)
        return pl_fn_fail(call, "cannot use element function with an empty list");
    i %= (int64_t)list.len;
    *out = list.seq->at[i < 0 ? i + (int64_t)list.len : i];
    return true;
}

bool pl_fn__one(pl_call *call, pl_value *out)
{
    pl_value list = call->args[0];
    if (!pl_value_is_seq(list) || list.len > 1)
        return pl_fn_fail_arg(call, 0,
                              "must be a list, set, or tuple value with either zero or "
                              "one elements");
    const pl_type *none = list.tag == PL_V_TUPLE ? pl_type_simple(PL_TYPE_ANY) : list.seq->elem;
    *out = list.len ? list.seq->at[0] : pl_value_null(none);
    return true;
}

/* ---- the first value that is not empty */

static bool is_empty_string(pl_value v)
{
    return v.tag == PL_V_STRING && v.len == 0;
}

bool pl_fn__coalesce(pl_call *call, pl_value *out)
{
    const pl_type *type = call->n ? pl_fn__unify(call, call->args, call->n) : NULL;
    if (!type)
        return pl_fn_fail(call, "all arguments must have the same type");
    for (uint32_t i = 0; i < call->n; i++) {
        if (!pl_fn__convert(call, call->args[i], type, out))
            return false;
        if (out->tag != PL_V_NULL && !is_empty_string(*out))
            return true;
    }
    return pl_fn_fail(call, "no non-null, non-empty-string arguments");
}

static bool is_list_type(pl_value v)
{
    if (v.tag == PL_V_NULL)
        return v.type->kind == PL_TYPE_LIST || v.type->kind == PL_TYPE_TUPLE;
    return pl_fn__is_list(v);
}

bool pl_fn__coalescelist(pl_call *call, pl_value *out)
{
    if (call->n == 0)
        return pl_fn_fail(call, "at least one argument is required");
    for (uint32_t i = 0; i < call->n; i++)
        if (!is_list_type(call->args[i]))
            return pl_fn_fail(call, "coalescelist arguments must be lists or tuples");
    for (uint32_t i = 0; i < call->n; i++)
        if (call->args[i].tag != PL_V_NULL && call->args[i].len) {
            *out = call->args[i];
            return true;
        }
    return pl_fn_fail(call, "no non-null arguments");
}

/* ---- putting together */

static uint64_t total_length(const pl_value *at, uint32_t n)
{
    uint64_t total = 0;
    for (uint32_t i = 0; i < n; i++)
        total += at[i].len;
    return total;
}

/* The type of all arguments if they are lists of the same type, otherwise NULL. */
static const pl_type *common_list(pl_call *call)
{
    for (uint32_t i = 0; i < call->n; i++)
        if (call->args[i].tag != PL_V_LIST)
            return NULL;
    return pl_fn__unify(call, call->args, call->n);
}

static void join_parts(const pl_value *lists, uint32_t n, pl_seq *into)
{
    pl_assert(!n || lists);
    uint32_t at = 0;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < lists[i].len; j++)
            into->at[at++] = lists[i].seq->at[j];
}

bool pl_fn__concat(pl_call *call, pl_value *out)
{
    if (call->n == 0)
        return pl_fn_fail(call, "at least one argument is required");
    const pl_type *type = common_list(call);
    pl_value *lists = pl_arena_alloc(call->arena, call->n * sizeof *lists);
    for (uint32_t i = 0; i < call->n; i++) {
        lists[i] = call->args[i];
        if (!pl_fn__is_list(lists[i]))
            return pl_fn_fail_arg(call, i, "all arguments must be lists or tuples; got %.*s",
                                  PL_FMT(pl_fn__type_name(call, lists[i])));
        if (type && !pl_fn__convert(call, lists[i], type, &lists[i]))
            return false;
    }
    uint64_t total = total_length(lists, call->n);
    if (!pl_fn_charge(call, total * sizeof(pl_value)))
        return false;
    pl_seq *seq = pl_seq_room(call->arena, (uint32_t)total);
    join_parts(lists, call->n, seq);
    *out = pl_value_take_seq(type ? PL_V_LIST : PL_V_TUPLE, type ? type->elem : NULL, seq,
                             (uint32_t)total);
    return true;
}

/* Count the leaves below `v`, and store them in `at` unless it is NULL. */
static uint64_t leaves(pl_value v, pl_value *at)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < v.len; i++) {
        pl_value part = v.seq->at[i];
        part.marks |= v.marks;
        if (pl_value_is_seq(part)) {
            n += leaves(part, at ? at + n : NULL);
            continue;
        }
        if (at)
            at[n] = part;
        n++;
    }
    return n;
}

bool pl_fn__flatten(pl_call *call, pl_value *out)
{
    pl_value v = call->args[0];
    if (!pl_value_is_seq(v))
        return pl_fn_fail(call, "can only flatten lists, sets and tuples");
    uint64_t n = leaves(v, NULL);
    if (!pl_fn_charge(call, n * sizeof v))
        return false;
    pl_seq *seq = pl_seq_room(call->arena, (uint32_t)n);
    leaves(v, seq->at);
    *out = pl_value_take_seq(PL_V_TUPLE, NULL, seq, (uint32_t)n);
    return true;
}

/* ---- taking apart */

bool pl_fn__chunklist(pl_call *call, pl_value *out)
{
    pl_value list = call->args[0];
    int64_t size;
    if (!pl_fn__whole(call, 1, "invalid size: ", false, &size))
        return false;
    if (size < 0)
        return pl_fn_fail(call, "the size argument must be positive");
    const pl_type *type = pl_type_collection(call->arena, PL_TYPE_LIST, list.seq->elem);
    int64_t step = size && size < (int64_t)list.len ? size : (int64_t)list.len;
    uint32_t n = step ? (uint32_t)((list.len + step - 1) / step) : 0;
    if (!pl_fn_charge(call, n * (sizeof(pl_seq) + sizeof list) + list.len * sizeof list))
        return false;
    pl_seq *chunks = pl_seq_room(call->arena, n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t from = i * (uint32_t)step, rest = list.len - from;
        pl_fn__give_list(call, list.seq->elem, list.seq->at + from,
                         rest < step ? rest : (uint32_t)step, &chunks->at[i]);
    }
    *out = pl_value_take_seq(PL_V_LIST, type, chunks, n);
    return true;
}

/* Read the two indexes of slice; false: one of them is out of range. */
static bool slice_bounds(pl_call *call, int64_t len, int64_t *from, int64_t *to)
{
    if (!pl_fn__whole(call, 1, "invalid start index: ", true, from))
        return false;
    if (*from < 0)
        return pl_fn_fail_arg(call, 1, "start index must not be less than zero");
    if (*from > len)
        return pl_fn_fail_arg(call, 1,
                              "start index must not be greater than the length of the "
                              "list");
    if (!pl_fn__whole(call, 2, "invalid end index: ", true, to))
        return false;
    if (*to < 0)
        return pl_fn_fail_arg(call, 2, "end index must not be less than zero");
    if (*to > len)
        return pl_fn_fail_arg(call, 2, "end index must not be greater than the length of the list");
    return *from <= *to ||
           pl_fn_fail_arg(call, 1, "start index must not be greater than end index");
}

bool pl_fn__slice(pl_call *call, pl_value *out)
{
    pl_value list = call->args[0];
    int64_t from, to;
    if (list.tag == PL_V_SET)
        return pl_fn_fail_arg(call, 0,
                              "cannot slice a set, because its elements do not have "
                              "indices; explicitly convert to a list if the ordering of "
                              "the result is not important");
    if (!pl_fn__is_list(list))
        return pl_fn_fail_arg(call, 0, "must be a list or tuple value");
    if (!slice_bounds(call, list.len, &from, &to))
        return false;
    *out = pl_value_seq(call->arena, (pl_value_tag)list.tag, list.seq->elem, list.seq->at + from,
                        (uint32_t)(to - from));
    return true;
}

bool pl_fn__reverse(pl_call *call, pl_value *out)
{
    pl_value list = call->args[0];
    if (!pl_value_is_seq(list))
        return pl_fn_fail_arg(call, 0, "can only reverse list or tuple values, not %.*s",
                              PL_FMT(pl_fn__type_name(call, list)));
    pl_seq *seq = pl_seq_room(call->arena, list.len);
    for (uint32_t i = 0; i < list.len; i++)
        seq->at[i] = list.seq->at[list.len - 1 - i];
    bool tuple = list.tag == PL_V_TUPLE;
    *out = pl_value_take_seq(tuple ? PL_V_TUPLE : PL_V_LIST, list.seq->elem, seq, list.len);
    return true;
}

/* ---- dropping and ordering */

bool pl_fn__compact(pl_call *call, pl_value *out)
{
    pl_value list = call->args[0];
    pl_seq *seq = pl_seq_room(call->arena, list.len);
    uint32_t n = 0;
    for (uint32_t i = 0; i < list.len; i++)
        if (list.seq->at[i].tag != PL_V_NULL && !is_empty_string(list.seq->at[i]))
            seq->at[n++] = list.seq->at[i];
    *out = pl_value_take_seq(PL_V_LIST, pl_type_simple(PL_TYPE_STRING), seq, n);
    return true;
}

bool pl_fn__distinct(pl_call *call, pl_value *out)
{
    pl_value list = call->args[0];
    pl_finder finder;
    if (!pl_fn__charge_keys(call, &list, 1))
        return false;
    pl_seq *seq = pl_seq_room(call->arena, list.len);
    uint32_t n = 0;
    pl_finder_init(&finder, list.seq->at, list.len);
    for (uint32_t i = 0; i < list.len; i++)
        if (pl_finder_is_first(&finder, i))
            seq->at[n++] = list.seq->at[i];
    pl_finder_done(&finder);
    *out = pl_value_take_seq(PL_V_LIST, list.seq->elem, seq, n);
    return true;
}

static int by_text(const void *a, const void *b)
{
    return pl_str_cmp(pl_value_get_str(*(const pl_value *)a),
                      pl_value_get_str(*(const pl_value *)b));
}

bool pl_fn__sort(pl_call *call, pl_value *out)
{
    pl_value list = call->args[0];
    pl_seq *seq = pl_seq_room(call->arena, list.len);
    for (uint32_t i = 0; i < list.len; i++) {
        seq->at[i] = list.seq->at[i];
        if (seq->at[i].tag == PL_V_NULL)
            return pl_fn_fail(call, "given list element %u is null; a null string cannot be sorted",
                              i);
    }
    qsort(seq->at, list.len, sizeof *seq->at, by_text); /* equal texts are interchangeable */
    *out = pl_value_take_seq(PL_V_LIST, list.seq->elem, seq, list.len);
    return true;
}

bool pl_fn__list(pl_call *call, pl_value *out)
{
    (void)out;
    return pl_fn_fail(call, "the \"list\" function was deprecated in Terraform v0.12 and is no "
                            "longer available; use tolist([ ... ]) syntax to write a literal list");
}
