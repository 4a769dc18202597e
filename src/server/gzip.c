#include "server/gzip.h"

#include <assert.h>

#include "base/alloc.h"

static void *take(void *ctx, unsigned n, unsigned size)
{
    (void)ctx;
    return pl_mem_alloc((size_t)n * size);
}

static void give(void *ctx, void *block)
{
    (void)ctx;
    pl_mem_free(block);
}

z_stream pl_gzip_stream(void)
{
    return (z_stream){ .zalloc = take, .zfree = give };
}

void pl_gzip(pl_str text, int level, pl_buf *out)
{
    z_stream z = pl_gzip_stream();
    int code = deflateInit2(&z, level, Z_DEFLATED, PL_GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY);
    size_t most;

    assert(code == Z_OK);
    most = deflateBound(&z, (uLong)text.len);
    z.next_in = (Bytef *)(uintptr_t)text.ptr;
    z.avail_in = (uInt)text.len;
    z.next_out = (Bytef *)pl_buf_reserve(out, most);
    z.avail_out = (uInt)most;
    code = deflate(&z, Z_FINISH);
    assert(code == Z_STREAM_END);
    (void)code;
    out->len += z.total_out;
    deflateEnd(&z);
}
