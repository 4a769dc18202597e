#include "workspace/value_stores.h"
#include "base/assert.h"
#include "base/diag.h"
#include "base/oom.h"
#include "base/sized.h"
#include "workspace/lifecycle.h"
#include "workspace/resolution.h"
#include "workspace/state.h"
#include <pipelite/phase.h>

void pl_workspace_set_inputs_sized(size_t size, pl_workspace *ws, const pl_inputs *inputs)
{
    pl_inputs known;
    inputs = pl_sized_options(&known, sizeof known, inputs, size);
    if (!ws)
        return;
    pl_workspace_stop_resolution(ws);
    pthread_mutex_lock(&ws->lock);
    pl_workspace__forget_metas(ws);
    if (ws->content.derived)
        pl_derived_forget(ws->content.derived);
    if (ws->shared.served)
        pl_derived_forget(ws->shared.served);
    ws->surroundings->inputs = *inputs;
    pl_documents_clear(&ws->surroundings->documents);
    pl_values_check_done(&ws->values);
    pthread_mutex_unlock(&ws->lock);
    pl_lifecycle_update(ws);
}

static pl_derived *derived_of(pl_workspace *ws, pl_diags *diags)
{
    pthread_mutex_lock(&ws->lock);
    pl_derived *d = ws->shared.served ? ws->shared.served : pl_workspace__derived(ws);
    pthread_mutex_unlock(&ws->lock);
    if (!d)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_NO_INDEX, "the workspace has no index");
    return d;
}

pl_value_store *pl_workspace_values(pl_workspace *ws, pl_diags *diags)
{
    pl_derived *d = derived_of(ws, diags);
    return d ? pl_derived_values(d, diags) : NULL;
}

pl_value_store *pl_generation_values(pl_generation *generation, pl_diags *diags)
{
    return pl_derived_values(pl_generation_derived(generation), diags);
}

pl_loader *pl_generation_loader(pl_generation *generation, pl_diags *diags)
{
    return pl_derived_loader(pl_generation_derived(generation), diags);
}

const pl_twins *pl_generation_twins(pl_generation *generation)
{
    pl_derived *d = pl_generation_derived(generation);
    return d ? pl_derived_twins(d) : NULL;
}

bool pl_workspace_read_values(pl_workspace *ws, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, ws, "workspace"))
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = pl_workspace_values(ws, diags);
    return !pl_oom_end_reported(&scope, diags) && ok;
}

void pl_workspace_cancel(pl_workspace *ws, bool cancel)
{
    if (!ws)
        return;
    if (!atomic_load(&ws->surroundings->closed))
        atomic_store(&ws->surroundings->cancelled, cancel);
}
