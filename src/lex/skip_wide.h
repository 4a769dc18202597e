/* skip_wide.h - the skipper with AVX2, for processors that have it.
 * Threads: pure functions. */
#ifndef PL_LEX_SKIP_WIDE_H
#define PL_LEX_SKIP_WIDE_H
#include "lex/skip.h"

/* May pl_skip__wide() be called? Not on other or older processors. */
bool pl_skip__wide_here(void);
/* pl_skip_core() with 32 bytes at a time; reads up to 31 bytes after the text. */
void pl_skip__wide(pl_skipper *sk, const unsigned char *from, uint32_t lines, bool body,
                   pl_skip *out);

#endif
