/* doc_json.c - documents as `list` and `show` print them (cli.md 2.4). */
#include "base/jsonw.h"
#include "base/assert.h"
#include "base/key_sort.h"
#include "base/str.h"
#include "render/doc.h"
#include "value/number.h"
#include <string.h>

typedef struct writer {
    pl_jsonw w;
    pl_sanitizer *secrets; /* NULL: nothing is hidden */
    const pl_doc_drain *drain;
    bool stopped;
    pl_str long_text; /* the last long text and how it was written, because references repeat it */
    pl_buf written;
} writer;

enum { LONG = 16 << 10 };

static const pl_str redacted = { "\"REDACTED\"", 10 };

/* Hide secrets in the text at the end of what was written from `before` on. The last `after`
 * bytes, beginning with its quote, are not part of it. There are no quotes before the text. */
static void clean_text(writer *j, size_t before, size_t after)
{
    char last[4];
    pl_buf *out = j->w.out;
    pl_assert(after <= sizeof last && before + after <= out->len);
    const char *quote = memchr(out->ptr + before, '"', out->len - before);
    out->len -= after;
    memcpy(last, out->ptr + out->len, after);
    pl_sanitizer_clean(j->secrets, out, (size_t)(quote - out->ptr) + 1);
    pl_buf_add(out, last, after);
}

static bool is_repeated(const writer *j, pl_str s)
{
    return s.len >= LONG && s.ptr == j->long_text.ptr && s.len == j->long_text.len;
}

/* Keep the written form, from its quote on. */
static void keep(writer *j, pl_str s, size_t before)
{
    const pl_buf *out = j->w.out;
    pl_assert(s.len >= LONG && before < out->len);
    const char *quote = memchr(out->ptr + before, '"', out->len - before);
    j->long_text = s;
    j->written.len = 0;
    pl_buf_add(&j->written, quote, (size_t)(out->ptr + out->len - quote));
}

static void put_text(writer *j, pl_str key, pl_str s)
{
    size_t before = j->w.out->len;
    if (j->secrets && s.len && key.len && pl_sanitizer_hides(key)) {
        pl_jsonw_raw(&j->w, redacted);
        return;
    }
    if (is_repeated(j, s)) {
        pl_jsonw_raw(&j->w, pl_buf_view(&j->written));
        return;
    }
    pl_jsonw_str(&j->w, s);
    if (j->secrets)
        clean_text(j, before, 1);
    if (s.len >= LONG)
        keep(j, s, before);
}

static void put_key(writer *j, pl_str key)
{
    size_t before = j->w.out->len;
    pl_jsonw_key(&j->w, key);
    if (j->secrets && key.len > 7)
        clean_text(j, before, 3);
}

static void put_value(writer *j, pl_str key, pl_value v)
{
    pl_jsonw *w = &j->w;
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
    case PL_V_STRING: put_text(j, key, pl_value_get_str(v)); break;
    case PL_V_LIST:
    case PL_V_SET:
    case PL_V_TUPLE:
        pl_jsonw_open(w, '[');
        for (uint32_t i = 0; i < v.len; i++)
            put_value(j, (pl_str){ 0 }, v.seq->at[i]);
        pl_jsonw_close(w, ']');
        break;
    case PL_V_MAP:
    case PL_V_OBJECT:
        pl_jsonw_open(w, '{');
        for (uint32_t i = 0; i < v.len; i++) {
            put_key(j, v.members->at[i].key);
            put_value(j, v.members->at[i].key, v.members->at[i].value);
        }
        pl_jsonw_close(w, '}');
        break;
    }
}

void pl_doc_sort(pl_doc *object)
{
    object->first = pl_key_sort(object->first, offsetof(pl_doc, key), offsetof(pl_doc, next));
}

static bool go_on(writer *j)
{
    j->stopped = j->stopped || (j->drain && !j->drain->take(j->drain->ctx));
    return !j->stopped;
}

static void put(writer *j, pl_doc *doc)
{
    pl_jsonw *w = &j->w;
    switch ((pl_doc_kind)doc->kind) {
    case PL_DOC_NULL: pl_jsonw_null(w); break;
    case PL_DOC_BOOL: pl_jsonw_bool(w, doc->b); break;
    case PL_DOC_INT: pl_jsonw_int(w, doc->i); break;
    case PL_DOC_STRING: put_text(j, doc->key, doc->text); break;
    case PL_DOC_VALUE: put_value(j, doc->key, doc->value); break;
    case PL_DOC_ARRAY:
        pl_jsonw_open(w, '[');
        for (pl_doc *m = doc->first; m && go_on(j); m = m->next)
            put(j, m);
        pl_jsonw_close(w, ']');
        break;
    case PL_DOC_OBJECT:
    case PL_DOC_MAP:
        pl_doc_sort(doc);
        pl_jsonw_open(w, '{');
        for (pl_doc *m = doc->first; m && go_on(j); m = m->next) {
            put_key(j, m->key);
            put(j, m);
        }
        pl_jsonw_close(w, '}');
        break;
    }
}

bool pl_doc_json(pl_doc *doc, unsigned depth, pl_sanitizer *secrets, const pl_doc_drain *drain,
                 pl_buf *out)
{
    writer j = { .secrets = secrets, .drain = drain };
    pl_jsonw_init(&j.w, out, 2, false);
    j.w.depth = depth;
    j.w.after_key = true; /* the caller has placed us */
    put(&j, doc);
    pl_buf_done(&j.written);
    return !j.stopped;
}
