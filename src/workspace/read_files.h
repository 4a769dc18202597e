/* read_files.h - the files that functions read: their states, and whether file() can.
 *
 * Mods keep their documentation in hundreds of files beside the sources: they are looked
 * at on a few threads, directory by directory.
 * Private to the room. Threads: pure but for what is on disk. */
#ifndef PL_WORKSPACE_READ_FILES_H
#define PL_WORKSPACE_READ_FILES_H
#include "base/buf.h"

typedef struct pl_read_file {
    pl_str path;     /* absolute, with a NUL after it */
    uint64_t state;  /* differs for each state, "not there" included */
    int64_t changed; /* when it came into that state, by the wall clock; 0: it is not there */
    bool right;      /* when it was read: there, and UTF-8 */
} pl_read_file;

/* What one thread needs to look at one file after the other. */
typedef struct pl_looker {
    pl_str root;  /* where relative paths begin */
    pl_str dir;   /* of the last path */
    pl_buf path;  /* the same, absolute; then a name */
    bool is_open; /* `dir` was opened, or tried to be */
    int at;       /* its descriptor, or -1 */
} pl_looker;

/* `state` and `changed` of the file at `path`, as pl_ix_file.path: it need not end in NUL,
 * and stays until the next look. pl_looker_done() after the last. */
void pl_look(pl_looker *looker, pl_str path, pl_read_file *out);
void pl_looker_done(pl_looker *looker);

/* Fill in what there is at `path`. `read`: `right` is wanted. `threads` 0: as many as pay. */
void pl_workspace__look_at(pl_read_file *files, uint32_t n, bool read, unsigned threads);

/* The same with `read`, on other threads, while the calling thread calls work(ctx); then it helps
 * them. */
void pl_workspace__read_beside(pl_read_file *files, uint32_t n, unsigned threads,
                               void (*work)(void *ctx), void *ctx);

/* Fill in what there is at one path, but for `right`. */
void pl_workspace__look_at_one(pl_read_file *file);

#endif
