/* fn_encoding.c - base64, gzip, query escapes, CSV, the environment (hcl.md 7.3). */
#include "base/alloc.h"
#include "base/utf8.h"
#include "hcl/fn_text.h"
#include <zlib.h>

bool pl_fn__base64encode(pl_call *call, pl_value *out)
{
    pl_str s = pl_text__arg(call, 0);
    pl_buf text = { 0 };
    if (!pl_fn_charge(call, s.len / 3 * 4 + 4))
        return false;
    pl_text__base64(&text, s.ptr, s.len);
    return pl_text__give_buf(call, &text, out);
}

bool pl_fn__base64decode(pl_call *call, pl_value *out)
{
    pl_str s = pl_text__arg(call, 0);
    pl_buf text = { 0 };
    if (!pl_fn_charge(call, s.len))
        return false;
    bool decoded = pl_text__unbase64(s, &text) < 0;
    if (decoded && pl_utf8_valid(pl_buf_view(&text)))
        return pl_text__give_buf(call, &text, out);
    pl_buf_done(&text);
    return decoded ? pl_fn_fail(call, "the result of decoding the provided string is not valid "
                                      "UTF-8")
                   : pl_fn_fail(call, "failed to decode base64 data %.*s",
                                PL_FMT(pl_text__quoted_arg(call, 0)));
}

/* ---- gzip */

/* The header has no name, time and system, so the result depends on the text alone. */
static const unsigned char gzip_head[] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff };

static void put_le32(pl_buf *out, uint32_t n)
{
    char bytes[4] = { (char)n, (char)(n >> 8), (char)(n >> 16), (char)(n >> 24) };
    pl_buf_add(out, bytes, 4);
}

/* Compress with a flush before the end, as the reference does: the last block is stored and
 * empty, where zlib itself would write fewer bytes. */
static bool deflate_text(pl_str s, pl_buf *out)
{
    z_stream z = { 0 };
    if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    size_t room = deflateBound(&z, s.len) + 64;
    z.next_in = (Bytef *)(uintptr_t)s.ptr;
    z.avail_in = (uInt)s.len;
    z.next_out = (Bytef *)pl_buf_reserve(out, room);
    z.avail_out = (uInt)room;
    bool ok = deflate(&z, Z_SYNC_FLUSH) == Z_OK;
    out->len += room - z.avail_out;
    deflateEnd(&z);
    pl_buf_add(out, "\x01\x00\x00\xff\xff", 5);
    return ok;
}

bool pl_fn__base64gzip(pl_call *call, pl_value *out)
{
    pl_str s = pl_text__arg(call, 0);
    pl_buf packed = { 0 }, text = { 0 };
    if (!pl_fn_charge(call, (uint64_t)s.len * 3 + 4096))
        return false;
    pl_buf_add(&packed, gzip_head, sizeof gzip_head);
    bool ok = deflate_text(s, &packed);
    put_le32(&packed, (uint32_t)crc32(0, (const Bytef *)s.ptr, (uInt)s.len));
    put_le32(&packed, (uint32_t)s.len);
    pl_text__base64(&text, packed.ptr, packed.len);
    pl_buf_done(&packed);
    if (ok)
        return pl_text__give_buf(call, &text, out);
    pl_buf_done(&text);
    return pl_fn_fail(call, "failed to write gzip raw data");
}

/* ---- query escapes, environment */

static bool is_unreserved(char c)
{
    char low = (char)(c | 0x20);
    return (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.' || c == '~';
}

bool pl_fn__urlencode(pl_call *call, pl_value *out)
{
    pl_str s = pl_text__arg(call, 0);
    pl_buf text = { 0 };
    if (!pl_fn_charge(call, (uint64_t)s.len * 3))
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == ' ')
            pl_buf_byte(&text, '+');
        else if (is_unreserved(s.ptr[i]))
            pl_buf_byte(&text, s.ptr[i]);
        else
            pl_buf_printf(&text, "%%%02X", (unsigned char)s.ptr[i]);
    }
    return pl_text__give_buf(call, &text, out);
}

bool pl_fn__env(pl_call *call, pl_value *out)
{
    pl_str key = pl_text__arg(call, 0);
    uint64_t looked_at = 0;
    pl_fn_moment(call);
    for (const char *const *e = call->env ? call->env->environ : NULL; e && *e; e++) {
        pl_str value = pl_str_cstr(*e), name = pl_str_split(&value, '=');
        looked_at += name.len + value.len + sizeof *e;
        if (value.ptr && pl_str_eq(name, key))
            return pl_fn_charge(call, looked_at) && pl_text__give(call, value, out);
    }
    return pl_fn_charge(call, looked_at) && pl_text__slice(PL_S(""), out);
}
