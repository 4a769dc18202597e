/* link_names.c - the hash table of names, which shows the duplicates and the shadowed entries. */
#include "index/link.h"
#include "base/str.h"
#include "schema/kind.h"
#include <string.h>

/* ---- slots */

uint32_t pl_link__find(const pl_linker *lk, const pl_link_name *name)
{
    uint32_t at = name->hash & lk->slot_mask;
    for (; lk->slots[at]; at = (at + 1) & lk->slot_mask) {
        uint32_t id = lk->slots[at] - 1;
        const pl_ix_entry *e = &lk->entry[id];
        if (lk->slot_hash[at] == name->hash && e->mod == name->mod && e->kind == name->kind &&
            pl_ix__class(e) == name->class &&
            pl_str_eq(pl_intern_get(&lk->strings, e->short_name), name->text))
            return id;
    }
    return PL_NONE;
}

/* Enter `id` under its name. False: the name is taken. */
static bool enter(pl_linker *lk, uint32_t id)
{
    const pl_ix_entry *e = &lk->entry[id];
    unsigned class = pl_ix__class(e);
    uint32_t name_hash = pl_intern_hash(&lk->strings, e->short_name);
    uint32_t hash = pl_ix__slot_hash(name_hash, e->mod, e->kind, class);
    uint32_t at = hash & lk->slot_mask;
    for (; lk->slots[at]; at = (at + 1) & lk->slot_mask) {
        const pl_ix_entry *o = &lk->entry[lk->slots[at] - 1];
        if (lk->slot_hash[at] == hash && o->short_name == e->short_name && o->mod == e->mod &&
            o->kind == e->kind && pl_ix__class(o) == class)
            return false;
    }
    lk->slots[at] = id + 1;
    lk->slot_hash[at] = hash;
    return true;
}

/* Enter entries. Top-level blocks are entered first, so that a nested one of the same name does
 * not hide them. */
static void enter_all(pl_linker *lk, uint32_t first, uint32_t end, bool nested)
{
    for (uint32_t id = first; id < end; id++) {
        pl_ix_entry *e = &lk->entry[id];
        bool ghost = e->parent != PL_NONE && lk->entry[e->parent].flags & PL_ENTRY_DUPLICATE;
        if ((e->parent != PL_NONE) != nested ||
            e->flags & PL_ENTRY_DUPLICATE) /* known from before (graft.c) */
            continue;
        if (ghost || (!enter(lk, id) && pl_ix__class(e) != PL_IX_CLASS_LOCAL))
            e->flags |= PL_ENTRY_DUPLICATE;
    }
}

/* ---- blocks */

static void find_blocks(pl_linker *lk, uint32_t first, uint32_t end)
{
    pl_mark mark = pl_arena_mark(&lk->arena);
    uint32_t *last = PL_LINK_NEW(lk, uint32_t, end - first), bytes = (end - first) * sizeof *last;
    memset(last, 0xff, bytes);
    memset(lk->first_block + first, 0xff, bytes);
    memset(lk->next_block + first, 0xff, bytes);
    for (uint32_t id = first; id < end; id++) {
        uint32_t parent = lk->entry[id].parent;
        if (parent == PL_NONE)
            continue;
        uint32_t before = last[parent - first];
        *(before == PL_NONE ? &lk->first_block[parent] : &lk->next_block[before]) = id;
        last[parent - first] = id;
    }
    pl_arena_rewind(&lk->arena, mark);
}

/* Is it a nested category with the name of one at the top level? */
static bool is_shadowed(const pl_linker *lk, uint32_t id)
{
    const pl_ix_entry *e = &lk->entry[id];
    if (e->kind != PL_KIND_CATEGORY || pl_ix__class(e) != PL_IX_CLASS_LOCAL)
        return false;
    uint32_t name_hash = pl_intern_hash(&lk->strings, e->short_name);
    pl_link_name name = {
        .mod = e->mod,
        .kind = PL_KIND_CATEGORY,
        .class = PL_IX_CLASS_UNIQUE,
        .text = pl_intern_get(&lk->strings, e->short_name),
        .hash = pl_ix__slot_hash(name_hash, e->mod, e->kind, PL_IX_CLASS_UNIQUE),
    };
    return pl_link__find(lk, &name) != PL_NONE ||
           (lk->beyond && lk->beyond->find(lk->beyond, &name, true) != PL_NONE);
}

void pl_link__names(pl_linker *lk)
{
    uint32_t slots = 2;
    while (slots < lk->n + lk->n / 4 + 1) /* at most 4/5 full */
        slots *= 2;
    lk->slots = PL_LINK_ZERO(lk, uint32_t, slots);
    lk->slot_hash = PL_LINK_NEW(lk, uint32_t, slots);
    lk->slot_mask = slots - 1;
    lk->first_block = PL_LINK_NEW(lk, uint32_t, lk->n);
    lk->next_block = PL_LINK_NEW(lk, uint32_t, lk->n);
    enter_all(lk, 0, lk->n, false);
    enter_all(lk, 0, lk->n, true);
    find_blocks(lk, 0, lk->n);
    for (uint32_t id = 0; id < lk->n; id++)
        if (is_shadowed(lk, id))
            lk->entry[id].flags |= PL_ENTRY_SHADOWED;
}
