/* fn_text.c - results and arguments of text functions, with their charges; base64 and hexadecimal.
 */
#include "hcl/fn_text.h"
#include "base/assert.h"
#include "base/nfc.h"
#include "hcl/eval.h"
#include "value/quote.h"

bool pl_text__int(pl_call *call, uint32_t i, int64_t *out)
{
    pl_assert(i < call->n);
    return pl_number_to_int(call->args[i], out) ||
           pl_fn_fail(call, "value must be a whole number, between -9223372036854775808 and "
                            "9223372036854775807");
}

bool pl_text__slice(pl_str s, pl_value *out)
{
    *out = pl_value_str(s);
    return true;
}

bool pl_text__give(pl_call *call, pl_str s, pl_value *out)
{
    if (!pl_fn_charge(call, s.len))
        return false;
    *out = pl_value_text(call->arena, s, true);
    return true;
}

bool pl_text__give_buf(pl_call *call, pl_buf *buf, pl_value *out)
{
    pl_str text = pl_buf_view(buf);
    bool ok = pl_nfc_is_quick(text) || pl_fn_charge(call, PL_EVAL_NFC * text.len);
    if (ok)
        *out = pl_value_text(call->arena, text, true);
    pl_buf_done(buf);
    return ok;
}

bool pl_text__give_strings(pl_call *call, const pl_value *at, size_t n, pl_value *out)
{
    *out = pl_value_seq(call->arena, PL_V_LIST, pl_type_simple(PL_TYPE_STRING), at, (uint32_t)n);
    return true;
}

bool pl_text__add(pl_call *call, pl_buf *buf, pl_str s)
{
    if (!pl_fn_charge(call, 2 * s.len))
        return false;
    pl_buf_str(buf, s);
    return true;
}

bool pl_text__fill(pl_call *call, pl_buf *buf, char c, uint64_t n)
{
    if (!pl_fn_charge(call, n > UINT64_MAX / 2 ? n : 2 * n))
        return false;
    pl_buf_fill(buf, c, n);
    return true;
}

bool pl_text__json(pl_call *call, pl_value v, pl_buf *out)
{
    size_t before = out->len;
    bool cut, ok = pl_value_json_within(v, *call->budget, out, &cut);
    if (!pl_fn_charge(call, cut ? UINT64_MAX : out->len - before))
        return false;
    return ok || pl_fn_fail(call, "cannot serialize infinity as JSON");
}

pl_str pl_text__quoted_arg(pl_call *call, uint32_t i)
{
    pl_assert(i < call->n);
    if (call->args[i].marks & PL_MARK_SENSITIVE)
        return PL_S("(sensitive value)");
    pl_buf text = { 0 };
    pl_quote_go(&text, pl_text__arg(call, i));
    pl_str quoted = pl_arena_str(call->arena, pl_buf_view(&text));
    pl_buf_done(&text);
    return quoted;
}

/* ---- base64 and hexadecimal */

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void pl_text__base64(pl_buf *out, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    char *to = pl_buf_reserve(out, (n + 2) / 3 * 4), *at = to;
    for (; n > 0; p += 3) {
        size_t take = n < 3 ? n : 3;
        uint32_t bits =
            (uint32_t)p[0] << 16 | (take > 1 ? (uint32_t)p[1] << 8 : 0) | (take > 2 ? p[2] : 0);
        *at++ = base64_digits[bits >> 18];
        *at++ = base64_digits[bits >> 12 & 63];
        *at++ = take > 1 ? base64_digits[bits >> 6 & 63] : '=';
        *at++ = take > 2 ? base64_digits[bits & 63] : '=';
        n -= take;
    }
    pl_assert(at <= out->ptr + out->cap);
    out->len += (size_t)(at - to);
}

static int base64_digit(char c)
{
    const char *at = c ? strchr(base64_digits, c) : NULL;
    return at ? (int)(at - base64_digits) : -1;
}

static size_t skip_line_ends(pl_str s, size_t i)
{
    while (i < s.len && (s.ptr[i] == '\n' || s.ptr[i] == '\r'))
        i++;
    return i;
}

/* Check the padding at `i`, after `have` digits of a group; -1: it does not end the text
 * correctly. */
static int64_t check_padding(pl_str s, size_t i, unsigned have)
{
    if (have < 2)
        return (int64_t)i;
    if (have == 2) {
        size_t second = skip_line_ends(s, i + 1);
        if (second >= s.len)
            return (int64_t)s.len;
        if (s.ptr[second] != '=')
            return (int64_t)second;
        i = second;
    }
    i = skip_line_ends(s, i + 1);
    return i < s.len ? (int64_t)i : -1;
}

static void put_group(pl_buf *out, uint32_t bits, unsigned have)
{
    bits <<= 6 * (4 - have);
    char bytes[3] = { (char)(bits >> 16), (char)(bits >> 8), (char)bits };
    pl_buf_add(out, bytes, have - 1);
}

int64_t pl_text__unbase64(pl_str s, pl_buf *out)
{
    uint32_t bits = 0;
    unsigned have = 0;
    for (size_t i = skip_line_ends(s, 0); i < s.len; i = skip_line_ends(s, i + 1)) {
        int digit = base64_digit(s.ptr[i]);
        if (digit < 0) {
            int64_t bad = s.ptr[i] == '=' ? check_padding(s, i, have) : (int64_t)i;
            if (bad < 0)
                put_group(out, bits, have);
            return bad;
        }
        bits = bits << 6 | (uint32_t)digit;
        if (++have == 4) {
            put_group(out, bits, have);
            bits = have = 0;
        }
    }
    return have ? (int64_t)s.len - have : -1;
}

void pl_text__hex(pl_buf *out, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < n; i++)
        pl_buf_printf(out, "%02x", p[i]);
}
