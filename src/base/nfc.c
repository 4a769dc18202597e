#include "base/nfc.h"
#include "base/alloc.h"
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

void pl_nfc_tail(pl_buf *buf, size_t from)
{
    const utf8proc_option_t how = UTF8PROC_COMPOSE | UTF8PROC_STABLE;
    const utf8proc_uint8_t *text = (const utf8proc_uint8_t *)buf->ptr + from;
    size_t len = buf->len - from;
    if (pl_nfc_quick((pl_str){ (const char *)text, len }))
        return;
    utf8proc_ssize_t n = utf8proc_decompose(text, (utf8proc_ssize_t)len, NULL, 0, how);
    if (n < 0)
        return;
    /* The encoder needs a byte more than the code points take. */
    utf8proc_int32_t *points = pl_mem_alloc(((size_t)n + 1) * sizeof *points);
    utf8proc_decompose(text, (utf8proc_ssize_t)len, points, n, how);
    n = utf8proc_reencode(points, n, how);
    if (n >= 0) {
        buf->len = from;
        pl_buf_add(buf, points, (size_t)n);
    }
    pl_mem_free(points);
}
