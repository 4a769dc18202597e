/* A hundred runs whose queries sleep in a server. They are cancelled: all end, and the connections
 * work afterwards. The server is killed under them: every run ends, with an error, and the engine
 * works again when the server is back. Skipped where PostgreSQL is not installed. */
#include "live.h"
#include "base/clock.h"
#include "unit/db/server.h"

enum { RUNS = 100 };

static const char mod_text[] = "dashboard \"sleep\" {\n"
                               "  card \"s\" {\n    sql = \"select pg_sleep(3000)\"\n  }\n}\n"
                               "dashboard \"quick\" {\n"
                               "  card \"q\" {\n    sql = \"select 1 as one\"\n  }\n}\n";

static void begin_on(lives *l, const server *pg)
{
    char inside[200];
    snprintf(inside, sizeof inside, "  database = \"postgres://golden@127.0.0.1:%u/postgres\"",
             pg->port);
    sessions_write(&l->s, "killed", inside, mod_text);
    sessions_load(&l->s);
    pl_engine_options options = { .settings = l->s.settings };
    l->engine = pl_engine_open(l->s.ws, &options, l->s.diags);
    CHECK(l->engine, "the engine opens");
}

static bool completes(lives *l)
{
    pl_run *run = lives_start(l, "m.dashboard.quick", NULL, 0);
    seen *s = lives_finish(run);
    bool ok = seen_has(s, "panel m.card.q complete");
    seen_done(s);
    pl_run_free(run);
    return ok;
}

/* Until the server answers, for a minute and more. */
static bool comes_up(lives *l, server *pg)
{
    for (int i = 0; i < 900; i++) {
        if (completes(l))
            return true;
        server_keep(pg, server_start_pg);
        usleep(100000);
    }
    return false;
}

static void wait_busy(pl_engine *engine)
{
    pl_engine_stats stats = { 0 };
    for (int i = 0; i < 60000 && stats.connections_busy < 4; i++) {
        usleep(1000);
        pl_engine_get_stats(engine, &stats);
    }
    CHECK_INT(stats.connections_busy, 4, "all connections are busy");
}

/* The target is a second; the limit is for slow machines. The connections work afterwards. */
static void cancel_all(lives *l)
{
    pl_run *runs[RUNS];
    for (int i = 0; i < RUNS; i++)
        runs[i] = lives_start(l, "m.dashboard.sleep", NULL, 0);
    wait_busy(l->engine);
    uint64_t begin = pl_clock_ns();
    for (int i = 0; i < RUNS; i++)
        pl_run_cancel(runs[i]);
    for (int i = 0; i < RUNS; i++)
        CHECK(pl_run_wait(runs[i], LIVE_DEADLINE), "it ends");
    uint64_t took = pl_clock_ns() - begin;
    print_message("%d runs in pg_sleep ended %.1f ms after they were cancelled\n", RUNS,
                  (double)took / 1e6);
    CHECK(took < UINT64_C(30000000000), "soon");
    for (int i = 0; i < RUNS; i++)
        pl_run_free(runs[i]);
    CHECK(completes(l), "the connections work");
}

TEST_THREADS(a_cancel_or_a_killed_server_ends_every_run_and_no_engine)
{
    server pg = { 0 };
    lives l = { 0 };
    pl_run *runs[RUNS];
    if (!server_open_pg(&pg))
        return;
    begin_on(&l, &pg);
    CHECK(comes_up(&l, &pg), "the server is there");
    cancel_all(&l);
    for (int i = 0; i < RUNS; i++)
        runs[i] = lives_start(&l, "m.dashboard.sleep", NULL, 0);
    wait_busy(l.engine);
    server_stop(&pg, SIGKILL);
    for (int i = 0; i < RUNS; i++) {
        seen *s = lives_finish(runs[i]);
        CHECK(seen_has(s, "panel m.card.s error") || seen_has(s, "failed m.dashboard.sleep"),
              "it ends with an error");
        seen_done(s);
        pl_run_free(runs[i]);
    }
    CHECK(!completes(&l), "nobody is there");
    server_start_pg(&pg);
    CHECK(comes_up(&l, &pg), "the engine works with the server that is back");
    lives_end(&l);
    server_stop(&pg, SIGQUIT);
}
