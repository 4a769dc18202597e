/* glob.h - names by pattern: `*`, `**`, `?`, `[a-z]`, `[^a]`, `{a,b}`, `\`.
 *
 * The rules are those of fileset (hcl.md 7.3), taken literally: braces do not nest, and
 * an invalid pattern is reported only when matching reaches its bad part.
 * Threads: pure but for the file system. */
#ifndef PL_HCL_GLOB_H
#define PL_HCL_GLOB_H
#include "base/arena.h"

typedef struct pl_glob {
    pl_arena *scratch;
    void *ctx;
    /* A match; `path` is in `scratch`, `root` in front as it was given. False: stop. */
    bool (*found)(void *ctx, pl_str path);
    /* Called for each directory that is read; may be NULL. */
    void (*listed)(void *ctx, pl_str path);
    uint64_t *steps; /* left: comparisons, directory entries */
} pl_glob;

typedef enum pl_globbed {
    PL_GLOB_DONE,
    PL_GLOB_BAD,     /* a syntax error */
    PL_GLOB_STOPPED, /* by `found` */
    PL_GLOB_LIMIT,   /* no steps left */
} pl_globbed;

/* Does `name`, one part of a path, match the pattern? The answer is in *out. */
pl_globbed pl_glob_match(pl_arena *scratch, pl_str pattern, pl_str name, uint64_t *steps,
                         bool *matches);
/* Call glob->found for every path below `root` that matches `pattern`, which must be a clean path
 * without `..`. Links are followed, except into a directory that is being read already. */
pl_globbed pl_glob_walk(pl_glob *glob, pl_str root, pl_str pattern);

#endif
