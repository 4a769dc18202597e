/* blob.h - files of our own making that are used in place: caches.
 *
 * A blob is trusted no further than its owner: a file that another user owns or
 * may write to is refused. With the SIGBUS guard (file.h) a large one is mapped
 * read-only, so that processes share its pages; cut short while it is mapped, all of
 * it turns to zero bytes at once. Without the guard it is read.
 *
 * Invariants (pl_blob__check: when it is opened and closed):
 *   1. Only a mapped blob has a slot of the guard, and it keeps that until it is closed.
 *   2. A mapped blob has at least PL_BLOB_MAP_MIN bytes; those of others are owned memory.
 *   3. 8 divides the address. A closed blob, as `{0}`, has no address and no bytes.
 *
 * Lifetime: until pl_blob_close(). Threads: any number may read. */
#ifndef PL_BASE_BLOB_H
#define PL_BASE_BLOB_H
#include "base/file.h"

enum { PL_BLOB_MAP_MIN = 16 * 1024 };

typedef struct pl_blob {
    const char *ptr; /* 8 divides the address */
    size_t len;
    bool mapped;
    int guard; /* slot of the SIGBUS guard; -1: none */
} pl_blob;

/* 0 or errno: EPERM for a file that is not this user's alone, EFBIG above `max`. */
int pl_blob_open(const char *path, size_t max, pl_blob *out);
/* Close the blob. False if the file was cut short while it was mapped, so that some of the bytes
 * that were read may have been zero. */
bool pl_blob_close(pl_blob *blob);

/* Say that the blob will not be read for a while: its pages leave this process until they are read
 * again, and stay in the system's cache while there is room. No effect unless it is mapped. */
void pl_blob_rest(const pl_blob *blob);

/* Remove those regular files directly in `dir` for which `old` returns true. Errors are
 * ignored. */
typedef bool pl_prune_old(void *ctx, pl_str name, const pl_stamp *stamp);
void pl_dir_prune(const char *dir, pl_prune_old *old, void *ctx);

#endif
