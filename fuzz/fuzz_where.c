/* fuzz_where.c - any text is refused as `--where` with a reason, or evaluates over any value
 * (check-and-outputs.md 3.2), in both manners. The first byte says where the value begins. */
#include "base/str.h"
#include "run/where.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool truth)
{
    if (!truth)
        abort();
}

static pl_where_cell read_cell(void *ctx, const pl_where *where)
{
    require(where->column.len > 0 && where->op <= PL_WHERE_IS_NOT);
    return *(const pl_where_cell *)ctx;
}

static pl_truth truth(const pl_where *where, bool set, bool null, pl_str text)
{
    pl_where_cell cell = { set, null, text };
    return pl_where_truth(where, read_cell, &cell);
}

static void check_recorded(const pl_where *where, pl_str value)
{
    require(where->n_values > 0 && where->op < PL_WHERE_IS);
    require(truth(where, false, true, value) == PL_TRUTH_UNKNOWN);
    bool holds = truth(where, true, false, value) == PL_TRUTH_TRUE;
    if (where->op == PL_WHERE_EQUAL) /* what is no column equals nothing */
        require(holds == (where->column.len && pl_str_eq(value, where->values[0])));
}

/* The opposite of it has the opposite truth. */
static void check_own(const pl_where *where, pl_str value)
{
    pl_where opposite = { .op = PL_WHERE_NOT, .parts = where };
    for (int i = 0; i < 3; i++) {
        bool set = i<2, null = i> 0;
        require((int)truth(where, set, null, value) + (int)truth(&opposite, set, null, value) ==
                PL_TRUTH_TRUE);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pl_arena arena = { 0 };
    pl_buf why = { 0 };
    if (!size)
        return 0;
    size_t at = 1 + (data[0] < size - 1 ? data[0] : size - 1);
    pl_str value = pl_str_make(data + 1, at - 1), text = pl_str_make(data + at, size - at);
    for (int own = 0; own < 2; own++) {
        why.len = 0;
        const pl_where *where = pl_where_parse(&arena, text, own, &why);
        require(!where == (why.len > 0));
        if (where && own)
            check_own(where, value);
        else if (where)
            check_recorded(where, value);
    }
    bool plain = pl_where_like(text, value, false);
    pl_where_like(value, text, true);
    require(!plain || pl_where_like(text, value, false));
    pl_arena_done(&arena);
    pl_buf_done(&why);
    return 0;
}
