/* when.h - moments as text: RFC 3339 and durations (hcl.md 7.3 "Time").
 *
 * The parsers go through the text as the reference's do and stop where they stop,
 * so that messages can name the same piece. Threads: pure. */
#ifndef PL_HCL_WHEN_H
#define PL_HCL_WHEN_H
#include "base/buf.h"
#include "base/civil.h"

typedef struct pl_when {
    int64_t seconds; /* since 1970 */
    uint32_t nanos;
    int32_t offset; /* seconds east of UTC: the zone it is shown in */
} pl_when;

/* `strict` refuses what RFC 3339 does: one digit for the hour, a comma before the
 * fraction, zones of 24 hours. False with the text of the reference in `why`. */
bool pl_when_parse(pl_str text, bool strict, pl_when *out, pl_buf *why);
/* The timestamps of YAML: "2001-12-14", "2001-1-2 3:4:5", "2001-12-14t21:59:43.1-05:00". */
bool pl_when_parse_short(pl_str text, pl_when *out);
/* "-1h30m", "1.5h" as nanoseconds. False with the text of the reference. */
bool pl_when_duration(pl_str text, int64_t *out, pl_buf *why);
pl_when pl_when_add(pl_when t, int64_t nanoseconds);
int pl_when_cmp(pl_when a, pl_when b);

/* In the zone of the moment. */
pl_civil pl_when_civil(pl_when t);
/* "2006-01-02T15:04:05Z", or with the zone as "+01:00". */
void pl_when_write(pl_when t, pl_buf *out);
/* "+01:00", with `colon`; or "+0100". */
void pl_when_write_zone(pl_when t, bool colon, pl_buf *out);

#endif
