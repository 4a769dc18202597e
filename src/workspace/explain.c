/* explain.c - explaining errors and suggesting what was probably meant (check/linter.h). */
#include "base/diag.h"
#include "base/oom.h"
#include "base/str.h"
#include "check/linter.h"
#include "index/read.h"
#include "schema/attr.h"
#include "schema/schema.h"
#include "workspace/state.h"
#include "workspace/value_stores.h"

static void add_mods(const pl_workspace *ws, pl_linter *l)
{
    uint32_t n;
    for (uint32_t i = 0; i < ws->files.tree.n; i++)
        pl_linter_add_mod(l, ws->files.tree.list[i].short_name);
    if (ws->files.tree.n || !ws->content.index)
        return;
    const pl_ix_mod *mods = pl_index_mods(ws->content.index, &n);
    for (uint32_t i = 0; i < n; i++)
        pl_linter_add_mod(l, pl_index_str(ws->content.index, mods[i].short_name));
}

static void add_connections(const pl_workspace *ws, pl_linter *l)
{
    const pl_settings *settings = ws->surroundings->inputs.settings;
    pl_buf name = { 0 };
    for (size_t i = 0; i < pl_settings_connections(settings); i++) {
        pl_connection conn;
        pl_settings_connection(settings, i, &conn);
        name.len = 0;
        pl_buf_printf(&name, "%.*s.%.*s", PL_FMT(conn.type), PL_FMT(conn.name));
        pl_linter_add_connection(l, pl_buf_view(&name), conn.file.len > 0);
    }
    pl_buf_done(&name);
}

/* Read one file and add it to the linter. If that fails, nothing is reported here, because the
 * check reports it. */
static void add_file(pl_linter *l, pl_reader *reader, pl_str path, uint32_t mod)
{
    pl_view view;
    if (pl_view_open(reader, path.ptr, &view) == 0)
        pl_linter_add_file(l, path, pl_view_str(&view), mod);
    pl_view_close(&view);
}

static void add_files(pl_workspace *ws, pl_linter *l)
{
    pl_reader reader = { 0 };
    pl_arena scratch = { 0 };
    uint32_t n;
    for (uint32_t i = 0; ws->files.list && i < ws->files.n; i++)
        if (!ws->files.list[i].error)
            add_file(l, &reader, ws->files.list[i].path, ws->files.list[i].mod);
    const pl_ix_file *rows = ws->content.index ? pl_index_files(ws->content.index, &n) : NULL;
    for (uint32_t i = 0; !ws->files.list && rows && i < n; i++) {
        pl_str path = pl_index_str(ws->content.index, rows[i].path);
        add_file(l, &reader, pl_workspace__absolute(ws, path, &scratch), rows[i].mod);
    }
    pl_reader_done(&reader);
    pl_arena_done(&scratch);
}

/* The messages in `found`, and warnings about values that were given for variables that do not
 * exist. Owned. */
static pl_diags *with_values(pl_workspace *ws, const pl_diags *found)
{
    pl_diags *all = pl_diags_new(), *none = pl_diags_new();
    pl_value_store *values = pl_workspace_values(ws, none);
    pl_diags_append(all, found);
    if (values)
        pl_value_store_warn(values, all);
    pl_diags_free(none);
    return all;
}

/* pl_workspace_explain(): give all mods, connections and files to a linter, run it, and merge its
 * findings with `found`. Takes the maintenance lock while files are read. */
static void run_linter(pl_workspace *ws, const pl_diags *found, pl_diags *diags)
{
    pl_linter *l = pl_linter_new();
    pl_diags *all = with_values(ws, found);
    pthread_mutex_lock(&ws->maintenance);
    add_mods(ws, l);
    add_connections(ws, l);
    add_files(ws, l);
    pthread_mutex_unlock(&ws->maintenance);
    pl_linter_run(l);
    pl_linter_merge(l, all, diags);
    pl_diags_free(all);
    pl_linter_free(l);
}

void pl_workspace_explain(pl_workspace *ws, const pl_diags *found, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, ws, "workspace"))
        return;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    run_linter(ws, found, diags);
    pl_oom_end_reported(&scope, diags);
}

/* ---- unknown words as values, found in the index so that only files with one are read */

static bool is_odd(const pl_index *ix, const pl_ix_entry *e, pl_entry_id id, pl_attr_id attr)
{
    pl_str value = pl_index_attr_text(ix, pl_index_attr(ix, id, attr));
    return value.len && !pl_words_know((pl_kind)e->kind, pl_attr_name(attr), value, NULL);
}

/* pl_workspace_warn(): lint the files of the first mod in which the index has an unknown severity
 * or type, then add the warnings about values of variables. */
static void warn_of_words(pl_workspace *ws, pl_diags *diags)
{
    pl_generation *g = pl_workspace_acquire(ws);
    pl_linter *l = pl_linter_new();
    pl_diags *none = pl_diags_new();
    pl_reader reader = { 0 };
    pl_arena scratch = { 0 };
    uint32_t n = 0, n_files = 0, last = PL_NONE;
    const pl_index *ix = g ? pl_generation_index(g) : NULL;
    const pl_ix_entry *e = ix ? pl_index_entries(ix, &n) : NULL;
    const pl_ix_file *rows = ix ? pl_index_files(ix, &n_files) : NULL;
    pl_linter_add_mod(l, (pl_str){ 0 });
    for (uint32_t i = 0; i < n && e[i].mod == 0; i++) {
        if (e[i].file == last || e[i].file >= n_files ||
            !(is_odd(ix, &e[i], i, PL_ATTR_SEVERITY) || is_odd(ix, &e[i], i, PL_ATTR_TYPE)))
            continue;
        last = e[i].file;
        pl_str path = pl_index_str(ix, rows[last].path);
        add_file(l, &reader, pl_workspace__absolute(ws, path, &scratch), 0);
    }
    if (last != PL_NONE) {
        pl_linter_run_on_values(l);
        pl_linter_merge(l, none, diags);
    }
    pl_value_store *values = pl_workspace_values(ws, none);
    if (values)
        pl_value_store_warn(values, diags);
    pl_reader_done(&reader);
    pl_arena_done(&scratch);
    pl_diags_free(none);
    pl_linter_free(l);
    pl_generation_release(g);
}

void pl_workspace_warn(pl_workspace *ws, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, ws, "workspace"))
        return;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    warn_of_words(ws, diags);
    pl_oom_end_reported(&scope, diags);
}
