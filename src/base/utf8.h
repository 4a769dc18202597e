/* utf8.h - bytes as characters.
 *
 * Columns count extended grapheme clusters (UAX #29, utf8proc). Decoding is
 * structural as the language requires (hcl.md 1.1): lead byte and continuation
 * bytes must match, overlongs and surrogates pass. Threads: pure functions. */
#ifndef PL_BASE_UTF8_H
#define PL_BASE_UTF8_H
#include <pipelite/base.h>

/* Length 1-4 of the structurally sound sequence at `p`, 0 when there is none. */
unsigned pl_utf8_len(const unsigned char *p, const unsigned char *end);
/* The code point of a sequence of `len` bytes that pl_utf8_len accepted. */
uint32_t pl_utf8_decode(const unsigned char *p, unsigned len);
/* Encode `cp` into `out`. Returns the number of bytes (1-4); 0 if `cp` is above U+10FFFF. */
unsigned pl_utf8_encode(uint32_t cp, char out[4]);
/* Is `s` valid UTF-8 in the strict sense, without overlong forms and surrogates? */
bool pl_utf8_valid(pl_str s);
/* Has the character the Unicode property White_Space? */
bool pl_utf8_is_space(uint32_t cp);
/* The length in bytes of the first grapheme cluster of `s`; 0 if `s` is empty. */
size_t pl_utf8_cluster(pl_str s);
/* Number of grapheme clusters. */
size_t pl_utf8_clusters(pl_str s);
size_t pl_utf8_runes(pl_str s);
/* Move `pos` over `s`: lines, columns and bytes (hcl.md 1.1 "Positions"). */
void pl_pos_advance(pl_pos *pos, pl_str s);

#endif
