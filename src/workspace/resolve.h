/* resolve.h - the resolver: works off a queue of entries in the background (lazy-workspace.md 6).
 *
 *     an entry:   IDLE --add--> QUEUED --take--> BUSY --> DONE | FAILED
 *                                 ^                |
 *                                 +-- later, stop -+
 *
 *     a worker:   thread_begin <-- reset: another generation --+
 *                     |                                        |
 *                     v                                        |
 *                 wait for work --> take a batch --> resolve it, with no lock held
 *                     ^                                        |
 *                     +------------ put it down <--------------+
 *                                        |
 *                                        +-- complete or stopped --> thread_end
 *
 * Workers sleep on a condition and never poll. When the last entry is done the resolver is
 * complete: the thread that finished it calls `complete` once, and the workers end. If there is
 * nothing to do, it is complete at once.
 *
 * A worker takes a batch of entries at a time, the most urgent ones together with other entries of
 * their files, because an entry is resolved in less time than it takes threads to pass a lock
 * around. When the resolver is stopped, entries of a batch that were not reached are queued again.
 *
 * A reset makes all batches and places stale that workers took before it. They carry the number of
 * resets at that time, and a stale batch is dropped when it is put down.
 *
 * Invariants (pl_resolver__check at each change; 4 and 5 whenever it is stopped or reset):
 *   1. each entry that was added is in exactly one state: queued + busy + resolved + failed = total
 *   2. total is at most the number of entries
 *   3. there are never more threads than 16
 *   4. an entry is in the queue if and only if its state is QUEUED
 *   5. each count is the number of entries in that state
 *
 * Entries are resolved by the functions in the options, which are called with no lock held.
 * Threads: any; new, start, stop and free for one at a time, and not from those functions. */
#ifndef PL_WORKSPACE_RESOLVE_H
#define PL_WORKSPACE_RESOLVE_H
#include <pipelite/phase.h>

typedef struct pl_resolver pl_resolver;

typedef enum pl_resolved {
    PL_RESOLVED,
    PL_UNRESOLVED,    /* it cannot be resolved */
    PL_RESOLVE_LATER, /* not now: it is queued again, and resolution stops */
} pl_resolved;

typedef struct pl_resolver_options {
    uint32_t entries; /* all ids are below this number */
    unsigned workers; /* 0: min(4, processors) */
    /* Resolve one entry. `place` is what thread_begin() returned to this thread. */
    pl_resolved (*resolve)(void *ctx, void *place, pl_entry_id id);
    /* The following may be NULL. */
    /* A thread is about to resolve entries. Returns its place, that is, everything that it needs
     * for that; NULL if there is none at present. *reset is pl_resolver_resets() as it was when the
     * place was valid. */
    void *(*thread_begin)(void *ctx, uint64_t *reset);
    void (*thread_end)(void *ctx, void *place);
    /* Set [*first, *end) to the ids of the file of `id`, which cost little after `id`. */
    void (*beside)(void *place, pl_entry_id id, pl_entry_id *first, pl_entry_id *end);
    /* Entry `id` was resolved, or with `ok` false it could not be. */
    void (*updated)(void *ctx, void *place, pl_entry_id id, bool ok);
    void (*progress)(void *ctx, uint32_t done, uint32_t total); /* at most every 250 ms */
    void (*complete)(void *ctx);
    void *ctx;
} pl_resolver_options;

/* Owned; pl_resolver_free(), which stops it. */
pl_resolver *pl_resolver_new(const pl_resolver_options *options);
void pl_resolver_free(pl_resolver *resolver); /* NULL is fine */
/* Set the number of workers, unless it is 0 or the resolver runs. Returns the number in force. */
unsigned pl_resolver_set_workers(pl_resolver *resolver, unsigned workers);

/* Start over with another generation, of `entries` entries, which are all IDLE. The resolver must
 * be stopped. Threads that wait for it now wait for the entries that are queued from now on. A
 * thread that still resolves an entry of the previous generation finishes it in its own place, and
 * its result is ignored here. */
void pl_resolver_reset(pl_resolver *resolver, uint32_t entries);
/* The number of resets so far. */
uint64_t pl_resolver_resets(pl_resolver *resolver);

/* Queue an entry. False when it was added before. */
bool pl_resolver_add(pl_resolver *resolver, pl_entry_id id, uint32_t priority);
/* Resolve entry `id` next; add it if it was not added before. */
void pl_resolver_prioritise(pl_resolver *resolver, pl_entry_id id);
/* Start the workers, unless they run already. If no thread can be started, the calling thread
 * resolves everything before this returns. */
void pl_resolver_start(pl_resolver *resolver);
/* Resolve all queued entries in the calling thread. */
void pl_resolver_run(pl_resolver *resolver);
/* Stop after the entries that are being resolved; the rest stays queued. Does no harm when it was
 * never started. */
void pl_resolver_stop(pl_resolver *resolver);
/* Stop like pl_resolver_stop(), but threads in pl_resolver_wait() go on waiting until it is
 * started, stopped or released. */
void pl_resolver_hold(pl_resolver *resolver);
/* End a hold without starting: threads in pl_resolver_wait() return. */
void pl_resolver_release(pl_resolver *resolver);
/* Resolve entry `id` in the calling thread, or wait for the thread that is resolving it. Does
 * nothing if it was never added or is done. PL_RESOLVE_LATER: cancelled, or the resolver was reset
 * meanwhile. */
pl_resolved pl_resolver_now(pl_resolver *resolver, pl_entry_id id);
/* Wait until the resolver is complete, or neither running nor held. False after the timeout. */
bool pl_resolver_wait(pl_resolver *resolver, uint64_t timeout_ns);
/* True when no entry is being resolved. */
bool pl_resolver_idle(pl_resolver *resolver);
void pl_resolver_get_stats(pl_resolver *resolver, pl_resolution_stats *out);

/* The priority of an entry, as a sum: 100 at the top level, 50 for a dashboard, 30 for a benchmark,
 * 10 for each of its `n_open` attributes that need evaluation. */
uint32_t pl_resolve_priority(pl_kind kind, bool top_level, uint32_t n_open);

#endif
