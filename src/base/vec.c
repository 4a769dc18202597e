#include "base/vec.h"

void *pl_vec__grow(void *at, size_t *cap, size_t want, size_t size)
{
    size_t n = *cap < 8 ? 8 : *cap + *cap / 2, bytes;
    if (n < want)
        n = want;
    if (__builtin_mul_overflow(n, size, &bytes))
        pl_oom(n);
    at = pl_mem_resize(at, *cap * size, bytes);
    *cap = n;
    return at;
}
