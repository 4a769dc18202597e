/* Lists of faults: their order, and what is told of them. */
#include "unit/test.h"
#include "base/str.h"
#include "check/fault.h"
#include "index/read.h"

static const char words[] = "abcdef";

static void add_fault(pl_faults *faults, const pl_diags *messages, uint32_t message, uint64_t stage,
                      uint64_t order)
{
    pl_fault fault = pl_fault_of(messages, message);
    fault.stage = stage;
    fault.order = order;
    pl_vec_push(faults, fault);
}

static void check_told(const pl_faults *faults, const pl_diags *messages, uint64_t stage,
                       const char *want)
{
    pl_diags *out = pl_diags_new();
    char text[sizeof words] = "";
    pl_faults_tell(faults, messages, stage, out);
    for (size_t i = 0; i < pl_diags_count(out); i++)
        text[i] = pl_diags_get(out, i)->summary.ptr[0];
    CHECK_STR(text, want, "told");
    pl_diags_free(out);
}

TEST(faults_of_one_stage_are_told_in_their_order)
{
    pl_diags *messages = pl_diags_new();
    pl_faults faults = { 0 };
    pl_diags_begin(messages, PL_S("a.pp"), PL_S("text\n"));
    for (uint32_t i = 0; words[i]; i++)
        pl_diag_raw(messages, i % 2 ? PL_WARNING : PL_ERROR, PL_DIAG_QUERY,
                    (pl_range){ i / 2, i / 2 + 1 }, pl_str_make(words + i, 1), (pl_str){ 0 });
    pl_diags_end(messages);
    pl_faults_sort(&faults);
    check_told(&faults, messages, 0, "");
    add_fault(&faults, messages, 5, 1, 4);
    add_fault(&faults, messages, 3, 1, UINT64_MAX);
    add_fault(&faults, messages, 4, 2, 0);
    add_fault(&faults, messages, 1, 1, 4);
    add_fault(&faults, messages, 0, 1, 2);
    pl_faults_sort(&faults);
    check_told(&faults, messages, 1, "abfd");
    check_told(&faults, messages, 2, "e");
    check_told(&faults, messages, 0, "");
    pl_vec_done(&faults);
    pl_fault fault = pl_fault_of(messages, 3);
    CHECK_INT(fault.code, PL_DIAG_QUERY, "code");
    CHECK_INT(fault.severity, PL_WARNING, "severity");
    CHECK_INT(fault.range.start, 1, "range");
    CHECK(fault.entry == PL_NO_ENTRY && fault.file == PL_NONE, "in no entry yet");
    pl_diags_free(messages);
}
