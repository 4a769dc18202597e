/* sweep.c - how much of the text of an image does nothing name any more? */
#include "index/patch.h"
#include <string.h>

typedef struct sweeper {
    const pl_index *ix;
    unsigned char *met; /* by string */
    size_t bytes;       /* of those that were met */
} sweeper;

static void meet(sweeper *sw, uint32_t string)
{
    if (sw->met[string])
        return;
    sw->met[string] = 1;
    sw->bytes += pl_ix__str(sw->ix, string).len + sizeof(uint32_t);
}

static void meet_tables(sweeper *sw)
{
    const pl_index *ix = sw->ix;
    uint32_t n;
    for (uint32_t m = 0; m < ix->n_mods; m++) {
        meet(sw, ix->mods[m].short_name);
        meet(sw, ix->mods[m].title);
        meet(sw, ix->mods[m].dir);
        meet(sw, ix->mods[m].dep_path);
    }
    for (uint32_t f = 0; f < ix->n_files; f++)
        meet(sw, ix->files[f].path);
    const pl_ix_diag *d = pl_index_section(ix, PL_IX_DIAG, &n);
    for (uint32_t i = 0; i < n; i++) {
        meet(sw, d[i].summary);
        meet(sw, d[i].detail);
        meet(sw, d[i].excerpt);
    }
    const pl_ix_input *in = pl_index_section(ix, PL_IX_INPUT, &n);
    for (uint32_t i = 0; i < n; i++)
        meet(sw, in[i].path);
    const pl_ix_ask *asks = pl_index_section(ix, PL_IX_ASK, &n);
    for (uint32_t i = 0; i < n; i++)
        meet(sw, asks[i].text);
    const uint32_t *reads = pl_index_section(ix, PL_IX_READ, &n);
    for (uint32_t i = 0; i < n; i++)
        meet(sw, reads[i]);
}

static void meet_entries(sweeper *sw)
{
    const pl_index *ix = sw->ix;
    uint32_t n;
    for (uint32_t id = 0; id < ix->n_entries; id++) {
        meet(sw, ix->entries[id].short_name);
        meet(sw, ix->entries[id].title);
        meet(sw, ix->entries[id].description);
    }
    pl_index_section(ix, PL_IX_ATTR, &n);
    for (uint32_t i = 0; i < n; i++)
        if (ix->attrs[i].flags & PL_IX_ATTR_TEXT)
            meet(sw, ix->attrs[i].end);
    pl_index_section(ix, PL_IX_TAG, &n);
    for (uint32_t i = 0; i < n; i++) {
        meet(sw, ix->tags[i].key);
        meet(sw, ix->tags[i].value & PL_IX_TAG_TEXT);
    }
    pl_index_section(ix, PL_IX_REF, &n);
    for (uint32_t i = 0; i < n; i++) {
        if (ix->refs[i].to != PL_IX_CHILDREN)
            meet(sw, ix->refs[i].to);
        meet(sw, ix->refs[i].attr & PL_IX_REF_ATTR);
    }
    pl_index_section(ix, PL_IX_CHILD, &n);
    for (uint32_t i = 0; i < n; i++)
        if (ix->child[i] & PL_IX_MISSING)
            meet(sw, ix->child[i] & ~PL_IX_MISSING);
}

bool pl_index__is_wasteful(const pl_index *ix)
{
    enum { SPARE = 2048 };
    sweeper sw = { .ix = ix, .met = pl_mem_zalloc(ix->n_strings + 1) };
    size_t all = ix->str_off[ix->n_strings] + (size_t)ix->n_strings * sizeof(uint32_t);
    meet_tables(&sw);
    meet_entries(&sw);
    pl_mem_free(sw.met);
    return all > sw.bytes + sw.bytes / 4 + SPARE;
}
