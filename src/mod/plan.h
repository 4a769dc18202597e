/* plan.h - which version of which mod a workspace gets (mod-management.md 9).
 *
 * Deciding is a pure function over facts: the requirements, what is installed, what repositories
 * have, what mods require in their turn. A pass over the requirements in their order says what
 * is decided and which facts are missing; those are gathered side by side, and the next pass
 * begins anew. The passes end when nothing is missing: so the order of the requirements decides and
 * not the order of the answers.
 *
 *     pass --nothing missing--> done
 *      ^ \--facts missing--> gather --+
 *      +------------------------------+
 *
 * Invariants
 *   1. A fact never changes once it is known.
 *   2. What fails counts only in the last pass: earlier ones may ask for too much.
 *   3. `chosen` has one entry for each parent and name.
 *
 * Lifetime: everything is in the arena of the plan. Threads: one; gathering uses some for the
 * length of the call. */
#ifndef PL_MOD_PLAN_H
#define PL_MOD_PLAN_H
#include <pipelite/mods.h>
#include "base/file.h"
#include "base/vec.h"
#include "mod/git.h"
#include "mod/lock.h"

enum { PL_PLAN_DEPTH = 64, PL_PLAN_SIDE_BY_SIDE = 8 };

typedef enum pl_fact_state { PL_FACT_WANTED, PL_FACT_KNOWN, PL_FACT_FAILED } pl_fact_state;

/* What a repository has. */
typedef struct pl_remote_fact {
    pl_str name;
    pl_fact_state state;
    pl_str why;
    pl_remote remote;
    pl_arena arena;
} pl_remote_fact;

/* What a mod says of itself, installed, fetched or local. */
typedef struct pl_mod_fact {
    pl_str dep_path;
    bool fetch; /* to be fetched into the shadow folder, or was */
    pl_fact_state state;
    pl_str why;
    pl_str name, ref, commit; /* of what is fetched */
    pl_str dir;               /* where its files are now; NUL-terminated */
    pl_str file;              /* its mod file */
    pl_mod_info info;
    pl_arena arena;
} pl_mod_fact;

typedef struct pl_plan_options {
    pl_str workspace; /* absolute */
    pl_str root;      /* short name of the workspace's mod: its key in the lock */
    pl_str root_file; /* its mod file */
    const pl_require_mod *wants;
    uint32_t n_wants;
    const pl_lock *old;  /* entries whose folders are there */
    const pl_lock *lock; /* all of them */
    pl_pull pull;
    const pl_str *targets; /* names that the command is about; none: all */
    size_t n_targets;
    bool locked, offline, keep_only; /* keep_only: install nothing that is not there */
    const char *verb;                /* "install", "update" */
    pl_str from;                     /* folder that stands for all repositories; empty: none */
    const pl_lock *from_lock;
    pl_str program; /* for messages */
    /* Start git when it is needed first; false after a message. */
    const pl_git *(*git)(void *ctx);
    /* Folder for what is fetched, made when it is needed first; NULL after a message. */
    const char *(*shadow)(void *ctx);
    void *ctx;
} pl_plan_options;

/* A requirement that could not be met, for the hints. */
typedef enum pl_miss_kind {
    PL_MISS_REMOTE,  /* the repository cannot be asked */
    PL_MISS_VERSION, /* no release satisfies */
    PL_MISS_TAG,
    PL_MISS_BRANCH,
    PL_MISS_OTHER,
} pl_miss_kind;
typedef struct pl_miss {
    pl_miss_kind kind;
    const pl_require_mod *want;
    pl_str file;  /* the mod file that requires it */
    pl_str chain; /* the mods that lead to it: "estate > github.com/a/b@v1.0.0" */
    pl_str why;
} pl_miss;

typedef struct pl_plan {
    const pl_plan_options *o;
    pl_arena *arena;
    pl_parser *parser;
    pl_reader reader;
    PL_VEC(pl_remote_fact *) remotes;
    PL_VEC(pl_mod_fact *) mods;
    /* of the last pass */
    PL_VEC(pl_lock_entry) chosen;
    PL_VEC(pl_str) surplus; /* dependency paths that were decided for, but replaced in `chosen` */
    bool missing;           /* facts are */
    bool began;             /* something was fetched, or would have been */
    unsigned failures;
    pl_buf failure; /* their texts */
    PL_VEC(pl_miss) misses;
} pl_plan;

void pl_plan_init(pl_plan *plan, const pl_plan_options *options, pl_arena *arena);
void pl_plan_done(pl_plan *plan);
/* Pass and gather until all is decided. False when it could not go on at all; failures of
 * single mods are in `failures`. */
bool pl_plan_run(pl_plan *plan);

/* The fact about a chosen entry. */
const pl_mod_fact *pl_plan_mod(const pl_plan *plan, pl_str dep_path);

/* plan_facts.c: find a fact or note that it is wanted. */
pl_remote_fact *pl_plan__remote(pl_plan *plan, pl_str name);
pl_mod_fact *pl_plan__mod(pl_plan *plan, const pl_lock_entry *entry, bool fetch, pl_str dir);
bool pl_plan__gather(pl_plan *plan);

/* plan_choose.c: decide for one requirement. */
typedef enum pl_choice { PL_CHOICE_MADE, PL_CHOICE_MISSING, PL_CHOICE_FAILED } pl_choice;
typedef struct pl_decision {
    pl_lock_entry entry;
    bool fetch;
    pl_miss_kind miss;
    pl_str why;
} pl_decision;
pl_choice pl_plan__choose(pl_plan *plan, pl_str parent, const pl_require_mod *want, bool targeted,
                          pl_decision *out);

#endif
