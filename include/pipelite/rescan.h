/* rescan.h - make the next generation of an open workspace from what has changed in its files.
 *
 *     pl_changes *ch = pl_workspace_rescan(ws, NULL, diags);
 *     for (size_t i = 0; ch && i < ch->n_entries; i++) ...
 *     pl_changes_free(ch);
 *
 * Only files whose bytes differ are scanned again, and checked if the others were checked;
 * everything else comes from the previous generation. The result is the same as if the workspace
 * was opened anew.
 *
 * Afterwards pl_workspace_acquire() returns the new generation. Holders of the old one go on
 * reading it.
 *
 * Threads: rescanning is for the one thread that may open and check; any number of others
 * may hold, acquire and release generations meanwhile, and none of them waits. Functions that take
 * a workspace use the newest generation (values.h, resource.h): rescan at a moment when no thread
 * uses them. */
#ifndef PIPELITE_RESCAN_H
#define PIPELITE_RESCAN_H
#include <pipelite/workspace.h>

PL_C_BEGIN

/* What becomes the next generation. */
typedef enum pl_publish {
    PL_PUBLISH_DEFAULT, /* the default of the options that it is a member of */
    PL_PUBLISH_ALL,     /* whatever is new, at once */
    /* New content is checked first. While a clean generation is served, content with errors is not
     * published (PL_OUTCOME_REFUSED). A generation that was not checked yet does not count as
     * clean. */
    PL_PUBLISH_CLEAN,
} pl_publish;

typedef struct pl_rescan_options {
    /* The files that are known to have changed, relative to the workspace or absolute; nothing
     * else is looked at. NULL: look at everything. */
    const pl_str *paths;
    size_t n_paths;
    bool all_bytes; /* compare every file by its bytes, not by size and times */
    /* How long a file that has become broken, perhaps because it is being written, is held: its old
     * entries stay. A workspace that can no longer be opened is held in the same way. 0: broken
     * content is taken at once. */
    uint64_t hold_ns;
    pl_publish publish; /* default: everything */
} pl_rescan_options;

/* ORDER outcomes */
typedef enum pl_outcome {
    PL_OUTCOME_SAME,      /* the files have the content that is already served */
    PL_OUTCOME_PUBLISHED, /* there is a new generation */
    PL_OUTCOME_REFUSED,   /* the newest content is broken, and the clean generation stays: the
                             messages of the check are among the diagnostics */
} pl_outcome;

typedef enum pl_change_kind {
    PL_CHANGE_ADDED,
    PL_CHANGE_CHANGED, /* other bytes */
    PL_CHANGE_REMOVED,
    PL_CHANGE_AFFECTED, /* the same bytes, but they refer to something in this list, or a file that
                    their expressions read has changed */
} pl_change_kind;

typedef struct pl_change {
    pl_change_kind what;
    pl_str name; /* full name of an entry; path of a file, as in pl_entry */
    /* For an entry: its results may differ. False when only blanks, line breaks or comments have
     * changed, when a variable or local has the same value as before, and for entries that depend
     * on nothing but such changes. Always true where sources are not kept. */
    bool effective;
} pl_change;

/* What a rescan found. Texts are part of it. */
typedef struct pl_changes {
    uint64_t from, to; /* numbers of generations; equal: none was published */
    pl_outcome outcome;
    /* The previous content was refused or could not be opened, and this one is clean: users who
     * were shown the errors should be told that they are gone. Also with PL_OUTCOME_SAME. */
    bool recovered;
    const pl_change *files;   /* sorted by path; none is AFFECTED */
    const pl_change *entries; /* sorted by name; without entries that only moved */
    size_t n_files, n_entries;
    uint32_t scanned;       /* files that were read and scanned */
    uint32_t compared;      /* files and folders whose content was compared, not only their state */
    uint32_t held;          /* files that are broken and kept their entries */
    uint64_t held_until_ns; /* when the first of them is to be looked at again, by the monotonic
                               clock; 0: none is held */
    bool effective;         /* at least one of the entries is */
    bool mods;              /* mods came or went, or have other names, titles or dependencies */
    bool searched;          /* the workspace was searched for mods and files again */
    /* Absolute paths of changed files that functions read (file() and the like). Values computed
     * from them are dropped, and the entries that read them are AFFECTED. */
    const pl_str *documents;
    size_t n_documents;
} pl_changes;

/* Read all sources once and keep them, compressed, from now on. A generation can then load its
 * resources even after its files have changed or an install has replaced them, and rescans find out
 * which changes are effective (pl_change.effective). Takes some 20 ms and half a megabyte for 3 MB
 * of sources. A watch calls it when it is idle. Only for the thread that rescans. */
void pl_workspace_keep_sources(pl_workspace *ws);
/* Owned, pl_changes_free(). NULL with errors in `diags` if the workspace cannot be opened as it is
 * now (a file of its own mod cannot be read, or `strict` refuses it before any check), or if it has
 * no index. The previous generation then stays current, and the next call tries again. Skipped mods
 * and files are warnings, as at opening, whenever `searched`. Errors in the content are not
 * reported, except with PL_OUTCOME_REFUSED: call pl_workspace_check(). `options` may be NULL. If
 * memory ran out, the changes are returned all the same, because they were published, with
 * PL_DIAG_NO_MEMORY in `diags`. */
pl_changes *pl_workspace_rescan_sized(size_t size, pl_workspace *ws,
                                      const pl_rescan_options *options, pl_diags *diags);
#define pl_workspace_rescan(...) pl_workspace_rescan_sized(sizeof(pl_rescan_options), __VA_ARGS__)
void pl_changes_free(pl_changes *changes); /* NULL is fine */

PL_C_END

#endif
