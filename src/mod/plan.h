/* plan.h - decides which version of which mod a workspace gets (mod-management.md 9).
 *
 * Deciding is a pure function over facts: the requirements, the installed mods, the references of
 * repositories, the requirements of those mods. A pass over the requirements, in their order,
 * decides what it can and notes which facts are missing; these are gathered side by side, and the
 * next pass begins anew. The passes end when no fact is missing, so the result depends on the order
 * of the requirements and not on that of the answers.
 *
 *     pass --nothing missing--> done
 *      ^ \--facts missing--> gather --+
 *      +------------------------------+
 *
 * Each requirement is decided on its own, so two parents may get different versions of one mod. A
 * version that another parent has is preferred if it satisfies the requirement, unless the pull
 * strategy takes the newest one. A mod that requires itself through others is a failure, and so is
 * a chain longer than PL_PLAN_DEPTH.
 *
 * Invariants
 *   1. A fact never changes once it is known.
 *   2. Failures count only in the last pass: earlier ones may require too much.
 *   3. `chosen` has one entry for each parent and name.
 *
 * Lifetime: everything lies in the arena of the plan. Threads: one; gathering uses more for the
 * duration of the call. */
#ifndef PL_MOD_PLAN_H
#define PL_MOD_PLAN_H
#include <pipelite/mods.h>
#include "base/file.h"
#include "base/vec.h"
#include "mod/git.h"
#include "mod/lock.h"

enum { PL_PLAN_DEPTH = 64, PL_PLAN_SIDE_BY_SIDE = 8 };

typedef enum pl_fact_state { PL_FACT_WANTED, PL_FACT_KNOWN, PL_FACT_FAILED } pl_fact_state;

/* The references of a repository. */
typedef struct pl_remote_fact {
    pl_str name;
    pl_fact_state state;
    pl_str why;
    pl_remote remote;
    pl_arena arena;
} pl_remote_fact;

/* The mod file of a mod, be it installed, fetched or local. */
typedef struct pl_mod_fact {
    pl_str dep_path;
    bool fetch; /* it is or will be fetched into the shadow folder */
    pl_fact_state state;
    pl_str why;
    pl_str name, ref, commit; /* with `fetch` */
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
    const pl_lock *old;  /* the entries of `lock` whose folders exist */
    const pl_lock *lock; /* all entries */
    pl_pull pull;
    const pl_str *targets; /* names that the command is about; none: all */
    size_t n_targets;
    bool locked, offline, keep_only; /* keep_only: install nothing new */
    const char *verb;                /* "install", "update" */
    pl_str from;                     /* a folder that replaces all repositories; empty: none */
    const pl_lock *from_lock;
    pl_str program; /* for messages */
    /* Find git when it is needed for the first time; NULL after a message. */
    const pl_git *(*git)(void *ctx);
    /* The folder for fetched files, made when it is needed for the first time; NULL after a
     * message. */
    const char *(*shadow)(void *ctx);
    /* Called before a mod is fetched, on any thread; may be NULL. */
    void (*fetching)(void *ctx, pl_str dep_path);
    void *ctx;
} pl_plan_options;

/* A requirement that could not be met, for the hints. */
typedef enum pl_miss_kind {
    PL_MISS_REMOTE,  /* the repository cannot be queried */
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
    PL_VEC(pl_str) surplus; /* dependency paths that were chosen first and then replaced */
    bool missing;           /* some facts are missing */
    bool began;             /* something was fetched, or would have been */
    unsigned failures;
    pl_buf failure; /* their texts */
    PL_VEC(pl_miss) misses;
} pl_plan;

void pl_plan_init(pl_plan *plan, const pl_plan_options *options, pl_arena *arena);
void pl_plan_done(pl_plan *plan);
/* Make passes and gather facts until every requirement is decided. False with a message if planning
 * had to stop; plan->failures counts requirements that could not be met. */
bool pl_plan_run(pl_plan *plan);

/* The mod file of the chosen mod with that dependency path, preferably of a fetched one; NULL if it
 * is not known. */
const pl_mod_fact *pl_plan_mod(const pl_plan *plan, pl_str dep_path);

/* plan_facts.c: find a fact, or note that it is wanted; gather the wanted ones. */
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
