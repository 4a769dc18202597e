/* derived.h - what is worked out from the image of one generation, when it is first asked for.
 *
 *     pl_generation ---> index      the image, from the start
 *                   ---> derived    kept     sources as they were
 *                                   values   values of variables, locals and attributes
 *                                   loader   resources; they lie in the cache of the workspace
 *                                   metas    titles, descriptions and tags that are expressions
 *
 * A generation keeps its own until its last reader leaves: a run that began with generation n
 * goes on with the values of n while n+1 is published. What is the same in n+1 is handed on to
 * it before that (pl_derived_follow).
 *
 * All generations of a workspace evaluate with one pl_surroundings: what the program gave beside
 * the files, the cache, and the documents that functions have read so far. It is shared by
 * reference, because a generation may outlive its workspace; nothing more is evaluated then.
 *
 * Private to the room and, through value_stores.h, to the rooms above. Threads: any. */
#ifndef PL_WORKSPACE_DERIVED_H
#define PL_WORKSPACE_DERIVED_H
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
    atomic_bool cancelled;  /* pl_workspace_cancel(), and for good when it is closed */
    atomic_bool closed;     /* nothing is evaluated any more */
    pl_str dir;             /* of the workspace, absolute; owned */
    pl_inputs inputs;       /* texts are borrowed until the workspace is closed */
    pthread_mutex_t lock;   /* of `cache`, while it is made */
    pl_cache *cache;        /* NULL until asked for; shared by the loaders */
    uint64_t cache_bytes;   /* its budget; 0: the default */
    pl_documents documents; /* what functions have read */
} pl_surroundings;

/* Owned, one reference; pl_surroundings_leave(). */
pl_surroundings *pl_surroundings_new(pl_str dir, uint64_t cache_bytes);
void pl_surroundings_leave(pl_surroundings *s); /* NULL is fine */
/* The workspace is closed: evaluation that is under way ends soon, and none begins. */
void pl_surroundings_close(pl_surroundings *s);
pl_cache *pl_surroundings_cache(pl_surroundings *s);

/* ---- what is derived */

typedef struct pl_derived pl_derived;

/* Owned; pl_derived_free(). The index is borrowed, `s` gets another reference. */
pl_derived *pl_derived_new(pl_surroundings *s, const pl_index *ix);
void pl_derived_free(pl_derived *d); /* NULL is fine. What is pinned stays pinned */
const pl_index *pl_derived_index(const pl_derived *d);

/* Made by the first call, borrowed. NULL with errors in `diags` when the values of variables from
 * outside are wrong, or the workspace is closed. */
pl_value_store *pl_derived_values(pl_derived *d, pl_diags *diags);
pl_loader *pl_derived_loader(pl_derived *d, pl_diags *diags);
/* What there is by now; NULL: not made yet. */
pl_value_store *pl_derived_values_there(pl_derived *d);
pl_loader *pl_derived_loader_there(pl_derived *d);
pl_metas *pl_derived_metas(pl_derived *d);
/* With the table of metadata, which `make` adds to: it is called once for each table, with no
 * other thread at it. NULL as pl_derived_values(). */
typedef void pl_derived_read_fn(void *ctx, pl_metas *metas, pl_value_store *values);
pl_metas *pl_derived_make_metas(pl_derived *d, pl_derived_read_fn *read, void *ctx,
                                pl_diags *diags);

/* Files of values are in another state than when the values were read; false before that. */
bool pl_derived_has_other_values(pl_derived *d);
/* Names of the variables that have other values than in `old`, in `arena`; none when either values
 * cannot be had. */
uint32_t pl_derived_changed_variables(pl_derived *d, pl_derived *old, pl_arena *arena,
                                      pl_str **out);

/* The sources as they were; NULL: not kept. Borrowed. */
const pl_kept *pl_derived_kept(const pl_derived *d);
/* Keep them, by one thread; `old` (may be NULL) lends what is the same. Nothing when they are kept
 * already. */
void pl_derived_keep(pl_derived *d, const pl_derived *old);
/* A variable or local has the same value in both, whatever its block says; a mod has the same
 * database and search path. False when that is not known. */
bool pl_derived_same_value(pl_derived *d, pl_entry_id id, pl_derived *old, pl_entry_id old_id);

/* Forget all of it, because there are other inputs. No other thread may use it meanwhile. */
void pl_derived_forget(pl_derived *d);
/* Whether what the generation says was checked, and with what result. Any thread. */
pl_standing pl_derived_standing(const pl_derived *d);
void pl_derived_set_standing(pl_derived *d, pl_standing standing);

/* `d` is of the next generation, which is not published yet: take over from `old` what is the same,
 * by the changes between them. */
void pl_derived_follow(pl_derived *d, pl_derived *old, const pl_changes *changes);

/* follow.c: the new id of each old entry that is the same in both, else PL_NO_ENTRY. Owned:
 * pl_mem_free(). */
uint32_t *pl_derived__map_entries(const pl_index *old, const pl_index *new,
                                  const pl_changes *changes);

#endif
