/* follow.c - passes resources that did not change on to the next generation.
 *
 * A resource names others by their ids, which are positions in an image: either all of them are
 * translated, or the resource is not taken over. Pinned resources are left alone, so no thread sees
 * one change. */
#include "load/loader_inner.h"
#include "base/cast.h"

typedef struct following {
    const pl_loader *to, *from;
    const uint32_t *new_of;
    size_t n;
} following;

static bool translate(const following *f, pl_entry_id *id)
{
    if (*id == PL_NO_ENTRY)
        return true;
    *id = f->new_of[*id];
    return *id != PL_NO_ENTRY;
}

/* Can `r` be taken over? It holds only the ids of other resources, not their contents, but each of
 * these must exist in the new generation. */
static bool can_follow(const following *f, const pl_resource *r)
{
    pl_entry_id base = r->base, query = r->query, category = r->category;
    bool ok = f->new_of[r->id] != PL_NO_ENTRY && !r->reads && !r->recorded && translate(f, &base) &&
              translate(f, &query) && translate(f, &category);
    for (uint32_t i = 0; i < r->n_children && ok; i++)
        ok = f->new_of[r->children[i]] != PL_NO_ENTRY;
    return ok && r->kind != PL_KIND_VARIABLE && r->kind != PL_KIND_LOCAL;
}

static void become_next(const following *f, pl_resource *r)
{
    pl_entry_id *children = pl_unconst(r->children);
    r->id = f->new_of[r->id];
    translate(f, &r->base);
    translate(f, &r->query);
    translate(f, &r->category);
    for (uint32_t i = 0; i < r->n_children; i++)
        children[i] = f->new_of[children[i]];
    r->mod = pl_index_entry(f->to->ix, r->id)->mod;
}

static pl_cache_fate hand_on(void *ctx, char *key, size_t len, void *item)
{
    following *f = ctx;
    pl_resource *r = item;
    pl_loader_key own = pl_loader__key((pl_str){ key, len });
    if (own.serial != f->from->serial)
        return PL_CACHE_STAYS;
    if (!can_follow(f, r))
        return PL_CACHE_GOES;
    become_next(f, r);
    own = (pl_loader_key){ f->to->serial, r->id, own.how };
    memcpy(key, &own, sizeof own);
    f->n++;
    return PL_CACHE_RENAMED;
}

size_t pl_loader_follow(pl_loader *loader, pl_loader *old, const uint32_t *new_of)
{
    following f = { .to = loader, .from = old, .new_of = new_of };
    pl_cache_renew(loader->cache, hand_on, &f);
    return f.n;
}
