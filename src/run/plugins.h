/* plugins.h - the plugins of a Steampipe, and which of them mods require (server.md 8.3,
 * mod-language.md 2.6).
 *
 * A PostgreSQL server is a Steampipe if it has the tables in which Steampipe lists its plugins.
 *
 * Lifetime: `{0}` is valid; pl_plugins_done(). Threads: one; that of the evaluator. */
#ifndef PL_RUN_PLUGINS_H
#define PL_RUN_PLUGINS_H
#include "base/arena.h"
#include "base/vec.h"
#include "db/db.h"
#include "eval/required.h"
#include "mod/mod.h"

typedef struct pl_plugin {
    pl_str name; /* "turbot/aws", "local/aws" */
    bool any;    /* satisfies any version: a local build, or the Steampipe lists no versions */
    pl_version version;
} pl_plugin;

typedef struct pl_plugins {
    bool is_steampipe;
    PL_VEC(pl_plugin) list;
    pl_arena arena;
} pl_plugins;

/* Read the plugins of `db`, a PostgreSQL server. A server whose tables cannot be read is taken for
 * one without Steampipe. */
void pl_plugins_read(pl_plugins *plugins, pl_db *db, pl_db_stop *stop);
void pl_plugins_done(pl_plugins *plugins);

/* Is the wanted plugin there in a version that is new enough? */
bool pl_plugins_satisfy(const pl_plugins *plugins, const pl_require_plugin *wanted);

/* Fill in `min_powerpipe`, `powerpipe_at_least` and `plugins` of `out` for mod `mod`, in `arena`. A
 * mod without a mod file requires nothing. */
bool pl_required_info(pl_evaluator *ev, uint32_t mod, pl_arena *arena, pl_mod_info *out,
                      pl_diags *diags);

#endif
