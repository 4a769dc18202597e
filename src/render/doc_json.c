/* doc_json.c - documents as `list` and `show` print them (cli.md 2.4). */
#include "base/jsonw.h"
#include "base/assert.h"
#include "base/str.h"
#include "render/doc.h"
#include <string.h>

typedef struct writer {
    pl_buf *out;
    pl_sanitizer *secrets; /* NULL: nothing is hidden */
    const pl_doc_drain *drain;
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
    pl_buf *out = j->out;
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
    const pl_buf *out = j->out;
    pl_assert(s.len >= LONG && before < out->len);
    const char *quote = memchr(out->ptr + before, '"', out->len - before);
    j->long_text = s;
    j->written.len = 0;
    pl_buf_add(&j->written, quote, (size_t)(out->ptr + out->len - quote));
}

/* A member whose name is that of a secret is hidden whole; of other texts what looks like a
 * secret is. */
static void put_text(void *ctx, pl_jsonw *w, pl_str key, pl_str s)
{
    writer *j = ctx;
    size_t before = w->out->len;
    if (j->secrets && s.len && key.len && pl_sanitizer_hides(key)) {
        pl_jsonw_raw(w, redacted);
        return;
    }
    if (is_repeated(j, s)) {
        pl_jsonw_raw(w, pl_buf_view(&j->written));
        return;
    }
    pl_jsonw_str(w, s);
    if (j->secrets)
        clean_text(j, before, 1);
    if (s.len >= LONG)
        keep(j, s, before);
}

static void put_key(void *ctx, pl_jsonw *w, pl_str key)
{
    writer *j = ctx;
    size_t before = w->out->len;
    pl_jsonw_key(w, key);
    if (j->secrets && key.len > 7)
        clean_text(j, before, 3);
}

static bool drain_buffer(void *ctx)
{
    const writer *j = ctx;
    return j->drain->take(j->drain->ctx);
}

bool pl_doc_json(pl_doc *doc, unsigned depth, pl_sanitizer *secrets, const pl_doc_drain *drain,
                 pl_buf *out)
{
    writer j = { .out = out, .secrets = secrets, .drain = drain };
    pl_doc_writer how = { .how = PL_DOC_SORTED,
                          .put_key = put_key,
                          .put_text = put_text,
                          .drain = drain ? drain_buffer : NULL,
                          .ctx = &j };
    pl_jsonw w;
    pl_jsonw_init(&w, out, 2, false);
    w.depth = depth;
    w.after_key = true; /* the caller has placed us */
    bool whole = pl_doc_write(doc, &how, &w);
    pl_buf_done(&j.written);
    return whole;
}
