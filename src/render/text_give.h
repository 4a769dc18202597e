/* text_give.h - how a public call that writes a text ends. */
#ifndef PL_RENDER_TEXT_GIVE_H
#define PL_RENDER_TEXT_GIVE_H
#include "base/buf.h"
#include "base/oom.h"
#include <pipelite/render.h>

/* Hand `text` over in `out`, and end the scope of the call. Returns `ok`; false with a message and
 * an empty text when memory ran out. */
bool pl_text_give(pl_oom_scope *scope, bool ok, pl_buf *text, pl_text *out, pl_diags *diags);

#endif
