/* doc_json.c - documents as `list` and `show` print them (cli.md 2.4). */
#include "base/jsonw.h"
#include "base/str.h"
#include "render/doc.h"
#include "value/number.h"

static void put_value(pl_jsonw *w, pl_value v)
{
    bool exact;
    int64_t whole;
    switch ((pl_value_tag)v.tag) {
    case PL_V_NULL:
    case PL_V_UNKNOWN: pl_jsonw_null(w); break;
    case PL_V_BOOL: pl_jsonw_bool(w, v.b); break;
    case PL_V_INT:
    case PL_V_NUMBER:
        if (pl_number_to_int(v, &whole))
            pl_jsonw_int(w, whole);
        else
            pl_jsonw_double(w, pl_number_to_double(v, &exact));
        break;
    case PL_V_STRING: pl_jsonw_str(w, pl_value_get_str(v)); break;
    case PL_V_LIST:
    case PL_V_SET:
    case PL_V_TUPLE:
        pl_jsonw_open(w, '[');
        for (uint32_t i = 0; i < v.len; i++)
            put_value(w, v.seq->at[i]);
        pl_jsonw_close(w, ']');
        break;
    case PL_V_MAP:
    case PL_V_OBJECT:
        pl_jsonw_open(w, '{');
        for (uint32_t i = 0; i < v.len; i++) {
            pl_jsonw_key(w, v.members->at[i].key);
            put_value(w, v.members->at[i].value);
        }
        pl_jsonw_close(w, '}');
        break;
    }
}

/* Merge sort of the list by key bytes: members are few, lists are linked. */
static pl_doc *merge(pl_doc *a, pl_doc *b)
{
    pl_doc *first = NULL, **end = &first;
    while (a && b) {
        pl_doc **least = pl_str_cmp(b->key, a->key) < 0 ? &b : &a;
        *end = *least;
        end = &(*end)->next;
        *least = *end;
    }
    *end = a ? a : b;
    return first;
}

static pl_doc *sort(pl_doc *list)
{
    pl_doc *slow = list, *fast = list ? list->next : NULL;
    if (!fast)
        return list;
    while (fast && fast->next) {
        slow = slow->next;
        fast = fast->next->next;
    }
    pl_doc *second = slow->next;
    slow->next = NULL;
    return merge(sort(list), sort(second));
}

void pl_doc_sort(pl_doc *object)
{
    object->first = sort(object->first);
}

static void put(pl_jsonw *w, pl_doc *doc)
{
    switch ((pl_doc_kind)doc->kind) {
    case PL_DOC_NULL: pl_jsonw_null(w); break;
    case PL_DOC_BOOL: pl_jsonw_bool(w, doc->b); break;
    case PL_DOC_INT: pl_jsonw_int(w, doc->i); break;
    case PL_DOC_STRING: pl_jsonw_str(w, doc->text); break;
    case PL_DOC_VALUE: put_value(w, doc->value); break;
    case PL_DOC_ARRAY:
        pl_jsonw_open(w, '[');
        for (pl_doc *m = doc->first; m; m = m->next)
            put(w, m);
        pl_jsonw_close(w, ']');
        break;
    case PL_DOC_OBJECT:
    case PL_DOC_MAP:
        pl_doc_sort(doc);
        pl_jsonw_open(w, '{');
        for (pl_doc *m = doc->first; m; m = m->next) {
            pl_jsonw_key(w, m->key);
            put(w, m);
        }
        pl_jsonw_close(w, '}');
        break;
    }
}

void pl_doc_json(pl_doc *doc, unsigned depth, pl_buf *out)
{
    pl_jsonw w;
    pl_jsonw_init(&w, out, 2, false);
    w.depth = depth;
    w.after_key = true; /* the caller has placed us */
    put(&w, doc);
}
