#include "base/buf.h"
#include "base/assert.h"
#include "base/alloc.h"
#include <stdio.h>
#include <string.h>

void pl_buf_done(pl_buf *buf)
{
    pl_assert(buf->len <= buf->cap);
    pl_mem_drop(buf->ptr, buf->cap);
    *buf = (pl_buf){ 0 };
}

char *pl_buf_take(pl_buf *buf, size_t *len)
{
    pl_assert(buf->len <= buf->cap);
    char *out = buf->ptr;
    *len = buf->len;
    if (buf->cap >= PL_MEM_PAGES) { /* pages could not be freed without their number */
        out = pl_mem_alloc(buf->len);
        memcpy(out, buf->ptr, buf->len);
        pl_buf_done(buf);
    }
    *buf = (pl_buf){ 0 };
    return out;
}

char *pl_buf__grow(pl_buf *buf, size_t more)
{
    size_t need;
    if (__builtin_add_overflow(buf->len, more, &need))
        pl_oom(more);
    size_t cap = buf->cap < 64 ? 64 : buf->cap + buf->cap / 2;
    cap = cap < need ? need : cap;
    buf->ptr = pl_mem_resize(buf->ptr, buf->cap, cap);
    buf->cap = cap;
    return buf->ptr + buf->len;
}

void pl_buf_add(pl_buf *buf, const void *bytes, size_t len)
{
    if (!len)
        return;
    memcpy(pl_buf_reserve(buf, len), bytes, len);
    buf->len += len;
}

void pl_buf_str(pl_buf *buf, pl_str s)
{
    pl_buf_add(buf, s.ptr, s.len);
}

void pl_buf_cstr(pl_buf *buf, const char *s)
{
    pl_buf_add(buf, s, strlen(s));
}

void pl_buf_fill(pl_buf *buf, char c, size_t n)
{
    if (n)
        memset(pl_buf_reserve(buf, n), c, n);
    buf->len += n;
}

void pl_buf_u64(pl_buf *buf, uint64_t n)
{
    char digits[20], *at = digits + sizeof digits;
    do
        *--at = (char)('0' + n % 10);
    while (n /= 10);
    pl_buf_add(buf, at, (size_t)(digits + sizeof digits - at));
}

void pl_buf_vprintf(pl_buf *buf, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    size_t room = buf->cap - buf->len;
    int len = vsnprintf(room ? buf->ptr + buf->len : NULL, room, format, args);
    if (len > 0 && (size_t)len >= room)
        vsnprintf(pl_buf_reserve(buf, (size_t)len + 1), (size_t)len + 1, format, again);
    if (len > 0)
        buf->len += (size_t)len;
    va_end(again);
}

void pl_buf_printf(pl_buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    pl_buf_vprintf(buf, format, args);
    va_end(args);
}
