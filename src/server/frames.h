/* frames.h - the frames of a WebSocket (RFC 6455), as bytes.
 *
 *     HEAD --head is whole--> PAYLOAD --payload is over--> HEAD
 *
 * The reader takes the bytes of a client in any pieces, unmasks them where they lie, and hands out
 * events. It stores nothing but a head and the 125 bytes of a control frame. What a client may not
 * send is BROKEN, with the code for the close frame: reserved bits and opcodes, frames without a
 * mask, lengths that are not minimal, control frames that are long or in fragments, fragments out
 * of order, close codes that may not be sent (1002), text that is not UTF-8, also across fragments
 * (1007).
 *
 * Invariants (pl_frames__check):
 *     1. `n_head` is 0 in PAYLOAD, and less than the size of the head in HEAD.
 *     2. `left` is 0 in HEAD.
 *     3. Only a message of text expects more bytes of a character.
 *
 * wslay (1.1.1) was tried: of this list its frame functions refuse long and fragmented control
 * frames and lengths that are not minimal; the rest would have been a fence around it of more
 * lines than the decoding of 14 bytes.
 *
 * Threads: one user. */
#ifndef PL_SERVER_FRAMES_H
#define PL_SERVER_FRAMES_H
#include "base/invariant.h"
#include <pipelite/base.h>

typedef enum pl_opcode {
    PL_OPCODE_MORE = 0,
    PL_OPCODE_TEXT = 1,
    PL_OPCODE_BINARY = 2,
    PL_OPCODE_CLOSE = 8,
    PL_OPCODE_PING = 9,
    PL_OPCODE_PONG = 10,
} pl_opcode;

/* Codes of a close frame (RFC 6455 7.4.1). */
enum {
    PL_CLOSE_NORMAL = 1000,
    PL_CLOSE_PROTOCOL = 1002,
    PL_CLOSE_NO_CODE = 1005,  /* never sent */
    PL_CLOSE_NO_FRAME = 1006, /* never sent */
    PL_CLOSE_NO_TEXT = 1007,
    PL_CLOSE_TOO_LONG = 1009,
};

enum { PL_FRAME_HEAD_MAX = 14, PL_FRAME_CONTROL_MAX = 125 };

typedef enum pl_frames_state {
    PL_FRAMES_HEAD,
    PL_FRAMES_PAYLOAD,
} pl_frames_state;

/* An incomplete character: `more` bytes of it are missing, the next one is from `low` to `high`. */
typedef struct pl_partial {
    uint8_t more, low, high;
} pl_partial;

typedef struct pl_frames {
    pl_frames_state state;
    unsigned char head[PL_FRAME_HEAD_MAX];
    uint8_t n_head;
    bool last;             /* FIN */
    uint8_t opcode;        /* of the frame */
    uint8_t message;       /* opcode of the message that is under way; MORE: none is */
    unsigned char mask[4]; /* turned so that the next byte of the payload has the first one */
    uint64_t left;         /* of the payload */
    pl_partial partial;    /* of a message of text */
    uint8_t n_control;
    char control[PL_FRAME_CONTROL_MAX];
} pl_frames;

typedef enum pl_frame_kind {
    PL_FRAME_NONE, /* all bytes were used */
    PL_FRAME_DATA, /* `bytes`: a piece of a message */
    PL_FRAME_END,  /* the message is whole */
    PL_FRAME_PING, /* `bytes`: what the pong repeats */
    PL_FRAME_PONG,
    PL_FRAME_CLOSE,  /* `code`: the client's, or 1005 */
    PL_FRAME_BROKEN, /* `code`: why */
} pl_frame_kind;

typedef struct pl_frame_event {
    pl_frame_kind kind;
    bool binary;  /* DATA, END */
    pl_str bytes; /* borrowed from what was read, or from the reader */
    unsigned code;
} pl_frame_event;

/* Read up to the next event. Returns how many of the `n` bytes were used; they are unmasked in
 * place. `{0}` is a new reader. After CLOSE and BROKEN it must not be called again. */
size_t pl_frames_next(pl_frames *frames, char *bytes, size_t n, pl_frame_event *event);

/* Write the head of a frame of ours, which has no mask. `last`: of its message; `n`: bytes of its
 * payload. Returns the size of the head. */
size_t pl_frame_write_head(unsigned char out[PL_FRAME_HEAD_MAX], pl_opcode opcode, bool last,
                           uint64_t n);
/* May a client send a close frame with this code? */
bool pl_close_code_sound(unsigned code);

PL_CHECKS(pl_frames__check, pl_frames);

#endif
