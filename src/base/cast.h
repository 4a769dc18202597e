/* cast.h - the two conversions that a cast alone would hide from the compiler.
 *
 * The build has -Wconversion and -Wcast-qual: a number that may not fit and a `const` that gets
 * lost have to be written down. Threads: pure functions. */
#ifndef PL_BASE_CAST_H
#define PL_BASE_CAST_H
#include "base/assert.h"
#include <stddef.h>
#include <stdint.h>

_Static_assert(sizeof(size_t) == 8 && sizeof(void *) == 8, "pipelite needs a 64-bit system");

/* A count or a length in 32 bits. The caller has bounded it: beyond that is a mistake of ours. */
static inline uint32_t pl_u32(size_t n)
{
    pl_assert(n <= UINT32_MAX);
    return (uint32_t)n;
}

/* Drop the `const` of a pointer. Two uses are right: memory that we own, which is reached through a
 * pointer to const and is now freed or filled in; and functions of libraries that do not write
 * through their parameter although it is not const. */
static inline void *pl_unconst(const void *p)
{
    return (void *)(uintptr_t)p;
}

#endif
