/* verify.h - is what is installed what the lock file and .mod.sum say?
 * Lifetime: in the arena of the session. Threads: one. */
#ifndef PL_MOD_VERIFY_H
#define PL_MOD_VERIFY_H
#include "mod/sums.h"

typedef enum pl_flaw_kind {
    PL_FLAW_ABSENT,   /* the lock file names it, its folder is not there */
    PL_FLAW_UNLISTED, /* .mod.sum does not have it */
    PL_FLAW_SURPLUS,  /* .mod.sum has it, the lock file does not */
    PL_FLAW_COMMIT,   /* .mod.sum has another commit than the lock file */
    PL_FLAW_CONTENT,  /* its files are others, `file` empty: which is not known */
    PL_FLAW_MISSING,  /* one file is not there */
    PL_FLAW_CHANGED,
    PL_FLAW_NEW,
} pl_flaw_kind;

typedef struct pl_flaw {
    pl_flaw_kind kind;
    pl_str dep_path;
    pl_str file;
} pl_flaw;

typedef struct pl_mod_verdicts {
    const pl_flaw *list;
    uint32_t n;
    uint32_t mods; /* that were compared */
    bool present;  /* there is a .mod.sum */
} pl_mod_verdicts;

/* False with messages when there is nothing to compare with, or it cannot be read. */
bool pl_mods__verify(pl_mods *mods, pl_mod_verdicts *out, pl_diags *diags);

#endif
