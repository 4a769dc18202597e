#include "base/json_indent.h"
#include "base/str.h"
#include "unit/test.h"

static const struct {
    const char *what, *json, *want;
} rows[] = {
    { "a value alone", "1", "1" },
    { "empty ones stay together", "{\"a\":[],\"b\":{}}", "{\n  \"a\": [],\n  \"b\": {}\n}" },
    { "one in another", "[1,[2,{\"a\":null}]]",
      "[\n  1,\n  [\n    2,\n    {\n      \"a\": null\n    }\n  ]\n]" },
    { "signs in texts are text", "{\"a:b\":\"{,\\\"[:]\\\\\"}",
      "{\n  \"a:b\": \"{,\\\"[:]\\\\\"\n}" },
    { "an escape at the end of a text", "[\"\\\\\",\"x\"]", "[\n  \"\\\\\",\n  \"x\"\n]" },
    { "several after each other", "[true,false,-1.5e3]", "[\n  true,\n  false,\n  -1.5e3\n]" },
};

/* In pieces of `piece` bytes. */
static const char *indented(const char *json, size_t piece)
{
    static char text[512];
    pl_json_indent in = { .step = 2 };
    pl_buf out = { 0 };
    for (size_t at = 0, n = strlen(json); at < n; at += piece)
        pl_json_indent_add(&in, pl_str_sub(pl_str_cstr(json), at, at + piece), &out);
    CHECK_INT(in.depth, 0, json);
    snprintf(text, sizeof text, "%.*s", (int)out.len, out.ptr);
    pl_buf_done(&out);
    return text;
}

TEST(json_gets_lines)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        for (size_t piece = 1; piece < 9; piece++)
            CHECK_STR(indented(rows[i].json, piece), rows[i].want, rows[i].what);
}

TEST(what_is_no_json_comes_out_somehow)
{
    static const char *const odd[] = { "]", "}}}}", "[[[", "\"", "\"\\", ",,:", "[}", "{]" };
    for (size_t i = 0; i < PL_COUNT(odd); i++) {
        pl_json_indent in = { .step = 2 };
        pl_buf out = { 0 };
        pl_json_indent_add(&in, pl_str_cstr(odd[i]), &out);
        CHECK(out.len >= strlen(odd[i]), odd[i]);
        pl_buf_done(&out);
    }
}
