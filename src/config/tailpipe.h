/* tailpipe.h - what a connection of type "tailpipe" asks of the program of that name
 * (server.md 8.3, mod-language.md 11.2).
 *
 *     tailpipe connect --output json [--from T] [--to T] [--index "a,b"] [--partition "p.q"]
 *
 * It prints JSON with the file of a DuckDB, or with a script that makes one in memory.
 *
 * Lifetime: texts are in the arena that is given. Threads: immutable settings, any. */
#ifndef PL_CONFIG_TAILPIPE_H
#define PL_CONFIG_TAILPIPE_H
#include "base/arena.h"
#include "base/buf.h"
#include <pipelite/config.h>

enum { PL_TAILPIPE_ARGS = 13 }; /* with the NULL after them */

/* A time range in place of what the connection says itself; both empty: none. */
typedef struct pl_tailpipe_range {
    pl_str from, to;
} pl_tailpipe_range;

/* The program and its arguments for connection `name` ("tailpipe.x"), a NULL last; `now` in
 * seconds since 1970. `range` may be NULL. False: there is no such connection of this type. */
bool pl_tailpipe_command(const pl_settings *s, pl_str name, const pl_tailpipe_range *range,
                         int64_t now, pl_arena *arena, const char *argv[PL_TAILPIPE_ARGS]);
/* The connection string that it answered with. False: it printed an error, or nothing that can be
 * understood; `why` gets the text. */
bool pl_tailpipe_answer(pl_str printed, pl_arena *arena, pl_str *url, pl_buf *why);

/* "2025-01-02T03:04:05Z" for `from` and `to` as they are written; in `arena`. */
const char *pl_tailpipe__time(pl_arena *arena, pl_str text, int64_t now);

#endif
