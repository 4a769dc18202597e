#include "base/str.h"
#include "index/link.h"

static bool lies_in(pl_str path, pl_str dir)
{
    return !dir.len ||
           (pl_str_starts(path, dir) &&
            (path.len == dir.len || dir.ptr[dir.len - 1] == '/' || path.ptr[dir.len] == '/'));
}

/* The mod with the longest directory that holds `path`; `last`: that of the path before,
 * whose neighbours come next. NULL when there is none. */
static const pl_build_mod *mod_of(const pl_linker *lk, pl_str path, const pl_build_mod *last)
{
    if (last && last->dir.len && lies_in(path, last->dir))
        return last;
    const pl_build_mod *best = NULL;
    for (uint32_t m = 0; m < lk->n_mods; m++)
        if (lies_in(path, lk->mods[m]->dir) && (!best || lk->mods[m]->dir.len > best->dir.len))
            best = lk->mods[m];
    return best;
}

/* The path of a file below the directory `path` of `mod`: its beginning can stand for the
 * directory's. The empty text when there is none. */
static pl_str file_below(const pl_build_mod *mod, pl_str path)
{
    uint32_t lo = 0, hi = mod->n_files;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (pl_str_cmp(mod->files[mid].path, path) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    /* "a-b/x.pp" sorts before "a/x.pp", and both behind "a". */
    for (; lo < mod->n_files && pl_str_starts(mod->files[lo].path, path); lo++)
        if ((mod->files[lo].part || mod->files[lo].old) && lies_in(mod->files[lo].path, path))
            return mod->files[lo].path;
    return (pl_str){ 0 };
}

void pl_link__inputs(pl_linker *lk, const pl_build *what)
{
    const pl_build_mod *mod = NULL;
    pl_vec_reserve(&lk->inputs, what->n_inputs);
    for (uint32_t i = 0; i < what->n_inputs; i++) {
        const pl_build_input *in = &what->inputs[i];
        pl_str path = in->path;
        if (in->kind == PL_IX_INPUT_DIR && path.len && (mod = mod_of(lk, path, mod)) != NULL) {
            pl_str below = file_below(mod, path);
            path = below.len ? below : path;
        }
        pl_ix_input row = {
            .path = pl_link__str(lk, path),
            .len = (uint16_t)in->path.len,
            .kind = (uint16_t)in->kind,
            .stamp = pl_ix_stamp_of(&in->stamp),
            .hash = in->hash,
        };
        pl_vec_push(&lk->inputs, row);
    }
}
