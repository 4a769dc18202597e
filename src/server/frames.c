/* frames.c - parses the frames of a client, from pieces of any size, and writes the heads of our
 * own frames. */
#include "server/frames.h"

#include <assert.h>

#include "base/str.h"

enum { FIN = 0x80, RESERVED = 0x70, OPCODE = 0x0f, MASKED = 0x80, LENGTH = 0x7f };

#ifndef NDEBUG
void pl_frames__check(const pl_frames *f)
{
    assert(f->n_head < PL_FRAME_HEAD_MAX && (f->state == PL_FRAMES_HEAD || !f->n_head));
    assert(f->state == PL_FRAMES_PAYLOAD || !f->left);
    assert(!f->partial.more || f->message == PL_OPCODE_TEXT);
}
#endif

/* ---- heads */

/* The size of the head of a client's frame, by its first two bytes; it includes the mask. */
static size_t head_size(const unsigned char *head)
{
    unsigned length = head[1] & LENGTH;

    return 2 + (length == 126 ? 2u : length == 127 ? 8u : 0u) + 4;
}

static uint64_t big_endian(const unsigned char *bytes, size_t n)
{
    uint64_t out = 0;

    for (size_t i = 0; i < n; i++)
        out = out << 8 | bytes[i];
    return out;
}

static bool is_control(unsigned opcode)
{
    return opcode >= PL_OPCODE_CLOSE;
}

/* Are the first two bytes those of a frame that may come now? */
static bool may_begin(const pl_frames *f)
{
    unsigned opcode = f->head[0] & OPCODE, length = f->head[1] & LENGTH;

    if ((f->head[0] & RESERVED) || !(f->head[1] & MASKED))
        return false;
    switch (opcode) {
    case PL_OPCODE_MORE: return f->message != PL_OPCODE_MORE;
    case PL_OPCODE_TEXT:
    case PL_OPCODE_BINARY: return f->message == PL_OPCODE_MORE;
    case PL_OPCODE_CLOSE:
        return (f->head[0] & FIN) && length <= PL_FRAME_CONTROL_MAX && length != 1;
    case PL_OPCODE_PING:
    case PL_OPCODE_PONG: return (f->head[0] & FIN) && length <= PL_FRAME_CONTROL_MAX;
    default: return false;
    }
}

/* Take the length out of a head that is whole; false: it could have been written shorter. */
static bool read_length(pl_frames *f)
{
    unsigned length = f->head[1] & LENGTH;

    if (length < 126) {
        f->left = length;
        return true;
    }
    f->left = big_endian(f->head + 2, length == 126 ? 2 : 8);
    return length == 126 ? f->left >= 126 : f->left > UINT16_MAX && f->left <= INT64_MAX;
}

/* Collect bytes of a head. Returns how many were used; `*sound` is false when there is no frame. */
static size_t take_head(pl_frames *f, const char *bytes, size_t n, bool *sound)
{
    size_t used = 0, size = f->n_head < 2 ? 2 : head_size(f->head);

    *sound = true;
    while (used < n && f->n_head < size) {
        f->head[f->n_head++] = (unsigned char)bytes[used++];
        if (f->n_head == 2 && !may_begin(f)) {
            *sound = false;
            f->n_head = 0;
            return used;
        }
        if (f->n_head >= 2)
            size = head_size(f->head);
    }
    if (f->n_head < size)
        return used;
    *sound = read_length(f);
    memcpy(f->mask, f->head + size - 4, 4);
    f->last = (f->head[0] & FIN) != 0;
    f->opcode = f->head[0] & OPCODE;
    if (!is_control(f->opcode) && f->opcode != PL_OPCODE_MORE)
        f->message = f->opcode;
    f->n_head = f->n_control = 0;
    f->state = PL_FRAMES_PAYLOAD;
    return used;
}

/* ---- UTF-8 */

/* Begin a character: note how many bytes follow its first one, and the range of the next (Unicode,
 * table 3-7). False: `c` is no first byte. */
static bool begin_character(pl_partial *p, unsigned char c)
{
    *p = (pl_partial){ .low = 0x80, .high = 0xbf };
    if (c < 0x80)
        return true;
    if (c < 0xc2 || c > 0xf4)
        return false;
    p->more = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
    if (c == 0xe0)
        p->low = 0xa0;
    else if (c == 0xed)
        p->high = 0x9f;
    else if (c == 0xf0)
        p->low = 0x90;
    else if (c == 0xf4)
        p->high = 0x8f;
    return true;
}

static bool read_text(pl_partial *p, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)bytes[i];

        if (!p->more) {
            if (!begin_character(p, c))
                return false;
            continue;
        }
        if (c < p->low || c > p->high)
            return false;
        *p = (pl_partial){ .more = (uint8_t)(p->more - 1), .low = 0x80, .high = 0xbf };
    }
    return true;
}

/* ---- payload */

static void unmask(pl_frames *f, char *bytes, size_t n)
{
    unsigned char mask[4];

    for (size_t i = 0; i < n; i++)
        bytes[i] ^= (char)f->mask[i & 3];
    for (size_t i = 0; i < 4; i++)
        mask[i] = f->mask[(n + i) & 3];
    memcpy(f->mask, mask, 4);
}

bool pl_close_code_sound(unsigned code)
{
    if (code >= 3000 && code < 5000)
        return true;
    return code >= 1000 && code <= 1014 && code != 1004 && code != PL_CLOSE_NO_CODE &&
           code != PL_CLOSE_NO_FRAME;
}

static void break_with(pl_frame_event *event, unsigned code)
{
    *event = (pl_frame_event){ .kind = PL_FRAME_BROKEN, .code = code };
}

static void end_close(pl_frames *f, pl_frame_event *event)
{
    pl_partial partial = { 0 };

    *event = (pl_frame_event){ .kind = PL_FRAME_CLOSE, .code = PL_CLOSE_NO_CODE };
    if (!f->n_control)
        return;
    event->code = (unsigned)big_endian((const unsigned char *)f->control, 2);
    if (!pl_close_code_sound(event->code))
        break_with(event, PL_CLOSE_PROTOCOL);
    else if (!read_text(&partial, f->control + 2, f->n_control - 2u) || partial.more)
        break_with(event, PL_CLOSE_NO_TEXT);
}

/* End a frame whose payload is complete, and make its event. */
static void end_frame(pl_frames *f, pl_frame_event *event)
{
    f->state = PL_FRAMES_HEAD;
    switch (f->opcode) {
    case PL_OPCODE_CLOSE: end_close(f, event); return;
    case PL_OPCODE_PING:
        *event = (pl_frame_event){ .kind = PL_FRAME_PING,
                                   .bytes = pl_str_make(f->control, f->n_control) };
        return;
    case PL_OPCODE_PONG: *event = (pl_frame_event){ .kind = PL_FRAME_PONG }; return;
    default: break;
    }
    if (!f->last)
        return;
    *event = (pl_frame_event){ .kind = PL_FRAME_END, .binary = f->message == PL_OPCODE_BINARY };
    f->message = PL_OPCODE_MORE;
    if (f->partial.more)
        break_with(event, PL_CLOSE_NO_TEXT);
    f->partial = (pl_partial){ 0 };
}

static size_t take_payload(pl_frames *f, char *bytes, size_t n, pl_frame_event *event)
{
    if (n > f->left)
        n = (size_t)f->left;
    f->left -= n;
    unmask(f, bytes, n);
    if (is_control(f->opcode)) {
        assert(f->n_control + n <= PL_FRAME_CONTROL_MAX);
        memcpy(f->control + f->n_control, bytes, n);
        f->n_control = (uint8_t)(f->n_control + n);
        return n;
    }
    *event = (pl_frame_event){ .kind = PL_FRAME_DATA,
                               .binary = f->message == PL_OPCODE_BINARY,
                               .bytes = pl_str_make(bytes, n) };
    if (!event->binary && !read_text(&f->partial, bytes, n))
        break_with(event, PL_CLOSE_NO_TEXT);
    return n;
}

size_t pl_frames_next(pl_frames *f, char *bytes, size_t n, pl_frame_event *event)
{
    size_t used = 0;
    bool sound;

    *event = (pl_frame_event){ .kind = PL_FRAME_NONE };
    while (event->kind == PL_FRAME_NONE) {
        if (f->state == PL_FRAMES_PAYLOAD && !f->left) {
            end_frame(f, event);
        } else if (used == n) {
            break;
        } else if (f->state == PL_FRAMES_PAYLOAD) {
            used += take_payload(f, bytes + used, n - used, event);
        } else {
            used += take_head(f, bytes + used, n - used, &sound);
            if (!sound)
                break_with(event, PL_CLOSE_PROTOCOL);
        }
    }
    if (event->kind != PL_FRAME_BROKEN)
        pl_frames__check(f);
    return used;
}

/* ---- frames of ours */

size_t pl_frame_write_head(unsigned char out[PL_FRAME_HEAD_MAX], pl_opcode opcode, bool last,
                           uint64_t n)
{
    size_t length = n < 126 ? 0 : n <= UINT16_MAX ? 2 : 8;

    out[0] = (unsigned char)((last ? FIN : 0) | opcode);
    out[1] = (unsigned char)(length == 0 ? n : length == 2 ? 126 : 127);
    for (size_t i = 0; i < length; i++)
        out[2 + i] = (unsigned char)(n >> 8 * (length - 1 - i));
    return 2 + length;
}
