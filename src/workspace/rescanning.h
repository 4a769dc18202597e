/* rescanning.h - the state of one rescan. Private to the room.
 *
 *   rescan.c         looks for changes, decides, publishes
 *   rescan_rows.c    rescans if only the bytes of known files differ
 *   rescan_places.c  rescans if files or mods may have been added or removed
 *
 * A row is a row of FILE in the image before. Threads: the one that rescans, under ws->maintenance.
 */
#ifndef PL_WORKSPACE_RESCANNING_H
#define PL_WORKSPACE_RESCANNING_H
#include "index/renew.h"
#include "workspace/staleness.h"
#include "workspace/state.h"

typedef struct pl_rescanning {
    pl_workspace *ws;
    const pl_rescan_options *options;
    const pl_index *old;
    const pl_ix_file *rows;
    uint32_t n_rows;
    int64_t now_ns;     /* the wall clock before anything was examined */
    pl_staleness stale; /* which rows differ: as found on disk, or as the given paths name them */
    bool places;        /* discovery must run again */
    pl_arena arena;
    pl_arenas parts;
    pl_source_file **read; /* the files that are read again; NULL: unchanged. By row or, after
                              discovery, by file of `next` */
    pl_file_verdict *late; /* by row: verdicts of a late check; NULL: the image has all verdicts */
    pl_workspace *next;    /* with `places`: the result of discovery; NULL before it */
    pl_changes *changes;
    pl_read_file *documents; /* the files that functions read and that have changed */
    uint32_t n_documents;
    bool values; /* files with values of variables, or connections, have changed */
} pl_rescanning;

/* ---- rescan_rows.c: rows, and the input of the linker */

/* Is the row's file named mod.pp or mod.sp, and in the directory of its mod? */
bool pl_rescan__is_mod_file(const pl_rescanning *r, uint32_t row);

/* Convert a stamp of the image. */
pl_stamp pl_rescan__stamp(const pl_ix_stamp *s);
/* The newest known state of the file of a row; borrowed. */
const pl_ix_stamp *pl_rescan__state(const pl_rescanning *r, uint32_t row);
/* Must the files that are read be checked, because all others were? */
bool pl_rescan__checks(const pl_rescanning *r);
/* The linker's input for a row that stays, with its late verdict. */
pl_build_file pl_rescan__keep_row(const pl_rescanning *r, uint32_t row);
/* The linker's input for a file that was read again; `row`: its row, or PL_NONE. */
pl_build_file pl_rescan__take_file(const pl_rescanning *r, pl_source_file *f, uint32_t row);
/* Does the row stay although its file was read? It does if the content is the same after all, or if
 * it is broken and held. */
bool pl_rescan__stays(pl_rescanning *r, const pl_source_file *f, uint32_t row);

/* A file is broken, or the whole workspace cannot be opened: is it held
 * (pl_rescan_options.hold_ns)? If so, it is counted in the changes. `path`: the hash of the file's
 * path; 0: the workspace. */
bool pl_rescan__holds(pl_rescanning *r, uint64_t path);
/* It is no longer broken, so end the hold. */
void pl_rescan__release(pl_rescanning *r, uint64_t path);

/* Read the files of all rows that differ. False if one of them cannot be read. */
bool pl_rescan__read_rows(pl_rescanning *r);
/* Forget the files that were read. */
void pl_rescan__drop_read(pl_rescanning *r);
/* Forget the files that were read and whose row stays. Returns how many are left. */
uint32_t pl_rescan__drop_same(pl_rescanning *r);
/* Make the next image, if only bytes of known files differ. Owned; NULL if it would be too large.
 */
pl_index *pl_rescan__patch_bytes(pl_rescanning *r);

/* ---- rescan_places.c */

/* Run discovery and make the next image. Owned; NULL if the workspace cannot be opened as it is
 * now, with errors in `diags`, or if the image would be too large. */
pl_index *pl_rescan__patch_places(pl_rescanning *r, pl_diags *diags);
void pl_rescan__drop_next(pl_workspace *next); /* NULL is fine */

#endif
