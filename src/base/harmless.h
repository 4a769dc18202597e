/* harmless.h - makes foreign text safe to print on a terminal: the library's own part of
 * <pipelite/harmless.h>. Threads: pure functions. */
#ifndef PL_BASE_HARMLESS_H
#define PL_BASE_HARMLESS_H
#include <pipelite/harmless.h>

#include "base/buf.h"

/* May a terminal act on the character instead of showing it? */
bool pl_is_harmful(uint32_t cp);
/* Append `text` with every unsafe character replaced by a visible form. */
void pl_harmless_add(pl_buf *out, pl_str text);

#endif
