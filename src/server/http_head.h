/* http_head.h - the head of a request: request line and fields, up to the empty line.
 *
 * A head is read by one machine (http_head.rl), which is the grammar of RFC 9112 and RFC 9110
 * without what these let a server refuse: a line ends with CRLF and never with LF alone, no line
 * is folded, nothing stands between a name and its colon. What the grammar does not match is
 * refused at its first wrong byte, before it is stored anywhere but in the bytes themselves.
 *
 * The framing fields - Host, Content-Length, Transfer-Encoding - have productions of their own, so
 * that two readers cannot differ about where a request ends. All other fields are tokens with a
 * value; a name that begins like a known one is just another token.
 *
 * Bytes may come in any pieces: the caller passes all of the head that it has each time, and the
 * machine goes on where it stopped. A head points into nothing: it keeps offsets.
 *
 * Threads: one user. */
#ifndef PL_SERVER_HTTP_HEAD_H
#define PL_SERVER_HTTP_HEAD_H
#include "server/request.h"

typedef struct pl_http_span {
    uint32_t at, n; /* bytes of the head */
} pl_http_span;

typedef struct pl_http_head {
    int state;     /* of the machine */
    uint32_t read; /* bytes of the head so far; all of it at the end */
    pl_http_span method, path, query, authority; /* authority: of an absolute target */
    bool asterisk;                               /* the target is "*" */
    uint8_t major, minor;
    pl_http_span name, value;            /* of the field that is being read */
    pl_http_span field[PL_HEADER_COUNT]; /* the first of each; n 0: absent or empty */
    uint32_t seen, repeated;             /* bits of pl_header */
    uint8_t hosts, lengths;              /* how many fields; 2 stands for more */
    uint64_t length;                     /* of Content-Length; UINT64_MAX: too large for a number */
    uint8_t chunked;                     /* codings that are "chunked"; 2 stands for more */
    bool coded, chunked_last, unknown;   /* Transfer-Encoding is there; other codings in it */
} pl_http_head;

typedef enum pl_http_progress {
    PL_HTTP_MORE, /* the head is not whole yet */
    PL_HTTP_DONE, /* its `read` bytes are a head */
    PL_HTTP_BAD,  /* byte number `read` cannot stand there */
} pl_http_progress;

void pl_http_head_init(pl_http_head *head);
/* Go on with the head whose first `n` bytes are at `bytes`: those of the call before, and more.
 * After DONE and BAD only pl_http_head_init() may follow. */
pl_http_progress pl_http_head_feed(pl_http_head *head, const char *bytes, size_t n);

/* Can a head that is DONE be served? Returns 200 or the status of the refusal: 400, 501 (an unknown
 * coding), 505 (a version). `*why`: a line for people, static. */
unsigned pl_http_head_judge(const pl_http_head *head, const char **why);
/* May another request follow the answer on this connection? */
bool pl_http_head_keeps(const pl_request *request, const pl_http_head *head);

/* http_target.c: fill in method, path, args and header from a head that is DONE. Texts are copies
 * in the arena of the request. False: an escape stands for a character that is not allowed (a NUL;
 * in the path any control character), or "*" comes with another method than OPTIONS. */
bool pl_http_head_read(const pl_http_head *head, const char *bytes, pl_request *request);
/* Decode the escapes of a path, and take out empty, "." and ".." segments; ".." at the root stays
 * there. In `arena`. */
pl_str pl_http_path(pl_str path, pl_arena *arena);

#endif
