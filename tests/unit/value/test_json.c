#include "value/json.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/jsonw.h"
#include "base/str.h"
#include "unit/json_look.h"
#include "unit/test.h"
#include <sys/mman.h>

/* The tree as JSON again, or "offset: message". */
static void dump_node(const pl_json *node, pl_buf *out)
{
    switch (node->kind) {
    case PL_JSON_NULL: pl_buf_cstr(out, "null"); break;
    case PL_JSON_BOOL: pl_buf_cstr(out, node->truth ? "true" : "false"); break;
    case PL_JSON_NUMBER: pl_buf_str(out, node->text); break;
    case PL_JSON_STRING: pl_json_quote(out, node->text, false); break;
    default: {
        bool object = node->kind == PL_JSON_OBJECT;
        pl_buf_byte(out, object ? '{' : '[');
        for (const pl_json *item = pl_json_first(node); item; item = item->next) {
            if (object) {
                pl_json_quote(out, item->key, false);
                pl_buf_byte(out, ':');
            }
            dump_node(item, out);
            pl_buf_cstr(out, item->next ? "," : "");
        }
        pl_buf_byte(out, object ? '}' : ']');
    }
    }
}

static const char *dump(pl_str text)
{
    static char line[4096];
    pl_arena arena = { 0 };
    pl_buf out = { 0 };
    pl_json_error err;
    const pl_json *root = pl_json_parse(&arena, text, &err);
    if (root)
        dump_node(root, &out);
    else
        pl_buf_printf(&out, "%u:%u %s", err.line, err.column, err.message);
    snprintf(line, sizeof line, "%.*s", PL_FMT(pl_buf_view(&out)));
    pl_buf_done(&out);
    pl_arena_done(&arena);
    return line;
}

static const struct {
    const char *what, *src, *want;
} json_cases[] = {
    { "a null", "null", "null" },
    { "blanks of all four kinds", " \t\r\n true \n", "true" },
    { "an empty array", "[ ]", "[]" },
    { "an empty object", "{\n}", "{}" },
    { "nesting keeps the order", "{\"b\": [1, {\"a\": []}], \"a\": false}",
      "{\"b\":[1,{\"a\":[]}],\"a\":false}" },
    { "siblings after a container", "[[1],[2],{\"x\":[]},3]", "[[1],[2],{\"x\":[]},3]" },
    { "number text is kept", "[0, -0, 1.50, 1e+05, 123456789012345678901234567890]",
      "[0,-0,1.50,1e+05,123456789012345678901234567890]" },
    { "short escapes", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\\"\\\\/\\b\\f\\n\\r\\t\"" },
    { "hexadecimal escapes in both cases", "\"\\u00e9\\u00E9\\u0041\"", "\"\u00e9\u00e9A\"" },
    { "a surrogate pair is one character", "\"\\ud83d\\ude00\"", "\"\U0001F600\"" },
    { "the first and the last pair", "\"\\ud800\\udc00\\udbff\\udfff\"",
      "\"\U00010000\U0010ffff\"" },
    { "a lone surrogate becomes U+FFFD", "\"\\ud83dx\\ude00\"", "\"\ufffdx\ufffd\"" },
    { "two high surrogates and a low one", "\"\\ud83d\\ud83d\\ude00\"", "\"\ufffd\U0001F600\"" },
    { "bytes that are no UTF-8 become U+FFFD", "\"a\xff\xc3(\"", "\"a\ufffd\ufffd(\"" },
    { "an overlong becomes U+FFFD twice", "\"\xc0\xaf\"", "\"\ufffd\ufffd\"" },
    { "bad bytes beside escapes", "\"\xed\xa0\x80\\n\"", "\"\ufffd\ufffd\ufffd\\n\"" },
    { "escaped keys are decoded", "{\"\\u0061\":1}", "{\"a\":1}" },
    { "duplicate keys are kept", "{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":2}" },

    { "no text at all", "", "1:1 unexpected end of JSON input" },
    { "blanks only", " \n ", "2:2 unexpected end of JSON input" },
    { "an open array", "[1,", "1:4 unexpected end of JSON input" },
    { "an open string", "\"abc", "1:5 unexpected end of JSON input" },
    { "a string that ends in a backslash", "\"abc\\", "1:6 unexpected end of JSON input" },
    { "a short hexadecimal escape", "\"\\u12\"",
      "1:6 invalid character '\"' in \\u hexadecimal character escape" },
    { "an unknown escape", "\"\\x41\"", "1:3 invalid character 'x' in string escape code" },
    { "a raw newline in a string", "\"a\nb\"", "1:3 invalid character '\\n' in string literal" },
    { "a raw control in a string", "\"\x01\"", "1:2 invalid character '\\x01' in string literal" },
    { "a trailing comma in an array", "[1,]",
      "1:4 invalid character ']' looking for beginning of value" },
    { "a trailing comma in an object", "{\"a\":1,}",
      "1:8 invalid character '}' looking for beginning of object key string" },
    { "a missing comma", "[1 2]", "1:4 invalid character '2' after array element" },
    { "a missing comma in an object", "{\"a\":1 \"b\":2}",
      "1:8 invalid character '\"' after object key:value pair" },
    { "a missing colon", "{\"a\" 1}", "1:6 invalid character '1' after object key" },
    { "a key without quotes", "{\n  a: 1}",
      "2:3 invalid character 'a' looking for beginning of object key string" },
    { "the wrong bracket", "[1}", "1:3 invalid character '}' after array element" },
    { "a closing bracket alone", "]", "1:1 invalid character ']' looking for beginning of value" },
    { "two values", "1 2", "1:3 invalid character '2' after top-level value" },
    { "a leading zero", "01", "1:2 invalid character '1' after top-level value" },
    { "a plus sign", "+1", "1:1 invalid character '+' looking for beginning of value" },
    { "a minus sign alone", "-x", "1:2 invalid character 'x' in numeric literal" },
    { "no digit after the point", "1.x",
      "1:3 invalid character 'x' after decimal point in numeric literal" },
    { "no digit in the exponent", "1e+ ",
      "1:4 invalid character ' ' in exponent of numeric literal" },
    { "a misspelt word", "tru3", "1:4 invalid character '3' in literal true (expecting 'e')" },
    { "a comment", "// x\n1", "1:1 invalid character '/' looking for beginning of value" },
    { "single quotes", "'a'", "1:1 invalid character '\\'' looking for beginning of value" },
    { "a byte order mark", "\357\273\2771",
      "1:1 invalid character '\u00ef' looking for beginning of value" },
};

TEST(json_reads_and_refuses)
{
    for (size_t i = 0; i < PL_COUNT(json_cases); i++)
        CHECK_STR(dump(pl_str_cstr(json_cases[i].src)), json_cases[i].want, json_cases[i].what);
}

TEST(json_refuses_nul_bytes)
{
    CHECK_STR(dump(PL_S("[1\0]")), "1:3 invalid character '\\x00' after array element", "outside");
    CHECK_STR(dump(PL_S("\"\0\"")), "1:2 invalid character '\\x00' in string literal", "inside");
    CHECK_STR(dump(PL_S("\"\\\0\"")), "1:3 invalid character '\\x00' in string escape code",
              "escape");
}

TEST(json_get_takes_the_last_of_two)
{
    pl_arena arena = { 0 };
    const pl_json *root =
        pl_json_parse(&arena, PL_S("{\"a\":1,\"b\":{\"c\":[\"x\",\"y\"]},\"a\":2}"), NULL);
    CHECK(pl_str_eq(pl_json_text(pl_json_get(root, "a")), PL_S("2")), "the last wins");
    const pl_json *list = pl_json_get(pl_json_get(root, "b"), "c");
    CHECK_INT(list->n, 2, "items");
    CHECK(pl_str_eq(pl_json_text(json_at(list, 1)), PL_S("y")), "by number");
    CHECK(!json_at(list, 2), "past the end");
    CHECK(!pl_json_get(pl_json_get(root, "nope"), "c"), "look-ups chain over what is absent");
    CHECK(!pl_json_get(list, "c") && !pl_json_first(json_at(list, 0)), "wrong kinds");
    CHECK_INT(pl_json_text(list).len, 0, "an array has no text");
    pl_arena_done(&arena);
}

TEST(json_int_takes_whole_numbers_that_fit)
{
    static const struct {
        const char *src;
        bool fits;
        int64_t want;
    } rows[] = {
        { "0", true, 0 },
        { "-1", true, -1 },
        { "9223372036854775807", true, INT64_MAX },
        { "-9223372036854775808", true, INT64_MIN },
        { "9223372036854775808", false, 0 },
        { "-9223372036854775809", false, 0 },
        { "99999999999999999999", false, 0 },
        { "1.0", false, 0 },
        { "1e3", false, 0 },
        { "\"1\"", false, 0 },
    };
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_arena arena = { 0 };
        int64_t got = 0;
        const pl_json *node = pl_json_parse(&arena, pl_str_cstr(rows[i].src), NULL);
        CHECK_INT(pl_json_int(node, &got), rows[i].fits, rows[i].src);
        CHECK_INT(got, rows[i].want, rows[i].src);
        pl_arena_done(&arena);
    }
}

TEST(json_depth_has_a_limit)
{
    static char text[2 * PL_JSON_DEPTH + 3];
    pl_arena arena = { 0 };
    pl_json_error err;
    memset(text, '[', PL_JSON_DEPTH);
    memset(text + PL_JSON_DEPTH, ']', PL_JSON_DEPTH);
    CHECK(pl_json_parse(&arena, pl_str_make(text, 2 * PL_JSON_DEPTH), &err), "at the limit");
    memset(text, '[', PL_JSON_DEPTH + 1);
    CHECK(!pl_json_parse(&arena, pl_str_make(text, PL_JSON_DEPTH + 1), &err), "above the limit");
    CHECK_STR(err.message, "exceeded max depth", "message");
    CHECK_INT(err.offset, PL_JSON_DEPTH, "place");
    pl_arena_done(&arena);
}

/* Every prefix of a text, each ending right at an unmapped page. */
TEST(json_never_reads_behind_its_input)
{
    static const char text[] =
        "{\"a\\u00e9\\ud83d\\ude00\":[-1.5e+3,true,false,null,\"\xc3\xa9\"]}";
    char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(page != MAP_FAILED && mprotect(page + 4096, 4096, PROT_NONE) == 0);
    for (size_t n = 0; n < sizeof text; n++) {
        pl_arena arena = { 0 };
        char *at = page + 4096 - n;
        memcpy(at, text, n);
        const pl_json *root = pl_json_parse(&arena, pl_str_make(at, n), NULL);
        CHECK(!root == (n < sizeof text - 1), "only the whole text parses");
        pl_arena_done(&arena);
    }
    munmap(page, 8192);
}

/* ---- a filter */

typedef struct watched {
    pl_arena *arena;
    size_t most; /* bytes of the arena */
    unsigned rows;
} watched;

/* The rows of "rows", and of each its "a"; all else is forgotten. */
static bool wants_rows(void *ctx, const pl_json *node)
{
    watched *w = ctx;
    size_t bytes = pl_arena_bytes(w->arena);
    w->most = bytes > w->most ? bytes : w->most;
    if (node->next->kind == PL_JSON_ARRAY)
        return node->kind == PL_JSON_OBJECT;
    return pl_str_eq(node->key, PL_S("rows")) || pl_str_eq(node->key, PL_S("a"));
}

static bool count_row(void *ctx, const pl_json *node)
{
    watched *w = ctx;
    bool row = node->kind == PL_JSON_OBJECT && node->next;
    w->rows += row && pl_str_eq(pl_json_text(pl_json_get(node, "a")), PL_S("x"));
    return row;
}

static const struct {
    const char *what, *text;
    int rows; /* -1: refused */
    unsigned left;
} filtered[] = {
    { "rows are forgotten", "{\"rows\":[{\"a\":\"x\"},{\"a\":\"y\"},{\"a\":\"x\"}]}", 2, 1 },
    { "what is not wanted is not kept",
      "{\"o\":{\"rows\":[{\"a\":\"x\"}]},\"a\":[1,[2],{}],\"rows\":[1,{\"b\":{\"a\":[]},\"a\":"
      "\"x\"},"
      "[{\"a\":\"x\"}]],\"z\":0}",
      1, 2 },
    { "keys and texts with escapes",
      "{\"r\\u006fws\":[{\"\\u0061\":\"\\u0078\"}],\"\\u0062\":\"\\n\"}", 1, 1 },
    { "nothing", "{}", 0, 0 },
    { "a scalar", "3", 0, 0 },
    { "what is not kept is checked", "{\"o\":{\"p\":[1,2,}]}}", -1, 0 },
    { "it ends too early", "{\"o\":[[[", -1, 0 },
};

TEST(json_filters_keep_what_is_wanted)
{
    for (size_t i = 0; i < PL_COUNT(filtered); i++) {
        pl_arena arena = { 0 };
        watched w = { .arena = &arena };
        pl_json_filter filter = { &w, wants_rows, count_row };
        pl_json_error err;
        const pl_json *root = pl_json_read(&arena, pl_str_cstr(filtered[i].text), &filter, &err);
        CHECK_INT(root ? (int)w.rows : -1, filtered[i].rows, filtered[i].what);
        if (root && root->kind >= PL_JSON_ARRAY)
            CHECK_INT(root->n, filtered[i].left, filtered[i].what);
        pl_arena_done(&arena);
    }
}

TEST(json_filters_take_memory_for_what_is_open)
{
    enum { ROWS = 100000 };
    pl_buf text = { 0 };
    pl_arena arena = { 0 };
    watched w = { .arena = &arena };
    pl_json_filter filter = { &w, wants_rows, count_row };
    pl_json_error err;
    pl_buf_cstr(&text, "{\"rows\":[");
    for (int i = 0; i < ROWS; i++)
        pl_buf_printf(&text, "%s{\"a\":\"\\u0078\",\"b\":[1,2,3,\"\\n\"],\"c%d\":{}}", i ? "," : "",
                      i);
    pl_buf_cstr(&text, "],\"other\":[");
    for (int i = 0; i < ROWS; i++)
        pl_buf_printf(&text, "%s%d,\"\\t\"", i ? "," : "", i);
    pl_buf_cstr(&text, "]}");
    CHECK(pl_json_read(&arena, pl_buf_view(&text), &filter, &err), "it is right");
    CHECK_INT(w.rows, ROWS, "rows");
    CHECK(w.most <= 64 * 1024, "a few kilobytes for some megabytes");
    pl_buf_done(&text);
    pl_arena_done(&arena);
}
