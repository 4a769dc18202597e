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

char *pl_ix__assemble(const pl_ix_piece pieces[PL_IX_SECTION_COUNT], pl_ix_header header,
                      size_t *size)
{
    size_t at = sizeof header;
    memcpy(header.magic, PL_IX_MAGIC, sizeof header.magic);
    header.version = PL_IX_VERSION;
    header.byte_order = PL_IX_ORDER;
    for (unsigned s = 0; s < PL_IX_SECTION_COUNT; s++) {
        size_t bytes = round_up(pieces[s].count * pl_ix__element_size[s]);
        if (bytes > UINT32_MAX - at) {
            drop_all(pieces);
            return NULL;
        }
        header.section[s].at = (uint32_t)at;
        header.section[s].count = (uint32_t)pieces[s].count;
        at += bytes;
    }
    char *image = pl_mem_resize(NULL, 0, at);
    header.size = *size = at;
    memcpy(image, &header, sizeof header);
    for (unsigned s = 0; s < PL_IX_SECTION_COUNT; s++) {
        size_t bytes = pieces[s].count * pl_ix__element_size[s];
        char *to = image + header.section[s].at;
        if (bytes)
            memcpy(to, pieces[s].at, bytes);
        if (pieces[s].owned)
            pl_mem_drop((void *)pieces[s].at, pieces[s].owned);
        memset(to + bytes, 0, round_up(bytes) - bytes);
    }
    pl_index__seal(image, at);
    return image;
}

void pl_ix__release(void *image)
{
    pl_mem_drop(image, ((const pl_ix_header *)image)->size);
}
