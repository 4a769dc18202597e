/* Live runs: events, inputs, cancelling, and what is left of them. */
#include "live.h"
#include <stdatomic.h>

static const char plain[] =
    "dashboard \"d\" {\n"
    "  card \"a\" {\n    sql = \"select 1 as x\"\n  }\n"
    "  container {\n    table \"t\" {\n      sql = \"select 2 as y union all select 3\"\n    }\n  "
    "}\n"
    "  text {\n    value = \"hello\"\n  }\n"
    "}\n"
    "control \"c\" {\n"
    "  sql = \"select 'ok' as status, 'r' as resource, 'fine' as reason\"\n}\n"
    "control \"e\" {\n  sql = \"select * from nowhere\"\n}\n"
    "benchmark \"b\" {\n  children = [control.c, control.e]\n}\n"
    "detection \"n\" {\n  sql = \"select 5 as z\"\n}\n"
    "query \"q\" {\n  sql = \"select 7 as seven\"\n}\n";

TEST(engine_runs_a_dashboard)
{
    lives l = { 0 };
    lives_begin(&l, "plain", plain);
    pl_run *run = lives_start(&l, "m.dashboard.d", NULL, 0);
    seen *s = lives_finish(run);
    CHECK_STR(s->lines[0], "started m.dashboard.d", "it starts");
    CHECK_STR(s->lines[s->n - 1], "completed m.dashboard.d", "it completes");
    CHECK(seen_has(s, "panel m.card.a running") && seen_has(s, "panel m.card.a complete"), "card");
    CHECK(seen_at(s, "panel m.table.t complete") < seen_at(s, "panel m.dashboard.d complete"),
          "children first");
    CHECK_INT(pl_run_get_phase(run), PL_RUN_PHASE_ENDED, "it has ended");
    seen_done(s);
    pl_run_free(run);
    lives_end(&l);
}

TEST(engine_runs_every_kind_of_root)
{
    static const char *const roots[] = { "m.benchmark.b", "m.control.c", "m.detection.n",
                                         "m.query.q",     "m.card.a",    "m.dashboard.d",
                                         "dashboard.d" };
    lives l = { 0 };
    lives_begin(&l, "roots", plain);
    for (size_t i = 0; i < PL_COUNT(roots); i++) {
        pl_run *run = lives_start(&l, roots[i], NULL, 0);
        seen *s = lives_finish(run);
        CHECK(strncmp(s->lines[0], "started", 7) == 0, roots[i]);
        CHECK(strncmp(s->lines[s->n - 1], "completed", 9) == 0, roots[i]);
        seen_done(s);
        pl_run_free(run);
    }
    lives_end(&l);
}

TEST(engine_tells_of_controls)
{
    lives l = { 0 };
    lives_begin(&l, "controls", plain);
    pl_run *run = lives_start(&l, "m.benchmark.b", NULL, 0);
    seen *s = lives_finish(run);
    size_t end = seen_at(s, "panel m.benchmark.b complete");
    CHECK(seen_at(s, "control m.control.c") < end && seen_at(s, "control m.control.e") < end,
          "controls finish before their benchmark");
    seen_done(s);
    pl_run_free(run);
    lives_end(&l);
}

static const char inputs[] =
    "dashboard \"d\" {\n"
    "  input \"i\" {\n    type = \"text\"\n  }\n"
    "  table \"t\" {\n    sql = \"select ? as x\"\n    args = [self.input.i.value]\n  }\n"
    "}\n";

TEST(engine_waits_for_an_input)
{
    lives l = { 0 };
    lives_begin(&l, "inputs", inputs);
    pl_run *run = lives_start(&l, "m.dashboard.d", NULL, 0);
    seen *s = calloc(1, sizeof *s);
    lives_reach(run, PL_RUN_PHASE_WAITING);
    seen_take(s, run);
    CHECK(seen_has(s, "panel m.table.t blocked"), "the table is blocked");
    CHECK(seen_has(s, "panel m.dashboard.d blocked"), "and its parent");
    pl_run_input_value v = { PL_S("input.i"), PL_S("\"here\"") };
    CHECK(pl_run_input(run, PL_S("input.i"), &v, 1), "it takes the input");
    CHECK(pl_run_wait(run, LIVE_DEADLINE), "it ends");
    seen_take(s, run);
    CHECK(seen_has(s, "panel m.table.t complete"), "the table is complete");
    CHECK(!pl_run_input(run, PL_S("input.i"), &v, 1), "it is too late for another one");
    seen_done(s);
    pl_run_free(run);
    lives_end(&l);
}

TEST(engine_cancels_a_run_that_waits)
{
    lives l = { 0 };
    lives_begin(&l, "cancels", inputs);
    pl_run *run = lives_start(&l, "m.dashboard.d", NULL, 0);
    lives_reach(run, PL_RUN_PHASE_WAITING);
    pl_run_cancel(run);
    seen *s = lives_finish(run);
    CHECK(seen_has(s, "panel m.dashboard.d canceled"), "the root is canceled");
    CHECK_STR(s->lines[s->n - 1], "completed m.dashboard.d", "it completes all the same");
    seen_done(s);
    pl_run_free(run);
    lives_end(&l);
}

/* A slow machine needs longer to begin: the time is made longer until it waits when it is over. */
TEST(engine_ends_a_run_that_waits_for_too_long)
{
    lives l = { 0 };
    bool begun = false;
    lives_begin(&l, "timeout", inputs);
    for (uint64_t limit = 50000000; !begun && limit < LIVE_DEADLINE; limit *= 2) {
        pl_run_start_options o = { .root = PL_S("m.dashboard.d"), .timeout_ns = limit };
        pl_run *run = pl_run_start(l.engine, &o, l.s.diags);
        seen *s = lives_finish(run);
        begun = seen_has(s, "started m.dashboard.d");
        if (begun) {
            CHECK(seen_has(s, "panel m.table.t error"), "the table fails");
            CHECK(seen_has(s, "panel m.dashboard.d error"), "the root as well");
        } else {
            CHECK_STR(s->lines[0], "failed m.dashboard.d", "it could not begin in time");
        }
        seen_done(s);
        pl_run_free(run);
    }
    CHECK(begun, "it began");
    lives_end(&l);
}

TEST(engine_says_why_a_run_cannot_begin)
{
    lives l = { 0 };
    lives_begin(&l, "cannot", "query \"q\" {\n  sql = \"select $1\"\n  param \"p\" {}\n}\n");
    pl_run *run = lives_start(&l, "m.query.q", NULL, 0);
    seen *s = lives_finish(run);
    CHECK_INT(s->n, 1, "one event");
    CHECK_STR(s->lines[0], "failed m.query.q", "it failed");
    seen_done(s);
    pl_run_free(run);
    pl_run_start_options o = { .root = PL_S("m.dashboard.gone") };
    CHECK(!pl_run_start(l.engine, &o, l.s.diags), "there is no such resource");
    lives_end(&l);
}

TEST(engine_closes_over_runs_of_others)
{
    lives l = { 0 };
    lives_begin(&l, "closing", inputs);
    pl_run *run = lives_start(&l, "m.dashboard.d", NULL, 0);
    lives_reach(run, PL_RUN_PHASE_WAITING);
    pl_engine_close(l.engine);
    l.engine = NULL;
    CHECK_INT(pl_run_get_phase(run), PL_RUN_PHASE_ENDED, "closing ends it");
    seen *s = lives_finish(run);
    CHECK_STR(s->lines[s->n - 1], "completed m.dashboard.d", "its events are there");
    seen_done(s);
    pl_run_free(run);
    lives_end(&l);
}

static const char large[] =
    "dashboard \"d\" {\n  table \"t\" {\n    sql = \"with recursive n(i) as (select 1 union all "
    "select i + 1 from n where i < 20000) select i, 'text of a row' as text from n\"\n  }\n"
    "  table \"u\" {\n    sql = \"select 1 as one\"\n  }\n}\n";

static pl_message *last_message(pl_run *run, const char *panel)
{
    pl_run_event e;
    pl_message *found = NULL;
    CHECK(pl_run_wait(run, LIVE_DEADLINE), "it ends");
    while (pl_run_next(run, &e)) {
        if (e.final && pl_str_eq(e.name, pl_str_cstr(panel)))
            found = pl_message_hold(e.message);
        pl_message_release(e.message);
    }
    CHECK(found, panel);
    return found;
}

static void read_whole(const pl_message *message, pl_buf *out)
{
    size_t size = (size_t)pl_message_size(message);
    pl_buf_reserve(out, size);
    out->len = pl_message_read(message, 0, out->ptr, size, NULL);
    CHECK(out->len == size, "all of it can be read");
}

/* The same result, kept in memory or in the file of its run. */
TEST(engine_keeps_results_within_its_budget)
{
    static const uint64_t budgets[] = { 1, 64 << 20 };
    pl_buf texts[PL_COUNT(budgets)] = { { 0 } };
    for (size_t i = 0; i < PL_COUNT(budgets); i++) {
        sessions s = { 0 };
        pl_engine_stats stats;
        sessions_write(&s, i ? "memory" : "file", "  database = \"sqlite://:memory:\"", large);
        sessions_load(&s);
        pl_engine_options options = { .settings = s.settings, .result_bytes = budgets[i] };
        pl_engine *engine = pl_engine_open(s.ws, &options, s.diags);
        lives l = { s, engine };
        pl_run *run = lives_start(&l, "m.dashboard.d", NULL, 0);
        pl_message *message = last_message(run, "m.table.t");
        pl_engine_get_stats(engine, &stats);
        CHECK(i ? stats.result_bytes > 500000 : stats.result_bytes == 0, "what is in memory");
        pl_run_free(run);
        pl_engine_close(engine);
        read_whole(message, &texts[i]); /* it outlives the run and the engine */
        pl_message_release(message);
        sessions_end(&s);
    }
    size_t rows = pl_str_find(pl_buf_view(&texts[0]), '[');
    CHECK(texts[0].len > 600000, "20,000 rows");
    CHECK(pl_str_eq(pl_str_sub(pl_buf_view(&texts[0]), rows, 500000),
                    pl_str_sub(pl_buf_view(&texts[1]), rows, 500000)),
          "the same rows");
    for (size_t i = 0; i < PL_COUNT(budgets); i++)
        pl_buf_done(&texts[i]);
}

/* ---- one thread, holding, and how many may run */

static void open_again(lives *l, pl_engine_options options)
{
    pl_engine_close(l->engine);
    options.settings = l->s.settings;
    l->engine = pl_engine_open(l->s.ws, &options, l->s.diags);
    CHECK(l->engine, "the engine opens");
}

TEST(engine_needs_no_more_than_one_thread)
{
    lives l = { 0 };
    pl_engine_stats stats;
    lives_begin(&l, "single", plain);
    for (unsigned threads = 1; threads <= 3; threads++) {
        open_again(&l, (pl_engine_options){ .threads = threads });
        for (int i = 0; i < 5; i++) {
            pl_run *run = lives_start(&l, i % 2 ? "m.benchmark.b" : "m.dashboard.d", NULL, 0);
            seen_done(lives_finish(run));
            pl_run_free(run);
        }
        pl_engine_get_stats(l.engine, &stats);
        CHECK(stats.threads <= threads, "no more than it may have");
    }
    lives_end(&l);
}

TEST(engine_starts_no_query_of_a_run_that_is_held)
{
    lives l = { 0 };
    pl_run_input_value v = { PL_S("input.i"), PL_S("\"here\"") };
    lives_begin(&l, "held", inputs);
    pl_run *run = lives_start(&l, "m.dashboard.d", NULL, 0);
    lives_reach(run, PL_RUN_PHASE_WAITING);
    pl_run_hold(run, true);
    pl_run_hold(run, true);
    CHECK(pl_run_input(run, PL_S("input.i"), &v, 1), "it takes the input");
    CHECK(!pl_run_wait(run, 100000000), "it does not go on");
    CHECK_INT(pl_run_get_phase(run), PL_RUN_PHASE_RUNNING, "it is not one that waits");
    pl_run *other = lives_start(&l, "m.dashboard.d", &v, 1);
    seen_done(lives_finish(other));
    pl_run_free(other);
    pl_run_hold(run, false);
    seen *s = lives_finish(run);
    CHECK(seen_has(s, "panel m.table.t complete"), "let go, it goes on");
    seen_done(s);
    pl_run_free(run);
    lives_end(&l);
}

TEST(engine_ends_a_run_that_is_held)
{
    lives l = { 0 };
    pl_run_input_value v = { PL_S("input.i"), PL_S("\"here\"") };
    lives_begin(&l, "held-end", inputs);
    for (int how = 0; how < 3; how++) {
        pl_run *run = lives_start(&l, "m.dashboard.d", NULL, 0);
        pl_run_hold(run, true);
        if (how)
            lives_reach(run, PL_RUN_PHASE_WAITING);
        pl_run_input(run, PL_S("input.i"), &v, 1);
        if (how < 2) {
            pl_run_cancel(run);
            seen_done(lives_finish(run));
        }
        pl_run_free(run);
    }
    lives_end(&l);
}

/* The text of an event's message. Owned; free(). */
static char *text_of(const pl_run_event *e)
{
    size_t size = (size_t)pl_message_size(e->message);
    char *text = calloc(1, size + 1);
    CHECK(pl_message_read(e->message, 0, text, size, NULL) == size, "it can be read");
    return text;
}

static void cancel(void *ctx, pl_run *run)
{
    (void)ctx;
    pl_run_cancel(run);
}

/* It is cancelled as soon as it has begun, before its check has. */
TEST(engine_ends_controls_that_never_began)
{
    static const char mod[] =
        "control \"c\" {\n  sql = \"select 'ok' as status, 'r' as resource, 'f' as reason\"\n}\n"
        "dashboard \"d\" {\n  benchmark \"b\" {\n    children = [control.c]\n  }\n}\n";
    lives l = { 0 };
    pl_run_event e;
    bool completed = false;
    lives_begin(&l, "never-began", mod);
    pl_run_start_options o = { .root = PL_S("m.dashboard.d"), .notify = cancel };
    pl_run *run = pl_run_start(l.engine, &o, l.s.diags);
    CHECK(run && pl_run_wait(run, LIVE_DEADLINE), "it ends");
    while (pl_run_next(run, &e)) {
        char *text = text_of(&e);
        completed |= e.kind == PL_RUN_EVENT_COMPLETED;
        if (e.kind == PL_RUN_EVENT_COMPLETED) {
            CHECK(!strstr(text, "initialized"), "nothing is unfinished in the end");
            CHECK(strstr(text, "\"execution cancelled\""), "the control says why");
        }
        free(text);
        pl_message_release(e.message);
    }
    CHECK(completed, "it had begun");
    pl_run_free(run);
    lives_end(&l);
}

TEST(engine_of_others_may_be_gone_when_a_run_is_used)
{
    lives l = { 0 };
    pl_run_event e;
    pl_run_input_value v = { PL_S("i"), PL_S("1") };
    lives_begin(&l, "gone", plain);
    pl_run *run = lives_start(&l, "m.dashboard.d", NULL, 0);
    CHECK(pl_run_wait(run, UINT64_MAX), "it ends");
    pl_engine_close(l.engine);
    l.engine = NULL;
    pl_buf text = { 0 };
    pl_run_hold(run, true);
    pl_run_hold(run, false);
    pl_run_cancel(run);
    CHECK(!pl_run_input(run, PL_S("i"), &v, 1), "it takes no input");
    CHECK(pl_run_wait(run, 0), "it has ended");
    CHECK(pl_run__write(run, false, sessions_collect, &text) && text.len > 100,
          "its snapshot can be written");
    while (pl_run_next(run, &e))
        pl_message_release(e.message);
    pl_buf_done(&text);
    pl_run_free(run);
    lives_end(&l);
}

/* Those that wait for inputs do not count; the others begin in the order in which they came. */
TEST(engine_admits_no_more_than_may_run)
{
    enum { RUNS = 5 };
    lives l = { 0 };
    pl_run *runs[RUNS];
    pl_engine_stats stats;
    lives_begin(&l, "admits",
                "dashboard \"d\" {\n  card \"c\" {\n    sql = \"with recursive c(x) as (select 1 "
                "union all select x + 1 from c) select max(x) from c\"\n  }\n}\n");
    open_again(&l, (pl_engine_options){ .max_running = 2 });
    for (int i = 0; i < RUNS; i++)
        runs[i] = lives_start(&l, "m.dashboard.d", NULL, 0);
    lives_reach(runs[0], PL_RUN_PHASE_RUNNING);
    lives_reach(runs[1], PL_RUN_PHASE_RUNNING);
    pl_engine_get_stats(l.engine, &stats);
    CHECK_INT(stats.running, 2, "two run");
    CHECK_INT(stats.blocked, 3, "three wait to be admitted");
    pl_run_cancel(runs[3]);
    CHECK(pl_run_wait(runs[3], 0), "one that was not admitted ends at once");
    pl_run_cancel(runs[0]);
    CHECK(pl_run_wait(runs[0], LIVE_DEADLINE), "it ends");
    lives_reach(runs[2], PL_RUN_PHASE_RUNNING);
    CHECK_INT(pl_run_get_phase(runs[4]), PL_RUN_PHASE_STARTING, "the last one has to wait");
    pl_run_free(runs[1]);
    lives_reach(runs[4], PL_RUN_PHASE_RUNNING);
    pl_run_free(runs[0]);
    for (int i = 2; i < RUNS; i++)
        pl_run_free(runs[i]);
    pl_engine_close(l.engine);
    l.engine = NULL;
    lives_end(&l);
}

TEST(engine_counts_what_waits_for_inputs_apart)
{
    enum { RUNS = 4 };
    lives l = { 0 };
    pl_run *runs[RUNS];
    pl_engine_stats stats;
    lives_begin(&l, "apart", inputs);
    open_again(&l, (pl_engine_options){ .max_running = 1 });
    for (int i = 0; i < RUNS; i++)
        runs[i] = lives_start(&l, "m.dashboard.d", NULL, 0);
    for (int i = 0; i < RUNS; i++)
        lives_reach(runs[i], PL_RUN_PHASE_WAITING);
    pl_engine_get_stats(l.engine, &stats);
    CHECK_INT(stats.running, 0, "none runs");
    CHECK_INT(stats.waiting, RUNS, "all wait");
    for (int i = 0; i < RUNS; i++)
        pl_run_free(runs[i]);
    lives_end(&l);
}

/* ---- questions */

static void take_answer(void *ctx, pl_str json)
{
    atomic_int *answers = ctx;
    CHECK(pl_str_eq(json, PL_S("null")), "SQLite has no search path");
    atomic_fetch_add(answers, 1);
}

TEST(engine_answers_every_question_before_it_closes)
{
    enum { ASKED = 50 };
    for (unsigned threads = 0; threads < 2; threads++) {
        lives l = { 0 };
        atomic_int answers = 0;
        lives_begin(&l, "asks", plain);
        open_again(&l, (pl_engine_options){ .threads = threads });
        pl_run *run = lives_start(&l, "m.dashboard.d", NULL, 0);
        for (int i = 0; i < ASKED; i++)
            pl_engine_search_path(l.engine, take_answer, &answers);
        pl_engine_close(l.engine);
        l.engine = NULL;
        CHECK_INT(answers, ASKED, "each is answered once");
        pl_run_free(run);
        lives_end(&l);
    }
}
