/* guard.h - mappings that the SIGBUS guard knows (private to base). */
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
