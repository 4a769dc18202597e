/* link_refs.c - references: how they are written, and which entry they name. */
#include "index/link.h"
#include "base/hash.h"
#include "base/str.h"
#include "schema/kind.h"
#include "schema/name.h"
#include <string.h>

/* ---- the texts of references
 *
 * Equal texts are kept once: of 35,000 references in six mods 10,000 differ. The entry that a
 * text names is looked up once for each mod that uses it. */

static uint32_t param_string(pl_linker *lk, const pl_part *part, const pl_part_ref *ref)
{
    pl_buf *text = &lk->naming.text;
    lk->naming.begun = PL_NONE;
    text->len = 0;
    pl_buf_str(text, pl_part_str(part, ref->block));
    pl_buf_byte(text, '.');
    pl_buf_str(text, pl_part_str(part, ref->attr));
    return pl_link__str(lk, pl_buf_view(text)) | PL_IX_REF_PARAM;
}

static uint32_t attr_string(pl_linker *lk, const pl_part *part, const pl_part_ref *ref)
{
    uint32_t flags = ref->recorded ? PL_IX_REF_RECORDED : 0;
    if (ref->in_param)
        return param_string(lk, part, ref) | flags;
    unsigned at = ref->attr.at % PL_COUNT(lk->attr_names);
    pl_span *name = &lk->attr_names[at].name;
    if (ref->attr.at != name->at || ref->attr.len != name->len) {
        *name = ref->attr;
        lk->attr_names[at].string = pl_link__str(lk, pl_part_str(part, ref->attr));
    }
    return lk->attr_names[at].string | flags;
}

void pl_link__written(pl_linker *lk, const pl_part *part, uint32_t i)
{
    const pl_part_entry *row = &part->entries[i];
    pl_vec_reserve(&lk->refs, lk->refs.n + (row[1].refs - row[0].refs));
    for (uint32_t r = row[0].refs; r < row[1].refs; r++) {
        const pl_part_ref *ref = &part->refs[r];
        pl_ix_ref *out = &lk->refs.at[lk->refs.n++];
        out->to = pl_intern(&lk->written, pl_part_str(part, ref->to));
        out->target = PL_NONE;
        out->attr = attr_string(lk, part, ref);
    }
}

/* ---- what one reference names (mod-language.md 5.4, 5.5) */

typedef struct aim {
    const char *name; /* short name */
    uint32_t len;     /* 0: the text cannot name an entry */
    uint32_t hash;
    uint16_t mod;
    uint8_t kind;
    bool plain;    /* the text is just the name of the target */
    bool resource; /* the text has the form of a resource name, so it may name a child */
} aim;

/* The result of looking a text up for mod `own` - 1. */
typedef struct found {
    uint32_t own;
    uint32_t target; /* or PL_NONE */
    uint32_t string; /* the text as a string; 0: not interned yet */
    bool plain, resource;
} found;

typedef struct refs {
    uint32_t children, base; /* strings of these attributes */
    uint32_t own;            /* the mod of the entry at hand */
    found *found;            /* by id in `written` */
    pl_buf text;
} refs;

static pl_str name_of(const aim *a)
{
    return (pl_str){ a->name, a->len };
}

static uint32_t find(const pl_linker *lk, const aim *a, unsigned class, uint32_t hash, bool nested)
{
    pl_link_name name = { a->mod, (pl_kind)a->kind, class, name_of(a), hash };
    uint32_t id = pl_link__find(lk, &name);
    if (id == PL_NONE && lk->beyond)
        return lk->beyond->find(lk->beyond, &name, nested);
    bool seen = id != PL_NONE && (nested || lk->entry[id].flags & PL_ENTRY_TOP_BLOCK);
    return seen ? id : PL_NONE;
}

/* Only top-level resources of the same mod can be named. Of a dependency nested ones can be
 * named as well, if they are registered in it. */
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

/* Find a direct dependency of that name; the mod itself is not one. */
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

/* Split off what stands before the short name: the kind, perhaps after a mod. Returns the rest;
 * ptr NULL: the text is not the name of a resource. */
static pl_str take_kind(const pl_linker *lk, const refs *rf, pl_str to, uint32_t *mod,
                        pl_kind *kind)
{
    pl_str rest = to, first = pl_str_split(&rest, '.');
    *mod = rf->own;
    if (!rest.ptr || pl_kind_find_name(first, kind))
        return rest;
    first = pl_str_split(&rest, '.');
    if (!rest.ptr || !pl_kind_find_name(first, kind) || *kind == PL_KIND_MOD)
        return (pl_str){ 0 };
    pl_str name = { to.ptr, (size_t)(first.ptr - to.ptr) - 1 };
    *mod = find_dep(lk, rf->own, name);
    if (*mod == PL_NONE && *kind == PL_KIND_INPUT && pl_str_eq(lk->mods[rf->own]->short_name, name))
        *mod = rf->own; /* recorded: of inputs alone, whose nested ones may have the same name */
    return rest;
}

/* Can a benchmark have children of this kind, as far as linking is concerned? */
static bool is_resource(pl_kind kind)
{
    const uint32_t not = PL_KIND_BIT(PL_KIND_VARIABLE) | PL_KIND_BIT(PL_KIND_LOCAL) |
                         PL_KIND_BIT(PL_KIND_MOD) | PL_KIND_BIT(PL_KIND_WITH);
    return !(not >> kind & 1);
}

/* Parse "t.n", "t.n.more", "dep.t.n" or "dep.t.n.more". */
static void take_aim(const pl_linker *lk, const refs *rf, pl_str to, aim *out)
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

static const found *look_up(const pl_linker *lk, refs *rf, uint32_t written)
{
    pl_assert(written < lk->written.n);
    found *f = &rf->found[written];
    aim a;
    if (f->own == rf->own + 1)
        return f;
    take_aim(lk, rf, pl_intern_get(&lk->written, written), &a);
    f->own = rf->own + 1;
    f->target = target(lk, rf, &a);
    f->plain = a.plain;
    f->resource = a.resource;
    return f;
}

/* The string of a text that is not the name of its target. */
static uint32_t written_string(pl_linker *lk, refs *rf, uint32_t written)
{
    found *f = &rf->found[written];
    if (!f->string)
        f->string = pl_link__str(lk, pl_intern_get(&lk->written, written));
    return f->string;
}

/* ---- children of benchmarks */

/* The full name of the missing target of a reference in `children`. False: the reference does
 * not have the form that would be recovered from that name. */
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
    bool whole;   /* all of them name resources that may be children */
    bool alien;   /* one of them names something that cannot be a child */
} kids;

static void add_kid(pl_linker *lk, refs *rf, kids *k, pl_ix_ref ref, const found *f)
{
    uint32_t kid = f->target;
    k->n++;
    if (!f->resource) {
        k->whole = false;
        k->alien = true;
        return;
    }
    if (kid == PL_NONE && !missing_child(lk, rf, pl_intern_get(&lk->written, ref.to), &kid)) {
        k->whole = false;
        if (kid == PL_NONE)
            return;
    }
    k->whole = k->whole && f->plain && ref.attr & PL_IX_REF_RECORDED;
    pl_vec_push(&lk->kids, kid);
}

/* Replace the references that the CHILD run repeats by one marker. */
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

/* Unless `children` is a tuple of references to resources, it is left to evaluation. */
static void finish_kids(pl_linker *lk, const refs *rf, pl_ix_entry *e, const kids *k,
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

/* Set the base of an entry. Linking can follow only a plain reference to a resource of the same
 * kind. */
static void set_base(pl_linker *lk, uint32_t id, uint32_t target)
{
    uint16_t flags;
    if (target == PL_NONE || !pl_link__attr(lk, id, PL_ATTR_BASE, &flags) || !(flags & PL_ATTR_REF))
        return;
    if (target & PL_LINK_BEYOND)
        lk->beyond->need(lk->beyond, target, (pl_kind)lk->entry[id].kind);
    else if (lk->entry[target].kind == lk->entry[id].kind)
        lk->base[id] = target;
}

/* Rewrite the references of an entry, which end at `end`, as rows of the image. They are not
 * more than before and are put after those of the entry before. */
static void link_entry(pl_linker *lk, refs *rf, uint32_t id, size_t at, size_t end)
{
    kids k = { .first = lk->kids.n, .whole = true };
    size_t first_ref = lk->refs.n;
    rf->own = lk->entry[id].mod;
    for (; at < end; at++) {
        pl_assert(lk->refs.n <= at); /* rows are rewritten in place: never more than were read */
        pl_ix_ref ref = lk->refs.at[at], *out = &lk->refs.at[lk->refs.n++];
        const found *f = look_up(lk, rf, ref.to);
        uint32_t attr = ref.attr & ~PL_IX_REF_RECORDED; /* in a param block: neither of these */
        if (attr == rf->children)
            add_kid(lk, rf, &k, ref, f);
        else if (attr == rf->base)
            set_base(lk, id, f->target);
        out->attr = ref.attr;
        out->target = f->target;
        out->to = f->target != PL_NONE && f->plain ? 0 : written_string(lk, rf, ref.to);
    }
    finish_kids(lk, rf, &lk->entry[id], &k, first_ref);
}

static void begin(pl_linker *lk, refs *rf)
{
    rf->children = pl_link__str(lk, PL_S("children"));
    rf->base = pl_link__str(lk, PL_S("base"));
    rf->found = PL_LINK_TEMP_ZERO(lk, found, lk->written.n + 1);
}

void pl_link__targets(pl_linker *lk)
{
    refs rf = { 0 };
    size_t at = 0;
    begin(lk, &rf);
    lk->base = PL_LINK_NEW(lk, uint32_t, lk->n);
    lk->kids_at = PL_LINK_NEW(lk, uint32_t, lk->n + 1);
    memset(lk->base, 0xff, lk->n * sizeof *lk->base);
    pl_vec_reserve(&lk->kids, lk->refs.n / 2);
    lk->refs.n = 0;
    for (uint32_t id = 0; id < lk->n; id++) {
        size_t end = lk->entry[id + 1].refs;
        lk->kids_at[id] = (uint32_t)lk->kids.n;
        lk->entry[id].refs = (uint32_t)lk->refs.n;
        link_entry(lk, &rf, id, at, end);
        at = end;
    }
    lk->kids_at[lk->n] = (uint32_t)lk->kids.n;
    lk->entry[lk->n].refs = (uint32_t)lk->refs.n;
    pl_buf_done(&rf.text);
}
