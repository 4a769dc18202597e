/* name.h - what an argument of `mod install` names, and which names may reach git
 * (mod-management.md 5).
 * Threads: pure but for what is on disk. */
#ifndef PL_MOD_NAME_H
#define PL_MOD_NAME_H
#include "mod/mod.h"

typedef enum pl_mod_arg_fault {
    PL_ARG_FINE,
    PL_ARG_INVALID, /* "invalid mod name <text>" */
    PL_ARG_NO_MOD,  /* "'<path>' does not contain a mod definition" */
} pl_mod_arg_fault;

typedef struct pl_mod_arg {
    pl_str text; /* as given */
    pl_str name; /* of a mod by path its absolute folder */
    pl_require_by by;
    pl_str wanted; /* "*" when nothing is asked for */
    bool given;    /* a version, tag or branch was given */
    pl_mod_arg_fault fault;
} pl_mod_arg;

/* Read one argument; relative folders are those of `dir`. Texts are in `arena` or borrowed
 * from `text`. */
void pl_mod_arg_parse(pl_str text, pl_str dir, pl_arena *arena, pl_mod_arg *out);

/* The name could be taken for an option or something else than a name: it has a leading
 * `-`, a control character or a backslash. */
bool pl_mod_name_hostile(pl_str name);
/* Why git cannot be asked for `name`: not host/path, or an element that leads elsewhere.
 * Static; NULL: it can. */
const char *pl_mod_name_refusal(pl_str name);
/* Why `ref` (a tag, a branch) cannot be: as above. */
bool pl_mod_ref_sound(pl_str ref);

#endif
