/* Texts, layout and colours of YAML (cli.md 2.5). */
#include "unit/test.h"
#include "base/str.h"
#include "render/yaml.h"

static const struct {
    const char *what, *text;
    bool quoted;
} texts[] = {
    { "nothing", "", true },
    { "a word that means something", "Yes", true },
    { "a word that does not", "maybe", false },
    { "digits", "123", true },
    { "digits with a sign and underlines", "-1_000", true },
    { "an octal number", "017", true },
    { "no octal number", "019", false },
    { "hexadecimal", "0xff", true },
    { "a decimal", "2.5", true },
    { "an exponent without a dot", "1e3", false },
    { "an exponent with one", "1.5e3", true },
    { "a dash", "-", true },
    { "a reference", "*x", true },
    { "a colon at the end", "a:", true },
    { "a colon inside", "a:b", false },
    { "a colon and a blank", "a: b", true },
    { "a dash and a blank", "a - b", true },
    { "a comment", "a#b", true },
    { "a date", "2025-01-02", true },
    { "no date", "2025-13-02", false },
    { "a leap day", "2024-02-29", true },
    { "the first year", "0000-01-01", true },
    { "a moment", "2025-01-02T03:04:05Z", true },
    { "an hour", "15:4", true },
    { "no hour", "25:04", false },
    { "a version", "1.2.3", false },
};

TEST(yaml_knows_what_needs_quotes)
{
    for (size_t i = 0; i < PL_COUNT(texts); i++)
        CHECK(pl_yaml__is_quoted(pl_str_cstr(texts[i].text)) == texts[i].quoted, texts[i].what);
}

/* One element with the member `k`, without colours. */
static const char *print(pl_str text)
{
    static char out[256];
    pl_arena arena = { 0 };
    pl_buf yaml = { 0 };
    pl_yaml y = { .out = &yaml };
    size_t n = 0;
    pl_doc *doc = pl_doc_new(&arena, PL_DOC_OBJECT);
    pl_doc_string(&arena, doc, PL_S("k"), text);
    pl_doc_bool(&arena, doc, PL_S("b"), true);
    pl_yaml_element(&y, doc);
    pl_yaml_done(&y, 1);
    for (size_t i = 0; i < yaml.len && n + 1 < sizeof out; i++) {
        if (yaml.ptr[i] == '\033')
            while (yaml.ptr[i] != 'm')
                i++;
        else
            out[n++] = yaml.ptr[i];
    }
    out[n] = 0;
    pl_buf_done(&yaml);
    pl_arena_done(&arena);
    return out;
}

TEST(yaml_lays_texts_out)
{
    CHECK_STR(print(PL_S("a")), "- k: a\n  b: true\n", "plain");
    CHECK_STR(print(PL_S("a: b")), "- k: \"a: b\"\n  b: true\n", "in quotes");
    CHECK_STR(print(PL_S("a\nb")), "- k: |-\n    a\n    b\n  b: true\n", "a block");
    CHECK_STR(print(PL_S("a\n")), "- k: |\n    a\n  b: true\n", "one final break");
    CHECK_STR(print(PL_S("a\n\n")), "- k: |+\n    a\n\n  b: true\n", "two of them");
    CHECK_STR(print(PL_S("? a")), "- k:? a\n  b: true\n", "the blank that upstream loses");
    CHECK_STR(print(PL_S("\001")), "- k: \x01\n  b: true\n", "a control character alone");
    CHECK_STR(print(PL_S("# \001\\x01 \xe2\x80\x8b.")), "- k: \"# \\\\\\x01 \\.\"\n  b: true\n",
              "in quotes the backslash of others (recorded)");
}

static const struct {
    const char *what, *text, *quoted;
} exact[] = {
    { "a control character", "\001", "\"\\u0001\"" },
    { "a next line and a separator", "\xc2\x85\xe2\x80\xa8", "\"\\u0085\\u2028\"" },
    { "a quote and a backslash", "a\"\\", "\"a\\\"\\\\\"" },
    { "a question", "? a", "\"? a\"" },
    { "a merge", "<<", "\"<<\"" },
    { "infinity", ".inf", "\".inf\"" },
    { "seconds of YAML 1.1", "1:30:00", "\"1:30:00\"" },
    { "an exponent without a dot", "1e3", "\"1e3\"" },
    { "a tab after a colon", "a:\tb", "\"a:\\tb\"" },
    { "a carriage return", "a\rb", "\"a\\u000db\"" },
    { "a blank first line", "\na", "\"\\na\"" },
    { "other letters", "\xe2\x98\x83 fine", NULL },
    { "a version with a word", "v1.2", NULL },
};

TEST(yaml_that_every_parser_reads)
{
    for (size_t i = 0; i < PL_COUNT(exact); i++) {
        pl_str text = pl_str_cstr(exact[i].text);
        pl_buf out = { 0 };
        bool block = pl_str_find(text, '\n') < text.len && pl_yaml__may_be_block(text);
        CHECK(!block && pl_yaml__needs_quotes(text) == (exact[i].quoted != NULL), exact[i].what);
        pl_yaml__quote(&out, text);
        pl_buf_byte(&out, 0);
        if (exact[i].quoted)
            CHECK_STR(out.ptr, exact[i].quoted, exact[i].what);
        pl_buf_done(&out);
    }
    CHECK(pl_yaml__may_be_block(PL_S("a\n  b\n\n")), "a block");
    CHECK(!pl_yaml__may_be_block(PL_S("a\n  ")), "blanks at the end");
    CHECK(!pl_yaml__may_be_block(PL_S(" a\nb")), "blanks at the beginning");
}

TEST(yaml_of_nothing_is_an_empty_list)
{
    pl_buf yaml = { 0 };
    pl_yaml y = { .out = &yaml };
    pl_yaml_done(&y, 0);
    CHECK(yaml.len == 3 && memcmp(yaml.ptr, "[]\n", 3) == 0, "[]");
    pl_buf_done(&yaml);
}
