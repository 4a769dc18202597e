/* overlay.h - an overlay for the children that expressions give. Private to the room.
 *
 * pl_index_set_children() (read.h) makes it; reads of children, parents and roots prefer it to the
 * image. The image itself does not change, so images that are saved or patched have none of it.
 *
 * Lifetime: an older overlay stays until the index is closed, as a reader may still use it. */
#ifndef PL_INDEX_OVERLAY_H
#define PL_INDEX_OVERLAY_H
#include "index/image.h"

struct pl_link_overlay {
    pl_arena arena;
    uint32_t *child_off, *child, *parent_off, *parent;
    uint8_t *held; /* by entry: something lists it, so it is no root */
    struct pl_link_overlay *older;
};

void pl_index__drop_overlay(pl_index *ix);

/* The overlay in force, borrowed from the index until it is closed; NULL: none. Any thread. */
static inline const pl_link_overlay *pl_index__overlay(const pl_index *ix)
{
    return atomic_load_explicit(&ix->overlay, memory_order_acquire);
}

#endif
