/* link_base.c - what entries inherit through `base` (mod-language.md 6).
 *
 *      a --base--> b --base--> c        c is done first, then b, then a: each step gives an heir
 *      ^                       |        everything that the chain of its bases has
 *      +---- a cycle is cut ---+        at the entry that is met again, which gets no base
 *
 * An attribute that must be evaluated in the base must be evaluated in the heir as well. */
#include "index/link.h"
#include "schema/schema.h"
#include <string.h>

#define BIT(attr) (1u << PL_ATTR_##attr)

typedef struct heirs {
    unsigned char *state;   /* by entry */
    uint32_t *at, *end;     /* by entry: its tags in `tags`, once it is done and has a base */
    PL_VEC(pl_ix_tag) tags; /* of heirs, after base */
    PL_VEC(uint32_t) seen;  /* by string: entry + 1 that has a tag of this key */
    PL_VEC(uint32_t) chain; /* heirs that wait for their bases */
    uint32_t taken;         /* inherited tags in the whole image */
    uint32_t inherited[PL_KIND_COUNT]; /* bits by pl_attr_id */
} heirs;

enum { NEW, WAITING, DONE };

/* ---- tags */

typedef struct tag_run {
    const pl_ix_tag *at, *end;
} tag_run;

/* `tags` may be NULL if there are none. */
static tag_run run_of(const pl_ix_tag *tags, uint32_t at, uint32_t end)
{
    return at < end ? (tag_run){ tags + at, tags + end } : (tag_run){ NULL, NULL };
}

static tag_run own_tags(const pl_linker *lk, uint32_t id)
{
    const pl_ix_entry *e = &lk->entry[id];
    return run_of(lk->tags.at, e[0].tags, e[1].tags);
}

/* Note that entry `id` has a tag with that key. True if it is the first one with it. */
static bool is_new_key(pl_linker *lk, heirs *h, uint32_t id, uint32_t key)
{
    if (key >= h->seen.n) {
        size_t n = h->seen.n;
        pl_vec_reserve(&h->seen, lk->strings.n);
        h->seen.n = lk->strings.n;
        memset(h->seen.at + n, 0, (h->seen.n - n) * sizeof *h->seen.at);
    }
    bool is_new = h->seen.at[key] != id + 1;
    h->seen.at[key] = id + 1;
    return is_new;
}

static void take_tag(pl_linker *lk, heirs *h, uint32_t id, pl_ix_tag tag)
{
    if (!is_new_key(lk, h, id, tag.key))
        return;
    if (h->taken == PL_IX_INHERIT_MAX) { /* evaluation finds out then */
        lk->entry[id].flags |= PL_ENTRY_TAGS_OPEN;
        return;
    }
    h->taken++;
    tag.value |= PL_IX_TAG_BASE;
    pl_vec_push(&h->tags, tag);
}

/* Merge its own tags with those tags of the base, which is done, that have other keys. */
static void merge_tags(pl_linker *lk, heirs *h, uint32_t id, uint32_t base)
{
    tag_run own = own_tags(lk, id);
    pl_assert(h->state[base] == DONE);
    h->at[id] = (uint32_t)h->tags.n;
    for (; own.at < own.end; own.at++) {
        is_new_key(lk, h, id, own.at->key);
        pl_vec_push(&h->tags, *own.at);
    }
    if (h->end[base]) {
        for (uint32_t i = h->at[base]; i < h->end[base]; i++)
            take_tag(lk, h, id, h->tags.at[i]);
    } else {
        own = own_tags(lk, base);
        for (; own.at < own.end; own.at++)
            take_tag(lk, h, id, *own.at);
    }
    h->end[id] = (uint32_t)h->tags.n;
    lk->entry[id].flags |= lk->entry[base].flags & PL_ENTRY_TAGS_OPEN;
}

/* Add the tags of `id`; those of an heir include inherited ones. */
static void add_tags(pl_linker *lk, const heirs *h, uint32_t id, tag_run own, pl_tag_list *out)
{
    if (h->end[id])
        own = run_of(h->tags.at, h->at[id], h->end[id]);
    lk->entry[id].tags = (uint32_t)out->n;
    for (; own.at < own.end; own.at++) {
        if (own.at->value & PL_IX_OPEN)
            lk->entry[id].flags |= PL_ENTRY_TAG_OPEN;
        pl_vec_push(out, *own.at);
    }
}

/* Put the tags of all entries in order. Nothing needs to be done if no entry inherited any. */
static void place_all(pl_linker *lk, const heirs *h)
{
    pl_tag_list out = { 0 };
    uint32_t at = 0;
    if (!h->tags.n)
        return;
    pl_vec_reserve(&out, lk->tags.n + h->tags.n);
    for (uint32_t id = 0; id < lk->n; id++) {
        uint32_t end = lk->entry[id + 1].tags;
        add_tags(lk, h, id, run_of(lk->tags.at, at, end), &out);
        at = end;
    }
    lk->entry[lk->n].tags = (uint32_t)out.n;
    pl_vec_done(&lk->tags);
    lk->tags = out;
}

/* ---- inheriting everything else */

/* Does the entry have a width of its own? A literal one is in the entry; any other has its
 * attribute. */
static bool has_width(const pl_linker *lk, uint32_t id)
{
    uint16_t flags;
    return lk->entry[id].width != 255 || pl_link__attr(lk, id, PL_ATTR_WIDTH, &flags);
}

static void inherit(pl_linker *lk, heirs *h, uint32_t id, uint32_t base)
{
    pl_ix_entry *e = &lk->entry[id];
    const pl_ix_entry *b = &lk->entry[base];
    uint32_t what = h->inherited[e->kind];
    if (what & BIT(TITLE) && !(e->flags & PL_ENTRY_HAS_TITLE)) {
        e->title = b->title;
        e->flags |= b->flags & PL_ENTRY_TITLE_OPEN;
    }
    if (what & BIT(DESCRIPTION) && !(e->flags & PL_ENTRY_HAS_DESC)) {
        e->description = b->description;
        e->flags |= b->flags & PL_ENTRY_DESC_OPEN;
    }
    if (what & BIT(WIDTH) && !has_width(lk, id)) {
        e->width = b->width;
        e->flags |= PL_ENTRY_BASE_WIDTH;
    }
    if (what & BIT(TAGS))
        merge_tags(lk, h, id, base);
}

/* If the base of `id` is not a plain reference, only evaluation can tell what it provides: mark the
 * attributes that `id` could inherit as open. */
static void wait_for_base(pl_linker *lk, const heirs *h, uint32_t id)
{
    pl_ix_entry *e = &lk->entry[id];
    uint32_t what = h->inherited[e->kind];
    uint16_t flags;
    if (!pl_link__attr(lk, id, PL_ATTR_BASE, &flags) || flags & PL_ATTR_REF)
        return;
    if (what & BIT(TITLE) && !(e->flags & PL_ENTRY_HAS_TITLE))
        e->flags |= PL_ENTRY_TITLE_OPEN;
    if (what & BIT(DESCRIPTION) && !(e->flags & PL_ENTRY_HAS_DESC))
        e->flags |= PL_ENTRY_DESC_OPEN;
    if (what & BIT(TAGS))
        e->flags |= PL_ENTRY_TAGS_OPEN;
}

/* Complete `id` after all the bases above it. */
static void inherit_chain(pl_linker *lk, heirs *h, uint32_t id)
{
    for (; id != PL_NONE && h->state[id] == NEW; id = lk->base[id]) {
        h->state[id] = WAITING;
        pl_vec_push(&h->chain, id);
    }
    while (h->chain.n) {
        uint32_t heir = h->chain.at[--h->chain.n], base = lk->base[heir];
        uint32_t own = lk->entry[heir].flags;
        if (base != PL_NONE && h->state[base] == DONE)
            inherit(lk, h, heir, base);
        else
            lk->base[heir] = PL_NONE;
        wait_for_base(lk, h, heir);
        if (lk->entry[heir].flags & ~own & PL_ENTRY_TAGS_OPEN)
            lk->entry[heir].flags |= PL_ENTRY_BASE_TAGS;
        pl_assert(h->state[heir] == WAITING);
        h->state[heir] = DONE;
    }
}

static void done(heirs *h)
{
    pl_vec_done(&h->tags);
    pl_vec_done(&h->seen);
    pl_vec_done(&h->chain);
}

void pl_link__bases(pl_linker *lk)
{
    heirs h = { .state = PL_LINK_TEMP_ZERO(lk, unsigned char, lk->n),
                .at = PL_LINK_TEMP(lk, uint32_t, lk->n),
                .end = PL_LINK_TEMP_ZERO(lk, uint32_t, lk->n) };
    for (unsigned kind = 0; kind < PL_KIND_COUNT; kind++)
        h.inherited[kind] = pl_schema_inherited(pl_schema_of((pl_kind)kind));
    for (uint32_t id = 0; id < lk->n; id++)
        if (lk->entry[id].flags & PL_ENTRY_HAS_BASE)
            inherit_chain(lk, &h, id);
    place_all(lk, &h);
    done(&h);
}
