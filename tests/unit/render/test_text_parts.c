#include "render/text_dims.h"
#include "render/text_parts.h"
#include "base/alloc.h"
#include "base/str.h"
#include "unit/test.h"

static const char *cut(bool color, const char *text, long n, pl_buf *out)
{
    pl_pen pen = { .out = out, .color = color, .terminal = color };
    out->len = 0;
    pl_pen_cut(&pen, pl_str_cstr(text), n, out);
    pl_buf_byte(out, 0);
    return out->ptr;
}

/* ---- measuring (check-and-outputs.md 8.2) */

static const struct {
    const char *what, *text;
    long plain, terminal;
} lengths[] = {
    { "letters", "abc", 3, 3 },
    { "code points, not bytes", "\xe6\x9d\xb1\xe4\xba\xac", 2, 2 },
    { "a combining mark is one", "e\xcc\x81", 2, 2 },
    { "line ends are none", "a\nb", 2, 2 },
    { "a joiner is none",
      "a\xe2\x80\x8d"
      "b",
      2, 2 },
    { "a no-break space is one",
      "a\xc2\xa0"
      "b",
      3, 3 },
    { "a colour is none, and shows on a terminal", "\033[31mred\033[0m", 3, 12 },
    { "a title is none", "\033]0;x\007y", 1, 7 },
    { "a bell", "a\007", 1, 2 },
    { "an escape that ends the text", "a\033", 1, 2 },
    { "one with its bracket alone", "a\033[", 2, 3 },
    { "a lone byte is one", "\xff", 1, 1 },
    { "a C1 control as a character", "\xc2\x85", 0, 1 },
    { "an override and an isolate", "\xe2\x80\xae\xe2\x81\xa6x", 1, 3 },
    { "half a pair", "\xed\xa0\x80", 0, 3 },
};

TEST(lengths_of_texts)
{
    pl_pen plain = { .color = false }, terminal = { .terminal = true };
    for (size_t i = 0; i < PL_COUNT(lengths); i++) {
        pl_str text = pl_str_cstr(lengths[i].text);
        CHECK_INT(pl_pen_length(&plain, text), lengths[i].plain, lengths[i].what);
        CHECK_INT(pl_pen_length(&terminal, text), lengths[i].terminal, lengths[i].what);
    }
}

static const struct {
    const char *text;
    long n;
    const char *want;
} cuts[] = {
    { "group title", 7, "group \xe2\x80\xa6" },
    { "group title", 6, "group\xe2\x80\xa6" },
    { "group title", 4, "gro\xe2\x80\xa6" },
    { "a", 1, "" },
    { "a", 2, "a" },
    { "ab", 2, "ab" },
    { "abc\nd\nefgh", 3, "abc\nd\nef\xe2\x80\xa6" },
    { "abc\n", 2, "a\xe2\x80\xa6\n" },
    { "", 5, "" },
    { "abc", -3, "" },
    { "\033[38;5;200mred\033[0m text", 3, "\033[38;5;200mre\xe2\x80\xa6" },
    { "\033[38;5;200mred\033[0m text", 4, "\033[38;5;200mred\033[0m\xe2\x80\xa6" },
    { "re\033[1md", 2, "r\xe2\x80\xa6" },
    { "r\033[1med", 2, "r\033[1m\xe2\x80\xa6" },
};

TEST(cutting_texts)
{
    pl_buf out = { 0 };
    for (size_t i = 0; i < PL_COUNT(cuts); i++)
        CHECK_STR(cut(false, cuts[i].text, cuts[i].n, &out), cuts[i].want, cuts[i].text);
    CHECK_STR(cut(true, "\033[2J\r\tx\177", 50, &out), "\xef\xbf\xbd[2J\xef\xbf\xbd\tx\xef\xbf\xbd",
              "a terminal gets no controls");
    CHECK_STR(cut(false, "\033[2Jx", 50, &out), "\033[2Jx", "files get the bytes");
    pl_buf_done(&out);
}

/* ---- numbers and dots */

TEST(counters_are_aligned)
{
    static const struct {
        uint32_t failed, total, max_failed, max_total;
        const char *want;
    } rows[] = {
        { 10, 500, 100, 1000, " 10 /   500 " },
        { 0, 1000, 100, 1000, "  0 / 1,000 " },
        { 1, 10, 1, 10, "1 / 10 " },
    };
    pl_buf out = { 0 };
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_pen pen = { .out = &out,
                       .max_failed = rows[i].max_failed,
                       .max_total = rows[i].max_total };
        out.len = 0;
        pl_pen_counter(&pen, rows[i].failed, rows[i].total, true);
        CHECK_INT(out.len, pl_pen_counter_length(&pen, rows[i].failed, rows[i].total, true),
                  "length");
        pl_buf_byte(&out, 0);
        CHECK_STR(out.ptr, rows[i].want, "counter");
    }
    pl_buf_done(&out);
}

TEST(spacers_end_with_a_blank)
{
    static const char *const want[] = { "", "", " ", ". ", ".. " };
    pl_buf out = { 0 };
    pl_pen pen = { .out = &out };
    for (long i = -1; i < 4; i++) {
        out.len = 0;
        pl_pen_spacer(&pen, i);
        pl_buf_byte(&out, 0);
        CHECK_STR(out.ptr, want[i + 1], "spacer");
    }
    out.len = 0;
    pl_pen_spacer(&pen, 500);
    CHECK_INT(out.len, 500, "a long one");
    pl_buf_done(&out);
}

/* A blank alone has no colour; one dot has. */
TEST(dots_of_spacers_are_painted)
{
    pl_buf out = { 0 }, dots = { 0 };
    pl_pen pen = { .out = &out, .color = true }, painter = { .out = &dots, .color = true };
    pl_pen_spacer(&pen, 1);
    CHECK(pl_str_eq(pl_buf_view(&out), PL_S(" ")), "a blank");
    for (long width = 2; width < 4; width++) {
        out.len = dots.len = 0;
        pl_pen_spacer(&pen, width);
        pl_pen_paint(&painter, PL_PAINT_INDENT, pl_str_make("..", (size_t)width - 1));
        pl_buf_byte(&dots, ' ');
        CHECK(pl_str_eq(pl_buf_view(&out), pl_buf_view(&dots)), "dots as they are painted alone");
    }
    pl_buf_done(&out);
    pl_buf_done(&dots);
}

/* ---- values at the end of a row (8.7) */

static const struct {
    const char *what;
    const char *values[5];
    long most;
    const char *want;
} fits[] = {
    { "all fit", { "a", "b", "c" }, 20, "a b c" },
    { "just", { "abc", "de" }, 6, "abc de" },
    { "the first is cut", { "abcdef", "x" }, 7, "ab\xe2\x80\xa6 x" },
    { "to nothing, its blank stays", { "abcdef", "x" }, 2, " x" },
    { "then dropped, of three", { "abc", "de", "f" }, 4, "de f" },
    { "and so on", { "abc", "defghi", "j", "k" }, 3, "j k" },
    { "two that do not fit are none", { "abc", "defghij" }, 4, "" },
    { "one that does not fit is nothing", { "abcdef" }, 3, "" },
    { "blanks are left out", { "a", " ", "", "b" }, 20, "a b" },
    { "a blank first of two is none", { "", "abcdef" }, 3, "" },
    { "one character is no start of a cut text", { "a\xf0\x9f\x98\x80", "x" }, 6, " x" },
    { "bytes count", { "\xe6\x9d\xb1\xe4\xba\xac\xe6\x9d\xb1" }, 8, "\xe6\x9d\xb1\xe2\x80\xa6" },
    { "two lines do end", { "abcd\nefgh", "x" }, 10, "abcd\n\xe2\x80\xa6 x" },
};

static const char *fitted(const char *const *values, long most, pl_buf *out)
{
    pl_dimension d[5];
    pl_check_row row = { .dimensions = d };
    pl_pen pen = { .out = out };
    pl_fitted fit = { 0 };
    for (; row.n_dimensions < 5 && values[row.n_dimensions]; row.n_dimensions++)
        d[row.n_dimensions] = (pl_dimension){ .value = pl_str_cstr(values[row.n_dimensions]) };
    out->len = 0;
    pl_dims_fit(&pen, &row, most, &fit);
    long length = pl_dims_write(&pen, NULL, &row, &fit);
    CHECK_INT(length, pl_pen_length(&pen, pl_buf_view(out)), "what it says");
    pl_buf_byte(out, 0);
    pl_buf_done(&fit.room);
    return out->ptr;
}

TEST(values_fit)
{
    pl_buf out = { 0 };
    for (size_t i = 0; i < PL_COUNT(fits); i++)
        CHECK_STR(fitted(fits[i].values, fits[i].most, &out), fits[i].want, fits[i].what);
    pl_buf_done(&out);
}

/* One character goes after the other, says the rule: what comes out is what that loop gives. */
TEST(cutting_at_once_is_cutting_one_by_one)
{
    static const char *const texts[] = { "abcdefgh",
                                         "\xc3\xa4"
                                         "b\xe6\x9d\xb1"
                                         "defg",
                                         "a b c d e" };
    pl_buf out = { 0 }, slow = { 0 }, next = { 0 };
    pl_pen pen = { 0 };
    for (size_t t = 0; t < PL_COUNT(texts); t++)
        for (long most = 1; most < 14; most++) {
            const char *values[5] = { texts[t], "yy" };
            slow.len = 0;
            pl_buf_cstr(&slow, texts[t]);
            while ((long)slow.len + 3 > most && slow.len) {
                next.len = 0;
                long n = pl_pen_length(&pen, pl_buf_view(&slow));
                pl_pen_cut(&pen, pl_buf_view(&slow), n - 1, &next);
                slow.len = 0;
                pl_buf_str(&slow, pl_buf_view(&next));
            }
            if ((long)slow.len + 3 <= most)
                pl_buf_cstr(&slow, " yy");
            pl_buf_byte(&slow, 0);
            CHECK_STR(fitted(values, most, &out), slow.ptr, texts[t]);
        }
    pl_buf_done(&out);
    pl_buf_done(&slow);
    pl_buf_done(&next);
}

TEST(a_megabyte_is_cut_at_once)
{
    enum { SIZE = 1 << 20 };
    char *text = pl_mem_alloc(SIZE + 1);
    const char *values[5] = { text, "x" };
    pl_buf out = { 0 };
    memset(text, 'a', SIZE);
    text[SIZE] = 0;
    CHECK_INT(strlen(fitted(values, 60, &out)), 60, "as much as there is room for");
    pl_buf_done(&out);
    pl_mem_free(text);
}
