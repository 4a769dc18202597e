/* rescanning.h - one rescan at work. Private to the room.
 *
 *   rescan.c         look, decide, publish
 *   rescan_rows.c    only bytes are different: rows of the image, and what they say now
 *   rescan_places.c  files or mods may have come and gone
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
    int64_t now_ns;     /* before anything was looked at */
    pl_staleness stale; /* of what is known to have changed, when paths are given */
    bool places;        /* discovery has to be done again */
    pl_arena arena;
    pl_arenas parts;
    pl_source_file **read; /* files that are read again: NULL where a row is as it was. By row,
                              or by file of `next` */
    pl_file_verdict *late; /* by row; NULL: the image has all there are */
    pl_workspace *next;    /* what discovery finds, with `places`; NULL before */
    pl_changes *changes;
    pl_read_file *documents; /* that are in another state */
    uint32_t n_documents;
    bool values; /* files of values are in another state */
} pl_rescanning;

/* ---- rescan_rows.c: what was found, as the linker wants it */

/* The row lies where a mod file would. */
bool pl_rescan__is_mod_file(const pl_rescanning *r, uint32_t row);

pl_stamp pl_rescan__stamp(const pl_ix_stamp *s);
/* The state of a row as far as it is known. */
const pl_ix_stamp *pl_rescan__state(const pl_rescanning *r, uint32_t row);
/* Files that are read have to be checked, because the other ones were. */
bool pl_rescan__checks(const pl_rescanning *r);
/* A row that stays, with what was found out about it later. */
pl_build_file pl_rescan__keep_row(const pl_rescanning *r, uint32_t row);
/* A file that was read again; `row` as in the image, or PL_NONE. */
pl_build_file pl_rescan__take_file(const pl_rescanning *r, pl_source_file *f, uint32_t row);
/* What was read turns out to be what it was, or is to be held: then the row stays. */
bool pl_rescan__stays(pl_rescanning *r, const pl_source_file *f, uint32_t row);

/* Is the file with that hash of its path, 0: the whole workspace, which is broken now, to be held?
 * Counts it in the changes then. */
bool pl_rescan__holds(pl_rescanning *r, uint64_t path);
/* It is not broken any more. */
void pl_rescan__release(pl_rescanning *r, uint64_t path);

/* Read the rows that differ. False when one of them cannot be read. */
bool pl_rescan__read_rows(pl_rescanning *r);
void pl_rescan__drop_read(pl_rescanning *r);
/* Drop those that turn out to be as before. Returns how many differ. */
uint32_t pl_rescan__drop_same(pl_rescanning *r);
pl_index *pl_rescan__patch_bytes(pl_rescanning *r);

/* ---- rescan_places.c */

/* NULL when the workspace cannot be opened as it is now. */
pl_index *pl_rescan__patch_places(pl_rescanning *r, pl_diags *diags);
void pl_rescan__drop_next(pl_workspace *next); /* NULL is fine */

#endif
