/* url.h - builds connection strings from their parts (mod-language.md 11.2).
 *
 * In a PostgreSQL URL, characters that would end their part are percent-encoded (a password with @
 * or /); other connection strings get the text as it is, because their readers decode nothing.
 * Results lie in `arena`, NUL-terminated. Threads: pure functions. */
#ifndef PL_CONFIG_URL_H
#define PL_CONFIG_URL_H
#include "base/arena.h"

typedef struct pl_server_parts {
    pl_str username, password, host, db, sslmode; /* empty: left out */
    int64_t port;
} pl_server_parts;

/* postgresql://user[:pw]@host:port/db[?sslmode=..] */
pl_str pl_url__postgres(pl_arena *arena, const pl_server_parts *parts);
/* mysql://user[:pw]@tcp(host:port)/db */
pl_str pl_url__mysql(pl_arena *arena, const pl_server_parts *parts);

#endif
