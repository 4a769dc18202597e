/* twins.h - resources of one name in one mod: which are an error, and which are kept
 * (mod-language.md 5.3, upstream-defects.md L3).
 *
 * Resources are registered under their names when they are decoded. What needs something that
 * is decoded after it waits for a later pass, and its name may be taken by then; that is no
 * error, as recorded, and what is registered stands for both. Two top-level blocks of one name
 * are always an error: one of them would be lost.
 *
 * Lifetime: `{0}` is valid; pl_twins_done(). Threads: one per call; what was found may be read by
 * any number. */
#ifndef PL_CHECK_TWINS_H
#define PL_CHECK_TWINS_H
#include <pipelite/index.h>

typedef struct pl_twins {
    uint32_t n;            /* entries of the index; 0: no name is given twice */
    pl_entry_id *stand_in; /* by entry: what is registered under its name */
    pl_entry_id *clash;    /* by entry: an earlier one that it is an error with, or PL_NO_ENTRY */
} pl_twins;

/* Costs one look at the entries where no name is given twice. */
void pl_twins_find(pl_twins *twins, const pl_index *ix);
void pl_twins_done(pl_twins *twins);

/* What is run and shown for `id`: itself, but for panels of one name. */
pl_entry_id pl_twins_stand_in(const pl_twins *twins, pl_entry_id id);
/* The resource that `id` must not be beside, or PL_NO_ENTRY. */
pl_entry_id pl_twins_clash(const pl_twins *twins, pl_entry_id id);

#endif
