/* metadata.c - the names of dashboards that are made up, and the search paths in snapshots. */
#include "base/str.h"
#include "run/query.h"
#include <mbedtls/md.h>

pl_str pl_query_hash(pl_arena *arena, pl_str text)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    unsigned char sum[16];
    char out[8];
    uint64_t n = 0;
    mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_MD5), (const unsigned char *)text.ptr, text.len,
               sum);
    for (int i = 0; i < 8; i++)
        n = n << 8 | sum[i];
    for (int i = 7; i >= 0; i--, n /= 36)
        out[i] = digits[n % 36];
    return pl_arena_str(arena, (pl_str){ out, sizeof out });
}

pl_doc *pl_search_path_doc(pl_arena *arena, const pl_database_choice *c, const pl_db *db)
{
    uint32_t n;
    const pl_str *path = pl_database_choice_path(c, db, &n);
    if (!n)
        return NULL;
    pl_doc *list = pl_doc_new(arena, PL_DOC_ARRAY);
    for (uint32_t i = 0; i < n; i++)
        pl_doc_string_copy(arena, list, (pl_str){ 0 }, path[i]);
    return list;
}

pl_doc *pl_metadata_doc(pl_arena *arena, const pl_database_choice *c)
{
    pl_doc *doc = pl_doc_new(arena, PL_DOC_OBJECT);
    if (c->n_search_path || c->n_search_path_prefix)
        pl_doc_strings(arena, doc, PL_S("search_path_prefix"), c->search_path_prefix,
                       c->n_search_path_prefix);
    return doc;
}
