/* format.c - printf with the verbs and flags of Go's fmt. */
#include "gotmpl/inner.h"

#include "base/ascii.h"
#include "base/assert.h"
#include "base/double.h"
#include "base/str.h"
#include "base/utf8.h"
#include "value/quote.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Go's fmt.Sprintf over values. A directive is %[flags][width][.precision]verb. */
typedef struct directive {
    bool minus, plus, sharp, space, zero;
    bool names; /* %+v: structures with the names of their fields */
    bool has_width, has_precision;
    int width, precision;
    uint32_t verb;
    char verb_text[5];
} directive;

enum { SIZE_MAX_ = 1000000 }; /* of widths, as in Go */

/* ---- padding */

static void pad(pl_buf *out, const directive *d, pl_str text)
{
    size_t shown = pl_utf8_runes(text), width = d->has_width ? (size_t)d->width : 0;
    size_t missing = width > shown ? width - shown : 0;
    if (!d->minus)
        pl_buf_fill(out, d->zero ? '0' : ' ', missing);
    pl_buf_str(out, text);
    if (d->minus)
        pl_buf_fill(out, ' ', missing);
}

/* Append `sign` and `digits`, padded to the width. Zero padding goes between the two. */
static void pad_number(pl_buf *out, const directive *d, const char *sign, pl_str digits)
{
    size_t shown = strlen(sign) + digits.len, width = d->has_width ? (size_t)d->width : 0;
    size_t missing = width > shown ? width - shown : 0;
    bool zeros = d->zero && !d->minus;
    if (!d->minus && !zeros)
        pl_buf_fill(out, ' ', missing);
    pl_buf_cstr(out, sign);
    if (zeros)
        pl_buf_fill(out, '0', missing);
    pl_buf_str(out, digits);
    if (d->minus)
        pl_buf_fill(out, ' ', missing);
}

static const char *sign_of(const directive *d, bool negative)
{
    return negative ? "-" : d->plus ? "+" : d->space ? " " : "";
}

/* ---- wrong uses */

static void format_value(pl_buf *out, const directive *d, pl_tmpl_value v);

/* Append the value by its own verb, with the given flags, width and precision. */
static void bad_verb(pl_buf *out, const directive *d, pl_tmpl_value v)
{
    directive plain = *d;
    plain.verb = 'v';
    plain.sharp &= v.tag != PL_TMPL_TEXT; /* no quotes */
    pl_buf_printf(out, "%%!%s(", d->verb_text);
    if (v.tag == PL_TMPL_NIL || v.tag == PL_TMPL_MISSING) {
        pl_buf_cstr(out, "<nil>");
    } else {
        pl_buf_printf(out, "%s=", pl_tmpl_type(v));
        format_value(out, &plain, v);
    }
    pl_buf_byte(out, ')');
}

/* ---- values */

static void put_bits(pl_buf *out, uint64_t u, unsigned shift, bool upper)
{
    pl_assert(shift >= 1 && shift <= 4);
    char text[64];
    size_t at = sizeof(text);
    do {
        text[--at] = (upper ? "0123456789ABCDEF" : "0123456789abcdef")[u & ((1U << shift) - 1)];
        u >>= shift;
    } while (u);
    pl_buf_add(out, text + at, sizeof(text) - at);
}

static void put_digits(pl_buf *out, const directive *d, uint64_t u)
{
    switch (d->verb) {
    case 'x':
    case 'X': put_bits(out, u, 4, d->verb == 'X'); break;
    case 'o':
    case 'O': put_bits(out, u, 3, false); break;
    case 'b': put_bits(out, u, 1, false); break;
    default: pl_buf_u64(out, u);
    }
}

/* Append an integer for %v %d %x %X %o %O %b. A precision is the least number of digits and turns
 * off zero padding; with precision 0 the number 0 has no digits. */
static void format_int(pl_buf *out, const directive *d, int64_t i)
{
    uint64_t u = i < 0 ? -(uint64_t)i : (uint64_t)i;
    pl_buf digits = { 0 }, text = { 0 };
    directive padded = *d;
    if (d->has_precision && !d->precision && !u) { /* nothing, not even a sign */
        padded.zero = false;
        pad(out, &padded, (pl_str){ 0 });
        return;
    }
    put_digits(&digits, d, u);
    if (d->has_precision) {
        padded.zero = false;
        if ((size_t)d->precision > digits.len)
            pl_buf_fill(&text, '0', (size_t)d->precision - digits.len);
    }
    pl_buf_str(&text, pl_buf_view(&digits));
    const char *prefix = d->verb == 'O'                         ? "0o"
                         : !d->sharp                            ? ""
                         : d->verb == 'x'                       ? "0x"
                         : d->verb == 'X'                       ? "0X"
                         : d->verb == 'b'                       ? "0b"
                         : d->verb == 'o' && text.ptr[0] != '0' ? "0"
                                                                : "";
    char sign[8];
    snprintf(sign, sizeof(sign), "%s%s", sign_of(d, i < 0), prefix);
    pad_number(out, &padded, sign, pl_buf_view(&text));
    pl_buf_done(&digits);
    pl_buf_done(&text);
}

/* Append an integer as a character for %c, %q or %U. U+FFFD stands in for one that is none. */
static void format_rune(pl_buf *out, const directive *d, int64_t i)
{
    char utf8[4];
    unsigned n = i >= 0 && i <= 0x10ffff ? pl_utf8_encode((uint32_t)i, utf8) : 0;
    if (!n)
        n = pl_utf8_encode(0xfffd, utf8);
    pl_buf text = { 0 };
    if (d->verb == 'c') {
        pl_buf_add(&text, utf8, n);
    } else if (d->verb == 'U') {
        pl_buf_printf(&text, "U+%04llX", (unsigned long long)i);
        if (d->sharp && i >= 0 && i <= 0x10ffff)
            pl_buf_printf(&text, " '%.*s'", (int)n, utf8);
    } else {
        pl_buf quoted = { 0 };
        pl_quote_go(&quoted, pl_str_make(utf8, n));
        if (n == 1 && utf8[0] == '\'')
            pl_buf_cstr(&text, "'\\''");
        else if (n == 1 && utf8[0] == '"')
            pl_buf_cstr(&text, "'\"'");
        else
            pl_buf_printf(&text, "'%.*s'", (int)quoted.len - 2, quoted.ptr + 1);
        pl_buf_done(&quoted);
    }
    pad(out, d, pl_buf_view(&text));
    pl_buf_done(&text);
}

/* The flag # for floats: pad the part before the exponent with a point and zeros, up to `digits`
 * significant digits. */
static void keep_digits(pl_buf *text, int digits)
{
    size_t end = 0, exponent;
    bool point = false, counts = false;
    for (; end < text->len && text->ptr[end] != 'e' && text->ptr[end] != 'E'; end++) {
        point |= text->ptr[end] == '.';
        counts |= text->ptr[end] >= '1' && text->ptr[end] <= '9';
        digits -= counts && text->ptr[end] != '.';
    }
    if (!point)
        digits -= end == 1 && text->ptr[0] == '0';
    exponent = text->len - end;
    size_t more = (size_t)!point + (digits > 0 ? (size_t)digits : 0);
    pl_buf_fill(text, '0', more);
    memmove(text->ptr + end + more, text->ptr + end, exponent);
    memset(text->ptr + end, '0', more);
    if (!point)
        text->ptr[end] = '.';
}

static void raise_exponent(pl_buf *text)
{
    for (size_t i = 0; i < text->len; i++)
        text->ptr[i] = text->ptr[i] == 'e' ? 'E' : text->ptr[i];
}

/* Print the absolute value `size` by the verb. The precision defaults to 6. */
static void print_size(pl_buf *text, const directive *d, double size)
{
    int precision = d->has_precision ? d->precision : 6;
    char verb = (char)(d->verb == 'v' ? 'g' : pl_to_lower((int)d->verb));
    pl_double_print(text, size, verb, (unsigned)precision);
    if (d->sharp)
        keep_digits(text, verb != 'g' ? 0 : precision ? precision : 1);
    if (pl_is_upper((int)d->verb))
        raise_exponent(text);
}

/* Append a float. Its exponent has two digits at least, in Go as in C. */
static void format_float(pl_buf *out, const directive *d, double value)
{
    pl_buf text = { 0 };
    directive padded = *d;
    double size = fabs(value);
    if (!isfinite(value)) {
        pl_buf_cstr(&text, isnan(value) ? "NaN" : "Inf");
        padded.zero = false;
        padded.plus |= !isnan(value);
    } else if ((d->verb == 'v' || d->verb == 'g' || d->verb == 'G') && !d->has_precision) {
        pl_double_general(&text, size, 64);
        if (d->verb == 'G')
            raise_exponent(&text);
        if (d->sharp)
            keep_digits(&text, 6);
    } else {
        print_size(&text, d, size);
    }
    pad_number(out, &padded, sign_of(&padded, signbit(value) && !isnan(value)), pl_buf_view(&text));
    pl_buf_done(&text);
}

static pl_str first_runes(pl_str s, int n)
{
    const unsigned char *p = (const unsigned char *)s.ptr, *end = s.len ? p + s.len : p;
    for (; n > 0 && p < end; n--) {
        unsigned len = pl_utf8_len(p, end);
        p += len ? len : 1;
    }
    return pl_str_sub(s, 0, (size_t)(p - (const unsigned char *)s.ptr));
}

static void hex_text(pl_buf *out, const directive *d, pl_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (d->space && i)
            pl_buf_byte(out, ' ');
        if (d->sharp && (d->space || !i))
            pl_buf_cstr(out, d->verb == 'x' ? "0x" : "0X");
        pl_buf_printf(out, d->verb == 'x' ? "%02x" : "%02X", (unsigned char)s.ptr[i]);
    }
}

static bool can_backquote(pl_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == '`' || s.ptr[i] == 0x7f ||
            ((unsigned char)s.ptr[i] < ' ' && s.ptr[i] != '\t'))
            return false;
    return pl_utf8_valid(s);
}

static void format_text(pl_buf *out, const directive *d, pl_str s)
{
    pl_buf text = { 0 };
    bool hex = d->verb == 'x' || d->verb == 'X';
    if (d->has_precision)
        s = hex ? pl_str_sub(s, 0, (size_t)d->precision) : first_runes(s, d->precision);
    if (hex)
        hex_text(&text, d, s);
    else if (d->verb == 'q' && d->sharp && can_backquote(s))
        pl_buf_printf(&text, "`%.*s`", (int)s.len, s.ptr);
    else if (d->verb == 'q' || (d->verb == 'v' && d->sharp))
        pl_quote_go(&text, s);
    else
        pl_buf_str(&text, s);
    pad(out, d, pl_buf_view(&text));
    pl_buf_done(&text);
}

static void format_parts(pl_buf *out, const directive *d, pl_tmpl_value v)
{
    pl_buf_cstr(out, v.tag == PL_TMPL_MAP ? "map[" : "[");
    for (uint32_t i = 0; i < v.n; i++) {
        pl_buf_cstr(out, i ? " " : "");
        if (v.tag == PL_TMPL_MAP) {
            format_value(out, d, pl_tmpl_text(v.pairs[i].key));
            pl_buf_byte(out, ':');
        }
        format_value(out, d, v.tag == PL_TMPL_MAP ? v.pairs[i].value : v.list.at[i]);
    }
    pl_buf_byte(out, ']');
}

static bool verb_is(const directive *d, const char *verbs)
{
    return d->verb < 0x80 && pl_char_in((char)d->verb, verbs);
}

static void format_printed(pl_buf *out, const directive *d, pl_tmpl_value v)
{
    pl_buf text = { 0 };
    pl_tmpl__print_arg(&text, v);
    format_text(out, d, pl_buf_view(&text));
    pl_buf_done(&text);
}

/* Append a structure, each field by the same directive; with %+v, also its name. */
static void format_structure(pl_buf *out, const directive *d, pl_tmpl_value v)
{
    pl_arena arena = { 0 };
    for (uint32_t i = 0; i < v.class->n_fields; i++) {
        pl_buf_byte(out, i ? ' ' : '{');
        if (d->names)
            pl_buf_printf(out, "%s:", v.class->members[i].name);
        pl_tmpl_value field = pl_tmpl__field(&arena, v, i);
        if (pl_tmpl__is_pointer(field))
            pl_buf_printf(out, "%p", field.object);
        else
            format_value(out, d, field);
    }
    pl_buf_byte(out, '}');
    pl_arena_done(&arena);
}

/* Append an object. False: the verb does not fit. */
static bool format_object(pl_buf *out, const directive *d, pl_tmpl_value v)
{
    if (v.object && v.class->n_fields && !v.class->print) {
        pl_buf_cstr(out, pl_tmpl__is_pointer(v) ? "&" : "");
        format_structure(out, d, v);
        return true;
    }
    if (!verb_is(d, v.class->print && v.object ? "vs" : "v"))
        return false;
    format_printed(out, d, v);
    return true;
}

/* Append one value by its directive. A verb that does not suit the type gives "%!verb(type=value)",
 * as in Go; %T prints the type of any value. */
static void format_value(pl_buf *out, const directive *d, pl_tmpl_value v)
{
    if (d->verb == 'T') {
        directive text = *d;
        text.verb = 's';
        text.has_precision &= v.tag != PL_TMPL_NIL && v.tag != PL_TMPL_MISSING;
        format_text(out, &text, pl_str_cstr(pl_tmpl_type(v)));
        return;
    }
    switch ((pl_tmpl_tag)v.tag) {
    case PL_TMPL_BOOL:
        if (verb_is(d, "vt")) {
            pad(out, d, pl_str_cstr(v.b ? "true" : "false"));
            return;
        }
        break;
    case PL_TMPL_INT:
        if (verb_is(d, "vdxXobO")) {
            format_int(out, d, v.i);
            return;
        }
        if (verb_is(d, "cqU")) {
            format_rune(out, d, v.i);
            return;
        }
        break;
    case PL_TMPL_FLOAT:
        if (verb_is(d, "veEfFgG")) {
            format_float(out, d, v.d);
            return;
        }
        break;
    case PL_TMPL_TEXT:
        if (verb_is(d, "vsqxX")) {
            format_text(out, d, v.text);
            return;
        }
        break;
    case PL_TMPL_LIST:
    case PL_TMPL_MAP: format_parts(out, d, v); return;
    case PL_TMPL_NIL:
    case PL_TMPL_MISSING:
        if (d->verb == 'v') {
            pad(out, d, PL_S("<nil>"));
            return;
        }
        break;
    case PL_TMPL_OBJECT:
        if (format_object(out, d, v))
            return;
        break;
    }
    bad_verb(out, d, v);
}

/* ---- the format */

typedef struct formatter {
    pl_buf *out;
    pl_str format;
    size_t at;
    const pl_tmpl_value *args;
    uint32_t n, next;
    bool reordered;
    bool bad_index; /* of the directive at hand */
} formatter;

static int peek_char(const formatter *f)
{
    return f->at < f->format.len ? (unsigned char)f->format.ptr[f->at] : -1;
}

static bool take_char(formatter *f, char c)
{
    if (peek_char(f) != c)
        return false;
    f->at++;
    return true;
}

static void flags(formatter *f, directive *d)
{
    for (;; f->at++)
        switch (peek_char(f)) {
        case '-': d->minus = true; break;
        case '+': d->plus = true; break;
        case '#': d->sharp = true; break;
        case ' ': d->space = true; break;
        case '0': d->zero = true; break;
        default: return;
        }
}

/* Read a width or precision: digits, or `*`, which takes the next argument. False if there is no
 * number, or a bad one, for which `bad` is appended to the output. */
static bool size(formatter *f, int *out, const char *bad)
{
    if (take_char(f, '*')) {
        pl_tmpl_value v = f->next < f->n ? f->args[f->next] : (pl_tmpl_value){ 0 };
        f->next += f->next < f->n;
        if (v.tag == PL_TMPL_INT && v.i >= -SIZE_MAX_ && v.i <= SIZE_MAX_) {
            *out = (int)v.i;
            return true;
        }
        pl_buf_cstr(f->out, bad);
        return false;
    }
    if (!pl_is_digit(peek_char(f)))
        return false;
    int64_t value = 0;
    for (; pl_is_digit(peek_char(f)); f->at++)
        if (value <= SIZE_MAX_)
            value = value * 10 + (peek_char(f) - '0');
    if (value > SIZE_MAX_) {
        pl_buf_cstr(f->out, bad);
        return false;
    }
    *out = (int)value;
    return true;
}

/* Read [n], which makes argument n the next one. False if there is no [n]; a malformed or too large
 * one sets bad_index. */
static bool argument_index(formatter *f)
{
    if (peek_char(f) != '[')
        return false;
    f->reordered = true;
    size_t end = f->at + pl_str_find(pl_str_sub(f->format, f->at, f->format.len), ']');
    uint64_t n;
    if (end >= f->format.len) {
        f->bad_index = true;
        f->at++;
        return false;
    }
    bool number = pl_str_to_u64(pl_str_sub(f->format, f->at + 1, end), &n);
    f->at = end + 1;
    if (!number || !n || n > f->n)
        f->bad_index = true;
    else
        f->next = (uint32_t)n - 1;
    return number;
}

static bool verb(formatter *f, directive *d)
{
    const unsigned char *p = (const unsigned char *)f->format.ptr + f->at;
    if (f->at >= f->format.len)
        return false;
    unsigned len = pl_utf8_len(p, p + (f->format.len - f->at));
    d->verb = len ? pl_utf8_decode(p, len) : 0xfffd;
    memcpy(d->verb_text, p, len ? len : 1);
    f->at += len ? len : 1;
    return true;
}

/* Format the directive after a '%': read its flags, width, precision and verb, and append the
 * argument, or Go's "%!..." text for a directive that is wrong. */
static void one(formatter *f)
{
    directive d = { 0 };
    f->bad_index = false;
    flags(f, &d);
    bool indexed = argument_index(f), star = peek_char(f) == '*';
    d.has_width = size(f, &d.width, "%!(BADWIDTH)");
    f->bad_index |= indexed && !star && d.has_width;
    indexed &= !star;
    if (d.width < 0) {
        d.minus = true;
        d.width = -d.width;
    }
    if (take_char(f, '.')) {
        f->bad_index |= indexed;
        indexed = argument_index(f) && peek_char(f) != '*';
        d.has_precision = true;
        if (size(f, &d.precision, "%!(BADPREC)") && d.precision < 0) {
            d.has_precision = false;
            pl_buf_cstr(f->out, "%!(BADPREC)");
        }
    }
    if (!indexed)
        argument_index(f);
    d.zero &= !d.minus;
    bool has_verb = verb(f, &d);
    d.names = d.verb == 'v' && d.plus;
    d.plus &= d.verb != 'v';
    if (!has_verb)
        pl_buf_cstr(f->out, "%!(NOVERB)");
    else if (d.verb == '%')
        pl_buf_byte(f->out, '%');
    else if (f->bad_index)
        pl_buf_printf(f->out, "%%!%s(BADINDEX)", d.verb_text);
    else if (f->next >= f->n)
        pl_buf_printf(f->out, "%%!%s(MISSING)", d.verb_text);
    else
        format_value(f->out, &d, f->args[f->next++]);
}

static void extra(formatter *f)
{
    pl_buf_cstr(f->out, "%!(EXTRA ");
    for (uint32_t i = f->next; i < f->n; i++) {
        pl_tmpl_value v = f->args[i];
        pl_buf_cstr(f->out, i > f->next ? ", " : "");
        if (v.tag != PL_TMPL_NIL && v.tag != PL_TMPL_MISSING)
            pl_buf_printf(f->out, "%s=", pl_tmpl_type(v));
        pl_tmpl__print_arg(f->out, v);
    }
    pl_buf_byte(f->out, ')');
}

bool pl_tmpl__format(pl_buf *out, pl_str format, const pl_tmpl_value *args, uint32_t n)
{
    formatter f = { .out = out, .format = format, .args = args, .n = n };
    size_t from = out->len;
    while (f.at < format.len) {
        size_t next = f.at + pl_str_find(pl_str_sub(format, f.at, format.len), '%');
        pl_buf_str(out, pl_str_sub(format, f.at, next));
        f.at = next + 1;
        if (next < format.len)
            one(&f);
        if (out->len - from > TMPL_OUTPUT)
            return false;
    }
    if (!f.reordered && f.next < n)
        extra(&f);
    return true;
}

void pl_tmpl__sprint(pl_buf *out, const pl_tmpl_value *args, uint32_t n, bool line)
{
    for (uint32_t i = 0; i < n; i++) {
        bool texts = i && (args[i].tag == PL_TMPL_TEXT || args[i - 1].tag == PL_TMPL_TEXT);
        if (i && (line || !texts))
            pl_buf_byte(out, ' ');
        pl_tmpl__print_arg(out, args[i]);
    }
    if (line)
        pl_buf_byte(out, '\n');
}

bool pl_tmpl__printf(pl_tmpl_call *call, const pl_tmpl_value *args, uint32_t n, pl_tmpl_value *out)
{
    pl_buf text = { 0 };
    bool ok = pl_tmpl__format(&text, args[0].text, args + 1, n - 1);
    *out = pl_tmpl_text(pl_arena_str(call->arena, pl_buf_view(&text)));
    pl_buf_done(&text);
    if (!ok)
        pl_buf_cstr(call->error, "the result is too long");
    return ok;
}
