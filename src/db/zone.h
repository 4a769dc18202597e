/* zone.h - reads a time zone by name from the system's database.
 *
 * Threads: immutable once opened. */
#ifndef PL_DB_ZONE_H
#define PL_DB_ZONE_H
#include "base/arena.h"

typedef struct pl_zone {
    uint32_t n;
    const int64_t *from;    /* ascending; offsets[i + 1] is in force from from[i] on */
    const int32_t *offsets; /* n + 1, seconds east of UTC; NULL: UTC */
} pl_zone;

/* Open the zone `name` ("Asia/Tokyo"; also "", "UTC" and "Local") in `arena`. `tz` is the value of
 * the variable TZ, which names the local zone; NULL if it is not set. False: no such zone. */
bool pl_zone__open(pl_arena *arena, pl_str name, const char *tz, pl_zone *out);
/* Parse `text`, the bytes of a zone file (RFC 8536), into *out, whose lists lie in `arena`. False
 * if it is not such a file, or only has 32-bit times. */
bool pl_zone__parse(pl_arena *arena, pl_str text, pl_zone *out);
/* The offset of the zone, in seconds east of UTC, when its clocks show `wall`: seconds since 1970
 * of the clock's reading taken as UTC. */
int32_t pl_zone__offset(const pl_zone *zone, int64_t wall);

#endif
