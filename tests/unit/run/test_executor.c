/* Checks under way: many controls at a time over several databases, stopped in the middle, and
 * with servers that go away (check-and-outputs.md 4; C1, C5, C17). What a run says does not
 * depend on which was faster. Also for ThreadSanitizer. */
#include "run/check.h"
#include "base/alloc.h"
#include "unit/db/pg.h"
#include "unit/session.h"

#define ENDLESS                                                                                    \
    "with recursive c(x) as (select 1 union all select x + 1 from c) "                             \
    "select 'ok' as status, 'r' as resource, max(x) as reason from c"

static pl_check *run_all(sessions *s, pl_run_start_options o)
{
    pl_check *c = sessions_check(s, "m.benchmark.b", o);
    CHECK(c, sessions_said(s));
    return c;
}

static const pl_node *run_of(const pl_check *c, const char *name)
{
    for (uint32_t i = 0; i < c->tree->n_runs; i++)
        if (pl_str_eq(c->tree->runs[i]->shown.short_name, pl_str_cstr(name)))
            return c->tree->runs[i];
    CHECK(false, name);
    return NULL;
}

/* "complete 0 1 0 2 0" or "error: text" */
static const char *outcome(const pl_node *run)
{
    static char out[600];
    const uint32_t *n = run->tally->counts.of;
    if (run->status == PL_NODE_COMPLETE)
        snprintf(out, sizeof out, "complete %u %u %u %u %u", n[0], n[1], n[2], n[3], n[4]);
    else
        snprintf(out, sizeof out, "error: %.*s", PL_FMT(run->error));
    return out;
}

/* ---- several databases */

enum { DATABASES = 5, CONTROLS = 60 };

static void put_control(pl_buf *out, const char *dir, int i)
{
    pl_buf_printf(out, "control \"c%d\" {\n", i);
    if (i % 10 == 9)
        pl_buf_cstr(out, "  database = \"oracle://h\"\n");
    else
        pl_buf_printf(out, "  database = \"sqlite://%s/%d.db\"\n", dir, i % DATABASES);
    if (i % 7 == 6)
        pl_buf_cstr(out, "  sql = \"select * from nowhere\"\n}\n");
    else
        pl_buf_printf(out,
                      "  param \"p\" {\n    default = \"alarm\"\n  }\n  args = [\"%s\"]\n"
                      "  sql = \"select $1 as status, 'r' as resource, 'x' as reason, %d as n "
                      "union all select 'ok', 's', 'y', 2\"\n}\n",
                      i % 3 ? "skip" : "alarm", i);
}

static const char *want_of(int i)
{
    if (i % 10 == 9)
        return "error: could not evaluate backend: 'oracle://h': unknown backend";
    if (i % 7 == 6)
        return "error: no such table: nowhere";
    return i % 3 ? "complete 0 0 0 1 1" : "complete 0 1 0 1 0";
}

TEST(C1_controls_use_their_databases_at_the_same_time)
{
    sessions s = { 0 };
    pl_buf text = { 0 };
    const char *dir = place_new("databases");
    pl_buf_cstr(&text, "benchmark \"b\" {\n  children = [benchmark.again, control.c0");
    for (int i = 1; i < CONTROLS; i++)
        pl_buf_printf(&text, ", control.c%d", i);
    pl_buf_cstr(&text, "]\n}\nbenchmark \"again\" {\n  children = [control.c3, control.c0]\n}\n");
    for (int i = 0; i < CONTROLS; i++)
        put_control(&text, dir, i);
    pl_buf_byte(&text, 0);
    sessions_begin(&s, "many", NULL, text.ptr);
    for (int parallel = 1; parallel <= 16; parallel *= 4) {
        pl_settings_put_int(s.settings, PL_LAYER_FLAG, "max-parallel", parallel);
        pl_check *c = run_all(&s, (pl_run_start_options){ 0 });
        CHECK_INT(c->tree->n_runs, CONTROLS, "each once");
        for (int i = 0; i < CONTROLS; i++) {
            char name[16];
            snprintf(name, sizeof name, "c%d", i);
            CHECK_STR(outcome(run_of(c, name)), want_of(i), name);
        }
        pl_check_free(c);
    }
    pl_buf_done(&text);
    sessions_end(&s);
}

/* ---- failures while rows are read */

static const struct {
    const char *what, *sql, *want; /* error alarm info ok skip */
} late_rows[] = {
    { "the first row",
      "select 'r' as resource, 'ok' as status, abs(-9223372036854775808) as reason",
      "complete 1 0 0 0 0" },
    { "a status", "select 'r' as resource, json('{') as status, 'x' as reason",
      "complete 1 0 0 0 0" },
    { "a dimension", "select 'r' as resource, 'ok' as status, 'x' as reason, json('{') as place",
      "complete 1 0 0 0 0" },
    { "a later row",
      "select 'r' as resource, 'ok' as status, 'x' as reason union all select 'r', 'ok', json('{')",
      "complete 1 0 0 1 0" },
    { "what cannot be prepared is none", "select nope", "error: no such column: nope" },
    { "nor is an argument too few", "select $1 as status",
      "error: not enough args to execute query: want 1 got 0" },
};

TEST(controls_have_a_row_for_what_fails_while_rows_are_read)
{
    for (size_t i = 0; i < PL_COUNT(late_rows); i++) {
        sessions s = { 0 };
        pl_buf text = { 0 };
        char name[40];
        snprintf(name, sizeof name, "late%zu", i);
        pl_buf_printf(&text,
                      "benchmark \"b\" {\n  children = [control.c]\n}\n"
                      "control \"c\" {\n  sql = \"%s\"\n}\n",
                      late_rows[i].sql);
        pl_buf_byte(&text, 0);
        sessions_begin(&s, name, NULL, text.ptr);
        pl_check *c = run_all(&s, (pl_run_start_options){ 0 });
        CHECK_STR(outcome(run_of(c, "c")), late_rows[i].want, late_rows[i].what);
        pl_check_free(c);
        pl_buf_done(&text);
        sessions_end(&s);
    }
}

/* ---- stopped in the middle */

enum { QUICK = 30, SLOW = 6, ENOUGH = 10 };

static void stop_when_some_are_complete(void *ctx, const pl_progress *p)
{
    if (p->complete >= ENOUGH)
        pl_stop_fire(ctx);
}

/* Every fourth never ends. */
static char *quick_and_slow(const char *slow)
{
    pl_buf text = { 0 };
    pl_buf_cstr(&text, "benchmark \"b\" {\n  children = [control.q0");
    for (int i = 1; i < QUICK; i++)
        pl_buf_printf(&text, ", control.q%d", i);
    for (int i = 0; i < SLOW; i++)
        pl_buf_printf(&text, ", control.s%d", i);
    pl_buf_cstr(&text, "]\n}\n");
    for (int i = 0; i < QUICK; i++)
        pl_buf_printf(&text,
                      "control \"q%d\" {\n  sql = \"select 'ok' as status, 'r' as resource, "
                      "'x' as reason\"\n}\n",
                      i);
    for (int i = 0; i < SLOW; i++)
        pl_buf_printf(&text, "control \"s%d\" {\n  sql = \"%s\"\n}\n", i, slow);
    pl_buf_byte(&text, 0);
    return text.ptr;
}

TEST(C17_a_stop_in_the_middle_keeps_what_is_complete)
{
    sessions s;
    char *text = quick_and_slow(ENDLESS);
    pl_run_info all;
    uint32_t complete = 0;
    sessions_begin(&s, "middle", NULL, text);
    pl_check *c = run_all(
        &s, (pl_run_start_options){ .progress = stop_when_some_are_complete, .ctx = s.stop });
    for (uint32_t i = 0; i < c->tree->n_runs; i++) {
        const char *got = outcome(c->tree->runs[i]);
        bool whole = strcmp(got, "complete 0 0 0 1 0") == 0;
        CHECK(whole || strcmp(got, "error: execution cancelled") == 0, got);
        complete += whole;
    }
    CHECK(complete >= ENOUGH && complete <= QUICK, "those that were");
    pl_check_get_info(c, &all);
    CHECK((all.end == PL_END_CANCELLED), "it knows");
    CHECK_INT(all.errors, QUICK + SLOW - complete, "the others are errors");
    CHECK_INT(pl_counts_total(&c->tree->root->tally->counts), QUICK + SLOW, "all are counted");
    pl_check_free(c);
    sessions_end(&s);
    pl_mem_free(text);
}

/* ---- servers that go away */

/* As many connections as workers: a pool is as large as it is when its database is opened. */
static void begin_pg(sessions *s, const char *name, const char *text, int parallel)
{
    char inside[300];
    snprintf(inside, sizeof inside, "  database = \"%s\"", url_of("golden", "postgres"));
    *s = (sessions){ 0 };
    sessions_write(s, name, inside, text);
    sessions_load(s);
    pl_settings_put_int(s->settings, PL_LAYER_FLAG, "max-parallel", parallel);
    CHECK(sessions_open(s), "the session opens");
}

TEST(a_lost_connection_fails_its_control_alone)
{
    sessions s;
    if (!started())
        return;
    char *text = quick_and_slow("select pg_terminate_backend(pg_backend_pid())::text as reason, "
                                "pg_sleep(600)::text as resource, 'ok' as status");
    pl_run_info all;
    begin_pg(&s, "lost", text, 2);
    pl_check *c = run_all(&s, (pl_run_start_options){ 0 });
    for (int i = 0; i < QUICK + SLOW; i++) {
        char name[16];
        snprintf(name, sizeof name, "%c%d", i < QUICK ? 'q' : 's', i < QUICK ? i : i - QUICK);
        CHECK_STR(outcome(run_of(c, name)),
                  i < QUICK ? "complete 0 0 0 1 0"
                            : "error: FATAL: terminating connection due to administrator command "
                              "(SQLSTATE 57P01)",
                  name);
    }
    pl_check_get_info(c, &all);
    CHECK_INT(all.errors, SLOW, "errors");
    pl_check_free(c);
    sessions_end(&s);
    pl_mem_free(text);
}

static void kill_when_some_are_complete(void *ctx, const pl_progress *p)
{
    if (p->complete == QUICK && p->running == SLOW)
        server_stop(ctx, SIGKILL);
}

TEST(z_a_server_that_dies_fails_what_runs_and_what_comes)
{
    sessions s;
    if (!started())
        return;
    char *text = quick_and_slow("select pg_sleep(600)::text as reason, 'r' as resource, 'ok' as "
                                "status");
    uint32_t complete = 0;
    begin_pg(&s, "dies", text, SLOW);
    pl_check *c =
        run_all(&s, (pl_run_start_options){ .progress = kill_when_some_are_complete, .ctx = &pg });
    for (uint32_t i = 0; i < c->tree->n_runs; i++) {
        const pl_node *run = c->tree->runs[i];
        complete += run->status == PL_NODE_COMPLETE;
        CHECK(run->status == PL_NODE_COMPLETE || run->error.len > 10, "each says why");
    }
    CHECK_INT(complete, QUICK, "those that were complete");
    pl_check_free(c);
    sessions_end(&s);
    pl_mem_free(text);
}
