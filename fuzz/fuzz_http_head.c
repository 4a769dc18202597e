/* fuzz_http_head.c - any bytes are a head or none; in any pieces they are the same; and what is
 * taken for a request has nothing in it that routes may not see. The first byte is the size of the
 * pieces. */
#include "server/http_head.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static pl_http_progress feed(pl_http_head *head, const char *bytes, size_t n, size_t step)
{
    pl_http_progress progress = PL_HTTP_MORE;

    pl_http_head_init(head);
    for (size_t have = 0; have < n && progress == PL_HTTP_MORE;) {
        have = have + step < n ? have + step : n;
        progress = pl_http_head_feed(head, bytes, have);
    }
    return progress;
}

static void check_text(pl_str text)
{
    for (size_t i = 0; i < text.len; i++)
        assert(((unsigned char)text.ptr[i] >= ' ' || text.ptr[i] == '\t') && text.ptr[i] != 127);
}

/* A path is that of this server: it begins with one slash and never climbs. */
static void check_path(pl_str path)
{
    assert(path.len && path.ptr[0] == '/' && pl_str_find(path, 0) == path.len);
    assert(!memmem(path.ptr, path.len, "//", 2) && !memmem(path.ptr, path.len, "/../", 4));
    assert(!pl_str_ends(path, PL_S("/..")) && !pl_str_ends(path, PL_S("/.")));
}

static void check_request(const pl_http_head *head, const char *bytes)
{
    pl_request request = { .method = PL_METHOD_OTHER };
    const char *why;

    if (pl_http_head_judge(head, &why) == 200 && pl_http_head_read(head, bytes, &request)) {
        check_path(request.path);
        for (int i = 0; i < PL_HEADER_COUNT; i++)
            check_text(request.header[i]);
        assert(!(head->coded && head->lengths) && head->lengths < 2 && head->hosts < 2);
    }
    pl_arena_done(&request.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pl_http_head whole, pieces;
    pl_http_progress progress;
    char *bytes;

    if (size < 2)
        return 0;
    size--;
    bytes = malloc(size);
    memcpy(bytes, data + 1, size);
    progress = feed(&whole, bytes, size, size);
    assert(feed(&pieces, bytes, size, data[0] % 64 + 1) == progress);
    assert(memcmp(&whole, &pieces, sizeof whole) == 0);
    assert(whole.read <= size);
    if (progress == PL_HTTP_DONE)
        check_request(&whole, bytes);
    free(bytes);
    return 0;
}
