/* parity.h - the scanner's entries against entries derived from a full parse.
 *
 * The scanner reads headers and skips values; the parser builds a tree. For text
 * without diagnostics both must see the same resources, texts, tags and references
 * (style guide 9). What is compared here is written twice on purpose: nothing but
 * the table of kinds is shared.
 *
 * Threads: the message is static, tests and fuzzers only. */
#ifndef PL_TESTS_PARITY_H
#define PL_TESTS_PARITY_H
#include "hcl/parse.h"
#include "index/scanner.h"

/* NULL when both ways lead to one answer, else what differs. `part` is what the
 * scanner made of `text`; *clean: the parser had nothing to say. */
const char *parity(pl_parser *parser, pl_str text, const pl_part *part, bool *clean);

/* Everything but where in their texts the spans lie. NULL when equal. */
const char *same_parts(const pl_part *a, const pl_part *b);

#endif
