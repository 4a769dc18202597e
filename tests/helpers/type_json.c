#include "helpers/type_json.h"
#include "base/jsonw.h"
#include "base/str.h"
#include <string.h>

static const char *const json_words[] = {
#define X(kind, word, json) json,
    PL_TYPES(X)
#undef X
};

static void write_json(const pl_type *type, pl_jsonw *w)
{
    bool part = type->kind >= PL_TYPE_LIST && type->kind <= PL_TYPE_OBJECT, some = false;
    if (type->kind == PL_TYPE_CAPSULE) {
        pl_jsonw_str(w, type->name);
        return;
    }
    if (part)
        pl_jsonw_open(w, '[');
    pl_jsonw_str(w, pl_str_cstr(json_words[type->kind]));
    if (!part)
        return;
    if (type->kind == PL_TYPE_TUPLE) {
        pl_jsonw_open(w, '[');
        for (uint32_t i = 0; i < type->n; i++)
            write_json(type->items[i], w);
        pl_jsonw_close(w, ']');
    } else if (type->kind == PL_TYPE_OBJECT) {
        pl_jsonw_open(w, '{');
        for (uint32_t i = 0; i < type->n; i++) {
            some |= type->attrs[i].optional;
            pl_jsonw_key(w, type->attrs[i].name);
            write_json(type->attrs[i].type, w);
        }
        pl_jsonw_close(w, '}');
    } else {
        write_json(type->elem, w);
    }
    if (some) {
        pl_jsonw_open(w, '[');
        for (uint32_t i = 0; i < type->n; i++)
            if (type->attrs[i].optional)
                pl_jsonw_str(w, type->attrs[i].name);
        pl_jsonw_close(w, ']');
    }
    pl_jsonw_close(w, ']');
}

void pl_type_write_json(const pl_type *type, pl_buf *out)
{
    pl_jsonw w;
    pl_jsonw_init(&w, out, 0, false);
    write_json(type, &w);
}

/* ---- reading cty's JSON */

static const pl_type *from_json(pl_arena *arena, const pl_json *json, unsigned depth);

static const pl_type *word_from_json(const pl_json *json)
{
    for (unsigned i = 0; i <= PL_TYPE_ANY; i++)
        if (pl_str_eq(json->text, pl_str_cstr(json_words[i])))
            return pl_type_simple((pl_type_kind)i);
    return NULL;
}

static const pl_type *tuple_from_json(pl_arena *arena, const pl_json *list, unsigned depth)
{
    if (!pl_json_is(list, PL_JSON_ARRAY))
        return NULL;
    const pl_type **items = pl_arena_alloc(arena, list->n * sizeof *items);
    uint32_t n = 0;
    for (const pl_json *item = list->first; item; item = item->next)
        if (!(items[n++] = from_json(arena, item, depth)))
            return NULL;
    return pl_type_tuple(arena, items, n);
}

/* `names`, a list of attributes of `type`, are optional. */
static bool mark_optional(const pl_type *type, pl_type_attr *attrs, const pl_json *names)
{
    if (!pl_json_is(names, PL_JSON_ARRAY))
        return false;
    for (const pl_json *name = names->first; name; name = name->next) {
        const pl_type_attr *attr = pl_type_get_attr(type, pl_json_text(name));
        if (!attr || name->kind != PL_JSON_STRING)
            return false;
        attrs[attr - type->attrs].optional = true;
    }
    return true;
}

static const pl_type *object_from_json(pl_arena *arena, const pl_json *members,
                                       const pl_json *names, unsigned depth)
{
    if (!pl_json_is(members, PL_JSON_OBJECT))
        return NULL;
    pl_type_attr *attrs = pl_arena_alloc(arena, members->n * sizeof *attrs);
    uint32_t n = 0;
    for (const pl_json *m = members->first; m; m = m->next) {
        const pl_type *type = from_json(arena, m, depth);
        if (!type)
            return NULL;
        attrs[n++] = (pl_type_attr){ .name = m->key, .type = type };
    }
    const pl_type *object = pl_type_object(arena, attrs, n);
    if (!names)
        return object;
    if (object->n)
        memcpy(attrs, object->attrs, object->n * sizeof *attrs);
    return mark_optional(object, attrs, names) ? pl_type_object(arena, attrs, object->n) : NULL;
}

static const pl_type *from_json(pl_arena *arena, const pl_json *json, unsigned depth)
{
    if (depth++ == PL_TYPE_DEPTH)
        return NULL;
    if (pl_json_is(json, PL_JSON_STRING))
        return word_from_json(json);
    if (!pl_json_is(json, PL_JSON_ARRAY) || json->n < 2 || json->n > 3)
        return NULL;
    pl_str word = pl_json_text(json->first);
    const pl_json *part = json->first->next, *names = part->next;
    if (pl_str_eq(word, PL_S("object")))
        return object_from_json(arena, part, names, depth);
    if (names)
        return NULL;
    if (pl_str_eq(word, PL_S("tuple")))
        return tuple_from_json(arena, part, depth);
    for (unsigned kind = PL_TYPE_LIST; kind <= PL_TYPE_MAP; kind++) {
        if (!pl_str_eq(word, pl_str_cstr(json_words[kind])))
            continue;
        const pl_type *elem = from_json(arena, part, depth);
        return elem ? pl_type_collection(arena, (pl_type_kind)kind, elem) : NULL;
    }
    return NULL;
}

const pl_type *pl_type_from_json(pl_arena *arena, const pl_json *json)
{
    return from_json(arena, json, 0);
}
