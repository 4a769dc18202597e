#include "base/sink.h"
#include "base/assert.h"

void pl_sink_flush(pl_sink *sink)
{
    if (!sink->flush)
        return;
    if (sink->text.len && !sink->failed)
        sink->failed = !sink->flush(sink->ctx, pl_buf_view(&sink->text));
    sink->text.len = 0;
}

bool pl_sink_finish(pl_sink *sink)
{
    pl_sink_flush(sink);
    pl_assert(!sink->flush || !sink->text.len);
    return !sink->failed;
}

void pl_sink_done(pl_sink *sink)
{
    pl_buf_done(&sink->text);
}
