/* test_diag.c - positions, excerpts, and how a message prints. */
#include "base/diag.h"
#include "base/str.h"
#include "unit/test.h"

static const struct {
    const char *what, *text;
    pl_range range;
    const char *want; /* place, then the excerpt */
} place_rows[] = {
    { "on one line", "ab\ncd ef\n", { 6, 8 }, "f:2,4-6|cd ef" },
    { "over two lines", "ab\ncd ef\n", { 1, 4 }, "f:1,2-2,2|ab" },
    { "columns are clusters", "e\xcc\x81x", { 3, 4 }, "f:1,2-3|e\xcc\x81x" },
    { "a byte order mark has no column",
      "\xef\xbb\xbf"
      "ab",
      { 4, 5 },
      "f:1,2-3|\xef\xbb\xbf"
      "ab" },
    { "CRLF ends a line", "a\r\nbc\r\n", { 4, 5 }, "f:2,2-3|bc" },
    { "the end of the text", "ab", { 2, 2 }, "f:1,3-3|ab" },
    { "beyond the end is the end", "ab", { 7, 9 }, "f:1,3-3|ab" },
};

static char *place(const pl_diag *d, char *out, size_t cap)
{
    pl_buf buf = { 0 };
    pl_diag_place(d, &buf);
    snprintf(out, cap, "%.*s|%.*s", PL_FMT(pl_buf_view(&buf)), PL_FMT(d->excerpt));
    pl_buf_done(&buf);
    return out;
}

TEST(diag_places_are_lines_and_columns)
{
    char got[256];
    for (size_t i = 0; i < PL_COUNT(place_rows); i++) {
        pl_diags *diags = pl_diags_new();
        pl_diags_begin(diags, PL_S("f"), pl_str_cstr(place_rows[i].text));
        pl_diag_add(diags, PL_ERROR, PL_DIAG_OTHER, place_rows[i].range, "S", NULL);
        pl_diags_end(diags);
        CHECK_STR(place(pl_diags_get(diags, 0), got, sizeof got), place_rows[i].want,
                  place_rows[i].what);
        pl_diags_free(diags);
    }
}

TEST(diag_places_may_come_in_any_order)
{
    char got[256];
    pl_diags *diags = pl_diags_new();
    pl_diags_begin(diags, PL_S("f"), PL_S("one\ntwo\nthree\n"));
    pl_diag_add(diags, PL_ERROR, PL_DIAG_OTHER, (pl_range){ 9, 11 }, "a", NULL);
    pl_diag_add(diags, PL_ERROR, PL_DIAG_OTHER, (pl_range){ 1, 2 }, "b", NULL);
    pl_diag_add(diags, PL_ERROR, PL_DIAG_OTHER, (pl_range){ 5, 6 }, "c", NULL);
    pl_diags_end(diags);
    CHECK_STR(place(pl_diags_get(diags, 0), got, sizeof got), "f:3,2-4|three", "first");
    CHECK_STR(place(pl_diags_get(diags, 1), got, sizeof got), "f:1,2-3|one", "back");
    CHECK_STR(place(pl_diags_get(diags, 2), got, sizeof got), "f:2,2-3|two", "forth");
    pl_diags_free(diags);
}

TEST(diag_places_are_counted_from_a_line_that_is_known)
{
    static const char text[] = "one\ntwo\n  three four\nfive";
    static const struct {
        uint32_t at, line, place, want_line, want_column;
    } rows[] = {
        { 10, 3, 10, 3, 3 }, { 10, 3, 8, 3, 1 }, { 10, 3, 21, 4, 1 },
        { 10, 3, 5, 2, 2 },  { 0, 1, 10, 3, 3 }, { 22, 4, 0, 1, 1 },
    };
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_diags *diags = pl_diags_new();
        pl_diags_begin_at(diags, PL_S("f"), pl_str_cstr(text), rows[i].at, rows[i].line);
        pl_diag_add(diags, PL_ERROR, PL_DIAG_OTHER, (pl_range){ rows[i].place, rows[i].place }, "x",
                    NULL);
        pl_diags_end(diags);
        const pl_diag *d = pl_diags_get(diags, 0);
        CHECK_INT(d->start.line, rows[i].want_line, "line");
        CHECK_INT(d->start.column, rows[i].want_column, "column");
        pl_diags_free(diags);
    }
}

TEST(diag_format_prints_as_recorded)
{
    pl_diags *diags = pl_diags_new(), *copy = pl_diags_new();
    pl_diags_begin(diags, PL_S("/w/a.pp"), PL_S("a = \n"));
    pl_diag_add(diags, PL_ERROR, PL_DIAG_OTHER, (pl_range){ 4, 5 }, "Invalid expression",
                "found %s", "nothing");
    pl_diags_end(diags);
    pl_diag_plain(diags, PL_WARNING, PL_DIAG_OTHER, "old %d", 1);
    CHECK_INT(pl_diags_errors(diags), 1, "one error");
    pl_diags_append(copy, diags);
    pl_diags_free(diags);
    pl_buf out = { 0 };
    pl_diag_format(pl_diags_get(copy, 0), &out);
    pl_buf_byte(&out, '|');
    pl_diag_format(pl_diags_get(copy, 1), &out);
    pl_buf_byte(&out, 0);
    CHECK_STR(out.ptr, "Invalid expression: found nothing\n(/w/a.pp:1,5-2,1)|old 1", "text");
    pl_diags_truncate(copy, 0);
    CHECK_INT(pl_diags_errors(copy), 0, "truncated");
    pl_buf_done(&out);
    pl_diags_free(copy);
}

static const char *summaries(const pl_diags *diags)
{
    static char line[64];
    line[0] = 0;
    for (size_t i = 0; i < pl_diags_count(diags); i++)
        strncat(line, pl_diags_get(diags, i)->summary.ptr, 1);
    return line;
}

TEST(diag_messages_move_and_go)
{
    pl_diags *diags = pl_diags_new();
    for (const char *s = "abcdef"; *s; s++)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_OTHER, "%c", *s);
    pl_diags_lift(diags, 1);
    CHECK_STR(summaries(diags), "afbcde", "the last is lifted");
    pl_diags_sink(diags, 1, 3);
    CHECK_STR(summaries(diags), "acdefb", "two sink");
    pl_diags_sink(diags, 4, 6);
    pl_diags_sink(diags, 2, 2);
    CHECK_STR(summaries(diags), "acdefb", "these are there already");
    pl_diags_remove(diags, 1, 4);
    CHECK_STR(summaries(diags), "afb", "three go");
    pl_diags_remove(diags, 1, 1);
    pl_diags_remove(diags, 1, 3);
    CHECK_STR(summaries(diags), "a", "the end goes");
    CHECK_INT(pl_diags_errors(diags), 1, "they are counted");
    pl_diags_free(diags);
}

TEST(diag_copies_keep_their_place)
{
    char got[256];
    pl_diags *other = pl_diags_new(), *diags = pl_diags_new();
    pl_diags_begin(other, PL_S("other"), PL_S("one\ntwo\n"));
    pl_diag_add(other, PL_ERROR, PL_DIAG_OTHER, (pl_range){ 4, 7 }, "a", NULL);
    pl_diags_end(other);
    pl_diags_begin(diags, PL_S("f"), PL_S("three\n"));
    pl_diag_copy(diags, pl_diags_get(other, 0));
    pl_diag_add(diags, PL_ERROR, PL_DIAG_OTHER, (pl_range){ 0, 5 }, "b", NULL);
    pl_diags_end(diags);
    CHECK_STR(place(pl_diags_get(diags, 0), got, sizeof got), "other:2,1-4|two", "from elsewhere");
    CHECK_STR(place(pl_diags_get(diags, 1), got, sizeof got), "f:1,1-6|three", "from here");
    pl_diags_free(other);
    pl_diags_free(diags);
}

TEST(diag_copies_keep_their_subject)
{
    pl_diags *other = pl_diags_new(), *diags = pl_diags_new();
    char subject[] = "query.a\nquery.b";
    pl_diag_plain(other, PL_ERROR, PL_DIAG_OTHER, "two are missing");
    pl_diag_set_subject(other, pl_str_cstr(subject));
    subject[0] = 'x';
    pl_diags_append(diags, other);
    pl_diags_free(other);
    CHECK_STR(pl_diags_get(diags, 0)->subject.ptr, "query.a\nquery.b", "copied twice");
    pl_diags_free(diags);
}

/* A file of garbage has a message per byte; nobody reads more than some of them. */
TEST(a_file_has_so_many_messages_and_no_more)
{
    enum { MANY = 2500 };
    pl_diags *diags = pl_diags_new();
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_OTHER, "before");
    pl_diags_begin(diags, PL_S("a.pp"), PL_S("xxxx\nyyyy\n"));
    for (uint32_t i = 0; i < MANY; i++)
        pl_diag_add(diags, i % 5 ? PL_ERROR : PL_WARNING, PL_DIAG_OTHER, (pl_range){ 5, 6 }, "what",
                    "%u", i);
    pl_diags_end(diags);
    CHECK_INT(pl_diags_count(diags), 1 + 500 + 1000 + 1, "all warnings, and as many errors");
    CHECK_INT(pl_diags_errors(diags), 1 + 1000 + 1, "the sum of errors is that of the list");
    const pl_diag *last = pl_diags_get(diags, pl_diags_count(diags) - 1);
    CHECK_INT(last->code, PL_DIAG_MORE_MESSAGES, "one stands for the rest");
    CHECK_INT(last->severity, PL_ERROR, "some of them are errors");
    CHECK_INT(last->start.line, 2, "it is where the first of them is");
    CHECK_INT(pl_str_eq(last->detail, PL_S("Not shown: 1000 more of this file.")), true,
              "how many");
    const pl_diag *before = pl_diags_get(diags, pl_diags_count(diags) - 2);
    CHECK_INT(pl_str_eq(before->detail, PL_S("2495")), true, "the last warning");
    pl_diags_free(diags);
}

TEST(diag_codes_have_words)
{
    CHECK_INT(pl_str_eq(pl_diag_code_name(PL_DIAG_OTHER), PL_S("other")), true, "the first");
    CHECK_INT(pl_str_eq(pl_diag_code_name(PL_DIAG_NULL_VALUE), PL_S("null-value")), true,
              "one of them");
    CHECK_INT(pl_diag_code_known(PL_DIAG_NO_HISTORY), true, "the last");
    CHECK_INT(pl_diag_code_known(PL_DIAG_NO_HISTORY + 1), false, "none after it");
    CHECK_INT(pl_diag_code_known(UINT32_MAX), false, "any number");
}
