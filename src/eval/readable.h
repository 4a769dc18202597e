/* readable.h - which attributes of a resource other expressions may read, by its kind
 * alone (mod-language.md 4.7).
 *
 * Threads: static data. */
#ifndef PL_EVAL_READABLE_H
#define PL_EVAL_READABLE_H
#include <pipelite/kind.h>

bool pl_readable(pl_kind kind, pl_str name);

/* Get the names of all readable attributes of a kind, in any order; returns how many. Static. */
enum { PL_READABLE_MAX = 64 };
uint32_t pl_readable_names(pl_kind kind, pl_str out[PL_READABLE_MAX]);
/* Like pl_readable_names(), without the names that other kinds have as well. */
uint32_t pl_readable_own_names(pl_kind kind, pl_str out[PL_READABLE_MAX]);

#endif
