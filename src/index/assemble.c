/* assemble.c - copying sections into one block of memory.
 *
 * A section consists of pieces, which may be in several places. Large pieces that are owned are
 * not copied: their pages are moved into the image. */
#include "index/image.h"
#include "base/cast.h"
#include <string.h>

static size_t round_up(size_t n)
{
    return (n + 7) & ~(size_t)7;
}

static void drop_all(const pl_ix_piece pieces[PL_IX_SECTION_COUNT])
{
    for (unsigned s = 0; s < PL_IX_SECTION_COUNT; s++)
        if (pieces[s].owned)
            pl_mem_drop(pl_unconst(pieces[s].at), pieces[s].owned);
}

/* Move the pages of `p` to the first page border after `to`, where nothing is yet, and their bytes
 * down to `to`. */
static bool put_pages(char *image, size_t size, char *to, const pl_ix_piece *p, size_t bytes)
{
    size_t page = pl_mem_page(), at = (size_t)(to - image);
    size_t whole = (at + page - 1) & ~(page - 1);
    if (p->more || size < PL_MEM_PAGES || p->owned < PL_MEM_PAGES || whole + bytes + page > size)
        return false;
    pl_mem_place(image + whole, pl_unconst(p->at), p->owned, bytes);
    memmove(to, image + whole, bytes);
    return true;
}

static void put(char *image, size_t size, char *to, const pl_ix_piece *p, size_t bytes)
{
    if (put_pages(image, size, to, p, bytes))
        return;
    if (bytes && p->at)
        memcpy(to, p->at, bytes);
    if (p->owned)
        pl_mem_drop(pl_unconst(p->at), p->owned);
}

static bool moves_pages(const pl_ix_piece pieces[PL_IX_SECTION_COUNT])
{
    for (unsigned s = 0; s < PL_IX_SECTION_COUNT; s++)
        if (pieces[s].owned >= PL_MEM_PAGES)
            return true;
    return false;
}

static size_t count_all(const pl_ix_piece *p)
{
    size_t n = 0;
    for (; p; p = p->more)
        n += p->count;
    return n;
}

/* Allocate the memory of the image. Pages that are moved into it need not exist yet; those of a
 * spare image do. */
static char *make_room(const pl_ix_piece pieces[PL_IX_SECTION_COUNT], pl_str spare, size_t size)
{
    if (moves_pages(pieces) || size < PL_MEM_PAGES || spare.len < PL_MEM_PAGES) {
        pl_index_free_spare(spare);
        return moves_pages(pieces) ? pl_mem_resize(NULL, 0, size) : pl_mem_filled(size);
    }
    return pl_mem_resize(pl_unconst(spare.ptr), spare.len, size);
}

char *pl_ix__lay_out(const pl_ix_piece pieces[PL_IX_SECTION_COUNT], pl_ix_header header,
                     pl_str spare, size_t *size)
{
    size_t at = sizeof header;
    _Static_assert(sizeof header % 8 == 0, "the first section is aligned");
    memcpy(header.magic, PL_IX_MAGIC, sizeof header.magic);
    header.version = PL_IX_VERSION;
    header.byte_order = PL_IX_ORDER;
    for (unsigned s = 0; s < PL_IX_SECTION_COUNT; s++) {
        size_t n = count_all(&pieces[s]), bytes = round_up(n * pl_ix__element_size[s]);
        if (bytes > UINT32_MAX - at) {
            drop_all(pieces);
            pl_index_free_spare(spare);
            return NULL;
        }
        header.section[s].at = (uint32_t)at;
        header.section[s].count = (uint32_t)n;
        at += bytes;
    }
    char *image = make_room(pieces, spare, at);
    header.size = *size = at;
    memcpy(image, &header, sizeof header);
    for (unsigned s = 0; s < PL_IX_SECTION_COUNT; s++) {
        char *start = image + header.section[s].at, *to = start;
        for (const pl_ix_piece *p = &pieces[s]; p; p = p->more) {
            size_t bytes = p->count * pl_ix__element_size[s];
            put(image, at, to, p, bytes);
            to += bytes;
        }
        pl_assert((size_t)(to - start) == header.section[s].count * pl_ix__element_size[s]);
        memset(to, 0, round_up((size_t)(to - start)) - (size_t)(to - start));
    }
    return image;
}

char *pl_ix__assemble(const pl_ix_piece pieces[PL_IX_SECTION_COUNT], pl_ix_header header,
                      size_t *size)
{
    char *image = pl_ix__lay_out(pieces, header, (pl_str){ 0 }, size);
    if (image)
        pl_index__seal(image, *size);
    return image;
}

void pl_index_free_spare(pl_str spare)
{
    if (spare.ptr)
        pl_mem_drop(pl_unconst(spare.ptr), spare.len);
}
