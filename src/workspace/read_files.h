/* read_files.h - the files that functions read: their states, and whether file() can.
 *
 * Mods keep their documentation in hundreds of files beside the sources: they are looked
 * at on a few threads, directory by directory.
 * Private to the room. Threads: pure but for what is on disk. */
#ifndef PL_WORKSPACE_READ_FILES_H
#define PL_WORKSPACE_READ_FILES_H
#include <pipelite/base.h>

typedef struct pl_read_file {
    pl_str path;     /* absolute, NUL behind */
    uint64_t state;  /* tells one state from another; of what is not there, too */
    int64_t changed; /* when it came into that state, by the wall clock; 0: it is not there */
    bool right;      /* when it was read: there, and UTF-8 */
} pl_read_file;

/* Fill in what is behind `path`. `read`: `right` is wanted. `threads` 0: as many as pay. */
void pl_workspace__look_at(pl_read_file *files, uint32_t n, bool read, unsigned threads);

#endif
