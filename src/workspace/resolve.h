/* resolve.h - works off a queue of entries in the background (lazy-workspace.md 6).
 *
 *     IDLE --add--> QUEUED --pop--> BUSY --> DONE | FAILED
 *
 * Workers sleep on a condition, never on a clock. When the last entry is done the resolver is
 * complete: that is told once, by the thread that did it, and the workers end. With nothing
 * to do it is complete at once.
 *
 * A worker takes several entries at a time, the most urgent ones and what lies beside them:
 * an entry is resolved in less time than threads need to take turns at a lock. When it is
 * stopped, those that it had not come to are queued again.
 *
 * What it is to resolve an entry is a matter of the options; functions of the caller are
 * called with no lock held.
 * Threads: any; new, start, stop and free for one at a time, and not from those functions. */
#ifndef PL_WORKSPACE_RESOLVE_H
#define PL_WORKSPACE_RESOLVE_H
#include <pipelite/phase.h>

typedef struct pl_resolver pl_resolver;

typedef enum pl_resolved {
    PL_RESOLVED,
    PL_UNRESOLVED,    /* it cannot be */
    PL_RESOLVE_LATER, /* not now: it is queued again, and resolution stops */
} pl_resolved;

typedef struct pl_resolver_options {
    uint32_t entries; /* ids are below */
    unsigned workers; /* 0: min(4, processors) */
    /* `place` is what sit() gave this thread. */
    pl_resolved (*resolve)(void *ctx, void *place, pl_entry_id id);
    /* The following may be NULL. */
    /* Before a thread resolves the first of several. *reset is pl_resolver_resets() at the
     * moment from which the place is right; NULL when there is no place just now. */
    void *(*sit)(void *ctx, uint64_t *reset);
    void (*rise)(void *ctx, void *place);
    /* Ids from *first to *end - 1 cost little beside `id`: those of its file. */
    void (*beside)(void *place, pl_entry_id id, pl_entry_id *first, pl_entry_id *end);
    void (*updated)(void *ctx, void *place, pl_entry_id id, bool ok);
    void (*progress)(void *ctx, uint32_t done, uint32_t total); /* at most every 250 ms */
    void (*complete)(void *ctx);
    void *ctx;
} pl_resolver_options;

/* Owned; pl_resolver_free(), which stops it. */
pl_resolver *pl_resolver_new(const pl_resolver_options *options);
void pl_resolver_free(pl_resolver *resolver); /* NULL is fine */
/* Ignored when it is 0 or the resolver runs; returns how many there are to be. */
unsigned pl_resolver_set_workers(pl_resolver *resolver, unsigned workers);

/* Another generation, of `entries` entries: everything is new. It is stopped before; who
 * waits for it goes on waiting, for what is queued now. A thread that still resolves an entry
 * of the generation before finishes it in its own place, and changes nothing here. */
void pl_resolver_reset(pl_resolver *resolver, uint32_t entries);
/* How often it was reset. */
uint64_t pl_resolver_resets(pl_resolver *resolver);

/* Queue an entry, unless it was before; false then. */
bool pl_resolver_add(pl_resolver *resolver, pl_entry_id id, uint32_t priority);
/* It is the next one; added when it is new. */
void pl_resolver_prioritise(pl_resolver *resolver, pl_entry_id id);
/* Idempotent. */
void pl_resolver_start(pl_resolver *resolver);
/* Work all off in this thread. */
void pl_resolver_run(pl_resolver *resolver);
/* Ends with what is being done; the rest stays queued. Also when it was never started. */
void pl_resolver_stop(pl_resolver *resolver);
/* The same, but who waits goes on waiting until it was started or stopped again. */
void pl_resolver_hold(pl_resolver *resolver);
/* Resolve it in this thread, or wait for the thread that does. Nothing happens when it was
 * never added or is done. PL_RESOLVE_LATER: cancelled, or the resolver was reset meanwhile. */
pl_resolved pl_resolver_now(pl_resolver *resolver, pl_entry_id id);
/* Until it is complete, or neither under way nor to be started. */
bool pl_resolver_wait(pl_resolver *resolver, uint64_t timeout_ns);
/* Nobody is at work on any entry. */
bool pl_resolver_idle(pl_resolver *resolver);
void pl_resolver_get_stats(pl_resolver *resolver, pl_resolution_stats *out);

/* +100 at the top level, +50 a dashboard, +30 a benchmark, +10 for each open attribute. */
uint32_t pl_resolve_priority(pl_kind kind, bool top_level, uint32_t n_open);

#endif
