/* settle.h - what pl_index_settle() lays over an open index. Private to the room.
 *
 * The image does not change: what is saved, spliced or grafted has none of it. */
#ifndef PL_INDEX_SETTLE_H
#define PL_INDEX_SETTLE_H
#include "index/image.h"

struct pl_settled {
    pl_arena arena;
    uint32_t *child_off, *child, *parent_off, *parent;
    uint8_t *held; /* by entry: it is no root any longer */
    struct pl_settled *older;
};

void pl_index__drop_settled(pl_index *ix);

static inline const pl_settled *pl_index__settled(const pl_index *ix)
{
    return atomic_load_explicit(&ix->settled, memory_order_acquire);
}

#endif
