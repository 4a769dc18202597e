/* store.h - the resources that one run needs: each loaded once, kept until the run ends.
 *
 * A run loads before it starts executing; its threads then read what is there. One that has a
 * loader pins what is in the cache that all share; others load for themselves and forget all of
 * it, which is best for what runs once.
 *
 * Lifetime: resources are borrowed until pl_store_free(). Threads: one at a time enters the
 * store (pl_store_enter) and may load; any number may read what was loaded. */
#ifndef PL_RUN_STORE_H
#define PL_RUN_STORE_H
#include "base/buf.h"
#include "load/load.h"
#include "load/loader.h"
#include "run/params.h"
#include <pipelite/resource.h>

typedef struct pl_store pl_store;

/* Owned; pl_store_free(). `values` are borrowed, and evaluated by an evaluator of its own. `how`:
 * PL_LOAD_LISTED when panels are made of what is in it, else 0: queries need no texts of blocks. */
pl_store *pl_store_new(pl_value_store *values, unsigned how);
/* The same over what `loader` (borrowed) has; stores of one loader may be used at the same time. */
pl_store *pl_store_shared(pl_loader *loader, unsigned how);
/* An empty one over the same values or loader, for what is forgotten soon. Entered as long as
 * `store` is, or for itself. */
pl_store *pl_store_twin(const pl_store *store, unsigned how);
bool pl_store_is_shared(const pl_store *store);
/* Wait until no other thread loads into this store, and keep the others out until
 * pl_store_leave(). */
void pl_store_enter(pl_store *store);
void pl_store_leave(pl_store *store);
void pl_store_free(pl_store *store); /* NULL is fine */
const pl_index *pl_store_index(const pl_store *store);
/* For the thread that has entered. */
pl_evaluator *pl_store_evaluator(const pl_store *store);

/* NULL with the messages of the loader appended to `why`. */
const pl_resource *pl_store_get(pl_store *store, pl_entry_id id, pl_buf *why);
/* Full name; in the store. */
pl_str pl_store_name(pl_store *store, pl_entry_id id);

/* ---- where SQL comes from (mod-language.md 7.1) */

enum { PL_SOURCE_STEPS = 16 }; /* queries that name queries: followed this far */

typedef struct pl_source {
    const pl_resource *chain[PL_SOURCE_STEPS]; /* who asks first, who has the SQL last */
    uint32_t n;
    pl_str sql;   /* text of the last; empty: none */
    bool has_sql; /* it has the attribute, or none is needed */
} pl_source;

/* Follow `query` and SQL that is the name of a query provider from `r` to its owner. */
bool pl_store_source(pl_store *store, const pl_resource *r, pl_source *out, pl_buf *why);
/* Merge `args` of `from->chain[0]` over those of the others on the way to the owner. */
bool pl_source_args(pl_store *store, const pl_source *from, pl_arena *arena, pl_given_args *args,
                    pl_buf *why);

#endif
