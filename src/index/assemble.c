#include "index/image.h"
#include <string.h>

static size_t round_up(size_t n)
{
    return (n + 7) & ~(size_t)7;
}

static void drop_all(const pl_ix_piece pieces[PL_IX_SECTION_COUNT])
{
    for (unsigned s = 0; s < PL_IX_SECTION_COUNT; s++)
        if (pieces[s].owned)
            pl_mem_drop((void *)pieces[s].at, pieces[s].owned);
}

/* Pages go to the next one that begins behind `to`, where nothing is yet, and their bytes
 * down from there. */
static bool put_pages(char *image, size_t size, char *to, const pl_ix_piece *p, size_t bytes)
{
    size_t page = pl_mem_page(), at = (size_t)(to - image);
    size_t whole = (at + page - 1) & ~(page - 1);
    if (p->more || size < PL_MEM_PAGES || p->owned < PL_MEM_PAGES || whole + bytes + page > size)
        return false;
    pl_mem_place(image + whole, (void *)p->at, p->owned, bytes);
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
        pl_mem_drop((void *)p->at, p->owned);
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

char *pl_ix__lay_out(const pl_ix_piece pieces[PL_IX_SECTION_COUNT], pl_ix_header header,
                     size_t *size)
{
    size_t at = sizeof header;
    memcpy(header.magic, PL_IX_MAGIC, sizeof header.magic);
    header.version = PL_IX_VERSION;
    header.byte_order = PL_IX_ORDER;
    for (unsigned s = 0; s < PL_IX_SECTION_COUNT; s++) {
        size_t n = count_all(&pieces[s]), bytes = round_up(n * pl_ix__element_size[s]);
        if (bytes > UINT32_MAX - at) {
            drop_all(pieces);
            return NULL;
        }
        header.section[s].at = (uint32_t)at;
        header.section[s].count = (uint32_t)n;
        at += bytes;
    }
    /* Where pages move in, none have to be made. */
    char *image = moves_pages(pieces) ? pl_mem_resize(NULL, 0, at) : pl_mem_filled(at);
    header.size = *size = at;
    memcpy(image, &header, sizeof header);
    for (unsigned s = 0; s < PL_IX_SECTION_COUNT; s++) {
        char *start = image + header.section[s].at, *to = start;
        for (const pl_ix_piece *p = &pieces[s]; p; p = p->more) {
            size_t bytes = p->count * pl_ix__element_size[s];
            put(image, at, to, p, bytes);
            to += bytes;
        }
        memset(to, 0, round_up((size_t)(to - start)) - (size_t)(to - start));
    }
    return image;
}

char *pl_ix__assemble(const pl_ix_piece pieces[PL_IX_SECTION_COUNT], pl_ix_header header,
                      size_t *size)
{
    char *image = pl_ix__lay_out(pieces, header, size);
    if (image)
        pl_index__seal(image, *size);
    return image;
}

void pl_ix__release(void *image)
{
    pl_mem_drop(image, ((const pl_ix_header *)image)->size);
}
