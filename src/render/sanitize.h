/* sanitize.h - secrets taken out of what `list` and `show` print as JSON (cli.md 2.4.1).
 *
 * Where to add a kind of secret: its pattern in sanitize.c, and a hint for it (hints.h).
 *
 * Private to the room. Threads: one user. */
#ifndef PL_RENDER_SANITIZE_H
#define PL_RENDER_SANITIZE_H
#include "base/buf.h"

typedef struct pl_sanitizer pl_sanitizer;

/* Owned; pl_sanitizer_free(). Patterns are compiled when a text first looks like it. */
pl_sanitizer *pl_sanitizer_new(void);
void pl_sanitizer_free(pl_sanitizer *s); /* NULL is fine */

/* Is the whole text of a member with this name hidden? */
bool pl_sanitizer_hides(pl_str member);
/* The end of `out` from `from` on is the escaped text of one string without its quotes:
 * turn every secret in it to REDACTED. False when there is none. */
bool pl_sanitizer_clean(pl_sanitizer *s, pl_buf *out, size_t from);

#endif
