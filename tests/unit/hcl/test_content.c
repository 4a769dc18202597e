/* Bodies against their schema (hcl.md 3.14). */
#include "unit/test.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/str.h"
#include "hcl/content.h"
#include "hcl/parse.h"

static const pl_str attrs[] = {
    { "needed", 6 }, { "also", 4 }, { "altitude", 8 }, { "latitude", 8 }
};
static const pl_block_rule blocks[] = {
    { .type = { "alpha", 5 }, .labels = "type, name", .n_labels = 2 },
    { .type = { "beta", 4 }, .single = true },
    { .type = { "deck", 4 } },
    { .type = { "dock", 4 } },
};
static const pl_body_rule rule = {
    .attrs = attrs,
    .n_attrs = 4,
    .n_required = 1,
    .blocks = blocks,
    .n_blocks = 4,
};

static const struct {
    const char *what, *src, *want;
} rows[] = {
    { "all right", "needed = 1\nalpha a b {\n}\nbeta {\n}\n", "" },
    { "required", "also = 1\n",
      "Missing required argument: The argument \"needed\" is required, but no definition was "
      "found.\n"
      "(x.pp:2,1-1)" },
    { "too few labels", "needed = 1\nalpha \"a\" {\n}\n",
      "Missing name for alpha: All alpha blocks must have 2 labels (type, name).\n(x.pp:2,11-12)" },
    { "too many labels", "needed = 1\nalpha a b c d {\n}\n",
      "Extraneous label for alpha: Only 2 labels (type, name) are expected for alpha blocks.\n"
      "(x.pp:2,11-12)" },
    { "a single block twice", "needed = 1\nbeta {\n}\nbeta {\n}\nbeta {\n}\n",
      "Duplicate beta block: Only one beta block is allowed. Another was defined at x.pp:2,1-5.\n"
      "(x.pp:4,1-5)\n"
      "Duplicate beta block: Only one beta block is allowed. Another was defined at x.pp:2,1-5.\n"
      "(x.pp:6,1-5)" },
    { "an argument for a block", "needed = 1\nbeta = 1\n",
      "Unsupported argument: An argument named \"beta\" is not expected here. Did you mean to "
      "define a "
      "block of type \"beta\"?\n(x.pp:2,1-5)" },
    { "a block for an argument", "needed = 1\naltitude {\n}\n",
      "Unsupported block type: Blocks of type \"altitude\" are not expected here. Did you mean to "
      "define "
      "argument \"altitude\"? If so, use the equals sign to assign it a value.\n(x.pp:2,1-9)" },
    { "the nearest argument", "needed = 1\nlattitude = 1\n",
      "Unsupported argument: An argument named \"lattitude\" is not expected here. Did you mean "
      "\"latitude\"?\n(x.pp:2,1-10)" },
    { "of two equally near blocks the first", "needed = 1\ndick {\n}\n",
      "Unsupported block type: Blocks of type \"dick\" are not expected here. Did you mean "
      "\"deck\"?\n"
      "(x.pp:2,1-5)" },
    { "nothing near", "needed = 1\nentirely = 1\ndifferent {\n}\n",
      "Unsupported argument: An argument named \"entirely\" is not expected here.\n(x.pp:2,1-9)\n"
      "Unsupported block type: Blocks of type \"different\" are not expected "
      "here.\n(x.pp:3,1-10)" },
};

static const char *check(const char *src, bool known_only)
{
    static char padded[1024], text[4096];
    size_t len = strlen(src);
    memset(padded, 0, sizeof padded);
    memcpy(padded, src, len);
    pl_str source = pl_str_make(padded, len);
    pl_arena arena = { 0 };
    pl_buf out = { 0 };
    pl_parser *parser = pl_parser_new();
    pl_diags *diags = pl_diags_new();
    pl_diags_begin(diags, PL_S("x.pp"), source);
    const pl_body *body = pl_parse_file(parser, source, &arena, diags);
    bool ok =
        known_only ? pl_body_check_known(body, &rule, diags) : pl_body_check(body, &rule, diags);
    CHECK(ok == !pl_diags_count(diags), src);
    pl_diags_end(diags);
    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        if (i)
            pl_buf_byte(&out, '\n');
        pl_diag_format(pl_diags_get(diags, i), &out);
    }
    snprintf(text, sizeof text, "%.*s", PL_FMT(pl_buf_view(&out)));
    pl_diags_free(diags);
    pl_parser_free(parser);
    pl_buf_done(&out);
    pl_arena_done(&arena);
    return text;
}

TEST(body_check)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        CHECK_STR(check(rows[i].src, false), rows[i].want, rows[i].what);
}

TEST(body_check_known_is_silent_about_the_rest)
{
    CHECK_STR(check("x = 1\ny {\n}\n", true), "", "unknown and missing");
    CHECK_STR(check("beta a {\n}\n", true),
              "Extraneous label for beta: No labels are expected for beta blocks.\n(x.pp:1,6-7)",
              "labels");
}
