/* skip_wide.h - the skipper with AVX2, for processors that have it.
 * Threads: pure functions. */
#ifndef PL_LEX_SKIP_WIDE_H
#define PL_LEX_SKIP_WIDE_H
#include "lex/skip.h"

/* False where pl_skip__wide() must not be called: other processors, older ones. */
bool pl_skip__wide_here(void);
/* pl_skip_core over 32 bytes at a time; reads up to 31 bytes after the text. */
void pl_skip__wide(pl_skipper *sk, const unsigned char *from, uint32_t lines, bool body,
                   pl_skip *out);

#endif
