/* search_path.h - the statement that sets a search path.
 *
 * Names come from mods, flags and clients of a server. They are written as Powerpipe writes them,
 * without quotes: the server folds a plain name to small letters, and "has-dash" is a mistake that
 * it reports. What could be more than a name is quoted, and a control character is refused. An
 * item with commas is several names, as in Powerpipe, which joins all items by commas.
 *
 * Threads: pure. */
#ifndef PL_DB_SEARCH_PATH_H
#define PL_DB_SEARCH_PATH_H
#include "base/buf.h"
#include "base/vec.h"
#include <pipelite/base.h>

typedef PL_VEC(pl_str) pl_search_path;

/* Add the names in `item`, without blanks around them; empty ones are left out. Borrowed from it.
 */
void pl_search_path_add(pl_search_path *names, pl_str item);
/* May the name stand in a search path? */
bool pl_search_path_allows(pl_str name);
/* Append "SET search_path TO a,b"; nothing when there are no names. */
void pl_search_path_set(const pl_str *names, size_t n, pl_buf *out);

#endif
