/* rescan.h - the next generation of an open workspace, from what is new in its files.
 *
 *     pl_changes *ch = pl_workspace_rescan(ws, NULL, diags);
 *     for (uint32_t i = 0; ch && i < ch->n_entries; i++) ...
 *     pl_changes_free(ch);
 *
 * Only files with other bytes are scanned again, and checked when the others are checked;
 * all else comes from the generation before. What comes out says what opening the
 * workspace anew would say.
 *
 * Afterwards pl_workspace_index() is the new index, and what was borrowed from the old one
 * is gone, unless somebody holds its generation (pl_workspace_acquire()): other threads
 * hold one while they read.
 *
 * Threads: rescanning is for the one thread that may open and check; any number of others
 * may hold, acquire and release generations meanwhile, and none of them waits. Values and
 * resources (values.h, resource.h) are of the newest generation: rescanning is for a moment
 * when nobody has one pinned. */
#ifndef PIPELITE_RESCAN_H
#define PIPELITE_RESCAN_H
#include <pipelite/workspace.h>

typedef struct pl_rescan_options {
    /* What somebody knows to have changed, relative to the workspace or absolute: nothing
     * else is looked at. NULL: look at everything. */
    const pl_str *paths;
    uint32_t n_paths;
    bool all_bytes; /* compare every file by its bytes, not by size and times */
    /* A file that was sound and now is not (it is being written, perhaps) keeps its entries
     * and counts as held; a later rescan without this takes it as it is. */
    bool hold_broken;
} pl_rescan_options;

typedef enum pl_change_kind {
    PL_ADDED,
    PL_CHANGED, /* other bytes */
    PL_REMOVED,
    PL_AFFECTED, /* the same bytes, but something that they refer to is in this list */
} pl_change_kind;

typedef struct pl_change {
    pl_change_kind what;
    pl_str name; /* full name of an entry; path of a file, as in pl_entry */
} pl_change;

/* What a rescan found. Texts are part of it. */
typedef struct pl_changes {
    uint64_t from, to;        /* numbers of generations; equal: nothing is different */
    const pl_change *files;   /* by path: never affected */
    const pl_change *entries; /* by name. An entry that moved with the same bytes is not here */
    uint32_t n_files, n_entries;
    uint32_t scanned;  /* files that were read and scanned */
    uint32_t compared; /* files and folders of which not only the state was looked at */
    uint32_t held;     /* files that are broken and kept their entries */
    bool mods;         /* mods came or went, or have other names, titles or dependencies */
    bool searched;     /* mods and files were looked for anew */
    /* One of the files that functions read (file() and the like) is in another state, with no
     * source changed: what was worked out from them is forgotten. Empty: none. */
    pl_str document;
} pl_changes;

/* Owned, pl_changes_free(). NULL with errors when the workspace cannot be opened in its
 * present state (an unreadable file of its own mod; what `strict` refuses before it comes
 * to verdicts), or has no index: then the generation before stays and the next call looks
 * again. What was skipped is a warning, as at opening, whenever `searched`. Verdicts are
 * not asked for here: pl_workspace_check(). `options` may be NULL. */
pl_changes *pl_workspace_rescan(pl_workspace *ws, const pl_rescan_options *options,
                                pl_diags *diags);
void pl_changes_free(pl_changes *changes); /* NULL is fine */

#endif
