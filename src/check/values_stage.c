/* values_stage.c - selects, of all errors, those that Powerpipe finds first.
 *
 * Powerpipe decodes the variables of all mods before anything else, a mod after those that
 * it requires, and in a mod first the blocks that need nothing after them
 * (mod-language.md 1.6, 5.5). If a stage has errors, it reports all of them and none of the next
 * stage. */
#include "base/alloc.h"
#include "base/assert.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "check/values.h"
#include "check/values_inner.h"
#include "schema/kind.h"

typedef struct stages {
    const pl_index *ix;
    const pl_ix_entry *entries;
    pl_map rows;         /* of paths */
    uint32_t *depth;     /* of each mod: mods below it, one below the other */
    const uint8_t *late; /* of each entry; NULL when references were not checked */
} stages;

/* ---- places */

pl_entry_id pl_check__subject(const pl_index *ix, const pl_diag *d)
{
    uint32_t n;
    pl_index_entries(ix, &n);
    return d->subject && d->subject <= n ? d->subject - 1 : PL_NO_ENTRY;
}

static pl_entry_id entry_of(const stages *st, const pl_diag *d)
{
    uint32_t file;
    if (!d->path.len)
        return pl_check__subject(st->ix, d);
    return pl_map_find(&st->rows, d->path, &file) ? pl_check__entry_at(st->ix, file, d->range.start)
                                                  : PL_NO_ENTRY;
}

/* ---- stages */

/* Find the depth of each mod. There is at most one round for each mod, so that the search ends if
 * mods require each other in a circle. */
static void find_depths(stages *st, uint32_t n_mods)
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

static void begin(stages *st, pl_evaluator *ev, pl_refs *refs)
{
    uint32_t n, n_files, n_mods;
    *st = (stages){ .ix = pl_evaluator_index(ev) };
    st->entries = pl_index_entries(st->ix, &n);
    pl_index_files(st->ix, &n_files);
    pl_index_mods(st->ix, &n_mods);
    for (uint32_t f = n_files; f-- > 0;) /* of equal ones the first */
        pl_map_set(&st->rows, pl_evaluator_path(ev, f), f);
    st->depth = pl_mem_zalloc((n_mods + 1) * sizeof *st->depth);
    find_depths(st, n_mods);
    st->late = refs ? pl_refs_late(refs) : NULL;
}

static void done(stages *st)
{
    pl_map_done(&st->rows);
    pl_mem_free(st->depth);
}

static uint64_t stage_of(const stages *st, const pl_diag *d)
{
    enum { MAIN = 62 }; /* bit */
    pl_entry_id id = entry_of(st, d);
    if (id == PL_NO_ENTRY)
        return UINT64_C(1) << MAIN;
    const pl_ix_entry *e = &st->entries[id];
    pl_assert(e->start <= e->end);
    uint64_t depth = st->depth[e->mod];
    if (e->kind == PL_KIND_VARIABLE)
        return depth << 1;
    return UINT64_C(1) << MAIN | depth << 1 | (st->late && st->late[id]);
}

bool pl_check__first_stage(pl_evaluator *ev, pl_refs *refs, size_t from, pl_diags *diags)
{
    size_t n = pl_diags_count(diags), kept = 0;
    uint64_t first = UINT64_MAX;
    stages st;
    if (n == from)
        return false;
    begin(&st, ev, refs);
    for (size_t i = from; i < n; i++) {
        uint64_t stage = stage_of(&st, pl_diags_get(diags, i));
        first = stage < first ? stage : first;
    }
    pl_diags *reported = pl_diags_new();
    for (size_t i = from; i < n; i++)
        if (stage_of(&st, pl_diags_get(diags, i)) == first) {
            pl_diag_copy(reported, pl_diags_get(diags, i));
            kept++;
        }
    if (kept < n - from) {
        pl_diags_truncate(diags, from);
        pl_diags_append(diags, reported);
    }
    pl_diags_free(reported);
    done(&st);
    return first & 1;
}
