/* diags.c - messages as the command line prints them (mod-language.md 9.1). */
#include <pipelite/render.h>
#include "base/diag.h"
#include "render/text_give.h"

void pl_render_diags(const pl_diags *diags, pl_str prefix, pl_text *out)
{
    pl_oom_scope scope;
    pl_buf text = { 0 };
    pl_oom_begin(&scope);
    pl_buf_str(&text, prefix);
    pl_diags_format(diags, &text);
    pl_text_give(&scope, true, &text, out, NULL);
}
