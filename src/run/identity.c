#include "run/identity.h"
#include "base/alloc.h"
#include "base/sort.h"
#include "base/str.h"
#define XXH_INLINE_ALL
#include <xxhash.h>

static int order_dimensions(const void *a, const void *b)
{
    return pl_str_cmp(((const pl_dimension *)a)->key, ((const pl_dimension *)b)->key);
}

static void put_text(pl_buf *out, pl_str text)
{
    uint64_t len = text.len;
    pl_buf_add(out, &len, sizeof len);
    pl_buf_str(out, text);
}

void pl_identity_key(pl_str resource, const pl_dimension *dimensions, uint32_t n, pl_buf *out)
{
    const pl_dimension *few[32], **at = few;
    if (n > PL_COUNT(few))
        at = pl_mem_alloc(n * sizeof *at);
    for (uint32_t i = 0; i < n; i++)
        at[i] = &dimensions[i];
    pl_sort((const void **)at, n, order_dimensions);
    put_text(out, resource);
    for (uint32_t i = 0; i < n; i++) {
        if (i + 1 < n && pl_str_eq(at[i]->key, at[i + 1]->key))
            continue;
        put_text(out, at[i]->key);
        put_text(out, at[i]->value);
    }
    if (at != few)
        pl_mem_free(at);
}

pl_identity pl_identity_of(pl_str resource, const pl_dimension *dimensions, uint32_t n,
                           uint32_t ordinal, pl_buf *scratch)
{
    scratch->len = 0;
    pl_identity_key(resource, dimensions, n, scratch);
    XXH128_hash_t hash = XXH3_128bits_withSeed(scratch->ptr, scratch->len, ordinal);
    return (pl_identity){ hash.high64, hash.low64 };
}
