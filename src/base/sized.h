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

/* Return the options `given` (NULL: none) in the layout of this release, which has `known` bytes:
 * `given` itself if it has that size, else a copy in `own`, in which members missing from the
 * caller's struct are zero and members unknown to this release are dropped. Borrowed from `given`
 * or `own`. */
static inline const void *pl_sized_options(void *own, size_t known, const void *given, size_t size)
{
    assert(own && known);
    if (!given || size == known)
        return given;
    memset(own, 0, known);
    memcpy(own, given, size < known ? size : known);
    return own;
}

/* Copy the result `from` of `known` bytes to the caller's struct `out` of `size` bytes: nothing is
 * written beyond `size`, and members unknown to this release become zero. */
static inline void pl_sized_fill(void *out, size_t size, const void *from, size_t known)
{
    assert(out && from);
    memcpy(out, from, size < known ? size : known);
    if (size > known)
        memset((char *)out + known, 0, size - known);
}

#endif
