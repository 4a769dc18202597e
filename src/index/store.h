/* store.h - images on disk.
 *
 * One file per workspace and way of opening it, "<16 hex digits>.plx". It is written
 * aside and renamed, so a reader finds an old image or a new one, never half of one,
 * and of two writers the last wins. A file found there is not trusted: it must belong
 * to this user alone, be made by this very program for these options, and be sound
 * (format.h). Whether it still agrees with the sources is checked by the workspace.
 *
 * Failing to write is not an error: the next start only lacks a cache.
 * Threads: pure but for what is on disk. */
#ifndef PL_INDEX_STORE_H
#define PL_INDEX_STORE_H
#include "base/arena.h"
#include "index/build.h"

/* A fingerprint of the program that writes images: it changes with the build, the format and the
 * machine's kind. */
uint64_t pl_store_program(void);
/* "dir/0123456789abcdef.plx", in `arena`, with a NUL after it. */
pl_str pl_store_path(pl_arena *arena, pl_str dir, uint64_t key);

typedef enum pl_store_found {
    PL_STORE_SOUND,
    PL_STORE_ABSENT,
    PL_STORE_UNREADABLE,
    PL_STORE_FOREIGN, /* another user owns it or may write to it */
    PL_STORE_OTHER,   /* made by another program, or for other options */
    PL_STORE_BROKEN,  /* not an image, or not sound */
} pl_store_found;

/* A phrase for the log that describes `found`; static. */
const char *pl_store_words(pl_store_found found);

/* Open the image at `path`. Owned; pl_index_close(). Only FILE, INPUT, READ and their paths may be
 * read until pl_store_prove() has returned true. `*mapped`: its pages are shared with other
 * processes. NULL, with the reason in `*found`. */
pl_index *pl_store_open(const char *path, uint64_t options, uint64_t program, pl_store_found *found,
                        bool *mapped);
bool pl_store_prove(const pl_index *ix);
/* Say that the index will not be read for a while: the pages of a mapped image leave this process
 * until they are read again. No effect on others. Threads: any; the caller keeps `ix` open. */
void pl_store_rest(const pl_index *ix);

/* How many images one directory holds; saving another removes the oldest. */
enum { PL_STORE_MOST = 256 };
/* Write `image` to `path` (mode 0600, its directories 0700). 0 or errno. */
int pl_store_save(pl_str path, pl_str image);

#endif
