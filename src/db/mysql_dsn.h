/* mysql_dsn.h - data source names of MySQL (server.md 8.1.1):
 *   [user[:password]@][protocol[(address)]]/database[?name=value&...]
 *
 * Lifetime: texts lie in the given arena, NUL-terminated. Threads: pure. */
#ifndef PL_DB_MYSQL_DSN_H
#define PL_DB_MYSQL_DSN_H
#include "base/arena.h"
#include "base/buf.h"
#include "db/zone.h"

typedef enum pl_my_tls { PL_MY_TLS_OFF, PL_MY_TLS_ON, PL_MY_TLS_SKIP, PL_MY_TLS_PREFER } pl_my_tls;

typedef struct pl_my_dsn {
    pl_str user, password, protocol, address, database;
    pl_str host; /* tcp only, with `port` */
    unsigned port;
    pl_str charset, collation;
    pl_str session;                 /* "SET a=1, b=2", or empty */
    uint64_t timeout, read_timeout; /* nanoseconds; 0: none */
    pl_my_tls tls;
    bool multi, found_rows, cleartext, local_files;
    const char *tz; /* of the environment; borrowed */
    pl_zone zone;   /* of times */
} pl_my_dsn;

/* Parse the text after "mysql://". `tz` is the value of the variable TZ, which defines loc=Local;
 * NULL: it is not set. False with the reason appended to `why`. */
bool pl_my__parse_dsn(pl_arena *arena, pl_str text, const char *tz, pl_my_dsn *out, pl_buf *why);

#endif
