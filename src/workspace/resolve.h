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
 * Workers sleep on a condition, never on a clock. When the last entry is done the resolver is
 * complete: the thread that did it calls `complete` once, and the workers end. With nothing to do
 * it is complete at once.
 *
 * A worker takes a batch of entries at a time, the most urgent ones and those of the same files: an
 * entry is resolved in less time than threads need to take turns at a lock. When the resolver is
 * stopped, entries of a batch that were not reached are queued again.
 *
 * A reset makes everything stale that a worker took before it: batches and places carry the number
 * of resets that they belong to, and a batch of an earlier one is dropped when it is put down.
 *
 * Invariants (pl_resolver__check at each change; 4 and 5 whenever it is stopped or reset):
 *   1. each entry that was added is in exactly one state: queued + busy + resolved + failed = total
 *   2. total is at most the number of entries
 *   3. there are never more threads than 16
 *   4. an entry is in the queue if and only if its state is QUEUED
 *   5. the counts are those of the states
 *
 * What it means to resolve an entry is up to the functions in the options, which are called with no
 * lock held.
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
    uint32_t entries; /* ids are below */
    unsigned workers; /* 0: min(4, processors) */
    /* `place` is what thread_begin() gave this thread. */
    pl_resolved (*resolve)(void *ctx, void *place, pl_entry_id id);
    /* The following may be NULL. */
    /* A thread is about to resolve entries. Returns the place in which it does so, NULL when there
     * is none at present; *reset is pl_resolver_resets() at the moment for which the place is
     * right. */
    void *(*thread_begin)(void *ctx, uint64_t *reset);
    void (*thread_end)(void *ctx, void *place);
    /* Sets the ids [*first, *end) that cost little once `id` is resolved: those of its file. */
    void (*beside)(void *place, pl_entry_id id, pl_entry_id *first, pl_entry_id *end);
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

/* Start over with another generation, of `entries` entries, which are all IDLE. The resolver has to
 * be stopped. Threads that wait for it go on waiting, for what is queued from now on. A thread that
 * still resolves an entry of the generation before finishes it in its own place, and changes
 * nothing here. */
void pl_resolver_reset(pl_resolver *resolver, uint32_t entries);
/* The number of resets so far. */
uint64_t pl_resolver_resets(pl_resolver *resolver);

/* Queue an entry. False when it was added before. */
bool pl_resolver_add(pl_resolver *resolver, pl_entry_id id, uint32_t priority);
/* Make it the next one; add it when it is new. */
void pl_resolver_prioritise(pl_resolver *resolver, pl_entry_id id);
/* Idempotent. */
void pl_resolver_start(pl_resolver *resolver);
/* Resolve everything in this thread. */
void pl_resolver_run(pl_resolver *resolver);
/* Stop after the entries that are being resolved; the rest stays queued. Does no harm when it was
 * never started. */
void pl_resolver_stop(pl_resolver *resolver);
/* The same, but threads that wait go on waiting until it was started or stopped again. */
void pl_resolver_hold(pl_resolver *resolver);
/* Threads that wait may return again although it was not started: everything was resolved. */
void pl_resolver_release(pl_resolver *resolver);
/* Resolve it in this thread, or wait for the thread that does. Nothing happens when it was
 * never added or is done. PL_RESOLVE_LATER: cancelled, or the resolver was reset meanwhile. */
pl_resolved pl_resolver_now(pl_resolver *resolver, pl_entry_id id);
/* Wait until it is complete, or neither runs nor is going to be started. False after the timeout.
 */
bool pl_resolver_wait(pl_resolver *resolver, uint64_t timeout_ns);
/* True when no entry is being resolved. */
bool pl_resolver_idle(pl_resolver *resolver);
void pl_resolver_get_stats(pl_resolver *resolver, pl_resolution_stats *out);

/* +100 at the top level, +50 a dashboard, +30 a benchmark, +10 for each open attribute. */
uint32_t pl_resolve_priority(pl_kind kind, bool top_level, uint32_t n_open);

#endif
