#include "render/doc.h"
#include "base/assert.h"

pl_doc *pl_doc_new(pl_arena *arena, pl_doc_kind kind)
{
    pl_doc *doc = PL_NEW(arena, pl_doc);
    doc->kind = (uint8_t)kind;
    return doc;
}

void pl_doc_link(pl_doc *parent, pl_doc *doc)
{
    pl_assert(!doc->next);
    pl_assert(!parent->first == !parent->last);
    pl_assert(!parent->first == !parent->n);
    if (parent->last)
        parent->last->next = doc;
    else
        parent->first = doc;
    parent->last = doc;
    parent->n++;
}

pl_doc *pl_doc_add(pl_arena *arena, pl_doc *parent, pl_str key, pl_doc_kind kind)
{
    pl_assert(parent->kind >= PL_DOC_ARRAY);
    pl_doc *doc = pl_doc_new(arena, kind);
    doc->key = key;
    pl_doc_link(parent, doc);
    return doc;
}

void pl_doc_string(pl_arena *arena, pl_doc *parent, pl_str key, pl_str text)
{
    pl_doc_add(arena, parent, key, PL_DOC_STRING)->text = text;
}

void pl_doc_int(pl_arena *arena, pl_doc *parent, pl_str key, int64_t i)
{
    pl_doc_add(arena, parent, key, PL_DOC_INT)->i = i;
}

void pl_doc_bool(pl_arena *arena, pl_doc *parent, pl_str key, bool b)
{
    pl_doc_add(arena, parent, key, PL_DOC_BOOL)->b = b;
}

void pl_doc_value(pl_arena *arena, pl_doc *parent, pl_str key, pl_value v)
{
    pl_doc_add(arena, parent, key, PL_DOC_VALUE)->value = v;
}
