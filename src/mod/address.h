/* address.h - what users mean by an address that names no mod as it is written.
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

/* Set *out to what the argument `text` means, in `arena`. False if it is written so already, or if
 * what it means is not certain. */
bool pl_mod_address_guess(pl_str text, pl_arena *arena, pl_mod_address *out);

#endif
