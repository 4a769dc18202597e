/* diff.h - compares two mods, block by block and attribute by attribute.
 *
 * Two attributes are equal if their tokens are: blanks, line ends and comments between them do not
 * count. Nothing is evaluated.
 *
 * Lifetime: everything lies in the given arena. Threads: pure, apart from reading the disk. */
#ifndef PL_MOD_DIFF_H
#define PL_MOD_DIFF_H
#include "base/arena.h"
#include "base/diag.h"

typedef enum pl_diff_kind { PL_DIFF_ADDED, PL_DIFF_REMOVED, PL_DIFF_CHANGED } pl_diff_kind;

typedef struct pl_difference {
    pl_diff_kind change;
    pl_str kind, name;        /* "query", "oats" */
    const pl_str *attributes; /* CHANGED: attributes and nested blocks that differ, sorted */
    uint32_t n_attributes;
} pl_difference;

typedef struct pl_diff {
    const pl_difference *list; /* by kind, then name */
    uint32_t n;
} pl_diff;

/* Compare the mods in the folders `a` and `b` (absolute paths). *out lies in `arena`. False with
 * messages if a file cannot be read or does not parse. */
bool pl_mod_diff(pl_str a, pl_str b, pl_arena *arena, pl_diff *out, pl_diags *diags);

#endif
