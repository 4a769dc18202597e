/* git_inner.h - one call of git; private to git*.c. */
#ifndef PL_MOD_GIT_INNER_H
#define PL_MOD_GIT_INNER_H
#include "mod/git.h"

#define PL_GIT_TOO_LARGE "larger than --max-size allows"

typedef struct pl_git_call {
    const char *const *argv;
    const char *const *environment;
    bool network;      /* it is ended after 30 s without output */
    pl_str *out, *err; /* its output, in the arena; may be NULL */
    bool (*go_on)(void *ctx);
    void *ctx;
} pl_git_call;

/* Run git once. False with one line in *why. */
bool pl_git__call(const pl_git *git, const pl_git_call *call, pl_arena *arena, pl_str *why);
/* Run git up to three times, as long as the server says that it is busy. */
bool pl_git__try(const pl_git *git, const pl_git_call *call, pl_arena *arena, pl_str *why);

/* May the host of `name` get the token? Not if only dependencies require mods from it. */
bool pl_git__trusts(const pl_git *git, pl_str name);
/* The name of the mirror of a repository, in `arena`, NUL-terminated. */
pl_str pl_git__mirror_name(pl_str name, pl_arena *arena);

#endif
