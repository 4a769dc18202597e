/* counts.h - counts how queries ended and how long they took, for each kind of database.
 *
 * One pl_db_counts serves any number of pools (pl_db_options.counts) and outlives them: the figures
 * that a program reports must not fall back when an idle pool is closed.
 *
 * Threads: any. */
#ifndef PL_DB_COUNTS_H
#define PL_DB_COUNTS_H
#include "base/histogram.h"
#include "db/driver.h"

enum { PL_DB_KINDS = 4 };

typedef struct pl_db_count {
    uint64_t failed; /* without cancelled ones */
    pl_histogram seconds;
} pl_db_count;

typedef struct pl_db_counts pl_db_counts;

/* Owned; pl_db_counts_free(). */
pl_db_counts *pl_db_counts_new(void);
void pl_db_counts_free(pl_db_counts *counts); /* NULL is fine */

/* The number of a driver, below PL_DB_KINDS, and the name for such a number (static). */
unsigned pl_db_kind(const pl_db_driver *driver);
const char *pl_db_kind_name(unsigned kind);

/* Count a query, or the opening of a pool, that ended after `ns`. `counts` may be NULL. */
void pl_db_counts_add(pl_db_counts *counts, const pl_db_driver *driver, pl_db_end end, uint64_t ns);
/* Count a pool that could not be opened. */
void pl_db_counts_refused(pl_db_counts *counts, const pl_db_driver *driver);
pl_db_count pl_db_counts_get(pl_db_counts *counts, unsigned kind);

#endif
