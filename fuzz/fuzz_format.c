/* fuzz_format.c - any format string over arguments of all kinds gives text or a message
 * (hcl.md 7.4). Arguments are the lines after the first; the first byte chooses. */
#include "fn_call.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARGS = 4, LIST = 1, NUMBERS = 2, NULLS = 4 };

static pl_value argument(pl_arena *arena, pl_str *rest, uint8_t choice)
{
    pl_value line = next_line(arena, rest), v;
    if (choice & NULLS && !line.len)
        return pl_value_null(pl_type_simple(PL_TYPE_ANY));
    if (choice & NUMBERS && pl_number_parse(arena, pl_value_get_str(line), &v))
        return v;
    if (line.len && line.str[0] == '[')
        return pl_value_seq(arena, PL_V_TUPLE, NULL, &line, 1);
    return line;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pl_arena arena = { 0 };
    pl_value args[1 + ARGS], out;
    uint32_t n = 1;
    if (!size)
        return 0;
    pl_str rest = pl_str_make(data + 1, size - 1);
    args[0] = next_line(&arena, &rest);
    while (rest.ptr && n < 1 + ARGS)
        args[n++] = argument(&arena, &rest, data[0]);
    if (call_fn(&arena, data[0] & LIST ? pl_fn__formatlist : pl_fn__format, args, n, &out))
        require(out.tag == (data[0] & LIST ? PL_V_LIST : PL_V_STRING));
    pl_arena_done(&arena);
    return 0;
}
