/* payload.c - shared bytes with a count of references: a text, a message of a run, or a spool. */
#include "server/payload.h"

#include <assert.h>
#include <stdatomic.h>
#include <string.h>

#include "base/alloc.h"

struct pl_payload {
    atomic_uint refs;
    pl_buf text;
    pl_message *message; /* one reference; NULL: the payload is `text` or `spool` */
    pl_spool spool;      /* empty: the payload is `text` */
};

static pl_payload *payload_new(pl_buf text)
{
    pl_payload *payload = pl_mem_alloc(sizeof *payload);

    *payload = (pl_payload){ .text = text };
    atomic_init(&payload->refs, 1);
    return payload;
}

/* A large buffer is kept without copying it to its exact size: pages that were never written
 * take no memory, and a copy of the list of six mods took 2 ms and 3.5 MB more. */
pl_payload *pl_payload_take(pl_buf *text)
{
    pl_buf taken = *text;

    *text = (pl_buf){ 0 };
    if (taken.cap < PL_MEM_PAGES && taken.len < taken.cap) {
        taken.ptr = pl_mem_resize(taken.ptr, taken.cap, taken.len);
        taken.cap = taken.len;
    }
    return payload_new(taken);
}

pl_payload *pl_payload_copy(pl_str text)
{
    pl_buf copy = { 0 };

    pl_buf_str(&copy, text);
    return pl_payload_take(&copy);
}

pl_payload *pl_payload_message(pl_message *message)
{
    pl_payload *payload = payload_new((pl_buf){ 0 });

    payload->message = message;
    return payload;
}

pl_payload *pl_payload_spool(pl_spool *spool)
{
    pl_payload *payload = payload_new((pl_buf){ 0 });

    payload->spool = *spool;
    *spool = (pl_spool){ 0 };
    if (!payload->spool.tail.len) /* a megabyte that the file made needless */
        pl_buf_done(&payload->spool.tail);
    return payload;
}

pl_payload *pl_payload_hold(pl_payload *payload)
{
    unsigned before = atomic_fetch_add_explicit(&payload->refs, 1, memory_order_relaxed);

    assert(before > 0);
    (void)before;
    return payload;
}

void pl_payload_release(pl_payload *payload)
{
    if (!payload || atomic_fetch_sub_explicit(&payload->refs, 1, memory_order_acq_rel) != 1)
        return;
    pl_buf_done(&payload->text);
    pl_message_release(payload->message);
    pl_spool_done(&payload->spool);
    pl_mem_free(payload);
}

uint64_t pl_payload_size(const pl_payload *payload)
{
    if (payload->message)
        return pl_message_size(payload->message);
    return payload->text.len ? payload->text.len : pl_spool_size(&payload->spool);
}

size_t pl_payload_read(const pl_payload *payload, uint64_t offset, void *to, size_t n)
{
    if (payload->message)
        return pl_message_read(payload->message, offset, to, n, NULL);

    uint64_t size = pl_payload_size(payload), rest = offset < size ? size - offset : 0;

    if (n > rest)
        n = (size_t)rest;
    if (n && payload->text.len)
        memcpy(to, payload->text.ptr + offset, n);
    else if (n && !pl_spool_copy(&payload->spool, offset, to, n))
        return 0;
    return n;
}

pl_str pl_payload_text(const pl_payload *payload)
{
    assert(!payload->message && !pl_spool_size(&payload->spool));
    return pl_buf_view(&payload->text);
}
