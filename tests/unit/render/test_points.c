/* Columns of SARIF are code points. */
#include <pipelite/render.h>
#include "base/diag.h"
#include "base/str.h"
#include "unit/place.h"
#include "unit/test.h"

#define WOMAN "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb" /* three code points, one cluster */
#define E_ACUTE "e\xcc\x81"                                  /* two, one */
#define HAN "\xe6\xbc\xa2"                                   /* one, one */
#define HUNDRED                                                                                    \
    WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN      \
        WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN  \
            WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN WOMAN /* 40, 440 bytes */

/* The subject is what stands between the bars, which are no part of the text. `alone` is said when
 * the file is gone; NULL: the same. */
static const struct {
    const char *what, *src, *want, *alone;
} rows[] = {
    { "letters", "a = |b|\n", "1:5 1:6", NULL },
    { "the first of a file", "|b|", "1:1 1:2", NULL },
    { "in front of what has many points", "|a| = \"" WOMAN "\"", "1:1 1:2", NULL },
    { "behind them", "a = \"" WOMAN E_ACUTE HAN " |b|\"", "1:13 1:14", NULL },
    { "around them", "a\nb = |" WOMAN "|\n", "2:5 2:8", NULL },
    { "two regional letters", "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa|b|", "1:3 1:4", NULL },
    { "from one line to another", WOMAN "|a\n" WOMAN "b|\n", "1:4 2:5", "1:4 2:3" },
    { "to the start of a line", "|a\n|b\n", "1:1 2:1", NULL },
    { "the end of a line", WOMAN "||\nb\n", "1:4 1:4", NULL },
    { "the end of a file", "a\n" WOMAN "||", "2:4 2:4", NULL },
    { "a line end of two bytes", "a\r\n" WOMAN "|b|\r\n", "2:4 2:5", NULL },
    { "behind a byte order mark", "\xef\xbb\xbf" WOMAN "|b|", "1:4 1:5", NULL },
    { "in a line that is longer than an excerpt", HUNDRED "|b|", "1:121 1:122", "1:113 1:114" },
};

static void print_columns(pl_str text, const char *key, pl_buf *out)
{
    pl_buf with = { 0 };
    pl_buf_printf(&with, "\"%s\": ", key);
    pl_buf_byte(&with, 0);
    const char *at = strstr(text.ptr, with.ptr);
    CHECK(at != NULL, key);
    pl_buf_printf(out, "%d", atoi(at + with.len - 1));
    pl_buf_done(&with);
}

static void print_region(const pl_diags *diags, pl_buf *out)
{
    pl_text text = { 0 };
    out->len = 0;
    pl_render_problems_as(diags, PL_S("sarif"), PL_S(""), &text);
    pl_str log = { text.ptr, text.len };
    print_columns(log, "startLine", out);
    pl_buf_byte(out, ':');
    print_columns(log, "startColumn", out);
    pl_buf_byte(out, ' ');
    print_columns(log, "endLine", out);
    pl_buf_byte(out, ':');
    print_columns(log, "endColumn", out);
    pl_buf_byte(out, 0);
    pl_text_free(&text);
}

static pl_diags *report(const char *path, const char *src, pl_buf *text)
{
    pl_diags *diags = pl_diags_new();
    pl_str all = pl_str_cstr(src), before = pl_str_split(&all, '|'), in = pl_str_split(&all, '|');
    pl_range range = { (uint32_t)before.len, (uint32_t)(before.len + in.len) };
    pl_buf_str(text, before);
    pl_buf_str(text, in);
    pl_buf_str(text, all);
    pl_diags_begin(diags, pl_str_cstr(path), pl_buf_view(text));
    pl_diag_add(diags, PL_ERROR, PL_DIAG_OTHER, range, "x", NULL);
    pl_diags_end(diags);
    return diags;
}

TEST(sarif_counts_code_points)
{
    const char *dir = place_new("points"), *path = place_path(dir, "a.pp");
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_buf text = { 0 }, out = { 0 };
        pl_diags *diags = report(path, rows[i].src, &text);
        place_bytes(dir, "a.pp", text.ptr, text.len);
        print_region(diags, &out);
        CHECK_STR(out.ptr, rows[i].want, rows[i].what);
        pl_diags_free(diags);
        pl_buf_done(&text);
        pl_buf_done(&out);
    }
}

TEST(sarif_of_files_that_are_gone_or_changed)
{
    const char *dir = place_new("points"), *path = place_path(dir, "gone.pp");
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_buf text = { 0 }, out = { 0 };
        pl_diags *diags = report(path, rows[i].src, &text);
        const char *want = rows[i].alone ? rows[i].alone : rows[i].want;
        unlink(path);
        print_region(diags, &out);
        CHECK_STR(out.ptr, want, rows[i].what);
        place_text(dir, "gone.pp", "something = \"else\"\n# and longer\n");
        print_region(diags, &out);
        CHECK_STR(out.ptr, want, rows[i].what);
        pl_diags_free(diags);
        pl_buf_done(&text);
        pl_buf_done(&out);
    }
}
