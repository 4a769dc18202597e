/* source_text.h - the text of a block as clients and snapshots have it ("source_definition",
 * excerpts of problems): what it holds of connection strings is printed without their passwords.
 *
 * Threads: pure functions. */
#ifndef PL_RUN_SOURCE_TEXT_H
#define PL_RUN_SOURCE_TEXT_H
#include "base/arena.h"
#include "base/buf.h"

/* Append `source` to `out` with the passwords of its connection strings hidden, and return true;
 * false: it holds none, and nothing was appended. A connection string begins with the
 * scheme of a database, in a string, a comment or anywhere else, or is the value of an attribute
 * `database`; of URLs of any other scheme the secret in "scheme://user:secret@" is hidden. */
bool pl_source_hide_passwords(pl_str source, pl_buf *out);

/* `source` itself where it holds no password, a copy in `arena` otherwise. */
pl_str pl_source_without_passwords(pl_arena *arena, pl_str source);

#endif
