#include "mod/lock_dir.h"
#include "base/assert.h"
#include "base/file.h"
#include "base/inside.h"
#include "base/path.h"
#include "base/str.h"
#include "mod/locate.h"
#include <errno.h>

static pl_str dir_if_mod(pl_str dir, pl_arena *arena)
{
    pl_mark mark = pl_arena_mark(arena);
    bool found = pl_mod_file(dir, arena).len > 0;
    pl_arena_rewind(arena, mark);
    return found ? dir : (pl_str){ 0 };
}

/* "name@v1.2" and "name@v1" of a version 1.2.0 and 1.0.0. */
static pl_str short_dir(pl_str mods, const pl_lock_entry *e, unsigned parts, pl_arena *arena)
{
    const pl_version *v = &e->version;
    if (v->patch || v->pre.len || v->meta.len || (parts == 1 && v->minor))
        return (pl_str){ 0 };
    pl_buf text = { 0 };
    pl_buf_u64(&text, v->major);
    if (parts == 2) {
        pl_buf_byte(&text, '.');
        pl_buf_u64(&text, v->minor);
    }
    pl_str dir,
        name = pl_arena_printf(arena, "%.*s@v%.*s", PL_FMT(e->name), PL_FMT(pl_buf_view(&text)));
    pl_buf_done(&text);
    int error = pl_path_inside(arena, mods, name, PL_LINKS_ANY, &dir);
    return error ? dir : dir_if_mod(dir, arena);
}

/* "<workspace>/.powerpipe/mods/name@v1.2.0"; empty when the name leads out of there. */
pl_str pl_lock__full_dir(pl_str workspace, const pl_lock_entry *e, pl_str *mods, pl_arena *arena)
{
    pl_str full;
    *mods = pl_path_join(arena, workspace, PL_S(PL_MODS_DIR));
    pl_path_inside(arena, *mods, e->dep_path, PL_LINKS_ANY, &full);
    return full;
}

pl_str pl_lock_dir(pl_str workspace, const pl_lock_entry *e, pl_arena *arena)
{
    pl_str mods;
    if (e->path.len)
        return dir_if_mod(pl_path_join(arena, workspace, e->path), arena);
    pl_str full = pl_lock__full_dir(workspace, e, &mods, arena);
    pl_str dir = full.len ? dir_if_mod(full, arena) : full;
    for (unsigned parts = 2; full.len && !dir.len && parts && e->has_version; parts--)
        dir = short_dir(mods, e, parts, arena);
    return dir;
}

int pl_lock_target(pl_str workspace, const pl_lock_entry *e, pl_arena *arena, pl_str *out)
{
    pl_str mods, parent;
    *out = (pl_str){ 0 };
    pl_str full = pl_lock__full_dir(workspace, e, &mods, arena);
    if (!full.len)
        return EXDEV;
    pl_str below = pl_path_below(full, workspace);
    below = pl_str_sub(below, 0, pl_str_rfind(below, '/'));
    int error = pl_path_inside(arena, workspace, below, PL_LINKS_INSIDE, &parent);
    if (!error)
        *out = full;
    return error;
}

void pl_lock_full_names(const pl_lock *lock, pl_str workspace, pl_arena *arena)
{
    for (uint32_t i = 0; i < lock->n; i++) {
        const pl_lock_entry *e = &lock->list[i];
        pl_mark mark = pl_arena_mark(arena);
        pl_str full, dir = e->path.len ? (pl_str){ 0 } : pl_lock_dir(workspace, e, arena);
        if (dir.len && pl_lock_target(workspace, e, arena, &full) == 0 && !pl_str_eq(dir, full))
            pl_file_rename(dir.ptr, full.ptr);
        pl_arena_rewind(arena, mark);
    }
}

bool pl_lock_satisfies(const pl_require_mod *want, const pl_lock_entry *entry)
{
    pl_assert((unsigned)want->by <= PL_BY_PATH);
    switch (want->by) {
    case PL_BY_TAG: return pl_str_eq(entry->tag, want->wanted);
    case PL_BY_BRANCH: return pl_str_eq(entry->branch, want->wanted);
    case PL_BY_PATH: return entry->path.len > 0;
    case PL_BY_VERSION: break;
    }
    return entry->has_version && pl_constraint_allows(&want->constraint, &entry->version);
}
