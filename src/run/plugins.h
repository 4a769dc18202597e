/* plugins.h - what a Steampipe has that mods may require (server.md 8.3).
 *
 * A PostgreSQL is a Steampipe when it has the tables in which Steampipe tells of its plugins.
 *
 * Lifetime: `{0}` is valid; pl_plugins_done(). Threads: one. */
#ifndef PL_RUN_PLUGINS_H
#define PL_RUN_PLUGINS_H
#include "base/arena.h"
#include "base/vec.h"
#include "db/db.h"
#include "mod/mod.h"

typedef struct pl_plugin {
    pl_str name; /* "turbot/aws", "local/aws" */
    bool any;    /* built by its user, or of a Steampipe that tells no versions */
    pl_version version;
} pl_plugin;

typedef struct pl_plugins {
    bool is_steampipe;
    PL_VEC(pl_plugin) list;
    pl_arena arena;
} pl_plugins;

/* Ask `db`, a PostgreSQL. What cannot be read is no Steampipe. */
void pl_plugins_read(pl_plugins *plugins, pl_db *db, pl_db_stop *stop);
void pl_plugins_done(pl_plugins *plugins);

/* Is there one of that name, new enough? */
bool pl_plugins_satisfy(const pl_plugins *plugins, const pl_require_plugin *wanted);

#endif
