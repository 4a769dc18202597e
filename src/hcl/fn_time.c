/* fn_time.c - timestamp, timeadd, timecmp, formatdate (hcl.md 7.3, 7.8). */
#include "hcl/fn_text.h"
#include "hcl/rfc3339.h"
#include <time.h>

bool pl_fn__timestamp(pl_call *call, pl_value *out)
{
    pl_buf text = { 0 };
    struct timespec now;
    pl_fn_moment(call);
    clock_gettime(CLOCK_REALTIME, &now);
    pl_rfc3339_write((pl_instant){ .seconds = now.tv_sec }, &text);
    return pl_text__give_buf(call, &text, out);
}

bool pl_fn__timeadd(pl_call *call, pl_value *out)
{
    pl_instant t;
    int64_t duration;
    pl_buf text = { 0 };
    if (!pl_rfc3339_parse(pl_text__arg(call, 0), true, &t, &call->why) ||
        !pl_rfc3339_duration(pl_text__arg(call, 1), &duration, &call->why))
        return false;
    pl_rfc3339_write(pl_instant_add(t, duration), &text);
    return pl_text__give_buf(call, &text, out);
}

bool pl_fn__timecmp(pl_call *call, pl_value *out)
{
    pl_instant t[2];
    for (int i = 0; i < 2; i++) {
        if (!pl_rfc3339_parse(pl_text__arg(call, (uint32_t)i), false, &t[i], &call->why)) {
            call->bad_arg = i;
            return false;
        }
    }
    *out = pl_value_int(pl_instant_cmp(t[0], t[1]), PL_BITS_INT);
    return true;
}

/* ---- formatdate */

static const char *const months[] = { "January",   "February", "March",    "April",
                                      "May",       "June",     "July",     "August",
                                      "September", "October",  "November", "December" };
static const char *const weekdays[] = { "Sunday",   "Monday", "Tuesday", "Wednesday",
                                        "Thursday", "Friday", "Saturday" };

/* What a run of one letter stands for. */
typedef enum verb {
    YEAR,
    MONTH, /* three letters or more: its name */
    DAY,
    WEEKDAY,
    HOUR,
    HOUR12,
    AM_PM,
    MINUTE,
    SECOND,
    ZONE,
} verb;

static const struct {
    char letter;
    uint8_t verb, lengths; /* bit n: n letters are allowed */
    const char *rule;
} verbs[] = {
    { 'Y', YEAR, 1 << 2 | 1 << 4, "year must either be \"YY\" or \"YYYY\"" },
    { 'M', MONTH, 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4,
      "month must be \"M\", \"MM\", \"MMM\", or \"MMMM\"" },
    { 'D', DAY, 1 << 1 | 1 << 2, "day of month must either be \"D\" or \"DD\"" },
    { 'E', WEEKDAY, 1 << 3 | 1 << 4, "day of week must either be \"EEE\" or \"EEEE\"" },
    { 'h', HOUR, 1 << 1 | 1 << 2, "24-hour must either be \"h\" or \"hh\"" },
    { 'H', HOUR12, 1 << 1 | 1 << 2, "12-hour must either be \"H\" or \"HH\"" },
    { 'A', AM_PM, 1 << 2, "must be \"AA\"" },
    { 'a', AM_PM, 1 << 2, "must be \"aa\"" },
    { 'm', MINUTE, 1 << 1 | 1 << 2, "minute must either be \"m\" or \"mm\"" },
    { 's', SECOND, 1 << 1 | 1 << 2, "second must either be \"s\" or \"ss\"" },
    { 'Z', ZONE, 1 << 1 | 1 << 3 | 1 << 4 | 1 << 5, "timezone must be Z, ZZZZ, or ZZZZZ" },
};

static void put_number(unsigned n, size_t letters, pl_buf *out)
{
    pl_buf_printf(out, letters == 2 ? "%02u" : "%u", n);
}

static void put_name(const char *name, size_t letters, pl_buf *out)
{
    pl_buf_add(out, name, letters == 3 ? 3 : strlen(name));
}

static void put_zone(pl_instant t, size_t letters, pl_buf *out)
{
    if (t.offset == 0 && letters < 4)
        pl_buf_cstr(out, letters == 1 ? "Z" : "UTC");
    else
        pl_rfc3339_write_zone(t, letters == 1 || letters == 5, out);
}

/* Append the part of `t` that a run of `letters` times `letter` stands for in formatdate. */
static void put_verb(char letter, verb which, size_t letters, pl_instant t, pl_buf *out)
{
    pl_civil c = pl_instant_civil(t);
    switch (which) {
    case YEAR:
        pl_buf_printf(out, letters == 2 ? "%02d" : "%04d",
                      (int)(letters == 2 ? c.year % 100 : c.year));
        break;
    case MONTH:
        if (letters > 2)
            put_name(months[c.month - 1], letters, out);
        else
            put_number(c.month, letters, out);
        break;
    case DAY: put_number(c.day, letters, out); break;
    case WEEKDAY: put_name(weekdays[c.weekday], letters, out); break;
    case HOUR: put_number(c.hour, letters, out); break;
    case HOUR12: put_number(c.hour % 12 ? c.hour % 12 : 12, letters, out); break;
    case AM_PM:
        if (letter == 'A')
            pl_buf_cstr(out, c.hour < 12 ? "AM" : "PM");
        else
            pl_buf_cstr(out, c.hour < 12 ? "am" : "pm");
        break;
    case MINUTE: put_number(c.minute, letters, out); break;
    case SECOND: put_number(c.second, letters, out); break;
    case ZONE: put_zone(t, letters, out); break;
    }
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool format_verb(pl_call *call, pl_str run, pl_instant t, pl_buf *out)
{
    for (size_t i = 0; i < PL_COUNT(verbs); i++) {
        if (verbs[i].letter != run.ptr[0])
            continue;
        if (run.len > 5 || !(verbs[i].lengths >> run.len & 1))
            return pl_fn_fail_arg(call, 0, "invalid date format verb \"%.*s\": %s", PL_FMT(run),
                                  verbs[i].rule);
        put_verb(run.ptr[0], (verb)verbs[i].verb, run.len, t, out);
        return true;
    }
    return pl_fn_fail_arg(call, 0, "invalid date format verb \"%.*s\"", PL_FMT(run));
}

/* Append the text in quotes at the start of `s`; two quotes inside stand for one, and so do two
 * alone. At the end of the format the last quote closes whatever precedes it. Returns the
 * length; 0: it is not closed. */
static size_t quoted_text(pl_str s, pl_buf *out)
{
    size_t i = 1;
    if (s.len > 1 && s.ptr[1] == '\'') {
        pl_buf_byte(out, '\'');
        return 2;
    }
    while (i < s.len && (s.ptr[i] != '\'' || (i + 1 < s.len && s.ptr[i + 1] == '\'')))
        i += s.ptr[i] == '\'' ? 2 : 1;
    size_t end = i < s.len ? i + 1 : s.len;
    if (end < 2 || s.ptr[end - 1] != '\'')
        return 0;
    for (i = 1; i < end - 1; i++) {
        pl_buf_byte(out, s.ptr[i]);
        i += s.ptr[i] == '\'' && i + 1 < end - 1 && s.ptr[i + 1] == '\'';
    }
    return end;
}

static bool format_date(pl_call *call, pl_str format, pl_instant t, pl_buf *out)
{
    for (size_t i = 0, n; i < format.len; i += n) {
        pl_str rest = pl_str_sub(format, i, format.len);
        n = 1;
        if (rest.ptr[0] == '\'') {
            n = quoted_text(rest, out);
            if (!n)
                return pl_fn_fail_arg(call, 0, "unterminated literal '");
        } else if (is_letter(rest.ptr[0])) {
            while (n < rest.len && rest.ptr[n] == rest.ptr[0])
                n++;
            if (!format_verb(call, pl_str_sub(rest, 0, n), t, out))
                return false;
        } else {
            pl_buf_byte(out, rest.ptr[0]);
        }
    }
    return true;
}

bool pl_fn__formatdate(pl_call *call, pl_value *out)
{
    pl_instant t;
    pl_buf text = { 0 };
    if (!pl_rfc3339_parse(pl_text__arg(call, 1), true, &t, &call->why)) {
        call->bad_arg = 1;
        return false;
    }
    /* The result of a verb is at most eight times as long as its letters. */
    if (pl_fn_charge(call, pl_text__arg(call, 0).len * 8) &&
        format_date(call, pl_text__arg(call, 0), t, &text))
        return pl_text__give_buf(call, &text, out);
    pl_buf_done(&text);
    return false;
}
