/* doc_write.c - documents as JSON. */
#include "base/assert.h"
#include "value/doc.h"
#include "value/number.h"

typedef struct writer {
    const pl_doc_writer *how;
    pl_jsonw *w;
    bool stopped;
} writer;

static bool may_go_on(writer *out)
{
    out->stopped = out->stopped || (out->how->drain && !out->how->drain(out->how->ctx));
    return !out->stopped;
}

static void put_text(writer *out, pl_str key, pl_str text)
{
    if (out->how->put_text)
        out->how->put_text(out->how->ctx, out->w, key, text);
    else
        pl_jsonw_str(out->w, text);
}

static void put_key(writer *out, pl_str key)
{
    if (out->how->put_key)
        out->how->put_key(out->how->ctx, out->w, key);
    else
        pl_jsonw_key(out->w, key);
}

static void put_number(pl_jsonw *w, pl_value v)
{
    int64_t whole;
    bool exact;
    if (pl_number_to_int(v, &whole))
        pl_jsonw_int(w, whole);
    else
        pl_jsonw_double(w, pl_number_to_double(v, &exact));
}

/* The members of an object of the language are sorted already. */
static void put_value(writer *out, pl_str key, pl_value v)
{
    switch ((pl_value_tag)v.tag) {
    case PL_V_NULL:
    case PL_V_UNKNOWN: pl_jsonw_null(out->w); break;
    case PL_V_BOOL: pl_jsonw_bool(out->w, v.b); break;
    case PL_V_INT:
    case PL_V_NUMBER: put_number(out->w, v); break;
    case PL_V_STRING: put_text(out, key, pl_value_get_str(v)); break;
    case PL_V_LIST:
    case PL_V_SET:
    case PL_V_TUPLE:
        pl_jsonw_open(out->w, '[');
        for (uint32_t i = 0; i < v.len; i++)
            put_value(out, (pl_str){ 0 }, v.seq->at[i]);
        pl_jsonw_close(out->w, ']');
        break;
    case PL_V_MAP:
    case PL_V_OBJECT:
        pl_jsonw_open(out->w, '{');
        for (uint32_t i = 0; i < v.len; i++) {
            put_key(out, v.members->at[i].key);
            put_value(out, v.members->at[i].key, v.members->at[i].value);
        }
        pl_jsonw_close(out->w, '}');
        break;
    }
}

static void put_piece(writer *out, const pl_doc *doc)
{
    if (doc->piece.produce) {
        pl_assert(!out->how->sink || &out->how->sink->text == out->w->out);
        doc->piece.produce(doc->piece.what, out->w, out->how->sink);
    } else {
        pl_assert(out->how->put_piece);
        out->how->put_piece(out->how->ctx, out->w, doc);
    }
}

static void put_doc(writer *out, pl_doc *doc);

static void put_members(writer *out, pl_doc *doc)
{
    bool object = doc->kind != PL_DOC_ARRAY;
    if (object && (out->how->how & PL_DOC_SORTED))
        pl_doc_sort(doc);
    pl_jsonw_open(out->w, object ? '{' : '[');
    for (pl_doc *m = doc->first; m && may_go_on(out); m = m->next) {
        if (m->hidden && (out->how->how & PL_DOC_STRIPPED))
            continue;
        if (object)
            put_key(out, m->key);
        put_doc(out, m);
    }
    pl_jsonw_close(out->w, object ? '}' : ']');
}

static void put_doc(writer *out, pl_doc *doc)
{
    switch ((pl_doc_kind)doc->kind) {
    case PL_DOC_NULL: pl_jsonw_null(out->w); break;
    case PL_DOC_BOOL: pl_jsonw_bool(out->w, doc->b); break;
    case PL_DOC_INT: pl_jsonw_int(out->w, doc->i); break;
    case PL_DOC_STRING: put_text(out, doc->key, doc->text); break;
    case PL_DOC_VALUE: put_value(out, doc->key, doc->value); break;
    case PL_DOC_RAW: pl_jsonw_raw(out->w, doc->text); break;
    case PL_DOC_PIECE: put_piece(out, doc); break;
    case PL_DOC_ARRAY:
    case PL_DOC_OBJECT:
    case PL_DOC_MAP: put_members(out, doc); break;
    }
}

bool pl_doc_write(pl_doc *doc, const pl_doc_writer *how, pl_jsonw *w)
{
    writer out = { .how = how, .w = w };
    put_doc(&out, doc);
    return !out.stopped;
}
