/* twins.h - resources of one name in one mod: which are an error, and which are kept
 * (mod-language.md 5.3, upstream-defects.md L3).
 *
 * Resources are registered under their names when they are decoded. One that needs something that
 * is decoded after it waits for a later pass, and its name may be taken by then; that is no error,
 * as in Powerpipe, and the registered resource stands for both. Two top-level blocks of one name
 * are always an error: one of them would be lost.
 *
 * Lifetime: `{0}` is valid; pl_twins_done(). Threads: one finds; any number may read the result. */
#ifndef PL_CHECK_TWINS_H
#define PL_CHECK_TWINS_H
#include <pipelite/index.h>

typedef struct pl_twins {
    uint32_t n;            /* entries of the index; 0: no name is given twice */
    pl_entry_id *stand_in; /* by entry: the entry that is registered under its name */
    pl_entry_id *clash;    /* by entry: an earlier one that it conflicts with, or PL_NO_ENTRY */
} pl_twins;

/* Find all twins. Takes one pass over the entries if no name is given twice. */
void pl_twins_find(pl_twins *twins, const pl_index *ix);
void pl_twins_done(pl_twins *twins);

/* The entry that is run and shown for `id`: itself, unless another one is registered under its
 * name. */
pl_entry_id pl_twins_stand_in(const pl_twins *twins, pl_entry_id id);
/* The earlier entry that `id` conflicts with, or PL_NO_ENTRY. */
pl_entry_id pl_twins_clash(const pl_twins *twins, pl_entry_id id);

#endif
