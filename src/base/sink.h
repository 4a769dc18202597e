/* sink.h - where writers put their bytes: a buffer that is handed on when it is full.
 *
 * Lifetime: pl_sink_done(). Threads: one per object. */
#ifndef PL_BASE_SINK_H
#define PL_BASE_SINK_H
#include "base/buf.h"

typedef struct pl_sink {
    pl_buf text; /* owned; pl_sink_done() */
    /* Takes the bytes in order; false when they cannot be written. May be NULL. */
    bool (*flush)(void *ctx, pl_str bytes);
    void *ctx;
    bool failed; /* flush() returned false, or a part could not be read: the rest is discarded */
} pl_sink;

enum { PL_SINK_PASS = 64 * 1024 };
void pl_sink_flush(pl_sink *sink);
static inline void pl_sink_pass(pl_sink *sink)
{
    if (sink->flush && sink->text.len >= PL_SINK_PASS)
        pl_sink_flush(sink);
}
/* Flush what is left in the buffer. False if this or an earlier flush failed, so that the output is
 * incomplete. The sink stays usable until pl_sink_done(). */
bool pl_sink_finish(pl_sink *sink);
void pl_sink_done(pl_sink *sink);

#endif
