/* doc.h - documents (value/doc.h) as `list` and `show` print them. Threads: plain data. */
#ifndef PL_RENDER_DOC_H
#define PL_RENDER_DOC_H
#include "render/sanitize.h"
#include "value/doc.h"

/* Called between members while a document is written, see pl_doc_writer. */
typedef struct pl_doc_drain {
    bool (*take)(void *ctx);
    void *ctx;
} pl_doc_drain;

/* doc_json.c: members sorted, indented by two blanks per level from `depth` on, secrets taken out
 * unless `secrets` is NULL (cli.md 2.4, 2.4.1). Sorts the members in place. `drain` may be NULL;
 * false when it says so. */
bool pl_doc_json(pl_doc *doc, unsigned depth, pl_sanitizer *secrets, const pl_doc_drain *drain,
                 pl_buf *out);

/* doc_columns.c: an object as one column per line; `pretty` paints the keys (2.7). For a
 * `terminal` keys and texts are made harmless. */
void pl_doc_columns(pl_doc *doc, bool pretty, bool terminal, pl_buf *out);

#endif
