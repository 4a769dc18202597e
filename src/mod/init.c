/* init.c - the mod file of a new workspace (mod-management.md 7). */
#include "base/diag.h"
#include "base/ascii.h"
#include "base/path.h"
#include "base/str.h"
#include "mod/session.h"
#include <errno.h>

enum { MANY_FILES = 10 };

static int count_file(void *ctx, const pl_thing *thing)
{
    unsigned *n = ctx;
    if (thing->kind == PL_THING_FOLDER)
        return 0;
    *n += !pl_str_ends(thing->path, PL_S(".sql")) && !pl_str_ends(thing->path, PL_S(".sp"));
    return *n >= MANY_FILES ? EOVERFLOW : 0;
}

pl_init_warning pl_mods_init_warning(const pl_mods *m, pl_str home)
{
    if (!m)
        return 0;
    pl_arena scratch = { 0 };
    unsigned n = 0;
    bool at_home = home.len && pl_str_eq(pl_path_clean(&scratch, home), m->o.dir);
    pl_arena_done(&scratch);
    if (at_home)
        return PL_INIT_WARNING_HOME;
    pl_folder_walk(m->o.dir.ptr, count_file, &n);
    return n >= MANY_FILES ? PL_INIT_WARNING_FILES : PL_INIT_WARNING_NONE;
}

static bool init(pl_mods *m, pl_str *path, pl_diags *diags)
{
    pl_buf text = { 0 };
    pl_str file = pl_path_join(&m->arena, m->o.dir, PL_S("mod.pp"));
    pl_str folder = pl_str_sub(m->o.dir, pl_str_rfind(m->o.dir, '/') + 1, m->o.dir.len);
    *path = pl_arena_printf(&m->arena, "%.*s/mod.pp", PL_FMT(m->o.shown_dir));
    pl_buf_cstr(&text, "mod \"local\" {\n  title = ");
    pl_rewrite_quote(&text, folder.len ? folder : PL_S("/"));
    pl_buf_cstr(&text, "\n}\n");
    int error = pl_oom_failed() ? 0 : pl_file_rewrite(file.ptr, pl_buf_view(&text), 0644);
    if (error) {
        const char *why = pl_file_reason(error);
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_WRITE, "open %.*s: %c%s", PL_FMT(*path),
                      pl_to_lower(*why), why + 1);
    }
    pl_buf_done(&text);
    return !error;
}

bool pl_mods_init(pl_mods *m, pl_str *path, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, m, "mods"))
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = init(m, path, diags);
    return pl_mods__end(&scope, ok, diags);
}
