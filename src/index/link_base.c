#include "index/link.h"
#include "base/str.h"
#include "schema/kind.h"

/* What a kind takes from its base (mod-language.md 6). The literal fields of an
 * entry follow the chain of bases to the first that has a value; what that value
 * waits for, the heir waits for. */
enum {
    TITLE = 1 << 0,
    DESC_TAGS = 1 << 1,
    WIDTH = 1 << 2,
};

static unsigned inherited(pl_kind kind)
{
    switch (kind) {
    case PL_KIND_TEXT: return TITLE | WIDTH;
    case PL_KIND_NODE:
    case PL_KIND_EDGE:
    case PL_KIND_CATEGORY: return TITLE | DESC_TAGS;
    case PL_KIND_CONTROL:
    case PL_KIND_DETECTION:
    case PL_KIND_DASHBOARD:
    case PL_KIND_CARD:
    case PL_KIND_CHART:
    case PL_KIND_IMAGE:
    case PL_KIND_INPUT:
    case PL_KIND_TABLE:
    case PL_KIND_FLOW:
    case PL_KIND_GRAPH:
    case PL_KIND_HIERARCHY: return TITLE | DESC_TAGS | WIDTH;
    default: return 0;
    }
}

/* The state of entries before anything was inherited is read from the rows, so
 * the order of the heirs does not matter. */
typedef struct chain {
    uint32_t at, depth;
} chain;

static bool next_base(const pl_linker *lk, chain *c)
{
    c->at = lk->base[c->at];
    return c->at != PL_NONE && c->depth++ < PL_IX_BASE_DEPTH;
}

static void inherit_title(pl_linker *lk, uint32_t id)
{
    pl_ix_entry *e = &lk->entry[id];
    if (e->flags & PL_ENTRY_HAS_TITLE)
        return;
    for (chain c = { .at = id }; next_base(lk, &c);) {
        const pl_part_entry *row = pl_link__row(lk, c.at);
        if (!(row->flags & PL_ENTRY_HAS_TITLE))
            continue;
        e->title = pl_link__str(lk, pl_part_str(pl_link__part(lk, c.at), row->title));
        e->flags |= row->flags & PL_ENTRY_TITLE_OPEN;
        return;
    }
}

static void inherit_description(pl_linker *lk, uint32_t id)
{
    pl_ix_entry *e = &lk->entry[id];
    if (e->flags & PL_ENTRY_HAS_DESC)
        return;
    for (chain c = { .at = id }; next_base(lk, &c);) {
        const pl_part_entry *row = pl_link__row(lk, c.at);
        if (!(row->flags & PL_ENTRY_HAS_DESC))
            continue;
        e->description = pl_link__str(lk, pl_part_str(pl_link__part(lk, c.at), row->description));
        e->flags |= row->flags & PL_ENTRY_DESC_OPEN;
        return;
    }
}

/* A literal width is in the row, any other has its attribute. */
static bool has_width(const pl_linker *lk, uint32_t id)
{
    return pl_link__row(lk, id)->width != 255 || pl_link__attr(lk, id, PL_ATTR_WIDTH);
}

static void inherit_width(pl_linker *lk, uint32_t id)
{
    chain c = { .at = id };
    while (!has_width(lk, c.at))
        if (!next_base(lk, &c))
            return;
    lk->entry[id].width = pl_link__row(lk, c.at)->width;
}

/* ---- tags */

static bool has_key(const pl_linker *lk, size_t first, size_t end, uint32_t key)
{
    for (size_t i = first; i < end; i++)
        if (lk->tags.at[i].key == key)
            return true;
    return false;
}

/* Keys and values repeat from entry to entry: a look at the string that had the same
 * ends is cheaper than hashing. */
static uint32_t tag_string(pl_linker *lk, pl_str s)
{
    if (!s.len)
        return 0;
    size_t at = (s.len * 7 + (unsigned char)s.ptr[0] * 3 + (unsigned char)s.ptr[s.len - 1]);
    uint32_t *id = &lk->tag_ids[at % PL_COUNT(lk->tag_ids)];
    if (!*id || !pl_str_eq(pl_intern_get(&lk->strings, *id), s))
        *id = pl_link__str(lk, s);
    return *id;
}

/* Append the tags of row `id` whose key is not among the tags of `heir`, which are
 * those from `first` on. */
static void add_tags(pl_linker *lk, uint32_t heir, uint32_t id, size_t first)
{
    const pl_part *part = pl_link__part(lk, id);
    const pl_part_entry *row = pl_link__row(lk, id);
    size_t inherited_end = lk->tags.n;
    for (uint32_t i = row[0].tags; i < row[1].tags; i++) {
        const pl_part_tag *tag = &part->tags[i];
        pl_ix_tag out = { .key = tag_string(lk, pl_part_str(part, tag->key)) };
        if (has_key(lk, first, inherited_end, out.key))
            continue;
        out.value = tag_string(lk, pl_part_str(part, tag->value)) | (tag->open ? PL_IX_OPEN : 0);
        if (tag->open)
            lk->entry[heir].flags |= PL_ENTRY_TAG_OPEN;
        pl_vec_push(&lk->tags, out);
    }
}

/* An open tag is written in the heir's own words or in its base's: both wait. */
static void inherit_tags(pl_linker *lk, uint32_t id, size_t first)
{
    for (chain c = { .at = id }; next_base(lk, &c);) {
        lk->entry[id].flags |= pl_link__row(lk, c.at)->flags & PL_ENTRY_TAGS_OPEN;
        if (lk->tags.n - first < PL_IX_BASE_DEPTH)
            add_tags(lk, id, c.at, first);
    }
}

/* A base that is no plain reference, here or further up, may bring anything. */
static void wait_for_base(pl_linker *lk, uint32_t id, unsigned what)
{
    pl_ix_entry *e = &lk->entry[id];
    chain c = { .at = id }, last = c;
    while (next_base(lk, &c))
        last = c;
    const pl_part_attr *attr = pl_link__attr(lk, last.at, PL_ATTR_BASE);
    if (!attr || attr->flags & PL_ATTR_REF)
        return;
    if (what & TITLE && !(e->flags & PL_ENTRY_HAS_TITLE))
        e->flags |= PL_ENTRY_TITLE_OPEN;
    if (what & DESC_TAGS)
        e->flags |= PL_ENTRY_TAGS_OPEN | (e->flags & PL_ENTRY_HAS_DESC ? 0 : PL_ENTRY_DESC_OPEN);
}

void pl_link__bases(pl_linker *lk)
{
    for (uint32_t id = 0; id < lk->n; id++) {
        pl_ix_entry *e = &lk->entry[id];
        unsigned what = e->flags & PL_ENTRY_HAS_BASE ? inherited((pl_kind)e->kind) : 0;
        size_t first = lk->tags.n;
        e->tags = (uint32_t)first;
        add_tags(lk, id, id, first);
        if (!what)
            continue;
        if (what & TITLE)
            inherit_title(lk, id);
        if (what & DESC_TAGS) {
            inherit_description(lk, id);
            inherit_tags(lk, id, first);
        }
        if (what & WIDTH)
            inherit_width(lk, id);
        wait_for_base(lk, id, what);
    }
    lk->entry[lk->n].tags = (uint32_t)lk->tags.n;
}
