/* string_gc.c - measures how much of an image's text is garbage: not referred to by any field.
 *
 * Patches add strings and never remove any. When too much of the text is garbage the image is
 * not patched again but linked anew (relink.c), which keeps only the strings that are in use. */
#include "index/patch.h"
#include "base/cast.h"
#include "index/strings.h"

typedef struct marker {
    const pl_index *ix;
    unsigned char *used; /* by string */
    size_t bytes;        /* the length of the strings in use */
} marker;

static void mark(marker *m, uint32_t string)
{
    if (m->used[string])
        return;
    m->used[string] = 1;
    m->bytes += pl_ix__str(m->ix, string).len + sizeof(uint32_t);
}

static void mark_all(marker *m)
{
    pl_ix_run runs[PL_IX_SECTION_COUNT];
    for (unsigned s = 0; s < PL_IX_SECTION_COUNT; s++)
        runs[s].at = pl_unconst(pl_index_section(m->ix, (pl_ix_section)s, &runs[s].n));
#define STRING_FIELD(field, bits, holds)                                                           \
    if (holds)                                                                                     \
        mark(m, (field) & (bits));
    PL_IX_SECTIONS(PL_IX_EACH_STRING)
#undef STRING_FIELD
}

bool pl_index__has_garbage(const pl_index *ix)
{
    enum { ALLOWANCE = 2048 };
    marker m = { .ix = ix, .used = pl_mem_zalloc(ix->n_strings + 1) };
    size_t all = ix->str_off[ix->n_strings] + (size_t)ix->n_strings * sizeof(uint32_t);
    mark_all(&m);
    pl_mem_free(m.used);
    pl_assert(m.bytes <= all);
    return all > m.bytes + m.bytes / 4 + ALLOWANCE;
}
