/* changes.c - compares two lock files to list what a command changed (mod-management.md 14.1). */
#include "base/map.h"
#include "base/str.h"
#include "mod/session.h"
#include "mod/tree.h"
#include <stdlib.h>

/* Are `was` and `now` comparable: both versions, or the same branch, tag or path? *kind is then
 * PL_MOD_DOWNGRADED or PL_MOD_UPGRADED. */
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

static void add_change(pl_mods *m, pl_mod_change_kind kind, const pl_lock_entry *was,
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

/* Is the change left out? In a dry run Powerpipe omits the requirements of mods that are not
 * installed yet. */
static bool is_hidden(const pl_mods *m, const pl_lock_entry *now)
{
    const pl_mod_fact *parent = m->planned ? pl_plan_mod(&m->plan, now->parent) : NULL;
    return m->o.real && m->o.dry_run && parent && parent->fetch;
}

/* ---- pairs: what a mod requires is keyed by the mod with its version, so the key changes when
 * that mod moves */

/* One of the two lock files, seen from the other one. */
typedef struct side {
    const pl_lock *own, *other;
    const pl_lock *all;            /* `other` with entries that nothing leads to; may be NULL */
    pl_map at;                     /* a parent in `own` -> index of the two lists */
    PL_VEC(pl_str) parents, pairs; /* a parent and its counterpart in `other` */
} side;

static bool has_parent(const pl_lock *lock, pl_str parent)
{
    uint32_t n;
    return pl_lock_of(lock, parent, &n) != NULL;
}

static void pair(side *s, pl_str parent, pl_str other)
{
    bool added;
    pl_map_put(&s->at, parent, (uint32_t)s->parents.n, &added);
    if (!added)
        return;
    pl_vec_push(&s->parents, parent);
    pl_vec_push(&s->pairs, other);
}

/* The entry of the other lock file for the same requirement, or NULL. If the user edited a mod's
 * version in the lock file, the requirements of that mod still have the old key. */
static const pl_lock_entry *find_pair(const side *s, const pl_lock_entry *e)
{
    uint32_t at;
    bool paired = pl_map_find(&s->at, e->parent, &at);
    const pl_lock_entry *o = pl_lock_find(s->other, paired ? s->pairs.at[at] : e->parent, e->key);
    return o || !paired || !s->all ? o : pl_lock_find(s->all, e->parent, e->key);
}

/* Pair the parents of both lock files, from the workspace's mod downwards: those of the same key,
 * and those that moved. */
static void pair_all(side *s, pl_str root)
{
    pl_mod_change_kind kind;
    pair(s, root, root);
    for (size_t at = 0; at < s->parents.n; at++) {
        uint32_t n;
        const pl_lock_entry *e = pl_lock_of(s->own, s->parents.at[at], &n);
        for (uint32_t i = 0; i < n; i++) {
            const pl_lock_entry *o = find_pair(s, &e[i]);
            if (has_parent(s->other, e[i].dep_path))
                pair(s, e[i].dep_path, e[i].dep_path);
            else if (o && is_moved(o, &e[i], &kind))
                pair(s, e[i].dep_path, o->dep_path);
        }
    }
}

static void free_side(side *s)
{
    pl_map_done(&s->at);
    pl_vec_done(&s->parents);
    pl_vec_done(&s->pairs);
}

static void compare_new(pl_mods *m, const side *forward, const side *back, const pl_lock_entry *now)
{
    const pl_lock_entry *was = find_pair(forward, now);
    pl_mod_change_kind kind;
    if ((was && is_same(was, now)) || is_hidden(m, now))
        return;
    if (was && is_moved(was, now, &kind)) {
        add_change(m, kind, was, now);
        return;
    }
    add_change(m, PL_MOD_INSTALLED, NULL, now);
    if (was && find_pair(back, was) == now)
        add_change(m, PL_MOD_UNINSTALLED, was, NULL);
}

void pl_mods__compare(pl_mods *m)
{
    pl_lock old;
    pl_mods__reachable(m, m->old.list, m->old.n, &old);
    side forward = { .own = &m->next, .other = &old, .all = &m->old },
         back = { .own = &old, .other = &m->next };
    pair_all(&forward, m->root);
    pair_all(&back, m->root);
    for (uint32_t i = 0; i < m->next.n; i++)
        compare_new(m, &forward, &back, &m->next.list[i]);
    for (uint32_t i = 0; i < old.n; i++)
        if (!find_pair(&back, &old.list[i]))
            add_change(m, PL_MOD_UNINSTALLED, &old.list[i], NULL);
    free_side(&forward);
    free_side(&back);
    if (m->changes.n)
        qsort(m->changes.at, m->changes.n, sizeof *m->changes.at, by_kind);
}
