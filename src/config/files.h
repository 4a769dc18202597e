/* files.h - reads and parses the .ppc files of the config path.
 *
 * Only files directly inside a directory count, hidden ones too, in the order of their names. Texts
 * and trees lie in the arena of the set.
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
    PL_VEC(pl_ppc)
    files; /* last directory first, then by name: later files win over earlier ones */
} pl_ppc_set;

/* Read and parse all files; an absent directory counts as empty. False with errors in `diags` if a
 * file cannot be read or has a syntax error, or, failing that, if something does not belong at top
 * level. *place is true if the errors are about contents of files. */
bool pl_ppc__read(pl_ppc_set *set, const pl_str *dirs, size_t n_dirs, bool *place, pl_diags *diags);
void pl_ppc__done(pl_ppc_set *set);

/* Add `text` as if it were the file `path`: for callers without a directory (fuzzing). */
void pl_ppc__add(pl_ppc_set *set, pl_str path, pl_str text, size_t dir, pl_diags *diags);
/* Check the top level of each file; false if something does not belong there. */
bool pl_ppc__check(const pl_ppc_set *set, pl_diags *diags);

#endif
