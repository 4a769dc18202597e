/* doc.c - builds documents: appending members of each kind, copying, sorting. */
#include "value/doc.h"
#include "base/assert.h"
#include "base/key_sort.h"
#include "base/str.h"
#include "value/number.h"
#include "value/value_json.h"

/* ---- building */

pl_doc *pl_doc_new(pl_arena *arena, pl_doc_kind kind)
{
    pl_doc *doc = PL_NEW(arena, pl_doc);
    doc->kind = (uint8_t)kind;
    return doc;
}

void pl_doc_link(pl_doc *parent, pl_doc *doc)
{
    pl_assert(pl_doc_has_members(parent) && !doc->next);
    pl_assert(!parent->first == !parent->last && !parent->first == !parent->n);
    *(parent->last ? &parent->last->next : &parent->first) = doc;
    parent->last = doc;
    parent->n++;
}

void pl_doc_put(pl_doc *parent, pl_str key, pl_doc *doc)
{
    doc->key = key;
    pl_doc_link(parent, doc);
}

pl_doc *pl_doc_add(pl_arena *arena, pl_doc *parent, pl_str key, pl_doc_kind kind)
{
    pl_doc *doc = pl_doc_new(arena, kind);
    pl_doc_put(parent, key, doc);
    return doc;
}

static pl_doc *add_text(pl_arena *arena, pl_doc *parent, pl_str key, pl_doc_kind kind, pl_str text)
{
    pl_doc *doc = pl_doc_add(arena, parent, key, kind);
    doc->text = text;
    return doc;
}

pl_doc *pl_doc_string(pl_arena *arena, pl_doc *parent, pl_str key, pl_str text)
{
    return add_text(arena, parent, key, PL_DOC_STRING, text);
}

void pl_doc_text(pl_arena *arena, pl_doc *parent, const char *key, pl_str text)
{
    if (text.len)
        pl_doc_string(arena, parent, pl_str_cstr(key), text);
}

pl_doc *pl_doc_string_copy(pl_arena *arena, pl_doc *parent, pl_str key, pl_str text)
{
    return add_text(arena, parent, key, PL_DOC_STRING, pl_arena_str(arena, text));
}

pl_doc *pl_doc_raw(pl_arena *arena, pl_doc *parent, pl_str key, pl_str json)
{
    return add_text(arena, parent, key, PL_DOC_RAW, json);
}

pl_doc *pl_doc_int(pl_arena *arena, pl_doc *parent, pl_str key, int64_t i)
{
    pl_doc *doc = pl_doc_add(arena, parent, key, PL_DOC_INT);
    doc->i = i;
    return doc;
}

pl_doc *pl_doc_bool(pl_arena *arena, pl_doc *parent, pl_str key, bool b)
{
    pl_doc *doc = pl_doc_add(arena, parent, key, PL_DOC_BOOL);
    doc->b = b;
    return doc;
}

pl_doc *pl_doc_null(pl_arena *arena, pl_doc *parent, pl_str key)
{
    return pl_doc_add(arena, parent, key, PL_DOC_NULL);
}

pl_doc *pl_doc_value(pl_arena *arena, pl_doc *parent, pl_str key, pl_value v)
{
    pl_doc *doc = pl_doc_add(arena, parent, key, PL_DOC_VALUE);
    doc->value = v;
    return doc;
}

/* A whole number that did not come from a double keeps its digits. */
static bool put_number(void *ctx, pl_value v, pl_buf *out)
{
    pl_jsonw w;
    bool exact;
    (void)ctx;
    pl_jsonw_init(&w, out, 0, true);
    if (v.tag == PL_V_INT && v.bits != PL_BITS_DOUBLE)
        pl_jsonw_int(&w, v.i);
    else
        pl_jsonw_double(&w, pl_number_to_double(v, &exact));
    return true;
}

static pl_value member_of(pl_value object, uint32_t i)
{
    return object.members->at[i].value;
}

pl_doc *pl_doc_value_text(pl_arena *arena, pl_doc *parent, pl_str key, pl_value v)
{
    static const pl_value_view view = { put_number, member_of, NULL, UINT64_MAX };
    pl_buf json = { 0 };
    pl_value_json_view(v, &view, &json);
    pl_doc *doc = pl_doc_raw(arena, parent, key, pl_arena_str(arena, pl_buf_view(&json)));
    pl_buf_done(&json);
    return doc;
}

pl_doc *pl_doc_strings(pl_arena *arena, pl_doc *parent, pl_str key, const pl_str *list, uint32_t n)
{
    pl_doc *doc = pl_doc_add(arena, parent, key, PL_DOC_ARRAY);
    for (uint32_t i = 0; i < n; i++)
        pl_doc_string_copy(arena, doc, (pl_str){ 0 }, list[i]);
    return doc;
}

pl_doc *pl_doc_piece(pl_arena *arena, pl_doc *array, const void *what)
{
    pl_assert(array->kind == PL_DOC_ARRAY);
    pl_doc *doc = pl_doc_add(arena, array, (pl_str){ 0 }, PL_DOC_PIECE);
    doc->piece.what = what;
    return doc;
}

pl_doc *pl_doc_copy(pl_arena *arena, const pl_doc *doc)
{
    pl_doc *copy = pl_doc_new(arena, (pl_doc_kind)doc->kind);
    *copy = *doc;
    copy->next = NULL;
    if (!pl_doc_has_members(doc))
        return copy;
    copy->first = copy->last = NULL;
    copy->n = 0;
    for (const pl_doc *m = doc->first; m; m = m->next)
        pl_doc_link(copy, pl_doc_copy(arena, m));
    return copy;
}

pl_doc *pl_doc_member(const pl_doc *object, pl_str key)
{
    for (pl_doc *m = object->first; m; m = m->next)
        if (pl_str_eq(m->key, key))
            return m;
    return NULL;
}

/* ---- order */

void pl_doc_sort(pl_doc *object)
{
    object->first = pl_key_sort(object->first, offsetof(pl_doc, key), offsetof(pl_doc, next));
    for (object->last = object->first; object->last && object->last->next;)
        object->last = object->last->next;
}

void pl_doc_sort_all(pl_doc *doc)
{
    if (!pl_doc_has_members(doc))
        return;
    if (doc->kind != PL_DOC_ARRAY)
        pl_doc_sort(doc);
    for (pl_doc *m = doc->first; m; m = m->next)
        pl_doc_sort_all(m);
}
