/* verdicts.c - the verdicts on a file: in the image, and from a check that came later. */
#include "base/alloc.h"
#include "base/diag.h"
#include "base/str.h"
#include "index/read.h"
#include "workspace/state.h"

bool pl_workspace__is_checked(const pl_index *ix)
{
    uint32_t n;
    const pl_ix_file *files = pl_index_files(ix, &n);
    for (uint32_t i = 0; i < n; i++)
        if (!(files[i].flags & PL_IX_FILE_SYNTAX))
            return false;
    return true;
}

void pl_workspace__take_prechecks(const pl_index *ix, uint32_t row, pl_verdicts *out)
{
    uint32_t n;
    const pl_ix_precheck *prechecks = pl_index_file_prechecks(ix, row, &n);
    out->prechecked = true;
    out->n_prechecks = n;
    out->prechecks = n ? pl_mem_alloc(n * sizeof *out->prechecks) : NULL;
    for (uint32_t i = 0; i < n; i++)
        out->prechecks[i] =
            (pl_build_precheck){ pl_index_str(ix, prechecks[i].text), prechecks[i].what };
}

static void add_diag(pl_diags *out, const pl_index *ix, const pl_ix_diag *d, pl_str path)
{
    pl_diag diag = pl_index_diag(ix, d, path);
    pl_diag_copy(out, &diag);
}

pl_diags *pl_workspace__verdict(const pl_index *ix, uint32_t level, uint32_t row, pl_str path)
{
    uint32_t n;
    const pl_ix_verdict *v = pl_index_section(ix, PL_IX_VERDICT, &n);
    const pl_ix_diag *d = pl_index_section(ix, PL_IX_DIAG, NULL);
    for (uint32_t i = 0; i < n; i++) {
        if (v[i].level != level || v[i].subject != row)
            continue;
        pl_diags *out = pl_diags_new();
        for (uint32_t k = 0; k < v[i].n_diags; k++)
            add_diag(out, ix, &d[v[i].first_diag + k], path);
        return out;
    }
    return NULL;
}

bool pl_workspace__is_static_wrong(const pl_source_file *f)
{
    return f->verdicts.variables || f->verdicts.resources;
}

pl_file_verdict *pl_workspace__late_verdicts(const pl_workspace *ws, pl_arena *arena)
{
    uint32_t n, row;
    const pl_ix_file *rows = pl_index_files(ws->content.index, &n);
    pl_file_verdict *list = pl_arena_zero(arena, (n + 1) * sizeof *list, sizeof(void *));
    pl_map by_path = { 0 };
    for (uint32_t i = 0; i < n; i++)
        pl_map_put(&by_path, pl_index_str(ws->content.index, rows[i].path), i, NULL);
    for (uint32_t i = 0; i < ws->files.n; i++) {
        const pl_source_file *f = &ws->files.list[i];
        if (f->left_out || f->error || pl_workspace__is_static_wrong(f) ||
            !pl_map_find(&by_path, pl_workspace__relative(ws, f->path), &row) ||
            rows[row].hash != f->hash)
            continue;
        list[row].syntax = f->verdicts.syntax ? f->verdicts.syntax : ws->clean;
        if (!f->verdicts.syntax)
            list[row].schema = f->verdicts.schema ? f->verdicts.schema : ws->clean;
        list[row].prechecked = f->verdicts.prechecked;
        list[row].prechecks = f->verdicts.prechecks;
        list[row].n_prechecks = f->verdicts.n_prechecks;
    }
    pl_map_done(&by_path);
    return list;
}
