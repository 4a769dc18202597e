/* readable.h - which attributes of a resource other expressions may read, by its kind
 * alone (mod-language.md 4.7).
 *
 * Threads: static data. */
#ifndef PL_EVAL_READABLE_H
#define PL_EVAL_READABLE_H
#include <pipelite/kind.h>

bool pl_readable(pl_kind kind, pl_str name);

/* All names of a kind, in no order; returns how many. Static texts. */
enum { PL_READABLE_MAX = 64 };
uint32_t pl_readable_names(pl_kind kind, pl_str out[PL_READABLE_MAX]);
/* The same without those that other kinds have as well: what makes it one of its kind. */
uint32_t pl_readable_own_names(pl_kind kind, pl_str out[PL_READABLE_MAX]);

#endif
