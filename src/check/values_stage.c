#include "check/values_stage.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/map.h"
#include "base/str.h"
#include "index/read.h"

struct pl_stages {
    const pl_index *ix;
    const pl_ix_entry *entries;
    const pl_ix_file *files;
    uint32_t n, n_files;
    pl_map rows;     /* of paths */
    uint32_t *depth; /* of each mod: mods below it, one below the other */
};

enum { MAIN = 62 }; /* bit: not a variable */

/* Find the depth of each mod. There is at most one round for each mod, so that the search ends if
 * mods require each other in a cycle. */
static void find_depths(pl_stages *st, uint32_t n_mods)
{
    bool more = true;
    for (uint32_t round = 0; more && round < n_mods; round++) {
        more = false;
        for (uint32_t m = 0; m < n_mods; m++) {
            uint32_t n;
            const uint32_t *deps = pl_index_mod_deps(st->ix, m, &n);
            for (uint32_t i = 0; i < n; i++) {
                if (deps[i] >= n_mods || st->depth[deps[i]] < st->depth[m])
                    continue;
                st->depth[m] = st->depth[deps[i]] + 1;
                more = true;
            }
        }
    }
}

pl_stages *pl_stages_new(pl_evaluator *ev)
{
    pl_stages *st = pl_mem_zalloc(sizeof *st);
    uint32_t n_mods;
    st->ix = pl_evaluator_index(ev);
    st->entries = pl_index_entries(st->ix, &st->n);
    st->files = pl_index_files(st->ix, &st->n_files);
    pl_index_mods(st->ix, &n_mods);
    for (uint32_t f = st->n_files; f-- > 0;) /* of equal ones the first */
        pl_map_set(&st->rows, pl_evaluator_path(ev, f), f);
    st->depth = pl_mem_zalloc((n_mods + (size_t)1) * sizeof *st->depth);
    find_depths(st, n_mods);
    return st;
}

void pl_stages_free(pl_stages *st)
{
    pl_map_done(&st->rows);
    pl_mem_free(st->depth);
    pl_mem_free(st);
}

uint32_t pl_stages_file(const pl_stages *st, const pl_diag *d)
{
    uint32_t file;
    return d->path.len && pl_map_find(&st->rows, d->path, &file) ? file : PL_NONE;
}

static uint64_t number(uint64_t depth, bool late)
{
    return UINT64_C(1) << MAIN | depth << 1 | late;
}

uint64_t pl_stages_of(const pl_stages *st, pl_entry_id id, bool late)
{
    pl_assert(id < st->n);
    const pl_ix_entry *e = &st->entries[id];
    if (e->kind == PL_KIND_VARIABLE)
        return (uint64_t)st->depth[e->mod] << 1;
    return number(st->depth[e->mod], late);
}

uint64_t pl_stages_of_file(const pl_stages *st, uint32_t file)
{
    pl_assert(file == PL_NONE || file < st->n_files);
    return number(file == PL_NONE ? 0 : st->depth[st->files[file].mod], false);
}

bool pl_stages_is_late(uint64_t stage)
{
    return stage & 1;
}
