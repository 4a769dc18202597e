#include "server/payload.h"

#include <assert.h>
#include <stdatomic.h>
#include <string.h>

#include "base/alloc.h"

struct pl_payload {
    atomic_uint refs;
    char *bytes; /* owned; NULL: it is `message` */
    size_t size;
    pl_message *message; /* one reference */
};

static pl_payload *payload_new(char *bytes, size_t size)
{
    pl_payload *payload = pl_mem_alloc(sizeof *payload);

    *payload = (pl_payload){ .bytes = bytes, .size = size };
    atomic_init(&payload->refs, 1);
    return payload;
}

pl_payload *pl_payload_take(pl_buf *text)
{
    size_t size;
    char *bytes = pl_buf_take(text, &size);

    return payload_new(bytes, size);
}

pl_payload *pl_payload_copy(pl_str text)
{
    char *bytes = pl_mem_alloc(text.len);

    if (text.len)
        memcpy(bytes, text.ptr, text.len);
    return payload_new(bytes, text.len);
}

pl_payload *pl_payload_message(pl_message *message)
{
    pl_payload *payload = payload_new(NULL, 0);

    payload->message = message;
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
    pl_mem_free(payload->bytes);
    pl_message_release(payload->message);
    pl_mem_free(payload);
}

uint64_t pl_payload_size(const pl_payload *payload)
{
    return payload->message ? pl_message_size(payload->message) : payload->size;
}

size_t pl_payload_read(const pl_payload *payload, uint64_t offset, void *to, size_t n)
{
    if (payload->message)
        return pl_message_read(payload->message, offset, to, n);

    size_t rest = offset < payload->size ? payload->size - (size_t)offset : 0;

    if (n > rest)
        n = rest;
    if (n)
        memcpy(to, payload->bytes + offset, n);
    return n;
}

pl_str pl_payload_text(const pl_payload *payload)
{
    assert(!payload->message);
    return (pl_str){ payload->bytes, payload->size };
}
