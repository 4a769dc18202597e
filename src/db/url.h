/* url.h - reads connection strings that are URLs by the rules, and with the messages, of Go's
 * net/url.
 *
 * Threads: pure functions. */
#ifndef PL_DB_URL_H
#define PL_DB_URL_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

/* Parts of a URL: slices of the text, still encoded. */
typedef struct pl_url {
    pl_str authority; /* user@hosts */
    pl_str user;      /* user or user:password */
    bool has_user;
    pl_str hosts;
    pl_str path;  /* without its first slash */
    pl_str query; /* after '?' */
} pl_url;

/* Split a URL into its parts. False: it has no scheme, or no "//". */
bool pl_url__split(pl_str text, pl_url *out);

/* Which part of a URL is decoded: it decides which characters are allowed. */
typedef enum pl_url_part { PL_URL_USER, PL_URL_HOST, PL_URL_PATH, PL_URL_QUERY } pl_url_part;

/* Decode `text` into `arena`, NUL-terminated. False with the reason appended to `why`. */
bool pl_url__decode(pl_arena *arena, pl_str text, pl_url_part part, pl_str *out, pl_buf *why);
/* Does Go accept the URL? False with the reason in `why`. */
bool pl_url__check(pl_arena *arena, pl_str text, const pl_url *url, pl_buf *why);

/* Take the next "name=value" off a query and decode it into `arena`; pairs that cannot be decoded
 * are skipped. False at the end. */
bool pl_url__next_pair(pl_arena *arena, pl_str *query, pl_str *name, pl_str *value);

#endif
