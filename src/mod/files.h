/* files.h - lists the files of a mod (mod-language.md 1.3).
 *
 * These are all .pp and .sp files below its directory, in byte order of the full path. Hidden files
 * and directories at the top of a workspace or local mod are left out, and so is everything that
 * the workspace's ignore file matches. Links to directories are not followed.
 *
 * Lifetime: paths lie in the arena. Threads: pure, apart from reading the disk. */
#ifndef PL_MOD_FILES_H
#define PL_MOD_FILES_H
#include "base/arena.h"
#include "base/vec.h"
#include "mod/seen.h"

typedef enum pl_files_of {
    PL_FILES_WORKSPACE, /* not hidden at the top, not ignored */
    PL_FILES_LOCAL,     /* not hidden at the top */
    PL_FILES_INSTALLED, /* everything */
    PL_FILES_APART,     /* everything but mods installed below the mod's own .powerpipe/mods */
} pl_files_of;

typedef struct pl_mod_source {
    pl_str path; /* absolute, NUL-terminated */
    bool link;
} pl_mod_source;

typedef struct pl_sources {
    PL_VEC(pl_mod_source) list; /* owned; pl_vec_done() */
    pl_seen *seen;              /* notes what was read; NULL: nothing is noted */
} pl_sources;

typedef void pl_files_bad(void *ctx, pl_str path, int error);

/* Append the files of the mod in `dir` (absolute, NUL-terminated), sorted. `bad` is called for
 * directories that cannot be read (path relative to `dir`). 0, or the errno of `dir` itself. */
int pl_mod_files(pl_str dir, pl_files_of rule, pl_arena *arena, pl_sources *out, pl_files_bad *bad,
                 void *ctx);

#endif
