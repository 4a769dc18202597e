/* fuzz_http_chunk.c - any bytes are a body in chunks or none, and the same one in any pieces. The
 * first byte is the size of the pieces. */
#include "server/http_chunk.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static pl_http_chunk_event read_body(const char *bytes, size_t n, size_t step, size_t *at,
                                     pl_buf *body)
{
    pl_http_chunk_event event = PL_HTTP_CHUNK_MORE;
    pl_http_chunks chunks;
    pl_str piece;
    size_t used;

    pl_http_chunks_init(&chunks);
    for (*at = 0; *at < n && event <= PL_HTTP_CHUNK_DATA; *at += used) {
        size_t some = n - *at < step ? n - *at : step;

        event = pl_http_chunks_next(&chunks, bytes + *at, some, &used, &piece);
        assert(used <= some && (event != PL_HTTP_CHUNK_MORE || used == some));
        assert((event == PL_HTTP_CHUNK_DATA) == (piece.len > 0));
        pl_buf_str(body, piece);
    }
    return event == PL_HTTP_CHUNK_DATA ? PL_HTTP_CHUNK_MORE : event;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pl_buf whole = { 0 }, pieces = { 0 };
    pl_http_chunk_event event;
    size_t end, end_of_pieces;
    char *bytes;

    if (size < 2)
        return 0;
    size--;
    bytes = malloc(size);
    memcpy(bytes, data + 1, size);
    event = read_body(bytes, size, size, &end, &whole);
    assert(read_body(bytes, size, data[0] % 64 + 1, &end_of_pieces, &pieces) == event);
    assert(end == end_of_pieces && whole.len == pieces.len && whole.len <= size);
    assert(!whole.len || memcmp(whole.ptr, pieces.ptr, whole.len) == 0);
    pl_buf_done(&whole);
    pl_buf_done(&pieces);
    free(bytes);
    return 0;
}
