/* image.c - the sections of an image: the size of their elements, their place, their checksum;
 * and an open index, which consists of no more than that. */
#include "index/image.h"
#include "base/assert.h"
#include "base/hash.h"

const uint8_t pl_ix__element_size[PL_IX_SECTION_COUNT] = {
#define X(name, type) sizeof(type),
    PL_IX_SECTIONS(X)
#undef X
};

const void *pl_index_section(const pl_index *ix, pl_ix_section section, uint32_t *n)
{
    pl_assert(section < PL_IX_SECTION_COUNT);
    const pl_ix_header *h = pl_index_header(ix);
    if (n)
        *n = h->section[section].count;
    return ix->image.ptr + h->section[section].at;
}

const pl_ix_header *pl_index_header(const pl_index *ix)
{
    return (const pl_ix_header *)ix->image.ptr;
}

void pl_index__seal(char *image, size_t len)
{
    pl_ix_header *h = (pl_ix_header *)image;
    h->checksum = pl_hash_bytes(h + 1, len - sizeof *h);
    h->head = pl_hash_bytes(h, offsetof(pl_ix_header, head));
}

/* ---- opening an image, and freeing its memory */

pl_index *pl_index__wrap(pl_str image, void (*release)(void *ctx), void *ctx)
{
    pl_index *ix = pl_mem_zalloc(sizeof *ix);
    uint32_t n;
    ix->image = image;
    ix->release = release;
    ix->ctx = ctx;
    ix->str_off = pl_index_section(ix, PL_IX_STR_OFF, &n);
    ix->n_strings = n - 1;
    ix->str_text = pl_index_section(ix, PL_IX_STR_TEXT, NULL);
    ix->mods = pl_index_section(ix, PL_IX_MOD, &ix->n_mods);
    ix->moddep_off = pl_index_section(ix, PL_IX_MODDEP_OFF, NULL);
    ix->moddep = pl_index_section(ix, PL_IX_MODDEP, NULL);
    ix->files = pl_index_section(ix, PL_IX_FILE, &ix->n_files);
    ix->entries = pl_index_section(ix, PL_IX_ENTRY, &n);
    ix->n_entries = n - 1;
    ix->attrs = pl_index_section(ix, PL_IX_ATTR, NULL);
    ix->tags = pl_index_section(ix, PL_IX_TAG, NULL);
    ix->refs = pl_index_section(ix, PL_IX_REF, NULL);
    ix->child_off = pl_index_section(ix, PL_IX_CHILD_OFF, NULL);
    ix->child = pl_index_section(ix, PL_IX_CHILD, NULL);
    ix->parent_off = pl_index_section(ix, PL_IX_PARENT_OFF, NULL);
    ix->parent = pl_index_section(ix, PL_IX_PARENT, NULL);
    ix->rref_off = pl_index_section(ix, PL_IX_RREF_OFF, NULL);
    ix->rref = pl_index_section(ix, PL_IX_RREF, NULL);
    ix->kind_off = pl_index_section(ix, PL_IX_KIND_OFF, NULL);
    ix->kind = pl_index_section(ix, PL_IX_KIND, NULL);
    ix->name = pl_index_section(ix, PL_IX_NAME, &ix->n_names);
    ix->slots = pl_index_section(ix, PL_IX_SLOT, &n);
    ix->slot_mask = n - 1;
    pl_assert(ix->n_mods >= 1 && ix->n_strings >= 1 && ix->str_off[0] == 0);
    return ix;
}

void pl_ix__release(void *image)
{
    pl_mem_drop(image, ((const pl_ix_header *)image)->size);
}

void pl_ix__release_whole(void *image)
{
    pl_ix__release(image);
}

#ifndef NDEBUG
void pl_index__check(const pl_index *ix)
{
    pl_assert(ix->image.len == pl_index_header(ix)->size); /* 1 */
    pl_assert((uintptr_t)ix->image.ptr % 8 == 0);
    pl_assert((ix->slot_mask & (ix->slot_mask + 1)) == 0 && ix->n_entries <= ix->slot_mask); /* 2 */
    pl_assert(ix->n_names <= ix->n_entries);                                                 /* 3 */
    pl_assert(ix->str_off[0] == 0 && ix->str_off[1] == 0);                                   /* 4 */
    pl_assert(ix->child_off[0] == 0 && ix->parent_off[0] == 0 && ix->rref_off[0] == 0);      /* 5 */
    pl_assert(ix->mods[0].first_file == 0 && ix->mods[0].first_entry == 0);                  /* 6 */
}
#endif
