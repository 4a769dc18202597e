/* required.h - which database a mod asks for, for a mod that it requires
 * (`require { mod "x" { database = ... } }`, mod-language.md 2.3, 2.6).
 *
 * Lifetime: values live in the world. Threads: as the world. */
#ifndef PL_RUN_REQUIRED_H
#define PL_RUN_REQUIRED_H
#include "mod/mod.h"
#include "eval/world.h"

typedef struct pl_required {
    pl_value database;                        /* text or a connection; null: not set */
    pl_value search_path, search_path_prefix; /* lists of text; null: not set */
} pl_required;

/* What the workspace's mod says about mod `dep` (image id). All null when it does not
 * require it or has nothing to say. False with errors in `diags`. */
bool pl_world_required(pl_world *world, uint32_t dep, pl_required *out, pl_diags *diags);
/* What mod `mod` requires of programs and plugins: `min_powerpipe`, `powerpipe_at_least` and
 * `plugins` of `out`, in `arena`. Nothing when it has no mod file. */
bool pl_world_requirements(pl_world *world, uint32_t mod, pl_arena *arena, pl_mod_info *out,
                           pl_diags *diags);
/* Does the workspace's mod require it itself? */
bool pl_world_requires(pl_world *world, uint32_t dep);

#endif
