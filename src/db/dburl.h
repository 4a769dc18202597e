/* dburl.h - the connection string of a database, which may hold a password.
 *
 * It is a type of its own so that no message prints it by mistake: pl_dburl_print() is the one
 * printer, and hides what is secret. `secret` is for code that connects or compares; `make check`
 * knows the files.
 *
 * Lifetime: as of the text. Threads: pure functions. */
#ifndef PL_DB_DBURL_H
#define PL_DB_DBURL_H
#include "base/buf.h"

/* `{0}` is valid and empty. */
typedef struct pl_dburl {
    pl_str secret;
} pl_dburl;

/* The text for people: the password of the user and values of parameters that are called
 * password, secret, token and the like are xxxxx. What is no URL of PostgreSQL and names no file is
 * hidden generously: from the first ':' to the last '@'. Any text is taken. */
void pl_dburl_print(pl_dburl url, pl_buf *out);

#endif
