/* link_order.c - the order of names: the permutations KIND and NAME, and the roots of mods.
 *
 * Both permutations come from one sort of the different short names, whose ranks are counted
 * from then on. The full name of an entry is mod, kind, short name; that of a mod is
 * "mod.<name>", and the few mods are merged in at the end. */
#include "index/link.h"
#include "index/sort_names.h"
#include "base/str.h"
#include <stdlib.h>
#include <string.h>

/* Sort stably: `from` into `to`, ascending by bucket[...], of which there are `n_buckets`.
 * Leaves the ends of the buckets in `count`. */
static void spread(const uint32_t *from, uint32_t *to, uint32_t n, const uint32_t *bucket,
                   uint32_t *count, uint32_t n_buckets)
{
    uint32_t sum = 0;
    memset(count, 0, n_buckets * sizeof *count);
    for (uint32_t i = 0; i < n; i++)
        count[bucket[from[i]]]++;
    for (uint32_t b = 0; b < n_buckets; b++) {
        uint32_t here = count[b];
        count[b] = sum;
        sum += here;
    }
    for (uint32_t i = 0; i < n; i++)
        to[count[bucket[from[i]]]++] = from[i];
}

/* bucket[entry] = rank of its short name. Returns the number of ranks. */
static uint32_t rank_names(pl_linker *lk, uint32_t *bucket)
{
    uint32_t *rank = PL_LINK_TEMP_ZERO(lk, uint32_t, lk->strings.n);
    pl_sort_key *keys = PL_LINK_TEMP(lk, pl_sort_key, lk->n + 1);
    uint32_t n = 0;
    for (uint32_t id = 0; id < lk->n; id++)
        if (!rank[lk->entry[id].short_name]++)
            keys[n++].id = lk->entry[id].short_name;
    pl_sort__names(&lk->strings, keys, n);
    for (uint32_t i = 0; i < n; i++)
        rank[keys[i].id] = i;
    for (uint32_t id = 0; id < lk->n; id++)
        bucket[id] = rank[lk->entry[id].short_name];
    return n;
}

/* ---- the order of mods and of kinds inside full names, where a dot follows them */

static int compare_dotted(pl_str a, pl_str b)
{
    const pl_str pa[] = { a, PL_S(".") }, pb[] = { b, PL_S(".") };
    return pl_ix__parts_cmp(pa, 2, pb, 2);
}

static int compare_mods(const void *a, const void *b, void *ctx)
{
    const pl_linker *lk = ctx;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    int order = compare_dotted(lk->mods[x]->short_name, lk->mods[y]->short_name);
    return order ? order : (x > y) - (x < y);
}

/* Versions of one mod share a rank. */
static uint32_t *rank_mods(pl_linker *lk)
{
    uint32_t *order = PL_LINK_TEMP(lk, uint32_t, lk->n_mods), rank = 0;
    uint32_t *out = PL_LINK_TEMP(lk, uint32_t, lk->n_mods);
    for (uint32_t m = 0; m < lk->n_mods; m++)
        order[m] = m;
    qsort_r(order, lk->n_mods, sizeof *order, compare_mods, lk);
    for (uint32_t i = 0; i < lk->n_mods; i++) {
        if (i && !pl_str_eq(lk->mods[order[i]]->short_name, lk->mods[order[i - 1]]->short_name))
            rank++;
        out[order[i]] = rank;
    }
    return out;
}

static void rank_kinds(uint32_t out[PL_KIND_COUNT])
{
    for (unsigned k = 0; k < PL_KIND_COUNT; k++) {
        out[k] = 0;
        for (unsigned o = 0; o < PL_KIND_COUNT; o++)
            out[k] += compare_dotted(pl_kind_name((pl_kind)o), pl_kind_name((pl_kind)k)) < 0;
    }
}

/* ---- the mods' own entries */

static unsigned parts_of(const pl_linker *lk, uint32_t id, pl_str parts[5])
{
    const pl_ix_entry *e = &lk->entry[id];
    return pl_ix__parts_of(e, pl_intern_get(&lk->strings, lk->mod[e->mod].short_name),
                           pl_intern_get(&lk->strings, e->short_name), parts);
}

static int compare_names(const void *a, const void *b, void *lk)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    pl_str px[5], py[5];
    unsigned nx = parts_of(lk, x, px), ny = parts_of(lk, y, py);
    int order = pl_ix__parts_cmp(px, nx, py, ny);
    return order ? order : (x > y) - (x < y);
}

/* Merge the entries of the mods, which all follow the first `n` of `name`, into their places. */
static void merge_mods(pl_linker *lk, uint32_t *name, uint32_t n, uint32_t *mods, uint32_t n_own)
{
    qsort_r(mods, n_own, sizeof *mods, compare_names, lk);
    for (uint32_t end = n + n_own; n_own; end--) {
        if (n && compare_names(&name[n - 1], &mods[n_own - 1], lk) > 0)
            name[end - 1] = name[n - 1], n--;
        else
            name[end - 1] = mods[--n_own];
    }
}

/* ---- the whole order */

static void order_kinds(pl_linker *lk, const uint32_t *by_short, uint32_t *bucket)
{
    uint32_t groups = PL_KIND_COUNT * lk->n_mods;
    uint32_t *count = PL_LINK_TEMP(lk, uint32_t, groups);
    for (uint32_t id = 0; id < lk->n; id++)
        bucket[id] = lk->entry[id].kind * lk->n_mods + lk->entry[id].mod;
    spread(by_short, lk->kind, lk->n_names, bucket, count, groups);
    lk->kind_off[0] = 0;
    for (unsigned k = 0; k < PL_KIND_COUNT; k++)
        lk->kind_off[k + 1] = count[(k + 1) * lk->n_mods - 1];
}

static void order_names(pl_linker *lk, uint32_t *by_short, uint32_t *bucket)
{
    uint32_t groups = PL_KIND_COUNT * lk->n_mods, kind_rank[PL_KIND_COUNT], n = 0, n_own = 0;
    uint32_t *count = PL_LINK_TEMP(lk, uint32_t, groups);
    uint32_t *own = PL_LINK_TEMP(lk, uint32_t, lk->n_mods);
    uint32_t *mod_rank = rank_mods(lk);
    rank_kinds(kind_rank);
    for (uint32_t i = 0; i < lk->n_names; i++) {
        uint32_t id = by_short[i];
        const pl_ix_entry *e = &lk->entry[id];
        bucket[id] = mod_rank[e->mod] * PL_KIND_COUNT + kind_rank[e->kind];
        if (e->kind == PL_KIND_MOD)
            own[n_own++] = id;
        else
            by_short[n++] = id;
    }
    spread(by_short, lk->name, n, bucket, count, groups);
    merge_mods(lk, lk->name, n, own, n_own);
}

/* The children of mods, in order of name. */
static void list_roots(pl_linker *lk)
{
    uint32_t *at = PL_LINK_TEMP(lk, uint32_t, lk->n_mods);
    for (uint32_t m = 0; m < lk->n_mods; m++)
        at[m] = lk->mod[m].entry == PL_NONE ? 0 : lk->child.off[lk->mod[m].entry];
    for (uint32_t i = 0; i < lk->n_names; i++) {
        const pl_ix_entry *e = &lk->entry[lk->name[i]];
        if (e->flags & PL_ENTRY_ROOT && lk->mod[e->mod].entry != PL_NONE)
            lk->child.list.at[at[e->mod]++] = lk->name[i];
    }
}

void pl_link__order(pl_linker *lk)
{
    uint32_t *bucket = PL_LINK_TEMP(lk, uint32_t, lk->n + 1);
    uint32_t *all = PL_LINK_TEMP(lk, uint32_t, lk->n + 1);
    uint32_t *by_short = PL_LINK_TEMP(lk, uint32_t, lk->n + 1);
    uint32_t n_ranks = rank_names(lk, bucket);
    lk->kind = PL_LINK_NEW(lk, uint32_t, lk->n + 1);
    lk->name = PL_LINK_NEW(lk, uint32_t, lk->n + 1);
    for (uint32_t id = 0; id < lk->n; id++)
        if (!(lk->entry[id].flags & (PL_ENTRY_DUPLICATE | PL_ENTRY_SHADOWED)))
            all[lk->n_names++] = id;
    spread(all, by_short, lk->n_names, bucket, PL_LINK_TEMP(lk, uint32_t, n_ranks + 1), n_ranks);
    order_kinds(lk, by_short, bucket);
    order_names(lk, by_short, bucket);
    pl_assert(lk->kind_off[PL_KIND_COUNT] == lk->n_names);
    list_roots(lk);
}
