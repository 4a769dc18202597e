/* Databases that are opened once, side by side; plugins; what is loaded ahead. */
#include "run/pools.h"
#include "base/clock.h"
#include "base/pool.h"
#include "base/str.h"
#include "run/plugins.h"
#include "unit/config/world.h"
#include <pipelite/engine.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- a Tailpipe of this test, which tells connections apart by --index */

typedef struct ward {
    world w;
    char path[400];
    const char *environment[2];
    pl_databases_options options;
    pl_pools *pools;
    pl_db_stop stop;
} ward;

static void begin(ward *v, const char *script)
{
    char file[400];
    memset(v, 0, sizeof *v);
    world_init(&v->w);
    world_file(&v->w, "{HOME}/.powerpipe/config/c.ppc",
               "connection \"tailpipe\" \"a\" {\n  indexes = [\"a\"]\n}\n"
               "connection \"tailpipe\" \"b\" {\n  indexes = [\"b\"]\n}\n"
               "connection \"postgres\" \"cloud\" {\n  pipes {\n    org = \"o\"\n  }\n}\n"
               "connection \"sqlite\" \"lite\" {\n  file_name = \":memory:\"\n}\n");
    CHECK(world_load(&v->w), world_error(&v->w));
    snprintf(file, sizeof file, "%s/tailpipe", v->w.ws.ptr);
    FILE *f = fopen(file, "w");
    fprintf(f, "#!/bin/sh\ncd '%s'\n%s\n", v->w.ws.ptr, script);
    fclose(f);
    chmod(file, 0755);
    snprintf(v->path, sizeof v->path, "PATH=%s:/usr/bin:/bin", v->w.ws.ptr);
    v->environment[0] = v->path;
    v->options = (pl_databases_options){ .settings = v->w.s,
                                         .environment = v->environment,
                                         .stop = &v->stop };
    v->pools = pl_pools_new(&v->options);
}

static void end(ward *v)
{
    pl_pools_free(v->pools);
    world_done(&v->w);
}

/* "open", or why not; in `why`. */
static const char *get(ward *v, const char *url, pl_buf *why)
{
    pl_database_choice c = { .url = { pl_str_cstr(url) } };
    why->len = 0;
    if (pl_pools_get(v->pools, &c, why))
        pl_buf_cstr(why, "open");
    pl_buf_byte(why, 0);
    return why->ptr;
}

static const struct {
    const char *what, *url, *want;
} rows[] = {
    { "a connection string", "sqlite://:memory:", "open" },
    { "a connection", "connection.sqlite.lite", "open" },
    { "one that Tailpipe has nothing for", "connection.tailpipe.a",
      "'tailpipe connect' failed for connection 'tailpipe.a': nothing for --index" },
    { "one that Pipes knows", "connection.postgres.cloud",
      "connection 'postgres.cloud' takes its credentials from Turbot Pipes, which this version "
      "does not speak to" },
    { "one that there is not", "connection.mysql.none",
      "could not evaluate backend: 'connection.mysql.none': unknown backend" },
    { "no backend", "oracle://x", "could not evaluate backend: 'oracle://x': unknown backend" },
    { "a workspace of Pipes, without a token", "acme/dev",
      "Not authenticated for Turbot Pipes.\n"
      "Please run \x1b[1mpowerpipe login\x1b[0m or setup a token." },
};

TEST(databases_are_opened_by_what_names_them)
{
    ward v;
    pl_buf why = { 0 };
    begin(&v, "echo \"{\\\"error\\\": \\\"nothing for $4\\\"}\"");
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        CHECK_STR(get(&v, rows[i].url, &why), rows[i].want, rows[i].what);
    end(&v);
    begin(&v, "");
    pl_settings_put_string(v.w.s, PL_LAYER_FLAG, "pipes-token", PL_S("t"));
    CHECK_STR(get(&v, "acme/dev", &why),
              "cannot use the Turbot Pipes workspace 'acme/dev' as a database: this version does "
              "not speak to Turbot Pipes",
              "with a token");
    v.environment[0] = "PATH=/nowhere";
    CHECK_STR(get(&v, "connection.tailpipe.a", &why),
              "cannot run 'tailpipe connect' for connection 'tailpipe.a': there is no program "
              "'tailpipe' in PATH: install Tailpipe",
              "no program");
    end(&v);
    pl_buf_done(&why);
}

/* ---- once, and side by side */

static void *get_a(void *ctx)
{
    pl_buf why = { 0 };
    get(ctx, "connection.tailpipe.a", &why);
    pl_buf_done(&why);
    return NULL;
}

TEST(a_database_is_opened_once)
{
    enum { THREADS = 8 };
    pthread_t threads[THREADS];
    char path[400];
    struct stat st;
    ward v;
    begin(&v, "echo x >>asked; echo '{\"error\": \"none\"}'");
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, get_a, &v);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    snprintf(path, sizeof path, "%s/asked", v.w.ws.ptr);
    CHECK(stat(path, &st) == 0, "asked");
    CHECK_INT(st.st_size, 2, "once, though it failed");
    end(&v);
}

/* Each of both programs waits for the other one. */
#define MEET                                                                                       \
    "case \"$*\" in *'\"a\"'*) own=a other=b ;; *) own=b other=a ;; esac\n"                        \
    ": >met-$own; for i in $(seq 600); do [ -e met-$other ] && break; sleep 0.1; done\n"           \
    "[ -e met-$other ] && echo '{\"error\": \"met\"}'"

TEST(databases_are_opened_side_by_side)
{
    pl_database_choice a = { .url = { PL_S("connection.tailpipe.a") } },
                       b = { .url = { PL_S("connection.tailpipe.b") } };
    const pl_database_choice *both[] = { &a, &b, &a };
    pl_buf why = { 0 };
    ward v;
    begin(&v, MEET);
    pl_pools_open(v.pools, both, PL_COUNT(both));
    CHECK(strstr(get(&v, "connection.tailpipe.a", &why), ": met"), why.ptr);
    CHECK(strstr(get(&v, "connection.tailpipe.b", &why), ": met"), why.ptr);
    end(&v);
    pl_buf_done(&why);
}

TEST(a_stop_ends_what_is_being_opened)
{
    pthread_t thread;
    char path[400];
    pl_buf why = { 0 };
    ward v;
    begin(&v, ": >begun; exec sleep 600");
    snprintf(path, sizeof path, "%s/begun", v.w.ws.ptr);
    pthread_create(&thread, NULL, get_a, &v);
    while (access(path, F_OK) != 0)
        usleep(1000);
    pl_db_stop_fire(&v.stop);
    pthread_join(thread, NULL);
    CHECK_STR(get(&v, "connection.tailpipe.a", &why), "execution cancelled", "text");
    end(&v);
    pl_buf_done(&why);
}

/* ---- plugins */

static const struct {
    const char *what, *have, *version, *want, *at_least;
    bool ok;
} plugins[] = {
    { "the same", "turbot/aws", "1.2.0", "aws", "1.2.0", true },
    { "newer", "turbot/aws", "1.10.0", "turbot/aws", "1.9.0", true },
    { "older", "turbot/aws", "1.1.9", "aws", "1.2.0", false },
    { "a pre-release is older", "turbot/aws", "1.2.0-rc.1", "aws", "1.2.0", false },
    { "unless it is asked for", "turbot/aws", "1.2.0-rc.1", "aws", "1.2.0-0", true },
    { "another owner", "acme/aws", "9.0.0", "aws", "1.2.0", false },
    { "that owner", "acme/aws", "9.0.0", "acme/aws", "1.2.0", true },
    { "as the hub names it", "turbot/aws", "1.2.0", "hub.steampipe.io/plugins/turbot/aws@latest",
      "1.0.0", true },
    { "with a version in its name", "turbot/aws", "1.2.0", "aws@^1", "1.0.0", true },
    { "one of one's own", "local/aws", NULL, "aws", "1.2.0", true },
    { "one of one's own, for an owner", "local/aws", NULL, "acme/aws", "1.2.0", true },
    { "part of a name", "local/aws", NULL, "aw", "1.2.0", false },
    { "of no known version", "turbot/aws", NULL, "aws", "1.2.0", true },
};

TEST(plugins_satisfy_what_is_required)
{
    for (size_t i = 0; i < PL_COUNT(plugins); i++) {
        pl_plugins all = { .is_steampipe = true };
        pl_plugin one = { .name = pl_str_cstr(plugins[i].have), .any = !plugins[i].version };
        pl_require_plugin wanted = { .name = pl_str_cstr(plugins[i].want) };
        CHECK(one.any || pl_version_parse(pl_str_cstr(plugins[i].version), &one.version),
              plugins[i].what);
        CHECK(pl_version_parse(pl_str_cstr(plugins[i].at_least), &wanted.at_least),
              plugins[i].what);
        pl_vec_push(&all.list, one);
        CHECK_INT(pl_plugins_satisfy(&all, &wanted), plugins[i].ok, plugins[i].what);
        pl_plugins_done(&all);
    }
}

/* ---- ahead of a run: SQLite needs nothing, all others a library */

static const struct {
    const char *what, *database, *var, *environment, *mod;
    bool loads;
} guesses[] = {
    { "nothing said: Steampipe", NULL, NULL, NULL, NULL, true },
    { "a setting", "sqlite://x.db", NULL, NULL, NULL, false },
    { "a connection", "connection.sqlite.lite", NULL, NULL, NULL, false },
    { "a variable", NULL, "database=sqlite://x.db", NULL, NULL, false },
    { "a variable of the environment", NULL, NULL, "PP_VAR_database=sqlite://x.db", NULL, false },
    { "another variable", NULL, NULL, "OTHER=sqlite://x.db", NULL, true },
    { "the mod file", NULL, NULL, NULL, "mod \"m\" {\n  database = \"sqlite://x.db\"\n}\n", false },
    { "its connection", NULL, NULL, NULL, "mod \"m\" {\n  database = connection.sqlite.x\n}\n",
      false },
    { "the setting is stronger", "duckdb://x", "a=sqlite://x.db", NULL, NULL, true },
};

TEST(what_a_run_needs_is_guessed)
{
    for (size_t i = 0; i < PL_COUNT(guesses) && pl_pool_cpus() > 1; i++) {
        const char *environment[] = { guesses[i].environment, NULL };
        world w;
        world_init(&w);
        if (guesses[i].mod)
            world_file(&w, "{WS}/mod.pp", guesses[i].mod);
        CHECK(world_load(&w), world_error(&w));
        if (guesses[i].database)
            pl_settings_put_string(w.s, PL_LAYER_FLAG, "database",
                                   pl_str_cstr(guesses[i].database));
        pl_str var = pl_str_cstr(guesses[i].var);
        if (var.len)
            pl_settings_put_list(w.s, PL_LAYER_FLAG, "var", &var, 1);
        pl_ahead *ahead = pl_ahead_begin(w.s, environment);
        CHECK_INT(ahead != NULL, guesses[i].loads, guesses[i].what);
        pl_ahead_end(ahead);
        world_done(&w);
    }
}

/* ---- pools that are not held any more, by a clock of this test */

static pl_pool *hold_path_for(ward *v, const char *path, uint64_t client)
{
    pl_str one = pl_str_cstr(path);
    pl_database_choice c = { .url = { PL_S("sqlite://:memory:") },
                             .search_path = &one,
                             .n_search_path = *path ? 1 : 0 };
    return pl_pools_hold(v->pools, &c, client);
}

static pl_pool *hold_path(ward *v, const char *path)
{
    return hold_path_for(v, path, 0);
}

TEST(an_idle_pool_is_closed_after_a_minute)
{
    ward v;
    pl_buf why = { 0 };
    begin(&v, "");
    pl_pool *pool = hold_path(&v, "");
    CHECK(pl_pool_await(v.pools, pool, &why), "it opens");
    pl_pools_tick(v.pools, pl_clock_ns() + 10 * PL_POOL_IDLE_NS);
    CHECK_INT(pl_pools_count(v.pools), 1, "what is held stays");
    pl_pools_release(v.pools, pool);
    pl_pools_tick(v.pools, pool->rested + PL_POOL_IDLE_NS);
    CHECK_INT(pl_pools_count(v.pools), 1, "a minute is not over");
    CHECK(hold_path(&v, "") == pool, "it is used again");
    pl_pools_release(v.pools, pool);
    pl_pools_tick(v.pools, pool->rested + PL_POOL_IDLE_NS + 1);
    CHECK_INT(pl_pools_count(v.pools), 0, "now it is over");
    pool = hold_path(&v, "");
    CHECK(pl_pool_await(v.pools, pool, &why), "and it opens anew");
    pl_pools_release(v.pools, pool);
    end(&v);
    pl_buf_done(&why);
}

TEST(at_most_32_pools_differ_in_the_search_path)
{
    enum { PATHS = PL_POOLS_PER_URL + 8 };
    pl_pool *all[PATHS];
    ward v;
    begin(&v, "");
    for (int i = 0; i < PATHS; i++) {
        char path[16];
        snprintf(path, sizeof path, "p%d", i);
        all[i] = hold_path(&v, path);
    }
    pl_pools_tick(v.pools, pl_clock_ns());
    CHECK_INT(pl_pools_count(v.pools), PATHS, "those in use are no surplus");
    for (int i = PATHS - 1; i >= 0; i--)
        pl_pools_release(v.pools, all[i]);
    for (int i = 0; i < PATHS; i++)
        all[i]->rested = (uint64_t)i + 1; /* the first ones have rested longest */
    pl_pools_tick(v.pools, 100);
    CHECK_INT(pl_pools_count(v.pools), PL_POOLS_PER_URL, "the surplus is closed");
    CHECK(hold_path(&v, "p8") == all[8], "the least recently used ones were");
    end(&v);
}

TEST(a_new_pool_takes_the_place_of_the_one_unused_for_longest)
{
    ward v;
    begin(&v, "");
    for (int i = 0; i < 3 * PL_POOLS_PER_URL; i++) {
        char path[16];
        snprintf(path, sizeof path, "p%d", i);
        pl_pools_release(v.pools, hold_path(&v, path));
        CHECK(pl_pools_count(v.pools) <= PL_POOLS_PER_URL, "the bound holds at once");
    }
    size_t n = pl_pools_count(v.pools);
    pl_pools_release(v.pools, hold_path(&v, "p95"));
    CHECK_INT(pl_pools_count(v.pools), n, "the last one is still there");
    end(&v);
}

/* The pools of clients 1 and 2, and one that both need, stay while client 3 goes through a hundred
 * search paths. */
TEST(a_client_makes_room_with_its_own_pools)
{
    static const struct {
        const char *path;
        uint64_t client;
    } calm[] = { { "a", 1 }, { "b", 2 }, { "both", 1 }, { "both", 2 }, { "both", 3 } };
    ward v;
    begin(&v, "");
    for (size_t i = 0; i < PL_COUNT(calm); i++)
        pl_pools_release(v.pools, hold_path_for(&v, calm[i].path, calm[i].client));
    size_t before = pl_pools_count(v.pools);
    for (int i = 0; i < 100; i++) {
        char path[16];
        snprintf(path, sizeof path, "p%d", i);
        pl_pools_release(v.pools, hold_path_for(&v, path, 3));
    }
    CHECK_INT(pl_pools_count(v.pools), before + PL_POOLS_PER_CLIENT, "its share and no more");
    for (size_t i = 0; i < PL_COUNT(calm); i++)
        pl_pools_release(v.pools, hold_path_for(&v, calm[i].path, calm[i].client));
    CHECK_INT(pl_pools_count(v.pools), before + PL_POOLS_PER_CLIENT, "all of the others are there");
    pl_pool *held[PL_POOLS_PER_CLIENT + 2];
    for (size_t i = 0; i < PL_COUNT(held); i++) {
        char path[16];
        snprintf(path, sizeof path, "q%zu", i);
        held[i] = hold_path_for(&v, path, 3);
    }
    CHECK_INT(pl_pools_count(v.pools), before + PL_COUNT(held), "what it holds is not closed");
    for (size_t i = 0; i < PL_COUNT(held); i++)
        pl_pools_release(v.pools, held[i]);
    end(&v);
}

TEST(names_that_hold_separators_are_not_two_names)
{
    static const char *const both[] = { "a\001b", "a\002b", "a,b", "1:b", "ab", "a" };
    pl_pool *held[PL_COUNT(both) + 1];
    ward v;
    begin(&v, "");
    for (size_t i = 0; i < PL_COUNT(both); i++)
        held[i] = hold_path(&v, both[i]);
    pl_str two[] = { PL_S("a"), PL_S("b") };
    pl_database_choice c = { .url = { PL_S("sqlite://:memory:") },
                             .search_path = two,
                             .n_search_path = 1,
                             .search_path_prefix = two + 1,
                             .n_search_path_prefix = 1 };
    held[PL_COUNT(both)] = pl_pools_hold(v.pools, &c, 0);
    CHECK_INT(pl_pools_count(v.pools), PL_COUNT(held), "each has a pool of its own");
    c.n_search_path = 2;
    c.n_search_path_prefix = 0;
    pl_pool *list = pl_pools_hold(v.pools, &c, 0);
    CHECK_INT(pl_pools_count(v.pools), PL_COUNT(held) + 1, "and so has the list of two");
    pl_pools_release(v.pools, list);
    for (size_t i = 0; i < PL_COUNT(held); i++)
        pl_pools_release(v.pools, held[i]);
    end(&v);
}

static bool used;

static bool is_used(void *ctx, const pl_ring *ring)
{
    (void)ctx, (void)ring;
    return used;
}

TEST(a_pool_whose_turn_is_not_over_stays)
{
    ward v;
    begin(&v, "");
    pl_pools_share(v.pools, is_used, NULL);
    pl_pool *pool = hold_path(&v, "");
    pl_pools_release(v.pools, pool);
    used = true;
    pl_pools_tick(v.pools, pool->rested + 2 * PL_POOL_IDLE_NS);
    CHECK_INT(pl_pools_count(v.pools), 1, "its thread is still at it");
    used = false;
    pl_pools_tick(v.pools, pool->rested + 2 * PL_POOL_IDLE_NS);
    CHECK_INT(pl_pools_count(v.pools), 0, "now it is not");
    end(&v);
}

static void count_call(void *ctx)
{
    ++*(int *)ctx;
}

/* The thread that announced it may open the pool later than the other one waits for it. */
TEST(who_waits_for_a_pool_that_nobody_opens_opens_it)
{
    ward v;
    pl_buf why = { 0 };
    int calls = 0;
    pl_pool_waiter waiter = { count_call, &calls, NULL };
    begin(&v, "");
    pl_pool *pool = hold_path(&v, "");
    CHECK_INT(pl_pool_want(v.pools, pool, &waiter), PL_POOL_NEW, "it is wanted");
    CHECK(pl_pool_await(v.pools, pool, &why), "it is open");
    CHECK_INT(calls, 1, "who wanted it was told");
    pl_pool_open(v.pools, pool);
    CHECK_INT(calls, 1, "once");
    pl_pools_release(v.pools, pool);
    end(&v);
    pl_buf_done(&why);
}

static void *open_it(void *ctx)
{
    ward *v = ctx;
    pl_pool *pool = hold_path(v, "");
    pl_pool_open(v->pools, pool);
    pl_pools_release(v->pools, pool);
    return NULL;
}

TEST_THREADS(a_pool_is_opened_once_by_many)
{
    enum { THREADS = 8 };
    pthread_t threads[THREADS];
    pl_buf why = { 0 };
    ward v;
    begin(&v, "");
    for (int i = 0; i < THREADS; i++)
        CHECK_INT(pthread_create(&threads[i], NULL, open_it, &v), 0, "thread");
    pl_pool *pool = hold_path(&v, "");
    pl_db *db = pl_pool_await(v.pools, pool, &why);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    CHECK(db && pl_pool_db(v.pools, pool, &why) == db, "it is the same one");
    pl_pools_release(v.pools, pool);
    end(&v);
    pl_buf_done(&why);
}
