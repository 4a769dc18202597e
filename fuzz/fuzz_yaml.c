/* fuzz_yaml.c - any text is refused as YAML with a message, or its value, written as YAML,
 * reads back as the same value (hcl.md 7.7). */
#include "fn_call.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Bytes of a number's text: more than the budget of any call lets a function write. */
enum { TOO_LONG = 4 << 20 };

/* Hexadecimal whole numbers keep all their digits, decimal ones 512 bits. */
static bool is_rounded(pl_value v)
{
    pl_arena arena = { 0 };
    pl_buf text = { 0 };
    pl_value again;
    pl_number_text(v, &text);
    bool same = pl_number_parse(&arena, pl_buf_view(&text), &again) && pl_value_equal(v, again);
    pl_buf_done(&text);
    pl_arena_done(&arena);
    return !same;
}

/* Is a character that may be written as an escape followed by what may be a combining mark? The
 * text of a string is normalised (NFC), and with a mark after it "\\n" becomes another letter. */
static bool has_marked_escape(pl_str s)
{
    bool escape = false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (escape && c >= 0xcc)
            return true;
        escape = c < 0x20 || c == '"' || c == '\\' || c >= 0x7f;
    }
    return false;
}

/* What cannot come back: infinities, which are written as words, numbers of more bits than
 * a decimal has or of a longer text than a call may write, merge keys, and marks after escapes. */
static bool comes_back(pl_value v)
{
    bool ok = true;
    if (v.tag == PL_V_NUMBER)
        return !pl_number_infinite(v) && pl_number_text_size(v) < TOO_LONG && !is_rounded(v);
    if (v.tag == PL_V_STRING)
        return !has_marked_escape(pl_value_get_str(v));
    if (v.tag == PL_V_TUPLE)
        for (uint32_t i = 0; i < v.len; i++)
            ok &= comes_back(v.seq->at[i]);
    if (v.tag == PL_V_OBJECT)
        for (uint32_t i = 0; i < v.len; i++)
            ok &= !pl_str_eq(v.members->at[i].key, PL_S("<<")) &&
                  !has_marked_escape(v.members->at[i].key) && comes_back(v.members->at[i].value);
    return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pl_arena arena = { 0 };
    pl_str text = pl_str_make(data, size);
    if (pl_utf8_valid(text)) {
        pl_value source = pl_value_text(&arena, text, true), value, written, again;
        if (call_fn(&arena, pl_fn__yamldecode, &source, 1, &value) && comes_back(value) &&
            call_fn(&arena, pl_fn__yamlencode, &value, 1, &written)) {
            require(call_fn(&arena, pl_fn__yamldecode, &written, 1, &again));
            require(pl_value_equal(value, again));
        }
    }
    pl_arena_done(&arena);
    return 0;
}
