/* rfc3339.h - moments as text: RFC 3339 and durations (hcl.md 7.3 "Time").
 *
 * The parsers go through the text as the reference's do and stop where they stop,
 * so that messages can name the same piece. Threads: pure. */
#ifndef PL_HCL_RFC3339_H
#define PL_HCL_RFC3339_H
#include "base/buf.h"
#include "base/civil.h"

typedef struct pl_instant {
    int64_t seconds; /* since 1970 */
    uint32_t nanos;
    int32_t offset; /* seconds east of UTC: the zone it is shown in */
} pl_instant;

/* `strict` refuses what RFC 3339 does: one digit for the hour, a comma before the
 * fraction, zones of 24 hours. False with the text of the reference in `why`. */
bool pl_rfc3339_parse(pl_str text, bool strict, pl_instant *out, pl_buf *why);
/* The timestamps of YAML: "2001-12-14", "2001-1-2 3:4:5", "2001-12-14t21:59:43.1-05:00". */
bool pl_rfc3339_parse_yaml(pl_str text, pl_instant *out);
/* "-1h30m", "1.5h" as nanoseconds. False with the text of the reference. */
bool pl_rfc3339_duration(pl_str text, int64_t *out, pl_buf *why);
pl_instant pl_instant_add(pl_instant t, int64_t nanoseconds);
int pl_instant_cmp(pl_instant a, pl_instant b);

/* The calendar date and time in the instant's own zone. */
pl_civil pl_instant_civil(pl_instant t);
/* "2006-01-02T15:04:05Z", or with the zone as "+01:00". */
void pl_rfc3339_write(pl_instant t, pl_buf *out);
/* "+01:00", with `colon`; or "+0100". */
void pl_rfc3339_write_zone(pl_instant t, bool colon, pl_buf *out);

#endif
