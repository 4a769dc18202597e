/* tmpl_time.c - times and durations in templates, with the layouts of Go. */
#include "render/tmpl.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* ---- layouts of Go: a text that shows one moment in the wanted form */

typedef struct broken_time {
    struct tm tm;
    pl_moment moment;
} broken_time;

static const char *const months[] = { "January",   "February", "March",    "April",
                                      "May",       "June",     "July",     "August",
                                      "September", "October",  "November", "December" };
static const char *const days[] = { "Sunday",   "Monday", "Tuesday", "Wednesday",
                                    "Thursday", "Friday", "Saturday" };

static struct tm broken_of(pl_moment moment)
{
    time_t seconds = (time_t)(moment.seconds + moment.offset);
    struct tm tm = { 0 };
    gmtime_r(&seconds, &tm);
    return tm;
}

static int hour12(const struct tm *t)
{
    return t->tm_hour % 12 ? t->tm_hour % 12 : 12;
}

/* Write the name of the zone, or its offset if it has no name. */
static void put_zone_name(pl_buf *out, const broken_time *b)
{
    time_t seconds = (time_t)b->moment.seconds;
    struct tm local;
    char name[16] = "";
    if (!b->moment.offset) {
        pl_buf_cstr(out, "UTC");
    } else if (localtime_r(&seconds, &local) && local.tm_gmtoff == b->moment.offset &&
               strftime(name, sizeof(name), "%Z", &local) && name[0] != '+' && name[0] != '-') {
        pl_buf_cstr(out, name);
    } else {
        long minutes = labs((long)b->moment.offset) / 60;
        pl_buf_printf(out, "%c%02ld", b->moment.offset < 0 ? '-' : '+', minutes / 60);
        if (minutes % 60)
            pl_buf_printf(out, "%02ld", minutes % 60);
    }
}

/* Write -0700, -07:00, -07 and the forms with Z for UTC; `form` is the one in the layout. */
static void put_offset(pl_buf *out, const broken_time *b, const char *form)
{
    long minutes = labs((long)b->moment.offset) / 60;
    if (form[0] == 'Z' && !b->moment.offset) {
        pl_buf_byte(out, 'Z');
        return;
    }
    pl_buf_printf(out, "%c%02ld", b->moment.offset < 0 ? '-' : '+', minutes / 60);
    if (strlen(form) > 3)
        pl_buf_printf(out, "%s%02ld", strchr(form, ':') ? ":" : "", minutes % 60);
}

/* Words of layouts; the longer one first if one begins with another. ORDER layout */
static const char *const words[] = {
    "January", "Jan", "Monday", "Mon", "MST", "2006", "Z07:00", "Z0700", "-07:00", "-0700",
    "Z07",     "-07", "002",    "01",  "02",  "03",   "04",     "05",    "06",     "__2",
    "_2",      "15",  "PM",     "pm",  "1",   "2",    "3",      "4",     "5",
};

static void put_word(pl_buf *out, const broken_time *b, size_t word)
{
    const struct tm *t = &b->tm;
    switch (word) {
    case 0: pl_buf_cstr(out, months[t->tm_mon]); break;
    case 1: pl_buf_printf(out, "%.3s", months[t->tm_mon]); break;
    case 2: pl_buf_cstr(out, days[t->tm_wday]); break;
    case 3: pl_buf_printf(out, "%.3s", days[t->tm_wday]); break;
    case 4: put_zone_name(out, b); break;
    case 5: pl_buf_printf(out, "%04d", t->tm_year + 1900); break;
    case 12: pl_buf_printf(out, "%03d", t->tm_yday + 1); break;
    case 13: pl_buf_printf(out, "%02d", t->tm_mon + 1); break;
    case 14: pl_buf_printf(out, "%02d", t->tm_mday); break;
    case 15: pl_buf_printf(out, "%02d", hour12(t)); break;
    case 16: pl_buf_printf(out, "%02d", t->tm_min); break;
    case 17: pl_buf_printf(out, "%02d", t->tm_sec); break;
    case 18: pl_buf_printf(out, "%02d", (t->tm_year + 1900) % 100); break;
    case 19: pl_buf_printf(out, "%3d", t->tm_yday + 1); break;
    case 20: pl_buf_printf(out, "%2d", t->tm_mday); break;
    case 21: pl_buf_printf(out, "%02d", t->tm_hour); break;
    case 22: pl_buf_cstr(out, t->tm_hour < 12 ? "AM" : "PM"); break;
    case 23: pl_buf_cstr(out, t->tm_hour < 12 ? "am" : "pm"); break;
    case 24: pl_buf_printf(out, "%d", t->tm_mon + 1); break;
    case 25: pl_buf_printf(out, "%d", t->tm_mday); break;
    case 26: pl_buf_printf(out, "%d", hour12(t)); break;
    case 27: pl_buf_printf(out, "%d", t->tm_min); break;
    case 28: pl_buf_printf(out, "%d", t->tm_sec); break;
    default: put_offset(out, b, words[word]);
    }
}

/* Write ".000" or ".999": that many digits; nines drop zeros at the end. Returns the length in
 * the layout. */
static size_t put_fraction(pl_buf *out, const broken_time *b, pl_str layout)
{
    char digit =
        layout.len > 1 && (layout.ptr[0] == '.' || layout.ptr[0] == ',') ? layout.ptr[1] : 0;
    size_t n = 1;
    if (digit != '0' && digit != '9')
        return 0;
    while (n < layout.len && layout.ptr[n] == digit)
        n++;
    if (n < layout.len && layout.ptr[n] >= '0' && layout.ptr[n] <= '9')
        return 0;
    char digits[16];
    snprintf(digits, sizeof(digits), "%09u", b->moment.nanos % 1000000000u);
    size_t keep = n - 1 < 9 ? n - 1 : 9;
    while (digit == '9' && keep && digits[keep - 1] == '0')
        keep--;
    if (keep) {
        pl_buf_byte(out, layout.ptr[0]);
        pl_buf_add(out, digits, keep);
    }
    return n;
}

/* Write what the layout begins with: a fraction, a word, or a byte that stands for itself.
 * Returns its length in the layout. */
static size_t put_next(pl_buf *out, const broken_time *b, pl_str layout)
{
    size_t fraction = put_fraction(out, b, layout);
    if (fraction)
        return fraction;
    for (size_t i = 0; i < PL_COUNT(words); i++)
        if (pl_str_starts(layout, pl_str_cstr(words[i]))) {
            put_word(out, b, i);
            return strlen(words[i]);
        }
    pl_buf_byte(out, layout.ptr[0]);
    return 1;
}

void pl_tmpl_format_time(pl_buf *out, pl_moment moment, pl_str layout)
{
    const broken_time b = { broken_of(moment), moment };
    for (size_t at = 0; at < layout.len;)
        at += put_next(out, &b, pl_str_sub(layout, at, layout.len));
}

/* ---- the classes */

static const pl_str plain_layout = PL_S("2006-01-02 15:04:05.999999999 -0700 MST");

static void print_time(const void *object, pl_buf *out)
{
    pl_tmpl_format_time(out, *(const pl_moment *)object, plain_layout);
}

static pl_tmpl_value formatted(pl_tmpl_call *call, const pl_moment *at, pl_str layout)
{
    pl_buf text = { 0 };
    pl_tmpl_format_time(&text, *at, layout);
    pl_tmpl_value value = pl_tmpl_text(pl_arena_str(call->arena, pl_buf_view(&text)));
    pl_buf_done(&text);
    return value;
}

/* Names of days and months are formats of their own. */
TMPL_GETTER(time_format, pl_moment, formatted(call, at, args[0].text))
TMPL_GETTER(time_month, pl_moment, formatted(call, at, PL_S("January")))
TMPL_GETTER(time_weekday, pl_moment, formatted(call, at, PL_S("Monday")))
TMPL_GETTER(time_string, pl_moment, formatted(call, at, plain_layout))

TMPL_GETTER(time_year, pl_moment, pl_tmpl_int(broken_of(*at).tm_year + 1900))
TMPL_GETTER(time_day, pl_moment, pl_tmpl_int(broken_of(*at).tm_mday))
TMPL_GETTER(time_year_day, pl_moment, pl_tmpl_int(broken_of(*at).tm_yday + 1))
TMPL_GETTER(time_hour, pl_moment, pl_tmpl_int(broken_of(*at).tm_hour))
TMPL_GETTER(time_minute, pl_moment, pl_tmpl_int(broken_of(*at).tm_min))
TMPL_GETTER(time_second, pl_moment, pl_tmpl_int(broken_of(*at).tm_sec))
TMPL_GETTER(time_nanosecond, pl_moment, pl_tmpl_int(at->nanos))
TMPL_GETTER(time_unix, pl_moment, pl_tmpl_int(at->seconds))
TMPL_GETTER(time_unix_milli, pl_moment, pl_tmpl_int(at->seconds * 1000 + at->nanos / 1000000))
TMPL_GETTER(time_unix_nano, pl_moment, pl_tmpl_int(at->seconds * 1000000000 + at->nanos))
TMPL_GETTER(time_utc, pl_moment,
            pl_tmpl_time(call, (pl_moment){ .seconds = at->seconds, .nanos = at->nanos }))

static const pl_tmpl_member time_members[] = {
    { "Format", "s", .get = time_format },     { "Year", "", .get = time_year },
    { "Month", "", .get = time_month },        { "Day", "", .get = time_day },
    { "YearDay", "", .get = time_year_day },   { "Weekday", "", .get = time_weekday },
    { "Hour", "", .get = time_hour },          { "Minute", "", .get = time_minute },
    { "Second", "", .get = time_second },      { "Nanosecond", "", .get = time_nanosecond },
    { "Unix", "", .get = time_unix },          { "UnixMilli", "", .get = time_unix_milli },
    { "UnixNano", "", .get = time_unix_nano }, { "UTC", "", .get = time_utc },
    { "String", "", .get = time_string },
};
const pl_tmpl_class pl_tmpl_class_time = { .type = "time.Time",
                                           TMPL_CLASS_MEMBERS(time_members),
                                           .print = print_time };

static void trimmed_fraction(pl_buf *out, uint64_t whole, uint64_t rest, int digits)
{
    pl_buf_u64(out, whole);
    if (!rest)
        return;
    pl_buf_printf(out, ".%0*llu", digits, (unsigned long long)rest);
    while (out->ptr[out->len - 1] == '0')
        out->len--;
}

/* Write a duration as Go does: "1h2m3.5s", "12ms", "0s". */
static void print_duration(const void *object, pl_buf *out)
{
    uint64_t n = *(const uint64_t *)object, s = n / 1000000000u;
    if (!n) {
        pl_buf_cstr(out, "0s");
    } else if (n < 1000) {
        pl_buf_printf(out, "%lluns", (unsigned long long)n);
    } else if (n < 1000000) {
        trimmed_fraction(out, n / 1000, n % 1000, 3);
        pl_buf_cstr(out, "\xc2\xb5s");
    } else if (n < 1000000000u) {
        trimmed_fraction(out, n / 1000000, n % 1000000, 6);
        pl_buf_cstr(out, "ms");
    } else {
        if (s >= 3600)
            pl_buf_printf(out, "%lluh", (unsigned long long)(s / 3600));
        if (s >= 60)
            pl_buf_printf(out, "%llum", (unsigned long long)(s / 60 % 60));
        trimmed_fraction(out, s % 60, n % 1000000000u, 9);
        pl_buf_byte(out, 's');
    }
}

static pl_tmpl_value duration_text(pl_tmpl_call *call, const uint64_t *at)
{
    pl_buf text = { 0 };
    print_duration(at, &text);
    pl_tmpl_value value = pl_tmpl_text(pl_arena_str(call->arena, pl_buf_view(&text)));
    pl_buf_done(&text);
    return value;
}

TMPL_GETTER(duration_minutes, uint64_t, pl_tmpl_float((double)*at / 6e10))
TMPL_GETTER(duration_seconds, uint64_t, pl_tmpl_float((double)*at / 1e9))
TMPL_GETTER(duration_millis, uint64_t, pl_tmpl_int((int64_t)(*at / 1000000)))
TMPL_GETTER(duration_micros, uint64_t, pl_tmpl_int((int64_t)(*at / 1000)))
TMPL_GETTER(duration_nanos, uint64_t, pl_tmpl_int((int64_t)*at))
TMPL_GETTER(duration_string, uint64_t, duration_text(call, at))

static const pl_tmpl_member duration_members[] = {
    { "Minutes", "", .get = duration_minutes },     { "Seconds", "", .get = duration_seconds },
    { "Milliseconds", "", .get = duration_millis }, { "Microseconds", "", .get = duration_micros },
    { "Nanoseconds", "", .get = duration_nanos },   { "String", "", .get = duration_string },
};
const pl_tmpl_class pl_tmpl_class_duration = { .type = "time.Duration",
                                               TMPL_CLASS_MEMBERS(duration_members),
                                               .print = print_duration };

pl_tmpl_value pl_tmpl_time(pl_tmpl_call *call, pl_moment moment)
{
    pl_moment *at = PL_NEW(call->arena, pl_moment);
    *at = moment;
    return pl_tmpl_object(&pl_tmpl_class_time, at);
}

pl_tmpl_value pl_tmpl_duration(pl_tmpl_call *call, uint64_t nanos)
{
    uint64_t *at = PL_NEW(call->arena, uint64_t);
    *at = nanos;
    return pl_tmpl_object(&pl_tmpl_class_duration, at);
}
