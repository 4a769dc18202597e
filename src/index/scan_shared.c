/* scan_shared.c - what all files of the scanner use: the kind of a plain value, and the mark of an
 * entry that the parser will reject. */
#include "index/scanner.h"
#include "base/ascii.h"
#include "base/str.h"

void pl_scan__broken(pl_scanner *sc)
{
    sc->recovered = true;
    if (!sc->blocks.n)
        return;
    uint32_t entry = sc->blocks.at[sc->blocks.n - 1].entry;
    pl_assert(entry == PL_NONE || entry < sc->entries.n);
    if (entry != PL_NONE)
        sc->entries.at[entry].flags |= PL_ENTRY_BROKEN;
}

/* ---- plain values */

/* Is the whole of `s` one number token that has a value? */
static bool is_number(pl_str s)
{
    size_t i = 0, digits;
    while (i < s.len && pl_is_digit(s.ptr[i]))
        i++;
    if (!i)
        return false;
    if (i + 1 < s.len && s.ptr[i] == '.' && pl_is_digit(s.ptr[i + 1]))
        for (i++; i < s.len && pl_is_digit(s.ptr[i]);)
            i++;
    if (i + 1 < s.len && (s.ptr[i] | 0x20) == 'e') {
        i += s.ptr[i + 1] == '+' || s.ptr[i + 1] == '-' ? 2 : 1;
        for (digits = i; i < s.len && pl_is_digit(s.ptr[i]);)
            i++;
        if (i == digits)
            return false;
    }
    return i == s.len;
}

bool pl_scan__is_constant(pl_str s)
{
    return pl_str_eq(s, PL_S("true")) || pl_str_eq(s, PL_S("false")) || pl_str_eq(s, PL_S("null"));
}

pl_value_kind pl_scan__plain_kind(pl_str s)
{
    if (pl_is_digit(s.ptr[0]))
        return is_number(s) ? PL_VALUE_NUMBER : PL_VALUE_OTHER;
    return pl_scan__is_constant(s) ? PL_VALUE_CONSTANT : PL_VALUE_OTHER;
}
