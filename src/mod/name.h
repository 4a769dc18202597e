/* name.h - reads the arguments of `mod install`, and decides which names may reach git
 * (mod-management.md 5).
 * Threads: pure, apart from reading the disk. */
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
    pl_str name; /* for a mod by path, its absolute folder */
    pl_require_by by;
    pl_str wanted; /* version, tag or branch as given; "*" without one */
    bool given;    /* a version, tag or branch was given */
    pl_mod_arg_fault fault;
} pl_mod_arg;

/* Read one argument; relative folders start from `dir`. Texts lie in `arena` or are borrowed from
 * `text`. */
void pl_mod_arg_parse(pl_str text, pl_str dir, pl_arena *arena, pl_mod_arg *out);

/* Could git mistake the name for an option or anything else? It has a leading `-`, a control
 * character or a backslash. */
bool pl_mod_name_hostile(pl_str name);
/* The reason why `name` must not be passed to git: it is not host/path, or an element leads
 * elsewhere. Static; NULL: it may be passed. */
const char *pl_mod_name_refusal(pl_str name);
/* May `name`, of a repository or of an installed mod, become a folder? It is a plain path that is
 * not hostile. */
bool pl_mod_name_sound(pl_str name);
/* May `ref` (a tag, a branch) be passed to git: is it valid by git-check-ref-format(1)? */
bool pl_mod_ref_sound(pl_str ref);
/* Is it the id of an object, or the beginning of one, in hexadecimal digits? */
bool pl_mod_id_sound(pl_str id);

#endif
