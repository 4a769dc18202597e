/* fn_map.c - maps and objects (hcl.md 7.3 "Collections"). */
#include "hcl/fn_data.h"
#include "value/finder.h"
#include "value/quote.h"
#include <stdlib.h>

bool pl_fn__keys(pl_call *call, pl_value *out)
{
    pl_value v = call->args[0];
    if (!pl_value_is_members(v))
        return pl_fn_fail_arg(call, 0, "must have map or object type");
    pl_seq *seq = pl_seq_room(call->arena, v.len);
    for (uint32_t i = 0; i < v.len; i++)
        seq->at[i] = pl_value_str(v.members->at[i].key);
    bool map = v.tag == PL_V_MAP;
    *out = pl_value_take_seq(map ? PL_V_LIST : PL_V_TUPLE,
                             map ? pl_type_simple(PL_TYPE_STRING) : NULL, seq, v.len);
    return true;
}

bool pl_fn__values(pl_call *call, pl_value *out)
{
    pl_value v = call->args[0];
    if (!pl_value_is_members(v))
        return pl_fn_fail(call, "values() requires a map as the first argument");
    pl_seq *seq = pl_seq_room(call->arena, v.len);
    for (uint32_t i = 0; i < v.len; i++)
        seq->at[i] = v.members->at[i].value;
    bool map = v.tag == PL_V_MAP;
    *out = pl_value_take_seq(map ? PL_V_LIST : PL_V_TUPLE, v.members->elem, seq, v.len);
    return true;
}

/* ---- lookup */

/* Find the member, or take `dflt` if a third argument was given. */
static bool find_or_default(pl_call *call, pl_str key, pl_value dflt, pl_value *out)
{
    if (pl_value_member(call->args[0], key, out))
        return true;
    if (call->n == 3)
        *out = dflt;
    return call->n == 3;
}

static bool lookup_in_object(pl_call *call, pl_str key, pl_value *out)
{
    if (find_or_default(call, key, call->n == 3 ? call->args[2] : (pl_value){ 0 }, out))
        return true;
    pl_buf quoted = { 0 };
    pl_quote_go(&quoted, key);
    pl_fn_fail_arg(call, 0, "the given object has no attribute %.*s", PL_FMT(pl_buf_view(&quoted)));
    pl_buf_done(&quoted);
    return false;
}

static bool lookup_in_map(pl_call *call, pl_str key, pl_value *out)
{
    pl_value none = { 0 };
    if (call->n == 3 && !pl_fn__convert(call, call->args[2], call->args[0].members->elem, &none))
        return pl_fn_fail_arg(call, 2,
                              "the default value must have the same type as the map "
                              "elements");
    if (find_or_default(call, key, none, out))
        return true;
    pl_buf quoted = { 0 };
    pl_quote_go(&quoted, key);
    bool hidden = call->args[1].marks != 0;
    pl_fn_fail(call, "lookup failed to find key %.*s",
               PL_FMT(hidden ? PL_S("(sensitive value)") : pl_buf_view(&quoted)));
    pl_buf_done(&quoted);
    return false;
}

bool pl_fn__lookup(pl_call *call, pl_value *out)
{
    if (call->n > 3)
        return pl_fn_fail(call, "lookup() takes two or three arguments, got %u", call->n);
    pl_str key = pl_value_get_str(call->args[1]);
    if (call->args[0].tag == PL_V_OBJECT)
        return lookup_in_object(call, key, out);
    if (call->args[0].tag == PL_V_MAP)
        return lookup_in_map(call, key, out);
    return pl_fn_fail_arg(call, 0, "lookup() requires a map as the first argument");
}

bool pl_fn__map(pl_call *call, pl_value *out)
{
    (void)out;
    return pl_fn_fail(call, "the \"map\" function was deprecated in Terraform v0.12 and is no "
                            "longer available; use tomap({ ... }) syntax to write a literal map");
}

/* ---- merge */

/* Merge the sorted members of x and y; those of y win. Returns their number. */
static uint32_t merge_two(pl_value x, pl_value y, pl_member *into)
{
    const pl_member *a = x.members->at, *b = y.members->at;
    uint32_t i = 0, j = 0, n = 0;
    while (i < x.len && j < y.len) {
        int order = pl_str_cmp(a[i].key, b[j].key);
        into[n++] = order < 0 ? a[i] : b[j];
        i += order <= 0;
        j += order >= 0;
    }
    while (i < x.len)
        into[n++] = a[i++];
    while (j < y.len)
        into[n++] = b[j++];
    return n;
}

/* Append the members of all arguments: making a value of them sorts them. */
static uint32_t chain_all(const pl_value *args, uint32_t count, pl_member *into)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; args[i].tag != PL_V_NULL && j < args[i].len; j++)
            into[n++] = args[i].members->at[j];
    return n;
}

/* The element type if all arguments are maps of the same type, otherwise NULL. */
static const pl_type *one_map_type(const pl_call *call)
{
    const pl_type *elem = NULL;
    for (uint32_t i = 0; i < call->n; i++) {
        pl_value v = call->args[i];
        bool null = v.tag == PL_V_NULL;
        if (null ? v.type->kind != PL_TYPE_MAP : v.tag != PL_V_MAP)
            return NULL;
        const pl_type *own = null ? v.type->elem : v.members->elem;
        if (elem && !pl_type_eq(elem, own))
            return NULL;
        elem = own;
    }
    return elem;
}

/* Is it a null in place of a map, with the type of a map or without a type? */
static bool is_no_map(pl_value v)
{
    return v.tag == PL_V_NULL && (v.type->kind == PL_TYPE_ANY || v.type->kind == PL_TYPE_MAP ||
                                  v.type->kind == PL_TYPE_OBJECT);
}

bool pl_fn__merge(pl_call *call, pl_value *out)
{
    const pl_value *args = call->args;
    uint64_t total = 0;
    uint32_t n;
    for (uint32_t i = 0; i < call->n; i++) {
        if (is_no_map(args[i]))
            continue;
        if (!pl_value_is_members(args[i]))
            return pl_fn_fail(call, "arguments must be maps or objects, got \"%.*s\"",
                              PL_FMT(pl_fn__type_name(call, args[i])));
        total += args[i].len;
    }
    if (!pl_fn_charge(call, total * sizeof(pl_member)))
        return false;
    pl_members *members = pl_members_room(call->arena, (uint32_t)total);
    const pl_type *elem = one_map_type(call);
    pl_value_tag tag = elem ? PL_V_MAP : PL_V_OBJECT;
    if (call->n == 2 && pl_value_is_members(args[0]) && pl_value_is_members(args[1])) {
        n = merge_two(args[0], args[1], members->at);
        *out = pl_value_take_ascending(tag, elem, members, n);
    } else {
        n = chain_all(args, call->n, members->at);
        *out = pl_value_take_members(tag, elem, members, n);
    }
    return true;
}

/* ---- combining two lists */

bool pl_fn__zipmap(pl_call *call, pl_value *out)
{
    pl_value keys = call->args[0], values = call->args[1];
    if (!pl_fn__is_list(values))
        return pl_fn_fail(call, "values argument must be a list or tuple value");
    if (keys.len != values.len)
        return pl_fn_fail(call, "number of keys (%u) does not match number of values (%u)",
                          keys.len, values.len);
    pl_members *members = pl_members_room(call->arena, keys.len);
    for (uint32_t i = 0; i < keys.len; i++) {
        if (keys.seq->at[i].tag == PL_V_NULL)
            return pl_fn_fail(call, "keys list has null value at index %u", i);
        members->at[i] = (pl_member){ pl_value_get_str(keys.seq->at[i]), values.seq->at[i] };
    }
    bool list = values.tag == PL_V_LIST;
    *out =
        pl_value_take_members(list ? PL_V_MAP : PL_V_OBJECT, values.seq->elem, members, keys.len);
    return true;
}

bool pl_fn__matchkeys(pl_call *call, pl_value *out)
{
    pl_value values = call->args[0], both[2] = { call->args[1], call->args[2] };
    const pl_type *type = pl_fn__unify(call, both, 2);
    if (!type)
        return pl_fn_fail(call, "keys and searchset must be of the same type");
    if (values.len != both[0].len)
        return pl_fn_fail(call, "length of keys and values should be equal");
    for (unsigned i = 0; i < 2; i++)
        if (!pl_fn__convert(call, both[i], type, &both[i]))
            return false;
    pl_finder finder;
    if (!pl_fn__charge_keys(call, both, 2))
        return false;
    pl_seq *seq = pl_seq_room(call->arena, values.len);
    uint32_t n = 0, at;
    pl_finder_init(&finder, both[1].seq->at, both[1].len);
    for (uint32_t i = 0; i < values.len; i++)
        if (pl_finder_find(&finder, both[0].seq->at[i], &at))
            seq->at[n++] = values.seq->at[i];
    pl_finder_done(&finder);
    *out = pl_value_take_seq(PL_V_LIST, values.seq->elem, seq, n);
    return true;
}

/* ---- transpose */

typedef struct pl_transposed {
    pl_str to, from; /* an element, and the key whose list held it */
} pl_transposed;

static int by_pairing(const void *a, const void *b)
{
    const pl_transposed *x = a, *y = b;
    int order = pl_str_cmp(x->to, y->to);
    return order ? order : pl_str_cmp(x->from, y->from);
}

static uint64_t count_pairings(pl_value map)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < map.len; i++)
        n += map.members->at[i].value.len;
    return n;
}

/* List all pairs. False: a list or an element is null. */
static bool list_pairings(pl_call *call, pl_value map, pl_transposed *at)
{
    for (uint32_t i = 0; i < map.len; i++) {
        pl_value list = map.members->at[i].value;
        if (list.tag == PL_V_NULL)
            return pl_fn_fail(call, "input must not contain null list");
        for (uint32_t j = 0; j < list.len; j++) {
            if (list.seq->at[j].tag == PL_V_NULL)
                return pl_fn_fail(call, "input list must not contain null string");
            *at++ = (pl_transposed){ pl_value_get_str(list.seq->at[j]), map.members->at[i].key };
        }
    }
    return true;
}

/* Make a member of the pairs from `at` on that have the same `to`. Returns their number. */
static uint32_t take_group(pl_call *call, const pl_transposed *at, uint64_t n, pl_member *out)
{
    uint32_t same = 0;
    while (same < n && pl_str_eq(at[same].to, at->to))
        same++;
    pl_seq *seq = pl_seq_room(call->arena, same);
    for (uint32_t i = 0; i < same; i++)
        seq->at[i] = pl_value_str(at[i].from);
    *out = (pl_member){ at->to,
                        pl_value_take_seq(PL_V_LIST, pl_type_simple(PL_TYPE_STRING), seq, same) };
    return same;
}

bool pl_fn__transpose(pl_call *call, pl_value *out)
{
    pl_value map = call->args[0];
    uint64_t n = count_pairings(map);
    uint64_t each = sizeof(pl_transposed) + sizeof(pl_member) + sizeof(pl_seq);
    if (!pl_fn_charge(call, n * 2 * each)) /* includes the cost of sorting */
        return false;
    pl_transposed *at = pl_arena_alloc(call->arena, n * sizeof *at);
    if (!list_pairings(call, map, at))
        return false;
    if (n)
        qsort(at, n, sizeof *at, by_pairing); /* equal pairs are interchangeable */
    pl_members *members = pl_members_room(call->arena, (uint32_t)n);
    uint32_t groups = 0;
    for (uint64_t i = 0; i < n; groups++)
        i += take_group(call, at + i, n - i, &members->at[groups]);
    const pl_type *strings =
        pl_type_collection(call->arena, PL_TYPE_LIST, pl_type_simple(PL_TYPE_STRING));
    *out = pl_value_take_members(PL_V_MAP, strings, members, groups);
    return true;
}
