/* patch.c - which way an image is patched.
 *
 *      old image + parts of the changed files
 *            |
 *      the same mods, files and inputs? -- no ------------------------------+
 *            | yes                                                          |
 *         graft.c -- too large, or not followed --------------------------->+
 *            |                                                              |
 *      is much of its text garbage? (string_gc.c) -- yes ------------------>+
 *            | no                                                        relink.c
 *         the result
 *
 * Why there are two ways. Linking everything anew is always right, but it takes 8 ms for
 * aws-compliance and 20 ms for the six mods, since each entry is recovered, named and ordered
 * again. A graft links the changed files and those that they touch, in 0.4 and 0.8 ms. It does not
 * follow every change (graft_set.c), so the other way has to stay. A third way, which replaced rows
 * when linking would see no difference, was only 0.2 and 0.4 ms faster than a graft
 * (bench/README.md).
 *
 * A patch adds strings and never removes any. Each time the text has grown by another GARBAGE_STEP
 * bytes the garbage is counted; if there is too much, everything is linked anew. */
#include "index/patch.h"
#include "base/str.h"

enum { GARBAGE_STEP = 2048 };

/* ---- is it the same workspace, with other bytes? */

static bool same_mod(const pl_patch *pt, const pl_build_mod *bm, uint32_t m, const uint32_t *mod_id)
{
    const pl_index *ix = pt->old;
    const pl_ix_mod *mod = &ix->mods[m];
    uint32_t n;
    const uint32_t *deps = pl_index_mod_deps(ix, m, &n);
    pl_str title = bm->title.len ? bm->title : bm->short_name;
    if (!pl_str_eq(bm->short_name, pl_ix__str(ix, mod->short_name)) ||
        !pl_str_eq(title, pl_ix__str(ix, mod->title)) ||
        !pl_str_eq(bm->dir, pl_ix__str(ix, mod->dir)) ||
        !pl_str_eq(bm->dep_path, pl_ix__str(ix, mod->dep_path)) || bm->flags != mod->flags ||
        bm->n_deps != n)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (mod_id[bm->deps[i]] != deps[i])
            return false;
    return true;
}

/* Every row has its file, in place. Notes those that changed. */
static bool align_files(pl_patch *pt, const pl_build_mod *bm, uint32_t m)
{
    const pl_index *ix = pt->old;
    uint32_t first = ix->mods[m].first_file;
    uint32_t end = m + 1 < ix->n_mods ? ix->mods[m + 1].first_file : ix->n_files;
    if (bm->n_files != end - first)
        return false;
    for (uint32_t i = 0; i < bm->n_files; i++) {
        const pl_build_file *bf = &bm->files[i];
        if (bf->old != first + i + 1)
            return false;
        pt->files[first + i] = bf;
        if (bf->part)
            pl_vec_push(&pt->list, ((pl_patch_file){ .row = first + i, .is = bf->part }));
    }
    return true;
}

static bool align(pl_patch *pt)
{
    pl_linker lk = { .arena.first = 16 * 1024 };
    const pl_index *ix = pt->old;
    bool same = pt->what->n_mods == ix->n_mods;
    pt->files = pl_arena_alloc(&pt->arena, (ix->n_files + 1) * sizeof *pt->files);
    if (same)
        pl_link__mods(&lk, pt->what->mods, ix->n_mods);
    for (uint32_t m = 0; m < ix->n_mods && same; m++)
        same = same_mod(pt, lk.mods[m], m, lk.mod_id) && align_files(pt, lk.mods[m], m);
    pl_arena_done(&lk.arena);
    return same && pt->list.n * 4 <= ix->n_files + 16;
}

/* ---- inputs: the same ones in other states, otherwise everything is linked anew */

static bool put_inputs(pl_patch *pt)
{
    uint32_t n;
    const pl_ix_input *old = pl_index_section(pt->old, PL_IX_INPUT, &n);
    const pl_build_input *in = pt->what->inputs;
    if (in && pt->what->n_inputs != n)
        return false;
    pl_vec_reserve(&pt->inputs, n);
    for (uint32_t i = 0; i < n; i++) {
        pl_ix_input row = old[i];
        if (in) {
            pl_str path = pl_str_sub(pl_ix__str(pt->old, row.path), 0, row.len);
            if (in[i].kind != row.kind || !pl_str_eq(in[i].path, path))
                return false;
            row.stamp = pl_ix_stamp_of(&in[i].stamp);
            row.hash = in[i].hash;
        }
        pl_vec_push(&pt->inputs, row);
    }
    return true;
}

/* ---- the choice */

/* The graft, or NULL when everything has to be linked anew. */
static pl_index *graft_without_garbage(pl_patch *pt)
{
    if (!align(pt) || !put_inputs(pt))
        return NULL;
    pl_index *ix = pl_patch__graft(pt);
    size_t before = pl_patch__text_end(pt->old), after = before + pt->text.len;
    if (!ix || before / GARBAGE_STEP == after / GARBAGE_STEP || !pl_index__has_garbage(ix))
        return ix;
    pl_index_close(ix);
    return NULL;
}

pl_index *pl_index_patch(const pl_index *old, const pl_build *what, pl_patch_way *way)
{
    pl_assert(old && what && way);
    pl_assert(what->n_mods > 0);
    pl_patch pt;
    pl_patch__init(&pt, old, what);
    pl_index *ix = graft_without_garbage(&pt);
    pl_patch__done(&pt);
    *way = PL_PATCH_GRAFTED;
    if (!ix) {
        *way = PL_PATCH_RELINKED;
        ix = pl_patch__relink(old, what);
    }
    if (ix)
        pl_index__check(ix);
    pl_assert(!ix || pl_index__verify(pl_index_bytes(ix)));
    return ix;
}
