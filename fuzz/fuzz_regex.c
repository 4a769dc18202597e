/* fuzz_regex.c - a pattern, a replacement and a text, a line each (hcl.md 7.5): what the
 * checker lets pass RE2 takes, but for its size; matches tile the text. */
#include "fn_call.h"
#include "hcl/re2.h"
#include "hcl/regex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool check_pattern(pl_str pattern)
{
    pl_regex_syntax syntax = { 0 };
    bool large = false, ok = pl_regex_check(pattern, &syntax);
    require(ok || (syntax.error && syntax.fragment.len <= pattern.len));
    pl_re2 *re = ok ? pl_re2_new(pl_buf_view(&syntax.pattern), 1 << 20, &large) : NULL;
    require(!ok || re || large);
    pl_re2_free(re);
    pl_regex_syntax_done(&syntax);
    return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pl_arena arena = { 0 };
    pl_str rest = pl_str_make(data, size);
    pl_value pattern = next_line(&arena, &rest), template = next_line(&arena, &rest);
    pl_value text = next_line(&arena, &rest), out;
    /* Compiling is slow enough for short patterns. */
    if (pattern.len < 200 && check_pattern(pl_value_get_str(pattern))) {
        pl_str slashed = pl_arena_printf(&arena, "/%.*s/", PL_FMT(pl_value_get_str(pattern)));
        call_fn(&arena, pl_fn__regex, (pl_value[]){ pattern, text }, 2, &out);
        if (call_fn(&arena, pl_fn__regexall, (pl_value[]){ pattern, text }, 2, &out))
            require(out.tag == PL_V_LIST && out.len <= text.len + 1);
        call_fn(&arena, pl_fn__replace, (pl_value[]){ text, pl_value_str(slashed), template }, 3,
                &out);
    }
    pl_arena_done(&arena);
    return 0;
}
