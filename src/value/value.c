/* value.c - makes, reads, compares and copies values, and derives facts (weight, depth, marks) of
 * containers. */
#include "value/value.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/nfc.h"
#include "base/sort.h"
#include "base/str.h"
#include "value/number.h"
#include "value/set.h"

/* ---- making */

pl_value pl_value_null(const pl_type *type)
{
    return (pl_value){ .tag = PL_V_NULL, .type = type };
}

pl_value pl_value_unknown(const pl_type *type)
{
    return (pl_value){ .tag = PL_V_UNKNOWN, .type = type };
}

pl_value pl_value_bool(bool b)
{
    return (pl_value){ .tag = PL_V_BOOL, .b = b };
}

pl_value pl_value_int(int64_t i, unsigned bits)
{
    return (pl_value){ .tag = PL_V_INT, .bits = (uint16_t)bits, .i = i };
}

pl_value pl_value_str(pl_str s)
{
    pl_assert(s.ptr || !s.len);
    pl_assert(s.len <= UINT32_MAX);
    return (pl_value){ .tag = PL_V_STRING, .len = (uint32_t)s.len, .str = s.len ? s.ptr : "" };
}

pl_value pl_value_text(pl_arena *arena, pl_str s, bool copy)
{
    if (pl_nfc_is_quick(s))
        return pl_value_str(copy ? pl_arena_str(arena, s) : s);
    pl_buf text = { 0 };
    pl_buf_str(&text, s);
    pl_nfc_tail(&text, 0);
    bool same = pl_str_eq(pl_buf_view(&text), s);
    pl_value v = pl_value_str(same && !copy ? s : pl_arena_str(arena, pl_buf_view(&text)));
    pl_buf_done(&text);
    return v;
}

/* ---- shapes */

static const pl_shape no_shape = { 0 };

static const pl_shape *shape_of(pl_value v)
{
    if (pl_value_is_seq(v))
        return &v.seq->shape;
    return pl_value_is_members(v) ? &v.members->shape : &no_shape;
}

static uint32_t saturated(uint64_t n)
{
    return n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

static uint32_t text_weight(uint64_t len)
{
    return saturated(1 + len / 16);
}

uint32_t pl_value_weight(pl_value v)
{
    if (v.tag == PL_V_STRING)
        return text_weight(v.len);
    if (v.tag == PL_V_NUMBER) /* its digits are not for free either */
        return saturated((uint64_t)64 + text_weight(pl_number_text_size(v)));
    uint32_t inside = shape_of(v)->weight;
    return saturated((uint64_t)inside + 1);
}

static void add_part(pl_shape *shape, pl_value part)
{
    const pl_shape *inner = shape_of(part);
    shape->weight = saturated((uint64_t)shape->weight + pl_value_weight(part));
    if (inner->depth > shape->depth)
        shape->depth = inner->depth;
    shape->marks |= part.marks | inner->marks;
    shape->unknown |= part.tag == PL_V_UNKNOWN || inner->unknown;
}

static void close_shape(pl_shape *shape)
{
    if (shape->depth < UINT16_MAX)
        shape->depth++;
}

unsigned pl_value_depth(pl_value v)
{
    return shape_of(v)->depth;
}

bool pl_value_is_known(pl_value v)
{
    return v.tag != PL_V_UNKNOWN && !shape_of(v)->unknown;
}

unsigned pl_value_marks(pl_value v)
{
    return v.marks | shape_of(v)->marks;
}

/* ---- containers */

pl_seq *pl_seq_room(pl_arena *arena, uint32_t n)
{
    return pl_arena_take(arena, sizeof(pl_seq) + n * sizeof(pl_value), _Alignof(pl_seq));
}

pl_value pl_value_take_seq(pl_value_tag tag, const pl_type *elem, pl_seq *seq, uint32_t n)
{
    pl_assert(tag == PL_V_LIST || tag == PL_V_SET || tag == PL_V_TUPLE);
    pl_assert(elem || tag == PL_V_TUPLE);
    seq->elem = tag == PL_V_TUPLE ? NULL : elem;
    if (tag == PL_V_SET)
        n = pl_set__order(seq->at, n);
    seq->shape = no_shape;
    for (uint32_t i = 0; i < n; i++)
        add_part(&seq->shape, seq->at[i]);
    close_shape(&seq->shape);
    /* The marks of an element apply to the whole set. */
    uint8_t marks = tag == PL_V_SET ? seq->shape.marks : 0;
    return (pl_value){ .tag = (uint8_t)tag, .marks = marks, .len = n, .seq = seq };
}

pl_value pl_value_seq(pl_arena *arena, pl_value_tag tag, const pl_type *elem, const pl_value *at,
                      uint32_t n)
{
    pl_seq *seq = pl_seq_room(arena, n);
    if (n)
        memcpy(seq->at, at, n * sizeof *at);
    return pl_value_take_seq(tag, elem, seq, n);
}

static int by_key(const void *a, const void *b)
{
    return pl_str_cmp(((const pl_member *)a)->key, ((const pl_member *)b)->key);
}

static bool ascending(const pl_member *at, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++)
        if (pl_str_cmp(at[i - 1].key, at[i].key) >= 0)
            return false;
    return true;
}

static void sort_few(pl_member *at, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++) {
        pl_member m = at[i];
        uint32_t j = i;
        for (; j > 0 && pl_str_cmp(at[j - 1].key, m.key) > 0; j--)
            at[j] = at[j - 1];
        at[j] = m;
    }
}

static void sort_many(pl_member *at, uint32_t n)
{
    pl_member *from = pl_mem_alloc(n * sizeof *from);
    const void **order = pl_mem_alloc(n * sizeof *order);
    memcpy(from, at, n * sizeof *at);
    for (uint32_t i = 0; i < n; i++)
        order[i] = &from[i];
    pl_sort(order, n, by_key);
    for (uint32_t i = 0; i < n; i++)
        at[i] = *(const pl_member *)order[i];
    pl_mem_free(order);
    pl_mem_free(from);
}

/* Sort by key; the last of two with one key wins. */
static uint32_t order_members(pl_member *at, uint32_t n)
{
    uint32_t kept = 0;
    if (n <= 16)
        sort_few(at, n);
    else
        sort_many(at, n);
    for (uint32_t i = 0; i < n; i++) {
        kept -= kept && pl_str_eq(at[kept - 1].key, at[i].key);
        at[kept++] = at[i];
    }
    return kept;
}

pl_members *pl_members_room(pl_arena *arena, uint32_t n)
{
    return pl_arena_take(arena, sizeof(pl_members) + n * sizeof(pl_member), _Alignof(pl_members));
}

pl_value pl_value_take_ascending(pl_value_tag tag, const pl_type *elem, pl_members *members,
                                 uint32_t n)
{
    pl_assert(tag == PL_V_MAP || tag == PL_V_OBJECT);
    pl_assert(elem || tag == PL_V_OBJECT);
    pl_assert(ascending(members->at, n));
    members->elem = tag == PL_V_OBJECT ? NULL : elem;
    members->shape = no_shape;
    for (uint32_t i = 0; i < n; i++) {
        add_part(&members->shape, members->at[i].value);
        members->shape.weight =
            saturated((uint64_t)members->shape.weight + members->at[i].key.len / 16);
    }
    close_shape(&members->shape);
    return (pl_value){ .tag = (uint8_t)tag, .len = n, .members = members };
}

pl_value pl_value_take_members(pl_value_tag tag, const pl_type *elem, pl_members *members,
                               uint32_t n)
{
    if (!ascending(members->at, n))
        n = order_members(members->at, n);
    return pl_value_take_ascending(tag, elem, members, n);
}

pl_value pl_value_members(pl_arena *arena, pl_value_tag tag, const pl_type *elem,
                          const pl_member *at, uint32_t n)
{
    pl_members *members = pl_members_room(arena, n);
    if (n)
        memcpy(members->at, at, n * sizeof *at);
    return pl_value_take_members(tag, elem, members, n);
}

bool pl_value_member(pl_value v, pl_str key, pl_value *out)
{
    pl_assert(v.len == 0 || pl_value_is_members(v));
    uint32_t low = 0, high = v.len;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        int order = pl_str_cmp(v.members->at[middle].key, key);
        if (order == 0) {
            *out = v.members->at[middle].value;
            return true;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* ---- types */

static const pl_type *tuple_type(pl_arena *arena, pl_value v)
{
    pl_type *type = PL_NEW(arena, pl_type);
    const pl_type **items = pl_arena_alloc(arena, v.len * sizeof *items);
    for (uint32_t i = 0; i < v.len; i++)
        items[i] = pl_value_type(arena, v.seq->at[i]);
    *type = (pl_type){ .kind = PL_TYPE_TUPLE, .n = v.len, .items = items };
    return type;
}

static const pl_type *object_type(pl_arena *arena, pl_value v)
{
    pl_type *type = PL_NEW(arena, pl_type);
    pl_type_attr *attrs = pl_arena_alloc(arena, v.len * sizeof *attrs);
    for (uint32_t i = 0; i < v.len; i++) {
        const pl_member *m = &v.members->at[i];
        attrs[i] = (pl_type_attr){ .name = m->key, .type = pl_value_type(arena, m->value) };
    }
    *type = (pl_type){ .kind = PL_TYPE_OBJECT, .n = v.len, .attrs = attrs };
    return type;
}

const pl_type *pl_value_type(pl_arena *arena, pl_value v)
{
    switch ((pl_value_tag)v.tag) {
    case PL_V_NULL:
    case PL_V_UNKNOWN: return v.type;
    case PL_V_BOOL: return pl_type_simple(PL_TYPE_BOOL);
    case PL_V_INT:
    case PL_V_NUMBER: return pl_type_simple(PL_TYPE_NUMBER);
    case PL_V_STRING: return pl_type_simple(PL_TYPE_STRING);
    case PL_V_LIST: return pl_type_collection(arena, PL_TYPE_LIST, v.seq->elem);
    case PL_V_SET: return pl_type_collection(arena, PL_TYPE_SET, v.seq->elem);
    case PL_V_MAP: return pl_type_collection(arena, PL_TYPE_MAP, v.members->elem);
    case PL_V_TUPLE: return tuple_type(arena, v);
    case PL_V_OBJECT: return object_type(arena, v);
    }
    return pl_type_simple(PL_TYPE_ANY);
}

static bool is_number(pl_value v)
{
    return v.tag == PL_V_INT || v.tag == PL_V_NUMBER;
}

static bool tuple_has_type(pl_value v, const pl_type *type)
{
    bool same = type->kind == PL_TYPE_TUPLE && type->n == v.len;
    for (uint32_t i = 0; same && i < v.len; i++)
        same = pl_value_has_type(v.seq->at[i], type->items[i]);
    return same;
}

static bool object_has_type(pl_value v, const pl_type *type)
{
    bool same = type->kind == PL_TYPE_OBJECT && type->n == v.len;
    for (uint32_t i = 0; same && i < v.len; i++)
        same = !type->attrs[i].optional && pl_str_eq(v.members->at[i].key, type->attrs[i].name) &&
               pl_value_has_type(v.members->at[i].value, type->attrs[i].type);
    return same;
}

bool pl_value_has_type(pl_value v, const pl_type *type)
{
    pl_assert(type->kind < PL_TYPE_KINDS);
    switch ((pl_value_tag)v.tag) {
    case PL_V_NULL:
    case PL_V_UNKNOWN: return pl_type_eq(v.type, type);
    case PL_V_BOOL: return type->kind == PL_TYPE_BOOL;
    case PL_V_INT:
    case PL_V_NUMBER: return type->kind == PL_TYPE_NUMBER;
    case PL_V_STRING: return type->kind == PL_TYPE_STRING;
    case PL_V_LIST: return type->kind == PL_TYPE_LIST && pl_type_eq(v.seq->elem, type->elem);
    case PL_V_SET: return type->kind == PL_TYPE_SET && pl_type_eq(v.seq->elem, type->elem);
    case PL_V_MAP: return type->kind == PL_TYPE_MAP && pl_type_eq(v.members->elem, type->elem);
    case PL_V_TUPLE: return tuple_has_type(v, type);
    case PL_V_OBJECT: return object_has_type(v, type);
    }
    return false;
}

static bool same_tuples(pl_value a, pl_value b)
{
    bool same = a.len == b.len;
    for (uint32_t i = 0; same && i < a.len; i++)
        same = pl_value_same_type(a.seq->at[i], b.seq->at[i]);
    return same;
}

static bool same_objects(pl_value a, pl_value b)
{
    bool same = a.len == b.len;
    for (uint32_t i = 0; same && i < a.len; i++)
        same = pl_str_eq(a.members->at[i].key, b.members->at[i].key) &&
               pl_value_same_type(a.members->at[i].value, b.members->at[i].value);
    return same;
}

static const pl_type *elem_of(pl_value v)
{
    return pl_value_is_seq(v) ? v.seq->elem : pl_value_is_members(v) ? v.members->elem : NULL;
}

bool pl_value_same_type(pl_value a, pl_value b)
{
    if (a.tag == PL_V_NULL || a.tag == PL_V_UNKNOWN)
        return pl_value_has_type(b, a.type);
    if (b.tag == PL_V_NULL || b.tag == PL_V_UNKNOWN)
        return pl_value_has_type(a, b.type);
    if (is_number(a) || is_number(b))
        return is_number(a) && is_number(b);
    if (a.tag != b.tag)
        return false;
    if (a.tag == PL_V_TUPLE)
        return same_tuples(a, b);
    if (a.tag == PL_V_OBJECT)
        return same_objects(a, b);
    return !elem_of(a) || pl_type_eq(elem_of(a), elem_of(b));
}

void pl_value_write_friendly(pl_value v, pl_buf *out)
{
    pl_type type = { .kind = PL_TYPE_ANY, .elem = elem_of(v) };
    switch ((pl_value_tag)v.tag) {
    case PL_V_NULL:
    case PL_V_UNKNOWN: pl_type_write_friendly(v.type, false, out); return;
    case PL_V_BOOL: type.kind = PL_TYPE_BOOL; break;
    case PL_V_INT:
    case PL_V_NUMBER: type.kind = PL_TYPE_NUMBER; break;
    case PL_V_STRING: type.kind = PL_TYPE_STRING; break;
    case PL_V_LIST: type.kind = PL_TYPE_LIST; break;
    case PL_V_SET: type.kind = PL_TYPE_SET; break;
    case PL_V_TUPLE: type.kind = PL_TYPE_TUPLE; break;
    case PL_V_MAP: type.kind = PL_TYPE_MAP; break;
    case PL_V_OBJECT: type.kind = PL_TYPE_OBJECT; break;
    }
    pl_type_write_friendly(&type, false, out);
}

/* ---- equality */

static bool equal_members(pl_value a, pl_value b)
{
    for (uint32_t i = 0; i < a.len; i++) {
        const pl_member *x = &a.members->at[i], *y = &b.members->at[i];
        if (!pl_str_eq(x->key, y->key) || !pl_value_equal(x->value, y->value))
            return false;
    }
    return true;
}

static bool equal_elements(pl_value a, pl_value b)
{
    for (uint32_t i = 0; i < a.len; i++)
        if (!pl_value_equal(a.seq->at[i], b.seq->at[i]))
            return false;
    return true;
}

bool pl_value_equal(pl_value a, pl_value b)
{
    if (a.tag == PL_V_NULL || b.tag == PL_V_NULL)
        return a.tag == b.tag;
    if (is_number(a) && is_number(b))
        return pl_number_equal(a, b);
    if (a.tag != b.tag || (a.len != b.len && a.tag >= PL_V_STRING))
        return false;
    if (elem_of(a) && !pl_type_eq(elem_of(a), elem_of(b)))
        return false;
    switch ((pl_value_tag)a.tag) {
    case PL_V_BOOL: return a.b == b.b;
    case PL_V_STRING: return pl_str_eq(pl_value_get_str(a), pl_value_get_str(b));
    case PL_V_LIST:
    case PL_V_SET:
    case PL_V_TUPLE: return a.seq == b.seq || equal_elements(a, b);
    case PL_V_MAP:
    case PL_V_OBJECT: return a.members == b.members || equal_members(a, b);
    default: return false;
    }
}

/* ---- copying */

static pl_value copy_seq(pl_arena *arena, pl_value v)
{
    pl_assert(v.seq->shape.depth > 0);
    pl_seq *seq = pl_seq_room(arena, v.len);
    seq->elem = v.seq->elem ? pl_type_copy(arena, v.seq->elem) : NULL;
    seq->shape = v.seq->shape;
    for (uint32_t i = 0; i < v.len; i++)
        seq->at[i] = pl_value_copy(arena, v.seq->at[i]);
    v.seq = seq;
    return v;
}

static pl_value copy_members(pl_arena *arena, pl_value v)
{
    pl_members *members = pl_members_room(arena, v.len);
    members->elem = v.members->elem ? pl_type_copy(arena, v.members->elem) : NULL;
    members->shape = v.members->shape;
    for (uint32_t i = 0; i < v.len; i++)
        members->at[i] = (pl_member){ pl_arena_str(arena, v.members->at[i].key),
                                      pl_value_copy(arena, v.members->at[i].value) };
    v.members = members;
    return v;
}

pl_value pl_value_copy(pl_arena *arena, pl_value v)
{
    if (v.tag == PL_V_STRING)
        v.str = pl_arena_str(arena, pl_value_get_str(v)).ptr;
    else if (v.tag == PL_V_NUMBER)
        v = pl_number_copy(arena, v);
    else if (pl_value_is_seq(v))
        v = copy_seq(arena, v);
    else if (pl_value_is_members(v))
        v = copy_members(arena, v);
    else if (v.tag == PL_V_NULL || v.tag == PL_V_UNKNOWN)
        v.type = pl_type_copy(arena, v.type);
    return v;
}
