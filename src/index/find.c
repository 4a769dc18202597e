/* find.c - looking up entries in an open index: by name, in lists, along edges (index.h). */
#include "index/overlay.h"
#include "base/assert.h"
#include "base/hash.h"
#include "base/str.h"
#include "schema/name.h"
#include <string.h>

/* ---- full names */

/* Compare two names given as lists of parts without joining them: each step compares as many bytes
 * as the shorter of the two current parts has left. */
int pl_ix__parts_cmp(const pl_str *a, unsigned n_a, const pl_str *b, unsigned n_b)
{
    pl_str x = n_a ? *a : (pl_str){ 0 }, y = n_b ? *b : (pl_str){ 0 };
    for (;;) {
        while (!x.len && n_a > 1)
            x = *++a, n_a--;
        while (!y.len && n_b > 1)
            y = *++b, n_b--;
        if (!x.len || !y.len)
            return (x.len > 0) - (y.len > 0);
        size_t n = x.len < y.len ? x.len : y.len;
        int order = memcmp(x.ptr, y.ptr, n);
        if (order)
            return order;
        x = pl_str_sub(x, n, x.len);
        y = pl_str_sub(y, n, y.len);
    }
}

unsigned pl_ix__parts_of(const pl_ix_entry *e, pl_str mod, pl_str short_name, pl_str parts[5])
{
    unsigned n = 0;
    if (e->kind != PL_KIND_MOD) {
        parts[n++] = mod;
        parts[n++] = PL_S(".");
    }
    parts[n++] = pl_kind_name((pl_kind)e->kind);
    parts[n++] = PL_S(".");
    parts[n++] = short_name;
    return n;
}

unsigned pl_ix__name_parts(const pl_index *ix, pl_entry_id id, pl_str parts[5])
{
    pl_assert(id < ix->n_entries);
    const pl_ix_entry *e = &ix->entries[id];
    return pl_ix__parts_of(e, pl_ix__str(ix, ix->mods[e->mod].short_name),
                           pl_ix__str(ix, e->short_name), parts);
}

size_t pl_index_name(const pl_index *ix, pl_entry_id id, char *out, size_t cap)
{
    if (!ix)
        return 0;
    pl_assert(out || !cap);
    pl_str parts[5];
    unsigned n = pl_ix__name_parts(ix, id, parts);
    size_t len = 0;
    for (unsigned i = 0; i < n; i++) {
        size_t room = len < cap ? cap - len : 0, fits = parts[i].len < room ? parts[i].len : room;
        if (fits)
            memcpy(out + len, parts[i].ptr, fits);
        len += parts[i].len;
    }
    return len;
}

void pl_index_print_name(const pl_index *ix, pl_entry_id id, pl_buf *out)
{
    pl_str parts[5];
    unsigned n = pl_ix__name_parts(ix, id, parts);
    for (unsigned i = 0; i < n; i++)
        pl_buf_str(out, parts[i]);
}

pl_str pl_index_full_name(const pl_index *ix, pl_entry_id id, pl_arena *arena)
{
    pl_buf name = { 0 };
    pl_index_print_name(ix, id, &name);
    pl_str copy = pl_arena_str(arena, pl_buf_view(&name));
    pl_buf_done(&name);
    return copy;
}

int pl_index_name_cmp(const pl_index *ix, pl_entry_id a, pl_entry_id b)
{
    pl_assert(a < ix->n_entries && b < ix->n_entries);
    const pl_ix_entry *x = &ix->entries[a], *y = &ix->entries[b];
    if (x->mod == y->mod && x->kind == y->kind)
        return pl_str_cmp(pl_ix__str(ix, x->short_name), pl_ix__str(ix, y->short_name));
    pl_str pa[5], pb[5];
    unsigned na = pl_ix__name_parts(ix, a, pa), nb = pl_ix__name_parts(ix, b, pb);
    return pl_ix__parts_cmp(pa, na, pb, nb);
}

/* The first position in NAME whose entry is not before `id`; with `after`, the first one that is
 * after it. */
static uint32_t bound(const pl_index *ix, pl_entry_id id, bool after)
{
    uint32_t low = 0, high = ix->n_names;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        int order = pl_index_name_cmp(ix, ix->name[mid], id);
        if (order < 0 || (after && order == 0))
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

const pl_entry_id *pl_index_same_name(const pl_index *ix, pl_entry_id id, uint32_t *n)
{
    uint32_t first = bound(ix, id, false);
    *n = bound(ix, id, true) - first;
    return ix->name + first;
}

/* ---- look-up */

uint32_t pl_ix__slot(const pl_index *ix, const uint32_t *slots, const pl_ix_key *key)
{
    uint32_t name = (uint32_t)pl_hash_str(key->name);
    uint32_t at = pl_ix__slot_hash(name, key->mod, key->kind, key->class) & ix->slot_mask;
    for (; slots[at]; at = (at + 1) & ix->slot_mask) {
        const pl_ix_entry *e = &ix->entries[slots[at] - 1];
        if (e->mod == key->mod && e->kind == key->kind && pl_ix__class(e) == key->class &&
            pl_str_eq(pl_ix__str(ix, e->short_name), key->name))
            break;
    }
    return at;
}

pl_entry_id pl_index_find_in(const pl_index *ix, uint32_t mod, pl_kind kind, pl_str name)
{
    pl_assert(mod < ix->n_mods);
    pl_assert(kind < PL_KIND_COUNT);
    for (unsigned class = 0; class < PL_IX_CLASSES; class ++) {
        uint32_t slot =
            ix->slots[pl_ix__slot(ix, ix->slots, &(pl_ix_key){ mod, kind, class, name })];
        if (slot)
            return slot - 1;
    }
    return PL_NO_ENTRY;
}

/* Does `text` name the dependency, as "github.com/o/n@v1.0.0" or without the version? */
static bool is_path_of(pl_str dep_path, pl_str text)
{
    size_t version = pl_str_find(dep_path, '@');
    if (version == dep_path.len)
        version = pl_str_find(dep_path, '#');
    return text.len &&
           (pl_str_eq(dep_path, text) || pl_str_eq(pl_str_sub(dep_path, 0, version), text));
}

typedef struct search {
    const pl_index *ix;
    const pl_name *parts;
    bool by_path; /* the name begins with a dependency path, not with a short name */
} search;

static pl_entry_id find_if_named(const search *s, uint32_t mod)
{
    const pl_ix_mod *m = &s->ix->mods[mod];
    pl_str wanted = s->parts->kind == PL_KIND_MOD ? s->parts->name : s->parts->mod;
    bool named = s->by_path ? is_path_of(pl_ix__str(s->ix, m->dep_path), wanted)
                            : pl_str_eq(pl_ix__str(s->ix, m->short_name), wanted);
    return named ? pl_index_find_in(s->ix, mod, s->parts->kind, s->parts->name) : PL_NO_ENTRY;
}

/* Search the mod `from`, the mods that it requires, then all others. */
static pl_entry_id find_among_mods(const search *s, uint32_t from)
{
    uint32_t n;
    const uint32_t *deps = pl_index_mod_deps(s->ix, from, &n);
    pl_entry_id id = find_if_named(s, from);
    for (uint32_t i = 0; i < n && id == PL_NO_ENTRY; i++)
        id = find_if_named(s, deps[i]);
    for (uint32_t m = 0; m < s->ix->n_mods && id == PL_NO_ENTRY; m++)
        id = find_if_named(s, m);
    return id;
}

pl_entry_id pl_index_find_from(const pl_index *ix, uint32_t mod, pl_str name)
{
    pl_name parts;
    pl_entry_id id = PL_NO_ENTRY;
    if (!pl_name_parse(name, &parts))
        return PL_NO_ENTRY;
    if (!parts.mod.len && parts.kind != PL_KIND_MOD)
        return pl_index_find_in(ix, 0, parts.kind, parts.name);
    for (int by_path = 0; by_path < 2 && id == PL_NO_ENTRY; by_path++)
        if (!by_path || parts.mod.len)
            id = find_among_mods(&(search){ ix, &parts, by_path }, mod);
    return id;
}

bool pl_index_find(const pl_index *ix, pl_str name, pl_entry *out)
{
    pl_entry_id id = pl_index_find_from(ix, 0, name);
    if (id == PL_NO_ENTRY)
        return false;
    pl_index_get(ix, id, out);
    return true;
}

pl_entry_id pl_index_find_same(const pl_index *ix, const pl_index *other, pl_entry_id id)
{
    pl_assert(id < other->n_entries);
    const pl_ix_entry *e = &other->entries[id];
    const pl_ix_mod *mod = &other->mods[e->mod];
    pl_str mod_name = pl_ix__str(other, mod->short_name), name = pl_ix__str(other, e->short_name);
    pl_str path = pl_ix__str(other, mod->dep_path);
    pl_entry_id found = PL_NO_ENTRY;
    for (int any_version = 0; any_version < 2; any_version++)
        for (uint32_t m = 0; m < ix->n_mods && found == PL_NO_ENTRY; m++)
            if (pl_str_eq(pl_ix__str(ix, ix->mods[m].short_name), mod_name) &&
                (any_version || pl_str_eq(pl_ix__str(ix, ix->mods[m].dep_path), path)))
                found = pl_index_find_in(ix, m, (pl_kind)e->kind, name);
    return found;
}

pl_str pl_index_mod_name(const pl_index *ix, pl_str path)
{
    if (!ix)
        return (pl_str){ 0 };
    for (uint32_t m = 0; m < ix->n_mods; m++)
        if (is_path_of(pl_ix__str(ix, ix->mods[m].dep_path), path))
            return pl_ix__str(ix, ix->mods[m].short_name);
    return path;
}

const pl_entry_id *pl_index_kind(const pl_index *ix, pl_kind kind, uint32_t *n)
{
    if (!ix) {
        *n = 0;
        return NULL;
    }
    pl_assert(kind < PL_KIND_COUNT);
    *n = ix->kind_off[kind + 1] - ix->kind_off[kind];
    return ix->kind + ix->kind_off[kind];
}

/* ---- edges */

/* The run of a CSR section that belongs to `id`: its elements and, in *n, their number. */
static const pl_entry_id *edges_of(const uint32_t *off, const uint32_t *list, pl_entry_id id,
                                   uint32_t *n)
{
    *n = off[id + 1] - off[id];
    return list + off[id];
}

/* A NULL index has no entries. */
static bool has_edges(const pl_index *ix, pl_entry_id id, uint32_t *n)
{
    *n = 0;
    pl_assert(!ix || id < ix->n_entries);
    return ix;
}

const pl_entry_id *pl_index_children(const pl_index *ix, pl_entry_id id, uint32_t *n)
{
    if (!has_edges(ix, id, n))
        return NULL;
    const pl_link_overlay *s = pl_index__overlay(ix);
    return s ? edges_of(s->child_off, s->child, id, n) : edges_of(ix->child_off, ix->child, id, n);
}

const pl_entry_id *pl_index_parents(const pl_index *ix, pl_entry_id id, uint32_t *n)
{
    if (!has_edges(ix, id, n))
        return NULL;
    const pl_link_overlay *s = pl_index__overlay(ix);
    return s ? edges_of(s->parent_off, s->parent, id, n)
             : edges_of(ix->parent_off, ix->parent, id, n);
}

const pl_entry_id *pl_index_dependents(const pl_index *ix, pl_entry_id id, uint32_t *n)
{
    return has_edges(ix, id, n) ? edges_of(ix->rref_off, ix->rref, id, n) : NULL;
}
