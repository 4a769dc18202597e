/* fn_net.c - address blocks (hcl.md 7.3 "Network").
 *
 * Addresses are 128-bit numbers; those of IPv4 use the low 32 bits. Octets with leading zeroes
 * are decimal. */
#include "base/vec.h"
#include "base/assert.h"
#include "hcl/fn_text.h"

typedef unsigned __int128 address;

typedef struct block {
    address base;     /* host bits are zero */
    int prefix, bits; /* bits: 32 or 128 */
} block;

/* ---- reading */

/* Read digits at *i in base 10 or 16; false: there are none or too many. */
static bool read_digits(pl_str s, size_t *i, unsigned base, uint32_t *out)
{
    pl_assert(*i <= s.len && (base == 10 || base == 16));
    size_t from = *i;
    for (*out = 0; *i < s.len; ++*i) {
        char c = s.ptr[*i], low = (char)(c | 0x20);
        unsigned d = c >= '0' && c <= '9'       ? (unsigned)(c - '0')
                     : low >= 'a' && low <= 'f' ? (unsigned)(low - 'a' + 10)
                                                : base;
        if (d >= base)
            break;
        *out = *out * base + d;
        if (*out >= 0xffffff)
            return false;
    }
    return *i > from;
}

static bool read_ipv4(pl_str s, address *out)
{
    size_t i = 0;
    *out = 0;
    for (int n = 0; n < 4; n++) {
        uint32_t octet;
        if (n && (i >= s.len || s.ptr[i++] != '.'))
            return false;
        if (!read_digits(s, &i, 10, &octet) || octet > 255)
            return false;
        *out = *out << 8 | octet;
    }
    return i == s.len;
}

/* Read groups of 16 bits from *i on into `words`; the last two may be an IPv4 address. */
static bool read_groups(pl_str s, size_t *i, uint16_t words[8], int *n, int *gap)
{
    while (*n < 8) {
        size_t start = *i;
        uint32_t group;
        address v4;
        if (!read_digits(s, i, 16, &group) || group > 0xffff)
            return false;
        if (*i < s.len && s.ptr[*i] == '.') {
            if ((*gap < 0 && *n != 6) || *n > 6 || !read_ipv4(pl_str_sub(s, start, s.len), &v4))
                return false;
            words[(*n)++] = (uint16_t)(v4 >> 16);
            words[(*n)++] = (uint16_t)v4;
            *i = s.len;
            return true;
        }
        words[(*n)++] = (uint16_t)group;
        if (*i == s.len)
            return true;
        if (s.ptr[*i] != ':' || *i + 1 == s.len)
            return false;
        if (s.ptr[++*i] == ':') {
            if (*gap >= 0)
                return false;
            *gap = *n;
            if (++*i == s.len)
                return true;
        }
    }
    return true;
}

static bool read_ipv6(pl_str s, address *out)
{
    uint16_t words[8] = { 0 };
    size_t i = 0;
    int n = 0, gap = -1;
    if (pl_str_starts(s, PL_S("::"))) {
        gap = 0;
        i = 2;
    }
    if (!(gap == 0 && i == s.len) && !read_groups(s, &i, words, &n, &gap))
        return false;
    if (i != s.len || (gap < 0 && n < 8) || (gap >= 0 && n == 8))
        return false;
    *out = 0;
    for (int k = 0; k < 8; k++) {
        /* Words after the gap are the last ones. */
        int from = gap < 0 || k < gap ? k : k - (8 - n);
        *out = *out << 16 | (gap >= 0 && k >= gap && from < gap ? 0 : words[from]);
    }
    return true;
}

static address mask_of(int prefix, int bits)
{
    pl_assert(prefix >= 0 && prefix <= bits && bits <= 128);
    address all = bits == 128 ? ~(address)0 : 0xffffffffu;
    return prefix == 0 ? 0 : all >> (bits - prefix) << (bits - prefix);
}

/* Read "10.0.0.0/8"; host bits are set to zero. */
static bool read_block(pl_str s, block *out)
{
    size_t slash = pl_str_find(s, '/'), i = slash + 1;
    uint32_t prefix;
    pl_str where = pl_str_sub(s, 0, slash);
    if (slash == s.len)
        return false;
    out->bits = 32;
    if (!read_ipv4(where, &out->base)) {
        out->bits = 128;
        if (!read_ipv6(where, &out->base))
            return false;
    }
    if (!read_digits(s, &i, 10, &prefix) || i != s.len || prefix > (uint32_t)out->bits)
        return false;
    out->prefix = (int)prefix;
    out->base &= mask_of(out->prefix, out->bits);
    return true;
}

static bool bad_block(pl_call *call)
{
    return pl_fn_fail(call, "invalid CIDR expression: invalid CIDR address: %.*s",
                      PL_FMT(pl_text__arg(call, 0)));
}

/* ---- writing */

static void put_ipv4(uint32_t a, pl_buf *out)
{
    pl_buf_printf(out, "%u.%u.%u.%u", a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255);
}

static bool is_mapped(address a)
{
    return a >> 32 == 0xffff;
}

/* Write as in RFC 5952: the first of the longest runs of two or more zero groups is cut. */
static void put_ipv6(address a, pl_buf *out)
{
    int cut = -1, cut_len = 1;
    uint16_t words[8];
    for (int i = 0; i < 8; i++)
        words[i] = (uint16_t)(a >> (112 - 16 * i));
    for (int i = 0; i < 8; i++) {
        int n = 0;
        while (i + n < 8 && words[i + n] == 0)
            n++;
        if (n > cut_len) {
            cut = i;
            cut_len = n;
        }
    }
    for (int i = 0; i < 8; i++) {
        if (i == cut) {
            pl_buf_cstr(out, "::");
            i += cut_len - 1;
            continue;
        }
        pl_buf_printf(out, i && i != cut + cut_len ? ":%x" : "%x", words[i]);
    }
}

static void put_address(address a, int bits, pl_buf *out)
{
    pl_assert(bits == 32 || bits == 128);
    if (bits == 32 || is_mapped(a))
        put_ipv4((uint32_t)a, out);
    else
        put_ipv6(a, out);
}

static void put_block(block b, pl_buf *out)
{
    int prefix = b.prefix;
    if (b.bits == 128 && is_mapped(b.base))
        prefix = prefix > 96 ? prefix - 96 : 0;
    put_address(b.base, b.bits, out);
    pl_buf_printf(out, "/%d", prefix);
}

/* ---- numbers */

/* Read a whole number as sign and size; a size that does not fit becomes the largest one. */
static bool read_number(pl_call *call, uint32_t arg, bool *minus, address *size)
{
    pl_value v = call->args[arg];
    pl_buf text = { 0 };
    if (!pl_number_is_whole(v))
        return pl_fn_fail(call, "value must be a whole number");
    *minus = pl_number_sign(v) < 0;
    *size = ~(address)0;
    if (pl_number_digits_size(v, 10) > 64)
        return true;
    pl_number_digits(v, 10, &text);
    address n = 0;
    bool fits = true;
    for (size_t i = *minus; i < text.len && fits; i++) {
        unsigned d = (unsigned)(text.ptr[i] - '0');
        fits = n <= (~(address)0 - d) / 10;
        n = n * 10 + d;
    }
    *size = fits ? n : *size;
    pl_buf_done(&text);
    return true;
}

/* An argument as messages show it. */
static pl_str number_text(pl_call *call, uint32_t arg)
{
    pl_buf text = { 0 };
    if (pl_number_digits_size(call->args[arg], 10) > 1000)
        return PL_S("(too large)");
    pl_number_digits(call->args[arg], 10, &text);
    pl_str s = pl_arena_str(call->arena, pl_buf_view(&text));
    pl_buf_done(&text);
    return s;
}

/* ---- functions */

/* Report that there is no such host. For a negative number the reference shows by how much it is
 * out of range. */
static bool no_host(pl_call *call, int prefix, bool minus, address beyond)
{
    pl_str number = number_text(call, 1);
    if (minus && beyond < INT64_MAX)
        number = pl_arena_printf(call->arena, "-%lld", (long long)beyond);
    return pl_fn_fail(call, "prefix of %d does not accommodate a host numbered %.*s", prefix,
                      PL_FMT(number));
}

bool pl_fn__cidrhost(pl_call *call, pl_value *out)
{
    block b;
    bool minus;
    address n;
    if (!read_number(call, 1, &minus, &n))
        return false;
    if (!read_block(pl_text__arg(call, 0), &b))
        return bad_block(call);
    address most = ~mask_of(b.prefix, b.bits) & mask_of(b.bits, b.bits);
    n -= minus; /* -1 is the last address */
    if (n > most)
        return no_host(call, b.prefix, minus, n - most);
    pl_buf text = { 0 };
    put_address(b.base | (minus ? most - n : n), b.bits, &text);
    return pl_text__give_buf(call, &text, out);
}

bool pl_fn__cidrnetmask(pl_call *call, pl_value *out)
{
    block b;
    pl_buf text = { 0 };
    if (!read_block(pl_text__arg(call, 0), &b))
        return bad_block(call);
    if (b.bits == 128)
        return pl_fn_fail(call, "IPv6 addresses cannot have a netmask: %.*s",
                          PL_FMT(pl_text__arg(call, 0)));
    put_ipv4((uint32_t)mask_of(b.prefix, 32), &text);
    return pl_text__give_buf(call, &text, out);
}

bool pl_fn__cidrsubnet(pl_call *call, pl_value *out)
{
    block b;
    bool minus;
    address n;
    int64_t more;
    if (!pl_text__int(call, 1, &more) || !read_number(call, 2, &minus, &n))
        return false;
    if (!read_block(pl_text__arg(call, 0), &b))
        return bad_block(call);
    if (more > b.bits - b.prefix || more < -b.prefix)
        return pl_fn_fail(call, "insufficient address space to extend prefix of %d by %lld",
                          b.prefix, (long long)more);
    int prefix = b.prefix + (int)more;
    bool fits = more < 0 || more >= 128 || n < (address)1 << more;
    if (!fits)
        return pl_fn_fail(call,
                          "prefix extension of %lld does not accommodate a subnet numbered "
                          "%.*s",
                          (long long)more, PL_FMT(number_text(call, 2)));
    address place = prefix > 0 ? n << (b.bits - prefix) : 0;
    block sub = { b.base | place, prefix, b.bits };
    /* For a negative number the reference uses the bits of its two's complement. */
    if (minus && n)
        sub.base = ((place - 1) & ~b.base) + 1;
    sub.base &= mask_of(b.bits, b.bits);
    pl_buf text = { 0 };
    put_block(sub, &text);
    return pl_text__give_buf(call, &text, out);
}

static bool check_newbits(pl_call *call, uint32_t arg, block b, int *prefix)
{
    int64_t more;
    if (!pl_text__int(call, arg, &more)) {
        call->bad_arg = (int)arg;
        return false;
    }
    if (more < 1)
        return pl_fn_fail_arg(call, arg, "must extend prefix by at least one bit");
    if (more > 32)
        return pl_fn_fail_arg(call, arg, "may not extend prefix by more than 32 bits");
    *prefix = b.prefix + (int)more;
    return *prefix <= b.bits ||
           pl_fn_fail_arg(call, arg,
                          "would extend prefix to %d bits, which is too long for an "
                          "IPv%d address",
                          *prefix, b.bits == 32 ? 4 : 6);
}

/* Find the next block: it starts at the first place after the previous block that fits its size. */
static bool next_block(pl_call *call, uint32_t arg, block whole, address *last, block *before)
{
    block b = { .bits = whole.bits };
    if (!check_newbits(call, arg, whole, &b.prefix))
        return false;
    address all = mask_of(b.bits, b.bits), mask = mask_of(b.prefix, b.bits);
    if (arg == 1) /* the first block follows one of its own size */
        *before = (block){ *last & mask, b.prefix, b.bits };
    b.base = ((*last | (~mask & all)) + 1) & all;
    if (b.base == 0 || (b.base & mask_of(whole.prefix, whole.bits)) != whole.base) {
        pl_buf text = { 0 };
        put_block(*before, &text);
        pl_fn_fail_arg(call, arg,
                       "not enough remaining address space for a subnet with a prefix "
                       "of %d bits after %.*s",
                       b.prefix, PL_FMT(pl_buf_view(&text)));
        pl_buf_done(&text);
        return false;
    }
    *last = b.base | (~mask & all);
    *before = b;
    return true;
}

bool pl_fn__cidrsubnets(pl_call *call, pl_value *out)
{
    block whole, b = { 0 };
    if (!read_block(pl_text__arg(call, 0), &whole)) {
        bad_block(call);
        call->bad_arg = 0;
        return false;
    }
    uint32_t n = call->n - 1;
    if (!pl_fn_charge(call, (uint64_t)n * 96))
        return false;
    pl_value *at = pl_arena_alloc(call->arena, n * sizeof *at);
    address last = (whole.base - 1) & mask_of(whole.bits, whole.bits);
    for (uint32_t i = 0; i < n; i++) {
        pl_buf text = { 0 };
        if (!next_block(call, i + 1, whole, &last, &b))
            return false;
        put_block(b, &text);
        at[i] = pl_value_str(pl_arena_str(call->arena, pl_buf_view(&text)));
        pl_buf_done(&text);
    }
    return pl_text__give_strings(call, at, n, out);
}
