/* fuzz_recorded.c - a document of a run (history/document.h) is refused, or what it says is written
 * and read again without a change. */
#include "base/str.h"
#include "history/document.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool claim)
{
    if (!claim)
        abort();
}

static bool count_result(void *ctx, const pl_history_result *result)
{
    require(result->status < PL_ROW_STATUSES);
    ++*(size_t *)ctx;
    return true;
}

static void check_run(const pl_recorded_run *run)
{
    size_t n = 0;
    for (uint32_t i = 0; i < run->n_controls; i++)
        run->results(run->ctx, i, count_result, &n);
    for (uint32_t i = 0; i < run->n_members; i++)
        require(run->members[i].benchmark < run->n_benchmarks &&
                run->members[i].control < run->n_controls);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pl_document first = { 0 }, second = { 0 };
    pl_buf text = { 0 }, again = { 0 };
    if (pl_document_read(pl_str_make(data, size), &first)) {
        check_run(&first.run);
        pl_document_write(&first.run, &text);
        require(pl_document_read(pl_buf_view(&text), &second));
        pl_document_write(&second.run, &again);
        require(pl_str_eq(pl_buf_view(&text), pl_buf_view(&again)));
    }
    pl_buf_done(&text);
    pl_buf_done(&again);
    pl_document_done(&first);
    pl_document_done(&second);
    return 0;
}
