/* fuzz_connect.c - connection strings: the first byte chooses PostgreSQL (with the rest up to
 * a line as URL and the lines after it as environment), MySQL, the parts of a URL, a file of a
 * time zone, or what Tailpipe answers and is asked for. What is accepted has its texts in the arena
 * and its numbers in their range. */
#include "base/str.h"
#include "config/tailpipe.h"
#include "db/mysql_dsn.h"
#include "db/pg_config.h"
#include "db/url.h"
#include "db/zone.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool truth)
{
    if (!truth)
        abort();
}

static bool inside(pl_str part, pl_str text)
{
    return !part.ptr || (part.ptr >= text.ptr && part.ptr + part.len <= text.ptr + text.len);
}

static void split(pl_str text)
{
    pl_url url;
    pl_buf shown = { 0 };
    if (pl_url__split(text, &url)) {
        require(inside(url.authority, text) && inside(url.user, text) && inside(url.hosts, text));
        require(inside(url.path, text) && inside(url.query, text));
    }
    pl_dburl_print((pl_dburl){ text }, &shown);
    pl_buf_done(&shown);
}

static void postgres(pl_str text)
{
    enum { MOST = 8 };
    pl_arena arena = { 0 };
    const char *environment[MOST + 1];
    size_t n = 0;
    pl_pg_config config;
    pl_db_error error = { 0 };
    pl_db_target target = { .environment = environment };
    target.url.secret = pl_arena_str(&arena, pl_str_split(&text, '\n'));
    while (text.len && n < MOST)
        environment[n++] = pl_arena_str(&arena, pl_str_split(&text, '\n')).ptr;
    environment[n] = NULL;
    if (pl_pg__configure(&arena, &target, &config, &error)) {
        require(config.n_hosts > 0 && config.n_params <= PL_COUNT(config.params));
        for (uint32_t i = 0; i < config.n_hosts; i++)
            require(config.hosts[i].port > 0);
    } else {
        require(error.text.len > 0);
    }
    pl_db_error_done(&error);
    pl_arena_done(&arena);
}

static void mysql(pl_str text)
{
    pl_arena arena = { 0 };
    pl_my_dsn dsn;
    pl_buf why = { 0 };
    if (pl_my__parse_dsn(&arena, text, NULL, &dsn, &why)) {
        require(dsn.protocol.len > 0 && dsn.port <= UINT16_MAX);
        pl_zone__offset(&dsn.zone, 1700000000);
    } else {
        require(why.len > 0);
    }
    pl_buf_done(&why);
    pl_arena_done(&arena);
}

static void zone(pl_str text)
{
    pl_arena arena = { 0 };
    pl_zone z;
    if (pl_zone__parse(&arena, text, &z))
        for (int64_t at = -5000000000; at < 5000000000; at += 700000001)
            pl_zone__offset(&z, at);
    pl_arena_done(&arena);
}

static void answer(pl_str text)
{
    pl_arena arena = { 0 };
    pl_buf why = { 0 };
    pl_str url;
    if (pl_tailpipe_answer(text, &arena, &url, &why))
        require(pl_str_starts(url, PL_S("duckdb")) && !memchr(url.ptr, 0, url.len));
    else
        require(why.len > 0);
    pl_buf_done(&why);
    pl_arena_done(&arena);
}

static void moment(pl_str text)
{
    pl_arena arena = { 0 };
    const char *shown = pl_tailpipe__time(&arena, text, 1700000000);
    require(strlen(shown) >= 20 && shown[strlen(shown) - 1] == 'Z');
    pl_arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const ways[])(pl_str) = { split, postgres, mysql, zone, answer, moment };
    if (size)
        ways[data[0] % PL_COUNT(ways)](pl_str_make(data + 1, size - 1));
    return 0;
}
