/* zone.h - a time zone by name, from the system's database.
 *
 * Threads: immutable once opened. */
#ifndef PL_DB_ZONE_H
#define PL_DB_ZONE_H
#include "base/arena.h"

typedef struct pl_zone {
    uint32_t n;
    const int64_t *from;    /* ascending; from[i] on offsets[i + 1] is in force */
    const int32_t *offsets; /* n + 1, seconds east of UTC; NULL: UTC */
} pl_zone;

/* "Asia/Tokyo"; "", "UTC" and "Local" too. In `arena`. False: there is none. */
bool pl_zone__open(pl_arena *arena, pl_str name, pl_zone *out);
/* The text of a file of the database; its transitions in `arena`. False: it is none. */
bool pl_zone__read(pl_arena *arena, pl_str text, pl_zone *out);
/* Offset at a wall clock time of that zone, given in seconds as if it were UTC. */
int32_t pl_zone__offset(const pl_zone *zone, int64_t wall);

#endif
