/* test_hash.c - one hash, whatever the processor has. */
#include "base/hash.h"
#include "unit/test.h"
#define XXH_INLINE_ALL
#include <xxhash.h>

enum { LARGEST = 20000 };

TEST(hash_is_xxh3_of_any_length_and_place)
{
    static unsigned char bytes[LARGEST + 3];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 2654435761u >> 13);
    for (size_t n = 0; n <= LARGEST; n = n < 3000 ? n + 1 : n + 331)
        for (size_t at = 0; at < 3; at++)
            CHECK(pl_hash_bytes(bytes + at, n) == XXH3_64bits(bytes + at, n), "the same number");
}
