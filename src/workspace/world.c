#include "workspace/world.h"
#include "base/diag.h"
#include "workspace/state.h"

void pl_workspace_set_inputs(pl_workspace *ws, const pl_inputs *inputs)
{
    pl_world_free(ws->world);
    ws->world = NULL;
    ws->inputs = *inputs;
}

pl_world *pl_workspace_world(pl_workspace *ws, pl_diags *diags)
{
    const pl_inputs *in = &ws->inputs;
    const pl_index *ix = pl_workspace_index(ws);
    if (ws->world)
        return ws->world;
    if (!ix) {
        pl_diag_plain(diags, PL_ERROR, "the workspace has no index");
        return NULL;
    }
    pl_world_options options = {
        .index = ix,
        .dir = pl_workspace_path(ws),
        .environment = in->environment,
        .cwd = in->directory,
        .home = in->home,
        .var_files = in->var_files,
        .n_var_files = in->n_var_files,
        .vars = in->vars,
        .n_vars = in->n_vars,
    };
    ws->world = pl_world_new(&options);
    if (pl_world_read_vars(ws->world, diags))
        return ws->world;
    pl_world_free(ws->world);
    ws->world = NULL;
    return NULL;
}
