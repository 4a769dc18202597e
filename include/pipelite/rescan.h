/* rescan.h - make the next generation of an open workspace from what has changed in its files.
 *
 *     pl_changes *ch = pl_workspace_rescan(ws, NULL, diags);
 *     for (size_t i = 0; ch && i < ch->n_entries; i++) ...
 *     pl_changes_free(ch);
 *
 * Only files whose bytes differ are scanned again, and checked if the others were checked;
 * everything else comes from the previous generation. The result equals that of opening the
 * workspace anew.
 *
 * Afterwards pl_workspace_acquire() returns the new generation. Whoever holds the old one reads on
 * in it.
 *
 * Threads: rescanning is for the one thread that may open and check; any number of others
 * may hold, acquire and release generations meanwhile, and none of them waits. Values and
 * resources (values.h, resource.h) are of the newest generation: rescan at a moment when
 * no thread has one pinned. */
#ifndef PIPELITE_RESCAN_H
#define PIPELITE_RESCAN_H
#include <pipelite/workspace.h>

PL_C_BEGIN

/* What becomes the next generation. */
typedef enum pl_publish {
    PL_PUBLISH_DEFAULT, /* as the options that have it say */
    PL_PUBLISH_ALL,     /* whatever is new, at once */
    /* What is new is checked before, and while a clean generation is served nothing is published
     * that is not clean (PL_OUTCOME_REFUSED). A generation that was not checked yet counts as
     * neither. */
    PL_PUBLISH_CLEAN,
} pl_publish;

typedef struct pl_rescan_options {
    /* The files that are known to have changed, relative to the workspace or absolute; nothing
     * else is looked at. NULL: look at everything. */
    const pl_str *paths;
    size_t n_paths;
    bool all_bytes; /* compare every file by its bytes, not by size and times */
    /* How long a file that has become broken (perhaps it is being written) keeps its old entries
     * and counts as held; the same for a workspace that cannot be opened any more. 0: broken
     * content counts at once. */
    uint64_t hold_ns;
    pl_publish publish; /* default: everything */
} pl_rescan_options;

/* ORDER outcomes */
typedef enum pl_outcome {
    PL_OUTCOME_SAME,      /* the files say what is already served */
    PL_OUTCOME_PUBLISHED, /* there is a new generation */
    PL_OUTCOME_REFUSED,   /* the newest content is broken, and the clean generation stays: the
                             messages of the check are among the diagnostics */
} pl_outcome;

typedef enum pl_change_kind {
    PL_CHANGE_ADDED,
    PL_CHANGE_CHANGED, /* other bytes */
    PL_CHANGE_REMOVED,
    PL_CHANGE_AFFECTED, /* the same bytes, but something that they refer to is in this list, or a
                    file that their expressions read is another one */
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
    /* The previous content was refused or could not be opened, and this one is clean: users
     * that were shown the errors should learn that they are gone. Also with PL_OUTCOME_SAME. */
    bool recovered;
    const pl_change *files;   /* by path: never affected */
    const pl_change *entries; /* by name. An entry that moved with the same bytes is not here */
    size_t n_files, n_entries;
    uint32_t scanned;       /* files that were read and scanned */
    uint32_t compared;      /* files and folders whose content was compared, not only their state */
    uint32_t held;          /* files that are broken and kept their entries */
    uint64_t held_until_ns; /* when the first of them is to be looked at again, by the monotonic
                               clock; 0: none is held */
    bool effective;         /* one of the entries is */
    bool mods;              /* mods came or went, or have other names, titles or dependencies */
    bool searched;          /* mods and files were looked for anew */
    /* Absolute paths of files that functions read (file() and the like) and that are in another
     * state. What was worked out from them is forgotten, and the entries that read them are
     * affected. */
    const pl_str *documents;
    size_t n_documents;
} pl_changes;

/* Read all sources once and keep them, compressed, from now on. A generation can then load its
 * resources even after its files have changed or an install has replaced them, and rescans can tell
 * which changes are effective (pl_change.effective). Some 20 ms and half a megabyte for 3 MB of
 * sources. A watch does it when it has nothing else to do. Of the thread that rescans. */
void pl_workspace_keep_sources(pl_workspace *ws);
/* Owned, pl_changes_free(). NULL with errors when the workspace cannot be opened in its
 * present state (an unreadable file of its own mod; what `strict` refuses before it comes
 * to verdicts), or has no index: then the generation before stays and the next call looks
 * again. What was skipped is a warning, as at opening, whenever `searched`. Verdicts are
 * not asked for here: pl_workspace_check(). `options` may be NULL. When memory ran out the changes
 * are returned, since they were published, with PL_DIAG_NO_MEMORY in `diags`. */
pl_changes *pl_workspace_rescan_sized(size_t size, pl_workspace *ws,
                                      const pl_rescan_options *options, pl_diags *diags);
#define pl_workspace_rescan(...) pl_workspace_rescan_sized(sizeof(pl_rescan_options), __VA_ARGS__)
void pl_changes_free(pl_changes *changes); /* NULL is fine */

PL_C_END

#endif
