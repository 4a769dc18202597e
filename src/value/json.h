/* json.h - parses a JSON text into a tree of nodes.
 *
 * Strict RFC 8259: one value and nothing after it. Numbers keep their text, so each reader decides
 * how exact a value must be. As in Go's reader, bytes that are no UTF-8 and lone surrogate escapes
 * become U+FFFD, and the error texts are Go's, so that messages that quote them agree.
 *
 * Lifetime: nodes are in the arena; strings without escapes and number texts
 * are borrowed from the parsed text, decoded strings are in the arena.
 * Threads: immutable once parsed. */
#ifndef PL_VALUE_JSON_H
#define PL_VALUE_JSON_H
#include "base/arena.h"

/* At most this many containers may be nested; more is an error. Nesting takes no C stack. */
enum { PL_JSON_DEPTH = 10000 };

typedef enum pl_json_kind {
    PL_JSON_NULL,
    PL_JSON_BOOL,
    PL_JSON_NUMBER,
    PL_JSON_STRING,
    PL_JSON_ARRAY,
    PL_JSON_OBJECT,
} pl_json_kind;

typedef struct pl_json {
    uint8_t kind;    /* pl_json_kind */
    bool truth;      /* BOOL */
    bool is_dropped; /* while it is read: its items are not kept */
    uint32_t n;      /* ARRAY, OBJECT: items */
    pl_str key;      /* decoded; of a member of an object */
    struct pl_json *next;
    union {
        pl_str text; /* NUMBER as written; STRING decoded */
        struct {
            struct pl_json *first, *last; /* ARRAY, OBJECT: in source order */
        };
    };
} pl_json;

typedef struct pl_json_error {
    size_t offset;         /* of the unexpected byte; the length if the text ends early */
    uint32_t line, column; /* of that byte, from 1; the column in bytes */
    char message[96];      /* "invalid character 'x' after array element" */
} pl_json_error;

/* The tree of `text`, or NULL with *err filled in (`err` may be NULL). */
const pl_json *pl_json_parse(pl_arena *arena, pl_str text, pl_json_error *err);

/* Decides which values of a large text are kept. Only values that are open or kept take memory. */
typedef struct pl_json_filter {
    void *ctx;
    /* Called when a container begins or another value was read; `node->next` is the container that
     * it is in. False: it is checked and dropped, with everything in it. */
    bool (*wants)(void *ctx, const pl_json *node);
    /* Called when a kept container has ended. True: it is no longer needed and is dropped. */
    bool (*ended)(void *ctx, const pl_json *node);
} pl_json_filter;
/* Like pl_json_parse(), but the tree holds only what the filter keeps; the root is always kept.
 * Dropped values leave the arena, so the filter's functions must not allocate from it. */
const pl_json *pl_json_read(pl_arena *arena, pl_str text, const pl_json_filter *filter,
                            pl_json_error *err);

/* The member `key` of an object: of several the last, as in Go. NULL if it is absent, or `node` is
 * NULL or no object, so that look-ups can be chained. */
const pl_json *pl_json_get(const pl_json *node, const char *key);
/* The first item of an array or object, to be walked by `next`; NULL for anything else. */
const pl_json *pl_json_first(const pl_json *node);
/* The text of a string or number; the empty text for anything else and NULL. */
pl_str pl_json_text(const pl_json *node);
bool pl_json_is(const pl_json *node, pl_json_kind kind);
/* Read a number without fraction and exponent that fits. False leaves *out alone. */
bool pl_json_int(const pl_json *node, int64_t *out);

#endif
