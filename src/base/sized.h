/* sized.h - structs of the public API that a caller may have compiled with the headers of another
 * release, where they were shorter or are longer (docs/api.md, "Rules").
 *
 * Such a struct grows at its end. Each public function that takes one gets `size`, the caller's
 * sizeof, through a macro of the header. Threads: pure functions. */
#ifndef PL_BASE_SIZED_H
#define PL_BASE_SIZED_H
#include <assert.h>
#include <stddef.h>
#include <string.h>

/* The options `given` (NULL: none) as this release knows them, `known` bytes of them: themselves
 * when they have that size; else in `own`, where members that the caller does not know are zero,
 * and those that only the caller knows are left out. Borrowed from `given` or `own`. */
static inline const void *pl_sized_options(void *own, size_t known, const void *given, size_t size)
{
    assert(own && known);
    if (!given || size == known)
        return given;
    memset(own, 0, known);
    memcpy(own, given, size < known ? size : known);
    return own;
}

/* Write the answer `from` of `known` bytes to `out`, which has room for `size`: no byte beyond
 * that, and zero in members that only the caller knows. */
static inline void pl_sized_fill(void *out, size_t size, const void *from, size_t known)
{
    assert(out && from);
    memcpy(out, from, size < known ? size : known);
    if (size > known)
        memset((char *)out + known, 0, size - known);
}

#endif
