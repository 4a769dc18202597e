#include "workspace/world.h"
#include "base/diag.h"
#include "config/value.h"
#include "workspace/state.h"
#include <pipelite/phase.h>

void pl_workspace_set_inputs(pl_workspace *ws, const pl_inputs *inputs)
{
    pl_workspace_stop_resolution(ws);
    pthread_mutex_lock(&ws->lock);
    pl_workspace__forget_metas(ws);
    pl_workspace__drop_loader(ws);
    pl_world_free(ws->world);
    ws->world = NULL;
    ws->inputs = *inputs;
    pl_values_check_done(&ws->values);
    pthread_mutex_unlock(&ws->lock);
}

static bool find_connection(void *ctx, pl_str type, pl_str name, pl_arena *arena, pl_value *out)
{
    const pl_workspace *ws = ctx;
    return pl_connection_value(ws->inputs.settings, type, name, arena, out);
}

static bool read_connection(void *ctx, pl_str text, pl_arena *arena, pl_value *out)
{
    (void)ctx;
    return pl_connection_from_string(text, arena, out);
}

static void add_connections(pl_workspace *ws, pl_world_options *options)
{
    options->connection_types = pl_connection_types(&options->n_connection_types);
    options->connection_string = read_connection;
    if (!ws->inputs.settings)
        return;
    options->connection = find_connection;
    options->connection_ctx = ws;
}

static bool ask(void *ctx, const pl_var *var, pl_buf *answer, pl_diags *diags)
{
    const pl_inputs *in = &((const pl_workspace *)ctx)->inputs;
    pl_buf name = { 0 };
    pl_str text = { 0 };
    pl_buf_printf(&name, "var.%.*s", PL_FMT(var->name));
    pl_asked asked = in->ask(in->ask_ctx, pl_buf_view(&name), var->description, &text);
    if (asked == PL_ASKED_ANSWER)
        pl_buf_str(answer, text);
    else
        pl_diag_plain(diags, PL_ERROR, asked == PL_ASKED_END ? "EOF" : "interrupted");
    pl_buf_done(&name);
    return asked == PL_ASKED_ANSWER;
}

pl_world *pl_workspace__world_of(pl_workspace *ws, const pl_index *ix, pl_diags *diags)
{
    const pl_inputs *in = &ws->inputs;
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
        .need_values = in->need_values,
        .ask = in->ask ? ask : NULL,
        .ask_ctx = ws,
    };
    options.file_read = pl_workspace__note_read;
    options.file_ctx = ws;
    options.cancel = &ws->cancelled;
    add_connections(ws, &options);
    pl_world *world = pl_world_new(&options);
    if (pl_world_read_vars(world, diags))
        return world;
    pl_world_free(world);
    return NULL;
}

pl_world *pl_workspace__world(pl_workspace *ws, pl_diags *diags)
{
    const pl_index *ix = pl_workspace_index(ws);
    if (!ws->world && ix)
        ws->world = pl_workspace__world_of(ws, ix, diags);
    if (!ix)
        pl_diag_plain(diags, PL_ERROR, "the workspace has no index");
    return ws->world;
}

pl_world *pl_workspace_world(pl_workspace *ws, pl_diags *diags)
{
    pthread_mutex_lock(&ws->lock);
    pl_world *world = pl_workspace__world(ws, diags);
    pthread_mutex_unlock(&ws->lock);
    return world;
}

bool pl_workspace_read_values(pl_workspace *ws, pl_diags *diags)
{
    return pl_workspace_world(ws, diags) != NULL;
}

void pl_workspace_cancel(pl_workspace *ws, bool cancel)
{
    atomic_store(&ws->cancelled, cancel);
}
