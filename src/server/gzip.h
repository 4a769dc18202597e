/* gzip.h - zlib over the memory of the library, which does not run out while a stream is begun.
 *
 * Threads: pure. */
#ifndef PL_SERVER_GZIP_H
#define PL_SERVER_GZIP_H
#include <zlib.h>

#include "base/buf.h"

enum { PL_GZIP_WINDOW = MAX_WBITS + 16 }; /* 16: a gzip header instead of zlib's */

/* For deflateInit2() and inflateInit2(). */
z_stream pl_gzip_stream(void);
/* Append `text`, compressed at that level. */
void pl_gzip(pl_str text, int level, pl_buf *out);

#endif
