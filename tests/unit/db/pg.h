/* pg.h - pools over the private cluster of one test program. */
#ifndef PL_TEST_PG_H
#define PL_TEST_PG_H
#include "unit/db/result.h"
#include "unit/db/server.h"

static server pg;

static inline const char *url_of(const char *user, const char *rest)
{
    static char url[256];
    snprintf(url, sizeof url, "postgres://%s@127.0.0.1:%u/%s", user, pg.port, rest);
    return url;
}

/* NULL: the text of the error is in `why`. */
static inline pl_db *try_open(const char *url, const char *const *environment, char *why,
                              size_t size)
{
    pl_db_error error = { 0 };
    pl_db_options options = { .url = { pl_str_cstr(url) }, .environment = environment };
    pl_db *db = pl_db_open(&options, &error);
    snprintf(why, size, "%.*s", PL_FMT(error.text));
    pl_db_error_done(&error);
    return db;
}

static inline pl_db *open_db(void)
{
    char why[1024];
    pl_db *db = try_open(url_of("golden", "postgres"), NULL, why, sizeof why);
    CHECK(db, why);
    return db;
}

static inline bool started(void)
{
    static int state; /* 0 not tried, 1 there, 2 not there */
    char why[1024];
    if (state)
        return state == 1;
    state = server_open_pg(&pg) ? 1 : 2;
    for (int i = 0; i < 1200 && state == 1; i++) {
        pl_db *db = try_open(url_of("golden", "postgres"), NULL, why, sizeof why);
        if (db) {
            result r = { 0 };
            CHECK_STR(result_sql(&r, db, "create role locked login password 'secret'"), "", "role");
            CHECK_STR(result_sql(&r, db, "create type mood as enum ('calm', 'busy')"), "", "type");
            result_done(&r);
            pl_db_close(db);
            return true;
        }
        usleep(50000);
    }
    if (state == 1)
        fail_msg("the server did not start: %s", why);
    return false;
}

#endif
