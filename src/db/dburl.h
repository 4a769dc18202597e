/* dburl.h - the connection string of a database, which may hold a password.
 *
 * It has a type of its own so that no message prints it by mistake: only pl_dburl_print() prints
 * it, and hides what is secret. `secret` is for code that connects or compares; `make check` has
 * the list of files that may use it.
 *
 * Lifetime: that of the text. Threads: pure functions. */
#ifndef PL_DB_DBURL_H
#define PL_DB_DBURL_H
#include "base/buf.h"

/* `{0}` is valid and empty. */
typedef struct pl_dburl {
    pl_str secret;
} pl_dburl;

/* Append the text for people: xxxxx replaces the password of the user and the values of parameters
 * called password, secret, token and the like. In a text that is no URL of PostgreSQL and names no
 * file, everything from the first ':' to the last '@' is hidden. Any text is accepted. */
void pl_dburl_print(pl_dburl url, pl_buf *out);

/* Append the path of the file that "sqlite://FILE?options" names. */
void pl_dburl_file(pl_dburl url, pl_buf *out);

/* The secret of "scheme://user:secret@" in `text`, whose "://" is at `colon`, whatever the scheme:
 * from `*start` to `*end`. The user may be empty. An odd secret may have '@', ':', '/', '?', '#' in
 * it; numbers behind a host's colon are a port. False: there is none. */
bool pl_dburl_secret(pl_str text, size_t colon, size_t *start, size_t *end);

#endif
