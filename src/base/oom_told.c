/* oom_told.c - memory that ran out, as a message: above memory, because messages take some. */
#include "base/diag.h"
#include "base/oom.h"

bool pl_oom_told(pl_oom_scope *scope, pl_diags *diags)
{
    bool failed = pl_oom_end(scope);
    if (failed && diags)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_NO_MEMORY, "out of memory");
    return failed;
}
