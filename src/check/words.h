/* words.h - the texts that have an effect in attributes such as `severity` or `type`, for which the
 * page and the reports support only a few (mod-language.md 4.6). Any other text is accepted and has
 * no effect.
 * Threads: static data. */
#ifndef PL_CHECK_WORDS_H
#define PL_CHECK_WORDS_H
#include <pipelite/kind.h>

/* The words for the attribute `attr` of `kind`, separated by single blanks, the default first;
 * NULL: any text has an effect, or there is no such attribute. Static. */
const char *pl_words_for(pl_kind kind, pl_str attr);
/* Is `value` one of the words, or any text allowed? If not, `nearest` (may be NULL) was offered the
 * words. */
bool pl_words_know(pl_kind kind, pl_str attr, pl_str value, pl_nearest *nearest);

#endif
