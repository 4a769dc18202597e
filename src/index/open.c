/* open.c - opening an image: sections are found, verified and never changed (index.h). */
#include "index/overlay.h"
#include "base/assert.h"
#include "base/sized.h"
#include "base/str.h"
#include "schema/kind.h"
#include <string.h>

const pl_ix_precheck *pl_index_file_prechecks(const pl_index *ix, uint32_t file, uint32_t *n)
{
    pl_assert(file < ix->n_files);
    uint32_t count, from = 0, end;
    const pl_ix_precheck *prechecks = pl_index_section(ix, PL_IX_PRECHECK, &count);
    for (uint32_t to = count; from < to;) {
        uint32_t middle = from + (to - from) / 2;
        if (prechecks[middle].file < file)
            from = middle + 1;
        else
            to = middle;
    }
    for (end = from; end < count && prechecks[end].file == file; end++)
        ;
    *n = end - from;
    return prechecks + from;
}

pl_index *pl_index_adopt(pl_str image, uint64_t options, void (*release)(void *ctx), void *ctx)
{
    if (pl_index__verify(image) && ((const pl_ix_header *)image.ptr)->options == options) {
        pl_index *ix = pl_index__wrap(image, release, ctx);
        pl_index__check(ix);
        return ix;
    }
    if (release)
        release(ctx);
    return NULL;
}

void pl_index_close(pl_index *ix)
{
    if (!ix)
        return;
    pl_assert(ix->image.ptr);
    pl_index__drop_overlay(ix);
    if (ix->release)
        ix->release(ix->ctx);
    pl_mem_free(ix);
}

pl_str pl_index_retire(pl_index *ix)
{
    pl_str image = ix->image;
    bool ours = ix->release == pl_ix__release_whole && image.len <= PL_IX_SPARE_MAX;
    if (ours)
        ix->release = NULL;
    pl_index_close(ix);
    return ours ? image : (pl_str){ 0 };
}

pl_str pl_index_bytes(const pl_index *ix)
{
    return ix->image;
}

pl_str pl_index_str(const pl_index *ix, uint32_t string)
{
    return pl_ix__str(ix, string);
}

const pl_ix_mod *pl_index_mods(const pl_index *ix, uint32_t *n)
{
    *n = ix->n_mods;
    return ix->mods;
}

const uint32_t *pl_index_mod_deps(const pl_index *ix, uint32_t mod, uint32_t *n)
{
    pl_assert(mod < ix->n_mods);
    *n = ix->moddep_off[mod + 1] - ix->moddep_off[mod];
    return ix->moddep + ix->moddep_off[mod];
}

const pl_ix_file *pl_index_files(const pl_index *ix, uint32_t *n)
{
    *n = ix->n_files;
    return ix->files;
}

const pl_ix_entry *pl_index_entries(const pl_index *ix, uint32_t *n)
{
    *n = ix->n_entries;
    return ix->entries;
}

const pl_ix_entry *pl_index_entry(const pl_index *ix, pl_entry_id id)
{
    pl_assert(id < ix->n_entries);
    return &ix->entries[id];
}

void pl_index_mod_entries(const pl_index *ix, uint32_t mod, uint32_t *first, uint32_t *end)
{
    pl_assert(mod < ix->n_mods);
    *first = ix->mods[mod].first_entry;
    *end = mod + 1 < ix->n_mods ? ix->mods[mod + 1].first_entry : ix->n_entries;
}

void pl_index_file_entries(const pl_index *ix, uint32_t file, uint32_t *first, uint32_t *end)
{
    pl_assert(file < ix->n_files);
    *first = ix->files[file].first_entry;
    *end = file + 1 < ix->n_files ? ix->files[file + 1].first_entry : ix->n_entries;
}

static const uint32_t not_resolved = PL_ENTRY_TITLE_OPEN | PL_ENTRY_DESC_OPEN | PL_ENTRY_TAGS_OPEN |
                                     PL_ENTRY_TAG_OPEN | PL_ENTRY_CHILDREN_OPEN;

void pl_index_get(const pl_index *ix, pl_entry_id id, pl_entry *out)
{
    if (!ix) {
        *out = (pl_entry){ 0 };
        return;
    }
    pl_assert(id < ix->n_entries);
    const pl_ix_entry *e = &ix->entries[id];
    const pl_ix_mod *mod = &ix->mods[e->mod];
    const pl_link_overlay *overlay = pl_index__overlay(ix);
    uint32_t open = e->flags & not_resolved;
    if (overlay)
        open &= ~(uint32_t)PL_ENTRY_CHILDREN_OPEN;
    *out = (pl_entry){
        .id = id,
        .kind = (pl_kind)e->kind,
        .mod = pl_ix__str(ix, mod->short_name),
        .short_name = pl_ix__str(ix, e->short_name),
        .title = pl_ix__str(ix, e->title),
        .file = pl_ix__str(ix, ix->files[e->file].path),
        .span = { e->start, e->end },
        .line = e->line,
        .end_line = e->end_line,
        .anonymous = e->flags & PL_ENTRY_ANONYMOUS,
        .top_level = e->flags & PL_ENTRY_ROOT && !(overlay && overlay->held[id]),
        .top_block = e->flags & PL_ENTRY_TOP_BLOCK,
        .detection = e->flags & PL_ENTRY_DETECTION,
        .own_mod = e->mod == 0,
        .direct_mod = mod->flags & PL_MOD_DIRECT,
        .needs_resolution = open,
    };
}

static void fill_index_stats(const pl_index *ix, pl_index_stats *out)
{
    if (!ix) {
        *out = (pl_index_stats){ 0 };
        return;
    }
    *out = (pl_index_stats){
        .entries = ix->n_entries,
        .resources = ix->n_names,
        .files = ix->n_files,
        .mods = ix->n_mods,
        .strings = ix->n_strings,
        .image_bytes = ix->image.len,
    };
    for (uint32_t id = 0; id < ix->n_entries; id++)
        out->unresolved += (ix->entries[id].flags & not_resolved) != 0;
    for (uint32_t f = 0; f < ix->n_files; f++)
        out->source_bytes += ix->files[f].stamp.size;
}

void pl_index_get_stats_sized(size_t size, const pl_index *ix, pl_index_stats *out)
{
    pl_index_stats known;
    fill_index_stats(ix, &known);
    pl_sized_fill(out, size, &known, sizeof known);
}

uint32_t pl_index_count(const pl_index *ix, pl_kind kind)
{
    if (!ix || (unsigned)kind >= PL_KIND_COUNT)
        return 0;
    return ix->kind_off[kind + 1] - ix->kind_off[kind];
}
