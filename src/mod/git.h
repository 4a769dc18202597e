/* git.h - the user's git, as a child process (mod-management.md 10).
 *
 * No shell, no prompt, no hook, no filter, no submodule; a token travels in the environment of
 * the child and to the host of the requirement only. What is fetched is kept in bare mirrors,
 * one for each repository, which save transfers: every reference is asked for again.
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
    const char *const *environment; /* of the user: NAME=value, a NULL last */
    pl_str mirrors;                 /* folder of the mirrors; empty: none are kept */
    const pl_str *own; /* names whose hosts may have the token: what the user requires himself */
    size_t n_own;
    const _Atomic bool *stop; /* true: children are ended */
    uint64_t max_bytes;       /* of the files of one mod; 0: no limit */
    const pl_log *log;
} pl_git_options;

typedef struct pl_git {
    const pl_git_options *options;
    pl_str token;     /* of POWERPIPE_GIT_TOKEN; empty: none */
    unsigned version; /* 1000 * major + minor */
} pl_git;

/* Find out which git there is. False with the message that users know; `*out` borrows
 * `options`. */
bool pl_git_open(pl_git *out, const pl_git_options *options, pl_diags *diags);

/* A repository as it answered. */
typedef struct pl_remote {
    pl_git_refs refs;
    pl_str url;   /* to be fetched from: where a redirection led */
    bool foreign; /* on another host than the name says: no token for it */
} pl_remote;

/* Ask what `name` has. False with the message of git in *why, one line; texts are in `arena`. */
bool pl_git_list(const pl_git *git, pl_str name, pl_arena *arena, pl_remote *out, pl_str *why);

/* Fetch `ref` of `name`, which is to be at `commit`, and put its files into the folder `to`, which
 * is made with its parents. `scratch` is a folder for what is needed meanwhile. */
typedef struct pl_git_fetch {
    pl_str name;
    const pl_remote *remote; /* NULL: only what the mirror has */
    pl_str ref, commit;
    pl_str to, scratch; /* absolute, NUL-terminated */
} pl_git_fetch;
bool pl_git_fetch_run(const pl_git *git, const pl_git_fetch *fetch, pl_arena *arena, pl_str *why);

/* Remove mirrors below `folder`, those used longest ago first, until at most `most` bytes are left;
 * one that is in use stays. Bytes that were freed. */
uint64_t pl_git_trim(pl_str folder, uint64_t most);

/* git_env.c: the environment of a child for `name`, in `arena`. `token`: it may be given to the
 * host of the name. */
const char *const *pl_git__environment(const pl_git *git, pl_str host, bool token, bool follow,
                                       const char *index, pl_arena *arena);

#endif
