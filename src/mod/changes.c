/* changes.c - compares two lock files to list what a command changed (mod-management.md 14.1). */
#include "base/path.h"
#include "base/str.h"
#include "mod/session.h"
#include "mod/tree.h"
#include <stdlib.h>

/* Are `was` and `now` states of one thing: both versions, or of the same branch, tag or path? Then
 * *kind says in which direction it moved. */
static bool is_moved(const pl_lock_entry *was, const pl_lock_entry *now, pl_mod_change_kind *kind)
{
    if (was->has_version != now->has_version || !pl_str_eq(was->branch, now->branch) ||
        !pl_str_eq(was->tag, now->tag) || !pl_str_eq(was->path, now->path))
        return false;
    int order = was->has_version ? pl_version_cmp(&now->version, &was->version) : 0;
    *kind = order < 0 ? PL_MOD_DOWNGRADED : PL_MOD_UPGRADED;
    return true;
}

static bool is_same(const pl_lock_entry *a, const pl_lock_entry *b)
{
    return pl_str_eq(a->dep_path, b->dep_path) && pl_str_eq(a->commit, b->commit);
}

static void add(pl_mods *m, pl_mod_change_kind kind, const pl_lock_entry *was,
                const pl_lock_entry *now)
{
    const pl_lock_entry *e = now ? now : was;
    const pl_mod_fact *mod = now && m->planned ? pl_plan_mod(&m->plan, now->dep_path) : NULL;
    pl_mod_change c = { .kind = kind, .parent = e->parent, .dep_path = e->dep_path };
    c.was = was ? was->dep_path : (pl_str){ 0 };
    if (was)
        c.was_dir = pl_lock_dir(m->place.dir, was, &m->arena);
    if (mod)
        c.dir = mod->dir;
    pl_vec_push(&m->changes, c);
}

static int by_kind(const void *a, const void *b)
{
    const pl_mod_change *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    int order = pl_str_cmp(x->parent, y->parent);
    return order ? order : pl_str_cmp(x->dep_path, y->dep_path);
}

/* Is a change left out? In a dry run, Powerpipe omits what mods require that are not
 * installed yet. */
static bool is_hidden(const pl_mods *m, const pl_lock_entry *now)
{
    const pl_mod_fact *parent = m->planned ? pl_plan_mod(&m->plan, now->parent) : NULL;
    return m->o.real && m->o.dry_run && parent && parent->fetch;
}

void pl_mods__compare(pl_mods *m)
{
    pl_lock old;
    pl_mods__reachable(m, m->old.list, m->old.n, &old);
    for (uint32_t i = 0; i < m->next.n; i++) {
        const pl_lock_entry *now = &m->next.list[i];
        const pl_lock_entry *was = pl_lock_find(&old, now->parent, now->key);
        pl_mod_change_kind kind;
        if ((was && is_same(was, now)) || is_hidden(m, now))
            continue;
        if (was && is_moved(was, now, &kind)) {
            add(m, kind, was, now);
            continue;
        }
        add(m, PL_MOD_INSTALLED, NULL, now);
        if (was)
            add(m, PL_MOD_UNINSTALLED, was, NULL);
    }
    for (uint32_t i = 0; i < old.n; i++)
        if (!pl_lock_find(&m->next, old.list[i].parent, old.list[i].key))
            add(m, PL_MOD_UNINSTALLED, &old.list[i], NULL);
    if (m->changes.n)
        qsort(m->changes.at, m->changes.n, sizeof *m->changes.at, by_kind);
}
