/* error.c - errors of the configuration as one message, and out of memory while it is read. */
#include "base/diag.h"
#include "base/str.h"
#include "config/setting.h"
#include <stdarg.h>

/* The text has a line for each message, in order, each only once, with its first place
 * (hcl.md 3.13).
 */
bool pl_settings__fail(pl_settings *s, pl_diags *diags, size_t from, const char *heading)
{
    pl_buf out = { 0 };
    pl_map seen = { 0 };
    pl_mark mark = pl_arena_mark(&s->arena);
    if (heading) {
        pl_diags_set_heading(diags, heading);
        pl_buf_printf(&out, "%s: ", heading);
    }
    size_t start = out.len;
    for (size_t i = from; i < pl_diags_count(diags); i++) {
        const pl_diag *d = pl_diags_get(diags, i);
        bool added;
        pl_str text =
            pl_arena_printf(&s->arena, "%.*s: %.*s", PL_FMT(d->summary), PL_FMT(d->detail));
        pl_map_put(&seen, text, 0, &added);
        if (d->severity != PL_ERROR || !added)
            continue;
        if (out.len > start)
            pl_buf_byte(&out, '\n');
        pl_diag_format(d, &out);
    }
    pl_map_done(&seen);
    pl_arena_rewind(&s->arena, mark);
    s->error = pl_arena_str(&s->arena, pl_buf_view(&out));
    pl_buf_done(&out);
    return false;
}

void pl_settings__note(pl_settings *s, pl_oom_scope *scope)
{
    s->no_memory |= pl_oom_end(scope);
}

bool pl_settings__end(pl_settings *s, pl_oom_scope *scope, bool ok, pl_diags *diags)
{
    pl_settings__note(s, scope);
    if (!s->no_memory)
        return ok;
    s->no_memory = false;
    s->error = PL_S("out of memory");
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_NO_MEMORY, "out of memory");
    return false;
}

bool pl_settings__refuse(pl_settings *s, pl_diags *diags, const char *format, ...)
{
    pl_buf text = { 0 };
    va_list args;
    va_start(args, format);
    pl_buf_vprintf(&text, format, args);
    va_end(args);
    s->error = pl_arena_str(&s->arena, pl_buf_view(&text));
    pl_buf_done(&text);
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_SETTING, "%.*s", PL_FMT(s->error));
    return false;
}
