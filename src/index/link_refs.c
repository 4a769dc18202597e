#include "index/link.h"
#include "base/hash.h"
#include "base/str.h"
#include "schema/kind.h"
#include "schema/name.h"

/* What one reference names (mod-language.md 5.4, 5.5). */
typedef struct aim {
    uint32_t target; /* PL_NONE: nothing, or only at run time */
    bool plain;      /* the text is no more than the target's name */
    bool resource;   /* has the shape of a resource name: may be a child */
} aim;

typedef struct refs {
    pl_str attr; /* the last attribute name and its string */
    uint32_t attr_id;
    pl_buf text;
} refs;

/* Kinds registered in a mod by nested blocks too: those a dependent may name. */
static bool is_registered(const pl_ix_entry *e)
{
    return pl_ix__class(e) != PL_IX_CLASS_LOCAL;
}

static uint32_t look_up(const pl_linker *lk, uint32_t mod, pl_kind kind, pl_str name, bool nested)
{
    uint32_t hash = (uint32_t)pl_hash_str(name);
    unsigned classes = kind == PL_KIND_BENCHMARK ? 2 : 1;
    for (unsigned class = 0; class < classes; class++) {
        uint32_t id = pl_link__find(lk, mod, kind, class, name, hash);
        if (id != PL_NONE && (lk->entry[id].flags & PL_ENTRY_TOP_BLOCK || nested) &&
            is_registered(&lk->entry[id]))
            return id;
    }
    return PL_NONE;
}

/* "t.n" or "t.n.more" of the own mod. */
static aim aim_own(const pl_linker *lk, uint32_t mod, pl_kind kind, pl_str rest)
{
    pl_str name = pl_str_split(&rest, '.');
    aim out = { .target = PL_NONE, .plain = !rest.ptr };
    if (kind == PL_KIND_WITH || !name.len)
        return out;
    out.resource = kind != PL_KIND_VARIABLE && kind != PL_KIND_LOCAL && kind != PL_KIND_MOD;
    if (kind != PL_KIND_MOD)
        out.target = look_up(lk, mod, kind, name, false);
    else if (pl_str_eq(name, pl_intern_get(&lk->strings, lk->mod[mod].short_name)))
        out.target = lk->mod[mod].entry;
    return out;
}

/* "dep.t.n": of a direct dependency, never through the own name. */
static aim aim_dep(const pl_linker *lk, uint32_t mod, pl_str dep, pl_str rest)
{
    const pl_build_mod *bm = lk->mods[mod];
    pl_kind kind;
    aim out = { .target = PL_NONE };
    if (!rest.ptr || !pl_kind_find_name(pl_str_split(&rest, '.'), &kind) || !rest.ptr)
        return out;
    pl_str name = pl_str_split(&rest, '.');
    out.plain = !rest.ptr;
    out.resource = kind != PL_KIND_VARIABLE && kind != PL_KIND_LOCAL && kind != PL_KIND_MOD;
    for (uint32_t i = 0; i < bm->n_deps && out.target == PL_NONE; i++) {
        uint32_t other = lk->mod_id[bm->deps[i]];
        if (other != mod && pl_str_eq(lk->mods[other]->short_name, dep))
            out.target = look_up(lk, other, kind, name, true);
    }
    return out;
}

static aim take_aim(const pl_linker *lk, uint32_t mod, pl_str to)
{
    pl_str rest = to, first = pl_str_split(&rest, '.');
    pl_kind kind;
    if (!rest.ptr)
        return (aim){ .target = PL_NONE };
    if (pl_kind_find_name(first, &kind))
        return aim_own(lk, mod, kind, rest);
    return aim_dep(lk, mod, first, rest);
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
                    pl_str to, aim a)
{
    uint32_t kid = a.target;
    k->n++;
    if (!a.resource) {
        k->whole = false;
        return;
    }
    if (kid == PL_NONE && !missing_child(lk, rf, mod, to, &kid)) {
        k->whole = false;
        if (kid == PL_NONE)
            return;
    }
    k->whole = k->whole && a.plain && ref->recorded;
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
        const pl_part_ref *ref = &part->refs[i];
        pl_str to = pl_part_str(part, ref->to);
        uint32_t attr = attr_string(lk, rf, part, ref);
        aim a = take_aim(lk, e->mod, to);
        if (!ref->in_param && (attr & PL_IX_REF_ATTR) == children) {
            add_kid(lk, rf, &k, e->mod, ref, to, a);
            alien = alien || !a.resource;
        }
        if (!ref->in_param && pl_str_eq(rf->attr, PL_S("base")))
            set_base(lk, id, a.target);
        uint32_t text = a.target != PL_NONE && a.plain ? 0 : pl_link__str(lk, to);
        pl_vec_push(&lk->refs, ((pl_ix_ref){ text, a.target, attr }));
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
    for (uint32_t id = 0; id < lk->n; id++) {
        lk->kids_at[id] = (uint32_t)lk->kids.n;
        lk->entry[id].refs = (uint32_t)lk->refs.n;
        link_entry(lk, &rf, id, children);
    }
    lk->kids_at[lk->n] = (uint32_t)lk->kids.n;
    lk->entry[lk->n].refs = (uint32_t)lk->refs.n;
    pl_buf_done(&rf.text);
}
