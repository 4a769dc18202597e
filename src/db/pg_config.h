/* pg_config.h - where a PostgreSQL server is and how to log in, from the connection string, a
 * service file, PG* variables and defaults, in that order (cli.md 6.1.1).
 *
 * Lifetime: texts lie in the given arena, NUL-terminated. Threads: pure. */
#ifndef PL_DB_PG_CONFIG_H
#define PL_DB_PG_CONFIG_H
#include "base/arena.h"
#include "db/driver.h"

typedef struct pl_pg_host {
    pl_str host; /* name, address, or directory of a socket */
    uint16_t port;
} pl_pg_host;

/* A connection parameter that is passed on to libpq under its own name. */
typedef struct pl_pg_param {
    const char *name, *value;
} pl_pg_param;

typedef enum pl_pg_tls { PL_PG_DISABLE, PL_PG_ALLOW, PL_PG_PREFER, PL_PG_REQUIRE } pl_pg_tls;

typedef struct pl_pg_config {
    pl_str user, database, shown_database, password;
    bool has_password;
    pl_pg_host *hosts;
    uint32_t n_hosts;
    pl_pg_tls tls; /* REQUIRE: the library gets `sslmode` */
    const char *sslmode;
    uint64_t timeout; /* seconds for each attempt to connect; 0: none */
    pl_pg_param params[16];
    uint32_t n_params;
} pl_pg_config;

/* Find the settings for `target`. False with `error` filled in: "cannot parse `...`: ...". Reads
 * files, contacts no server. */
bool pl_pg__configure(pl_arena *arena, const pl_db_target *target, pl_pg_config *out,
                      pl_db_error *error);

#endif
