/* backlog.c - the queue of messages for one client, in which new messages replace unsent ones. */
#include "server/backlog.h"

#include <assert.h>
#include <string.h>

static pl_outgoing *at(pl_backlog *backlog, size_t i)
{
    return &backlog->entries.at[backlog->first + i];
}

size_t pl_backlog_count(const pl_backlog *backlog)
{
    return backlog->entries.n - backlog->first;
}

bool pl_backlog_is_empty(const pl_backlog *backlog)
{
    return pl_backlog_count(backlog) == 0;
}

void pl_backlog__check(const pl_backlog *backlog)
{
#ifndef NDEBUG
    unsigned told[PL_OUTGOING_RUN + 1] = { 0 };
    uint64_t bytes = 0;

    for (size_t i = backlog->first; i < backlog->entries.n; i++) {
        const pl_outgoing *o = &backlog->entries.at[i];

        bytes += pl_payload_size(o->payload);
        told[o->kind] += i > backlog->first && !o->asked;
    }
    assert(bytes - backlog->sent == backlog->bytes);
    assert(told[PL_OUTGOING_LIST] <= 1 && told[PL_OUTGOING_METADATA] <= 1);
#else
    (void)backlog;
#endif
}

void pl_backlog_done(pl_backlog *backlog)
{
    for (size_t i = backlog->first; i < backlog->entries.n; i++)
        pl_payload_release(backlog->entries.at[i].payload);
    pl_vec_done(&backlog->entries);
    *backlog = (pl_backlog){ 0 };
}

static void remove_at(pl_backlog *backlog, size_t i)
{
    backlog->bytes -= pl_payload_size(at(backlog, i)->payload);
    pl_payload_release(at(backlog, i)->payload);
    memmove(at(backlog, i), at(backlog, i) + 1,
            (pl_backlog_count(backlog) - i - 1) * sizeof(pl_outgoing));
    backlog->entries.n--;
}

static size_t first_unsent(const pl_backlog *backlog)
{
    return backlog->sent > 0;
}

/* Does `new` replace `o`, which is unsent? */
static bool is_replaced(const pl_outgoing *o, const pl_outgoing *new)
{
    if (o->kind != new->kind)
        return false;
    switch (new->kind) {
    case PL_OUTGOING_LIST:
    case PL_OUTGOING_METADATA: return !new->asked;
    case PL_OUTGOING_ERROR: return true;
    case PL_OUTGOING_PANEL: return o->run == new->run && o->panel == new->panel && !o->keep;
    default: return false;
    }
}

static void replace(pl_backlog *backlog, const pl_outgoing *new)
{
    for (size_t i = pl_backlog_count(backlog); i-- > first_unsent(backlog);) {
        if (new->kind == PL_OUTGOING_ERROR && at(backlog, i)->kind == PL_OUTGOING_LIST)
            return;
        if (is_replaced(at(backlog, i), new))
            remove_at(backlog, i);
    }
}

/* Entries before `first` were sent; they are removed once they are half of all entries. */
static void compact(pl_backlog *backlog)
{
    size_t n = pl_backlog_count(backlog);

    if (backlog->first < 64 || backlog->first < n)
        return;
    memmove(backlog->entries.at, at(backlog, 0), n * sizeof(pl_outgoing));
    backlog->entries.n = n;
    backlog->first = 0;
}

void pl_backlog_put(pl_backlog *backlog, pl_outgoing outgoing)
{
    replace(backlog, &outgoing);
    compact(backlog);
    backlog->bytes += pl_payload_size(outgoing.payload);
    pl_vec_push(&backlog->entries, outgoing);
    pl_backlog__check(backlog);
}

void pl_backlog_forget(pl_backlog *backlog, uint64_t run)
{
    for (size_t i = pl_backlog_count(backlog); i-- > first_unsent(backlog);) {
        const pl_outgoing *o = at(backlog, i);
        bool last = o->kind == PL_OUTGOING_RUN && o->keep;

        if ((o->kind == PL_OUTGOING_PANEL || o->kind == PL_OUTGOING_RUN) && o->run == run && !last)
            remove_at(backlog, i);
    }
    pl_backlog__check(backlog);
}

static void drop_first(pl_backlog *backlog)
{
    pl_payload_release(at(backlog, 0)->payload);
    backlog->sent = 0;
    backlog->first++;
    if (backlog->first == backlog->entries.n)
        backlog->first = backlog->entries.n = 0;
}

size_t pl_backlog_take(pl_backlog *backlog, void *to, size_t n, bool *first, bool *last,
                       bool *broken)
{
    *broken = false;
    if (pl_backlog_is_empty(backlog))
        return 0;
    pl_payload *payload = at(backlog, 0)->payload;

    *first = backlog->sent == 0;
    n = pl_payload_read(payload, backlog->sent, to, n);
    *broken = n == 0 && pl_payload_size(payload) > 0;
    backlog->sent += n;
    backlog->bytes -= n;
    *last = backlog->sent == pl_payload_size(payload);
    if (*last)
        drop_first(backlog);
    pl_backlog__check(backlog);
    return n;
}
