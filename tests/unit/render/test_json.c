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
        pl_doc_json(doc, 0, secrets, &out);
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
    pl_doc_json(doc, 0, NULL, &out);
    pl_buf_byte(&out, 0);
    CHECK_STR(out.ptr, "{\n  \"B\": false,\n  \"a\": [],\n  \"b\": 1\n}", "bytewise");
    pl_buf_done(&out);
    pl_arena_done(&arena);
}
