/* rfc3339.c - reads and writes points in time and durations. It follows the reference character by
 * character, so that messages can name the same piece. */
#include "hcl/rfc3339.h"
#include "base/assert.h"
#include "base/str.h"
#include "hcl/fn_text.h"
#include "value/quote.h"

enum { DAY = 86400, NS = 1000000000 };
enum { MOST_ZONE = 25 * 3600 }; /* "+24:60" is read */

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

pl_civil pl_instant_civil(pl_instant t)
{
    return pl_civil_of(t.seconds + t.offset);
}

pl_instant pl_instant_add(pl_instant t, int64_t nanoseconds)
{
    pl_assert(t.nanos < NS);
    int64_t seconds = floor_div(nanoseconds, NS);
    uint32_t nanos = t.nanos + (uint32_t)(nanoseconds - seconds * NS);
    t.seconds += seconds + nanos / NS;
    t.nanos = nanos % NS;
    return t;
}

int pl_instant_cmp(pl_instant a, pl_instant b)
{
    if (a.seconds != b.seconds)
        return a.seconds < b.seconds ? -1 : 1;
    return (a.nanos > b.nanos) - (a.nanos < b.nanos);
}

/* ---- writing */

void pl_rfc3339_write_zone(pl_instant t, bool colon, pl_buf *out)
{
    pl_assert(t.offset >= -MOST_ZONE && t.offset <= MOST_ZONE);
    int minutes = t.offset / 60, size = minutes < 0 ? -minutes : minutes;
    pl_buf_printf(out, "%c%02d%s%02d", minutes < 0 ? '-' : '+', size / 60, colon ? ":" : "",
                  size % 60);
}

void pl_rfc3339_write(pl_instant t, pl_buf *out)
{
    pl_civil c = pl_instant_civil(t);
    pl_buf_printf(out, "%s%04lld-%02d-%02dT%02d:%02d:%02d", c.year < 0 ? "-" : "",
                  (long long)(c.year < 0 ? -c.year : c.year), c.month, c.day, c.hour, c.minute,
                  c.second);
    if (t.offset == 0)
        pl_buf_byte(out, 'Z');
    else
        pl_rfc3339_write_zone(t, true, out);
}

/* ---- reading */

/* Why a piece of the text is wrong: which piece, what is in its place, and whether it was read
 * but is out of range. */
typedef struct stop {
    const char *piece; /* "year", ...; ":", "-" or "T" for those */
    pl_str found;
} stop;

typedef struct reading {
    pl_str text, rest;
    stop *stop;
    int year, month, day, hour, minute, second;
    uint32_t nanos;
    int32_t offset;
} reading;

static bool stop_at(reading *r, const char *piece, pl_str found)
{
    *r->stop = (stop){ piece, found };
    return false;
}

static bool digit_at(pl_str s, size_t i)
{
    return i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9';
}

/* Read one or two digits, exactly two if `fixed`. */
static bool two_digits(pl_str s, bool fixed, int *out, size_t *len)
{
    if (!digit_at(s, 0) || (fixed && !digit_at(s, 1)))
        return false;
    *len = digit_at(s, 1) ? 2 : 1;
    *out = s.ptr[0] - '0';
    if (*len == 2)
        *out = *out * 10 + (s.ptr[1] - '0');
    return true;
}

static bool read_field(reading *r, const char *piece, bool fixed, int low, int high, int *out)
{
    size_t len;
    if (!two_digits(r->rest, fixed, out, &len))
        return stop_at(r, piece, r->rest);
    r->rest = pl_str_sub(r->rest, len, r->rest.len);
    return (*out >= low && *out <= high) || stop_at(r, piece, r->rest);
}

static bool year(reading *r)
{
    for (size_t i = 0; i < 4; i++) {
        if (!digit_at(r->rest, i))
            return stop_at(r, "year", r->rest);
        r->year = r->year * 10 + (r->rest.ptr[i] - '0');
    }
    r->rest = pl_str_sub(r->rest, 4, r->rest.len);
    return true;
}

static bool read_mark(reading *r, const char *c)
{
    if (!r->rest.len || r->rest.ptr[0] != *c)
        return stop_at(r, c, r->rest);
    r->rest = pl_str_sub(r->rest, 1, r->rest.len);
    return true;
}

/* Read any number of digits; only nine of them count. */
static void fraction(reading *r)
{
    bool starts = r->rest.len && (r->rest.ptr[0] == '.' || r->rest.ptr[0] == ',');
    if (!starts || !digit_at(r->rest, 1))
        return;
    uint32_t unit = NS / 10;
    size_t i = 1;
    for (; digit_at(r->rest, i); i++, unit /= 10)
        r->nanos += (uint32_t)(r->rest.ptr[i] - '0') * unit;
    r->rest = pl_str_sub(r->rest, i, r->rest.len);
}

static bool zone(reading *r)
{
    pl_str s = r->rest;
    int hours, minutes;
    size_t len;
    if (s.len && s.ptr[0] == 'Z')
        return read_mark(r, "Z");
    if (s.len < 6 || s.ptr[3] != ':' || !two_digits(pl_str_sub(s, 1, 3), true, &hours, &len))
        return stop_at(r, "UTC offset", s);
    r->rest = pl_str_sub(s, 6, s.len);
    if (!two_digits(pl_str_sub(s, 4, 6), true, &minutes, &len))
        return stop_at(r, "UTC offset", hours > 24 ? r->rest : s);
    if (hours > 24 || minutes > 60)
        return stop_at(r, "UTC offset", r->rest);
    if (s.ptr[0] != '+' && s.ptr[0] != '-')
        return stop_at(r, "UTC offset", s);
    r->offset = (hours * 60 + minutes) * 60 * (s.ptr[0] == '-' ? -1 : 1);
    return true;
}

static bool read_all(reading *r)
{
    if (!(year(r) && read_mark(r, "-") && read_field(r, "month", true, 1, 12, &r->month) &&
          read_mark(r, "-") && read_field(r, "day of month", true, 0, 99, &r->day) &&
          read_mark(r, "T") && read_field(r, "hour", false, 0, 23, &r->hour) && read_mark(r, ":") &&
          read_field(r, "minute", true, 0, 59, &r->minute) && read_mark(r, ":") &&
          read_field(r, "second", true, 0, 59, &r->second)))
        return false;
    fraction(r);
    return zone(r) && (r->rest.len == 0 || stop_at(r, "timestamp segment", r->rest));
}

/* Check the strict rules for a text that the lax ones have accepted. */
static bool check_strict(reading *r)
{
    pl_str s = r->text;
    int offset = r->offset < 0 ? -r->offset : r->offset;
    if (s.ptr[12] == ':')
        return stop_at(r, "hour", pl_str_sub(s, 11, 12));
    if (s.ptr[19] == ',')
        return stop_at(r, "timestamp segment", pl_str_sub(s, 19, 20));
    bool minutes = s.ptr[s.len - 1] != 'Z' && s.ptr[s.len - 2] >= '6';
    if (offset >= DAY || minutes)
        return stop_at(r, "UTC offset", pl_str_sub(s, s.len - 6, s.len));
    return true;
}

/* Read a date, or a date and a time with blanks between them (in UTC), or with `T` or `t` and a
 * zone; every part may have a single digit. */
static bool read_short(reading *r)
{
    if (!(year(r) && read_mark(r, "-") && read_field(r, "month", false, 1, 12, &r->month) &&
          read_mark(r, "-") && read_field(r, "day of month", false, 0, 99, &r->day)))
        return false;
    if (!r->rest.len)
        return true;
    bool blank = r->rest.ptr[0] == ' ', t = (r->rest.ptr[0] | 0x20) == 't';
    if (!blank && !t)
        return false;
    do {
        r->rest = pl_str_sub(r->rest, 1, r->rest.len);
    } while (blank && r->rest.len && r->rest.ptr[0] == ' ');
    if (!(read_field(r, "hour", false, 0, 23, &r->hour) && read_mark(r, ":") &&
          read_field(r, "minute", false, 0, 59, &r->minute) && read_mark(r, ":") &&
          read_field(r, "second", false, 0, 59, &r->second)))
        return false;
    fraction(r);
    return (blank || zone(r)) && r->rest.len == 0;
}

static void explain_stop(const stop *at, bool strict, pl_buf *why)
{
    const char *what = at->piece;
    pl_buf_cstr(why, "not a valid RFC3339 timestamp: ");
    bool mark = !what[1];
    if (*what == 'T' && mark) {
        pl_buf_cstr(why, "missing required time introducer 'T'");
    } else if (!at->found.len) {
        pl_buf_printf(
            why, mark ? "end of string where \"%s\" is expected" : "end of string before %s", what);
    } else if (mark) {
        pl_buf_cstr(why, "found ");
        pl_quote_go(why, at->found);
        pl_buf_printf(why, " where \"%s\" is expected", what);
    } else if (strict && strcmp(what, "hour") == 0 && pl_str_find(at->found, ':') < at->found.len) {
        pl_buf_cstr(why, "hour must be between 0 and 23 inclusive");
    } else if (strict && at->found.len != 2 &&
               (strcmp(what, "hour") == 0 || strcmp(what, "minute") == 0)) {
        pl_buf_printf(why, "%s must have exactly two digits", what);
    } else {
        pl_buf_cstr(why, "cannot use ");
        pl_quote_go(why, at->found);
        pl_buf_printf(why, " as %s", what);
    }
}

static pl_instant moment_of(const reading *r)
{
    int64_t days = pl_civil_days(r->year, (unsigned)r->month, (unsigned)r->day);
    return (pl_instant){
        .seconds = days * DAY + r->hour * 3600 + r->minute * 60 + r->second - r->offset,
        .nanos = r->nanos,
        .offset = r->offset,
    };
}

bool pl_rfc3339_parse(pl_str text, bool strict, pl_instant *out, pl_buf *why)
{
    stop at = { 0 };
    reading r = { .text = text, .rest = text, .stop = &at };
    if (!read_all(&r)) {
        explain_stop(&at, strict, why);
        return false;
    }
    if (r.day < 1 || r.day > (int)pl_civil_days_in(r.year, (unsigned)r.month)) {
        pl_buf_cstr(why, "not a valid RFC3339 timestamp: day out of range");
        return false;
    }
    if (strict && !check_strict(&r)) {
        explain_stop(&at, strict, why);
        return false;
    }
    *out = moment_of(&r);
    return true;
}

bool pl_rfc3339_parse_yaml(pl_str text, pl_instant *out)
{
    stop at = { 0 };
    reading r = { .text = text, .rest = text, .stop = &at };
    if (!read_short(&r) || r.day < 1 || r.day > (int)pl_civil_days_in(r.year, (unsigned)r.month))
        return false;
    *out = moment_of(&r);
    return true;
}

/* ---- durations */

#define MOST ((uint64_t)1 << 63)

/* Quote as the reference does, which shows everything but plain ASCII byte by byte. */
static void quote_bytes(pl_str s, pl_buf *out)
{
    pl_buf_byte(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c < ' ' || c >= 0x80)
            pl_buf_printf(out, "\\x%02x", c);
        else
            pl_buf_printf(out, c == '"' || c == '\\' ? "\\%c" : "%c", c);
    }
    pl_buf_byte(out, '"');
}

static bool bad_duration(const char *what, pl_str unit, pl_str text, pl_buf *why)
{
    pl_buf_printf(why, "time: %s ", what);
    if (unit.ptr) {
        quote_bytes(unit, why);
        pl_buf_cstr(why, " in duration ");
    }
    quote_bytes(text, why);
    return false;
}

static bool whole_part(pl_str *s, uint64_t *out)
{
    for (*out = 0; digit_at(*s, 0); *s = pl_str_sub(*s, 1, s->len)) {
        if (*out > MOST / 10)
            return false;
        *out = *out * 10 + (uint64_t)(s->ptr[0] - '0');
        if (*out > MOST)
            return false;
    }
    return true;
}

static void fraction_part(pl_str *s, uint64_t *out, double *scale)
{
    bool full = false;
    *scale = 1;
    for (*out = 0; digit_at(*s, 0); *s = pl_str_sub(*s, 1, s->len)) {
        full = full || *out > (MOST - 1) / 10;
        if (full)
            continue;
        *out = *out * 10 + (uint64_t)(s->ptr[0] - '0');
        *scale *= 10;
    }
}

static bool unit_size(pl_str unit, uint64_t *out)
{
    static const struct {
        const char *name;
        uint64_t size;
    } units[] = {
        { "ns", 1 },       { "us", 1000 }, { "\u00b5s", 1000 }, { "\u03bcs", 1000 },
        { "ms", 1000000 }, { "s", NS },    { "m", 60ull * NS }, { "h", 3600ull * NS },
    };
    for (size_t i = 0; i < PL_COUNT(units); i++) {
        if (pl_str_eq(pl_str_cstr(units[i].name), unit)) {
            *out = units[i].size;
            return true;
        }
    }
    return false;
}

/* Take one part like "1.5h" from the front of *s and add it to *sum. */
static bool duration_part(pl_str text, pl_str *s, uint64_t *sum, pl_buf *why)
{
    uint64_t whole, part = 0, size;
    double scale = 1;
    size_t before = s->len;
    bool ok = digit_at(*s, 0) || s->ptr[0] == '.';
    ok = ok && whole_part(s, &whole);
    bool digits = s->len != before;
    if (ok && s->len && s->ptr[0] == '.') {
        *s = pl_str_sub(*s, 1, s->len);
        before = s->len;
        fraction_part(s, &part, &scale);
        digits |= s->len != before;
    }
    if (!ok || !digits)
        return bad_duration("invalid duration", (pl_str){ 0 }, text, why);
    size_t n = 0;
    while (n < s->len && s->ptr[n] != '.' && !digit_at(*s, n))
        n++;
    pl_str unit = pl_str_sub(*s, 0, n);
    *s = pl_str_sub(*s, n, s->len);
    if (!n)
        return bad_duration("missing unit in duration", (pl_str){ 0 }, text, why);
    if (!unit_size(unit, &size))
        return bad_duration("unknown unit", unit, text, why);
    if (whole > MOST / size)
        return bad_duration("invalid duration", (pl_str){ 0 }, text, why);
    whole *= size;
    if (part)
        whole += (uint64_t)((double)part * ((double)size / scale));
    if (whole > MOST || *sum + whole > MOST)
        return bad_duration("invalid duration", (pl_str){ 0 }, text, why);
    *sum += whole;
    return true;
}

bool pl_rfc3339_duration(pl_str text, int64_t *out, pl_buf *why)
{
    pl_str s = text;
    uint64_t sum = 0;
    bool minus = s.len && s.ptr[0] == '-';
    if (s.len && (s.ptr[0] == '-' || s.ptr[0] == '+'))
        s = pl_str_sub(s, 1, s.len);
    *out = 0;
    if (pl_str_eq(s, PL_S("0")))
        return true;
    if (!s.len)
        return bad_duration("invalid duration", (pl_str){ 0 }, text, why);
    while (s.len)
        if (!duration_part(text, &s, &sum, why))
            return false;
    if (sum == MOST && !minus)
        return bad_duration("invalid duration", (pl_str){ 0 }, text, why);
    *out = (int64_t)(minus ? -sum : sum);
    return true;
}
