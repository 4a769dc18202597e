/* shared.h - finds shared libraries at run time.
 *
 * A library is searched for in given directories, in the directory of the executable, in
 * lib/pipelite beside that directory (where `make install` puts them), then where the system
 * looks. Loaded libraries are never unloaded. The static program finds none.
 * Threads: any. */
#ifndef PL_BASE_SHARED_H
#define PL_BASE_SHARED_H
#include "base/buf.h"
#include <stdbool.h>
#include <stddef.h>

/* Does this program have a dynamic loader at all? Not the static one. */
bool pl_shared_possible(void);
/* Load the first of `files` (a NULL last) that can be loaded. `dirs` are separated by colons and
 * may be NULL. NULL: there is none, and `why` gets the loader's words where a file exists that
 * cannot be used. */
void *pl_shared_open(const char *const *files, const char *dirs, pl_buf *why);
/* Look up `n` functions; `names` holds their names one after the other, each NUL-terminated.
 * False: one is missing, and `why` gets the loader's words. */
bool pl_shared_find(void *library, const char *names, size_t n, void **at, pl_buf *why);

#endif
