#include "run/required.h"
#include "base/str.h"

bool pl_world_requirements(pl_world *world, uint32_t mod, pl_arena *arena, pl_mod_info *out,
                           pl_diags *diags)
{
    uint32_t n;
    const pl_ix_mod *mods = pl_index_mods(pl_world_index(world), &n);
    pl_block_view view;
    bool ok = true;
    *out = (pl_mod_info){ 0 };
    if (mods[mod].entry == PL_NONE)
        return true;
    if (!pl_world_open(world, mods[mod].entry, &view, diags))
        return false;
    for (const pl_block *r = view.block ? view.block->body->blocks : NULL; r; r = r->next)
        if (pl_world_is_require(r))
            ok = pl_require__decode(r, pl_str_eq(r->type, PL_S("requires")), arena, out, diags) &&
                 ok;
    pl_world_close(world, &view, diags);
    return ok;
}
