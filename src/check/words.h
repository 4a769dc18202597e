/* words.h - the texts that the page and the reports know for an attribute, where they know
 * a few only (mod-language.md 4.6). Any other text is taken and has no effect.
 * Threads: static data. */
#ifndef PL_CHECK_WORDS_H
#define PL_CHECK_WORDS_H
#include <pipelite/kind.h>

/* The words for `attr` of `kind`, one blank between, the default first; NULL: any text. */
const char *pl_words_for(pl_kind kind, pl_str attr);
/* Is `value` one of them, or may it be any? `nearest`, which may be NULL, is offered the words. */
bool pl_words_know(pl_kind kind, pl_str attr, pl_str value, pl_nearest *nearest);

#endif
