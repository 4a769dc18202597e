/* store.h - the resources that one run needs: each loaded once and kept until the run ends.
 *
 * A run loads before it executes; its threads then read the loaded resources. A store over a loader
 * pins resources in the shared cache. A store without one loads for itself and frees everything at
 * the end, which is cheaper for a command that runs once.
 *
 * Lifetime: resources are borrowed until pl_store_free(). Threads: one thread at a time enters the
 * store (pl_store_enter) and may load; any number may read loaded resources. */
#ifndef PL_RUN_STORE_H
#define PL_RUN_STORE_H
#include "base/buf.h"
#include "load/load.h"
#include "load/loader.h"
#include "run/params.h"
#include <pipelite/resource.h>

typedef struct pl_store pl_store;

/* Owned; pl_store_free(). Borrows `values`; the store has an evaluator of its own over them. `how`:
 * PL_LOAD_LISTED if panels are made of the resources, else 0, because queries do not need the
 * source text of blocks. */
pl_store *pl_store_new(pl_value_store *values, unsigned how);
/* A store over `loader` (borrowed). Stores of one loader may be used at the same time. */
pl_store *pl_store_shared(pl_loader *loader, unsigned how);
/* An empty store over the same values or loader, for short-lived resources. Owned; pl_store_free().
 * A thread that has entered `store` may use it without entering it. */
pl_store *pl_store_twin(const pl_store *store, unsigned how);
bool pl_store_is_shared(const pl_store *store);
/* Become the only thread that loads into this store, until pl_store_leave(). A store without a
 * loader waits for its turn; one over a loader borrows an evaluator, and its callers make sure that
 * no two threads enter at once. */
void pl_store_enter(pl_store *store);
void pl_store_leave(pl_store *store);
void pl_store_free(pl_store *store); /* NULL is fine */
const pl_index *pl_store_index(const pl_store *store);
/* Only for the thread that has entered the store. */
pl_evaluator *pl_store_evaluator(const pl_store *store);

/* The text of a field of a resource (NULL: none); empty where it is not set. */
pl_str pl_store_text(const pl_resource *r, const char *field);
/* Load a resource, or return the loaded one. NULL with the loader's messages appended to `why`. */
const pl_resource *pl_store_get(pl_store *store, pl_entry_id id, pl_buf *why);
/* The full name of an entry; kept in the store. */
pl_str pl_store_name(pl_store *store, pl_entry_id id);

/* ---- where SQL comes from (mod-language.md 7.1) */

enum { PL_SOURCE_STEPS = 16 }; /* queries that name queries: followed this far */

typedef struct pl_source {
    const pl_resource
        *chain[PL_SOURCE_STEPS]; /* from the resource itself to the one with the SQL */
    uint32_t n;
    pl_str sql;   /* SQL of the last one; empty: none */
    bool has_sql; /* the last one sets `sql`, or its kind needs none */
} pl_source;

/* Find the SQL of `r`: follows `query`, and `sql` that is the name of a query provider. */
bool pl_store_source(pl_store *store, const pl_resource *r, pl_source *out, pl_buf *why);
/* Merge `args` along the chain; those nearer to `from->chain[0]` win. */
bool pl_source_args(pl_store *store, const pl_source *from, pl_arena *arena, pl_given_args *args,
                    pl_buf *why);

#endif
