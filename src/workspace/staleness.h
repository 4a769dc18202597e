/* staleness.h - do the files still say what a saved image says of them?
 *
 * First the states are compared (size, times, inode): one look-up per file and listed
 * directory, nothing is opened. Where a state is another, or so young that a later
 * change may have left it as it was, the bytes or names are compared by their hash
 * (lazy-workspace.md 16, dependencies.md 3.3). The image is verified meanwhile, on another thread.
 *
 * Private to the room. Threads: pure but for what is on disk. */
#ifndef PL_WORKSPACE_STALENESS_H
#define PL_WORKSPACE_STALENESS_H
#include "base/vec.h"
#include "index/build.h"
#include "workspace/read_files.h"

typedef struct pl_staleness {
    bool sound;               /* of the image; if not, nothing else counts */
    PL_VEC(uint32_t) changed; /* rows of FILE: other bytes, or none any more */
    PL_VEC(uint32_t) places;  /* rows of INPUT that are different: discovery may find other files */
    uint32_t touched;         /* rows with the same bytes in another state */
    uint32_t compared;        /* files and directories that were read */
    bool young;               /* some state will not be young in an image of now */
    pl_ix_stamp *files, *inputs; /* when `touched`: the states of now. Owned */
    pl_read_file *reads;         /* when they were asked for: by row of READ. Owned */
} pl_staleness;

typedef struct pl_staleness_options {
    pl_str dir;         /* of the workspace, with a NUL after it */
    uint64_t device;    /* it lies on */
    int64_t now_ns;     /* wall clock before this look */
    bool all_bytes;     /* compare everything by content */
    const char *ignore; /* a directory whose own state does not matter: where images are kept */
    unsigned threads;   /* 0: as many as pay */
    bool proved;        /* the image is sound */
    bool reads;         /* look at the files of READ, too */
    /* Of a later look than the image's that found the same content: since when, and the
     * states then, by row. 0 and NULL: what the image says. */
    int64_t as_of_ns;
    const pl_ix_stamp *files, *inputs;
} pl_staleness_options;

/* Look at everything that `ix` names; it comes from pl_store_open() and needs no proof
 * yet. Nothing `changed` and no `places`: the image is right. pl_staleness_done() in any case. */
void pl_staleness_find(const pl_index *ix, const pl_staleness_options *options, pl_staleness *out);
void pl_staleness_done(pl_staleness *stale);

#endif
