/* git_files.c - lists the files of a commit in a mirror, and removes old mirrors. */
#include "base/file.h"
#include "base/folder.h"
#include "base/path.h"
#include "base/str.h"
#include "mod/git_inner.h"
#include "mod/sums.h"
#include <errno.h>
#include <stdlib.h>

/* ---- files of a commit */

/* Read "<mode> <type> <id>\t<path>" from `ls-tree -r -z`. */
static bool take_file(pl_str line, pl_sum_file *out)
{
    pl_str head = pl_str_split(&line, '\t');
    pl_str mode = pl_str_split(&head, ' '), type = pl_str_split(&head, ' ');
    *out = (pl_sum_file){ .path = line, .blob = head };
    out->link = pl_str_eq(mode, PL_S("120000"));
    out->executable = pl_str_eq(mode, PL_S("100755"));
    return pl_str_eq(type, PL_S("blob")) && line.len;
}

static int by_path(const void *a, const void *b)
{
    const pl_sum_file *x = a, *y = b;
    return pl_str_cmp(x->path, y->path);
}

bool pl_git_files(const pl_git *git, pl_str name, pl_str commit, pl_arena *arena,
                  pl_folder_sum *out)
{
    *out = (pl_folder_sum){ 0 };
    if (!git->options->mirrors.len)
        return false;
    pl_str mirror = pl_path_join(arena, git->options->mirrors, pl_git__mirror_name(name, arena));
    pl_str dir = pl_arena_printf(arena, "--git-dir=%s", mirror.ptr);
    pl_str ref = pl_arena_printf(arena, "refs/mods/%.*s", PL_FMT(commit));
    const char *argv[] = { "git", dir.ptr, "ls-tree", "-r", "-z", ref.ptr, NULL };
    pl_str text = { 0 }, why;
    pl_git_call call = {
        .argv = argv,
        .environment = pl_git__environment(git, PL_S(""), false, false, NULL, arena),
        .most = PL_GIT_MOST_LISTED,
        .out = &text,
    };
    if (!pl_git__call(git, &call, arena, &why))
        return false;
    size_t lines = 1;
    for (size_t i = 0; i < text.len; i++)
        lines += !text.ptr[i];
    pl_sum_file *files = pl_arena_alloc(arena, lines * sizeof *files);
    while (text.len)
        if (take_file(pl_str_split(&text, 0), &files[out->n]))
            out->n++;
    if (out->n)
        qsort(files, out->n, sizeof *files, by_path);
    out->files = files;
    return true;
}

/* ---- the mirrors */

typedef struct mirror {
    pl_str path;
    uint64_t bytes;
    int64_t used_ns; /* when it was used last */
} mirror;

typedef struct mirrors {
    pl_arena arena;
    PL_VEC(mirror) list;
    uint64_t bytes;
} mirrors;

static int add_bytes(void *ctx, const pl_thing *thing)
{
    *(uint64_t *)ctx += thing->kind == PL_THING_FILE ? thing->size : 0;
    return 0;
}

static int add_mirror(void *ctx, const pl_thing *thing)
{
    mirrors *all = ctx;
    pl_stamp stamp;
    if (thing->kind != PL_THING_FOLDER)
        return 0;
    mirror one = { .path = pl_arena_str(&all->arena, pl_str_cstr(thing->full)) };
    if (pl_file_stat(thing->full, &stamp, NULL) == 0)
        one.used_ns = stamp.mtime_ns;
    pl_folder_walk(thing->full, add_bytes, &one.bytes);
    all->bytes += one.bytes;
    pl_vec_push(&all->list, one);
    return ECANCELED;
}

static int by_use(const void *a, const void *b)
{
    const mirror *x = a, *y = b;
    return (x->used_ns > y->used_ns) - (x->used_ns < y->used_ns);
}

/* Remove a mirror unless it is in use. It is renamed first, so that a process that opens it
 * meanwhile finds all of it or nothing. */
static bool remove_mirror(mirrors *all, const mirror *one)
{
    pl_folder_lock lock = { -1 };
    _Atomic bool at_once = true;
    pl_lock_wait wait = { .stop = &at_once };
    if (pl_folder_lock_take(&lock, one->path.ptr, &wait) == ECANCELED)
        return false;
    pl_buf aside = { 0 };
    pl_buf_printf(&aside, "%s.", one->path.ptr);
    pl_file_temp_name(&aside);
    pl_str path = pl_arena_str(&all->arena, pl_buf_view(&aside));
    pl_buf_done(&aside);
    bool ok = pl_file_rename(one->path.ptr, path.ptr) == 0 && pl_folder_remove(path.ptr) == 0;
    pl_folder_lock_drop(&lock);
    return ok;
}

uint64_t pl_git_trim(pl_str folder, uint64_t most)
{
    mirrors all = { 0 };
    uint64_t freed = 0;
    pl_str path = pl_arena_str(&all.arena, folder);
    pl_folder_walk(path.ptr, add_mirror, &all);
    if (all.list.n)
        qsort(all.list.at, all.list.n, sizeof(mirror), by_use);
    for (size_t i = 0; i < all.list.n && all.bytes - freed > most; i++)
        if (remove_mirror(&all, &all.list.at[i]))
            freed += all.list.at[i].bytes;
    pl_vec_done(&all.list);
    pl_arena_done(&all.arena);
    return freed;
}
