#include "mod/files.h"
#include "base/file.h"
#include "base/str.h"
#include "mod/ignore.h"
#include "mod/locate.h"
#include <stdlib.h>

typedef struct finder {
    pl_str dir;
    pl_files_of rule;
    pl_arena *arena;
    pl_sources *out;
    pl_ignore ignore;
    pl_files_bad *bad;
    void *ctx;
} finder;

static bool hidden(const finder *f, pl_str path)
{
    return (f->rule == PL_FILES_WORKSPACE || f->rule == PL_FILES_LOCAL) && path.ptr[0] == '.';
}

static bool own_mod(const finder *f, pl_str path)
{
    if (!pl_str_starts(path, PL_S(".powerpipe/mods/")))
        return false;
    pl_mark mark = pl_arena_mark(f->arena);
    pl_str dir = pl_arena_printf(f->arena, "%s/%.*s", f->dir.ptr, PL_FMT(path));
    pl_str file = pl_mod_file(dir, f->arena);
    if (file.len)
        pl_seen_present(f->out->seen, file);
    pl_arena_rewind(f->arena, mark);
    return file.len > 0;
}

static bool take_dir(void *ctx, pl_str path)
{
    finder *f = ctx;
    if (hidden(f, path) || (f->ignore.n && pl_ignore_covers(&f->ignore, path)))
        return false;
    return f->rule != PL_FILES_APART || !own_mod(f, path);
}

static bool take_file(void *ctx, pl_str path, bool is_link)
{
    finder *f = ctx;
    if (!pl_seen_is_source(path) || hidden(f, path))
        return true;
    if (f->ignore.n && pl_ignore_matches(&f->ignore, path))
        return true;
    size_t slash = f->dir.len > 1, len = f->dir.len + slash + path.len;
    char *full = pl_arena_take(f->arena, len + 1, 1);
    memcpy(full, f->dir.ptr, f->dir.len);
    full[f->dir.len] = '/';
    memcpy(full + f->dir.len + slash, path.ptr, path.len);
    full[len] = 0;
    pl_vec_push(&f->out->list, ((pl_mod_source){ pl_str_make(full, len), is_link }));
    return true;
}

static void hear_bad(void *ctx, pl_str path, int error)
{
    finder *f = ctx;
    if (f->bad)
        f->bad(f->ctx, path, error);
}

static int by_path(const void *a, const void *b)
{
    return pl_str_cmp(((const pl_mod_source *)a)->path, ((const pl_mod_source *)b)->path);
}

int pl_mod_files(pl_str dir, pl_files_of rule, pl_arena *arena, pl_sources *out, pl_files_bad *bad,
                 void *ctx)
{
    finder f = { .dir = dir, .rule = rule, .arena = arena, .out = out, .bad = bad, .ctx = ctx };
    pl_walk_calls calls = { .dir = take_dir, .file = take_file, .bad = hear_bad };
    size_t before = out->list.n;
    int unread = 0;
    if (rule == PL_FILES_WORKSPACE)
        unread = pl_ignore_read(dir, arena, out->seen, &f.ignore);
    if (unread)
        hear_bad(&f, PL_S(PL_IGNORE_FILE), unread);
    int error = pl_seen_walk(out->seen, dir, &f, &calls);
    if (out->list.n > before)
        qsort(out->list.at + before, out->list.n - before, sizeof *out->list.at, by_path);
    return error;
}
