/* session.h - one command over the mods of a workspace: the implementation of <pipelite/mods.h>.
 *
 * The command goes through phases, in this order (mod-management.md 11.2):
 *
 *     read      lock the folder, read the mod file and the lock file
 *     plan      decide; fetch new mods into the shadow folder
 *     commit    move folders into place; write lock file, checksums, mod file; remove surplus
 *
 * Until `commit` begins, only the shadow folder is written; from then on the command runs to its
 * end, even if it is asked to stop.
 *
 * A command that runs out of memory does not begin to commit.
 *
 * The shadow folder, <workspace>/.powerpipe/.mods.<process id>.<random digits>, is removed when the
 * session is freed; that of a killed process is removed by a later command
 * (pl_mods__remove_unused).
 *
 * Invariant: the lock file never names a folder that is not in its place. */
#ifndef PL_MOD_SESSION_H
#define PL_MOD_SESSION_H
#include <pipelite/mods.h>
#include "base/folder.h"
#include "base/oom.h"
#include "mod/locate.h"
#include "mod/plan.h"
#include "mod/reading.h"
#include "mod/rewrite.h"

struct pl_mods {
    pl_mods_options o; /* texts in `arena` */
    pl_arena arena;
    _Atomic bool stop;

    /* read */
    bool read;
    pl_folder_lock held;
    pl_reading reading; /* of a session that only reads */
    pl_log log;
    pl_mod_place place;
    pl_mod_info info; /* of the workspace's mod */
    pl_str text;      /* of its mod file, with readable bytes after it */
    pl_str root;      /* its short name */
    pl_lock lock;     /* the lock file on disk */
    pl_lock old;      /* its entries whose folders exist */
    pl_lock from_lock;

    /* plan */
    pl_require_mod *wants; /* the requirements after the command */
    uint32_t n_wants;
    PL_VEC(pl_require_edit) edits;
    bool relayout; /* format the mod file although nothing in it changes */
    bool planned;
    pl_plan_options plan_options;
    pl_plan plan;
    pl_str asked; /* a name that the user asks about */
    bool has_git;
    pl_git_options git_options;
    pl_git git;
    const char *shadow; /* NULL: not made yet */
    pl_diags *diags;    /* of the current call */

    /* commit */
    pl_lock next;
    PL_VEC(pl_mod_change) changes;
    PL_VEC(pl_mod_hint) hints;
    PL_VEC(pl_str) overridden;
};

/* The end of a public call that is a scope of memory (base/oom.h): returns `ok`, or false with a
 * message when memory ran out. */
bool pl_mods__end(pl_oom_scope *scope, bool ok, pl_diags *diags);

/* session.c: the phase `read`. False with messages. A missing mod file is no error: place.file is
 * empty then. */
bool pl_mods__read(pl_mods *m, pl_diags *diags);
/* pl_mods__present(): set *out to the entries of `lock` whose folders exist. pl_mods__reachable():
 * set it to those of the `n` entries that requirements lead to from the workspace's mod. In the
 * session's arena; `list` is not changed. */
void pl_mods__present(pl_mods *m, const pl_lock *lock, pl_lock *out);
void pl_mods__reachable(pl_mods *m, const pl_lock_entry *list, size_t n, pl_lock *out);
const char *pl_mods__shadow(void *mods);
const pl_git *pl_mods__git(void *mods);

/* The options that all plans of this session share; `verb` names the action in error messages. */
pl_plan_options pl_mods__plan_options(pl_mods *m, const char *verb);
/* Prepare m->plan for callers that only query repositories: it decides nothing. */
void pl_mods__plan_queries(pl_mods *m, pl_diags *diags);

/* commit.c: carry out the plan. False with messages. */
bool pl_mods__commit(pl_mods *m, pl_diags *diags);
/* Remove shadow folders that no command uses any more; returns the bytes freed. */
uint64_t pl_mods__remove_unused(pl_mods *m);

/* changes.c: set `changes` to the differences between the reachable parts of `old` and `next`. */
void pl_mods__compare(pl_mods *m);
/* hints.c: set `hints` to advice about the misses of the plan. */
void pl_mods__find_hints(pl_mods *m);
/* If it is certain which mod an invalid argument means, add a hint with the form that works. */
void pl_mods__hint_address(pl_mods *m, pl_str argument);
/* Add a hint if the argument, written differently, is a requirement of the workspace. */
void pl_mods__hint_required(pl_mods *m, pl_str argument);
/* Add a hint about a mod that was installed with ".git" at the end of its name. */
void pl_mods__hint_git(pl_mods *m, pl_str name);
/* A text for messages, in which no path leads through the shadow folder: files of a fetched mod are
 * named below its dependency path. Borrowed from `text` or in the arena. */
pl_str pl_mods__show(pl_mods *m, pl_str text);
/* sums.c: check the planned mods against .mod.sum, if it exists. False with a message if the
 * content of a version differs from its checksum. */
bool pl_mods__check_sums(pl_mods *m, pl_diags *diags);
/* Append the new text of .mod.sum if the file exists (*kept). False with a message. */
bool pl_mods__make_sums(pl_mods *m, pl_buf *out, bool *kept, pl_diags *diags);

#endif
