/* phase.h - what happens after a workspace was opened: the rest is worked out in the background,
 * and subscribers are notified.
 *
 *     open           the index is there: names, children, everything literal
 *     resolution     titles, descriptions and tags that are expressions
 *     on demand      whole resources (pipelite/resource.h)
 *
 *       UNINIT -> INDEXING -> RESOLVING -> READY
 *                     |           ^         |
 *                     v           +-REBUILDING
 *                  FAILED                       CLOSED from everywhere
 *
 * A workspace starts no thread by itself: pl_workspace_start_resolution() does, and
 * pl_workspace_stop_resolution() or pl_workspace_close() end it. A program that needs only
 * single answers calls pl_generation_metadata() after pl_workspace_resolve_now().
 *
 * Threads: any; start, stop and close are for one at a time. */
#ifndef PIPELITE_PHASE_H
#define PIPELITE_PHASE_H
#include <pipelite/values.h>

PL_C_BEGIN

/* ORDER phases */
typedef enum pl_phase {
    PL_PHASE_UNINIT,
    PL_PHASE_INDEXING,
    PL_PHASE_RESOLVING,  /* there is something to resolve, and it is under way or may be */
    PL_PHASE_READY,      /* nothing is left to resolve */
    PL_PHASE_REBUILDING, /* the next generation is made; the last one serves */
    PL_PHASE_FAILED,     /* there is no usable index */
    PL_PHASE_CLOSED,
} pl_phase;
pl_phase pl_workspace_phase(pl_workspace *ws);
/* "resolving"; static. */
pl_str pl_phase_name(pl_phase phase);

/* ---- resolution */

typedef struct pl_resolution {
    unsigned workers; /* threads; 0: as many as pay */
    /* Check the workspace as well, after the resolution; PL_EVENT_CHECKED reports the result. */
    bool check;
} pl_resolution;
/* Resolve what is not literal, the most visible first. A workspace with fewer than 100
 * entries is resolved before this returns, without a thread. Does nothing when it is under
 * way or done. False with errors when the values of variables are wrong, or there is no
 * index. `options` may be NULL. */
bool pl_workspace_start_resolution_sized(size_t size, pl_workspace *ws,
                                         const pl_resolution *options, pl_diags *diags);
#define pl_workspace_start_resolution(...)                                                         \
    pl_workspace_start_resolution_sized(sizeof(pl_resolution), __VA_ARGS__)
/* Returns when the evaluations and the check that are under way have finished; the rest waits for
 * the next start. */
void pl_workspace_stop_resolution(pl_workspace *ws);
/* Wait until resolution has finished, for up to `timeout_ns` (UINT64_MAX: for ever). True if it has
 * finished or is not running, false on timeout. Subscribers may be notified after this returns. */
bool pl_workspace_wait_resolved(pl_workspace *ws, uint64_t timeout_ns);
/* How long a server should wait for resolution before its first answer, in nanoseconds: twice the
 * time that is left by estimate, and at most five seconds. */
uint64_t pl_workspace_adaptive_wait(pl_workspace *ws);
/* Resolve entry `id` before all others that are waiting. */
void pl_workspace_prioritise(pl_workspace *ws, pl_entry_id id);
/* Resolve entry `id` now, in this thread; if another thread is resolving it, wait for that thread.
 * False with errors when its expressions fail. */
bool pl_workspace_resolve_now(pl_workspace *ws, pl_entry_id id, pl_diags *diags);

/* What is known about one entry of a generation without loading it. Texts are borrowed from the
 * generation. */
typedef struct pl_metadata {
    pl_str title, description; /* empty: not set */
    bool resolved;             /* else texts and tags are provisional */
    bool long_description;     /* too long for the index: load the resource to get it */
    uint32_t n_tags;
    const pl_index *index; /* this index and id are those of the entry */
    pl_entry_id id;
    const struct pl_tags *tags; /* opaque: pl_metadata_tag(). NULL where the index has them */
} pl_metadata;
void pl_generation_metadata(pl_generation *generation, pl_entry_id id, pl_metadata *out);
/* The i-th tag by key, from 0; false after the last. */
bool pl_metadata_tag(const pl_metadata *data, size_t i, pl_str *key, pl_str *value);
/* The errors with which the expressions of entry `id` of the newest generation failed; NULL if they
 * did not fail or were not evaluated yet. Owned; pl_diags_free(). Any thread. */
pl_diags *pl_workspace_why_unresolved(pl_workspace *ws, pl_entry_id id);

typedef struct pl_resolution_stats {
    uint32_t queued; /* waiting */
    uint32_t resolved, failed;
    uint32_t unresolved; /* at the start */
    bool started, complete;
    uint64_t epoch; /* rises with each change of metadata: for caches of answers */
    uint64_t elapsed_ns, average_ns;
} pl_resolution_stats;
void pl_workspace_resolution_stats_sized(size_t size, pl_workspace *ws, pl_resolution_stats *out);
#define pl_workspace_resolution_stats(...)                                                         \
    pl_workspace_resolution_stats_sized(sizeof(pl_resolution_stats), __VA_ARGS__)

/* ---- events */

typedef enum pl_event_kind {
    PL_EVENT_PHASE,    /* `phase` was entered */
    PL_EVENT_RESOLVED, /* entry `id` was resolved; not sent for literal entries */
    PL_EVENT_PROGRESS, /* `done` of `total`; at most four a second */
    PL_EVENT_COMPLETE, /* of the resolution; once per generation, and to later subscribers as well
                        */
    PL_EVENT_CHECKED,  /* the check is done: `diags`, without errors when all is right */
    PL_EVENT_CHANGED,  /* another generation is published: `generation` */
    PL_EVENT_KINDS,
} pl_event_kind;
#define PL_EVENT_ALL ((1u << PL_EVENT_KINDS) - 1)

typedef struct pl_event {
    pl_event_kind kind;
    pl_phase phase;
    pl_entry_id id;
    uint32_t done, total;
    uint64_t generation, resolution; /* both count from 1 */
    const pl_diags *diags;           /* borrowed for the call; pl_diags_share() keeps it */
} pl_event;

/* Called by the thread that caused the event, with no lock held; it should return soon. */
typedef void pl_event_fn(void *ctx, const pl_event *event);
typedef struct pl_subscription pl_subscription;

/* `kinds`: bits 1 << pl_event_kind. Ends with pl_workspace_unsubscribe() or the workspace. */
pl_subscription *pl_workspace_subscribe(pl_workspace *ws, unsigned kinds, pl_event_fn *fn,
                                        void *ctx);
/* The function is not called any more once this has returned, unless this was called from it. */
void pl_workspace_unsubscribe(pl_workspace *ws, pl_subscription *subscription);

/* ---- a queue between threads, for programs with a loop of their own */

/* Waiting events are coalesced, so that the queue stays small and no publisher waits. It holds at
 * most one event of each kind, the latest one, in the order in which the kinds arrived. Of
 * PL_EVENT_RESOLVED it holds one for each entry, up to PL_EVENT_QUEUE_MAX; beyond that, one event
 * with the `id` PL_NO_ENTRY replaces them: any entry may have been resolved. */
typedef struct pl_event_queue pl_event_queue;
enum { PL_EVENT_QUEUE_MAX = 256 };
/* Owned; pl_event_queue_free(), after it was unsubscribed. `wake` (may be NULL) is called after
 * each event that is put, by the thread that puts it. */
pl_event_queue *pl_event_queue_new(void (*wake)(void *ctx), void *ctx);
void pl_event_queue_free(pl_event_queue *queue); /* NULL is fine */
/* Put a copy of `event` into the queue, with a reference to its diagnostics, and call `wake`. This
 * is a pl_event_fn: give it to pl_workspace_subscribe(), with the queue as `ctx`. Does nothing if
 * the queue is closed or NULL. Any thread. */
void pl_event_queue_put(void *queue, const pl_event *event);
/* Wait for an event, for up to `timeout_ns`, and take it. False if there was none, or the queue is
 * closed and empty. The caller releases *out with pl_event_done(). */
bool pl_event_queue_take(pl_event_queue *queue, uint64_t timeout_ns, pl_event *out);
/* Release the diagnostics of an event that was taken. */
void pl_event_done(pl_event *event);
/* Accept no more events and wake the threads that wait in pl_event_queue_take(). */
void pl_event_queue_close(pl_event_queue *queue);

PL_C_END

#endif
