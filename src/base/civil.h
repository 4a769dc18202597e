/* civil.h - the proleptic Gregorian calendar. Threads: pure. */
#ifndef PL_BASE_CIVIL_H
#define PL_BASE_CIVIL_H
#include <pipelite/base.h>

typedef struct pl_civil {
    int64_t year;
    unsigned month, day; /* from 1 */
    unsigned hour, minute, second;
    unsigned weekday; /* Sunday is 0 */
} pl_civil;

/* The number of days from 1970-01-01 to that date, negative before it. `month` is 1 to 12; a `day`
 * beyond the month counts on into the next one. */
int64_t pl_civil_days(int64_t year, unsigned month, unsigned day);
unsigned pl_civil_days_in(int64_t year, unsigned month);
/* The date and time in UTC, `seconds` after 1970-01-01T00:00:00Z; negative: before it. */
pl_civil pl_civil_of(int64_t seconds);
int64_t pl_civil_to_seconds(const pl_civil *at); /* reads `at` as UTC; its weekday is ignored */

#endif
