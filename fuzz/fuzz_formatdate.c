/* fuzz_formatdate.c - a format, a time and a duration, a line each (hcl.md 7.8): what is
 * read as a moment is written so that it reads as the same one. */
#include "fn_call.h"
#include "hcl/rfc3339.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_moment(pl_str text)
{
    pl_instant t, again;
    pl_buf why = { 0 }, written = { 0 };
    bool lax = pl_rfc3339_parse(text, false, &t, &why);
    require(lax || why.len > 0);
    if (pl_rfc3339_parse(text, true, &t, &why)) {
        require(lax);
        pl_rfc3339_write(t, &written);
        require(pl_rfc3339_parse(pl_buf_view(&written), true, &again, &why));
        require(again.seconds == t.seconds && again.offset == t.offset);
        pl_civil c = pl_instant_civil(t);
        require(c.month >= 1 && c.month <= 12 && c.day >= 1);
        require(c.day <= pl_civil_days_in(c.year, c.month));
    }
    pl_buf_done(&why);
    pl_buf_done(&written);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pl_arena arena = { 0 };
    pl_str rest = pl_str_make(data, size);
    pl_value format = next_line(&arena, &rest), time = next_line(&arena, &rest);
    pl_value duration = next_line(&arena, &rest), out;
    check_moment(pl_value_get_str(time));
    call_fn(&arena, pl_fn__formatdate, (pl_value[]){ format, time }, 2, &out);
    call_fn(&arena, pl_fn__timeadd, (pl_value[]){ time, duration }, 2, &out);
    if (call_fn(&arena, pl_fn__timecmp, (pl_value[]){ time, time }, 2, &out))
        require(out.i == 0);
    pl_arena_done(&arena);
    return 0;
}
