/* refs.c - reading the attributes and references of an entry in an open index (index.h). */
#include "index/image.h"
#include "base/assert.h"
#include "base/str.h"
#include "schema/name.h"

const pl_ix_attr *pl_index_attr(const pl_index *ix, pl_entry_id id, pl_attr_id attr)
{
    pl_assert(id < ix->n_entries);
    pl_assert(attr < PL_ATTR_COUNT);
    const pl_ix_entry *e = &ix->entries[id];
    for (uint32_t i = e[0].attrs; i < e[1].attrs; i++)
        if (ix->attrs[i].id == attr)
            return &ix->attrs[i];
    return NULL;
}

pl_str pl_index_attr_text(const pl_index *ix, const pl_ix_attr *attr)
{
    return attr && attr->flags & PL_IX_ATTR_TEXT ? pl_ix__str(ix, attr->end) : (pl_str){ 0 };
}

pl_entry_id pl_index_named_by(const pl_index *ix, pl_entry_id id, pl_attr_id attr)
{
    const pl_ix_attr *a = pl_index_attr(ix, id, attr);
    const pl_ix_entry *e = &ix->entries[id];
    if (!a || !(a->flags & PL_ATTR_REF))
        return PL_NO_ENTRY;
    for (uint32_t i = e[0].refs; i < e[1].refs; i++) {
        const pl_ix_ref *ref = &ix->refs[i];
        if (ref->target != PL_NONE && !(ref->attr & PL_IX_REF_PARAM) &&
            pl_str_eq(pl_ix__str(ix, ref->attr & PL_IX_REF_ATTR), pl_attr_name(attr)))
            return ref->target;
    }
    return PL_NO_ENTRY;
}

pl_entry_id pl_index_base(const pl_index *ix, pl_entry_id id)
{
    pl_assert(id < ix->n_entries);
    const pl_ix_entry *e = &ix->entries[id];
    pl_entry_id base =
        e->flags & PL_ENTRY_HAS_BASE ? pl_index_named_by(ix, id, PL_ATTR_BASE) : PL_NO_ENTRY;
    return base != PL_NO_ENTRY && ix->entries[base].kind == e->kind ? base : PL_NO_ENTRY;
}

pl_entry_id pl_index_next_base(const pl_index *ix, pl_entry_id id, uint32_t *depth)
{
    return (*depth)++ < PL_IX_BASE_DEPTH ? pl_index_base(ix, id) : PL_NO_ENTRY;
}

void pl_ref_iter_init(pl_ref_iter *it, const pl_index *ix, pl_entry_id id)
{
    pl_assert(id < ix->n_entries);
    *it = (pl_ref_iter){
        .ix = ix, .entry = id, .at = ix->entries[id].refs, .end = ix->entries[id + 1].refs
    };
}

void pl_ref_iter_done(pl_ref_iter *it)
{
    pl_buf_done(&it->text);
}

/* The name of `target` as it is written in the mod of the entry. */
static pl_str written(pl_ref_iter *it, pl_entry_id target)
{
    pl_assert(target < it->ix->n_entries);
    const pl_index *ix = it->ix;
    const pl_ix_entry *t = &ix->entries[target];
    bool own = t->mod == ix->entries[it->entry].mod;
    it->text.len = 0;
    pl_name_print(&it->text, own ? (pl_str){ 0 } : pl_ix__str(ix, ix->mods[t->mod].short_name),
                  (pl_kind)t->kind, pl_ix__str(ix, t->short_name));
    return pl_buf_view(&it->text);
}

static bool next_child(pl_ref_iter *it, pl_index_ref *out)
{
    const pl_index *ix = it->ix;
    uint32_t child = ix->child[it->child++];
    out->target = child & PL_IX_MISSING ? PL_NO_ENTRY : child;
    if (out->target != PL_NO_ENTRY) {
        out->to = written(it, child);
        return true;
    }
    pl_str own = pl_ix__str(ix, ix->mods[ix->entries[it->entry].mod].short_name);
    out->to = pl_ix__str(ix, child & ~PL_IX_MISSING);
    if (pl_str_starts(out->to, own) && own.len < out->to.len && out->to.ptr[own.len] == '.')
        out->to = pl_str_sub(out->to, own.len + 1, out->to.len);
    return true;
}

bool pl_ref_iter_next(pl_ref_iter *it, pl_index_ref *out)
{
    const pl_index *ix = it->ix;
    while (it->at < it->end) {
        const pl_ix_ref *ref = &ix->refs[it->at];
        *out = (pl_index_ref){ .target = ref->target,
                               .attr = pl_ix__str(ix, ref->attr & PL_IX_REF_ATTR),
                               .in_param = ref->attr & PL_IX_REF_PARAM,
                               .recorded = ref->attr & PL_IX_REF_RECORDED };
        if (ref->to == PL_IX_CHILDREN) {
            if (!it->childs) {
                it->child = ix->child_off[it->entry];
                it->childs = ix->child_off[it->entry + 1];
            }
            if (it->child < it->childs)
                return next_child(it, out);
            it->childs = 0;
            it->at++;
            continue;
        }
        it->at++;
        out->to =
            !ref->to && ref->target != PL_NONE ? written(it, ref->target) : pl_ix__str(ix, ref->to);
        if (out->in_param) {
            size_t dot = pl_str_rfind(out->attr, '.');
            out->block = pl_str_sub(out->attr, 0, dot);
            out->attr = pl_str_sub(out->attr, dot + 1, out->attr.len);
        }
        return true;
    }
    return false;
}
