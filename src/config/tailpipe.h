/* tailpipe.h - how a connection of type "tailpipe" calls the program of that name
 * (server.md 8.3, mod-language.md 11.2).
 *
 *     tailpipe connect --output json [--from T] [--to T] [--index "a,b"] [--partition "p.q"]
 *
 * The program prints JSON with the path of a DuckDB file, or with a script that builds a database
 * in memory.
 *
 * Lifetime: texts lie in the given arena. Threads: any, because settings are immutable. */
#ifndef PL_CONFIG_TAILPIPE_H
#define PL_CONFIG_TAILPIPE_H
#include "base/arena.h"
#include "base/buf.h"
#include <pipelite/config.h>

enum { PL_TAILPIPE_ARGS = 13 }; /* with the NULL after them */

/* A time range that replaces the connection's own; both empty: none. */
typedef struct pl_tailpipe_range {
    pl_str from, to;
} pl_tailpipe_range;

/* Set `argv` to the program and its arguments for connection `name` ("tailpipe.x"), a NULL last;
 * `now` in seconds since 1970. `range` may be NULL. False: no connection of this type has the name.
 */
bool pl_tailpipe_command(const pl_settings *s, pl_str name, const pl_tailpipe_range *range,
                         int64_t now, pl_arena *arena, const char *argv[PL_TAILPIPE_ARGS]);
/* Set *url to the connection string of the program's answer. False: it printed an error, or nothing
 * that can be understood; `why` gets the text. */
bool pl_tailpipe_answer(pl_str printed, pl_arena *arena, pl_str *url, pl_buf *why);

/* Convert `from` or `to`, as written in the configuration, to "2025-01-02T03:04:05Z"; in `arena`.
 */
const char *pl_tailpipe__time(pl_arena *arena, pl_str text, int64_t now);

#endif
