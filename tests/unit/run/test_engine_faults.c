/* Live runs in which the n-th row, connection or write of the unnamed file fails, for every n:
 * the run ends within its time, its panels are whole or have an error, and the engine goes on. */
/* link: -Wl,--wrap=pwrite */
#include "live.h"
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/resource.h>

/* ---- the n-th write */

ssize_t __real_pwrite(int fd, const void *bytes, size_t n, off_t at);

static atomic_int writes, failing_write; /* so far; the first that fails, 0: none */
static bool all_fail;                    /* those after it, too */

ssize_t __wrap_pwrite(int fd, const void *bytes, size_t n, off_t at)
{
    int number = atomic_fetch_add(&writes, 1) + 1;
    int first = atomic_load(&failing_write);
    if (first && (number == first || (all_fail && number > first))) {
        errno = ENOSPC;
        return -1;
    }
    return __real_pwrite(fd, bytes, n, at);
}

/* Panels of 2,000 rows. */
static const char wide_text[] =
    "dashboard \"d\" {\n"
    "  table \"a\" {\n    sql = \"with recursive n(i) as (select 1 union all select i + 1 from n "
    "where i < 2000) select i, 'some text that takes room' as t from n\"\n  }\n"
    "  table \"b\" {\n    sql = \"with recursive n(i) as (select 1 union all select i + 1 from n "
    "where i < 2000) select i, 'some text that takes room' as t from n\"\n  }\n}\n"
    "control \"c\" {\n  sql = \"with recursive n(i) as (select 1 union all select i + 1 from n "
    "where "
    "i < 2000) select 'ok' as status, 'resource ' || i as resource, 'reason' as reason from "
    "n\"\n}\n"
    "benchmark \"b\" {\n  children = [control.c]\n}\n";

static void begin_small(lives *l, const char *name, const char *text)
{
    sessions_write(&l->s, name, NULL, text);
    sessions_load(&l->s);
    pl_engine_options options = { .settings = l->s.settings, .result_bytes = 1 };
    l->engine = pl_engine_open(l->s.ws, &options, l->s.diags);
    CHECK(l->engine, "the engine opens");
}

/* What was seen of a run; it may take messages whose file cannot be read. Owned; seen_done(). */
static bool ends_whole(pl_run *run)
{
    static const char *const kinds[] = { "", "", "", "", "failed", "completed" };
    pl_run_event e;
    const char *last = "";
    bool whole = true;
    CHECK(pl_run_wait(run, LIVE_DEADLINE), "it ends");
    while (pl_run_next(run, &e)) {
        char bytes[4096];
        uint64_t at = 0, n = 1, size = pl_message_size(e.message);
        for (; n && at < size; at += n)
            n = pl_message_read(e.message, at, bytes, sizeof bytes, NULL);
        whole &= at == size && !pl_str_eq(e.status, PL_S("error"));
        last = kinds[e.kind];
        pl_message_release(e.message);
    }
    CHECK(*last, "the last event says how");
    return whole && !strcmp(last, "completed");
}

static bool run_root(lives *l, const char *root)
{
    pl_run *run = lives_start(l, root, NULL, 0);
    bool whole = ends_whole(run);
    pl_run_free(run);
    return whole;
}

/* The n-th write fails, alone or with all after it: results of less than 32 MiB stay in memory
 * then, and are whole. Returns how many writes were tried. */
static int fail_writes(lives *l, const char *root, bool all)
{
    int n = 0, tried;
    all_fail = all;
    do {
        atomic_store(&writes, 0);
        atomic_store(&failing_write, ++n);
        CHECK(run_root(l, root), "it is whole");
        tried = atomic_load(&writes);
    } while (tried >= n);
    atomic_store(&failing_write, 0);
    return n;
}

TEST_THREADS(runs_are_whole_whichever_write_fails)
{
    static const char *const roots[] = { "m.dashboard.d", "m.benchmark.b" };
    lives l = { 0 };
    begin_small(&l, "writes", wide_text);
    for (size_t i = 0; i < PL_COUNT(roots); i++)
        for (int all = 0; all < 2; all++)
            CHECK(fail_writes(&l, roots[i], all) >= 2, roots[i]);
    lives_end(&l);
}

TEST_THREADS(a_large_result_that_cannot_be_written_is_an_error)
{
    lives l = { 0 };
    begin_small(
        &l, "large",
        "dashboard \"d\" {\n  table \"t\" {\n    sql = \"with recursive n(i) as (select 1 "
        "union all select i + 1 from n where i < 40) select hex(zeroblob(500000)) as x from "
        "n\"\n  }\n}\n"
        "dashboard \"quick\" {\n  card \"q\" {\n    sql = \"select 1 as one\"\n  }\n}\n");
    all_fail = true;
    atomic_store(&writes, 0);
    atomic_store(&failing_write, 1);
    CHECK(!run_root(&l, "m.dashboard.d"), "it has an error");
    CHECK(run_root(&l, "m.dashboard.quick"), "the engine goes on");
    atomic_store(&failing_write, 0);
    CHECK(run_root(&l, "m.dashboard.d"), "and it is whole when there is room");
    lives_end(&l);
}

/* ---- the n-th row */

TEST_THREADS(panels_fail_at_any_row)
{
    enum { ROWS = 12 };
    pl_buf text = { 0 };
    lives l = { 0 };
    pl_buf_cstr(&text, "dashboard \"d\" {\n");
    for (int bad = 0; bad <= ROWS; bad++)
        pl_buf_printf(&text,
                      "  table \"t%d\" {\n    sql = \"with recursive n(i) as (select 1 union all "
                      "select i + 1 from n where i < %d) select case when i = %d then "
                      "abs(-9223372036854775807 - 1) else i end as x from n\"\n  }\n",
                      bad, ROWS, bad);
    pl_buf_cstr(&text, "}\n");
    pl_buf_byte(&text, 0);
    lives_begin(&l, "rows", text.ptr);
    pl_run *run = lives_start(&l, "m.dashboard.d", NULL, 0);
    seen *s = lives_finish(run);
    for (int bad = 0; bad <= ROWS; bad++) {
        char want[80];
        snprintf(want, sizeof want, "panel m.table.t%d %s", bad, bad ? "error" : "complete");
        CHECK(seen_has(s, want), want);
    }
    CHECK_STR(s->lines[s->n - 1], "completed m.dashboard.d", "it completes");
    seen_done(s);
    pl_run_free(run);
    pl_buf_done(&text);
    lives_end(&l);
}

/* ---- the n-th connection */

enum { OWN = 6, FILES_AT_MOST = 64 };

static void set_files(rlim_t most)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = most < limit.rlim_max ? most : limit.rlim_max;
    CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0, "limit");
}

static int next_file(void)
{
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    close(fd);
    return fd;
}

/* Each panel has a database of its own. A new engine each time: pools keep their connections. */
TEST_THREADS(runs_end_whichever_connection_fails)
{
    pl_buf text = { 0 };
    lives l = { 0 };
    int spoilt = 0;
    bool whole = false;
    struct rlimit before;
    getrlimit(RLIMIT_NOFILE, &before);
    const char *dir = place_new("own");
    pl_buf_cstr(&text, "dashboard \"d\" {\n");
    for (int i = 0; i < OWN; i++)
        pl_buf_printf(
            &text,
            "  card \"c%d\" {\n    database = \"sqlite://%s/%d.db\"\n    sql = \"select 1\""
            "\n  }\n",
            i, dir, i);
    pl_buf_cstr(&text, "}\n");
    pl_buf_byte(&text, 0);
    lives_begin(&l, "connections", text.ptr);
    for (int n = 0; n < FILES_AT_MOST && !whole; n++) {
        pl_engine_options options = { .settings = l.s.settings };
        pl_engine_close(l.engine);
        l.engine = pl_engine_open(l.s.ws, &options, l.s.diags);
        rlim_t files = (rlim_t)next_file() + (rlim_t)n;
        set_files(files);
        whole = run_root(&l, "m.dashboard.d");
        setrlimit(RLIMIT_NOFILE, &before);
        spoilt += !whole;
    }
    CHECK(whole, "with files enough all connect");
    CHECK(spoilt > 0, "some did not");
    pl_buf_done(&text);
    lives_end(&l);
}
