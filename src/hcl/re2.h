/* re2.h - RE2, as four C functions; nothing else sees C++.
 *
 * Patterns have passed pl_regex_check, which accepts exactly the language's dialect;
 * RE2 may still refuse one that is too large for its memory. Matching is leftmost-first
 * over UTF-8 and takes time linear in the text.
 *
 * Lifetime: owned; pl_re2_free(). Threads: a compiled pattern may be shared. */
#ifndef PL_HCL_RE2_H
#define PL_HCL_RE2_H
#include <pipelite/base.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pl_re2 pl_re2;

/* Bytes of the text; start is -1 for a group that took no part. */
typedef struct pl_re2_span {
    int64_t start, end;
} pl_re2_span;

/* Compile `pattern`. Owned; pl_re2_free(). NULL if RE2 refuses it; *large is then true if
 * it is too large. Program, automaton and caches stay below `memory` bytes. */
pl_re2 *pl_re2_new(pl_str pattern, int64_t memory, bool *large);
void pl_re2_free(pl_re2 *re); /* NULL is fine */
/* The number of instructions of the program: the most work that one byte of text can take. */
uint64_t pl_re2_size(const pl_re2 *re);
/* First match at or after byte `from`; what lies before `from` counts as context.
 * `spans` gets the whole match and then `groups` groups. `scratch` is room for
 * pl_re2_scratch(groups) bytes. */
size_t pl_re2_scratch(uint32_t groups);
bool pl_re2_match(const pl_re2 *re, pl_str text, size_t from, pl_re2_span *spans, uint32_t groups,
                  void *scratch);

#ifdef __cplusplus
}
#endif
#endif
