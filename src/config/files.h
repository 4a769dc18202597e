/* files.h - the .ppc files of the config path, parsed.
 *
 * Only files directly inside a directory count, hidden ones too, in the order of
 * their names. Texts and trees are in the arena of the set.
 * Threads: immutable once read. */
#ifndef PL_CONFIG_FILES_H
#define PL_CONFIG_FILES_H
#include "base/arena.h"
#include "base/diag.h"
#include "base/vec.h"
#include "hcl/ast.h"

enum {
    PL_PPC_MAX = 1 << 20,    /* bytes of one file */
    PL_PPC_FILES_MAX = 10000 /* in one directory */
};

typedef struct pl_ppc {
    pl_str path; /* absolute */
    pl_str text;
    pl_body *body;
    size_t dir; /* index into the config path: 0 wins over 1 */
} pl_ppc;

typedef struct pl_ppc_set {
    pl_arena arena;
    PL_VEC(pl_ppc) files; /* last directory first, in it by name: later ones replace earlier ones */
} pl_ppc_set;

/* Read and parse all; absent directories are empty ones. False when a file cannot be
 * read or has a syntax error, then when something is at top level that does not belong
 * there: errors in `diags`, `*place` true when they are about contents of files. */
bool pl_ppc__read(pl_ppc_set *set, const pl_str *dirs, size_t n_dirs, bool *place, pl_diags *diags);
void pl_ppc__done(pl_ppc_set *set);

/* One file's text as if it were `path`: for what has no directory (fuzzing). */
void pl_ppc__add(pl_ppc_set *set, pl_str path, pl_str text, size_t dir, pl_diags *diags);
/* What is at top level of each file; false when something does not belong. */
bool pl_ppc__check(const pl_ppc_set *set, pl_diags *diags);

#endif
