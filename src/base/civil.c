#include "base/civil.h"
#include "base/assert.h"

/* Years begin in March here, so that a leap day is the last day of a year; 400 years are an era,
 * and all eras are alike. */
int64_t pl_civil_days(int64_t year, unsigned month, unsigned day)
{
    pl_assert(month >= 1 && month <= 12);
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    unsigned of_era = (unsigned)(year - era * 400);
    unsigned of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + (int64_t)(of_era * 365 + of_era / 4 - of_era / 100 + of_year) - 719468;
}

/* Set year, month and day of *out to the date `days` after 1970-01-01. */
static void set_date(pl_civil *out, int64_t days)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    unsigned in_era = (unsigned)(days - era * 146097);
    unsigned year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    unsigned in_year = in_era - (365 * year + year / 4 - year / 100);
    unsigned month = (5 * in_year + 2) / 153;
    out->day = in_year - (153 * month + 2) / 5 + 1;
    out->month = month < 10 ? month + 3 : month - 9;
    out->year = (int64_t)year + era * 400 + (out->month <= 2);
}

unsigned pl_civil_days_in(int64_t year, unsigned month)
{
    static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    pl_assert(month >= 1 && month <= 12);
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap ? 1u : 0u);
}

int64_t pl_civil_to_seconds(const pl_civil *at)
{
    int64_t days = pl_civil_days(at->year, at->month, at->day);
    return days * 86400 + at->hour * 3600 + at->minute * 60 + at->second;
}

pl_civil pl_civil_of(int64_t seconds)
{
    int64_t days = seconds / 86400, left = seconds % 86400;
    if (left < 0) {
        left += 86400;
        days--;
    }
    pl_civil c = { .hour = (unsigned)(left / 3600),
                   .minute = (unsigned)(left / 60 % 60),
                   .second = (unsigned)(left % 60),
                   .weekday = (unsigned)(((days + 4) % 7 + 7) % 7) };
    set_date(&c, days);
    return c;
}
