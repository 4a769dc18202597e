/* rowtext.h - the rows of one result as JSON text, written once and shared by all readers.
 *
 * Snapshots, messages and the arguments that come from a `with` share this copy, which outlives its
 * run for as long as a message refers to it.
 *
 * Threads: one writer until the result is complete, then any number of readers. Any thread may hold
 * and release. */
#ifndef PL_RUN_ROWTEXT_H
#define PL_RUN_ROWTEXT_H
#include "base/spool.h"
#include <stdatomic.h>

typedef struct pl_rowtext {
    atomic_uint refs;
    pl_spool text; /* elements of an array with commas between */
} pl_rowtext;

/* One reference. Above the memory budget its bytes go to the file of `store` (held); NULL: to a
 * file of its own. */
/* The same in the file of `store`, or, if that is NULL, in one of its own in `dir`, which is
 * borrowed for as long as text is added (NULL: /tmp). */
pl_rowtext *pl_rowtext_in(pl_spool_store *store, const char *dir);
pl_rowtext *pl_rowtext_new(void);                   /* one reference: pl_rowtext_release() */
pl_rowtext *pl_rowtext_hold(pl_rowtext *result);    /* one more; returns `result` */
void pl_rowtext_release(pl_rowtext *result);        /* NULL is fine */
uint64_t pl_rowtext_size(const pl_rowtext *result); /* bytes; 0 for NULL */

#endif
