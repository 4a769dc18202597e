/* The wide loops of run.h against loops of one byte. Built twice: as it is and,
 * by test_run_plain.c, without vector instructions. */
#include "lex/run.h"
#include "unit/test.h"

enum { ROUNDS = 20000, MAX = 100, SLACK = 64 };

static const unsigned char *slow_text(const unsigned char *p, const unsigned char *pe, bool quoted)
{
    while (p < pe && !strchr(quoted ? "$%\r\n\"" : "$%\r\n", *p ? *p : 'x')) {
        unsigned slash = quoted && *p == '\\', len = pl_utf8_len(p + slash, pe);
        if (!len || (slash && (p[1] == '\n' || p[1] == '\r')))
            break;
        p += slash + len;
    }
    return p;
}

static const unsigned char *slow_name(const unsigned char *p, const unsigned char *pe)
{
    static const char name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    while (p < pe && *p && strchr(name, *p))
        p++;
    return p;
}

/* Mostly plain text, so that runs grow long; each call another one. */
static size_t fill(unsigned char *text, uint32_t *seed)
{
    static const char odd[] = "$%\r\n\"\\\xc3\xa9\xe2\x82\xac\xff/:@[`{^\0 ";
    size_t len = (*seed = *seed * 1103515245 + 12345) >> 16 & 0x7fff;
    len %= MAX;
    for (size_t i = 0; i < len; i++) {
        uint32_t r = (*seed = *seed * 1103515245 + 12345) >> 16;
        text[i] = r % 24 ? (unsigned char)("azAZ09_-"[r / 24 % 8])
                         : (unsigned char)odd[r / 24 % (sizeof odd - 1)];
    }
    /* What lies after the end must not matter. */
    memset(text + len, *seed & 0x10000 ? 'x' : '"', SLACK);
    return len;
}

TEST(runs_end_where_single_steps_end)
{
    unsigned char text[MAX + SLACK];
    uint32_t seed = 1;
    for (int i = 0; i < ROUNDS; i++) {
        size_t len = fill(text, &seed);
        for (size_t from = 0; from <= len; from += 7) {
            const unsigned char *p = text + from, *pe = text + len;
            assert_ptr_equal(pl_run_text(p, pe), slow_text(p, pe, false));
            assert_ptr_equal(pl_run_quoted(p, pe), slow_text(p, pe, true));
            assert_ptr_equal(pl_run_name(p, pe), slow_name(p, pe));
        }
    }
}

TEST(runs_stop_at_exactly_their_bytes)
{
    unsigned char text[1 + SLACK] = { 0 };
    for (unsigned c = 0; c < 256; c++) {
        const unsigned char *pe = text + 1;
        text[0] = (unsigned char)c;
        assert_ptr_equal(pl_run_text(text, pe), slow_text(text, pe, false));
        assert_ptr_equal(pl_run_quoted(text, pe), slow_text(text, pe, true));
        assert_ptr_equal(pl_run_name(text, pe), slow_name(text, pe));
    }
}
