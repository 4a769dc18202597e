#include "unit/hcl/show.h"

static const struct {
    const char *what, *src, *want;
} bodies[] = {
    { "nothing", "", "" },
    { "an attribute without a final newline", "a = 1", "a = 1" },
    { "items keep their order", "b {}\na = 1\nc {}\n", "b {}; a = 1; c {}" },
    { "labels are words or strings", "a \"b c\" d {}\n", "a \"b c\" \"d\" {}" },
    { "no blanks are needed", "a\"b\"c{}\n", "a \"b\" \"c\" {}" },
    { "labels are decoded", "a \"x\\n\\\"$${y}\" {}\n", "a \"x\\n\\\"${y}\" {}" },
    { "an empty label", "a \"\" {}\n", "a \"\" {}" },
    { "a label of several tokens", "a \"b$c%d\" {}\n", "a \"b$c%d\" {}" },
    { "one line, one attribute", "a { b = 1 }\n", "a {b = 1}" },
    { "its value may span lines", "a { b = [\n1\n] }\n", "a {b = [1]}" },
    { "comments count as nothing", "a /* x\n */ = /**/ 1 # y\n", "a = 1" },
    { "a comment ends a line", "a = 1 // x\nb = 2\n", "a = 1; b = 2" },
    { "keywords are ordinary names", "for {\n  null = 1\n}\n", "for {null = 1}" },
    { "carriage returns belong to the newline", "a = 1\r\nb {\r\n}\r\n", "a = 1; b {}" },
    { "a byte order mark",
      "\xef\xbb\xbf"
      "a = 1\n",
      "a = 1" },
};

TEST(bodies_parse)
{
    for (size_t i = 0; i < PL_COUNT(bodies); i++)
        check_shown(SHOW_FILE, bodies[i].src, bodies[i].want, bodies[i].what);
}

static const struct {
    const char *what, *src, *want;
} errors[] = {
    { "the missing brace is said before what was wrong inside", "a { b = \"\\x\", c = 2 }\n",
      "a {b = \"x\"} | Invalid single-argument block definition @12-13 | "
      "Invalid escape sequence @9-11" },
    { "even when the line ended in between", "a { b = @\n\n}\nc = 1\n",
      "a {b = !}; c = 1 | Invalid character @8-9 | "
      "Invalid single-argument block definition @10-11 | Invalid expression @8-9" },
    { "a block in one line costs up to the next brace", "a { b {} }\nc = 1\n}\nd = 2\n",
      "a {}; d = 2 | Argument definition required @4-7" },
    { "a word alone in one line too", "a { b }\n}\nc = 1\n",
      "a {}; c = 1 | Argument or block definition required @4-5" },
    { "no word at all in one line", "a { @ }\n}\nb = 1\n",
      "a {}; b = 1 | Invalid character @4-5 | Argument or block definition required @4-5" },
    { "a header that ends is reported at the newline", "a b c\nd = 1\n",
      "a \"b\" \"c\" {}; d = 1 | Invalid block definition @5-6" },
    { "brackets in a bad header are skipped whole", "a \"b\" [ 1\n] {\n}\nc = 1\n",
      "a \"b\" {}; c = 1 | Invalid block definition @6-7" },
    { "a label with sequences is shown with dots", "q \"x${a}y%{b}z\" {\n}\n",
      "q \"x${ ... }y%{ ... }z\" {} | Invalid string literal @4-6 | Invalid string literal @9-11" },
    { "a label that never ends", "q \"a",
      "q \"a\" {} | Unterminated string literal @4-4 | Invalid block definition @4-4" },
    { "a bad escape in a label costs nothing else", "q \"a\\qb\" {\n}\n",
      "q \"aqb\" {} | Invalid escape sequence @4-6" },
    { "the innermost open block is reported, once", "a {\n b {\n c {\n",
      "a {b {c {}}} | Unclosed configuration block @12-13" },
    { "after the first recovery bad tokens are silent", "a = @\nb = [1 2]\nc = {d 1}\n1\n",
      "a = !; b = [1]; c = {} | Invalid character @4-5 | Invalid expression @4-5" },
    { "what was understood is not", "a = @\nb = f(1 2)\na = 2\nc = \"\\x\"\nd\n",
      "a = !; b = f(1); c = \"x\" | Invalid character @4-5 | Invalid expression @4-5 | "
      "Missing argument separator @14-15 | Attribute redefined @17-18 | "
      "Invalid escape sequence @28-30 | Argument or block definition required @32-33" },
    { "an error after a recovery costs the rest of a one-line block",
      "a = @\nb { c = \"\\x\" }\nd = 1\n}\ne = 2\n",
      "a = !; b {c = \"x\"}; e = 2 | Invalid character @4-5 | Invalid expression @4-5 | "
      "Invalid escape sequence @15-17" },
};

TEST(errors_are_found_and_recovered_from)
{
    for (size_t i = 0; i < PL_COUNT(errors); i++)
        check_shown(SHOW_FILE, errors[i].src, errors[i].want, errors[i].what);
}

static const struct {
    const char *what, *src, *want;
} ranges[] = {
    { "an attribute ends with its value", "a = <<E\nx\nE\n",
      "a@0-11 = heredoc(\"x\\n\"@8-10)@4-11/8-10" },
    { "a block ends with its brace", "a \"b\" {\n c = 1\n}\n", "a \"b\"@0-16 {c@9-14 = 1@13-14}" },
    { "and so does one in a line", "a { b = 1 }\n", "a@0-11 {b@4-9 = 1@8-9}" },
    { "a bad header leaves the type", "a \"b\" 1\n",
      "a \"b\"@0-1 {} | Invalid block definition @6-7" },
    { "an unclosed block ends with the file", "a {\nb = 1\n",
      "a@0-10 {b@4-9 = 1@8-9} | Unclosed configuration block @2-3" },
};

TEST(ranges_are_those_of_the_reference)
{
    for (size_t i = 0; i < PL_COUNT(ranges); i++)
        check_shown(SHOW_FILE | SHOW_RANGES, ranges[i].src, ranges[i].want, ranges[i].what);
}

TEST(body_ends_are_where_missing_things_point)
{
    shown s;
    show_parse(&s, SHOW_FILE, PL_S("a {\n b = 1\n}\nc { d = 1 }\n"));
    CHECK_INT(s.body->end, 25, "a file ends at its last byte");
    const pl_block *a = s.body->blocks;
    CHECK_INT(a->body->range.start, 2, "a body starts with its brace");
    CHECK_INT(a->body->end, 12, "and ends after the other");
    CHECK_INT(a->next->body->end, 22, "one in a line ends with its attribute");
    CHECK_INT(a->close.start, 11, "the brace itself");
    CHECK_INT(a->next->def_range.end, 14, "a header without labels is its type");
    show_done(&s);
}

/* Names of large bodies are looked up in a map. */
TEST(duplicates_are_found_in_large_bodies)
{
    pl_buf src = { 0 };
    shown s;
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 100; i++)
            pl_buf_printf(&src, "name_%d = %d\n", i, round);
    show_parse(&s, SHOW_FILE, pl_buf_view(&src));
    CHECK_INT(pl_diags_count(s.diags), 100, "each second one is reported");
    const pl_diag *d = pl_diags_get(s.diags, 99);
    CHECK(pl_str_eq(d->detail, PL_S("The argument \"name_99\" was already set at f.pp:100,1-8. "
                                    "Each argument may be set only once.")),
          "with the place of the first");
    uint32_t n = 0;
    for (const pl_attr *a = s.body->attrs; a; a = a->next, n++)
        CHECK(pl_str_eq(a->expr->literal.text, PL_S("0")), "the first stays");
    CHECK_INT(n, 100, "each name once");
    CHECK(pl_body_attr(s.body, PL_S("name_57")) != NULL, "found by name");
    CHECK(pl_body_attr(s.body, PL_S("name_")) == NULL, "or not");
    show_done(&s);
    pl_buf_done(&src);
}

/* ---- limits */

static const struct {
    const char *what, *before, *open, *inside, *close, *after;
} nests[] = {
    { "parentheses", "a = ", "(", "1", ")", "\n" },
    { "tuples", "a = ", "[", "", "]", "\n" },
    { "objects", "a = ", "{a=", "1", "}", "\n" },
    { "calls", "a = ", "f(", "", ")", "\n" },
    { "index keys", "a = ", "b[", "c", "]", "\n" },
    { "indexes", "a = b", "[c]", "", "", "\n" },
    { "relative traversals", "a = b", "[c].d", "", "", "\n" },
    { "splats", "a = b", "[*]", "", "", "\n" },
    { "attribute splats", "a = b", ".*[0]", "", "", "\n" },
    { "unary operators", "a = ", "!", "b", "", "\n" },
    { "operators", "a = 1", " + 1", "", "", "\n" },
    { "conditions", "a = ", "b ? c : ", "d", "", "\n" },
    { "conditions in conditions", "a = ", "b ? ", "d", " : c", "\n" },
    { "loops", "a = ", "[for x in y : ", "1", "]", "\n" },
    { "strings", "a = ", "\"${", "b", "}\"", "\n" },
    { "heredocs", "a = ", "<<E\n${", "b", "}\nE\n", "\n" },
    { "if directives", "a = \"", "%{if b}", "c", "%{endif}", "\"\n" },
    { "for directives", "a = \"", "%{for b in c}", "d", "%{endfor}", "\"\n" },
    { "blocks", "", "a {\n", "", "}\n", "" },
};

static void nest(pl_buf *out, size_t i, size_t depth)
{
    out->len = 0;
    pl_buf_cstr(out, nests[i].before);
    add_times(out, nests[i].open, depth);
    pl_buf_cstr(out, nests[i].inside);
    add_times(out, nests[i].close, depth);
    pl_buf_cstr(out, nests[i].after);
}

static size_t messages(pl_str text)
{
    shown s;
    show_parse(&s, SHOW_FILE, text);
    size_t n = pl_diags_count(s.diags);
    show_done(&s);
    return n;
}

TEST(nesting_is_deep_enough_and_bounded)
{
    pl_buf src = { 0 };
    for (size_t i = 0; i < PL_COUNT(nests); i++) {
        nest(&src, i, 490);
        CHECK_INT(messages(pl_buf_view(&src)), 0, nests[i].what);
        nest(&src, i, 100000);
        CHECK_INT(messages(pl_buf_view(&src)), 1, nests[i].what);
        src.len -= strlen(nests[i].after) + 100000 * strlen(nests[i].close);
        CHECK(messages(pl_buf_view(&src)) >= 1, nests[i].what);
    }
    pl_buf_done(&src);
}

TEST(long_is_not_deep)
{
    pl_buf src = { 0 };
    pl_buf_cstr(&src, "a = b");
    add_times(&src, ".c", 100000);
    pl_buf_cstr(&src, "\nb ");
    add_times(&src, "c ", 100000);
    pl_buf_cstr(&src, "{}\nc = [");
    add_times(&src, "(1 + 1), ", 100000);
    pl_buf_cstr(&src, "]\nd = \"");
    add_times(&src, "${x} ", 100000);
    pl_buf_cstr(&src, "\"\n");
    CHECK_INT(messages(pl_buf_view(&src)), 0, "steps, labels, items and parts are lists");
    pl_buf_done(&src);
}

TEST(a_parser_is_reusable_after_an_error)
{
    pl_parser *parser = pl_parser_new();
    pl_arena arena = { 0 };
    pl_diags *diags = pl_diags_new();
    static const char bad[64 + PL_VIEW_SLACK] = "a = [\"${(\n",
                               good[64 + PL_VIEW_SLACK] = "a = 1\n";
    pl_diags_begin(diags, PL_S("f.pp"), pl_str_cstr(bad));
    pl_parse_file(parser, pl_str_cstr(bad), &arena, diags);
    pl_diags_end(diags);
    size_t before = pl_diags_count(diags);
    CHECK(before > 0, "the first file is bad");
    pl_diags_begin(diags, PL_S("f.pp"), pl_str_cstr(good));
    const pl_body *body = pl_parse_file(parser, pl_str_cstr(good), &arena, diags);
    pl_diags_end(diags);
    CHECK_INT(pl_diags_count(diags), before, "the second is not");
    CHECK(body->attrs && !body->attrs->next, "and has its attribute");
    pl_diags_free(diags);
    pl_arena_done(&arena);
    pl_parser_free(parser);
}
