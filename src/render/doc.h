/* doc.h - one resource as members in declaration order, before it is text.
 *
 * JSON sorts members, YAML keeps their order: both write the same document. A
 * document lies in an arena and borrows texts from the resources it shows.
 * Threads: plain data. */
#ifndef PL_RENDER_DOC_H
#define PL_RENDER_DOC_H
#include "base/arena.h"
#include "base/buf.h"
#include "render/sanitize.h"
#include "value/value.h"

typedef enum pl_doc_kind {
    PL_DOC_NULL,
    PL_DOC_BOOL,
    PL_DOC_INT,
    PL_DOC_STRING,
    PL_DOC_VALUE, /* of the language, written as list and show write values */
    PL_DOC_ARRAY,
    PL_DOC_OBJECT,
    PL_DOC_MAP, /* an object with free keys: sorted in YAML too */
} pl_doc_kind;

typedef struct pl_doc {
    uint8_t kind; /* pl_doc_kind */
    pl_str key;   /* in an object */
    uint32_t n;   /* ARRAY, OBJECT, MAP: members */
    union {
        bool b;
        int64_t i;
        pl_str text;
        pl_value value;
        struct {
            struct pl_doc *first, *last;
        };
    };
    struct pl_doc *next;
} pl_doc;

pl_doc *pl_doc_new(pl_arena *arena, pl_doc_kind kind);
/* A new member of `parent` (key empty in arrays). */
pl_doc *pl_doc_add(pl_arena *arena, pl_doc *parent, pl_str key, pl_doc_kind kind);
/* Append `doc`, which is in no other one, to the members of `parent`; its key is set already. */
void pl_doc_link(pl_doc *parent, pl_doc *doc);
void pl_doc_string(pl_arena *arena, pl_doc *parent, pl_str key, pl_str text);
void pl_doc_int(pl_arena *arena, pl_doc *parent, pl_str key, int64_t i);
void pl_doc_bool(pl_arena *arena, pl_doc *parent, pl_str key, bool b);
void pl_doc_value(pl_arena *arena, pl_doc *parent, pl_str key, pl_value v);

/* Called between members while a document is written: `take` may write the buffer and empty
 * it. Text of a document can be far longer than the document: each of a benchmark's references
 * has all of its `children`. False: stop. */
typedef struct pl_doc_drain {
    bool (*take)(void *ctx);
    void *ctx;
} pl_doc_drain;

/* doc_json.c: members in place by their keys' bytes. */
void pl_doc_sort(pl_doc *object);
/* Members sorted, indented by two blanks per level from `depth` on,
 * secrets taken out unless `secrets` is NULL (cli.md 2.4, 2.4.1). Sorts the members in place.
 * `drain` may be NULL; false when it says so. */
bool pl_doc_json(pl_doc *doc, unsigned depth, pl_sanitizer *secrets, const pl_doc_drain *drain,
                 pl_buf *out);

/* doc_columns.c: an object as one column per line; `pretty` paints the keys (2.7). For a
 * `terminal` keys and texts are made harmless. */
void pl_doc_columns(pl_doc *doc, bool pretty, bool terminal, pl_buf *out);

#endif
