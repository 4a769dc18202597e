/* doc.h - a document to be written, as a tree of members in declared order.
 *
 * Resources that `list` and `show` print, snapshots and live messages are documents before they
 * are text. JSON writes members in declared order or sorted at every level; YAML and columns keep
 * the order (render/yaml.h, render/doc_columns.h). A PIECE stands for text that is kept elsewhere,
 * such as the rows of a query; the writer of the document passes a function that copies it.
 *
 * Lifetime: nodes are in the arena of the call. Texts and values are borrowed, unless a function
 * says that it copies; what pieces refer to is borrowed. Threads: one at a time. */
#ifndef PL_VALUE_DOC_H
#define PL_VALUE_DOC_H
#include "base/arena.h"
#include "base/jsonw.h"
#include "base/sink.h"
#include "value/value.h"

typedef enum pl_doc_kind {
    PL_DOC_NULL,
    PL_DOC_BOOL,
    PL_DOC_INT,
    PL_DOC_STRING,
    PL_DOC_VALUE, /* of the language; numbers are whole where they can be */
    PL_DOC_RAW,   /* JSON text */
    PL_DOC_PIECE, /* in an array: elements, with the commas between them */
    PL_DOC_ARRAY,
    PL_DOC_OBJECT,
    PL_DOC_MAP, /* an object with free keys: sorted in YAML too */
} pl_doc_kind;

typedef struct pl_doc {
    uint8_t kind; /* pl_doc_kind */
    bool hidden;  /* omitted with PL_DOC_STRIPPED */
    uint32_t n;   /* ARRAY, OBJECT, MAP: members */
    pl_str key;   /* in an object */
    union {
        bool b;
        int64_t i;
        pl_str text; /* STRING, RAW */
        pl_value value;
        struct {
            const void *what;
            /* Writes the elements; NULL: the writer's put_piece() does. `sink` is the writer's, to
             * be passed on between elements; NULL: there is none. */
            void (*produce)(const void *what, pl_jsonw *w, pl_sink *sink);
        } piece;
        struct {
            struct pl_doc *first, *last;
        };
    };
    struct pl_doc *next;
} pl_doc;

/* ---- building */

static inline bool pl_doc_has_members(const pl_doc *doc)
{
    return doc->kind >= PL_DOC_ARRAY;
}

pl_doc *pl_doc_new(pl_arena *arena, pl_doc_kind kind);
/* Append a new member to `parent` (`key` is empty in arrays). The node lies in `arena`. */
pl_doc *pl_doc_add(pl_arena *arena, pl_doc *parent, pl_str key, pl_doc_kind kind);
/* Append `doc`, which must not be in another document, to `parent`. */
void pl_doc_put(pl_doc *parent, pl_str key, pl_doc *doc);
/* Like pl_doc_put(), for a `doc` whose key is set already. */
void pl_doc_link(pl_doc *parent, pl_doc *doc);

pl_doc *pl_doc_string(pl_arena *arena, pl_doc *parent, pl_str key, pl_str text);
/* Append `text` unless it is empty. */
void pl_doc_text(pl_arena *arena, pl_doc *parent, const char *key, pl_str text);
pl_doc *pl_doc_string_copy(pl_arena *arena, pl_doc *parent, pl_str key, pl_str text);
pl_doc *pl_doc_raw(pl_arena *arena, pl_doc *parent, pl_str key, pl_str json);
pl_doc *pl_doc_int(pl_arena *arena, pl_doc *parent, pl_str key, int64_t i);
pl_doc *pl_doc_bool(pl_arena *arena, pl_doc *parent, pl_str key, bool b);
pl_doc *pl_doc_null(pl_arena *arena, pl_doc *parent, pl_str key);
pl_doc *pl_doc_value(pl_arena *arena, pl_doc *parent, pl_str key, pl_value v);
/* Append the value as JSON text (copied): numbers that were doubles in the form of doubles,
 * infinities as null (cli.md 7.8). */
pl_doc *pl_doc_value_text(pl_arena *arena, pl_doc *parent, pl_str key, pl_value v);
/* An array of copied strings. */
pl_doc *pl_doc_strings(pl_arena *arena, pl_doc *parent, pl_str key, const pl_str *list, uint32_t n);
pl_doc *pl_doc_piece(pl_arena *arena, pl_doc *array, const void *what);

/* A deep copy that shares the texts, for a caller that sorts a document which others read. */
pl_doc *pl_doc_copy(pl_arena *arena, const pl_doc *doc);
/* NULL: the object has no such member. */
pl_doc *pl_doc_member(const pl_doc *object, pl_str key);
/* Sort members by the bytes of their keys, here or at every level. Equal keys keep their order. */
void pl_doc_sort(pl_doc *object);
void pl_doc_sort_all(pl_doc *doc);

/* ---- writing JSON (doc_write.c) */

/* How a document is written. SORTED sorts each object in place before it is written. */
enum { PL_DOC_SORTED = 1 << 0, PL_DOC_STRIPPED = 1 << 1 };

typedef struct pl_doc_writer {
    unsigned how;
    /* Each may be NULL. Writes a key, or a string: those of `list` and `show` hide secrets. */
    void (*put_key)(void *ctx, pl_jsonw *w, pl_str key);
    void (*put_text)(void *ctx, pl_jsonw *w, pl_str key, pl_str text);
    /* Writes a piece without `produce`. */
    void (*put_piece)(void *ctx, pl_jsonw *w, const pl_doc *piece);
    /* Called between members and behind long texts: may write the buffer of the JSON writer and
     * empty it. The text of a document can be far longer than the document. False: stop. */
    bool (*drain)(void *ctx);
    void *ctx;
    pl_sink
        *sink; /* of pieces with `produce`, or NULL; its text is the buffer of the JSON writer */
} pl_doc_writer;

/* Write the document to `w` as JSON. PL_DOC_SORTED changes the order in `doc` itself. False if
 * drain() stopped it; the text is incomplete then. Recursion is bounded: documents are as deep as
 * the code that makes them, and values in them at most PL_VALUE_DEPTH. */
bool pl_doc_write(pl_doc *doc, const pl_doc_writer *how, pl_jsonw *w);

#endif
