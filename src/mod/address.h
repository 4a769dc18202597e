/* address.h - guesses which mod is meant by an address that is not the name of one.
 *
 * People copy addresses from browsers, from `git clone` and from other tools. A mod is named by the
 * host and the path of its repository alone.
 * Threads: pure. */
#ifndef PL_MOD_ADDRESS_H
#define PL_MOD_ADDRESS_H
#include "base/arena.h"

typedef struct pl_mod_address {
    pl_str name;   /* "github.com/acme/mod"; empty: it cannot be told */
    pl_str suffix; /* "@1.2.0", "#main" or empty */
} pl_mod_address;

/* Set *out to the mod name and suffix that the argument `text` stands for, in `arena`. False if
 * `text` has that form already, or if the meaning is not certain. */
bool pl_mod_address_guess(pl_str text, pl_arena *arena, pl_mod_address *out);

#endif
