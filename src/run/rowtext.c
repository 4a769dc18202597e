#include "run/rowtext.h"
#include "base/alloc.h"

pl_rowtext *pl_rowtext_new(void)
{
    pl_rowtext *result = pl_mem_zalloc(sizeof *result);
    atomic_init(&result->refs, 1);
    return result;
}

pl_rowtext *pl_rowtext_in(pl_spool_store *store, const char *dir)
{
    pl_rowtext *rows = pl_rowtext_new();
    if (store)
        rows->text.store = pl_spool_store_hold(store);
    else
        rows->text.dir = dir;
    return rows;
}

pl_rowtext *pl_rowtext_hold(pl_rowtext *result)
{
    atomic_fetch_add_explicit(&result->refs, 1, memory_order_relaxed);
    return result;
}

void pl_rowtext_release(pl_rowtext *result)
{
    if (!result || atomic_fetch_sub_explicit(&result->refs, 1, memory_order_acq_rel) > 1)
        return;
    pl_spool_done(&result->text);
    pl_mem_free(result);
}

uint64_t pl_rowtext_size(const pl_rowtext *result)
{
    return result ? pl_spool_size(&result->text) : 0;
}
