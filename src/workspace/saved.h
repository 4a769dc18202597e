/* saved.h - the image of a workspace that outlives the process.
 *
 *   open    saved image -> sound? -> same files? -> used in place
 *                            no -> build; what was saved lends the verdicts of files
 *                                  that have not changed
 *   save    when the answer is out: what is new, or in a new state
 *
 * Only an image that would be built again in the same way is kept. When opening had something to
 * report (a mod that was skipped, a dependency that is missing, a file that cannot be read), it has
 * to be reported at every start, and nothing is saved.
 *
 * Invariants (pl_saved__check):
 *   1. An image that was used is no old one, and only one that was used is `mapped`.
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
    pl_str dir, path; /* of the image; empty: none is kept */
    uint64_t options, program, device;
    int64_t as_of_ns;     /* wall clock before anything was looked at */
    pl_seen seen;         /* what discovery looks at, until linked */
    pl_log_warned warned; /* by the log */
    pl_index *old;        /* what was saved of files that are no longer the same; owned */
    pl_map old_rows;      /* path -> row of FILE there */
    /* The saved image is the index; its pages are shared with the file. Written by rescans and
     * read without a lock by pl_workspace_origin(); the rest of what that tells is written while
     * the workspace is opened, and never again. */
    atomic_bool used, mapped;
    bool noting;     /* discovery records in `seen` what it reads */
    bool sure;       /* discovery could read everything, so it would find the same files again
                        as long as what it recorded has not changed */
    bool whole;      /* sure, with nothing to report at every start, and worth keeping */
    bool dirty;      /* the saved image should be replaced */
    const char *why; /* why the saved image was not used; static */
    struct pl_read_file *reads; /* of READ, as the image was opened; owned. NULL: not known, or
                                   used */
    uint32_t changed, places, touched, compared; /* as in pl_index_origin */
} pl_saved;

/* Find out where the image of the located workspace is saved, if it is. */
void pl_workspace__begin_saved(pl_workspace *ws);
/* Open the saved image if it is sound and current; true: it is the workspace's index now. */
bool pl_workspace__open_saved(pl_workspace *ws);
/* After the files were read: decide whether the new image can and should be saved. */
void pl_workspace__keep(pl_workspace *ws);
/* Verdicts that were worked out after the image was linked, by row of FILE; each holds for
 * the bytes it was worked out from. In `arena`. */
struct pl_file_verdict *pl_workspace__late_verdicts(const pl_workspace *ws, pl_arena *arena);
void pl_saved_done(pl_saved *saved);
PL_CHECKS(pl_saved__check, pl_saved);

/* ---- verdicts that an image holds (verdicts.c) */

/* Every file has been checked. */
bool pl_workspace__is_checked(const pl_index *ix);
/* What the image says of a file at one level, with `path` as its name: owned; NULL when
 * nothing is wrong. */
pl_diags *pl_workspace__verdict(const pl_index *ix, uint32_t level, uint32_t row, pl_str path);

#endif
