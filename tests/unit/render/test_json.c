/* Secrets in JSON (cli.md 2.4.1), and the order of members. */
#include "unit/test.h"
#include "base/str.h"
#include "render/doc.h"

static const struct {
    const char *what, *key, *text, *want;
} rows[] = {
    { "a member by its name", "Password", "x", "REDACTED" },
    { "an empty one stays", "password", "", "" },
    { "a name that only holds one", "mypassword", "x", "x" },
    { "a URL with a password", "k", "postgres://u:p@h/db", "REDACTEDh/db" },
    { "one without", "k", "postgres://u@h/db", "postgres://u@h/db" },
    { "an AWS key id", "k", "is AKIAIOSFODNN7EXAMPLE.", "is REDACTED." },
    { "two of them", "k", "AKIAIOSFODNN7EXAMPLE AKIAIOSFODNN7EXAMPLE", "REDACTED REDACTED" },
    { "a Twilio key", "k", "SK0123456789abcdef0123456789abcdef", "REDACTED" },
    { "a sum", "k", "d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427e" },
};

TEST(json_hides_secrets)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        char want[160], got[160];
        pl_arena arena = { 0 };
        pl_buf out = { 0 };
        pl_sanitizer *secrets = pl_sanitizer_new();
        pl_doc *doc = pl_doc_new(&arena, PL_DOC_OBJECT);
        pl_doc_string(&arena, doc, pl_str_cstr(rows[i].key), pl_str_cstr(rows[i].text));
        pl_doc_json(doc, 0, secrets, NULL, &out);
        snprintf(want, sizeof want, "{\n  \"%s\": \"%s\"\n}", rows[i].key, rows[i].want);
        snprintf(got, sizeof got, "%.*s", (int)out.len, out.ptr);
        CHECK_STR(got, want, rows[i].what);
        pl_sanitizer_free(secrets);
        pl_buf_done(&out);
        pl_arena_done(&arena);
    }
}

TEST(json_sorts_members)
{
    pl_arena arena = { 0 };
    pl_buf out = { 0 };
    pl_doc *doc = pl_doc_new(&arena, PL_DOC_OBJECT);
    pl_doc_int(&arena, doc, PL_S("b"), 1);
    pl_doc_bool(&arena, doc, PL_S("B"), false);
    pl_doc_add(&arena, doc, PL_S("a"), PL_DOC_ARRAY);
    pl_doc_json(doc, 0, NULL, NULL, &out);
    pl_buf_byte(&out, 0);
    CHECK_STR(out.ptr, "{\n  \"B\": false,\n  \"a\": [],\n  \"b\": 1\n}", "bytewise");
    pl_buf_done(&out);
    pl_arena_done(&arena);
}

/* ---- long texts that are repeated */

enum { REPEATED = 200, TEXT_BYTES = 20000, MOST_HELD = 100000 };

typedef struct drained {
    pl_buf held, all;
    size_t most;
    unsigned until; /* calls; then stop */
} drained;

static bool take(void *ctx)
{
    drained *d = ctx;
    d->most = d->held.len > d->most ? d->held.len : d->most;
    if (d->held.len > MOST_HELD / 2) {
        pl_buf_str(&d->all, pl_buf_view(&d->held));
        d->held.len = 0;
    }
    return d->until == 0 || --d->until > 0;
}

/* As references of a benchmark: each has one text that all share. */
static pl_doc *repeated(pl_arena *arena)
{
    char *text = pl_arena_alloc(arena, TEXT_BYTES);
    memset(text, 'x', TEXT_BYTES);
    memcpy(text + TEXT_BYTES - 30, "\"<AKIAIOSFODNN7EXAMPLE>\" ", 25);
    pl_doc *doc = pl_doc_new(arena, PL_DOC_OBJECT);
    pl_doc *list = pl_doc_add(arena, doc, PL_S("references"), PL_DOC_ARRAY);
    for (int i = 0; i < REPEATED; i++) {
        pl_doc *one = pl_doc_add(arena, list, (pl_str){ 0 }, PL_DOC_OBJECT);
        pl_doc_int(arena, one, PL_S("line"), i);
        pl_doc_string(arena, one, PL_S("source"), pl_str_make(text, TEXT_BYTES));
        pl_doc_string(arena, one, PL_S("password"), pl_str_make(text, TEXT_BYTES));
    }
    return doc;
}

TEST(json_of_repeated_texts_is_drained)
{
    pl_arena arena = { 0 };
    drained d = { 0 }, stops = { .until = 5 };
    pl_doc_drain to = { take, &d }, early = { take, &stops };
    pl_buf whole = { 0 };
    pl_sanitizer *secrets = pl_sanitizer_new();
    CHECK(pl_doc_json(repeated(&arena), 0, secrets, NULL, &whole), "without a drain");
    CHECK(pl_doc_json(repeated(&arena), 0, secrets, &to, &d.held), "with one");
    pl_buf_str(&d.all, pl_buf_view(&d.held));
    CHECK(pl_str_eq(pl_buf_view(&d.all), pl_buf_view(&whole)), "the same bytes");
    CHECK(d.most < MOST_HELD && whole.len > (size_t)REPEATED * TEXT_BYTES, "never all of them");
    CHECK(!memmem(whole.ptr, whole.len, "AKIA", 4), "secrets are hidden each time");
    CHECK(memmem(whole.ptr, whole.len, "\"password\": \"REDACTED\"", 22), "so are names");
    CHECK(!pl_doc_json(repeated(&arena), 0, secrets, &early, &stops.held), "it stops");
    CHECK(stops.held.len + stops.all.len < 3 * TEXT_BYTES, "at once");
    pl_sanitizer_free(secrets);
    pl_buf_done(&whole);
    pl_buf_done(&d.held);
    pl_buf_done(&d.all);
    pl_buf_done(&stops.held);
    pl_buf_done(&stops.all);
    pl_arena_done(&arena);
}
