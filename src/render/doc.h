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

/* doc_json.c: append a document with its members sorted and indented by two blanks per level,
 * beginning at level `depth`. Secrets are hidden unless `secrets` is NULL (cli.md 2.4, 2.4.1).
 * Sorts the members in place. `drain` may be NULL. False: a call of `drain` returned false. */
bool pl_doc_json(pl_doc *doc, unsigned depth, pl_sanitizer *secrets, const pl_doc_drain *drain,
                 pl_buf *out);

/* doc_columns.c: append an object as lines of "key: value" (cli.md 2.7); `pretty` paints the keys.
 * For a `terminal` control characters in keys and texts are replaced. Sorts maps in place. */
void pl_doc_put_columns(pl_doc *doc, bool pretty, bool terminal, pl_buf *out);

#endif
