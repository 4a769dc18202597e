/* oom_reported.c - reporting that memory has run out, in a file of its own because messages need
 * memory. */
#include "base/diag.h"
#include "base/oom.h"

bool pl_oom_end_reported(pl_oom_scope *scope, pl_diags *diags)
{
    bool failed = pl_oom_end(scope);
    if (failed && diags)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_NO_MEMORY, "out of memory");
    return failed;
}
