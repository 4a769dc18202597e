/* fn_format.c - format and formatlist (hcl.md 7.4).
 *
 *   %[flags][width][.precision][[index]]letter
 *
 * Widths and precisions count grapheme clusters in text and digits in numbers. Padding is
 * charged before it is made, so a width of a billion is an error. */
#include "base/jsonw.h"
#include "base/assert.h"
#include "base/utf8.h"
#include "hcl/fn_text.h"
#include "value/quote.h"
#include <stdio.h>

typedef struct verb {
    pl_str raw;    /* from % to the letter */
    size_t offset; /* of the % */
    char letter;
    bool zero, sharp, minus, plus, space;
    int64_t width, precision; /* -1: none */
    uint64_t arg;             /* counted from 1 */
} verb;

/* One expansion of a format string. */
typedef struct formatter {
    pl_call *call;
    pl_str format;
    const pl_value *args;
    uint32_t n, next, highest; /* arguments; the next one and the highest used, from 1 */
    pl_buf out, part;          /* the text so far; the content of the next field */
} formatter;

/* ---- reading a verb */

static bool bad_character(formatter *f, size_t at)
{
    pl_str rest = pl_str_sub(f->format, at, f->format.len);
    if (!rest.len)
        return pl_fn_fail(f->call, "invalid format string starting at offset %zu", at);
    unsigned len =
        pl_utf8_len((const unsigned char *)rest.ptr, (const unsigned char *)rest.ptr + rest.len);
    pl_buf quoted = { 0 };
    pl_quote_go(&quoted, pl_str_sub(rest, 0, len ? len : 1));
    /* The character as Go shows it between single quotes. */
    pl_str inner = pl_str_sub(pl_buf_view(&quoted), 1, quoted.len - 1);
    if (rest.ptr[0] == '"')
        inner = PL_S("\"");
    else if (rest.ptr[0] == '\'')
        inner = PL_S("\\'");
    pl_fn_fail(f->call, "unrecognized format character '%.*s' at offset %zu", PL_FMT(inner), at);
    pl_buf_done(&quoted);
    return false;
}

/* Read a number; it stops growing far above every limit. */
static int64_t read_count(pl_str s, size_t *i)
{
    int64_t n = 0;
    for (; *i < s.len && s.ptr[*i] >= '0' && s.ptr[*i] <= '9'; ++*i)
        if (n < INT64_MAX / 16)
            n = n * 10 + (s.ptr[*i] - '0');
    return n;
}

static size_t read_flags(pl_str s, size_t i, verb *v)
{
    pl_assert(i <= s.len);
    for (; i < s.len; i++) {
        switch (s.ptr[i]) {
        case '0': v->zero = true; break;
        case '#': v->sharp = true; break;
        case '-': v->minus = true; break;
        case '+': v->plus = true; break;
        case ' ': v->space = true; break;
        default: return i;
        }
    }
    return i;
}

/* Read [n] after the precision; false: it is wrong. */
static bool read_index(formatter *f, size_t *i, verb *v)
{
    size_t at = *i + 1;
    if (at >= f->format.len || f->format.ptr[at] < '1' || f->format.ptr[at] > '9')
        return bad_character(f, at);
    int64_t n = read_count(f->format, &at);
    if (at >= f->format.len || f->format.ptr[at] != ']')
        return bad_character(f, at);
    v->arg = (uint64_t)n;
    *i = at + 1;
    return true;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Read the verb whose % is at `at`; false: it is wrong. */
static bool read_verb(formatter *f, size_t at, verb *v)
{
    pl_str s = f->format;
    *v = (verb){ .offset = at, .width = -1, .precision = -1, .arg = f->next };
    size_t i = read_flags(s, at + 1, v);
    if (i < s.len && s.ptr[i] >= '1' && s.ptr[i] <= '9')
        v->width = read_count(s, &i);
    if (i < s.len && s.ptr[i] == '.') {
        i++;
        v->precision = read_count(s, &i);
    }
    if (i < s.len && s.ptr[i] == '[' && !read_index(f, &i, v))
        return false;
    if (i >= s.len || !is_letter(s.ptr[i]))
        return bad_character(f, i);
    v->letter = s.ptr[i];
    v->raw = pl_str_sub(s, at, i + 1);
    return true;
}

/* ---- writing */

static bool unsupported(formatter *f, const verb *v, pl_str why)
{
    pl_buf raw = { 0 };
    pl_quote_go(&raw, v->raw);
    pl_fn_fail(f->call, "unsupported value for %.*s at %zu: %.*s", PL_FMT(pl_buf_view(&raw)),
               v->offset, PL_FMT(why));
    pl_buf_done(&raw);
    return false;
}

/* Write f->part into a field of the verb's width, which is counted in clusters. */
static bool put_field(formatter *f, const verb *v)
{
    pl_str text = pl_buf_view(&f->part);
    uint64_t pad = 0;
    if (v->width > 0) {
        uint64_t have = pl_utf8_clusters(text);
        pad = have < (uint64_t)v->width ? (uint64_t)v->width - have : 0;
    }
    char fill = v->zero ? '0' : ' '; /* even after the text */
    return (v->minus || pl_text__fill(f->call, &f->out, fill, pad)) &&
           pl_text__add(f->call, &f->out, text) &&
           (!v->minus || pl_text__fill(f->call, &f->out, fill, pad));
}

/* Write sign, prefix and digits of a number into a field, with zeroes between them. */
static bool put_number_field(formatter *f, const verb *v, pl_str sign, pl_str digits, bool zeroes)
{
    uint64_t have = sign.len + digits.len, width = v->width > 0 ? (uint64_t)v->width : 0;
    uint64_t pad = have < width ? width - have : 0;
    bool pad_last = v->minus && !zeroes;
    return (zeroes || pad_last || pl_text__fill(f->call, &f->out, ' ', pad)) &&
           pl_text__add(f->call, &f->out, sign) &&
           (!zeroes || pl_text__fill(f->call, &f->out, '0', pad)) &&
           pl_text__add(f->call, &f->out, digits) &&
           (!pad_last || pl_text__fill(f->call, &f->out, ' ', pad));
}

/* Charge digits with what their computation costs, which for many digits is much more than
 * copying them. */
static bool charge_digits(formatter *f, uint64_t n)
{
    uint64_t cost = n < 4096 ? n : n > UINT64_MAX / 64 ? UINT64_MAX : n * 64;
    return pl_fn_charge(f->call, cost);
}

static const char *sign_of(const verb *v, bool negative)
{
    return negative ? "-" : v->plus ? "+" : v->space ? " " : "";
}

static void upper_case(pl_buf *buf)
{
    for (size_t i = 0; i < buf->len; i++)
        if (buf->ptr[i] >= 'a' && buf->ptr[i] <= 'z')
            buf->ptr[i] ^= 0x20;
}

/* Write a whole number for %b %o %d %x %X. The precision is the least number of digits. */
static bool put_integer(formatter *f, const verb *v, pl_value value)
{
    static const char verbs[] = "bodxX", *const prefixes[] = { "0b", "0", "", "0x", "0X" };
    static const int bases[] = { 2, 8, 10, 16, 16 };
    size_t which = (size_t)(strchr(verbs, v->letter) - verbs);
    if (!pl_number_is_whole(value))
        return unsupported(f, v, PL_S("an integer is required"));
    if (!charge_digits(f, pl_number_digits_size(value, bases[which])))
        return false;
    pl_number_digits(value, bases[which], &f->part);
    if (v->letter == 'X')
        upper_case(&f->part);
    pl_str digits = pl_buf_view(&f->part);
    bool negative = digits.ptr[0] == '-';
    digits = pl_str_sub(digits, negative, digits.len);
    if (v->precision == 0 && pl_str_eq(digits, PL_S("0")))
        return true; /* no text at all, not even a field of the width */
    char sign[8];
    snprintf(sign, sizeof sign, "%s%s", sign_of(v, negative), v->sharp ? prefixes[which] : "");
    pl_buf padded = { 0 };
    bool ok = true;
    if (v->precision > (int64_t)digits.len) {
        ok = pl_text__fill(f->call, &padded, '0', (uint64_t)v->precision - digits.len);
        pl_buf_str(&padded, digits);
        digits = pl_buf_view(&padded);
    }
    ok = ok && put_number_field(f, v, pl_str_cstr(sign), digits,
                                v->zero && !v->minus && v->precision < 0);
    pl_buf_done(&padded);
    return ok;
}

static bool put_float(formatter *f, const verb *v, pl_value value)
{
    char form = (char)(v->letter | 0x20);
    int64_t precision = v->precision < 0 && form != 'g' ? 6 : v->precision;
    if (!charge_digits(f, pl_number_format_size(value, form, precision)))
        return false;
    pl_number_format(value, form, precision, &f->part);
    pl_str text = pl_buf_view(&f->part);
    int infinite = pl_number_infinite(value);
    if (v->letter < 'a' && !infinite)
        upper_case(&f->part);
    bool negative = text.ptr[0] == '-';
    text = pl_str_sub(text, negative || infinite > 0, text.len);
    const char *sign = infinite > 0 && !v->space ? "+" : infinite > 0 ? " " : sign_of(v, negative);
    /* The flag 0 takes precedence over the flag - here, but not for whole numbers. */
    return put_number_field(f, v, pl_str_cstr(sign), text, v->zero && !infinite);
}

/* Cut the text to the precision; a precision of 0 does not cut. */
static pl_str cut(pl_str s, int64_t precision)
{
    size_t at = 0;
    for (; precision > 0 && at < s.len; precision--)
        at += pl_utf8_cluster(pl_str_sub(s, at, s.len));
    return at ? pl_str_sub(s, 0, at) : s;
}

static bool put_text(formatter *f, const verb *v, pl_value value)
{
    pl_str s = cut(pl_value_get_str(value), v->precision);
    if (!pl_fn_charge(f->call, s.len))
        return false;
    if (v->letter == 'q')
        pl_json_quote(&f->part, s, true);
    else
        pl_buf_str(&f->part, s);
    return put_field(f, v);
}

static bool put_any(formatter *f, const verb *v, pl_value value)
{
    bool number = value.tag == PL_V_INT || value.tag == PL_V_NUMBER;
    if (number && !v->sharp) {
        if (!charge_digits(f, pl_number_format_size(value, 'g', -1)))
            return false;
        pl_number_format(value, 'g', -1, &f->part);
    } else if (value.tag == PL_V_STRING && !v->sharp) {
        pl_buf_str(&f->part, pl_value_get_str(value));
    } else if (!pl_text__json(f->call, value, &f->part)) {
        return false;
    }
    return put_field(f, v);
}

/* ---- one verb */

/* Convert `value` to what the verb shows, or report why that is impossible. */
static bool convert_arg(formatter *f, const verb *v, pl_type_kind kind, pl_value *value)
{
    pl_buf why = { 0 };
    if (value->tag == PL_V_NUMBER && kind == PL_TYPE_STRING &&
        !charge_digits(f, pl_number_text_size(*value)))
        return false;
    bool ok = pl_convert(f->call->arena, *value, pl_type_simple(kind), value, &why);
    if (!ok)
        unsupported(f, v, pl_buf_view(&why));
    pl_buf_done(&why);
    return ok;
}

/* Write the argument of one verb, converted to the type that its letter asks for. */
static bool put_verb(formatter *f, const verb *v)
{
    pl_buf raw = { 0 };
    if (v->arg > f->n) {
        pl_quote_go(&raw, v->raw);
        pl_fn_fail(f->call,
                   "not enough arguments for %.*s at %zu: need index %llu but have %u total",
                   PL_FMT(pl_buf_view(&raw)), v->offset, (unsigned long long)v->arg, f->n);
        pl_buf_done(&raw);
        return false;
    }
    pl_value value = f->args[v->arg - 1];
    f->part.len = 0;
    if (value.tag == PL_V_NULL && v->letter != 'v')
        return unsupported(f, v, PL_S("null value cannot be formatted"));
    switch (v->letter) {
    case 'v': return put_any(f, v, value);
    case 't':
        return convert_arg(f, v, PL_TYPE_BOOL, &value) &&
               pl_text__add(f->call, &f->out, value.b ? PL_S("true") : PL_S("false"));
    case 'b':
    case 'd':
    case 'o':
    case 'x':
    case 'X': return convert_arg(f, v, PL_TYPE_NUMBER, &value) && put_integer(f, v, value);
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G': return convert_arg(f, v, PL_TYPE_NUMBER, &value) && put_float(f, v, value);
    case 's':
    case 'q': return convert_arg(f, v, PL_TYPE_STRING, &value) && put_text(f, v, value);
    default: break;
    }
    pl_quote_go(&raw, v->raw);
    pl_fn_fail(f->call, "unsupported format verb '%c' in %.*s at offset %zu", v->letter,
               PL_FMT(pl_buf_view(&raw)), v->offset);
    pl_buf_done(&raw);
    return false;
}

/* Expand the whole format string into f->out. */
static bool expand(formatter *f)
{
    pl_str s = f->format;
    f->next = 1;
    f->highest = 0;
    f->out.len = 0;
    for (size_t i = 0; i < s.len;) {
        size_t percent = i + pl_str_find(pl_str_sub(s, i, s.len), '%');
        if (!pl_text__add(f->call, &f->out, pl_str_sub(s, i, percent)))
            return false;
        i = percent;
        if (i >= s.len)
            break;
        if (i + 1 < s.len && s.ptr[i + 1] == '%') {
            pl_buf_byte(&f->out, '%');
            i += 2;
            continue;
        }
        verb v;
        if (!read_verb(f, i, &v) || !put_verb(f, &v))
            return false;
        f->next = (uint32_t)v.arg + 1;
        f->highest = v.arg > f->highest ? (uint32_t)v.arg : f->highest;
        i += v.raw.len;
    }
    return true;
}

/* Check that each argument was used by a verb, or one after it was. */
static bool check_surplus(formatter *f, uint32_t first_arg)
{
    if (f->highest >= f->n)
        return true;
    return f->highest == 0
               ? pl_fn_fail_arg(f->call, first_arg, "too many arguments; no verbs in format string")
               : pl_fn_fail_arg(f->call, first_arg + f->highest,
                                "too many arguments; only %u used by format string", f->highest);
}

static void formatter_done(formatter *f)
{
    pl_buf_done(&f->out);
    pl_buf_done(&f->part);
}

bool pl_fn__format(pl_call *call, pl_value *out)
{
    formatter f = {
        .call = call, .format = pl_text__arg(call, 0), .args = call->args + 1, .n = call->n - 1
    };
    bool ok = expand(&f) && check_surplus(&f, 1);
    if (ok)
        *out = pl_value_text(call->arena, pl_buf_view(&f.out), true);
    formatter_done(&f);
    return ok;
}

/* ---- formatlist */

static bool is_sequence(pl_value v)
{
    return v.tag == PL_V_LIST || v.tag == PL_V_SET || v.tag == PL_V_TUPLE;
}

/* The number of results: the length that all sequences share; 1 if there are none. */
static bool count_rounds(pl_call *call, uint32_t *rounds)
{
    uint32_t first = 0;
    *rounds = 1;
    for (uint32_t i = 1; i < call->n; i++) {
        if (!is_sequence(call->args[i]))
            continue;
        if (!first) {
            first = i;
            *rounds = call->args[i].len;
        } else if (call->args[i].len != *rounds) {
            return pl_fn_fail_arg(call, i,
                                  "argument %u has length %u, which is inconsistent with argument "
                                  "%u of length %u",
                                  i, call->args[i].len, first, *rounds);
        }
    }
    return true;
}

static bool format_round(formatter *f, const pl_value *from, pl_value *row, uint32_t round)
{
    for (uint32_t i = 0; i < f->n; i++)
        row[i] = is_sequence(from[i]) ? from[i].seq->at[round] : from[i];
    f->args = row;
    if (expand(f) && check_surplus(f, 1))
        return true;
    pl_str why = pl_arena_str(f->call->arena, pl_buf_view(&f->call->why));
    return pl_fn_fail(f->call, "error on format iteration %u: %.*s", round, PL_FMT(why));
}

bool pl_fn__formatlist(pl_call *call, pl_value *out)
{
    uint32_t rounds, n = call->n - 1;
    if (!count_rounds(call, &rounds) ||
        !pl_fn_charge(call, ((uint64_t)rounds * 2 + n) * sizeof(pl_value)))
        return false;
    pl_value *at = pl_arena_alloc(call->arena, rounds * sizeof *at);
    pl_value *row = pl_arena_alloc(call->arena, n * sizeof *row);
    formatter f = { .call = call, .format = pl_text__arg(call, 0), .n = n };
    bool ok = true;
    for (uint32_t i = 0; i < rounds && ok; i++) {
        ok = pl_fn_charge(call, n) && format_round(&f, call->args + 1, row, i);
        if (ok)
            at[i] = pl_value_text(call->arena, pl_buf_view(&f.out), true);
    }
    formatter_done(&f);
    return ok && pl_text__give_strings(call, at, rounds, out);
}
