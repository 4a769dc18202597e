/* read_files.h - the files that functions read: their states, and whether file() can read them.
 *
 * Mods keep their documentation in hundreds of files beside the sources, so these files are
 * examined on a few threads, directory by directory.
 * Private to the room. Threads: pure over their arguments and the disk. */
#ifndef PL_WORKSPACE_READ_FILES_H
#define PL_WORKSPACE_READ_FILES_H
#include "base/buf.h"

typedef struct pl_read_file {
    pl_str path;     /* absolute, with a NUL after it */
    uint64_t state;  /* a hash of size, inode and times, or the error number of a missing file */
    int64_t changed; /* the later of its times of change, by the wall clock; 0: it is missing */
    bool right;      /* it could be read and is UTF-8; only set if it was read */
} pl_read_file;

/* The state of a thread that examines one file after the other: it keeps the last directory open.
 */
typedef struct pl_looker {
    pl_str root;  /* where relative paths begin */
    pl_str dir;   /* the directory of the last path */
    pl_buf path;  /* `dir`, absolute, and the name of the file */
    bool is_open; /* `dir` was opened, or could not be */
    int at;       /* the descriptor of `dir`, or -1 */
} pl_looker;

/* Set `state` and `changed` of *out for the file at `path`, which is written as in pl_ix_file.path
 * and need not end in NUL. `path` must stay valid until the next call; pl_looker_done() after the
 * last. */
void pl_look(pl_looker *looker, pl_str path, pl_read_file *out);
void pl_looker_done(pl_looker *looker);

/* Set `state` and `changed` of each file from its `path` and, with `read`, `right` as well, by
 * reading it. `threads` 0: as many as pay. */
void pl_workspace__look_at(pl_read_file *files, uint32_t n, bool read, unsigned threads);

/* Read all files, as pl_workspace__look_at() does with `read`, on other threads while the calling
 * thread calls work(ctx); then it helps them. Returns when all is done. */
void pl_workspace__read_beside(pl_read_file *files, uint32_t n, unsigned threads,
                               void (*work)(void *ctx), void *ctx);

/* Set `state` and `changed` of one file from its `path`. */
void pl_workspace__look_at_one(pl_read_file *file);

#endif
