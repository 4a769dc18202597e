/* json.h - a JSON text as a tree of nodes.
 *
 * Strict RFC 8259, one value and nothing after it. Numbers keep their text:
 * the reader of a value decides how exact it must be. As in Go's reader, bytes
 * that are no UTF-8 and lone surrogate escapes become U+FFFD, and the error
 * texts are Go's, so messages that quote them agree.
 *
 * Lifetime: nodes are in the arena; strings without escapes and number texts
 * are borrowed from the parsed text, decoded strings are in the arena.
 * Threads: immutable once parsed. */
#ifndef PL_VALUE_JSON_H
#define PL_VALUE_JSON_H
#include "base/arena.h"

/* Containers open at once; more is an error. No C stack is used for them. */
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
    bool is_dropped; /* while it is read: what is in it is not kept */
    uint32_t n;      /* ARRAY, OBJECT: items */
    pl_str key;      /* decoded, when an object holds this node */
    struct pl_json *next;
    union {
        pl_str text; /* NUMBER as written; STRING decoded */
        struct {
            struct pl_json *first, *last; /* ARRAY, OBJECT: in source order */
        };
    };
} pl_json;

typedef struct pl_json_error {
    size_t offset;         /* byte that cannot be; the length when the text ends early */
    uint32_t line, column; /* of it, from 1; the column in bytes */
    char message[96];      /* "invalid character 'x' after array element" */
} pl_json_error;

/* The tree of `text`, or NULL and *err filled (`err` may be NULL). */
const pl_json *pl_json_parse(pl_arena *arena, pl_str text, pl_json_error *err);

/* What of a large text is worth keeping. Memory is then that of the values that are open or kept,
 * not of the text. */
typedef struct pl_json_filter {
    void *ctx;
    /* A value begins (a container) or is read; `node->next` is the container that it is in. False:
     * it is checked and forgotten, with all that is in it. */
    bool (*wants)(void *ctx, const pl_json *node);
    /* A container that is kept has ended. True: it is of no more use and is forgotten. */
    bool (*ended)(void *ctx, const pl_json *node);
} pl_json_filter;
/* Like pl_json_parse(), with what the filter keeps in the tree; its root is always kept. What is
 * forgotten leaves the arena, so nothing else may be taken from it by the filter's functions. */
const pl_json *pl_json_read(pl_arena *arena, pl_str text, const pl_json_filter *filter,
                            pl_json_error *err);

/* Member `key` of an object: of several the last, as Go decides. NULL when it
 * is absent or `node` is NULL or no object, so look-ups chain. */
const pl_json *pl_json_get(const pl_json *node, const char *key);
/* First item of an array or object to walk by `next`; NULL for anything else. */
const pl_json *pl_json_first(const pl_json *node);
/* Text of a string or number; the empty text for anything else and NULL. */
pl_str pl_json_text(const pl_json *node);
bool pl_json_is(const pl_json *node, pl_json_kind kind);
/* A number without fraction and exponent that fits. False leaves *out alone. */
bool pl_json_int(const pl_json *node, int64_t *out);

#endif
