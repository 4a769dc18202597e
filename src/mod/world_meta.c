#include "mod/world_meta.h"
#include "base/diag.h"
#include "base/str.h"
#include "mod/world_inner.h"

unsigned pl_world_meta_open(const pl_ix_entry *entry)
{
    unsigned open = 0;
    if (entry->flags & PL_ENTRY_TITLE_OPEN)
        open |= PL_META_TITLE;
    if (entry->flags & PL_ENTRY_DESC_OPEN)
        open |= PL_META_DESCRIPTION;
    if (entry->flags & (PL_ENTRY_TAGS_OPEN | PL_ENTRY_TAG_OPEN))
        open |= PL_META_TAGS;
    return open;
}

/* The place of an attribute that decides alone: nothing is added to it or instead of it. */
static bool own_place(const pl_world *world, pl_entry_id id, pl_attr_id attr, pl_range *out)
{
    const pl_ix_attr *at = pl_index_attr(world->options.index, id, attr);
    bool inherits = pl_world__entry(world, id)->flags & PL_ENTRY_HAS_BASE;
    if (!at || at->flags & (PL_ATTR_BLOCK | PL_IX_ATTR_TEXT) || (inherits && attr == PL_ATTR_TAGS))
        return false;
    *out = (pl_range){ at->start, at->end };
    return true;
}

static bool attr_value(pl_world *world, pl_entry_id id, pl_attr_id attr, const pl_type *type,
                       pl_arena *arena, pl_value *out, pl_diags *diags)
{
    pl_range place;
    pl_value v;
    if (own_place(world, id, attr, &place) && pl_world__eval_at(world, id, place, type, arena, out))
        return true;
    pl_found found = pl_world_attr(world, id, pl_attr_name(attr), &v, diags);
    if (found == PL_FOUND)
        *out = pl_value_copy(arena, v);
    else if (found == PL_FOUND_NOTHING)
        pl_diag_plain(diags, PL_ERROR, "'%.*s' of a %.*s cannot be read",
                      PL_FMT(pl_attr_name(attr)),
                      PL_FMT(pl_kind_word(pl_world__entry(world, id)->kind)));
    return found == PL_FOUND;
}

bool pl_world_meta_of(pl_world *world, pl_entry_id id, pl_arena *arena, pl_world_meta *out,
                      pl_diags *diags)
{
    const pl_type *text = pl_type_simple(PL_TYPE_STRING);
    unsigned open = pl_world_meta_open(pl_world__entry(world, id));
    uint64_t reads = world->marks.reads;
    bool ok = true;
    out->title = out->description = pl_value_null(text);
    out->tags = pl_value_null(world->string_map);
    if (open & PL_META_TITLE)
        ok &= attr_value(world, id, PL_ATTR_TITLE, text, arena, &out->title, diags);
    if (open & PL_META_DESCRIPTION)
        ok &= attr_value(world, id, PL_ATTR_DESCRIPTION, text, arena, &out->description, diags);
    if (open & PL_META_TAGS)
        ok &= attr_value(world, id, PL_ATTR_TAGS, world->string_map, arena, &out->tags, diags);
    out->reads = reads != world->marks.reads;
    return ok;
}
