/* verdicts.c - verdicts of an image as messages again. */
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

void pl_workspace__take_asks(const pl_index *ix, uint32_t row, pl_verdicts *out)
{
    uint32_t n;
    const pl_ix_ask *asks = pl_index_file_asks(ix, row, &n);
    out->asked = true;
    out->n_asks = n;
    out->asks = n ? pl_mem_alloc(n * sizeof *out->asks) : NULL;
    for (uint32_t i = 0; i < n; i++)
        out->asks[i] = (pl_build_ask){ pl_index_str(ix, asks[i].text), asks[i].what };
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
