/* link_tree.c - which entry contains which (mod-language.md 5.6). Two relations nearly agree:
 *
 *   lists    what CHILD shows, including `with` blocks of dashboards and what is inherited
 *   holds    what PARENT inverts, without these but with the root entries of the mod
 *
 * A duplicate (lazy-workspace.md F9) lists its children but holds nothing. */
#include "index/link.h"
#include "schema/kind.h"
#include <string.h>

static bool is_dashboard(pl_kind kind)
{
    return pl_kind_flags(kind) & PL_KIND_IS_HOLDER;
}

static bool is_graph(pl_kind kind)
{
    return pl_kind_flags(kind) & PL_KIND_IS_GRAPH;
}

static bool is_listed_block(pl_kind holder, pl_kind kind)
{
    return pl_kind_allows(holder, kind) &&
           (is_dashboard(holder) || kind == PL_KIND_NODE || kind == PL_KIND_EDGE);
}

static bool is_held_block(pl_kind holder, pl_kind kind)
{
    return is_listed_block(holder, kind) && kind != PL_KIND_WITH;
}

bool pl_link__holds(pl_kind holder, pl_kind kind)
{
    return is_held_block(holder, kind);
}

/* ---- CHILD */

typedef struct lister {
    uint32_t *stamp; /* by string: the last list that showed a block of that name */
    uint32_t mark;   /* of the current list */
    uint32_t inherited;
} lister;

static uint32_t *stamp_of(const lister *ls, const pl_ix_entry *e)
{
    return &ls->stamp[e->short_name];
}

/* List the blocks of the kinds `kinds` inside `holder`; from a base only those whose short name
 * is not in the list yet. */
static void list_blocks(pl_linker *lk, lister *ls, uint32_t holder, uint32_t kinds, bool from_base)
{
    const pl_ix_entry *h = &lk->entry[holder];
    for (uint32_t b = lk->first_block[holder]; b != PL_NONE; b = lk->next_block[b]) {
        const pl_ix_entry *e = &lk->entry[b];
        if (!(kinds >> e->kind & 1) || !is_listed_block((pl_kind)h->kind, (pl_kind)e->kind))
            continue;
        uint32_t *stamp = stamp_of(ls, e);
        if (from_base && (*stamp == ls->mark || ls->inherited >= PL_IX_INHERIT_MAX))
            continue;
        ls->inherited += from_base;
        *stamp = ls->mark;
        pl_vec_push(&lk->child.list, b);
    }
}

/* Step to the base of *at. False: there is none. */
static bool next_base(const pl_linker *lk, lister *ls, uint32_t *at)
{
    uint32_t base = lk->base[*at];
    if (base == PL_NONE || ls->inherited >= PL_IX_INHERIT_MAX)
        return false;
    ls->inherited++;
    *at = base;
    return true;
}

static void list_with_bases(pl_linker *lk, lister *ls, uint32_t id, uint32_t kinds)
{
    uint32_t at = id;
    ls->mark++;
    list_blocks(lk, ls, id, kinds, false);
    while (next_base(lk, ls, &at))
        list_blocks(lk, ls, at, kinds, true);
}

/* A dashboard without children takes those of the first base that has some. Inputs of further
 * bases come first. `with` blocks stay where they are written. */
static void list_dashboard(pl_linker *lk, lister *ls, uint32_t id)
{
    uint32_t holder = id;
    while (lk->first_block[holder] == PL_NONE && next_base(lk, ls, &holder))
        continue;
    ls->mark++;
    for (uint32_t b = lk->first_block[holder]; b != PL_NONE; b = lk->next_block[b])
        if (lk->entry[b].kind == PL_KIND_INPUT)
            *stamp_of(ls, &lk->entry[b]) = ls->mark;
    for (uint32_t at = holder; next_base(lk, ls, &at);)
        list_blocks(lk, ls, at, PL_KIND_BIT(PL_KIND_INPUT), true);
    ls->mark++;
    list_blocks(lk, ls, holder, holder == id ? UINT32_MAX : ~PL_KIND_BIT(PL_KIND_WITH),
                holder != id);
}

static void list_children(pl_linker *lk, lister *ls, uint32_t id, const uint32_t *n_roots)
{
    const pl_ix_entry *e = &lk->entry[id];
    if (e->kind == PL_KIND_BENCHMARK) {
        for (uint32_t i = lk->kids_at[id]; i < lk->kids_at[id + 1]; i++)
            pl_vec_push(&lk->child.list, lk->kids.at[i]);
    } else if (is_dashboard((pl_kind)e->kind)) {
        list_dashboard(lk, ls, id);
    } else if (is_graph((pl_kind)e->kind)) {
        list_with_bases(lk, ls, id, PL_KIND_BIT(PL_KIND_NODE));
        list_with_bases(lk, ls, id, PL_KIND_BIT(PL_KIND_EDGE));
    } else if (e->kind == PL_KIND_MOD) { /* filled when names are in order */
        pl_vec_reserve(&lk->child.list, lk->child.list.n + n_roots[e->mod]);
        lk->child.list.n += n_roots[e->mod];
    }
}

static void build_child(pl_linker *lk, const uint32_t *n_roots)
{
    lister ls = { .stamp = PL_LINK_TEMP_ZERO(lk, uint32_t, lk->strings.n) };
    pl_vec_reserve(&lk->child.list, (size_t)lk->n * 2);
    for (uint32_t id = 0; id < lk->n; id++) {
        lk->child.off[id] = (uint32_t)lk->child.list.n;
        list_children(lk, &ls, id, n_roots);
    }
    lk->child.off[lk->n] = (uint32_t)lk->child.list.n;
}

/* ---- PARENT */

typedef void edge_fn(void *ctx, uint32_t from, uint32_t to);

static void each_root(const pl_linker *lk, uint32_t id, edge_fn *fn, void *ctx)
{
    uint32_t m = lk->entry[id].mod;
    uint32_t end = m + 1 < lk->n_mods ? lk->mod[m + 1].first_entry : lk->n;
    for (uint32_t i = lk->mod[m].first_entry; i < end; i++)
        if (lk->entry[i].flags & PL_ENTRY_ROOT)
            fn(ctx, id, i);
}

/* Call fn for each entry that `id` holds, except the roots of a mod; twice for a child that is
 * listed twice. */
static inline void each_held(const pl_linker *lk, uint32_t id, edge_fn *fn, void *ctx)
{
    const pl_ix_entry *e = &lk->entry[id];
    if (e->flags & PL_ENTRY_DUPLICATE)
        return;
    for (uint32_t b = lk->first_block[id]; b != PL_NONE; b = lk->next_block[b])
        if (is_held_block((pl_kind)e->kind, (pl_kind)lk->entry[b].kind))
            fn(ctx, id, b);
    if (e->kind == PL_KIND_BENCHMARK)
        for (uint32_t i = lk->kids_at[id]; i < lk->kids_at[id + 1]; i++)
            if (!(lk->kids.at[i] & PL_IX_MISSING) && lk->kids.at[i] != id)
                fn(ctx, id, lk->kids.at[i]);
}

typedef struct inverter {
    pl_csr *csr;
    uint32_t *last; /* by target: the last source + 1, to drop repeats */
    bool fill;
} inverter;

static void invert(void *ctx, uint32_t from, uint32_t to)
{
    inverter *v = ctx;
    if (v->last[to] == from + 1)
        return;
    v->last[to] = from + 1;
    if (v->fill)
        v->csr->list.at[v->csr->off[to]++] = from;
    else
        v->csr->off[to]++;
}

/* The edges are visited twice: first they are counted, then the lists are filled. In between the
 * counts become offsets; filling moves each to its end, which is where the next one starts. */
static void start_filling(inverter *v, uint32_t n)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i <= n; i++) {
        uint32_t count = v->csr->off[i];
        v->csr->off[i] = sum;
        sum += count;
    }
    pl_vec_reserve(&v->csr->list, sum);
    v->csr->list.n = sum;
    v->fill = true;
    memset(v->last, 0, n * sizeof *v->last);
}

static void finish_filling(inverter *v, uint32_t n)
{
    memmove(v->csr->off + 1, v->csr->off, n * sizeof *v->csr->off);
    v->csr->off[0] = 0;
}

/* ---- roots: entries that no entry of their own mod holds */

typedef struct rooter {
    pl_linker *lk;
    inverter parents;
} rooter;

static void count_held(void *ctx, uint32_t from, uint32_t to)
{
    rooter *r = ctx;
    pl_ix_entry *entry = r->lk->entry;
    invert(&r->parents, from, to);
    if (entry[from].mod == entry[to].mod)
        entry[to].flags &= ~(uint32_t)PL_ENTRY_ROOT;
}

/* Find the roots. A resource of a dependency stays a root if only other mods list it. Counts the
 * parents on the way. */
static void find_roots(pl_linker *lk, inverter *v, uint32_t *n_roots)
{
    rooter r = { .lk = lk, .parents = *v };
    for (uint32_t id = 0; id < lk->n; id++) {
        pl_ix_entry *e = &lk->entry[id];
        if (e->parent == PL_NONE && e->kind != PL_KIND_MOD && !(e->flags & PL_ENTRY_DUPLICATE))
            e->flags |= PL_ENTRY_ROOT;
    }
    for (uint32_t id = 0; id < lk->n; id++)
        each_held(lk, id, count_held, &r);
    for (uint32_t id = 0; id < lk->n; id++) {
        const pl_ix_entry *e = &lk->entry[id];
        if (!(e->flags & PL_ENTRY_ROOT))
            continue;
        n_roots[e->mod]++;
        v->csr->off[id] += lk->mod[e->mod].entry != PL_NONE;
    }
}

static void fill_parent(pl_linker *lk, inverter *v)
{
    start_filling(v, lk->n);
    for (uint32_t id = 0; id < lk->n; id++) {
        each_held(lk, id, invert, v);
        if (lk->entry[id].kind == PL_KIND_MOD)
            each_root(lk, id, invert, v);
    }
    finish_filling(v, lk->n);
}

/* ---- paths */

/* Does the entry have a path? Powerpipe finds paths by walking upwards from childless panels, and
 * its tree has no nodes: an entry that contains only graphs with nodes is never reached. */
static bool has_path(const pl_linker *lk, uint32_t id, const uint32_t *child, uint32_t n)
{
    const pl_ix_entry *e = &lk->entry[id];
    if (e->kind == PL_KIND_MOD || e->kind == PL_KIND_WITH ||
        (pl_ix__class(e) == PL_IX_CLASS_LOCAL && e->kind != PL_KIND_INPUT))
        return false;
    if (is_graph((pl_kind)e->kind))
        return n == 0;
    if (!is_dashboard((pl_kind)e->kind))
        return true;
    for (uint32_t i = 0; i < n; i++)
        if (child[i] < id || !(lk->entry[child[i]].flags & PL_ENTRY_NO_PATH))
            return true;
    return n == 0;
}

/* Mark the entries without a path. A block comes after the one that contains it, so going down
 * the ids visits children first. What is inherited from a base that comes earlier is assumed to
 * have a path. */
static void mark_pathless(pl_linker *lk)
{
    for (uint32_t id = lk->n; id-- > 0;) {
        uint32_t n = lk->child.off[id + 1] - lk->child.off[id];
        if (!has_path(lk, id, n ? lk->child.list.at + lk->child.off[id] : NULL, n))
            lk->entry[id].flags |= PL_ENTRY_NO_PATH;
    }
}

/* ---- RREF */

static void each_ref(const pl_linker *lk, uint32_t id, edge_fn *fn, void *ctx)
{
    for (uint32_t i = lk->entry[id].refs; i < lk->entry[id + 1].refs; i++) {
        const pl_ix_ref *ref = &lk->refs.at[i];
        if (ref->target != PL_NONE)
            fn(ctx, id, ref->target);
    }
}

static void build_rref(pl_linker *lk, uint32_t *last)
{
    inverter v = { .csr = &lk->rref, .last = last };
    for (uint32_t id = 0; id < lk->n; id++)
        each_ref(lk, id, invert, &v);
    start_filling(&v, lk->n);
    for (uint32_t id = 0; id < lk->n; id++)
        each_ref(lk, id, invert, &v);
    finish_filling(&v, lk->n);
}

void pl_link__lists(pl_linker *lk)
{
    lk->child.off = PL_LINK_ZERO(lk, uint32_t, lk->n + 1);
    build_child(lk, PL_LINK_TEMP_ZERO(lk, uint32_t, lk->n_mods));
    mark_pathless(lk);
}

void pl_link__tree(pl_linker *lk)
{
    uint32_t *n_roots = PL_LINK_TEMP_ZERO(lk, uint32_t, lk->n_mods);
    uint32_t *last = PL_LINK_TEMP_ZERO(lk, uint32_t, lk->n);
    lk->child.off = PL_LINK_ZERO(lk, uint32_t, lk->n + 1);
    lk->parent.off = PL_LINK_ZERO(lk, uint32_t, lk->n + 1);
    lk->rref.off = PL_LINK_ZERO(lk, uint32_t, lk->n + 1);
    inverter parents = { .csr = &lk->parent, .last = last };
    find_roots(lk, &parents, n_roots);
    build_child(lk, n_roots);
    mark_pathless(lk);
    fill_parent(lk, &parents);
    memset(last, 0, lk->n * sizeof *last);
    build_rref(lk, last);
}
