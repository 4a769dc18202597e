#include "mod/world_inner.h"
#include "base/str.h"

static pl_found work_default(pl_world *world, pl_entry_id id, unsigned what, pl_value *out,
                             pl_diags *diags)
{
    pl_block_view view;
    bool ok = true;
    (void)what;
    if (!pl_world_open(world, id, &view, diags))
        return PL_FOUND_ERROR;
    const pl_attr *dflt = view.block ? pl_body_attr(view.block->body, PL_S("default")) : NULL;
    if (dflt)
        ok = pl_world__eval(world, pl_world__entry(world, id)->mod, dflt->expr, NULL, out, diags);
    pl_world_close(world, &view, diags);
    return ok ? PL_FOUND : PL_FOUND_ERROR;
}

pl_found pl_world__variable(pl_world *world, pl_entry_id id, pl_value *out, pl_diags *diags)
{
    return pl_world__once(world, id, PL_MEMO_VALUE, work_default, out, diags);
}

void pl_world__free_vars(pl_world *world)
{
    (void)world;
}
