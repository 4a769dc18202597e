/* http_chunk.h - the body of a request in chunks (RFC 9112 7.1).
 *
 * Sizes, extensions and trailers are read and thrown away; what is data is handed out in the
 * pieces in which it came, nothing is stored. Lines end with CRLF, as in heads. Extensions and
 * trailers of a body are at most PL_HTTP_CHUNK_EXTRA bytes, so a body is never much longer than
 * its data.
 *
 * Threads: one user. */
#ifndef PL_SERVER_HTTP_CHUNK_H
#define PL_SERVER_HTTP_CHUNK_H
#include <pipelite/base.h>

enum { PL_HTTP_CHUNK_EXTRA = 8192, PL_HTTP_CHUNK_DIGITS = 32 };

typedef struct pl_http_chunks {
    int state;
    uint64_t left;   /* of the chunk */
    uint32_t digits; /* of its size */
    uint32_t extra;  /* bytes of extensions and trailers so far */
} pl_http_chunks;

typedef enum pl_http_chunk_event {
    PL_HTTP_CHUNK_MORE, /* all bytes were used */
    PL_HTTP_CHUNK_DATA, /* `*data` is a piece of the body */
    PL_HTTP_CHUNK_END,  /* the body has ended */
    PL_HTTP_CHUNK_BAD,  /* this is no body */
} pl_http_chunk_event;

void pl_http_chunks_init(pl_http_chunks *chunks);
/* Read on. `*used`: how many of the `n` bytes; `*data` is borrowed from them. After END and BAD
 * only pl_http_chunks_init() may follow. */
pl_http_chunk_event pl_http_chunks_next(pl_http_chunks *chunks, const char *bytes, size_t n,
                                        size_t *used, pl_str *data);

#endif
