/* mods.h - the mods that a workspace requires: install, update, remove, look, verify.
 *
 *     pl_mods_options o = { .dir = PL_S("/home/me/estate"), .environment = environ };
 *     pl_mods *m = pl_mods_new(&o);
 *     if (pl_mods_install(m, args, n, diags))
 *         pl_render_mods_changes(m, false, &text);
 *     pl_mods_free(m);
 *
 * A pl_mods is one command: it locks the workspace folder when it begins and unlocks it when it
 * is freed. Everything is fetched and checked beside its place; then folders,
 * the lock file and the mod file change one after the other, each in one step: a reader sees the
 * old state or the new one.
 *
 * Out of memory: pl_mods_new() returns NULL; calls with `diags` fail. If memory ran out before the
 * first change, nothing is changed; if it ran out later, all changes are made. pl_mods_changes()
 * lists what was changed.
 *
 * Lifetime: texts are borrowed from the pl_mods. Threads: one, but for pl_mods_cancel(). Fetching
 * uses threads and git processes for the length of a call. Callbacks are called by the thread of
 * the call, unless they say otherwise. */
#ifndef PIPELITE_MODS_H
#define PIPELITE_MODS_H
#include <pipelite/base.h>

PL_C_BEGIN

typedef struct pl_mods pl_mods;

/* What may replace an installed version. ORDER pulls */
typedef enum pl_pull {
    PL_PULL_DEFAULT, /* what is usual for the command */
    PL_PULL_FULL,
    PL_PULL_LATEST,
    PL_PULL_DEVELOPMENT,
    PL_PULL_MINIMAL,
} pl_pull;

typedef struct pl_mods_options {
    pl_str dir;         /* the workspace: absolute, or relative to the current directory */
    pl_str shown_dir;   /* `dir` as messages name it; empty: as it is */
    pl_str install_dir; /* of the user; empty: nothing is kept between runs */
    pl_str program;     /* name in messages */
    const char *const *environment; /* for git; NAME=value, a NULL last; NULL: empty */
    bool real;                      /* exactly as real Powerpipe: no hints, and its omissions */
    bool read_only;                 /* the command changes nothing: it waits for no other command */
    bool dry_run;
    bool force;
    bool keep_surplus;  /* do not prune */
    bool locked;        /* install exactly the commits in the lock file, or fail */
    bool offline;       /* start no git */
    pl_str from;        /* install from this folder, made by pl_mods_vendor() */
    uint64_t max_bytes; /* of the files of one mod; 0: 1 GiB */
    pl_pull pull;
    /* Called once when another process has locked the workspace; `holder` names it. May be
     * NULL. */
    void (*waiting)(void *ctx, pl_str holder);
    /* Called for each mod that is about to be fetched. May be NULL. Any thread. */
    void (*fetching)(void *ctx, pl_str dep_path);
    /* Checks the plugins that the workspace's mod requires and appends an error for each that is
     * missing. Called by an install without `force` when some are required, and always with `real`.
     * NULL: plugins are not checked. */
    void (*plugins)(void *ctx, const pl_mods *mods, pl_diags *diags);
    void *ctx; /* of these three */
    pl_logger log;
} pl_mods_options;

/* Owned; pl_mods_free(). Options are copied, except `environment`. NULL only without memory. */
pl_mods *pl_mods_new_sized(size_t size, const pl_mods_options *options);
#define pl_mods_new(...) pl_mods_new_sized(sizeof(pl_mods_options), __VA_ARGS__)
void pl_mods_free(pl_mods *mods); /* NULL is fine */
/* End the command as soon as nothing is left half done. Any thread. */
void pl_mods_cancel(pl_mods *mods);
bool pl_mods_cancelled(const pl_mods *mods);

/* ---- the mod file */

bool pl_mods_has_file(pl_mods *mods);
/* The reason to ask before a mod file is made here: ten files or more, or the home
 * directory. */
typedef enum pl_init_warning {
    PL_INIT_WARNING_NONE,
    PL_INIT_WARNING_HOME,
    PL_INIT_WARNING_FILES
} pl_init_warning;
pl_init_warning pl_mods_init_warning(const pl_mods *mods, pl_str home);
/* Write mod.pp; *path is where. False with a message. */
bool pl_mods_init(pl_mods *mods, pl_str *path, pl_diags *diags);

/* ---- changing
 * Only one of these may be called per pl_mods, and only once. An argument names a mod, as on the
 * command line; without arguments (n 0) the command is for all mods that the workspace requires.
 *
 *   install    also adds its arguments to the requirements: "name@version", a branch, a folder
 *   update     fetches the newest versions that the requirements allow. Arguments are names of
 *              mods that the workspace's mod requires itself, without a version
 *   uninstall  removes its arguments from the requirements
 *
 * False with errors in `diags`; with `force`, pl_mods_changes() has what succeeded nevertheless. */
bool pl_mods_install(pl_mods *mods, const pl_str *args, size_t n, pl_diags *diags);
bool pl_mods_update(pl_mods *mods, const pl_str *args, size_t n, pl_diags *diags);
bool pl_mods_uninstall(pl_mods *mods, const pl_str *args, size_t n, pl_diags *diags);

typedef enum pl_mod_change_kind {
    PL_MOD_INSTALLED,
    PL_MOD_UPGRADED,
    PL_MOD_DOWNGRADED,
    PL_MOD_UNINSTALLED,
} pl_mod_change_kind;

typedef struct pl_mod_change {
    pl_mod_change_kind kind;
    pl_str parent;       /* short name of the workspace's mod, or dependency path */
    pl_str dep_path;     /* of the mod as it is now; for one that was removed, as it was */
    pl_str was;          /* dependency path before; empty for what is new */
    pl_str was_dir, dir; /* where its files are, as long as the pl_mods lives; may be empty */
} pl_mod_change;
/* By kind, then parent and name. */
const pl_mod_change *pl_mods_changes(const pl_mods *mods, size_t *n);
/* Does the workspace's mod require any mod now? */
bool pl_mods_required(const pl_mods *mods);
/* The first requirement that is not installed, as an argument of an install; false when all are, or
 * the workspace cannot be read. */
bool pl_mods_missing(pl_mods *mods, pl_str *name);
pl_str pl_mods_root(const pl_mods *mods); /* short name of the workspace's mod */

/* Advice on the errors that were reported, one line each; none with `real`. */
typedef struct pl_mod_hint {
    pl_str text;
} pl_mod_hint;
const pl_mod_hint *pl_mods_hints(const pl_mods *mods, size_t *n);
/* Requirements that `force` overrode, one line each. */
const pl_str *pl_mods_overridden(const pl_mods *mods, size_t *n);

PL_C_END

#endif
