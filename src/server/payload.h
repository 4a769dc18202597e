/* payload.h - bytes that are made once and sent to any number of clients.
 *
 * Text in memory, a message of a run (pipelite/engine.h), whose rows may lie in a file, or what was
 * written to a spool, which is in a file when it is large.
 * A queue that holds a reference counts the bytes; memory is used once.
 *
 * Lifetime: reference-counted; the last pl_payload_release() frees it. Threads: any; the bytes
 * never change. */
#ifndef PL_SERVER_PAYLOAD_H
#define PL_SERVER_PAYLOAD_H
#include "base/spool.h"
#include <pipelite/run.h>

typedef struct pl_payload pl_payload;

/* One reference, the caller's. The bytes of `text` are taken; it is empty afterwards. */
pl_payload *pl_payload_take(pl_buf *text);
pl_payload *pl_payload_copy(pl_str text);

/* The caller's reference to `message` is taken. */
pl_payload *pl_payload_message(pl_message *message);

/* The bytes of `spool` are taken; it is empty afterwards. */
pl_payload *pl_payload_spool(pl_spool *spool);

pl_payload *pl_payload_hold(pl_payload *payload); /* another reference; returns `payload` */
void pl_payload_release(pl_payload *payload);     /* NULL is fine */

uint64_t pl_payload_size(const pl_payload *payload);
/* Copy up to `n` bytes from `offset` on; returns how many, fewer than asked for at the end and
 * when a file cannot be read. */
size_t pl_payload_read(const pl_payload *payload, uint64_t offset, void *to, size_t n);
/* All bytes of a payload that is a text; borrowed. Asserts that it is a text. */
pl_str pl_payload_text(const pl_payload *payload);

#endif
