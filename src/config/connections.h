/* connections.h - reads `connection` blocks: typed attributes, connection strings.
 *
 * Lifetime: everything that a pl_conn_settings points to lies in the arena of the settings.
 * Threads: immutable once read. */
#ifndef PL_CONFIG_CONNECTIONS_H
#define PL_CONFIG_CONNECTIONS_H
#include "base/arena.h"
#include "base/diag.h"
#include <pipelite/config.h>

struct pl_ppc_set;

/* The attributes in force: given, from the environment, or the default of the type; empty if the
 * type has no such attribute. */
typedef struct pl_conn_settings {
    pl_connection pub; /* what users of the library see */
    pl_str db, username, host, password, sslmode, file_name;
    int64_t port, ttl;
    pl_str from, to; /* tailpipe, as written */
    const pl_str *indexes, *partitions;
    size_t n_indexes, n_partitions;
    bool pipes; /* credentials come from this Pipes workspace */
    pl_str cloud_host, user, org, workspace, connection;
    struct { /* attributes as they were given; empty: not given */
        pl_str db, username, host, file_name;
        bool port;
    } given;
} pl_conn_settings;

/* Read all `connection` blocks in the order of the set, then add the implicit
 * `default` of each type, into s->connections. False when something was reported. */
bool pl_connections__read(pl_settings *s, const struct pl_ppc_set *set, pl_diags *diags);

#endif
