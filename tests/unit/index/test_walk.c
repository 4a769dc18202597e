/* Traversals of an expression, held against the recorded analyses
 * (hcl-syntax-vectors.json, kind "refs"). */
#include "base/file.h"
#include "base/str.h"
#include "index/scanner.h"
#include "unit/json_look.h"
#include "unit/test.h"
#include "value/json.h"

static void add(void *ctx, const pl_traversal *t)
{
    pl_buf *out = ctx;
    if (!t->file)
        pl_buf_printf(out, "%.*s [%u,%u) ", PL_FMT(t->path), t->start, t->end);
}

/* What pl_walk finds in `src`, from byte `from` to the last but one. */
static void found(pl_walker *w, pl_str src, size_t from, pl_buf *out)
{
    char text[1024] = { 0 };
    size_t len = src.len - 1 - from;
    CHECK(len < sizeof text - PL_VIEW_SLACK, "fits");
    memcpy(text, src.ptr + from, len);
    pl_tokens tokens = { 0 };
    pl_str value = { text, len };
    pl_lex(value, PL_LEX_BODY, &tokens);
    pl_walk(w, &tokens, value, false, add, out);
    pl_tokens_done(&tokens);
}

static void wanted(const pl_json *vector, size_t from, pl_buf *out)
{
    for (const pl_json *r = pl_json_first(pl_json_get(vector, "refs")); r; r = r->next) {
        bool first = true;
        for (const pl_json *p = pl_json_first(pl_json_get(r, "path")); p; p = p->next) {
            const pl_json *part = pl_json_is(p, PL_JSON_ARRAY) ? json_at(p, 0) : p;
            pl_str text = pl_json_text(part);
            if (pl_json_is(part, PL_JSON_BOOL))
                text = part->truth ? PL_S("true") : PL_S("false");
            else if (pl_json_is(part, PL_JSON_NULL))
                text = PL_S("null");
            pl_buf_printf(out, "%s%.*s", first ? "" : ".", PL_FMT(text));
            first = false;
        }
        uint64_t start = 0, end = 0;
        pl_str_to_u64(pl_json_text(json_at(pl_json_get(r, "start"), 2)), &start);
        pl_str_to_u64(pl_json_text(json_at(pl_json_get(r, "end"), 2)), &end);
        pl_buf_printf(out, " [%u,%u) ", (unsigned)(start - from), (unsigned)(end - from));
    }
}

TEST(traversals_of_the_recorded_expressions)
{
    enum { VALUE = 4 }; /* after "x = " */
    const char *path = pl_test_shared("spec/hcl-syntax-vectors.json");
    if (!path)
        return;
    pl_arena arena = { 0 };
    pl_str text;
    CHECK(pl_file_slurp(path, 1 << 24, &arena, &text) == 0, path);
    const pl_json *all = pl_json_parse(&arena, text, NULL);
    CHECK(all, "the vectors are JSON");
    pl_walker w = { 0 };
    unsigned n = 0, same = 0;
    for (const pl_json *v = pl_json_first(all); v; v = v->next) {
        if (!pl_str_eq(pl_json_text(pl_json_get(v, "kind")), PL_S("refs")) ||
            pl_json_get(v, "diags"))
            continue;
        pl_buf got = { 0 }, want = { 0 };
        found(&w, pl_json_text(pl_json_get(v, "src")), VALUE, &got);
        wanted(v, VALUE, &want);
        pl_buf_byte(&got, 0);
        pl_buf_byte(&want, 0);
        n++;
        same += strcmp(got.ptr, want.ptr) == 0;
        CHECK_STR(got.ptr, want.ptr, pl_json_text(pl_json_get(v, "src")).ptr);
        pl_buf_done(&got);
        pl_buf_done(&want);
    }
    print_message("%u of %u recorded analyses\n", same, n);
    CHECK(n > 90, "they were there");
    pl_walker_done(&w);
    pl_arena_done(&arena);
}
