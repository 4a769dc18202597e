/* fault_first.c - selects the faults that Powerpipe reports: those of the first stage that has any.
 *
 * It decodes the variables of all mods before anything else, a mod after those that it requires,
 * and in a mod first the blocks that need nothing after them (mod-language.md 1.6, 5.5). If a stage
 * has errors, it reports all of them and none of the next stage. The number of a stage:
 *
 *     bit 62     not a variable
 *     bits 1...  mods below the mod, one below the other
 *     bit 0      the second pass over the blocks */
#include "base/alloc.h"
#include "base/assert.h"
#include "base/map.h"
#include "base/str.h"
#include "check/aim.h"
#include "check/fault.h"
#include "check/static_links.h"
#include "check/values.h"
#include "check/values_inner.h"

enum { MAIN = 62 };

typedef struct telling {
    pl_evaluator *ev;
    const pl_index *ix;
    const pl_ix_entry *entries;
    const pl_ix_file *files;
    uint32_t n, n_files;
    pl_refs *refs;   /* may be NULL */
    pl_map rows;     /* of paths */
    uint32_t *depth; /* of each mod: mods below it, one below the other */
    pl_diags *messages;
    pl_faults faults;
} telling;

/* ---- stages */

/* Find the depth of each mod. There is at most one round for each mod, so that the search ends if
 * mods require each other in a cycle. */
static void find_depths(telling *t, uint32_t n_mods)
{
    bool more = true;
    for (uint32_t round = 0; more && round < n_mods; round++) {
        more = false;
        for (uint32_t m = 0; m < n_mods; m++) {
            uint32_t n;
            const uint32_t *deps = pl_index_mod_deps(t->ix, m, &n);
            for (uint32_t i = 0; i < n; i++) {
                if (deps[i] >= n_mods || t->depth[deps[i]] < t->depth[m])
                    continue;
                t->depth[m] = t->depth[deps[i]] + 1;
                more = true;
            }
        }
    }
}

static void open_stages(telling *t)
{
    uint32_t n_mods;
    t->entries = pl_index_entries(t->ix, &t->n);
    t->files = pl_index_files(t->ix, &t->n_files);
    pl_index_mods(t->ix, &n_mods);
    for (uint32_t f = t->n_files; f-- > 0;) /* of equal ones the first */
        pl_map_set(&t->rows, pl_evaluator_path(t->ev, f), f);
    t->depth = pl_mem_zalloc((n_mods + (size_t)1) * sizeof *t->depth);
    find_depths(t, n_mods);
}

static uint64_t stage_of(const telling *t, const pl_fault *f)
{
    const uint64_t main = UINT64_C(1) << MAIN;
    if (f->entry == PL_NO_ENTRY)
        return main | (f->file == PL_NONE ? 0 : (uint64_t)t->depth[t->files[f->file].mod] << 1);
    const pl_ix_entry *e = &t->entries[f->entry];
    uint64_t depth = (uint64_t)t->depth[e->mod] << 1;
    return e->kind == PL_KIND_VARIABLE ? depth : main | depth | f->late;
}

/* ---- faults within resources, and between them */

/* The place of a fault in the order of the entries: twice the entry; odd: between two. */
static void find_entry(const telling *t, pl_fault *f, pl_str path)
{
    f->order = UINT64_MAX;
    if (!path.len || !pl_map_find(&t->rows, path, &f->file))
        return;
    f->entry = pl_check__entry_in(t->ix, f->file, f->range.start);
    f->order = f->entry == PL_NO_ENTRY
                   ? 2 * (uint64_t)pl_check__entry_after(t->ix, f->file, f->range.start) - 1
                   : 2 * (uint64_t)f->entry;
    f->late = f->entry != PL_NO_ENTRY && t->refs && pl_refs_is_late(t->refs, f->entry);
}

/* Take the messages about resources from the n-th on, which stay in their order. */
static void take_blocks(telling *t, pl_diags *diags, size_t n)
{
    uint64_t last = 0;
    for (size_t i = n; i < pl_diags_count(diags); i++) {
        pl_diag_copy(t->messages, pl_diags_get(diags, i));
        pl_fault fault = pl_fault_of(t->messages, i - n);
        find_entry(t, &fault, pl_diags_get(diags, i)->path);
        last = fault.order = fault.order > last ? fault.order : last;
        pl_vec_push(&t->faults, fault);
    }
    pl_diags_truncate(diags, n);
}

static void find_links(telling *t, bool variables_only)
{
    uint8_t *marks = pl_mem_zalloc(t->n + (size_t)1);
    for (size_t i = 0; i < t->faults.n; i++)
        if (t->faults.at[i].entry != PL_NO_ENTRY)
            marks[t->faults.at[i].entry] |= PL_LINKS_FAILED;
    for (pl_entry_id id = 0; t->refs && id < t->n; id++)
        marks[id] |= (pl_refs_holds(t->refs, id) ? PL_LINKS_HELD : 0) |
                     (pl_refs_is_late(t->refs, id) ? PL_LINKS_LATE : 0);
    pl_check__links_beside(t->ev, marks, variables_only, t->messages, &t->faults);
    pl_mem_free(marks);
}

bool pl_check__first(pl_evaluator *ev, pl_refs *refs, unsigned what, size_t n, pl_diags *diags)
{
    telling t = { .ev = ev, .ix = pl_evaluator_index(ev), .refs = refs };
    uint64_t first = UINT64_MAX;
    open_stages(&t);
    t.messages = pl_diags_new();
    take_blocks(&t, diags, n);
    if (what & PL_VALUES_LINKS)
        find_links(&t, what & PL_VALUES_VARIABLES);
    for (size_t i = 0; i < t.faults.n; i++) {
        pl_fault *f = &t.faults.at[i];
        f->stage = stage_of(&t, f);
        first = f->stage < first ? f->stage : first;
    }
    pl_faults_sort(&t.faults);
    pl_faults_tell(&t.faults, t.messages, first, diags);
    pl_vec_done(&t.faults);
    pl_diags_free(t.messages);
    pl_map_done(&t.rows);
    pl_mem_free(t.depth);
    return first != UINT64_MAX && first & 1;
}
