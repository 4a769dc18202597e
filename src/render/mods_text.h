/* mods_text.h - how a public call that writes a text about mods ends. */
#ifndef PL_RENDER_MODS_TEXT_H
#define PL_RENDER_MODS_TEXT_H
#include "base/buf.h"
#include "base/oom.h"
#include <pipelite/render.h>

/* Hand `text` over in `out`, and end the scope of the call. Returns `ok`; false with a message and
 * an empty text when memory ran out. */
bool pl_mods_give(pl_oom_scope *scope, bool ok, pl_buf *text, pl_text *out, pl_diags *diags);

#endif
