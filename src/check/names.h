/* names.h - finds names that are given twice, in spaces in which a name may be given once: the
 * resources of a kind in a mod, the inputs of a dashboard, the parameters of a query.
 *
 * `{0}` is valid and empty; pl_names_done(). Threads: one user at a time. */
#ifndef PL_CHECK_NAMES_H
#define PL_CHECK_NAMES_H
#include "base/arena.h"
#include "base/map.h"

/* A space: what the names belong to, and their kind. */
typedef struct pl_name_space {
    uint64_t of; /* a mod, an entry, an address */
    uint64_t kind;
} pl_name_space;

typedef struct pl_names {
    pl_map map;
    pl_arena keys;
} pl_names;

/* The holder of `name` in `space`: the first that claimed it, perhaps `holder` itself just now. */
uint32_t pl_names_claim(pl_names *names, pl_name_space space, pl_str name, uint32_t holder);
/* Look up who holds `name`, without claiming it. True: somebody does, and *holder says who. False:
 * nobody does, and *holder is unchanged. `holder` may be NULL. */
bool pl_names_find(pl_names *names, pl_name_space space, pl_str name, uint32_t *holder);
/* Forget all names. */
void pl_names_clear(pl_names *names);
void pl_names_done(pl_names *names);

#endif
