#include "index/link.h"
#include "base/hash.h"
#include "base/str.h"
#include "schema/kind.h"
#include "schema/name.h"

/* ---- what one reference names (mod-language.md 5.4, 5.5) */

typedef struct aim {
    const char *name; /* short name */
    uint32_t len;     /* 0: nothing to find */
    uint32_t hash;
    uint16_t mod;
    uint8_t kind;
    bool plain;    /* the text is no more than the target's name */
    bool resource; /* has the shape of a resource name: may be a child */
} aim;

/* Reading ahead and prefetching what a look-up will touch was tried: 35,000 look-ups of
 * six mods took longer with it. */
typedef struct refs {
    uint32_t children, base; /* strings of these attributes */
    const pl_part *part;     /* of the file at hand */
    uint32_t own;            /* its mod */
    struct {                 /* names of its attributes, by their place in its text */
        pl_span name;
        uint32_t string;
    } attrs[16];
    struct { /* "control." as it stands before names of the own mod, by its first byte */
        pl_str text;
        pl_kind kind;
    } prefixes[16];
    pl_buf text;
} refs;

static pl_str name_of(const aim *a)
{
    return (pl_str){ a->name, a->len };
}

static uint32_t find(const pl_linker *lk, const aim *a, unsigned class, uint32_t hash, bool nested)
{
    uint32_t id = pl_link__find(lk, a->mod, a->kind, class, name_of(a), hash);
    bool seen = id != PL_NONE && (nested || lk->entry[id].flags & PL_ENTRY_TOP_BLOCK);
    return seen ? id : PL_NONE;
}

/* Only top-level resources of the own mod can be named; of a dependency nested ones
 * as well, as far as they are registered in it. */
static uint32_t target(const pl_linker *lk, const refs *rf, const aim *a)
{
    if (!a->len)
        return PL_NONE;
    if (a->kind == PL_KIND_MOD)
        return pl_str_eq(name_of(a), lk->mods[rf->own]->short_name) ? lk->mod[rf->own].entry
                                                                    : PL_NONE;
    uint32_t id = find(lk, a, PL_IX_CLASS_UNIQUE, a->hash, a->mod != rf->own);
    if (id != PL_NONE || a->kind != PL_KIND_BENCHMARK)
        return id;
    uint32_t name_hash = (uint32_t)pl_hash_str(name_of(a));
    uint32_t hash = pl_ix__slot_hash(name_hash, a->mod, a->kind, PL_IX_CLASS_DETECTION);
    return find(lk, a, PL_IX_CLASS_DETECTION, hash, a->mod != rf->own);
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
static pl_str take_kind(const pl_linker *lk, refs *rf, pl_str to, uint32_t *mod, pl_kind *kind)
{
    pl_str rest = to, first, *prefix = &rf->prefixes[to.len ? to.ptr[0] & 15 : 0].text;
    pl_kind *prefix_kind = &rf->prefixes[to.len ? to.ptr[0] & 15 : 0].kind;
    *mod = rf->own;
    if (prefix->len && pl_str_starts(to, *prefix)) {
        *kind = *prefix_kind;
        return (pl_str){ to.ptr + prefix->len, to.len - prefix->len };
    }
    first = pl_str_split(&rest, '.');
    if (!rest.ptr)
        return (pl_str){ 0 };
    if (pl_kind_find_name(first, kind)) {
        *prefix = (pl_str){ to.ptr, first.len + 1 };
        *prefix_kind = *kind;
        return rest;
    }
    first = pl_str_split(&rest, '.');
    if (!rest.ptr || !pl_kind_find_name(first, kind) || *kind == PL_KIND_MOD)
        return (pl_str){ 0 };
    *mod = find_dep(lk, rf->own, (pl_str){ to.ptr, (size_t)(first.ptr - to.ptr) - 1 });
    return rest;
}

/* Kinds of which a benchmark may have children, as far as linking cares. */
static bool is_resource(pl_kind kind)
{
    const uint32_t not = PL_KIND_BIT(PL_KIND_VARIABLE) | PL_KIND_BIT(PL_KIND_LOCAL) |
                         PL_KIND_BIT(PL_KIND_MOD) | PL_KIND_BIT(PL_KIND_WITH);
    return !(not >> kind & 1);
}

/* "t.n", "t.n.more", "dep.t.n", "dep.t.n.more". */
static void take_aim(const pl_linker *lk, refs *rf, pl_str to, aim *out)
{
    uint32_t mod;
    pl_kind kind;
    pl_str rest = take_kind(lk, rf, to, &mod, &kind);
    *out = (aim){ 0 };
    if (!rest.len)
        return;
    const char *dot = memchr(rest.ptr, '.', rest.len);
    pl_str name = { rest.ptr, dot ? (size_t)(dot - rest.ptr) : rest.len };
    out->plain = !dot;
    out->resource = name.len && is_resource(kind);
    if (mod == PL_NONE || kind == PL_KIND_WITH || !name.len)
        return;
    out->mod = (uint16_t)mod;
    out->kind = (uint8_t)kind;
    out->name = name.ptr;
    out->len = (uint32_t)name.len;
    out->hash = pl_ix__slot_hash((uint32_t)pl_hash_str(name), mod, kind, PL_IX_CLASS_UNIQUE);
}

static uint32_t param_string(pl_linker *lk, refs *rf, const pl_part_ref *ref)
{
    rf->text.len = 0;
    pl_buf_str(&rf->text, pl_part_str(rf->part, ref->block));
    pl_buf_byte(&rf->text, '.');
    pl_buf_str(&rf->text, pl_part_str(rf->part, ref->attr));
    return pl_link__str(lk, pl_buf_view(&rf->text)) | PL_IX_REF_PARAM;
}

static uint32_t attr_string(pl_linker *lk, refs *rf, const pl_part_ref *ref)
{
    uint32_t flags = ref->recorded ? PL_IX_REF_RECORDED : 0;
    if (ref->in_param)
        return param_string(lk, rf, ref) | flags;
    unsigned at = ref->attr.at % PL_COUNT(rf->attrs);
    if (ref->attr.at != rf->attrs[at].name.at || ref->attr.len != rf->attrs[at].name.len) {
        rf->attrs[at].name = ref->attr;
        rf->attrs[at].string = pl_link__str(lk, pl_part_str(rf->part, ref->attr));
    }
    return rf->attrs[at].string | flags;
}

/* ---- children of benchmarks */

/* The full name of what a children reference misses. False when the reference does
 * not have the form that reading it back from that name would give. */
static bool missing_child(pl_linker *lk, refs *rf, pl_str to, uint32_t *out)
{
    pl_str own = lk->mods[rf->own]->short_name;
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
    bool alien;   /* one cannot be a child */
} kids;

static void add_kid(pl_linker *lk, refs *rf, kids *k, const pl_part_ref *ref, const aim *a,
                    uint32_t found)
{
    uint32_t kid = found;
    k->n++;
    if (!a->resource) {
        k->whole = false;
        k->alien = true;
        return;
    }
    if (kid == PL_NONE && !missing_child(lk, rf, pl_part_str(rf->part, ref->to), &kid)) {
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
static void settle_kids(pl_linker *lk, const refs *rf, pl_ix_entry *e, const kids *k,
                        size_t first_ref)
{
    if (!k->n)
        return;
    if (e->kind != PL_KIND_BENCHMARK) {
        lk->kids.n = k->first;
    } else if (k->alien || e->flags & PL_ENTRY_CHILDREN_OPEN) {
        e->flags |= PL_ENTRY_CHILDREN_OPEN;
        lk->kids.n = k->first;
    } else if (k->whole) {
        fold_kids(lk, first_ref, rf->children);
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

static void link_entry(pl_linker *lk, refs *rf, uint32_t id)
{
    const pl_part_entry *row = &rf->part->entries[lk->in_part[id]];
    kids k = { .first = lk->kids.n, .whole = true };
    size_t first_ref = lk->refs.n;
    pl_vec_reserve(&lk->refs, first_ref + (row[1].refs - row[0].refs));
    for (uint32_t i = row[0].refs; i < row[1].refs; i++) {
        const pl_part_ref *ref = &rf->part->refs[i];
        pl_ix_ref *out = &lk->refs.at[lk->refs.n++];
        aim a;
        take_aim(lk, rf, pl_part_str(rf->part, ref->to), &a);
        out->attr = attr_string(lk, rf, ref);
        out->target = target(lk, rf, &a);
        out->to = 0;
        if (out->target == PL_NONE || !a.plain)
            out->to = pl_link__str(lk, pl_part_str(rf->part, ref->to));
        if (ref->in_param)
            continue;
        uint32_t attr = out->attr & PL_IX_REF_ATTR;
        if (attr == rf->children)
            add_kid(lk, rf, &k, ref, &a, out->target);
        else if (attr == rf->base)
            set_base(lk, id, out->target);
    }
    settle_kids(lk, rf, &lk->entry[id], &k, first_ref);
}

/* Rows `ids`, or all when that is NULL. */
static void link_rows(pl_linker *lk, const uint32_t *ids, uint32_t n)
{
    refs rf = { .children = pl_link__str(lk, PL_S("children")),
                .base = pl_link__str(lk, PL_S("base")) };
    uint32_t file = PL_NONE;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t id = ids ? ids[i] : i;
        if (lk->entry[id].file != file) {
            file = lk->entry[id].file;
            rf.part = lk->part[file];
            rf.own = lk->entry[id].mod;
            memset(rf.attrs, 0, sizeof rf.attrs);
        }
        lk->kids_at[id] = (uint32_t)lk->kids.n;
        lk->entry[id].refs = (uint32_t)lk->refs.n;
        link_entry(lk, &rf, id);
        lk->kids_at[id + 1] = (uint32_t)lk->kids.n;
        lk->entry[id + 1].refs = (uint32_t)lk->refs.n;
    }
    pl_buf_done(&rf.text);
}

void pl_link__refs_of(pl_linker *lk, const uint32_t *ids, uint32_t n)
{
    link_rows(lk, ids, n);
}

void pl_link__refs(pl_linker *lk)
{
    lk->kids_at[0] = lk->entry[0].refs = 0;
    link_rows(lk, NULL, lk->n);
}
