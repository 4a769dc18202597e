/* Files that a review reads, of which the first byte says which: no input does anything but be
 * read or refused with a message, and what was read can be looked up. */
#include "base/buf.h"
#include "run/review.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void exemptions(pl_str path, pl_str text, pl_diags *diags)
{
    pl_exemptions e = { 0 };
    pl_buf scratch = { 0 };
    if (pl_exemptions_parse(&e, path, text, diags) != (pl_diags_errors(diags) == 0))
        abort();
    for (size_t i = 0; i < e.list.n && !pl_diags_errors(diags); i++)
        if (!pl_exemptions_find(&e, e.list.at[i].control, PL_S("x"), e.list.at[i].resource,
                                PL_S("2026-01-01"), &scratch))
            abort();
    pl_buf_done(&scratch);
    pl_exemptions_done(&e);
}

static void baseline(pl_str text, pl_diags *diags)
{
    pl_baseline b = { 0 };
    pl_buf scratch = { 0 };
    if (pl_baseline_parse(&b, PL_S("old.json"), text, diags) != (pl_diags_errors(diags) == 0))
        abort();
    for (size_t i = 0; i < b.findings.n; i++) {
        const pl_finding *f = &b.findings.at[i];
        pl_check_row row = { .resource = f->resource,
                             .dimensions = f->dimensions,
                             .n_dimensions = f->n_dimensions };
        if (pl_baseline_find(&b, f->control, &row, &scratch) != f)
            abort();
    }
    pl_buf_done(&scratch);
    pl_baseline_done(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    pl_str text = { (const char *)data + 1, size - 1 };
    pl_diags *diags = pl_diags_new();
    switch (data[0] % 3) {
    case 0: exemptions(PL_S("x.csv"), text, diags); break;
    case 1: exemptions(PL_S("x.json"), text, diags); break;
    default: baseline(text, diags);
    }
    pl_diags_free(diags);
    return 0;
}
