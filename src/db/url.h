/* url.h - connection strings that are URLs, by the rules of Go's net/url, whose texts users
 * see when one is wrong.
 *
 * Threads: pure functions. */
#ifndef PL_DB_URL_H
#define PL_DB_URL_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

/* Slices of the text, still encoded. */
typedef struct pl_url {
    pl_str authority; /* user@hosts */
    pl_str user;      /* user or user:password */
    bool has_user;
    pl_str hosts;
    pl_str path;  /* without its first slash */
    pl_str query; /* after '?' */
} pl_url;

/* False: no scheme, or no "//". */
bool pl_url__split(pl_str text, pl_url *out);

/* Where percent-encoding stands, which decides what is allowed. */
typedef enum pl_url_part { PL_URL_USER, PL_URL_HOST, PL_URL_PATH, PL_URL_QUERY } pl_url_part;

/* Decoded text in `arena`, NUL-terminated. False: *why has the reason (appended). */
bool pl_url__decode(pl_arena *arena, pl_str text, pl_url_part part, pl_str *out, pl_buf *why);
/* Does Go's reader take it? False: *why has the reason. */
bool pl_url__check(pl_arena *arena, pl_str text, const pl_url *url, pl_buf *why);

/* Next "name=value" of a query, decoded in `arena`; pairs that cannot be read are passed
 * over. False at the end. */
bool pl_url__next_pair(pl_arena *arena, pl_str *query, pl_str *name, pl_str *value);

#endif
