#include "db/counts.h"

#include <assert.h>
#include <pthread.h>

#include "base/alloc.h"

struct pl_db_counts {
    pthread_mutex_t lock; /* guards all fields below */
    pl_db_count of[PL_DB_KINDS];
};

static const pl_db_driver *const kinds[PL_DB_KINDS] = { &pl_db__postgres, &pl_db__sqlite,
                                                        &pl_db__duckdb, &pl_db__mysql };

pl_db_counts *pl_db_counts_new(void)
{
    pl_db_counts *counts = pl_mem_zalloc(sizeof *counts);
    pthread_mutex_init(&counts->lock, NULL);
    return counts;
}

void pl_db_counts_free(pl_db_counts *counts)
{
    if (!counts)
        return;
    pthread_mutex_destroy(&counts->lock);
    pl_mem_free(counts);
}

unsigned pl_db_kind(const pl_db_driver *driver)
{
    unsigned i = 0;
    while (i < PL_DB_KINDS - 1 && kinds[i] != driver)
        i++;
    assert(kinds[i] == driver);
    return i;
}

const char *pl_db_kind_name(unsigned kind)
{
    assert(kind < PL_DB_KINDS);
    return kinds[kind]->name;
}

void pl_db_counts_add(pl_db_counts *counts, const pl_db_driver *driver, pl_db_end end, uint64_t ns)
{
    if (!counts)
        return;
    pl_db_count *c = &counts->of[pl_db_kind(driver)];
    pthread_mutex_lock(&counts->lock);
    c->failed += end == PL_DB_FAILED || end == PL_DB_LOST;
    pl_histogram_add(&c->seconds, ns);
    pthread_mutex_unlock(&counts->lock);
}

void pl_db_counts_refused(pl_db_counts *counts, const pl_db_driver *driver)
{
    if (!counts)
        return;
    pthread_mutex_lock(&counts->lock);
    counts->of[pl_db_kind(driver)].failed++;
    pthread_mutex_unlock(&counts->lock);
}

pl_db_count pl_db_counts_get(pl_db_counts *counts, unsigned kind)
{
    pl_db_count out = { 0 };
    assert(kind < PL_DB_KINDS);
    if (!counts)
        return out;
    pthread_mutex_lock(&counts->lock);
    out = counts->of[kind];
    pthread_mutex_unlock(&counts->lock);
    return out;
}
