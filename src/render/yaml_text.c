/* yaml_text.c - which texts need quotes, because they would be read as something else (cli.md
 * 2.5). */
#include "base/ascii.h"
#include "base/str.h"
#include "base/assert.h"
#include "render/yaml.h"
#include <string.h>

/* Words that YAML 1.1 reads as a boolean or as null, and the dash. */
static bool is_word(pl_str s)
{
    static const char *const words[] = {
        "null",  "Null", "NULL", "~",   "true", "True", "TRUE", "false", "False",
        "FALSE", "y",    "Y",    "yes", "Yes",  "YES",  "n",    "N",     "no",
        "No",    "NO",   "on",   "On",  "ON",   "off",  "Off",  "OFF",   "-",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (pl_str_eq(s, pl_str_cstr(words[i])))
            return true;
    return false;
}

/* ---- numbers */

static bool all_of(pl_str s, const char *set)
{
    for (size_t i = 0; i < s.len; i++)
        if (!pl_char_in(s.ptr[i], set))
            return false;
    return s.len != 0;
}

static size_t skip_digits(pl_str s, size_t at)
{
    pl_assert(at <= s.len);
    while (at < s.len && pl_is_digit(s.ptr[at]))
        at++;
    return at;
}

/* Are these digits around one dot, with an optional exponent? */
static bool is_decimal(pl_str s)
{
    size_t dot = skip_digits(s, 0), at;
    if (dot == s.len || s.ptr[dot] != '.')
        return false;
    at = skip_digits(s, dot + 1);
    if (dot == 0 && at == dot + 1)
        return false;
    if (at < s.len && (s.ptr[at] == 'e' || s.ptr[at] == 'E')) {
        at++;
        at += at < s.len && (s.ptr[at] == '+' || s.ptr[at] == '-');
        size_t end = skip_digits(s, at);
        if (end == at)
            return false;
        at = end;
    }
    return at == s.len;
}

/* A number in base 2, 8 or 16. */
static bool is_prefixed(pl_str s)
{
    static const struct {
        char letter;
        const char *digits;
    } bases[] = { { 'x', "0123456789abcdefABCDEF_" }, { 'o', "01234567_" }, { 'b', "01_" } };
    for (size_t i = 0; s.len > 2 && s.ptr[0] == '0' && i < 3; i++)
        if (s.ptr[1] == bases[i].letter)
            return all_of(pl_str_sub(s, 2, s.len), bases[i].digits);
    return false;
}

static bool is_number(pl_str s)
{
    if (s.len && (s.ptr[0] == '+' || s.ptr[0] == '-'))
        s = pl_str_sub(s, 1, s.len);
    if (!s.len || s.ptr[0] == '_')
        return false;
    if (is_prefixed(s) || is_decimal(s))
        return true;
    bool octal = s.len > 1 && s.ptr[0] == '0';
    return all_of(s, octal ? "01234567_" : "0123456789_");
}

/* ---- times */

/* Read a number of `min` to `max` digits from *at on, or -1. */
static int take(pl_str s, size_t *at, size_t min, size_t max)
{
    pl_assert(min <= max && *at <= s.len);
    int n = 0;
    size_t digits = 0;
    while (digits < max && *at < s.len && pl_is_digit(s.ptr[*at])) {
        n = n * 10 + s.ptr[(*at)++] - '0';
        digits++;
    }
    return digits < min ? -1 : n;
}

static bool take_char(pl_str s, size_t *at, const char *set)
{
    if (*at >= s.len || !pl_char_in(s.ptr[*at], set))
        return false;
    ++*at;
    return true;
}

/* A date of YAML 1.1 from `at` on, and move behind it. */
static bool take_date(pl_str s, size_t *at)
{
    static const char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int year = take(s, at, 4, 4);
    if (year < 0 || !take_char(s, at, "-"))
        return false;
    int month = take(s, at, 2, 2);
    if (month < 1 || month > 12 || !take_char(s, at, "-"))
        return false;
    int day = take(s, at, 2, 2);
    bool leap = month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day >= 1 && day <= days[month - 1] + leap;
}

/* A time of the day from `at` on, and move behind it. */
static bool take_clock(pl_str s, size_t *at)
{
    int hour = take(s, at, 1, 2);
    if (hour < 0 || hour > 23 || !take_char(s, at, ":"))
        return false;
    int minute = take(s, at, 2, 2);
    if (minute < 0 || minute > 59 || !take_char(s, at, ":"))
        return false;
    int second = take(s, at, 2, 2);
    if (second < 0 || second > 59)
        return false;
    size_t mark = *at;
    if (take_char(s, at, ".") && skip_digits(s, *at) == *at)
        *at = mark;
    *at = skip_digits(s, *at);
    return true;
}

static bool take_zone(pl_str s, size_t *at)
{
    if (take_char(s, at, "Z"))
        return true;
    return take_char(s, at, "+-") && take(s, at, 2, 2) >= 0 && take_char(s, at, ":") &&
           take(s, at, 2, 2) >= 0;
}

static bool is_hour_and_minute(pl_str s)
{
    size_t at = 0;
    int hour = take(s, &at, 1, 2);
    if (hour < 0 || hour > 23 || !take_char(s, &at, ":"))
        return false;
    int minute = take(s, &at, 1, 2);
    return minute >= 0 && minute <= 59 && at == s.len;
}

static bool is_time(pl_str s)
{
    size_t at = 0;
    if (is_hour_and_minute(s))
        return true;
    if (!take_date(s, &at))
        return false;
    if (at == s.len)
        return true;
    if (take_char(s, &at, " "))
        return take_clock(s, &at) && at == s.len;
    return take_char(s, &at, "Tt") && take_clock(s, &at) && take_zone(s, &at) && at == s.len;
}

/* ---- all */

bool pl_yaml__is_quoted(pl_str s)
{
    if (!s.len || pl_char_in(s.ptr[0], "*&[{}],!|>%'\"@ `"))
        return true;
    if (s.ptr[s.len - 1] == ':' || s.ptr[s.len - 1] == ' ')
        return true;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i], next = i + 1 < s.len ? s.ptr[i + 1] : 0;
        if (c == '#' || c == '\\' || ((c == ':' || c == '-') && next == ' '))
            return true;
    }
    return is_word(s) || is_number(s) || is_time(s);
}

/* ---- texts that every parser reads back */

/* The code point at `*at`, which moves past it; the text is valid UTF-8. */
static uint32_t next_point(pl_str s, size_t *at)
{
    unsigned char c = (unsigned char)s.ptr[(*at)++];
    unsigned more = c < 0xc0 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
    uint32_t point = more ? c & (0x3fu >> more) : c;
    for (; more && *at < s.len; more--)
        point = point << 6 | ((unsigned char)s.ptr[(*at)++] & 0x3f);
    return point;
}

/* Does a parser refuse the character, or take it for the end of a line? */
static bool is_special(uint32_t point)
{
    return (point < ' ' && point != '\t' && point != '\n') || (point >= 0x7f && point < 0xa0) ||
           point == 0x2028 || point == 0x2029 || point == 0xfeff || point == 0xfffe ||
           point == 0xffff;
}

static bool has_special(pl_str s)
{
    for (size_t i = 0; i < s.len;)
        if (is_special(next_point(s, &i)))
            return true;
    return false;
}

/* Could it be read as a number (in any base, with an exponent, of base 60), a time or infinity? */
static bool looks_like_number(pl_str s)
{
    return pl_char_in(s.ptr[0], "0123456789+-.") &&
           all_of(s, "0123456789abcdefABCDEFxXoOinfINF_:.+-TtZz ");
}

bool pl_yaml__needs_quotes(pl_str s)
{
    return pl_yaml__is_quoted(s) || pl_char_in(s.ptr[0], "-?:=<.\t") || looks_like_number(s) ||
           memchr(s.ptr, '\t', s.len) || memchr(s.ptr, '\n', s.len) || has_special(s);
}

/* May the text be a block? The first line shows how far a block is indented and the last one
 * where it ends, so neither may be blank. */
bool pl_yaml__may_be_block(pl_str s)
{
    size_t last = s.len;
    if (has_special(s) || pl_char_in(s.ptr[0], " \t\n"))
        return false;
    while (last && s.ptr[last - 1] == '\n')
        last--;
    return !pl_char_in(s.ptr[last - 1], " \t");
}

void pl_yaml__quote(pl_buf *out, pl_str s)
{
    pl_buf_byte(out, '"');
    for (size_t i = 0, next = 0; i < s.len; i = next) {
        uint32_t point = next_point(s, &next);
        if (point == '"' || point == '\\')
            pl_buf_printf(out, "\\%c", (char)point);
        else if (point == '\n' || point == '\t')
            pl_buf_cstr(out, point == '\n' ? "\\n" : "\\t");
        else if (is_special(point))
            pl_buf_printf(out, "\\u%04x", point);
        else
            pl_buf_str(out, pl_str_sub(s, i, next));
    }
    pl_buf_byte(out, '"');
}
