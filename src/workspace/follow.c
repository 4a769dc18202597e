/* follow.c - finds the entries whose derived data still holds in the next generation.
 *
 * Evaluator, loader and metadata of the old generation stay with it, because its holders go on
 * loading. Data of entries that are the same in the new generation is handed on; which entries
 * these are follows from the changes that the rescan found. */
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "workspace/derived.h"

/* ---- mapping old entries to new ones */

typedef struct mapping {
    const pl_index *old, *new;
    const pl_ix_entry *old_entries, *new_entries;
    const pl_ix_file *old_files, *new_files;
    uint32_t n_old, n_new, n_old_files, n_new_files;
    uint32_t *new_of; /* by old id */
    pl_buf name;
} mapping;

/* Forget all entries of that name, whether or not they changed. */
static void forget_name(mapping *m, pl_str name)
{
    pl_entry e;
    uint32_t n;
    if (!pl_index_find(m->old, name, &e))
        return;
    const pl_entry_id *ids = pl_index_same_name(m->old, e.id, &n);
    m->new_of[e.id] = PL_NO_ENTRY;
    for (uint32_t i = 0; i < n; i++)
        m->new_of[ids[i]] = PL_NO_ENTRY;
}

static pl_entry_id find_in_file(mapping *m, pl_entry_id id, uint32_t row)
{
    pl_entry e;
    pl_entry_id found = PL_NO_ENTRY;
    uint32_t n;
    m->name.len = 0;
    pl_index_print_name(m->old, id, &m->name);
    if (!pl_index_find(m->new, pl_buf_view(&m->name), &e))
        return PL_NO_ENTRY;
    const pl_entry_id *ids = pl_index_same_name(m->new, e.id, &n);
    for (uint32_t i = 0; i < n; i++) {
        if (m->new_entries[ids[i]].file != row)
            continue;
        if (found != PL_NO_ENTRY)
            return PL_NO_ENTRY; /* there are two, so it is ambiguous */
        found = ids[i];
    }
    bool same = found != PL_NO_ENTRY && m->new_entries[found].hash == m->old_entries[id].hash;
    return same ? found : PL_NO_ENTRY;
}

static bool is_same_mod(const mapping *m, uint32_t old, uint32_t new)
{
    uint32_t n;
    const pl_ix_mod *a = &pl_index_mods(m->old, &n)[old], *b = &pl_index_mods(m->new, &n)[new];
    return pl_str_eq(pl_index_str(m->old, a->dep_path), pl_index_str(m->new, b->dep_path)) &&
           pl_str_eq(pl_index_str(m->old, a->short_name), pl_index_str(m->new, b->short_name));
}

static void map_file(mapping *m, uint32_t old, uint32_t new)
{
    uint32_t first, end, new_first, new_end;
    pl_index_file_entries(m->old, old, &first, &end);
    pl_index_file_entries(m->new, new, &new_first, &new_end);
    bool same =
        m->old_files[old].hash == m->new_files[new].hash && end - first == new_end - new_first;
    for (uint32_t id = first; id < end; id++)
        m->new_of[id] = same ? new_first + (id - first) : find_in_file(m, id, new);
}

static void map_files(mapping *m)
{
    pl_map rows = { 0 };
    uint32_t new;
    bool added;
    for (uint32_t i = 0; i < m->n_new_files; i++) {
        pl_str path = pl_index_str(m->new, m->new_files[i].path);
        pl_map_put(&rows, path, i, &added);
        if (!added) /* the file is in two mods */
            pl_map_set(&rows, path, PL_NONE);
    }
    for (uint32_t i = 0; i < m->n_old_files; i++)
        if (pl_map_find(&rows, pl_index_str(m->old, m->old_files[i].path), &new) &&
            new != PL_NONE && is_same_mod(m, m->old_files[i].mod, m->new_files[new].mod))
            map_file(m, i, new);
    pl_map_done(&rows);
}

uint32_t *pl_derived__map_entries(const pl_index *old, const pl_index *new,
                                  const pl_changes *changes)
{
    mapping m = { .old = old, .new = new };
    m.old_entries = pl_index_entries(old, &m.n_old);
    m.new_entries = pl_index_entries(new, &m.n_new);
    m.old_files = pl_index_files(old, &m.n_old_files);
    m.new_files = pl_index_files(new, &m.n_new_files);
    m.new_of = pl_mem_alloc((m.n_old + 1) * sizeof *m.new_of);
    for (uint32_t i = 0; i < m.n_old; i++)
        m.new_of[i] = PL_NO_ENTRY;
    map_files(&m);
    for (uint32_t i = 0; i < changes->n_entries; i++)
        forget_name(&m, changes->entries[i].name);
    pl_buf_done(&m.name);
    return m.new_of;
}
