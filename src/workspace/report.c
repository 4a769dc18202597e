#include "base/str.h"
#include "workspace/state.h"
#include <errno.h>
#include <stdlib.h>

static bool is_gone(int error)
{
    return error == ENOENT || error == ESTALE || error == ENOTDIR;
}

/* Not a source file at all, whatever its name says. */
static bool is_odd(int error)
{
    return error == EINVAL || error == EISDIR || error == EFBIG || error == ENXIO;
}

static void skip_file(pl_workspace *ws, pl_source_file *f, bool tell, pl_diags *diags)
{
    f->left_out = true;
    pl_log_line(&ws->log, PL_LOG_WARN, "skipping file", 2, "path", f->path.ptr, "error",
                pl_file_reason(f->error));
    if (tell)
        pl_diag_plain(diags, PL_WARNING, "skipping '%s': %s", f->path.ptr,
                      pl_file_reason(f->error));
}

static void skip_mod(pl_workspace *ws, uint32_t mod, pl_str path, int error, pl_diags *diags)
{
    const pl_tree_mod *m = &ws->tree.list[mod];
    if (ws->skipped[mod])
        return;
    ws->skipped[mod] = true;
    pl_log_line(&ws->log, PL_LOG_WARN,
                is_gone(error) ? "skipping dependency mod with missing files"
                               : "skipping dependency mod with unreadable files",
                3, "mod", m->short_name.ptr, "path", m->dir.ptr,
                is_gone(error) ? "missing_file" : "file", path.ptr);
    pl_diag_plain(diags, PL_WARNING, "skipping mod '%.*s': cannot read '%.*s': %s",
                  PL_FMT(m->dep_path), PL_FMT(path), pl_file_reason(error));
}

/* The library goes on with what there is; see F1, F2 and F5. */
static bool settle_tolerant(pl_workspace *ws, pl_source_file *f, pl_diags *diags)
{
    if (is_odd(f->error) || (is_gone(f->error) && f->mod == 0)) {
        skip_file(ws, f, true, diags);
        return true;
    }
    if (f->mod != 0) {
        skip_mod(ws, f->mod, f->path, f->error, diags);
        return true;
    }
    pl_diag_plain(diags, PL_ERROR, "cannot read '%s': %s", f->path.ptr, pl_file_reason(f->error));
    return false;
}

bool pl_workspace__settle(pl_workspace *ws, pl_diags *diags)
{
    bool ok = true;
    for (uint32_t i = 0; i < ws->n_files; i++) {
        pl_source_file *f = &ws->files[i];
        if (!f->error || f->left_out)
            continue;
        if (!ws->options.strict)
            ok = settle_tolerant(ws, f, diags) && ok;
        else if (is_gone(f->error))
            skip_file(ws, f, false, diags); /* a link to nothing is nothing, as recorded */
    }
    for (uint32_t i = 0; i < ws->n_files; i++)
        if (ws->skipped[ws->files[i].mod])
            ws->files[i].left_out = true;
    return ok;
}

bool pl_workspace__bad_dir(pl_workspace *ws, uint32_t mod, pl_str path, int error, pl_diags *diags)
{
    if (!ws->options.strict && mod != 0) {
        skip_mod(ws, mod, path, error, diags);
        return true;
    }
    pl_diag_plain(diags, PL_ERROR, "cannot read '%.*s': %s", PL_FMT(path), pl_file_reason(error));
    return false;
}

/* ---- verdicts */

static int by_path(const void *a, const void *b)
{
    const pl_source_file *const *x = a, *const *y = b;
    return pl_str_cmp((*x)->path, (*y)->path);
}

typedef enum level { SYNTAX, SCHEMA } level;

static bool is_wrong(const pl_source_file *f, level at)
{
    if (f->left_out)
        return false;
    return at == SYNTAX ? f->error || f->verdicts.syntax : f->verdicts.schema != NULL;
}

static void tell_file(const pl_source_file *f, level at, pl_diags *diags)
{
    const pl_diags *verdict = at == SYNTAX ? f->verdicts.syntax : f->verdicts.schema;
    if (f->error)
        pl_diag_plain(diags, PL_ERROR, "cannot read '%s': %s", f->path.ptr,
                      pl_file_reason(f->error));
    else
        pl_diags_append(diags, verdict);
}

/* All that is wrong at one level, each file once although two mods may hold it. */
static bool report_level(const pl_workspace *ws, level at, const char *heading, pl_diags *diags)
{
    PL_VEC(const pl_source_file *) wrong = { 0 };
    for (uint32_t i = 0; i < ws->n_files; i++)
        if (is_wrong(&ws->files[i], at))
            pl_vec_push(&wrong, &ws->files[i]);
    if (!wrong.n)
        return true;
    qsort(wrong.at, wrong.n, sizeof *wrong.at, by_path);
    pl_diags_set_heading(diags, heading);
    for (size_t i = 0; i < wrong.n; i++)
        if (i == 0 || !pl_str_eq(wrong.at[i]->path, wrong.at[i - 1]->path))
            tell_file(wrong.at[i], at, diags);
    pl_vec_done(&wrong);
    return false;
}

bool pl_workspace__report(const pl_workspace *ws, pl_diags *diags)
{
    return report_level(ws, SYNTAX, "Internal Error: Failed to load all mod source files", diags) &&
           report_level(ws, SCHEMA, "Internal Error: Failed to load mod", diags);
}
