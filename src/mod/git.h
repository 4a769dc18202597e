/* git.h - the user's git, as a child process (mod-management.md 10).
 *
 * It runs without shell, prompt, hook, filter and submodules; a token is passed in the environment
 * of the child and sent only to the host of the requirement. Fetched objects are kept in bare
 * mirrors, one for each repository, which only save transfers: every reference is requested again.
 *
 * Lifetime: a pl_git borrows its options. Threads: calls for different repositories may run
 * side by side. */
#ifndef PL_MOD_GIT_H
#define PL_MOD_GIT_H
#include "base/buf.h"
#include "base/log.h"
#include "mod/refs.h"
#include <stdatomic.h>

typedef struct pl_git_options {
    const char *const *environment; /* the user's: NAME=value, a NULL last */
    pl_str mirrors;                 /* folder of the mirrors; empty: none are kept */
    const pl_str *own; /* names that the workspace itself requires: their hosts may get the token */
    size_t n_own;
    const _Atomic bool *stop; /* true ends the children */
    uint64_t max_bytes;       /* limit for the files of one mod together; 0: none */
} pl_git_options;

typedef struct pl_git {
    const pl_git_options *options;
    pl_str token;     /* from POWERPIPE_GIT_TOKEN; empty: none */
    unsigned version; /* 1000 * major + minor */
} pl_git;

/* Find the installed git and its version. False with the message that users know; `*out` borrows
 * `options`. */
bool pl_git_open(pl_git *out, const pl_git_options *options, pl_diags *diags);

/* The answer of a repository. */
typedef struct pl_remote {
    pl_git_refs refs;
    pl_str url;   /* the URL to fetch from, after a redirection */
    bool foreign; /* it is on another host than the name says, which gets no token */
} pl_remote;

/* Ask the repository `name` for its references. False with git's message in *why, one line. Texts
 * lie in `arena`. */
bool pl_git_list(const pl_git *git, pl_str name, pl_arena *arena, pl_remote *out, pl_str *why);

/* Fetch `ref` of `name`, which must be at `commit`, and put its files into the folder `to`, which
 * is made with its parents. `scratch` is a folder for temporary files. */
typedef struct pl_git_fetch {
    pl_str name;
    const pl_remote *remote; /* NULL: use only the mirror */
    pl_str ref, commit;
    pl_str to, scratch; /* absolute, NUL-terminated */
} pl_git_fetch;
bool pl_git_fetch_run(const pl_git *git, const pl_git_fetch *fetch, pl_arena *arena, pl_str *why);

/* Remove mirrors below `folder`, the least recently used first, until at most `most` bytes are
 * left; a mirror in use stays. Returns the bytes freed. */
uint64_t pl_git_trim(pl_str folder, uint64_t most);

/* git_env.c: the environment of a child that talks to `host`, in `arena`. `token`: the host may get
 * the token. */
const char *const *pl_git__environment(const pl_git *git, pl_str host, bool token, bool follow,
                                       const char *index, pl_arena *arena);

#endif
