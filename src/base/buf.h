/* buf.h - growable bytes. `{0}` is valid and empty. Threads: one user. */
#ifndef PL_BASE_BUF_H
#define PL_BASE_BUF_H
#include <pipelite/base.h>
#include <stdarg.h>

typedef struct pl_buf {
    char *ptr; /* owned; pl_buf_done() */
    size_t len, cap;
} pl_buf;

void pl_buf_done(pl_buf *buf);
/* Take the bytes out of the buffer, which is empty then. Owned; pl_mem_free(). */
char *pl_buf_take(pl_buf *buf, size_t *len);
char *pl_buf__grow(pl_buf *buf, size_t more); /* what pl_buf_reserve() does if there is no room */
/* Make room for `more` bytes after the text, where the returned pointer points; the caller writes
 * there and then adds to `len`. */
static inline char *pl_buf_reserve(pl_buf *buf, size_t more)
{
    bool fits = buf->cap && more <= buf->cap - buf->len;
    return fits ? buf->ptr + buf->len : pl_buf__grow(buf, more);
}
void pl_buf_add(pl_buf *buf, const void *bytes, size_t len);
void pl_buf_str(pl_buf *buf, pl_str s);
void pl_buf_cstr(pl_buf *buf, const char *s);
static inline void pl_buf_byte(pl_buf *buf, char c)
{
    if (buf->len == buf->cap)
        pl_buf_reserve(buf, 1);
    buf->ptr[buf->len++] = c;
}
void pl_buf_fill(pl_buf *buf, char c, size_t n);
void pl_buf_u64(pl_buf *buf, uint64_t n);
void pl_buf_printf(pl_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void pl_buf_vprintf(pl_buf *buf, const char *format, va_list args);

static inline pl_str pl_buf_view(const pl_buf *buf) /* borrowed until it grows */
{
    return (pl_str){ buf->ptr, buf->len };
}

#endif
