#include "run/required.h"
#include "base/str.h"

bool pl_required_info(pl_evaluator *ev, uint32_t mod, pl_arena *arena, pl_mod_info *out,
                      pl_diags *diags)
{
    uint32_t n;
    const pl_ix_mod *mods = pl_index_mods(pl_evaluator_index(ev), &n);
    pl_block_view view;
    bool ok = true;
    *out = (pl_mod_info){ 0 };
    if (mods[mod].entry == PL_NONE)
        return true;
    if (!pl_evaluator_open(ev, mods[mod].entry, &view, diags))
        return false;
    for (const pl_block *r = view.block ? view.block->body->blocks : NULL; r; r = r->next)
        if (pl_required_is_block(r))
            ok = pl_require__decode(r, pl_str_eq(r->type, PL_S("requires")), arena, out, diags) &&
                 ok;
    pl_evaluator_close(ev, &view, diags);
    return ok;
}
