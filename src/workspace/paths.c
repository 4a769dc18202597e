/* paths.c - absolute paths of files, and paths as an image has them. */
#include "base/str.h"
#include "workspace/state.h"

/* A path as an image has it: relative to the workspace if the file is inside. */
pl_str pl_workspace__relative(const pl_workspace *ws, pl_str path)
{
    pl_str dir = ws->files.place.dir;
    if (dir.len == 1)
        return pl_str_sub(path, 1, path.len);
    if (pl_str_starts(path, dir) && path.len > dir.len && path.ptr[dir.len] == '/')
        return pl_str_sub(path, dir.len + 1, path.len);
    return pl_str_eq(path, dir) ? (pl_str){ 0 } : path;
}

pl_str pl_workspace__absolute(const pl_workspace *ws, pl_str path, pl_arena *arena)
{
    if (path.len && path.ptr[0] == '/')
        return pl_arena_str(arena, path);
    pl_str dir = ws->files.place.dir;
    size_t slash = dir.len > 1 && path.len;
    char *out = pl_arena_zero(arena, dir.len + slash + path.len + 1, 1);
    memcpy(out, dir.ptr, dir.len);
    out[dir.len] = '/';
    if (path.len)
        memcpy(out + dir.len + slash, path.ptr, path.len);
    out[dir.len + slash + path.len] = 0;
    return pl_str_make(out, dir.len + slash + path.len);
}
