/* settle.h - an overlay for the children that expressions give. Private to the room.
 *
 * pl_index_settle() (read.h) makes it; reads of children, parents and roots prefer it to the image.
 * The image itself does not change, so images that are saved or patched have none of it.
 *
 * Lifetime: an older overlay stays until the index is closed, as a reader may still use it. */
#ifndef PL_INDEX_SETTLE_H
#define PL_INDEX_SETTLE_H
#include "index/image.h"

struct pl_settled {
    pl_arena arena;
    uint32_t *child_off, *child, *parent_off, *parent;
    uint8_t *held; /* by entry: something lists it, so it is no root */
    struct pl_settled *older;
};

void pl_index__drop_settled(pl_index *ix);

static inline const pl_settled *pl_index__settled(const pl_index *ix)
{
    return atomic_load_explicit(&ix->settled, memory_order_acquire);
}

#endif
