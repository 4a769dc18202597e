/* saved.h - saves the image of a workspace for later processes, and uses it again.
 *
 *   open    saved image -> sound? -> same files? -> used in place
 *                            no -> build; verdicts of files that have not changed are taken from
 *                                  the saved image
 *   save    after the output was written: an image that is new, or new states of its files
 *
 * An image is saved only if building it again would give the same image and no messages. If opening
 * reported anything (a skipped mod, a missing dependency, a file that cannot be read), that must be
 * reported at every start, so nothing is saved.
 *
 * Invariants (pl_saved__check):
 *   1. If the saved image is used, there is no `old` one; only a used image is `mapped`.
 *   2. `whole` implies `sure`.
 *
 * Private to the room. Threads: under ws->maintenance. */
#ifndef PL_WORKSPACE_SAVED_H
#define PL_WORKSPACE_SAVED_H
#include "base/invariant.h"
#include "base/log.h"
#include "base/map.h"
#include "mod/seen.h"
#include <pipelite/workspace.h>
#include <stdatomic.h>

typedef struct pl_saved {
    pl_str dir, path; /* the directory of the image, and its file; empty: none is saved */
    uint64_t options, program, device; /* as in the header of the image */
    int64_t as_of_ns;                  /* wall clock before anything was examined */
    pl_seen seen;                      /* what discovery examines, until the image is linked */
    pl_log_warned warned;              /* warnings that were logged already */
    pl_index *old;   /* a saved image that does not fit the files any more; owned */
    pl_map old_rows; /* path -> row of FILE in `old` */
    /* `used`: the saved image is the index; `mapped`: its pages are shared with the file. Both are
     * written by rescans and read without a lock by pl_workspace_origin(); its other members are
     * written while the workspace is opened, and never again. */
    atomic_bool used, mapped;
    bool noting;     /* discovery records in `seen` what it reads */
    bool sure;       /* discovery could read everything, so it would find the same files again
                        as long as what it recorded has not changed */
    bool whole;      /* sure, with nothing to report at every start, and worth keeping */
    bool dirty;      /* the saved image should be replaced */
    const char *why; /* why the saved image was not used; static */
    struct pl_read_file *reads; /* the states of the files in READ when the image was opened;
                                   owned. NULL: unknown, or already taken */
    uint32_t changed, places, touched, compared; /* as in pl_index_origin */
} pl_saved;

/* Work out the path under which the image of the located workspace is saved. */
void pl_workspace__begin_saved(pl_workspace *ws);
/* Open the saved image. True if it is sound and fits the files: it is the workspace's index now. */
bool pl_workspace__open_saved(pl_workspace *ws);
/* After the files were read: decide whether the new image can and should be saved. */
void pl_workspace__keep(pl_workspace *ws);
/* The verdicts of a late check, which ran after the image was linked, by row of FILE. Each is for
 * the bytes in the image: a file that differs now has none. In `arena`. */
struct pl_file_verdict *pl_workspace__late_verdicts(const pl_workspace *ws, pl_arena *arena);
void pl_saved_done(pl_saved *saved);
PL_CHECKS(pl_saved__check, pl_saved);

/* ---- verdicts that an image holds (verdicts.c) */

/* Does the image have verdicts for all files? */
bool pl_workspace__is_checked(const pl_index *ix);
/* The messages in the image about the file of a row, at one level; `path` names it in them. Owned;
 * NULL: there are none. */
pl_diags *pl_workspace__verdict(const pl_index *ix, uint32_t level, uint32_t row, pl_str path);

#endif
