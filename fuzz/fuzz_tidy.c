/* fuzz_tidy.c - a file that parses means the same in its canonical layout, and laying it out twice
 * is laying it out once. A mod file whose requirements are changed has the wanted ones, and means
 * the same once they are taken out again: the rewriting proves itself, so it may refuse but not
 * lie. */
#include "base/file.h"
#include "base/str.h"
#include "hcl/parse.h"
#include "mod/rewrite.h"
#include "mod/tidy.h"
#include "../tests/helpers/dump.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool claim)
{
    if (!claim)
        abort();
}

static pl_str slack(pl_buf *buf)
{
    memset(pl_buf_reserve(buf, PL_VIEW_SLACK), 0, PL_VIEW_SLACK);
    return pl_buf_view(buf);
}

/* The tree of `text` as one line; false when it does not parse. */
static bool dump(pl_parser *parser, pl_str text, pl_buf *out)
{
    pl_arena tree = { 0 };
    pl_diags *diags = pl_diags_new();
    pl_diags_begin(diags, PL_S("x"), text);
    const pl_body *body = pl_parse_file(parser, text, &tree, diags);
    pl_diags_end(diags);
    bool ok = !pl_diags_errors(diags);
    if (ok)
        pl_body_dump(body, false, out);
    pl_diags_free(diags);
    pl_arena_done(&tree);
    return ok;
}

static void check_layout(pl_parser *parser, pl_str text, const pl_buf *tree)
{
    pl_tidy tidy = { 0 };
    pl_buf once = { 0 }, twice = { 0 }, again = { 0 };
    pl_tidy_format(&tidy, text, &once);
    require(dump(parser, slack(&once), &again));
    require(pl_str_eq(pl_buf_view(tree), pl_buf_view(&again)));
    pl_tidy_format(&tidy, slack(&once), &twice);
    require(pl_str_eq(pl_buf_view(&once), pl_buf_view(&twice)));
    pl_buf_done(&once);
    pl_buf_done(&twice);
    pl_buf_done(&again);
    pl_tidy_done(&tidy);
}

static void check_rewrite(pl_parser *parser, pl_str text)
{
    pl_require_edit edits[] = {
        { .name = PL_S("github.com/a/b"), .by = PL_BY_VERSION, .wanted = PL_S("1.2") },
        { .name = PL_S("github.com/c/d"), .by = PL_BY_BRANCH, .wanted = PL_S("a\"${b}") },
    };
    pl_rewrite r = { .path = PL_S("/x/mod.pp"), .text = text, .edits = edits, .n = 2 };
    pl_diags *diags = pl_diags_new();
    pl_buf added = { 0 }, removed = { 0 };
    if (pl_rewrite_mod(parser, &r, &added, diags)) {
        for (size_t i = 0; i < 2; i++)
            edits[i].remove = true;
        r.text = slack(&added);
        require(pl_rewrite_mod(parser, &r, &removed, diags));
    }
    pl_diags_free(diags);
    pl_buf_done(&added);
    pl_buf_done(&removed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pl_buf text = { 0 }, tree = { 0 };
    pl_parser *parser = pl_parser_new();
    pl_buf_add(&text, data, size);
    if (dump(parser, slack(&text), &tree)) {
        check_layout(parser, slack(&text), &tree);
        check_rewrite(parser, slack(&text));
    }
    pl_parser_free(parser);
    pl_buf_done(&text);
    pl_buf_done(&tree);
    return 0;
}
