/* derived.h - the data that is derived from the image of one generation, each part on first use.
 *
 *     pl_generation ---> index      the image, from the start
 *                   ---> derived    kept     the sources of this generation
 *                                   values   values of variables, locals and attributes
 *                                   loader   resources, which are in the cache of the workspace
 *                                   twins    resources that share a name
 *                                   metas    titles, descriptions and tags that are expressions
 *
 * A generation keeps this data until its last reader leaves: a run that began with generation n
 * goes on with the values of n while n+1 is published. Before n+1 is published, pl_derived_follow()
 * passes on to it whatever the change did not affect.
 *
 * All generations of a workspace evaluate with one pl_surroundings: the inputs from outside the
 * files, the cache, and the documents that functions have read. It is reference counted, because a
 * generation may outlive its workspace; after the workspace is closed nothing is evaluated.
 *
 * Private to the room and, through value_stores.h, to the rooms above. Threads: any. */
#ifndef PL_WORKSPACE_DERIVED_H
#define PL_WORKSPACE_DERIVED_H
#include "check/twins.h"
#include "eval/evaluator.h"
#include "load/loader.h"
#include "workspace/documents.h"
#include "workspace/kept.h"
#include "workspace/meta.h"
#include <pipelite/rescan.h>
#include <pipelite/values.h>
#include <pthread.h>
#include <stdatomic.h>

/* ---- the surroundings */

typedef struct pl_surroundings {
    atomic_uint users;      /* the workspace and each pl_derived */
    atomic_bool cancelled;  /* by pl_workspace_cancel(); stays set once the workspace is closed */
    atomic_bool closed;     /* nothing is evaluated any more */
    pl_str dir;             /* of the workspace, absolute; owned */
    pl_inputs inputs;       /* texts are borrowed until the workspace is closed */
    pthread_mutex_t lock;   /* guards `cache` while it is created */
    pl_cache *cache;        /* NULL until first used; shared by the loaders */
    uint64_t cache_bytes;   /* its budget; 0: the default */
    pl_documents documents; /* files that functions have read */
} pl_surroundings;

/* Owned, one reference; pl_surroundings_leave(). */
pl_surroundings *pl_surroundings_new(pl_str dir, uint64_t cache_bytes);
void pl_surroundings_leave(pl_surroundings *s); /* NULL is fine */
/* Close the workspace: evaluation under way ends soon, and none begins. */
void pl_surroundings_close(pl_surroundings *s);
pl_cache *pl_surroundings_cache(pl_surroundings *s);

/* ---- the derived data */

typedef struct pl_derived pl_derived;

/* Owned; pl_derived_free(). Borrows the index and adds a reference to `s`. */
pl_derived *pl_derived_new(pl_surroundings *s, const pl_index *ix);
void pl_derived_free(pl_derived *d); /* NULL is fine. Pinned resources stay pinned */
const pl_index *pl_derived_index(const pl_derived *d);
/* Resources that share a name. Found by the first call; borrowed. */
const pl_twins *pl_derived_twins(pl_derived *d);

/* Created by the first call; borrowed. NULL with errors in `diags` if values given to variables
 * from outside are wrong, or the workspace is closed. */
pl_value_store *pl_derived_values(pl_derived *d, pl_diags *diags);
pl_loader *pl_derived_loader(pl_derived *d, pl_diags *diags);
/* Return it without creating it: NULL if it does not exist yet. */
pl_value_store *pl_derived_values_there(pl_derived *d);
pl_loader *pl_derived_loader_there(pl_derived *d);
pl_metas *pl_derived_metas(pl_derived *d);
/* Create the table of metadata; `read` fills it, once per table and by one thread. NULL as for
 * pl_derived_values(). */
typedef void pl_derived_read_fn(void *ctx, pl_metas *metas, pl_value_store *values);
pl_metas *pl_derived_make_metas(pl_derived *d, pl_derived_read_fn *read, void *ctx,
                                pl_diags *diags);

/* Have files with values of variables, or the connections, changed since they were read? False if
 * no values were read yet and the connections are the same. */
bool pl_derived_has_other_values(pl_derived *d);
/* The names of the variables whose values differ from those in `old`, in `arena`; none if the
 * values of either are not available. */
uint32_t pl_derived_changed_variables(pl_derived *d, pl_derived *old, pl_arena *arena,
                                      pl_str **out);

/* The kept sources of this generation, borrowed; NULL: they are not kept. */
const pl_kept *pl_derived_kept(const pl_derived *d);
/* Keep the sources, unless they are kept already; unchanged ones are shared with `old` (may be
 * NULL). Called by one thread. */
void pl_derived_keep(pl_derived *d, const pl_derived *old);
/* Does a variable or local have the same value in both, even if its block changed? Does a mod have
 * the same database and search path? False if that is not known. */
bool pl_derived_same_value(pl_derived *d, pl_entry_id id, pl_derived *old, pl_entry_id old_id);

/* Drop all derived data because the inputs are different. No other thread may use it meanwhile. */
void pl_derived_forget(pl_derived *d);
/* Whether the generation's content was checked, and the result. Any thread. */
pl_standing pl_derived_standing(const pl_derived *d);
void pl_derived_set_standing(pl_derived *d, pl_standing standing);

/* Take over from `old` all resources and metadata that `changes` did not affect. `d` belongs to the
 * next generation, which is not published yet. */
void pl_derived_follow(pl_derived *d, pl_derived *old, const pl_changes *changes);

/* follow.c: for each old entry its id in `new` if it is unchanged, else PL_NO_ENTRY. Owned:
 * pl_mem_free(). */
uint32_t *pl_derived__map_entries(const pl_index *old, const pl_index *new,
                                  const pl_changes *changes);

#endif
