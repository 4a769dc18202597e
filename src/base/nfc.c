/* nfc.c - normalises text to NFC piece by piece: pieces that are composed already are copied as
 * they are. */
#include "base/nfc.h"
#include "base/alloc.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include <assert.h>
#include <string.h>
#include <utf8proc.h>

/* Is `s` certainly composed? Characters below U+0300 are all composed and do not combine, and every
 * other character begins with a byte of 0xcc or more. */
bool pl_nfc_is_quick(pl_str s)
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
    pl_buf out;                      /* the result, begun at the first piece that is not composed */
    size_t copied;                   /* bytes of `text` that `out` stands for */
    PL_VEC(utf8proc_int32_t) points; /* code points of one piece, decomposed and in order */
    unsigned marks;                  /* how many combining marks `points` ends with */
} composer;

/* Find the first piece from `at` on that has a character from U+0300 on. False: there is none. */
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

static unsigned class_of(utf8proc_int32_t cp)
{
    return (unsigned)utf8proc_get_property(cp)->combining_class;
}

/* Insert a code point. Marks are in the order of their classes; there are at most MOST_MARKS of
 * them, so inserting is cheap whatever the text is. */
static void add_point(composer *c, utf8proc_int32_t cp)
{
    unsigned class = class_of(cp);
    pl_vec_push(&c->points, cp);
    c->marks = class ? c->marks + 1 : 0;
    size_t i = c->points.n - 1;
    for (size_t first = i + 1 - c->marks; class && i > first; i--) {
        if (class_of(c->points.at[i - 1]) <= class)
            break;
        c->points.at[i] = c->points.at[i - 1];
    }
    c->points.at[i] = cp;
}

/* Add the parts of one character. As in the Stream-Safe Text Format of UAX 15, a U+034F, the
 * combining grapheme joiner, follows after 30 marks, and the count begins anew. */
static void add_decomposed(composer *c, utf8proc_int32_t cp)
{
    enum { MOST_MARKS = 30, MOST_PARTS = 8, JOINER = 0x34f };
    utf8proc_int32_t parts[MOST_PARTS];
    int class = 0;
    utf8proc_ssize_t n =
        utf8proc_decompose_char(cp, parts, MOST_PARTS, UTF8PROC_COMPOSE | UTF8PROC_STABLE, &class);
    unsigned leading = 0;
    assert(n >= 0 && n <= MOST_PARTS);
    while (leading < (unsigned)n && class_of(parts[leading]))
        leading++;
    if (c->marks + leading > MOST_MARKS)
        add_point(c, JOINER);
    for (utf8proc_ssize_t i = 0; i < n; i++)
        add_point(c, parts[i]);
}

/* False: the piece is not valid UTF-8. */
static bool decompose(composer *c, const utf8proc_uint8_t *piece, utf8proc_ssize_t len)
{
    utf8proc_int32_t cp;
    c->points.n = 0;
    c->marks = 0;
    for (utf8proc_ssize_t at = 0, n; at < len; at += n) {
        n = utf8proc_iterate(piece + at, len - at, &cp);
        if (n <= 0)
            return false;
        add_decomposed(c, cp);
    }
    return true;
}

/* False: the piece is not valid UTF-8. */
static bool compose(composer *c, size_t start, size_t end)
{
    const utf8proc_uint8_t *piece = (const utf8proc_uint8_t *)c->text.ptr + start;
    utf8proc_ssize_t len = (utf8proc_ssize_t)(end - start);
    if (!decompose(c, piece, len))
        return false;
    pl_vec_push(&c->points, 0); /* the encoder needs a byte more than the code points take */
    utf8proc_int32_t *points = c->points.at;
    utf8proc_ssize_t n = utf8proc_reencode(points, (utf8proc_ssize_t)c->points.n - 1,
                                           UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    if (n >= 0 && (n != len || memcmp(points, piece, (size_t)len) != 0)) {
        pl_buf_str(&c->out, pl_str_sub(c->text, c->copied, start));
        pl_buf_add(&c->out, points, (size_t)n);
        c->copied = end;
    }
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
    pl_vec_done(&c.points);
    pl_buf_done(&c.out);
}
