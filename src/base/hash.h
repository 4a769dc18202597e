/* hash.h - fingerprints of bytes (xxHash3, 64 bits). Not for secrets.
 * Threads: pure functions. */
#ifndef PL_BASE_HASH_H
#define PL_BASE_HASH_H
#include <pipelite/base.h>

uint64_t pl_hash_bytes(const void *bytes, size_t len);
static inline uint64_t pl_hash_str(pl_str s)
{
    return pl_hash_bytes(s.ptr, s.len);
}
/* Combine two fingerprints into one; the order of the arguments matters. */
static inline uint64_t pl_hash_mix(uint64_t a, uint64_t b)
{
    return (a ^ (b + 0x9e3779b97f4a7c15u + (a << 6) + (a >> 2))) * 0xff51afd7ed558ccdu;
}

#endif
