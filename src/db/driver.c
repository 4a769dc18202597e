/* driver.c - choosing the driver for a connection string. */
#include "db/driver.h"
#include "base/map.h"
#include "db/db.h"
#include "db/inner.h"

static const struct {
    const char *prefix;
    const pl_db_driver *driver;
} prefixes[] = {
    { "sqlite://", &pl_db__sqlite },     { "duckdb://", &pl_db__duckdb },
    { "duckdbinit://", &pl_db__duckdb }, { "postgresql://", &pl_db__postgres },
    { "postgres://", &pl_db__postgres }, { "mysql://", &pl_db__mysql },
    { PL_DB_WORKSPACE, &pl_db__sqlite },
};

const pl_db_driver *pl_db_driver_of(pl_dburl url)
{
    for (size_t i = 0; i < PL_COUNT(prefixes); i++)
        if (pl_str_starts(url.secret, pl_str_cstr(prefixes[i].prefix)))
            return prefixes[i].driver;
    return NULL;
}

pl_str pl_db__rest(pl_dburl url)
{
    for (size_t i = 0; i < PL_COUNT(prefixes); i++)
        if (pl_str_starts(url.secret, pl_str_cstr(prefixes[i].prefix)))
            return pl_str_sub(url.secret, strlen(prefixes[i].prefix), url.secret.len);
    return url.secret;
}
