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

/* Open the zone "Asia/Tokyo", also "", "UTC" and "Local", in `arena`. `tz` is the value of the
 * variable TZ, which says what is local; NULL: it is not set. False: no such zone. */
bool pl_zone__open(pl_arena *arena, pl_str name, const char *tz, pl_zone *out);
/* Read the text of a file of the database into `arena`. False: it is no such file. */
bool pl_zone__read(pl_arena *arena, pl_str text, pl_zone *out);
/* The offset at a wall clock time of that zone, which is given in seconds as if it were UTC. */
int32_t pl_zone__offset(const pl_zone *zone, int64_t wall);

#endif
