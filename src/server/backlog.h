/* backlog.h - what waits to be sent to one client, in order.
 *
 * Counted in bytes, never in messages: what many clients get exists once in memory and counts
 * in each of their queues (serving.md 10.2).
 *
 *     LIST, METADATA   one that was not asked for replaces older ones of its kind
 *     ERROR            the newer one replaces an older one, unless a list lies between them
 *     PANEL            replaces an unsent state of the same panel and run, but `running` and the
 *                      final state are always sent
 *     RUN              never replaced; removed with its run (pl_backlog_forget), but for the last
 *     OTHER            never replaced
 *
 * What is partly sent is never touched. Invariants (pl_backlog__check):
 *     1. `bytes` is the sum of the sizes of all entries, less what was sent of the first.
 *     2. After the first entry at most one each of LIST and METADATA that answers no question.
 *
 * `{0}` is valid and empty. Threads: one user. */
#ifndef PL_SERVER_BACKLOG_H
#define PL_SERVER_BACKLOG_H
#include "base/vec.h"
#include "server/payload.h"

typedef enum pl_outgoing_kind {
    PL_OUTGOING_OTHER,
    PL_OUTGOING_LIST,
    PL_OUTGOING_METADATA,
    PL_OUTGOING_ERROR,
    PL_OUTGOING_PANEL,
    PL_OUTGOING_RUN,
} pl_outgoing_kind;

typedef struct pl_outgoing {
    pl_payload *payload; /* one reference */
    pl_outgoing_kind kind;
    bool asked;     /* LIST, METADATA: an answer, which the client waits for */
    bool keep;      /* PANEL: running or final; RUN: the last one of its run */
    uint64_t run;   /* PANEL, RUN: number of the run in its session */
    uint64_t panel; /* PANEL: hash of its name */
} pl_outgoing;

typedef struct pl_backlog {
    PL_VEC(pl_outgoing) entries; /* `first` and later ones */
    size_t first;
    uint64_t sent;  /* of the first one */
    uint64_t bytes; /* unsent */
} pl_backlog;

void pl_backlog_done(pl_backlog *backlog);
/* `outgoing.payload`: the caller's reference is taken. */
void pl_backlog_put(pl_backlog *backlog, pl_outgoing outgoing);
/* Remove the unsent messages of `run`, except its last one. */
void pl_backlog_forget(pl_backlog *backlog, uint64_t run);
bool pl_backlog_is_empty(const pl_backlog *backlog);
size_t pl_backlog_count(const pl_backlog *backlog);

/* Copy the next bytes, `n` at most, all of one message. Returns how many; `*first`, `*last`: of
 * their message. They count as sent. 0: it is empty, or `*broken`: a message cannot be read. */
size_t pl_backlog_take(pl_backlog *backlog, void *to, size_t n, bool *first, bool *last,
                       bool *broken);

void pl_backlog__check(const pl_backlog *backlog);

#endif
