/* Normal form C, where strings become values. */
#include "base/nfc.h"
#include "base/str.h"
#include "unit/test.h"

static const struct {
    const char *what, *src, *want;
    bool quick;
} rows[] = {
    { "nothing", "", "", true },
    { "ASCII", "plain text", "plain text", true },
    { "a composed letter", "caf\303\251", "caf\303\251", true },
    { "a letter and its accent", "cafe\314\201", "caf\303\251", false },
    { "a dash is in normal form", "a \342\200\223 b", "a \342\200\223 b", false },
    { "accents in canonical order", "a\314\247\314\201", "\303\241\314\247", false },
    { "an Angstrom sign is a letter", "\342\204\253", "\303\205", false },
    { "Hangul composes", "\341\204\222\341\205\241\341\206\253", "\355\225\234", false },
    { "emoji stay", "\360\237\232\200\357\270\217", "\360\237\232\200\357\270\217", false },
    { "what is no UTF-8 stays", "e\314\201\377", "e\314\201\377", false },
    { "nor is a stray byte before it", "\200 e\314\201", "\200 e\314\201", false },
    { "pieces between others", "e\314\201 \342\200\223 ae\314\201b o\314\210",
      "\303\251 \342\200\223 a\303\251b \303\266", false },
    { "an accent at the start", "\314\201a", "\314\201a", false },
    { "half a character at the end stays", "\342\204", "\342\204", false },
};

TEST(texts_are_composed)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_buf buf = { 0 };
        pl_buf_cstr(&buf, "e\314\201|"); /* not part of the tail */
        size_t from = buf.len;
        pl_buf_cstr(&buf, rows[i].src);
        pl_nfc_tail(&buf, from);
        pl_buf_byte(&buf, 0);
        CHECK_STR(buf.ptr + from, rows[i].want, rows[i].what);
        CHECK(memcmp(buf.ptr, "e\314\201|", from) == 0, "what is in front stays");
        CHECK(pl_nfc_is_quick(pl_str_cstr(rows[i].src)) == rows[i].quick, rows[i].what);
        pl_buf_done(&buf);
    }
}

TEST(long_pieces_are_composed)
{
    pl_buf buf = { 0 };
    for (int i = 0; i < 1000; i++) /* one piece: a letter above ASCII, and its accent */
        pl_buf_cstr(&buf, "\303\206\314\201");
    pl_nfc_tail(&buf, 0);
    CHECK_INT(buf.len, 2000, "each pair is one letter");
    CHECK(memcmp(buf.ptr + 1998, "\307\274", 2) == 0, "the last one too");
    pl_buf_done(&buf);
}

/* `n` marks, of class 230 and of class 220 by turns. */
static void put_marks(pl_buf *buf, size_t n)
{
    for (size_t i = 0; i < n; i++)
        pl_buf_cstr(buf, i % 2 ? "\314\226" : "\314\201");
}

static size_t joiners(const pl_buf *buf)
{
    size_t n = 0;
    for (size_t i = 0; i + 1 < buf->len; i++)
        n += memcmp(buf->ptr + i, "\315\217", 2) == 0;
    return n;
}

TEST(more_than_thirty_marks_are_divided)
{
    static const struct {
        const char *what, *start;
        size_t marks, joiners;
    } runs[] = {
        { "thirty are not", "b", 30, 0 },
        { "one more is", "b", 31, 1 },
        { "that of a composed letter counts", "\303\251", 30, 1 },
        { "sixty need one", "b", 60, 1 },
        { "and one more two", "b", 61, 2 },
        { "without a letter in front", "", 31, 1 },
    };
    for (size_t i = 0; i < PL_COUNT(runs); i++) {
        pl_buf buf = { 0 };
        pl_buf_cstr(&buf, runs[i].start);
        put_marks(&buf, runs[i].marks);
        pl_nfc_tail(&buf, 0);
        CHECK_INT(joiners(&buf), runs[i].joiners, runs[i].what);
        size_t len = buf.len;
        pl_nfc_tail(&buf, 0);
        CHECK_INT(buf.len, len, "and stays as it is");
        pl_buf_done(&buf);
    }
}

TEST(marks_cost_linear_time) /* 200,000 of them took 30 s */
{
    pl_buf buf = { 0 };
    pl_buf_cstr(&buf, "a");
    for (int class = 0; class < 2; class ++)
        for (int i = 0; i < 200000; i++)
            pl_buf_cstr(&buf, class ? "\314\226" : "\314\201");
    pl_nfc_tail(&buf, 0);
    CHECK_INT(joiners(&buf), 400000 / 30, "after each thirty");
    CHECK(pl_str_starts(pl_buf_view(&buf), PL_S("\303\241\314\201")), "the first is composed");
    pl_buf_done(&buf);
}
