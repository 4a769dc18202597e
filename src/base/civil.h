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

/* Days from 1970-01-01; `month` is 1 to 12. */
int64_t pl_civil_days(int64_t year, unsigned month, unsigned day);
unsigned pl_civil_days_in(int64_t year, unsigned month);
/* The time so many seconds after the beginning of 1970, as UTC. */
pl_civil pl_civil_of(int64_t seconds);
int64_t pl_civil_to_seconds(const pl_civil *at); /* as UTC; without its weekday */

#endif
