/* diags.c - messages as the command line prints them (mod-language.md 9.1). */
#include <pipelite/render.h>
#include "base/diag.h"
#include "base/oom.h"

static void render_diags(const pl_diags *diags, const char *prefix, pl_text *out)
{
    pl_buf text = { 0 };
    pl_buf_cstr(&text, prefix ? prefix : "");
    pl_diags_format(diags, &text);
    out->ptr = pl_buf_take(&text, &out->len);
}

void pl_render_diags(const pl_diags *diags, const char *prefix, pl_text *out)
{
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    render_diags(diags, prefix, out);
    if (pl_oom_end_reported(&scope, NULL))
        pl_text_free(out);
}
