#include "base/hash.h"
#include "base/hash_wide.h"
#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t pl_hash_bytes(const void *bytes, size_t len)
{
    enum { LONG = 400 };
    return len >= LONG && pl_hash__wide_here() ? pl_hash__wide(bytes, len)
                                               : XXH3_64bits(bytes, len);
}
