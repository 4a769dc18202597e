#include "schema/name.h"
#include "base/str.h"
#include "schema/kind.h"

bool pl_name_parse(pl_str text, pl_name *out)
{
    size_t dot = pl_str_rfind(text, '.');
    pl_str name = pl_str_sub(text, dot + 1, text.len);
    if (dot >= text.len || !name.len)
        return false;
    pl_str rest = pl_str_sub(text, 0, dot);
    size_t before = pl_str_rfind(rest, '.');
    bool with_mod = before < rest.len;
    pl_str word = with_mod ? pl_str_sub(rest, before + 1, rest.len) : rest;
    pl_str mod = with_mod ? pl_str_sub(rest, 0, before) : (pl_str){ 0 };
    pl_kind kind;
    if ((with_mod && !mod.len) || !pl_kind_find_name(word, &kind) ||
        (with_mod && kind == PL_KIND_MOD))
        return false;
    *out = (pl_name){ .mod = mod, .kind = kind, .name = name };
    return true;
}

void pl_name_print(pl_buf *out, pl_str mod, pl_kind kind, pl_str name)
{
    if (mod.len && kind != PL_KIND_MOD) {
        pl_buf_str(out, mod);
        pl_buf_byte(out, '.');
    }
    pl_buf_str(out, pl_kind_name(kind));
    pl_buf_byte(out, '.');
    pl_buf_str(out, name);
}

static bool letter(unsigned char c)
{
    return (unsigned)((c | 0x20) - 'a') < 26 || c == '_';
}

bool pl_name_valid(pl_str label)
{
    /* A bit for each byte: - and 0 to 9; A to Z, _ and a to z. Each load of a workspace looks at
     * all names. */
    static const uint64_t allowed[4] = { 0x03ff200000000000, 0x07fffffe87fffffe };
    if (!label.len || !letter((unsigned char)label.ptr[0]))
        return false;
    for (size_t i = 1; i < label.len; i++) {
        unsigned char c = (unsigned char)label.ptr[i];
        if (!(allowed[c >> 6] >> (c & 63) & 1))
            return false;
    }
    return true;
}
