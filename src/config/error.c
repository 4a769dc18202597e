/* error.c - errors of the configuration, and out of memory while it is read. */
#include "base/diag.h"
#include "base/str.h"
#include "config/setting.h"
#include <stdarg.h>

bool pl_settings__set_heading(pl_diags *diags, const char *heading)
{
    if (heading)
        pl_diags_set_heading(diags, heading);
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
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_NO_MEMORY, "out of memory");
    return false;
}

bool pl_settings__refuse(pl_diags *diags, const char *format, ...)
{
    pl_buf text = { 0 };
    va_list args;
    va_start(args, format);
    pl_buf_vprintf(&text, format, args);
    va_end(args);
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_SETTING, "%.*s", PL_FMT(pl_buf_view(&text)));
    pl_buf_done(&text);
    return false;
}
