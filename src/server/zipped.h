/* zipped.h - files of a folder, compressed, kept by path, size and modification time.
 *
 * A small file is compressed when it is asked for. A larger one would hold up the loop (16 MB take
 * 0.2 s): the keeper does it, and requests that come meanwhile get the file as it is.
 *
 * Threads: one user, the loop thread. */
#ifndef PL_SERVER_ZIPPED_H
#define PL_SERVER_ZIPPED_H
#include <sys/stat.h>

#include "server/keeper.h"
#include "server/payload.h"

enum { PL_ZIPPED_KEPT = 16 << 20, PL_ZIPPED_AT_ONCE = 256 << 10 }; /* bytes */

typedef struct pl_zipped pl_zipped;

/* Owned; pl_zipped_free(), when the keeper has been freed. */
pl_zipped *pl_zipped_new(void);
void pl_zipped_free(pl_zipped *zipped); /* NULL is fine */
/* Large files are compressed by this keeper, which is borrowed; without one, at once. */
void pl_zipped_set_keeper(pl_zipped *zipped, pl_keeper *keeper);
/* Borrowed until the next call. NULL: not there yet, too large to be kept, or unreadable. */
pl_payload *pl_zipped_get(pl_zipped *zipped, const char *path, int fd, const struct stat *is);

#endif
