/* vars_message.c - printing values in messages (mod-language.md 3.6). */
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "eval/vars_inner.h"

pl_str pl_vars__shown_path(pl_value_store *store, pl_str path)
{
    pl_str cwd = store->options.cwd;
    pl_buf out = { 0 };
    pl_str full = pl_path_join(&store->arena, cwd, path);
    size_t same = 0, i = 0;
    for (; i < cwd.len && i < full.len && cwd.ptr[i] == full.ptr[i]; i++)
        if (cwd.ptr[i] == '/')
            same = i;
    if (i == cwd.len && full.len > i && full.ptr[i] == '/')
        same = i;
    for (size_t up = same + 1; up < cwd.len; up++)
        if (cwd.ptr[up - 1] == '/' && up > same)
            pl_buf_cstr(&out, "../");
    pl_buf_str(&out, pl_str_sub(full, same + 1, full.len));
    pl_str shown = pl_arena_str(&store->arena, pl_buf_view(&out));
    pl_buf_done(&out);
    return cwd.len ? shown : full;
}

void pl_vars__add_place(pl_str path, pl_str text, uint32_t byte, pl_buf *out)
{
    pl_pos pos = { .line = 1, .column = 1 };
    pl_pos_advance(&pos, pl_str_sub(text, 0, byte));
    pl_buf_printf(out, "\n(%.*s:%u,%u)", PL_FMT(path), pos.line, pos.column);
}

/* Keep the message with its place as a range (pl_diag.placed) beside the form for values. */
static void keep_place(const pl_diag *d, pl_diags *to)
{
    pl_diag placed = *d;
    if (d->code == PL_DIAG_UNSUPPORTED_BLOCK) {
        placed.summary = PL_S("a block in a file of values");
        placed.detail =
            PL_S("write only name = value here: variables are declared in .pp files of the mod");
    }
    pl_diag_set_placed(to, &placed);
}

void pl_vars__copy_reworded(const pl_diags *from, pl_str shown, pl_diags *to)
{
    for (size_t i = 0; i < pl_diags_count(from); i++) {
        const pl_diag *d = pl_diags_get(from, i);
        pl_buf text = { 0 };
        pl_buf_printf(&text, "%.*s%s%.*s", PL_FMT(d->summary), d->detail.len ? ": " : "",
                      PL_FMT(d->detail));
        if (d->path.len)
            pl_buf_printf(&text, "\n(%.*s:%u,%u)", PL_FMT(shown), d->start.line, d->start.column);
        pl_diag_plain(to, d->severity, PL_DIAG_VARIABLE_FILE, "%.*s", PL_FMT(pl_buf_view(&text)));
        pl_buf_done(&text);
        if (d->path.len)
            keep_place(d, to);
    }
}
