#include "base/hash_wide.h"
#if defined(__x86_64__)
#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2")
#endif
#include <immintrin.h>
#define XXH_INLINE_ALL
#define XXH_VECTOR 2 /* XXH_AVX2 */
#include <xxhash.h>

uint64_t pl_hash__wide(const void *bytes, size_t len)
{
    return XXH3_64bits(bytes, len);
}
#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

bool pl_hash__wide_here(void)
{
    return __builtin_cpu_supports("avx2");
}
#else
bool pl_hash__wide_here(void)
{
    return false;
}

uint64_t pl_hash__wide(const void *bytes, size_t len)
{
    (void)bytes;
    return len;
}
#endif
