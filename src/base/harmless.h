/* harmless.h - text of others on its way to a terminal, inside the library; what that means is
 * said in <pipelite/harmless.h>. Threads: pure functions. */
#ifndef PL_BASE_HARMLESS_H
#define PL_BASE_HARMLESS_H
#include <pipelite/harmless.h>

#include "base/buf.h"

/* Does a terminal do something else with the character than showing it? */
bool pl_is_harmful(uint32_t cp);
/* Append the whole of `text` as it may be shown. */
void pl_harmless_add(pl_buf *out, pl_str text);

#endif
