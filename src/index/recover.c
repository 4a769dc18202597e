/* recover.c - turning an image back into parts.
 *
 * Linking loses nothing that is needed to link again: what it adds to an entry is marked
 * (PL_ENTRY_BASE_*, PL_IX_TAG_BASE) or follows from the flags of the entry's own attributes. So
 * an image alone, perhaps mapped from disk, can be linked anew without reading a source file. */
#include "index/patch.h"
#include "base/str.h"
#include <string.h>

typedef struct recovery {
    const pl_index *ix;
    pl_arena *arena;
    uint32_t first, end;
    pl_part_entry *entries;
    pl_part_attr *attrs;
    pl_part_tag *tags;
    pl_part_ref *refs;
    uint32_t n_attrs, n_tags, n_refs;
    pl_buf text;
} recovery;

static pl_span put(recovery *r, pl_str s)
{
    pl_span span = { (uint32_t)r->text.len, (uint32_t)s.len };
    pl_buf_str(&r->text, s);
    return span;
}

static pl_span put_id(recovery *r, uint32_t string)
{
    return put(r, pl_ix__str(r->ix, string));
}

/* ---- entries */

static uint32_t own_flags(const pl_ix_entry *e)
{
    uint32_t flags = e->flags & (PL_ENTRY_ROOT - 1) & ~(uint32_t)PL_ENTRY_DUPLICATE;
    if (!(flags & PL_ENTRY_HAS_TITLE))
        flags &= ~(uint32_t)PL_ENTRY_TITLE_OPEN;
    if (!(flags & PL_ENTRY_HAS_DESC))
        flags &= ~(uint32_t)PL_ENTRY_DESC_OPEN;
    if (e->flags & PL_ENTRY_BASE_TAGS)
        flags &= ~(uint32_t)PL_ENTRY_TAGS_OPEN;
    return flags;
}

static void put_entry(recovery *r, const pl_ix_entry *e, pl_part_entry *out)
{
    uint32_t flags = own_flags(e);
    *out = (pl_part_entry){
        .start = e->start,
        .end = e->end,
        .line = e->line,
        .end_line = e->end_line,
        .parent = e->parent == PL_NONE ? PL_NONE : e->parent - r->first,
        .flags = flags,
        .attrs = r->n_attrs,
        .tags = r->n_tags,
        .refs = r->n_refs,
        .hash = e->hash,
        .kind = e->kind,
        .width = e->flags & PL_ENTRY_BASE_WIDTH ? 255 : e->width,
    };
    if (!(flags & PL_ENTRY_ANONYMOUS))
        out->label = put_id(r, e->short_name);
    if (flags & PL_ENTRY_HAS_TITLE)
        out->title = put_id(r, e->title);
    if (flags & PL_ENTRY_HAS_DESC)
        out->description = put_id(r, e->description);
}

/* ---- attributes and tags */

static void put_attrs(recovery *r, const pl_ix_entry *e)
{
    for (uint32_t i = e[0].attrs; i < e[1].attrs; i++) {
        const pl_ix_attr *a = &r->ix->attrs[i];
        pl_part_attr *out = &r->attrs[r->n_attrs++];
        *out = (pl_part_attr){ .id = a->id, .start = a->start, .end = a->end };
        out->flags = a->flags & (uint16_t)~PL_IX_ATTR_TEXT;
        if (a->flags & PL_IX_ATTR_TEXT)
            out->text = put_id(r, a->end);
    }
}

static void put_tags(recovery *r, const pl_ix_entry *e)
{
    for (uint32_t i = e[0].tags; i < e[1].tags; i++) {
        const pl_ix_tag *t = &r->ix->tags[i];
        if (t->value & PL_IX_TAG_BASE)
            continue;
        pl_part_tag *out = &r->tags[r->n_tags++];
        out->key = put_id(r, t->key);
        out->value = put_id(r, t->value & PL_IX_TAG_TEXT);
        out->open = t->value & PL_IX_OPEN;
    }
}

/* ---- references */

static void put_refs(recovery *r, pl_entry_id id)
{
    pl_ref_iter it;
    pl_index_ref ref;
    pl_ref_iter_init(&it, r->ix, id);
    while (pl_ref_iter_next(&it, &ref)) {
        pl_part_ref *out = &r->refs[r->n_refs++];
        *out = (pl_part_ref){ .in_param = ref.in_param, .recorded = ref.recorded };
        if (ref.in_param)
            out->block = put(r, ref.block);
        out->attr = put(r, ref.attr);
        out->to = put(r, ref.to);
    }
    pl_ref_iter_done(&it);
}

/* ---- a whole part */

/* Make room for the rows. Inherited tags are counted as well, and so are children, whether or
 * not a marker stands for them. */
static void make_room(recovery *r)
{
    const pl_ix_entry *a = &r->ix->entries[r->first], *b = &r->ix->entries[r->end];
    size_t refs = b->refs - a->refs + r->ix->child_off[r->end] - r->ix->child_off[r->first];
    size_t n = r->end - r->first + 1;
    r->entries = pl_arena_take(r->arena, n * sizeof *r->entries, _Alignof(pl_part_entry));
    r->attrs =
        pl_arena_take(r->arena, (b->attrs - a->attrs) * sizeof *r->attrs, _Alignof(pl_part_attr));
    r->tags = pl_arena_take(r->arena, (b->tags - a->tags) * sizeof *r->tags, _Alignof(pl_part_tag));
    r->refs = pl_arena_take(r->arena, refs * sizeof *r->refs, _Alignof(pl_part_ref));
}

const pl_part *pl_index__recover(const pl_index *ix, uint32_t file, pl_arena *arena)
{
    uint32_t first, end;
    pl_assert(file < ix->n_files);
    pl_index_file_entries(ix, file, &first, &end);
    recovery r = { .ix = ix, .arena = arena, .first = first, .end = end };
    make_room(&r);
    for (uint32_t id = first; id < end; id++) {
        const pl_ix_entry *e = &ix->entries[id];
        put_entry(&r, e, &r.entries[id - first]);
        put_attrs(&r, e);
        put_tags(&r, e);
        put_refs(&r, id);
    }
    pl_assert(r.n_attrs == ix->entries[end].attrs - ix->entries[first].attrs);
    pl_assert(r.n_tags <= ix->entries[end].tags - ix->entries[first].tags);
    r.entries[end - first] = (pl_part_entry){
        .parent = PL_NONE, .attrs = r.n_attrs, .tags = r.n_tags, .refs = r.n_refs
    };
    pl_part *part = PL_NEW(arena, pl_part);
    *part = (pl_part){ .text = pl_arena_str(arena, pl_buf_view(&r.text)).ptr,
                       .entries = r.entries,
                       .attrs = r.attrs,
                       .tags = r.tags,
                       .refs = r.refs,
                       .n_entries = end - first,
                       .n_attrs = r.n_attrs,
                       .n_tags = r.n_tags,
                       .n_refs = r.n_refs,
                       .text_len = (uint32_t)r.text.len,
                       .n_lines = ix->files[file].lines,
                       .hash = ix->files[file].hash };
    pl_buf_done(&r.text);
    return part;
}
