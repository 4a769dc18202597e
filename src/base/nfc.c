#include "base/nfc.h"
#include "base/alloc.h"
#include "base/str.h"
#include "base/utf8.h"
#include <string.h>
#include <utf8proc.h>

/* Below U+0300 every character is composed already and none combines; the bytes
 * of all others begin with 0xcc or more. */
bool pl_nfc_quick(pl_str s)
{
    size_t i = 0;
    for (uint64_t word; i + sizeof word <= s.len; i += sizeof word) {
        memcpy(&word, s.ptr + i, sizeof word);
        if (word & 0x8080808080808080u)
            break;
    }
    for (; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0xcc)
            return false;
    return true;
}

/* ---- piece by piece: an ASCII character begins one, because it joins nothing before it */

typedef struct composer {
    pl_str text;
    pl_buf out;    /* from the first piece on that is not composed yet */
    size_t copied; /* bytes of `text` that `out` stands for */
} composer;

/* The first piece from `at` on with a character from U+0300 on: to its end. False when there
 * is none. */
static bool next_piece(pl_str s, size_t at, size_t *start, size_t *end)
{
    while (at < s.len && (unsigned char)s.ptr[at] < 0xcc)
        at++;
    if (at == s.len)
        return false;
    for (*end = at; *end < s.len && (unsigned char)s.ptr[*end] >= 0x80; ++*end)
        ;
    while (at && (unsigned char)s.ptr[at] >= 0x80)
        at--;
    *start = at;
    return true;
}

/* False when the piece is no UTF-8. */
static bool compose(composer *c, size_t start, size_t end)
{
    enum { FEW = 128 };
    const utf8proc_option_t how = UTF8PROC_COMPOSE | UTF8PROC_STABLE;
    const utf8proc_uint8_t *piece = (const utf8proc_uint8_t *)c->text.ptr + start;
    utf8proc_ssize_t len = (utf8proc_ssize_t)(end - start);
    utf8proc_int32_t few[FEW], *points = few;
    utf8proc_ssize_t n = utf8proc_decompose(piece, len, points, FEW - 1, how);
    if (n >= FEW) { /* the encoder needs a byte more than the code points take */
        points = pl_mem_alloc(((size_t)n + 1) * sizeof *points);
        utf8proc_decompose(piece, len, points, n, how);
    }
    if (n >= 0)
        n = utf8proc_reencode(points, n, how);
    if (n >= 0 && (n != len || memcmp(points, piece, (size_t)len) != 0)) {
        pl_buf_str(&c->out, pl_str_sub(c->text, c->copied, start));
        pl_buf_add(&c->out, points, (size_t)n);
        c->copied = end;
    }
    if (points != few)
        pl_mem_free(points);
    return n >= 0;
}

void pl_nfc_tail(pl_buf *buf, size_t from)
{
    composer c = { .text = pl_str_sub(pl_buf_view(buf), from, buf->len) };
    size_t start, end = 0;
    bool ok = true;
    while (ok && next_piece(c.text, end, &start, &end))
        ok = compose(&c, start, end);
    if (ok && c.copied && pl_utf8_valid(c.text)) {
        pl_buf_str(&c.out, pl_str_sub(c.text, c.copied, c.text.len));
        buf->len = from;
        pl_buf_str(buf, pl_buf_view(&c.out));
    }
    pl_buf_done(&c.out);
}
