/* staleness.h - finds the files that have changed since an image was made.
 *
 * First the states are compared (size, times, inode): one look-up per file and listed directory,
 * and nothing is opened. Where the state differs, the bytes or names are compared by their hash; so
 * they are where it is young, that is, so recent that a later change may have left the same state
 * (lazy-workspace.md 16, dependencies.md 3.3). The image is verified meanwhile, on another thread.
 *
 * Private to the room. Threads: pure over their arguments and the disk. */
#ifndef PL_WORKSPACE_STALENESS_H
#define PL_WORKSPACE_STALENESS_H
#include "base/vec.h"
#include "index/build.h"
#include "workspace/read_files.h"

typedef struct pl_staleness {
    bool sound;                  /* the image is; if not, no other member counts */
    PL_VEC(uint32_t) changed;    /* rows of FILE with other bytes, or without a file now */
    PL_VEC(uint32_t) places;     /* rows of INPUT that differ: discovery may find other files */
    uint32_t touched;            /* rows with the same bytes in another state */
    uint32_t compared;           /* files and directories that were read */
    bool young;                  /* some state is young for this image but not for one made now */
    pl_ix_stamp *files, *inputs; /* the present states, by row, if some are `touched`. Owned */
    pl_read_file *reads;         /* with the option `reads`: by row of READ. Owned */
} pl_staleness;

typedef struct pl_staleness_options {
    pl_str dir;         /* of the workspace, with a NUL after it */
    uint64_t device;    /* the device of `dir` */
    int64_t now_ns;     /* wall clock before this comparison */
    bool all_bytes;     /* compare everything by content */
    const char *ignore; /* a directory whose own state does not matter: where images are saved */
    unsigned threads;   /* 0: as many as pay */
    bool proved;        /* the image was verified already */
    bool reads;         /* examine the files of READ, too */
    /* If a later comparison found the same content as the image: its time, and the states that it
     * saw, by row. 0 and NULL: use those of the image. */
    int64_t as_of_ns;
    const pl_ix_stamp *files, *inputs;
} pl_staleness_options;

/* Compare all files and directories that `ix` names, and verify `ix` unless it is `proved`: it may
 * come straight from pl_store_open(). If nothing is `changed` and there are no `places`, the image
 * fits the files. pl_staleness_done() in any case. */
void pl_staleness_find(const pl_index *ix, const pl_staleness_options *options, pl_staleness *out);
/* Free the lists and zero the struct. */
void pl_staleness_done(pl_staleness *stale);

#endif
