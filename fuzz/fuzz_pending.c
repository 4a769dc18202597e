/* fuzz_pending.c - what an interrupted install left is refused, or prints as it reads. */
#include "base/str.h"
#include "mod/pending.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool claim)
{
    if (!claim)
        abort();
}

static bool is_same(const pl_pending_file *a, const pl_pending_file *b)
{
    return pl_str_eq(a->name, b->name) && a->was == b->was && a->before == b->before &&
           a->stays == b->stays && pl_str_eq(a->text, b->text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pl_pending once, twice;
    pl_buf text = { 0 };
    if (!pl_pending_parse(pl_str_make(data, size), &once))
        return 0;
    pl_pending_print(&once, &text);
    require(pl_pending_parse(pl_buf_view(&text), &twice) && twice.n == once.n);
    for (uint32_t i = 0; i < once.n; i++)
        require(is_same(&once.files[i], &twice.files[i]));
    pl_buf_done(&text);
    return 0;
}
