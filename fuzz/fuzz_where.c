/* fuzz_where.c - any text is refused as `--where` with a reason, or evaluates over any value
 * (check-and-outputs.md 3.2). The first byte says where the value begins. */
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pl_arena arena = { 0 };
    pl_buf why = { 0 };
    pl_where where;
    if (!size)
        return 0;
    size_t at = 1 + (data[0] < size - 1 ? data[0] : size - 1);
    pl_str value = pl_str_make(data + 1, at - 1), text = pl_str_make(data + at, size - at);
    if (pl_where_parse(&arena, text, &where, &why)) {
        require(where.n_values > 0 && why.len == 0);
        require(!pl_where_holds(&where, false, value));
        bool holds = pl_where_holds(&where, true, value);
        if (where.op == PL_WHERE_EQUAL) /* what is no column equals nothing */
            require(holds == (where.column.len && pl_str_eq(value, where.values[0])));
    } else {
        require(why.len > 0);
    }
    bool plain = pl_where_like(text, value, false);
    pl_where_like(value, text, true);
    require(!plain || pl_where_like(text, value, false));
    pl_arena_done(&arena);
    pl_buf_done(&why);
    return 0;
}
