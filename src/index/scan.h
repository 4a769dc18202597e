/* scan.h - one file to a part, without tokenising what listings do not need.
 *
 * Headers and attribute names are recognised by the Ragel machine of
 * lex/head.rl; the end of a value is found by the skipper (lex/skip.h), and only
 * values that carry references, tags, children or literals of interest are
 * tokenised. For every input that parses, the blocks found are exactly the
 * parser's (hcl.md 8); for any other input it neither crashes nor hangs and
 * keeps what was closed before the error.
 *
 * A scanner is reusable scratch. Threads: one scanner per thread. */
#ifndef PL_INDEX_SCAN_H
#define PL_INDEX_SCAN_H
#include "index/part.h"

typedef struct pl_scanner pl_scanner;

/* Owned; pl_scanner_free(). */
pl_scanner *pl_scanner_new(void);
void pl_scanner_free(pl_scanner *scanner);

/* Scan `text`, after which PL_VIEW_SLACK bytes have to be readable. The part is in `arena` and
 * keeps nothing of `text`. Never NULL. */
const pl_part *pl_scan_file(pl_scanner *scanner, pl_str text, pl_arena *arena);

#endif
