/* Frames of a client: what they say, in whatever pieces they come. */
#include "unit/test.h"
#include "base/buf.h"
#include "base/str.h"
#include "server/frames.h"

/* Events as one line: "text(ab) end ping(x) close(1000)"; pieces of a message are joined. */
static void tell(const pl_frame_event *e, bool *open, pl_buf *out)
{
    if (*open && e->kind != PL_FRAME_DATA && e->kind != PL_FRAME_NONE) {
        pl_buf_cstr(out, ") ");
        *open = false;
    }
    switch (e->kind) {
    case PL_FRAME_NONE: break;
    case PL_FRAME_DATA:
        if (!*open)
            pl_buf_cstr(out, e->binary ? "binary(" : "text(");
        *open = true;
        pl_buf_str(out, e->bytes);
        break;
    case PL_FRAME_END: pl_buf_cstr(out, e->binary ? "END " : "end "); break;
    case PL_FRAME_PING: pl_buf_printf(out, "ping(%.*s) ", PL_FMT(e->bytes)); break;
    case PL_FRAME_PONG: pl_buf_cstr(out, "pong "); break;
    case PL_FRAME_CLOSE: pl_buf_printf(out, "close(%u) ", e->code); break;
    case PL_FRAME_BROKEN: pl_buf_printf(out, "broken(%u) ", e->code); break;
    }
}

/* Read in pieces of `step` bytes, each in memory of its own. */
static void read_frames(pl_str src, size_t step, pl_buf *out)
{
    pl_frame_event event = { .kind = PL_FRAME_NONE };
    pl_frames frames = { 0 };
    bool open = false, over = false;

    out->len = 0;
    for (size_t at = 0; at < src.len && !over; at += step) {
        size_t n = step < src.len - at ? step : src.len - at, used = 0;
        char *piece = malloc(n);

        memcpy(piece, src.ptr + at, n);
        do {
            used += pl_frames_next(&frames, piece + used, n - used, &event);
            tell(&event, &open, out);
            over = event.kind >= PL_FRAME_CLOSE;
        } while (event.kind != PL_FRAME_NONE && !over);
        CHECK(over || used == n, "all is used");
        free(piece);
    }
    if (open)
        pl_buf_cstr(out, "...");
    while (out->len && out->ptr[out->len - 1] == ' ')
        out->len--;
    pl_buf_byte(out, 0);
}

#define MASK "\x01\x02\x03\x04"
#define F(first, length, payload)                                                                  \
    {                                                                                              \
        first, length, payload, sizeof payload - 1                                                 \
    }
#define A25 "aaaaaaaaaaaaaaaaaaaaaaaaa"
#define A125 A25 A25 A25 A25 A25

/* `length`: the bytes behind the first one, without the mask; NULL: as they have to be. */
typedef struct frame {
    unsigned first;
    const char *length, *payload;
    size_t n;
} frame;

static void put_frame(const frame *f, pl_buf *out)
{
    pl_buf_byte(out, (char)f->first);
    if (f->length) {
        size_t size = (f->length[0] & 0x7f) == 0x7f ? 9 : (f->length[0] & 0x7f) == 0x7e ? 3 : 1;

        pl_buf_add(out, f->length, size);
    } else if (f->n < 126) {
        pl_buf_byte(out, (char)(0x80 | f->n));
    } else {
        pl_buf_byte(out, (char)(0x80 | 126));
        pl_buf_byte(out, (char)(f->n >> 8));
        pl_buf_byte(out, (char)f->n);
    }
    pl_buf_cstr(out, MASK);
    for (size_t i = 0; i < f->n; i++)
        pl_buf_byte(out, (char)(f->payload[i] ^ MASK[i % 4]));
}

/* First bytes: FIN 0x80, text 1, binary 2, close 8, ping 9, pong 10. */
static const struct {
    const char *what;
    frame frames[4];
    const char *want;
} rows[] = {
    { "a message", { F(0x81, NULL, "hello") }, "text(hello) end" },
    { "an empty message", { F(0x81, NULL, "") }, "end" },
    { "a long message", { F(0x81, NULL, A125 "b") }, "text(" A125 "b) end" },
    { "a binary message", { F(0x82, NULL, "\xff") }, "binary(\xff) END" },
    { "fragments",
      { F(0x01, NULL, "a"), F(0x00, NULL, ""), F(0x00, NULL, "b"), F(0x80, NULL, "c") },
      "text(abc) end" },
    { "a ping between fragments",
      { F(0x01, NULL, "a"), F(0x89, NULL, "p"), F(0x80, NULL, "b") },
      "text(a) ping(p) text(b) end" },
    { "two messages", { F(0x81, NULL, "a"), F(0x81, NULL, "b") }, "text(a) end text(b) end" },
    { "a piece of no message", { F(0x80, NULL, "a") }, "broken(1002)" },
    { "a piece behind a message",
      { F(0x81, NULL, "a"), F(0x80, NULL, "b") },
      "text(a) end broken(1002)" },
    { "a message in another", { F(0x01, NULL, "a"), F(0x81, NULL, "b") }, "text(a) broken(1002)" },
    { "a binary one in a text",
      { F(0x01, NULL, "a"), F(0x82, NULL, "b") },
      "text(a) broken(1002)" },
    { "the first reserved bit", { F(0xc1, NULL, "a") }, "broken(1002)" },
    { "the second", { F(0xa1, NULL, "a") }, "broken(1002)" },
    { "the third, of a ping", { F(0x99, NULL, "a") }, "broken(1002)" },
    { "opcode 3", { F(0x83, NULL, "a") }, "broken(1002)" },
    { "opcode 7", { F(0x87, NULL, "a") }, "broken(1002)" },
    { "opcode 11", { F(0x8b, NULL, "a") }, "broken(1002)" },
    { "opcode 15", { F(0x8f, NULL, "a") }, "broken(1002)" },
    { "no mask", { F(0x81, "\x01", "a") }, "broken(1002)" },
    { "no mask and no payload", { F(0x81, "\x00", "") }, "broken(1002)" },
    { "125 bytes in two", { F(0x81, "\xfe\x00\x7d", A125) }, "broken(1002)" },
    { "126 bytes in eight", { F(0x81, "\xff\0\0\0\0\0\0\0\x7e", A125 "b") }, "broken(1002)" },
    { "a length with the highest bit", { F(0x81, "\xff\x80\0\0\0\0\0\0\0", "a") }, "broken(1002)" },
    { "a length that is far away",
      { F(0x81, "\xff\x7f\xff\xff\xff\xff\xff\xff\xff", "a") },
      "text(a..." },

    { "a ping", { F(0x89, NULL, "") }, "ping()" },
    { "a ping of 125 bytes", { F(0x89, NULL, A125) }, "ping(" A125 ")" },
    { "a ping of 126 bytes", { F(0x89, NULL, A125 "b") }, "broken(1002)" },
    { "half a ping", { F(0x09, NULL, "a") }, "broken(1002)" },
    { "a pong", { F(0x8a, NULL, "x") }, "pong" },
    { "a pong of 126 bytes", { F(0x8a, NULL, A125 "b") }, "broken(1002)" },

    { "a close without a code", { F(0x88, NULL, "") }, "close(1005)" },
    { "half a code", { F(0x88, NULL, "\x03") }, "broken(1002)" },
    { "a code", { F(0x88, NULL, "\x03\xe8") }, "close(1000)" },
    { "a code and a reason",
      { F(0x88, NULL,
          "\x03\xe9"
          "by\xc3\xa9") },
      "close(1001)" },
    { "a reason that is no text",
      { F(0x88, NULL,
          "\x03\xe9"
          "\xff") },
      "broken(1007)" },
    { "a reason with half a character",
      { F(0x88, NULL,
          "\x03\xe9"
          "\xc3") },
      "broken(1007)" },
    { "half a close", { F(0x08, NULL, "\x03\xe8") }, "broken(1002)" },
    { "a close of 126 bytes", { F(0x88, NULL, "\x03\xe8" A125) }, "broken(1002)" },

    { "characters of all lengths",
      { F(0x81, NULL, "$\xc2\xa2\xe2\x82\xac\xf0\x90\x8d\x88") },
      "text($\xc2\xa2\xe2\x82\xac\xf0\x90\x8d\x88) end" },
    { "a character across fragments",
      { F(0x01, NULL, "\xe2"), F(0x00, NULL, "\x82"), F(0x80, NULL, "\xac") },
      "text(\xe2\x82\xac) end" },
    { "half a character at the end", { F(0x81, NULL, "\xe2\x82") }, "text(\xe2\x82) broken(1007)" },
    { "half a character at the end of fragments",
      { F(0x01, NULL, "\xe2"), F(0x80, NULL, "") },
      "text(\xe2) broken(1007)" },
    { "a binary message is no text",
      { F(0x02, NULL, "\xe2"), F(0x80, NULL, "\xff") },
      "binary(\xe2\xff) END" },
};

/* What is not UTF-8, whatever stands in front. */
static const char *const no_text[] = {
    "\x80",
    "\xbf",
    "\xc0\x80",
    "\xc1\xbf",
    "\xc2\x41",
    "\xe0\x80\x80",
    "\xe0\x9f\xbf",
    "\xed\xa0\x80",
    "\xed\xbf\xbf",
    "\xe2\x41\x80",
    "\xe2\x82\xc0",
    "\xf0\x80\x80\x80",
    "\xf0\x8f\xbf\xbf",
    "\xf4\x90\x80\x80",
    "\xf5\x80\x80\x80",
    "\xf8\x88\x80\x80\x80",
    "\xfe",
    "\xff",
};

TEST(frames_say_what_they_say_in_any_pieces)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_buf src = { 0 }, out = { 0 };

        for (size_t k = 0; k < 4 && rows[i].frames[k].payload; k++)
            put_frame(&rows[i].frames[k], &src);
        for (size_t step = src.len; step > 0; step--) {
            read_frames(pl_buf_view(&src), step, &out);
            CHECK_STR(out.ptr, rows[i].want, rows[i].what);
        }
        pl_buf_done(&src);
        pl_buf_done(&out);
    }
}

TEST(text_is_utf8)
{
    for (size_t i = 0; i < PL_COUNT(no_text); i++) {
        frame f = { 0x81, NULL, no_text[i], strlen(no_text[i]) };
        pl_buf src = { 0 }, out = { 0 };

        put_frame(&f, &src);
        for (size_t step = src.len; step > 0; step--) {
            read_frames(pl_buf_view(&src), step, &out);
            CHECK(strstr(out.ptr, "broken(1007)") != NULL, "it is refused");
        }
        pl_buf_done(&src);
        pl_buf_done(&out);
    }
}

static const struct {
    unsigned from, to;
    bool sound;
} codes[] = {
    { 0, 999, false },     { 1000, 1003, true }, { 1004, 1006, false },  { 1007, 1014, true },
    { 1015, 2999, false }, { 3000, 4999, true }, { 5000, 65535, false },
};

TEST(close_codes_are_those_of_the_rfc)
{
    for (size_t i = 0; i < PL_COUNT(codes); i++)
        for (unsigned code = codes[i].from; code <= codes[i].to; code++) {
            char payload[3] = { (char)(code >> 8), (char)code };
            frame f = { 0x88, NULL, payload, 2 };
            pl_buf src = { 0 }, out = { 0 };

            put_frame(&f, &src);
            read_frames(pl_buf_view(&src), src.len, &out);
            CHECK((strncmp(out.ptr, "close", 5) == 0) == codes[i].sound, "a code");
            pl_buf_done(&src);
            pl_buf_done(&out);
        }
}

TEST(heads_of_ours_have_the_shortest_length)
{
    unsigned char head[PL_FRAME_HEAD_MAX];

    CHECK_INT(pl_frame_write_head(head, PL_OPCODE_TEXT, true, 125), 2, "one byte");
    CHECK(head[0] == 0x81 && head[1] == 125, "FIN and text");
    CHECK_INT(pl_frame_write_head(head, PL_OPCODE_MORE, false, 126), 4, "two more");
    CHECK(head[0] == 0 && head[1] == 126 && head[2] == 0 && head[3] == 126, "a piece");
    CHECK_INT(pl_frame_write_head(head, PL_OPCODE_TEXT, true, 65535), 4, "the last of two");
    CHECK_INT(pl_frame_write_head(head, PL_OPCODE_TEXT, true, 65536), 10, "eight more");
    CHECK(head[1] == 127 && head[6] == 0 && head[7] == 1 && head[8] == 0 && head[9] == 0,
          "its bytes");
}
