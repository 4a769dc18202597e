/* fuzz_ws_frames.c - any bytes are frames of a client or none, and the same ones in any pieces;
 * text that comes whole is UTF-8. The first byte is the size of the pieces. */
#include "server/frames.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct heard {
    pl_buf events;  /* kinds and codes, the pieces of a message as one */
    pl_buf message; /* that is under way */
} heard;

static void hear(heard *h, const pl_frame_event *e)
{
    if (e->kind == PL_FRAME_DATA) {
        pl_buf_str(&h->message, e->bytes);
        return;
    }
    pl_buf_printf(&h->events, "%d %u %d ", e->kind, e->code, e->binary);
    pl_buf_str(&h->events, e->bytes);
    if (e->kind != PL_FRAME_END)
        return;
    assert(e->binary || pl_utf8_valid(pl_buf_view(&h->message)));
    pl_buf_str(&h->events, pl_buf_view(&h->message));
    h->message.len = 0;
}

static void read_frames(heard *h, const uint8_t *data, size_t n, size_t step)
{
    pl_frame_event event = { .kind = PL_FRAME_NONE };
    pl_frames frames = { 0 };
    char *bytes = malloc(n);
    size_t at = 0;

    memcpy(bytes, data, n); /* they are changed */
    while (at < n && event.kind < PL_FRAME_CLOSE) {
        size_t end = n - at < step ? n : at + step;

        do {
            at += pl_frames_next(&frames, bytes + at, end - at, &event);
            if (event.kind != PL_FRAME_NONE)
                hear(h, &event);
        } while (event.kind != PL_FRAME_NONE && event.kind < PL_FRAME_CLOSE);
        assert(at == end || event.kind >= PL_FRAME_CLOSE);
    }
    assert(event.kind != PL_FRAME_CLOSE || event.code == PL_CLOSE_NO_CODE ||
           pl_close_code_sound(event.code));
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    heard whole = { 0 }, pieces = { 0 };

    if (size < 2)
        return 0;
    read_frames(&whole, data + 1, size - 1, size);
    read_frames(&pieces, data + 1, size - 1, data[0] % 64 + 1);
    assert(whole.events.len == pieces.events.len);
    assert(!whole.events.len || memcmp(whole.events.ptr, pieces.events.ptr, whole.events.len) == 0);
    pl_buf_done(&whole.events);
    pl_buf_done(&whole.message);
    pl_buf_done(&pieces.events);
    pl_buf_done(&pieces.message);
    return 0;
}
