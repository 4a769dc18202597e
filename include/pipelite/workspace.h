/* workspace.h - a directory of mods, opened.
 *
 *     pl_diags *diags = pl_diags_new();
 *     pl_open_options opt = { .path = "." };
 *     pl_workspace *ws = pl_workspace_open(&opt, diags);
 *     pl_generation *now = pl_workspace_acquire(ws);
 *     pl_entry e;
 *     if (now && pl_index_find(pl_generation_index(now), PL_S("my_mod.query.q"), &e)) ...
 *     pl_generation_release(now);
 *     pl_workspace_close(ws);
 *     pl_diags_free(diags);
 *
 * Opening scans and links; nothing is evaluated. It is tolerant unless `strict`:
 * a broken dependency is a warning, a syntax error is kept as a verdict.
 *
 * Lifetime: what a workspace hands out is borrowed until pl_workspace_close().
 * Threads: any number may read; open, check and close are for one. Threads that help to open or to
 * check end with the call. Only a resolution in the background (pipelite/phase.h) has some that
 * stay, until it is stopped or the workspace is closed; they call subscribers, too. No signal
 * handler is installed.
 */
#ifndef PIPELITE_WORKSPACE_H
#define PIPELITE_WORKSPACE_H
#include <pipelite/index.h>

PL_C_BEGIN

typedef struct pl_workspace pl_workspace;
struct pl_event; /* pipelite/phase.h */

typedef struct pl_open_options {
    pl_str path;      /* where to look for the mod, here and above; empty: the current directory */
    unsigned threads; /* 0: as many as pay */
    /* As on the command line: dependencies must be installed and files readable, and the whole
     * workspace is checked before this returns.
     * Version folders without a patch number are renamed. */
    bool strict;
    bool need_mod_file; /* no mod file here or above is an error, and so is one that is broken */
    /* As for `mod list`: read only the mod file and the lock file of `path` itself, which may have
     * neither; there is no index then. */
    bool mod_only;
    bool variables_only;  /* with strict: later levels of the check look at variables only */
    bool may_begin_empty; /* with `need_mod_file`: warn of a missing one, and open an empty
                             workspace */
    bool own_words;       /* report a missing mod file in our own words, not in Powerpipe's */
    bool no_check;        /* with strict: leave the verdicts for pl_workspace_check */
    /* With strict: open even when the check fails, without an index. pl_workspace_check() then
     * reports the errors at once, and pl_workspace_save() can keep the verdict. */
    bool keep_wrong;
    /* Absolute directory in which indexes are saved for later processes (mode 0600); empty: none is
     * saved or used. A saved index is used if this program made it and no file has changed since;
     * otherwise the index is built from the files. pl_workspace_save() saves it. */
    pl_str index_dir;
    /* Installed mods stay in place until the workspace is closed or rescanned, or its sources are
     * kept (pipelite/rescan.h): an install does not remove the mods that it replaces, but leaves
     * that to the next install. */
    bool hold_mods;
    uint64_t index_from; /* keep no index of workspaces with less source text, in bytes */
    bool fresh;          /* build the index even if a saved one exists */
    bool all_bytes;      /* compare every file by its bytes, not by size and times */
    /* Memory for loaded resources that are not in use (pipelite/resource.h), in bytes; 0: 50 MB,
     * UINT64_MAX: any amount. */
    uint64_t cache_bytes;
    /* Called now and then while opening, from the opening thread. May be NULL. */
    void (*progress)(void *ctx, const char *what, uint32_t done, uint32_t total);
    /* A subscriber from the beginning (pipelite/phase.h): it sees the workspace being indexed. May
     * be NULL. */
    void (*on_event)(void *ctx, const struct pl_event *event);
    void *ctx; /* the first argument of both */
    pl_logger log;
    /* Without strict: also the mods that pl_history_put_dashboards() put into the workspace. */
    bool own_mods;
} pl_open_options;

/* Owned; pl_workspace_close(). NULL with errors in `diags` when it cannot be
 * opened: no such directory, an unreadable main mod, and what `strict` refuses.
 * A mod or file that was skipped is a warning there (never with `strict`). Messages and
 * pl_diags_heading() are worded as on the command line; the one about a missing mod file contains
 * terminal escapes. `options` may be NULL. */
pl_workspace *pl_workspace_open_sized(size_t size, const pl_open_options *options, pl_diags *diags);
#define pl_workspace_open(...) pl_workspace_open_sized(sizeof(pl_open_options), __VA_ARGS__)
/* Enter the state CLOSED, without freeing the workspace. Evaluations under way end soon; when this
 * returns, background resolution and checks have ended. Later calls that would evaluate, check or
 * rescan fail because the workspace is closed. What was borrowed stays valid until
 * pl_workspace_close(). Any thread, any number of times. */
void pl_workspace_stop(pl_workspace *ws);
/* Stop and free it: no other thread may be in a call. */
void pl_workspace_close(pl_workspace *ws); /* NULL is fine */

/* Save the index if it is new, so that the next open is fast. It takes a few milliseconds, so call
 * it after the output has been written. False when it cannot be written, which does no other harm.
 */
bool pl_workspace_save(pl_workspace *ws);

/* Where the index comes from. */
typedef struct pl_index_origin {
    pl_str path;       /* where it is kept; empty: nowhere */
    bool saved;        /* a saved index was found and used */
    bool mapped;       /* it is mapped, so its pages are shared with other processes */
    pl_str why;        /* why the index had to be built, in a few words; empty: it was not */
    uint32_t changed;  /* files with other bytes, or gone, since it was saved */
    uint32_t places;   /* folders and other inputs of discovery that differ */
    uint32_t touched;  /* files and folders in another state with the same content */
    uint32_t compared; /* files and folders whose content was compared, not only their state */
} pl_index_origin;
void pl_workspace_origin_sized(size_t size, const pl_workspace *ws, pl_index_origin *out);
#define pl_workspace_origin(...) pl_workspace_origin_sized(sizeof(pl_index_origin), __VA_ARGS__)

/* A generation is one state of the workspace: its index, the values of variables, and everything
 * computed from them (pl_generation_pin(), pl_generation_metadata()). It never changes and lives as
 * long as it is held, its index even after pl_workspace_close(). Any number of generations may be
 * held.
 *
 * Acquire the newest one. Any thread; never waits. NULL when the workspace was opened with
 * mod_only, or with keep_wrong and has errors. */
typedef struct pl_generation pl_generation;
pl_generation *pl_workspace_acquire(const pl_workspace *ws);          /* pl_generation_release() */
pl_generation *pl_generation_hold(pl_generation *generation);         /* adds a reference to it */
void pl_generation_release(pl_generation *generation);                /* NULL is fine */
const pl_index *pl_generation_index(const pl_generation *generation); /* borrowed from it */
uint64_t pl_generation_number(const pl_generation *generation);       /* from 1, rising */
/* Whether a generation was checked as a whole, and the result. It is set by pl_workspace_verify(),
 * by the check in the background (pipelite/phase.h) and by rescans with PL_PUBLISH_CLEAN. */
typedef enum pl_standing {
    PL_STANDING_UNCHECKED,
    PL_STANDING_CLEAN,
    PL_STANDING_INCOMPLETE, /* it has errors: what could be recovered is served */
} pl_standing;
pl_standing pl_generation_standing(const pl_generation *generation);

/* Absolute path of the workspace: where the mod file was found, else where the search began. */
pl_str pl_workspace_path(const pl_workspace *ws);
/* Check whatever has not been checked yet, and report all errors of the first stage that has any:
 * syntax; blocks that are not allowed at the top of a file; then everything else (attributes,
 * references, values) in the order of the blocks. True when clean. It may be called any number of
 * times: the work is done once. */
bool pl_workspace_check(pl_workspace *ws, pl_diags *diags);

/* The whole check: pl_workspace_check(), pl_workspace_check_values() with the present inputs, and
 * whether all required mods are installed. False with errors, which pl_workspace_problems() returns
 * from then on. */
bool pl_workspace_verify(pl_workspace *ws, pl_diags *diags);
/* Add to `diags` the errors that the last pl_workspace_verify(), check in the background or rescan
 * found in the newest content of the files; none if it is right or was not checked yet. True if
 * that content is not served: an older clean generation is served in its place, or the files cannot
 * be read. Any thread. */
bool pl_workspace_problems(pl_workspace *ws, pl_diags *diags);

/* Explain the errors that a check `found`: each unresolved name, cycle and misspelt word becomes an
 * error of its own in `diags`, with its place and the name that may have been meant, sorted by
 * file. Adds warnings about things that have no effect or fail only when they are run. Reads and
 * parses all files, so it is meant for people who wait for the answer. */
void pl_workspace_explain(pl_workspace *ws, const pl_diags *found, pl_diags *diags);
/* Add warnings about texts in the workspace's own mod that have no effect, such as a severity or
 * type that does not exist, and about values that were given for unknown variables. The texts are
 * found in the index, and only files that have one are read. */
void pl_workspace_warn(pl_workspace *ws, pl_diags *diags);

/* Durations for `index stats` and the benches, in nanoseconds. `saved`: the time to find out
 * whether a saved index is still valid. `scan` and `check` are sums over the threads, without the
 * reading of files. A check in the background adds its time when it ends. Any thread. */
typedef struct pl_open_times {
    uint64_t discover, saved, walk, scan, check, link, total;
    uint64_t bytes_read;
} pl_open_times;
void pl_workspace_times_sized(size_t size, const pl_workspace *ws, pl_open_times *out);
#define pl_workspace_times(...) pl_workspace_times_sized(sizeof(pl_open_times), __VA_ARGS__)

PL_C_END

#endif
