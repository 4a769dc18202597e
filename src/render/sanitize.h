/* sanitize.h - secrets taken out of what `list` and `show` print as JSON (cli.md 2.4.1).
 * Private to the room. Threads: one user. */
#ifndef PL_RENDER_SANITIZE_H
#define PL_RENDER_SANITIZE_H
#include "base/buf.h"

typedef struct pl_sanitizer pl_sanitizer;

/* Owned; pl_sanitizer_free(). Patterns are compiled when a text first looks like it. */
pl_sanitizer *pl_sanitizer_new(void);
void pl_sanitizer_free(pl_sanitizer *s); /* NULL is fine */

/* Is the text of a member with this name hidden whole? */
bool pl_sanitizer_hides(pl_str member);
/* Append `json`, the escaped text of one string without its quotes, with every secret
 * in it as REDACTED. */
void pl_sanitizer_put(pl_sanitizer *s, pl_str json, pl_buf *out);

#endif
