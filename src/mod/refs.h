/* refs.h - the tags and branches of a repository, from `git ls-remote --tags --heads`.
 *
 * Lifetime: texts are borrowed from the parsed output. Threads: immutable once parsed. */
#ifndef PL_MOD_REFS_H
#define PL_MOD_REFS_H
#include "mod/mod.h"

typedef struct pl_ref {
    pl_str name;     /* "refs/tags/v1.2.0" */
    pl_str commit;   /* the id that the remote lists: for an annotated tag, the tag's own */
    bool is_version; /* the last part of its name is a version, whatever its prefix */
    pl_version version;
} pl_ref;

typedef struct pl_git_refs {
    const pl_ref *list; /* tags and branches, in the order of the output */
    uint32_t n;
} pl_git_refs;

/* Parse the output. Lines that are no references are left out, and so are names that could be
 * mistaken for options or paths. `list` lies in `arena`. */
void pl_refs_parse(pl_str text, pl_arena *arena, pl_git_refs *out);

/* The reference with that full name, or NULL. */
const pl_ref *pl_refs_find(const pl_git_refs *refs, pl_str name);
/* The highest release that satisfies the constraint of `want` (by version), or NULL. */
const pl_ref *pl_refs_newest(const pl_git_refs *refs, const pl_require_mod *want);
/* The highest release at all, or NULL. */
const pl_ref *pl_refs_top(const pl_git_refs *refs);

/* Does `version` satisfy? A version with a pre-release or a build part does only when the
 * constraint is itself one complete version with that part. */
bool pl_release_allowed(const pl_constraint *constraint, const pl_version *version);

#endif
