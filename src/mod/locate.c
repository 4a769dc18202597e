#include "mod/locate.h"
#include "base/file.h"
#include "base/path.h"
#include "base/str.h"
#include <errno.h>

pl_str pl_mod_file(pl_str dir, pl_arena *arena)
{
    pl_stamp stamp;
    pl_mark mark = pl_arena_mark(arena);
    static const char *const names[] = { "mod.pp", "mod.sp" };
    for (size_t i = 0; i < PL_COUNT(names); i++) {
        const char *slash = dir.len && dir.ptr[dir.len - 1] == '/' ? "" : "/";
        pl_str path = pl_arena_printf(arena, "%.*s%s%s", PL_FMT(dir), slash, names[i]);
        int error = pl_file_stat(path.ptr, &stamp, NULL);
        if (!error || error == EIO) /* EIO is reported when it is read */
            return path;
        pl_arena_rewind(arena, mark);
    }
    return (pl_str){ 0 };
}

/* The directory above a clean absolute path; the root is above itself. */
static pl_str above(pl_str path)
{
    size_t slash = pl_str_rfind(path, '/');
    return pl_str_sub(path, 0, slash ? slash : 1);
}

pl_mod_where pl_mod_locate(pl_str path, bool parents, pl_arena *arena, pl_mod_place *out)
{
    pl_stamp stamp;
    bool is_dir = false;
    pl_str start = pl_path_join(arena, pl_file_cwd(arena), path.len ? path : PL_S("."));
    *out = (pl_mod_place){ .dir = start };
    for (pl_str dir = start;; dir = above(dir)) {
        pl_str file = pl_mod_file(dir, arena);
        if (file.len) {
            out->dir = pl_arena_str(arena, dir);
            out->file = file;
            return PL_MOD_THERE;
        }
        if (!parents || dir.len <= 1)
            break;
    }
    if (pl_file_stat(start.ptr, &stamp, &is_dir) != 0)
        return PL_MOD_NO_DIR;
    return is_dir ? PL_MOD_NONE : PL_MOD_NOT_A_DIR;
}
