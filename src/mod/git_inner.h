/* git_inner.h - one call of git; private to git*.c. */
#ifndef PL_MOD_GIT_INNER_H
#define PL_MOD_GIT_INNER_H
#include "mod/git.h"

#define PL_GIT_DIR "/" /* where children run */
#define PL_GIT_TOO_LARGE "larger than --max-size allows"
#define PL_GIT_TOO_MANY "too large: it has too many files and folders"
#define PL_GIT_ENDLESS "git printed too much"
/* A tree of a few kilobytes may name 10^12 files, and a server may list references for ever. Real
 * mods have some thousands of files, with 100 bytes in a list for each. */
enum {
    PL_GIT_MOST_NAMES = 100000,
    PL_GIT_MOST_LISTED = 16 << 20, /* bytes of a list of files */
    PL_GIT_MOST_PRINTED = 64 << 20,
};

typedef struct pl_git_call {
    const char *const *argv;
    const char *const *environment;
    bool network;      /* it is ended after 30 s without output; others after ten minutes */
    size_t most;       /* bytes that it may print; 0: PL_GIT_MOST_PRINTED */
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
