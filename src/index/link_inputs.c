/* link_inputs.c - rows of INPUT. The path of a directory is stored as the beginning of the path
 * of a file in it. */
#include "index/link.h"
#include "base/str.h"

static bool lies_in(pl_str path, pl_str dir)
{
    return !dir.len ||
           (pl_str_starts(path, dir) &&
            (path.len == dir.len || dir.ptr[dir.len - 1] == '/' || path.ptr[dir.len] == '/'));
}

/* The mod with the longest directory that contains `path`; PL_NONE: there is none. `last`: the
 * result for the path before, which usually is in the same mod. */
static uint32_t mod_of(const pl_linker *lk, pl_str path, uint32_t last)
{
    if (last != PL_NONE && lk->mods[last]->dir.len && lies_in(path, lk->mods[last]->dir))
        return last;
    uint32_t best = PL_NONE;
    for (uint32_t m = 0; m < lk->n_mods; m++)
        if (lies_in(path, lk->mods[m]->dir) &&
            (best == PL_NONE || lk->mods[m]->dir.len > lk->mods[best]->dir.len))
            best = m;
    return best;
}

static pl_str path_of(const pl_linker *lk, uint32_t file)
{
    return pl_intern_get(&lk->strings, lk->file[file].path);
}

/* The string of a file of `mod` that is below the directory `path`, whose beginning can stand
 * for the directory. PL_NONE: there is none. */
static uint32_t file_below(const pl_linker *lk, uint32_t mod, pl_str path)
{
    uint32_t lo = lk->mod[mod].first_file;
    uint32_t end = mod + 1 < lk->n_mods ? lk->mod[mod + 1].first_file : lk->n_files;
    for (uint32_t hi = end; lo < hi;) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (pl_str_cmp(path_of(lk, mid), path) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    /* "a-b/x.pp" sorts before "a/x.pp", and both after "a". */
    for (; lo < end && pl_str_starts(path_of(lk, lo), path); lo++)
        if (lies_in(path_of(lk, lo), path))
            return lk->file[lo].path;
    return PL_NONE;
}

void pl_link__inputs(pl_linker *lk, const pl_build *what)
{
    uint32_t mod = PL_NONE;
    pl_vec_reserve(&lk->inputs, what->n_inputs);
    for (uint32_t i = 0; i < what->n_inputs; i++) {
        const pl_build_input *in = &what->inputs[i];
        uint32_t path = PL_NONE;
        if (in->kind == PL_IX_INPUT_DIR && in->path.len &&
            (mod = mod_of(lk, in->path, mod)) != PL_NONE)
            path = file_below(lk, mod, in->path);
        pl_ix_input row = {
            .path = path != PL_NONE ? path : pl_link__str(lk, in->path),
            .len = (uint16_t)in->path.len,
            .kind = (uint16_t)in->kind,
            .stamp = pl_ix_stamp_of(&in->stamp),
            .hash = in->hash,
        };
        pl_vec_push(&lk->inputs, row);
    }
}
