#include "index/link.h"
#include "base/hash.h"
#include "base/str.h"
#include "schema/kind.h"
#include "schema/name.h"

/* ---- what one reference names (mod-language.md 5.4, 5.5)
 *
 * Names are found in memory that no cache holds, 35,000 times for six mods: so each
 * reference is read some places before its turn, and what it will need is fetched. */

typedef struct aim {
    pl_str name; /* short name; empty: nothing to find */
    uint32_t mod, hash;
    pl_kind kind;
    bool plain;    /* the text is no more than the target's name */
    bool resource; /* has the shape of a resource name: may be a child */
} aim;

enum { AHEAD = 16, RING = 32 }; /* RING: a power of two above AHEAD */

typedef struct refs {
    pl_str attr; /* the last attribute name and its string */
    uint32_t attr_id;
    pl_buf text;
    pl_str prefix; /* "control." of the last reference to the own mod, and its kind */
    pl_kind prefix_kind;
    aim aims[RING];  /* by position in the part */
    uint32_t n_aims; /* how many of the part's were read */
} refs;

static uint32_t find(const pl_linker *lk, const aim *a, unsigned class, uint32_t hash, bool nested)
{
    uint32_t id = pl_link__find(lk, a->mod, a->kind, class, a->name, hash);
    bool seen = id != PL_NONE && (nested || lk->entry[id].flags & PL_ENTRY_TOP_BLOCK);
    return seen ? id : PL_NONE;
}

/* Only top-level resources of the own mod can be named; of a dependency nested ones
 * as well, as far as they are registered in it. */
static uint32_t target(const pl_linker *lk, const aim *a, uint32_t own)
{
    if (!a->name.len)
        return PL_NONE;
    if (a->kind == PL_KIND_MOD)
        return pl_str_eq(a->name, lk->mods[own]->short_name) ? lk->mod[own].entry : PL_NONE;
    uint32_t id = find(lk, a, PL_IX_CLASS_UNIQUE, a->hash, a->mod != own);
    if (id != PL_NONE || a->kind != PL_KIND_BENCHMARK)
        return id;
    uint32_t hash =
        pl_ix__slot_hash((uint32_t)pl_hash_str(a->name), a->mod, a->kind, PL_IX_CLASS_DETECTION);
    return find(lk, a, PL_IX_CLASS_DETECTION, hash, a->mod != own);
}

/* A direct dependency of that name, never the own mod. */
static uint32_t find_dep(const pl_linker *lk, uint32_t own, pl_str name)
{
    const pl_build_mod *bm = lk->mods[own];
    for (uint32_t i = 0; i < bm->n_deps; i++) {
        uint32_t mod = lk->mod_id[bm->deps[i]];
        if (mod != own && pl_str_eq(lk->mods[mod]->short_name, name))
            return mod;
    }
    return PL_NONE;
}

/* What stands before the short name: the kind, perhaps a mod in front. Returns the
 * rest; ptr NULL when that is no resource name. */
static pl_str take_kind(const pl_linker *lk, refs *rf, uint32_t own, pl_str to, aim *out)
{
    pl_str rest = to, first;
    out->mod = own;
    if (rf->prefix.len && pl_str_starts(to, rf->prefix)) {
        out->kind = rf->prefix_kind;
        return pl_str_sub(to, rf->prefix.len, to.len);
    }
    first = pl_str_split(&rest, '.');
    if (pl_kind_find_name(first, &out->kind)) {
        rf->prefix = pl_str_sub(to, 0, first.len + (rest.ptr != NULL));
        rf->prefix_kind = out->kind;
        return rest;
    }
    first = pl_str_split(&rest, '.');
    if (!rest.ptr || !pl_kind_find_name(first, &out->kind) || out->kind == PL_KIND_MOD)
        return (pl_str){ 0 };
    out->mod = find_dep(lk, own, pl_str_sub(to, 0, (size_t)(first.ptr - to.ptr) - 1));
    return rest;
}

/* "t.n", "t.n.more", "dep.t.n", "dep.t.n.more". */
static aim take_aim(const pl_linker *lk, refs *rf, uint32_t own, pl_str to)
{
    aim out = { 0 };
    pl_str rest = take_kind(lk, rf, own, to, &out);
    if (!rest.ptr)
        return out;
    pl_str name = pl_str_split(&rest, '.');
    out.plain = !rest.ptr;
    out.resource = name.len && out.kind != PL_KIND_VARIABLE && out.kind != PL_KIND_LOCAL &&
                   out.kind != PL_KIND_MOD && out.kind != PL_KIND_WITH;
    if (out.mod == PL_NONE || out.kind == PL_KIND_WITH)
        return out;
    out.name = name;
    out.hash = pl_ix__slot_hash((uint32_t)pl_hash_str(name), out.mod, out.kind, PL_IX_CLASS_UNIQUE);
    return out;
}

/* Read references up to AHEAD behind `i`; fetch the slots of the last and the entries
 * of those half-way. */
static void look_ahead(const pl_linker *lk, refs *rf, uint32_t own, const pl_part *part, uint32_t i)
{
    for (; rf->n_aims < part->n_refs && rf->n_aims <= i + AHEAD; rf->n_aims++) {
        aim *a = &rf->aims[rf->n_aims % RING];
        *a = take_aim(lk, rf, own, pl_part_str(part, part->refs[rf->n_aims].to));
        __builtin_prefetch(&lk->slots[a->hash & lk->slot_mask]);
        __builtin_prefetch(&lk->slot_hash[a->hash & lk->slot_mask]);
    }
    uint32_t half = i + AHEAD / 2;
    if (half >= rf->n_aims)
        return;
    uint32_t slot = lk->slots[rf->aims[half % RING].hash & lk->slot_mask];
    if (slot) {
        const pl_ix_entry *e = &lk->entry[slot - 1];
        __builtin_prefetch(e);
        __builtin_prefetch(&e->kind);
    }
}

static uint32_t attr_string(pl_linker *lk, refs *rf, const pl_part *part, const pl_part_ref *ref)
{
    pl_str attr = pl_part_str(part, ref->attr);
    uint32_t flags = ref->recorded ? PL_IX_REF_RECORDED : 0;
    if (ref->in_param) {
        rf->text.len = 0;
        pl_buf_str(&rf->text, pl_part_str(part, ref->block));
        pl_buf_byte(&rf->text, '.');
        pl_buf_str(&rf->text, attr);
        return pl_link__str(lk, pl_buf_view(&rf->text)) | flags | PL_IX_REF_PARAM;
    }
    if (!pl_str_eq(attr, rf->attr)) {
        rf->attr = attr;
        rf->attr_id = pl_link__str(lk, attr);
    }
    return rf->attr_id | flags;
}

/* ---- children of benchmarks */

/* The full name of what a children reference misses. False when the reference does
 * not have the form that reading it back from that name would give. */
static bool missing_child(pl_linker *lk, refs *rf, uint32_t mod, pl_str to, uint32_t *out)
{
    pl_str own = lk->mods[mod]->short_name;
    pl_name parts;
    if (!pl_name_parse(to, &parts))
        return false;
    rf->text.len = 0;
    pl_name_print(&rf->text, parts.mod.len ? parts.mod : own, parts.kind, parts.name);
    *out = pl_link__str(lk, pl_buf_view(&rf->text)) | PL_IX_MISSING;
    return !pl_str_eq(parts.mod, own);
}

typedef struct kids {
    size_t first; /* in lk->kids */
    uint32_t n;   /* references from `children` */
    bool whole;   /* all of them are children, as their names say */
} kids;

static void add_kid(pl_linker *lk, refs *rf, kids *k, uint32_t mod, const pl_part_ref *ref,
                    pl_str to, const aim *a, uint32_t found)
{
    uint32_t kid = found;
    k->n++;
    if (!a->resource) {
        k->whole = false;
        return;
    }
    if (kid == PL_NONE && !missing_child(lk, rf, mod, to, &kid)) {
        k->whole = false;
        if (kid == PL_NONE)
            return;
    }
    k->whole = k->whole && a->plain && ref->recorded;
    pl_vec_push(&lk->kids, kid);
}

/* Put one marker in place of the references that the CHILD run repeats. */
static void fold_kids(pl_linker *lk, size_t first_ref, uint32_t children)
{
    size_t out = first_ref;
    bool marked = false;
    for (size_t i = first_ref; i < lk->refs.n; i++) {
        bool kid = (lk->refs.at[i].attr & PL_IX_REF_ATTR) == children &&
                   !(lk->refs.at[i].attr & PL_IX_REF_PARAM);
        if (kid && marked)
            continue;
        lk->refs.at[out] = lk->refs.at[i];
        if (kid)
            lk->refs.at[out] = (pl_ix_ref){ PL_IX_CHILDREN, PL_NONE, lk->refs.at[i].attr };
        marked = marked || kid;
        out++;
    }
    lk->refs.n = out;
}

/* `children` has to be a tuple of references to resources: anything else waits for
 * evaluation. */
static void settle_kids(pl_linker *lk, pl_ix_entry *e, const kids *k, size_t first_ref,
                        uint32_t children, bool alien)
{
    if (alien || e->flags & PL_ENTRY_CHILDREN_OPEN) {
        e->flags |= PL_ENTRY_CHILDREN_OPEN;
        lk->kids.n = k->first;
    } else if (k->whole) {
        fold_kids(lk, first_ref, children);
    }
}

/* ---- one entry */

/* The base is a plain reference to a resource of the same kind, or it is no base
 * that linking can follow. */
static void set_base(pl_linker *lk, uint32_t id, uint32_t target)
{
    const pl_part_attr *attr = pl_link__attr(lk, id, PL_ATTR_BASE);
    if (attr && attr->flags & PL_ATTR_REF && target != PL_NONE &&
        lk->entry[target].kind == lk->entry[id].kind)
        lk->base[id] = target;
}

static void link_entry(pl_linker *lk, refs *rf, uint32_t id, uint32_t children)
{
    pl_ix_entry *e = &lk->entry[id];
    const pl_part *part = pl_link__part(lk, id);
    const pl_part_entry *row = pl_link__row(lk, id);
    kids k = { .first = lk->kids.n, .whole = true };
    bool alien = false;
    size_t first_ref = lk->refs.n;
    for (uint32_t i = row[0].refs; i < row[1].refs; i++) {
        look_ahead(lk, rf, e->mod, part, i);
        const pl_part_ref *ref = &part->refs[i];
        const aim *a = &rf->aims[i % RING];
        pl_str to = pl_part_str(part, ref->to);
        uint32_t attr = attr_string(lk, rf, part, ref), found = target(lk, a, e->mod);
        if (!ref->in_param && (attr & PL_IX_REF_ATTR) == children) {
            add_kid(lk, rf, &k, e->mod, ref, to, a, found);
            alien = alien || !a->resource;
        }
        if (!ref->in_param && pl_str_eq(rf->attr, PL_S("base")))
            set_base(lk, id, found);
        uint32_t text = found != PL_NONE && a->plain ? 0 : pl_link__str(lk, to);
        pl_vec_push(&lk->refs, ((pl_ix_ref){ text, found, attr }));
    }
    if (k.n && e->kind == PL_KIND_BENCHMARK)
        settle_kids(lk, e, &k, first_ref, children, alien);
    else
        lk->kids.n = k.first;
}

void pl_link__refs(pl_linker *lk)
{
    refs rf = { 0 };
    uint32_t children = pl_link__str(lk, PL_S("children"));
    uint32_t file = PL_NONE;
    for (uint32_t id = 0; id < lk->n; id++) {
        if (lk->entry[id].file != file) {
            file = lk->entry[id].file;
            rf.n_aims = 0;
        }
        lk->kids_at[id] = (uint32_t)lk->kids.n;
        lk->entry[id].refs = (uint32_t)lk->refs.n;
        link_entry(lk, &rf, id, children);
    }
    lk->kids_at[lk->n] = (uint32_t)lk->kids.n;
    lk->entry[lk->n].refs = (uint32_t)lk->refs.n;
    pl_buf_done(&rf.text);
}
