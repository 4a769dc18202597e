/* guard.h - the table of mappings that the SIGBUS guard covers (private to base).
 *
 *     slot    free --enter--> reserved --enter--> in use --leave--> free
 *
 * Invariants (asserted where a slot is entered and left):
 *   1. A slot in use has the first address of whole pages that are mapped, and their length.
 *   2. Only the thread that entered a mapping changes its slot; a handler, on any thread, sets
 *      `hit` and nothing else.
 *   3. A slot is left while its mapping is still there. Until then no other mapping can have the
 *      same addresses.
 *
 * Threads: any; a slot is for the thread that entered it. */
#ifndef PL_BASE_GUARD_H
#define PL_BASE_GUARD_H
#include <stdbool.h>
#include <stddef.h>

/* Slot number, or -1 when the table is full: then do not map. A fault turns its page to
 * zeroes, or with `whole` everything from `start` on: readers see the bytes of one
 * moment or zeroes, not some of each. */
int pl_guard__enter(void *start, size_t len, bool whole);
/* Call before unmapping. True when a fault was covered. */
bool pl_guard__leave(int slot);

#endif
