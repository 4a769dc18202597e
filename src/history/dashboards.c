/* dashboards.c - the mod of dashboards about the history. Its files are part of the program, and
 * are put into the workspace, where the scanner reads them as those of any mod. */
#include "base/arena.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/oom.h"
#include "base/path.h"
#include "base/str.h"
#include "mod/lock_dir.h"
#include <pipelite/history.h>

#define FILES(X) X(mod) X(control) X(fixed) X(flapping) X(open) X(over_time)

/* The text of each file stands between two labels. Paths begin where the build runs. */
#define EMBED(name)                                                                                \
    extern const char pl_dashboard_##name[], pl_dashboard_##name##_end[];                          \
    __asm__(".pushsection .rodata\n.hidden pl_dashboard_" #name "\n.hidden pl_dashboard_" #name    \
            "_end\n.global pl_dashboard_" #name "\n.global pl_dashboard_" #name                    \
            "_end\npl_dashboard_" #name ":\n.incbin \"src/history/dashboards/" #name               \
            ".pp\"\npl_dashboard_" #name "_end:\n.byte 0\n.popsection\n");
FILES(EMBED)

static const struct {
    const char *name;
    const char *text, *end;
} files[] = {
#define ROW(name) { #name ".pp", pl_dashboard_##name, pl_dashboard_##name##_end },
    FILES(ROW)
};

/* Write a file unless it is there as it should be. 0 or errno. */
static int put_file(pl_str dir, const char *name, pl_str text, pl_arena *arena)
{
    pl_str path = pl_arena_printf(arena, "%.*s/%s", PL_FMT(dir), name), there;
    if (!pl_file_slurp(path.ptr, text.len, arena, &there) && pl_str_eq(there, text))
        return 0;
    return pl_file_replace(path.ptr, text, false);
}

static bool put_all(pl_str workspace, pl_diags *diags)
{
    pl_arena arena = { 0 };
    pl_str dir = pl_arena_printf(&arena, "%.*s/" PL_OWN_MODS_DIR "/pipelite_history@v1.0.0",
                                 PL_FMT(workspace));
    int error = pl_path_make_private_dirs(dir);
    for (size_t i = 0; i < PL_COUNT(files) && !error; i++)
        error =
            put_file(dir, files[i].name,
                     pl_str_make(files[i].text, (size_t)(files[i].end - files[i].text)), &arena);
    if (error)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_WRITE, "cannot write '%s': %s", dir.ptr,
                      pl_error_text(error));
    pl_arena_done(&arena);
    return !error;
}

bool pl_history_put_dashboards(pl_str workspace, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = put_all(workspace, diags);
    return !pl_oom_end_reported(&scope, diags) && ok;
}
