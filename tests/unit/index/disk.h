/* disk.h - a workspace on disk, scanned file by file and ready to be linked: what the
 * workspace room does with more care (versions, lock file, ignore rules). For the
 * tests and benches of linking alone. */
#ifndef PL_TEST_INDEX_DISK_H
#define PL_TEST_INDEX_DISK_H
#include "base/str.h"
#include "base/vec.h"
#include "index/build.h"
#include "index/scan.h"
#include <stdio.h>
#include <stdlib.h>

enum { DISK_MODS = 64 };

typedef struct disk {
    const char *dir;
    pl_arena arena;
    PL_VEC(pl_str) paths;
    PL_VEC(pl_build_file) files;
    pl_build_mod mods[DISK_MODS];
    uint32_t deps[DISK_MODS];
    uint32_t n_mods;
    uint64_t bytes;
} disk;

/* Length of the directory of the mod that owns `path`: "" for the workspace's own,
 * ".powerpipe/mods/github.com/o/n@v1" for an installed one. */
static inline size_t disk_mod_dir(pl_str path)
{
    const pl_str mods = PL_S(".powerpipe/mods/");
    if (!pl_str_starts(path, mods))
        return 0;
    size_t at = pl_str_find(path, '@');
    pl_str rest = pl_str_sub(path, at, path.len);
    return at + pl_str_find(rest, '/');
}

static inline bool disk_add_path(void *ctx, pl_str path, bool is_link)
{
    disk *d = ctx;
    (void)is_link;
    if ((pl_str_ends(path, PL_S(".pp")) || pl_str_ends(path, PL_S(".sp"))) &&
        (path.ptr[0] != '.' || disk_mod_dir(path)))
        pl_vec_push(&d->paths, pl_arena_str(&d->arena, path));
    return true;
}

/* Own files first, then by path: files of one mod stand together, in order. */
static inline int disk_cmp(const void *a, const void *b)
{
    const pl_str *x = a, *y = b;
    int order = (disk_mod_dir(*x) > 0) - (disk_mod_dir(*y) > 0);
    return order ? order : pl_str_cmp(*x, *y);
}

static inline void disk_scan_file(disk *d, pl_scanner *scanner, pl_reader *reader, pl_str path)
{
    pl_view view;
    pl_buf full = { 0 };
    pl_buf_printf(&full, "%s/%.*s", d->dir, PL_FMT(path));
    pl_buf_byte(&full, 0);
    if (pl_view_open(reader, full.ptr, &view) != 0) {
        perror(full.ptr);
        exit(1);
    }
    pl_build_file *file = pl_vec_add(&d->files);
    *file = (pl_build_file){ .path = path, .stamp = view.stamp };
    file->part = pl_scan_file(scanner, pl_view_str(&view), &d->arena);
    file->mod_file = path.len - disk_mod_dir(path) - (disk_mod_dir(path) > 0) == 6 &&
                     pl_str_ends(path, PL_S("mod.pp"));
    d->bytes += view.len;
    pl_view_close(&view);
    pl_buf_done(&full);
}

static inline void disk_name_mod(pl_build_mod *mod)
{
    for (uint32_t f = 0; f < mod->n_files; f++) {
        const pl_part *part = mod->files[f].part;
        for (uint32_t i = 0; mod->files[f].mod_file && i < part->n_entries; i++)
            if (part->entries[i].kind == PL_KIND_MOD && !mod->short_name.len) {
                mod->short_name = pl_part_str(part, part->entries[i].label);
                mod->title = pl_part_str(part, part->entries[i].title);
            }
    }
}

/* Scan everything below `dir`; every mod is a direct dependency of the first. */
static inline void disk_scan(disk *d, const char *dir)
{
    pl_scanner *scanner = pl_scanner_new();
    pl_reader reader = { 0 };
    d->dir = dir;
    pl_file_walk(dir, d, NULL, disk_add_path, NULL);
    qsort(d->paths.at, d->paths.n, sizeof *d->paths.at, disk_cmp);
    pl_vec_reserve(&d->files, d->paths.n);
    for (size_t i = 0; i < d->paths.n; i++) {
        pl_str path = d->paths.at[i], root = pl_str_sub(path, 0, disk_mod_dir(path));
        if (!i || !pl_str_eq(d->mods[d->n_mods - 1].dir, root)) {
            if (d->n_mods == DISK_MODS)
                break;
            d->mods[d->n_mods] =
                (pl_build_mod){ .dir = root,
                                .files = d->files.at + i,
                                .flags = PL_MOD_DIRECT,
                                .dep_path = pl_str_sub(root, root.len ? 16 : 0, root.len) };
            d->deps[d->n_mods] = d->n_mods;
            d->n_mods++;
        }
        disk_scan_file(d, scanner, &reader, path);
        d->mods[d->n_mods - 1].n_files++;
    }
    for (uint32_t m = 0; m < d->n_mods; m++)
        disk_name_mod(&d->mods[m]);
    d->mods[0].deps = d->deps + 1;
    d->mods[0].n_deps = d->n_mods - 1;
    pl_reader_done(&reader);
    pl_scanner_free(scanner);
}

static inline void disk_done(disk *d)
{
    pl_vec_done(&d->paths);
    pl_vec_done(&d->files);
    pl_arena_done(&d->arena);
}

#endif
