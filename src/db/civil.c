/* civil.c - prints points in time in the forms that outputs have, and reads the texts of SQLite's
 * time columns. */
#include "db/civil.h"
#include "base/ascii.h"
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

/* ---- as text */

static char *put_two(char *at, unsigned n)
{
    *at++ = (char)('0' + n / 10 % 10);
    *at++ = (char)('0' + n % 10);
    return at;
}

static char *put_year(char *at, int64_t year)
{
    if (year < 0 || year > 9999)
        return at + sprintf(at, "%s%04" PRId64, year < 0 ? "-" : "", year < 0 ? -year : year);
    return put_two(put_two(at, (unsigned)(year / 100)), (unsigned)(year % 100));
}

static char *put_date(char *at, const pl_civil *c)
{
    at = put_year(at, c->year);
    *at++ = '-';
    at = put_two(at, c->month);
    *at++ = '-';
    return put_two(at, c->day);
}

static char *put_clock(char *at, const pl_civil *c)
{
    at = put_two(at, c->hour);
    *at++ = ':';
    at = put_two(at, c->minute);
    *at++ = ':';
    return put_two(at, c->second);
}

static char *put_fraction(char *at, uint32_t nanos)
{
    if (!nanos)
        return at;
    at += sprintf(at, ".%09" PRIu32, nanos);
    while (at[-1] == '0')
        at--;
    return at;
}

static char *put_offset(char *at, int32_t offset, const char *colon)
{
    unsigned minutes = (unsigned)(offset < 0 ? -offset : offset) / 60;
    *at++ = offset < 0 ? '-' : '+';
    at = put_two(at, minutes / 60);
    if (*colon)
        *at++ = *colon;
    return put_two(at, minutes % 60);
}

static pl_civil shown(pl_cell_time t)
{
    return pl_civil_of(t.seconds + t.offset);
}

enum { TEXT_ROOM = 80 };

void pl_civil__rfc3339(pl_cell_time t, bool fraction, pl_buf *out)
{
    char text[TEXT_ROOM], *at = text;
    pl_civil c = shown(t);
    at = put_date(at, &c);
    *at++ = 'T';
    at = put_clock(at, &c);
    if (fraction)
        at = put_fraction(at, t.nanos);
    if (t.offset)
        at = put_offset(at, t.offset, ":");
    else
        *at++ = 'Z';
    pl_buf_add(out, text, (size_t)(at - text));
}

void pl_civil__date(pl_cell_time t, pl_buf *out)
{
    char text[TEXT_ROOM];
    pl_civil c = shown(t);
    pl_buf_add(out, text, (size_t)(put_date(text, &c) - text));
}

void pl_civil__seconds(pl_cell_time t, pl_buf *out)
{
    char text[TEXT_ROOM];
    pl_civil c = shown(t);
    char *at = put_date(text, &c);
    *at++ = ' ';
    pl_buf_add(out, text, (size_t)(put_clock(at, &c) - text));
}

void pl_civil__go(pl_cell_time t, pl_buf *out)
{
    char text[TEXT_ROOM], *at = put_fraction(text, t.nanos);
    pl_civil__seconds(t, out);
    *at++ = ' ';
    at = put_offset(at, t.offset, "");
    *at++ = ' ';
    if (t.offset)
        at = put_offset(at, t.offset, "");
    else
        at += sprintf(at, "UTC");
    pl_buf_add(out, text, (size_t)(at - text));
}

/* ---- from text */

/* Exactly `n` digits. */
static bool take_digits(pl_str *s, unsigned n, unsigned *out)
{
    unsigned value = 0;
    if (s->len < n)
        return false;
    for (unsigned i = 0; i < n; i++) {
        if (!pl_is_digit(s->ptr[i]))
            return false;
        value = value * 10 + (unsigned)(s->ptr[i] - '0');
    }
    *out = value;
    *s = pl_str_sub(*s, n, s->len);
    return true;
}

static bool take_char(pl_str *s, char c)
{
    if (!s->len || s->ptr[0] != c)
        return false;
    *s = pl_str_sub(*s, 1, s->len);
    return true;
}

static bool take_date(pl_str *s, pl_civil *c)
{
    unsigned year;
    if (!take_digits(s, 4, &year) || !take_char(s, '-') || !take_digits(s, 2, &c->month) ||
        !take_char(s, '-') || !take_digits(s, 2, &c->day))
        return false;
    c->year = year;
    return c->month >= 1 && c->month <= 12 && c->day >= 1 &&
           c->day <= pl_civil_days_in(year, c->month);
}

/* Any number of digits; those after the ninth are dropped. */
static void take_fraction(pl_str *s, uint32_t *nanos)
{
    if (s->len < 2 || (s->ptr[0] != '.' && s->ptr[0] != ',') || !pl_is_digit(s->ptr[1]))
        return;
    size_t i = 1;
    uint32_t unit = 100000000;
    for (; i < s->len && pl_is_digit(s->ptr[i]); i++, unit /= 10)
        *nanos += unit * (uint32_t)(s->ptr[i] - '0');
    *s = pl_str_sub(*s, i, s->len);
}

/* "+hh:mm" */
static bool take_offset(pl_str *s, int32_t *offset)
{
    unsigned hours, minutes;
    bool west = s->len && s->ptr[0] == '-';
    if (!take_char(s, '-') && !take_char(s, '+'))
        return false;
    if (!take_digits(s, 2, &hours) || !take_char(s, ':') || !take_digits(s, 2, &minutes))
        return false;
    *offset = (int32_t)(hours * 3600 + minutes * 60) * (west ? -1 : 1);
    return hours <= 24 && minutes <= 60;
}

/* Take "h:mm" or "hh:mm", and seconds with a fraction if they follow. */
static bool take_clock(pl_str *s, pl_civil *c, pl_cell_time *out)
{
    unsigned digits = s->len > 1 && pl_is_digit(s->ptr[1]) ? 2 : 1;
    if (!take_digits(s, digits, &c->hour) || !take_char(s, ':') || !take_digits(s, 2, &c->minute))
        return false;
    if (c->hour > 23 || c->minute > 59)
        return false;
    if (!s->len)
        return true;
    if (!take_char(s, ':') || !take_digits(s, 2, &c->second) || c->second > 59)
        return false;
    take_fraction(s, &out->nanos);
    return !s->len || take_offset(s, &out->offset);
}

bool pl_civil__parse(pl_str text, pl_cell_time *out)
{
    pl_civil c = { 0 };
    *out = (pl_cell_time){ 0 };
    if (pl_str_ends(text, PL_S("Z")))
        text.len--;
    if (!take_date(&text, &c))
        return false;
    if (text.len) {
        if (!take_char(&text, 'T')) {
            if (!take_char(&text, ' '))
                return false;
            while (take_char(&text, ' '))
                ;
        }
        if (!take_clock(&text, &c, out) || text.len)
            return false;
    }
    out->seconds = pl_civil_to_seconds(&c) - out->offset;
    return true;
}

int32_t pl_civil__local_offset(int64_t seconds)
{
    time_t at = seconds;
    struct tm tm;
    return localtime_r(&at, &tm) ? (int32_t)tm.tm_gmtoff : 0;
}
