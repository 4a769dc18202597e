/* same.h - do two images say the same? Everything but string ids and where names lie in
 * SLOT has to be equal: those are of the image alone. */
#ifndef PL_TEST_INDEX_SAME_H
#define PL_TEST_INDEX_SAME_H
#include "base/hash.h"
#include "base/str.h"
#include "index/image.h"
#include <stdio.h>

typedef struct same {
    const pl_index *a, *b;
    bool any_state; /* files may be in different states, checked or not, of the same content */
    char why[1024]; /* the first difference; empty: none */
} same;

static inline bool same_fail(same *s, const char *what, size_t i, const char *field)
{
    if (!s->why[0])
        snprintf(s->why, sizeof s->why, "%s %zu: %s", what, i, field);
    return false;
}

static inline bool same_str(same *s, uint32_t a, uint32_t b, const char *what, size_t i,
                            const char *field)
{
    pl_str x = pl_ix__str(s->a, a), y = pl_ix__str(s->b, b);
    if (pl_str_eq(x, y))
        return true;
    if (!s->why[0])
        snprintf(s->why, sizeof s->why, "%s %zu: %s: '%.*s', '%.*s'", what, i, field,
                 (int)(x.len < 200 ? x.len : 200), x.ptr, (int)(y.len < 200 ? y.len : 200), y.ptr);
    return false;
}

static inline bool same_int(same *s, uint64_t a, uint64_t b, const char *what, size_t i,
                            const char *field)
{
    if (a == b)
        return true;
    if (!s->why[0])
        snprintf(s->why, sizeof s->why, "%s %zu: %s: %llx, %llx", what, i, field,
                 (unsigned long long)a, (unsigned long long)b);
    return false;
}

/* The elements of one section of both; false when there is not the same number. */
static inline bool same_count(same *s, pl_ix_section section, const char *what, const void **a,
                              const void **b, uint32_t *n)
{
    uint32_t m;
    *a = pl_index_section(s->a, section, n);
    *b = pl_index_section(s->b, section, &m);
    return same_int(s, *n, m, what, 0, "count");
}

static inline bool same_words(same *s, pl_ix_section section, const char *what)
{
    const void *pa, *pb;
    uint32_t n;
    if (!same_count(s, section, what, &pa, &pb, &n))
        return false;
    const uint32_t *a = pa, *b = pb;
    for (uint32_t i = 0; i < n; i++)
        if (!same_int(s, a[i], b[i], what, i, "word"))
            return false;
    return true;
}

#define SAME(T, section)                                                                           \
    const void *pa, *pb;                                                                           \
    uint32_t n;                                                                                    \
    if (!same_count(s, PL_IX_##section, #section, &pa, &pb, &n))                                   \
        return false;                                                                              \
    const T *a = pa, *b = pb
#define SAME_STR(f, what) same_str(s, a[i].f, b[i].f, what, i, #f)
#define SAME_INT(f, what) same_int(s, (uint64_t)a[i].f, (uint64_t)b[i].f, what, i, #f)

static inline bool same_mods(same *s)
{
    SAME(pl_ix_mod, MOD);
    for (uint32_t i = 0; i < n; i++)
        if (!SAME_STR(short_name, "mod") || !SAME_STR(title, "mod") || !SAME_STR(dir, "mod") ||
            !SAME_STR(dep_path, "mod") || !SAME_INT(entry, "mod") || !SAME_INT(first_file, "mod") ||
            !SAME_INT(first_entry, "mod") || !SAME_INT(flags, "mod"))
            return false;
    return same_words(s, PL_IX_MODDEP_OFF, "MODDEP_OFF") && same_words(s, PL_IX_MODDEP, "MODDEP");
}

static inline bool same_files(same *s)
{
    SAME(pl_ix_file, FILE);
    for (uint32_t i = 0; i < n; i++)
        if (!SAME_STR(path, "file") || !SAME_INT(mod, "file") || !SAME_INT(first_entry, "file") ||
            !SAME_INT(lines, "file") || !SAME_INT(hash, "file") || !SAME_INT(stamp.size, "file"))
            return false;
        else if (!s->any_state &&
                 (!SAME_INT(flags, "file") || !SAME_INT(stamp.change, "file") ||
                  !SAME_INT(stamp.inode, "file") || !SAME_INT(stamp.mtime_ns, "file")))
            return false;
    return true;
}

static inline bool same_entries(same *s)
{
    SAME(pl_ix_entry, ENTRY);
    for (uint32_t i = 0; i < n; i++)
        if (!SAME_STR(short_name, "entry") || !SAME_STR(title, "entry") ||
            !SAME_STR(description, "entry") || !SAME_INT(start, "entry") ||
            !SAME_INT(end, "entry") || !SAME_INT(line, "entry") || !SAME_INT(end_line, "entry") ||
            !SAME_INT(parent, "entry") || !SAME_INT(flags, "entry") || !SAME_INT(attrs, "entry") ||
            !SAME_INT(tags, "entry") || !SAME_INT(refs, "entry") || !SAME_INT(file, "entry") ||
            !SAME_INT(mod, "entry") || !SAME_INT(kind, "entry") || !SAME_INT(width, "entry") ||
            !SAME_INT(hash, "entry"))
            return false;
    return true;
}

static inline bool same_attrs(same *s)
{
    SAME(pl_ix_attr, ATTR);
    for (uint32_t i = 0; i < n; i++)
        if (!SAME_INT(start, "attr") || !SAME_INT(id, "attr") || !SAME_INT(flags, "attr") ||
            !(a[i].flags & PL_IX_ATTR_TEXT ? SAME_STR(end, "attr") : SAME_INT(end, "attr")))
            return false;
    return true;
}

static inline bool same_tags(same *s)
{
    SAME(pl_ix_tag, TAG);
    for (uint32_t i = 0; i < n; i++)
        if (!SAME_STR(key, "tag") || !SAME_STR(value & PL_IX_TAG_TEXT, "tag") ||
            !SAME_INT(value & ~PL_IX_TAG_TEXT, "tag"))
            return false;
    return true;
}

static inline bool same_refs(same *s)
{
    SAME(pl_ix_ref, REF);
    for (uint32_t i = 0; i < n; i++) {
        bool marker = a[i].to == PL_IX_CHILDREN;
        if (!same_int(s, marker, b[i].to == PL_IX_CHILDREN, "ref", i, "marker") ||
            (!marker && !SAME_STR(to, "ref")) || !SAME_INT(target, "ref") ||
            !SAME_STR(attr & PL_IX_REF_ATTR, "ref") || !SAME_INT(attr & ~PL_IX_REF_ATTR, "ref"))
            return false;
    }
    return true;
}

static inline bool same_children(same *s)
{
    SAME(uint32_t, CHILD);
    for (uint32_t i = 0; i < n; i++)
        if (a[i] & b[i] & PL_IX_MISSING
                ? !same_str(s, a[i] & ~PL_IX_MISSING, b[i] & ~PL_IX_MISSING, "child", i, "name")
                : !same_int(s, a[i], b[i], "child", i, "id"))
            return false;
    return same_words(s, PL_IX_CHILD_OFF, "CHILD_OFF");
}

/* Every name leads to the same entry. */
static inline uint32_t same__find(const pl_index *ix, const pl_ix_entry *e, pl_str name)
{
    unsigned class = pl_ix__class(e);
    uint32_t at = pl_ix__slot_hash((uint32_t)pl_hash_str(name), e->mod, e->kind, class);
    for (at &= ix->slot_mask; ix->slots[at]; at = (at + 1) & ix->slot_mask) {
        const pl_ix_entry *o = &ix->entries[ix->slots[at] - 1];
        if (o->mod == e->mod && o->kind == e->kind && pl_ix__class(o) == class &&
            pl_str_eq(pl_ix__str(ix, o->short_name), name))
            return ix->slots[at];
    }
    return 0;
}

static inline bool same_slots(same *s)
{
    uint32_t full[2] = { 0 };
    for (uint32_t i = 0; i <= s->a->slot_mask; i++)
        full[0] += s->a->slots[i] != 0;
    for (uint32_t i = 0; i <= s->b->slot_mask; i++)
        full[1] += s->b->slots[i] != 0;
    for (uint32_t i = 0; i < s->a->n_entries; i++) {
        const pl_ix_entry *e = &s->a->entries[i];
        pl_str name = pl_ix__str(s->a, e->short_name);
        if (!same_int(s, same__find(s->a, e, name), same__find(s->b, e, name), "slot", i, "id"))
            return false;
    }
    return same_int(s, full[0], full[1], "slots", 0, "count");
}

static inline bool same_verdicts(same *s)
{
    SAME(pl_ix_verdict, VERDICT);
    for (uint32_t i = 0; i < n; i++)
        if (!SAME_INT(level, "verdict") || !SAME_INT(subject, "verdict") ||
            !SAME_INT(key, "verdict") || !SAME_INT(first_diag, "verdict") ||
            !SAME_INT(n_diags, "verdict"))
            return false;
    return true;
}

static inline bool same_diags(same *s)
{
    SAME(pl_ix_diag, DIAG);
    for (uint32_t i = 0; i < n; i++)
        if (!SAME_INT(severity, "diag") || !SAME_STR(summary, "diag") ||
            !SAME_STR(detail, "diag") || !SAME_INT(file, "diag") || !SAME_STR(excerpt, "diag") ||
            !SAME_INT(start_byte, "diag") || !SAME_INT(start_line, "diag") ||
            !SAME_INT(start_column, "diag") || !SAME_INT(end_byte, "diag") ||
            !SAME_INT(end_line, "diag") || !SAME_INT(end_column, "diag"))
            return false;
    return true;
}

static inline bool same_prechecks(same *s)
{
    SAME(pl_ix_precheck, PRECHECK);
    for (uint32_t i = 0; i < n; i++)
        if (!SAME_INT(file, "ask") || !SAME_INT(what, "ask") || !SAME_STR(text, "ask"))
            return false;
    return true;
}

#undef SAME
#undef SAME_STR
#undef SAME_INT

static inline bool same_all(same *s)
{
    return same_mods(s) && same_files(s) && same_entries(s) && same_attrs(s) && same_tags(s) &&
           same_refs(s) && same_children(s) && same_words(s, PL_IX_PARENT_OFF, "PARENT_OFF") &&
           same_words(s, PL_IX_PARENT, "PARENT") && same_words(s, PL_IX_RREF_OFF, "RREF_OFF") &&
           same_words(s, PL_IX_RREF, "RREF") && same_words(s, PL_IX_KIND_OFF, "KIND_OFF") &&
           same_words(s, PL_IX_KIND, "KIND") && same_words(s, PL_IX_NAME, "NAME") &&
           same_slots(s) &&
           (s->any_state || (same_verdicts(s) && same_diags(s) && same_prechecks(s)));
}

/* True when both say the same; else s->why has the first difference. */
static inline bool same_index(same *s, const pl_index *a, const pl_index *b)
{
    *s = (same){ .a = a, .b = b };
    return same_all(s);
}

/* The same but for the states of files and what is known of them. */
static inline bool same_content(same *s, const pl_index *a, const pl_index *b)
{
    *s = (same){ .a = a, .b = b, .any_state = true };
    return same_all(s);
}

#endif
