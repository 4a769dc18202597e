/* walk.h - read everything that an index can give. Shared by the tests and
 * the fuzz target of the image: a sanitizer reports what was out of bounds. */
#ifndef PL_TEST_INDEX_WALK_H
#define PL_TEST_INDEX_WALK_H
#include "index/build.h"

static inline uint64_t walk_str(pl_str s)
{
    uint64_t sum = s.len;
    for (size_t i = 0; i < s.len; i++)
        sum = sum * 31 + (unsigned char)s.ptr[i];
    return sum;
}

static inline uint64_t walk_ids(const pl_index *ix, const pl_entry_id *ids, uint32_t n)
{
    uint64_t sum = n;
    pl_entry e;
    for (uint32_t i = 0; i < n; i++) {
        if (ids[i] & PL_IX_MISSING) {
            sum += walk_str(pl_index_str(ix, ids[i] & ~PL_IX_MISSING));
            continue;
        }
        pl_index_get(ix, ids[i], &e);
        sum += e.line;
    }
    return sum;
}

static inline bool walk_chain(void *ctx, const pl_entry_id *chain, uint32_t n)
{
    uint32_t *left = ctx;
    (void)chain;
    return n && (*left)-- > 1;
}

static inline uint64_t walk_entry(const pl_index *ix, pl_entry_id id)
{
    uint32_t n, depth = 0, chains = 20;
    uint64_t sum = 0;
    char name[64];
    pl_entry e, found;
    pl_ref_iter it;
    pl_index_ref ref;
    const pl_ix_entry *row = &pl_index_entries(ix, &n)[id];
    const pl_ix_tag *tags = pl_index_section(ix, PL_IX_TAG, NULL);
    pl_index_get(ix, id, &e);
    sum += walk_str(e.mod) + walk_str(e.short_name) + walk_str(e.title) + walk_str(e.file) +
           walk_str(pl_index_str(ix, row->description));
    size_t len = pl_index_name(ix, id, name, sizeof name);
    sum += pl_index_find(ix, (pl_str){ name, len < sizeof name ? len : sizeof name }, &found);
    for (uint32_t i = row[0].tags; i < row[1].tags; i++)
        sum += walk_str(pl_index_str(ix, tags[i].key)) +
               walk_str(pl_index_str(ix, tags[i].value & PL_IX_TAG_TEXT));
    for (unsigned a = 0; a < PL_ATTR_COUNT; a++) {
        const pl_ix_attr *attr = pl_index_attr(ix, id, (pl_attr_id)a);
        sum += attr ? walk_str(pl_index_attr_text(ix, attr)) + walk_str(pl_attr_name(attr->id)) : 0;
        sum += pl_index_named_by(ix, id, (pl_attr_id)a);
    }
    pl_ref_iter_init(&it, ix, id);
    while (pl_ref_iter_next(&it, &ref))
        sum += walk_str(ref.to) + walk_str(ref.attr) + walk_str(ref.block) + ref.target;
    pl_ref_iter_done(&it);
    const pl_entry_id *ids = pl_index_children(ix, id, &n);
    sum += walk_ids(ix, ids, n);
    ids = pl_index_parents(ix, id, &n);
    sum += walk_ids(ix, ids, n);
    ids = pl_index_dependents(ix, id, &n);
    sum += walk_ids(ix, ids, n);
    ids = pl_index_same_name(ix, id, &n);
    sum += walk_ids(ix, ids, n < 20 ? n : 20);
    for (pl_entry_id b = id; b != PL_NO_ENTRY && depth < 50;)
        b = pl_index_next_base(ix, b, &depth);
    for (pl_entry_id p = row->parent; p != PL_NO_ENTRY;)
        p = pl_index_entries(ix, &n)[p].parent;
    pl_index_paths(ix, id, walk_chain, &chains);
    return sum;
}

static inline uint64_t walk_index(const pl_index *ix)
{
    pl_index_stats stats;
    uint32_t n, first, end;
    uint64_t sum = 0;
    pl_index_get_stats(ix, &stats);
    for (uint32_t id = 0; id < stats.entries; id++)
        sum += walk_entry(ix, id);
    for (unsigned k = 0; k < PL_KIND_COUNT; k++) {
        const pl_entry_id *ids = pl_index_kind(ix, (pl_kind)k, &n);
        sum += walk_ids(ix, ids, n);
    }
    const pl_entry_id *names = pl_index_section(ix, PL_IX_NAME, &n);
    sum += walk_ids(ix, names, n);
    const pl_ix_mod *mods = pl_index_mods(ix, &n);
    for (uint32_t m = 0; m < n; m++) {
        sum += walk_str(pl_index_str(ix, mods[m].dir)) + walk_str(pl_index_str(ix, mods[m].title)) +
               walk_str(pl_index_mod_name(ix, pl_index_str(ix, mods[m].dep_path)));
        const uint32_t *deps = pl_index_mod_deps(ix, m, &n);
        for (uint32_t i = 0; i < n; i++)
            sum += mods[deps[i]].first_entry;
        pl_index_mod_entries(ix, m, &first, &end);
        sum += first < end ? walk_str(pl_index_str(ix, pl_index_entries(ix, &n)[first].title)) : 0;
        pl_index_mods(ix, &n);
    }
    const pl_ix_file *files = pl_index_files(ix, &n);
    for (uint32_t f = 0; f < n; f++) {
        pl_index_file_entries(ix, f, &first, &end);
        sum += walk_str(pl_index_str(ix, files[f].path)) + end - first;
    }
    const pl_ix_diag *diags = pl_index_section(ix, PL_IX_DIAG, NULL);
    const pl_ix_verdict *v = pl_index_section(ix, PL_IX_VERDICT, &n);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t d = v[i].first_diag; d < v[i].first_diag + v[i].n_diags; d++)
            sum += walk_str(pl_index_str(ix, diags[d].detail));
    return sum;
}

#endif
