/* fn_call.h - calling one function of the language from a fuzz target. */
#ifndef PL_FUZZ_FN_CALL_H
#define PL_FUZZ_FN_CALL_H
#include "base/str.h"
#include "base/utf8.h"
#include "hcl/fn.h"
#include <stdlib.h>

static inline void require(bool claim)
{
    if (!claim)
        abort();
}

/* False when it failed: then there is a message. The budget is a tenth of the usual. */
static inline bool call_fn(pl_arena *arena, pl_fn_impl *fn, const pl_value *args, uint32_t n,
                           pl_value *out)
{
    uint64_t budget = (uint64_t)26 << 20;
    pl_call call = { .arena = arena, .args = args, .n = n, .bad_arg = -1, .budget = &budget };
    bool ok = fn(&call, out);
    require(ok || call.why.len > 0);
    require(call.bad_arg < (int)n);
    require(!ok || out->tag != PL_V_STRING || pl_utf8_valid(pl_value_get_str(*out)));
    pl_buf_done(&call.why);
    return ok;
}

/* The text up to the next line end, as a value; nothing when it is no UTF-8. */
static inline pl_value next_line(pl_arena *arena, pl_str *rest)
{
    pl_str line = pl_str_split(rest, '\n');
    return pl_value_text(arena, pl_utf8_valid(line) ? line : PL_S(""), true);
}

#endif
