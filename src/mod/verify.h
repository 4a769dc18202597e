/* verify.h - compares the installed mods with the lock file and .mod.sum.
 * Lifetime: the arena of the session. Threads: one. */
#ifndef PL_MOD_VERIFY_H
#define PL_MOD_VERIFY_H
#include "mod/sums.h"

typedef enum pl_flaw_kind {
    PL_FLAW_ABSENT,   /* the lock file names it, but its folder does not exist */
    PL_FLAW_UNLISTED, /* .mod.sum does not list it */
    PL_FLAW_SURPLUS,  /* .mod.sum lists it, but the lock file does not */
    PL_FLAW_COMMIT,   /* .mod.sum has another commit than the lock file */
    PL_FLAW_CONTENT,  /* its files differ; `file` is empty: it is unknown which */
    PL_FLAW_MISSING,  /* `file` does not exist */
    PL_FLAW_CHANGED,  /* `file` differs */
    PL_FLAW_NEW,      /* `file` is not part of the mod */
} pl_flaw_kind;

typedef struct pl_flaw {
    pl_flaw_kind kind;
    pl_str dep_path;
    pl_str file;
} pl_flaw;

typedef struct pl_mod_verdicts {
    const pl_flaw *list;
    uint32_t n;
    uint32_t mods; /* how many mods were compared */
    bool present;  /* .mod.sum exists */
} pl_mod_verdicts;

/* Compare the installed mods with both files. False with messages if there is no .mod.sum, or if
 * something cannot be read. */
bool pl_mods__verify(pl_mods *mods, pl_mod_verdicts *out, pl_diags *diags);

#endif
