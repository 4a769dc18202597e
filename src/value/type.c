/* type.c - makes, compares, copies and prints types. All of them recurse by the depth of a type. */
#include "value/type.h"
#include "base/assert.h"
#include "base/jsonw.h"
#include "base/str.h"
#include <assert.h>
#include <stdlib.h>

static const pl_type simple[] = {
    [PL_TYPE_STRING] = { .kind = PL_TYPE_STRING },
    [PL_TYPE_NUMBER] = { .kind = PL_TYPE_NUMBER },
    [PL_TYPE_BOOL] = { .kind = PL_TYPE_BOOL },
    [PL_TYPE_ANY] = { .kind = PL_TYPE_ANY },
};

static const char *const words[] = {
#define X(kind, word, json) word,
    PL_TYPES(X)
#undef X
};

/* ---- making */

const pl_type *pl_type_simple(pl_type_kind kind)
{
    assert(kind <= PL_TYPE_ANY);
    return &simple[kind];
}

bool pl_type_keyword(pl_str word, const pl_type **out)
{
    for (unsigned i = 0; i < PL_COUNT(simple); i++) {
        if (pl_str_eq(word, pl_str_cstr(words[i]))) {
            *out = &simple[i];
            return true;
        }
    }
    return false;
}

static pl_type *new_type(pl_arena *arena, pl_type_kind kind, uint32_t n)
{
    pl_type *type = PL_NEW(arena, pl_type);
    type->kind = (uint8_t)kind;
    type->n = n;
    return type;
}

const pl_type *pl_type_collection(pl_arena *arena, pl_type_kind kind, const pl_type *elem)
{
    assert(kind == PL_TYPE_LIST || kind == PL_TYPE_SET || kind == PL_TYPE_MAP);
    pl_type *type = new_type(arena, kind, 0);
    type->elem = elem;
    return type;
}

const pl_type *pl_type_tuple(pl_arena *arena, const pl_type *const *items, uint32_t n)
{
    pl_type *type = new_type(arena, PL_TYPE_TUPLE, n);
    const pl_type **copy = pl_arena_alloc(arena, n * sizeof *copy);
    if (n)
        memcpy(copy, items, n * sizeof *copy);
    type->items = copy;
    return type;
}

/* Order pointers into one array by name; of equal names the earlier comes first. */
static int by_name(const void *a, const void *b)
{
    const pl_type_attr *x = *(const pl_type_attr *const *)a, *y = *(const pl_type_attr *const *)b;
    int order = pl_str_cmp(x->name, y->name);
    return order ? order : (x > y) - (x < y);
}

const pl_type *pl_type_object(pl_arena *arena, const pl_type_attr *attrs, uint32_t n)
{
    pl_type *type = new_type(arena, PL_TYPE_OBJECT, 0);
    pl_type_attr *copy = pl_arena_alloc(arena, n * sizeof *copy);
    pl_mark mark = pl_arena_mark(arena);
    const pl_type_attr **order = pl_arena_alloc(arena, n * sizeof *order);
    for (uint32_t i = 0; i < n; i++)
        order[i] = &attrs[i];
    if (n)
        qsort(order, n, sizeof *order, by_name);
    for (uint32_t i = 0; i < n; i++)
        if (i + 1 == n || !pl_str_eq(order[i]->name, order[i + 1]->name))
            copy[type->n++] = *order[i];
    pl_arena_rewind(arena, mark);
    type->attrs = copy;
    return type;
}

const pl_type *pl_type_capsule(pl_arena *arena, pl_str name)
{
    pl_assert(name.len > 0);
    pl_type *type = new_type(arena, PL_TYPE_CAPSULE, 0);
    type->name = name;
    return type;
}

/* ---- queries */

const pl_type_attr *pl_type_get_attr(const pl_type *object, pl_str name)
{
    uint32_t low = 0, high = object->kind == PL_TYPE_OBJECT ? object->n : 0;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        int order = pl_str_cmp(object->attrs[mid].name, name);
        if (order == 0)
            return &object->attrs[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

static bool eq_attrs(const pl_type *a, const pl_type *b)
{
    for (uint32_t i = 0; i < a->n; i++) {
        const pl_type_attr *x = &a->attrs[i], *y = &b->attrs[i];
        if (x->optional != y->optional || !pl_str_eq(x->name, y->name) ||
            !pl_type_eq(x->type, y->type))
            return false;
    }
    return true;
}

bool pl_type_eq(const pl_type *a, const pl_type *b)
{
    if (a == b)
        return true;
    if (a->kind != b->kind || a->n != b->n)
        return false;
    switch ((pl_type_kind)a->kind) {
    case PL_TYPE_LIST:
    case PL_TYPE_SET:
    case PL_TYPE_MAP: return pl_type_eq(a->elem, b->elem);
    case PL_TYPE_TUPLE:
        for (uint32_t i = 0; i < a->n; i++)
            if (!pl_type_eq(a->items[i], b->items[i]))
                return false;
        return true;
    case PL_TYPE_OBJECT: return eq_attrs(a, b);
    case PL_TYPE_CAPSULE: return pl_str_eq(a->name, b->name);
    default: return true;
    }
}

/* Is there, at any depth, `any`, the type that stands for every one, or an optional attribute? */
static bool type_contains(const pl_type *type, bool any, bool optional)
{
    switch ((pl_type_kind)type->kind) {
    case PL_TYPE_ANY: return any;
    case PL_TYPE_LIST:
    case PL_TYPE_SET:
    case PL_TYPE_MAP: return type_contains(type->elem, any, optional);
    case PL_TYPE_TUPLE:
        for (uint32_t i = 0; i < type->n; i++)
            if (type_contains(type->items[i], any, optional))
                return true;
        return false;
    case PL_TYPE_OBJECT:
        for (uint32_t i = 0; i < type->n; i++)
            if ((optional && type->attrs[i].optional) ||
                type_contains(type->attrs[i].type, any, optional))
                return true;
        return false;
    default: return false;
    }
}

bool pl_type_has_any(const pl_type *type)
{
    return type_contains(type, true, false);
}

bool pl_type_has_optional(const pl_type *type)
{
    return type_contains(type, false, true);
}

/* ---- copying */

/* Which parts of a type are kept when it is copied. */
typedef struct copy_rule {
    bool optional, names;
} copy_rule;

static const pl_type *copy(pl_arena *arena, const pl_type *type, copy_rule rule);

static void copy_attrs(pl_arena *arena, const pl_type *from, pl_type *to, copy_rule rule)
{
    pl_type_attr *attrs = pl_arena_alloc(arena, from->n * sizeof *attrs);
    for (uint32_t i = 0; i < from->n; i++) {
        pl_str name = from->attrs[i].name;
        attrs[i] = (pl_type_attr){ .name = rule.names ? pl_arena_str(arena, name) : name,
                                   .type = copy(arena, from->attrs[i].type, rule),
                                   .optional = rule.optional && from->attrs[i].optional };
    }
    to->attrs = attrs;
}

static const pl_type *copy(pl_arena *arena, const pl_type *type, copy_rule rule)
{
    if (type->kind <= PL_TYPE_ANY)
        return type;
    pl_type *out = new_type(arena, (pl_type_kind)type->kind, type->n);
    if (type->kind == PL_TYPE_OBJECT) {
        copy_attrs(arena, type, out, rule);
    } else if (type->kind == PL_TYPE_CAPSULE) {
        out->name = rule.names ? pl_arena_str(arena, type->name) : type->name;
    } else if (type->kind == PL_TYPE_TUPLE) {
        const pl_type **items = pl_arena_alloc(arena, type->n * sizeof *items);
        for (uint32_t i = 0; i < type->n; i++)
            items[i] = copy(arena, type->items[i], rule);
        out->items = items;
    } else {
        out->elem = copy(arena, type->elem, rule);
    }
    return out;
}

const pl_type *pl_type_copy(pl_arena *arena, const pl_type *type)
{
    return copy(arena, type, (copy_rule){ .optional = true, .names = true });
}

const pl_type *pl_type_plain(pl_arena *arena, const pl_type *type)
{
    return pl_type_has_optional(type) ? copy(arena, type, (copy_rule){ 0 }) : type;
}

/* ---- writing */

static void write_items(const pl_type *type, pl_buf *out)
{
    pl_buf_cstr(out, "tuple([");
    for (uint32_t i = 0; i < type->n; i++) {
        pl_buf_cstr(out, i ? "," : "");
        pl_type_write(type->items[i], out);
    }
    pl_buf_cstr(out, "])");
}

static void write_attrs(const pl_type *type, pl_buf *out)
{
    pl_buf_cstr(out, "object({");
    for (uint32_t i = 0; i < type->n; i++) {
        pl_buf_cstr(out, i ? "," : "");
        pl_buf_str(out, type->attrs[i].name);
        pl_buf_byte(out, '=');
        pl_type_write(type->attrs[i].type, out);
    }
    pl_buf_cstr(out, "})");
}

void pl_type_write(const pl_type *type, pl_buf *out)
{
    switch ((pl_type_kind)type->kind) {
    case PL_TYPE_LIST:
    case PL_TYPE_SET:
    case PL_TYPE_MAP:
        pl_buf_printf(out, "%s(", words[type->kind]);
        pl_type_write(type->elem, out);
        pl_buf_byte(out, ')');
        break;
    case PL_TYPE_TUPLE: write_items(type, out); break;
    case PL_TYPE_OBJECT: write_attrs(type, out); break;
    case PL_TYPE_CAPSULE: pl_buf_str(out, type->name); break;
    default: pl_buf_cstr(out, words[type->kind]);
    }
}

void pl_type_write_friendly(const pl_type *type, bool constraint, pl_buf *out)
{
    bool any = type->kind == PL_TYPE_ANY;
    if (type->kind == PL_TYPE_CAPSULE)
        pl_buf_str(out, type->name);
    else if (any)
        pl_buf_cstr(out, constraint ? "any type" : "dynamic");
    else
        pl_buf_cstr(out, words[type->kind]);
    if (type->kind < PL_TYPE_LIST || type->kind > PL_TYPE_MAP)
        return;
    pl_buf_cstr(out, " of ");
    if (constraint && type->elem->kind == PL_TYPE_ANY)
        pl_buf_cstr(out, "any single type");
    else
        pl_type_write_friendly(type->elem, constraint, out);
}
