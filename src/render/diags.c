/* diags.c - messages as the command line prints them (mod-language.md 9.1). */
#include <pipelite/render.h>
#include "base/diag.h"
#include "base/map.h"
#include "base/oom.h"
#include "base/str.h"

/* The same message at two places is written once, as in Powerpipe. Keys live in `texts`,
 * one entry per message, so that growing does not move them. */
typedef struct printed {
    pl_map seen;
    pl_arena texts;
} printed;

static bool first_time(printed *t, const pl_diag *d)
{
    bool added;
    pl_str key = d->summary;
    if (d->detail.len)
        key = pl_arena_printf(&t->texts, "%.*s: %.*s", PL_FMT(d->summary), PL_FMT(d->detail));
    pl_map_put(&t->seen, key, 0, &added);
    return added;
}

static void render_diags(const pl_diags *diags, const char *prefix, pl_text *out)
{
    pl_buf text = { 0 };
    printed t = { 0 };
    pl_buf_cstr(&text, prefix ? prefix : "");
    pl_str heading = pl_diags_heading(diags);
    if (heading.len && pl_diags_count(diags)) {
        pl_buf_str(&text, heading);
        pl_buf_cstr(&text, ": ");
    }
    bool any = false;
    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        const pl_diag *d = pl_diags_get(diags, i);
        if (!first_time(&t, d))
            continue;
        if (any)
            pl_buf_byte(&text, '\n');
        pl_diag_format(d, &text);
        any = true;
    }
    pl_map_done(&t.seen);
    pl_arena_done(&t.texts);
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
