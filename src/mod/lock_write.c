/* lock_write.c - the lock file as Powerpipe writes it (mod-management.md 4). */
#include "base/jsonw.h"
#include "base/str.h"
#include "mod/lock.h"
#include <stdlib.h>

static void put_member(pl_jsonw *w, const char *key, pl_str value)
{
    if (!value.len)
        return;
    pl_jsonw_key(w, pl_str_cstr(key));
    pl_jsonw_str(w, value);
}

static void put_entry(pl_jsonw *w, const pl_lock_entry *e)
{
    pl_buf version = { 0 };
    if (e->has_version)
        pl_version_print(&version, &e->version);
    pl_jsonw_key(w, e->key);
    pl_jsonw_open(w, '{');
    put_member(w, "version", pl_buf_view(&version));
    put_member(w, "tag", e->tag);
    put_member(w, "branch", e->branch);
    put_member(w, "path", e->path);
    put_member(w, "name", e->name);
    put_member(w, "commit", e->commit);
    put_member(w, "git_ref", e->git_ref);
    pl_jsonw_key(w, PL_S("struct_version"));
    pl_jsonw_int(w, PL_LOCK_STRUCT);
    put_member(w, "alias", e->alias);
    pl_jsonw_close(w, '}');
    pl_buf_done(&version);
}

void pl_lock_print(const pl_lock *lock, pl_buf *out)
{
    pl_jsonw w;
    pl_jsonw_init(&w, out, 2, true);
    pl_jsonw_open(&w, '{');
    for (uint32_t i = 0, end; i < lock->n; i = end) {
        pl_jsonw_key(&w, lock->list[i].parent);
        pl_jsonw_open(&w, '{');
        for (end = i; end < lock->n && pl_str_eq(lock->list[end].parent, lock->list[i].parent);
             end++)
            put_entry(&w, &lock->list[end]);
        pl_jsonw_close(&w, '}');
    }
    pl_jsonw_close(&w, '}');
}

static int by_place(const void *a, const void *b)
{
    const pl_lock_entry *x = a, *y = b;
    int order = pl_str_cmp(x->parent, y->parent);
    return order ? order : pl_str_cmp(x->key, y->key);
}

void pl_lock_make(pl_lock_entry *list, uint32_t n, pl_lock *out)
{
    if (n)
        qsort(list, n, sizeof *list, by_place);
    *out = (pl_lock){ .list = list, .n = n, .present = n > 0 };
}

void pl_lock_name(pl_lock_entry *entry, pl_arena *arena)
{
    entry->dep_path = pl_lock__dep_path(entry, arena);
}

pl_str pl_lock_place(pl_str workspace, const pl_lock_entry *e, pl_arena *arena)
{
    pl_str mods;
    return e->path.len ? e->path : pl_lock__full_dir(workspace, e, &mods, arena);
}
