/* What the starter of a run gives: inputs, and a stop that is fired without a word to the engine.
 */
#include "live.h"

#define FOREVER                                                                                    \
    "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n"

static pl_run *start_stoppable(lives *l, const char *root)
{
    pl_run_start_options o = { .root = pl_str_cstr(root), .stop = l->s.stop };
    pl_run *run = pl_run_start(l->engine, &o, l->s.diags);
    CHECK(run, root);
    return run;
}

TEST(a_run_ends_soon_after_the_stop_of_its_starter)
{
    lives l = { 0 };
    lives_begin(&l, "stopped",
                "dashboard \"d\" {\n  card \"k\" {\n    sql = \"" FOREVER "\"\n  }\n}\n");
    pl_run *run = start_stoppable(&l, "m.dashboard.d");
    lives_reach(run, PL_RUN_PHASE_RUNNING);
    CHECK(!pl_run_wait(run, 100000000), "nothing else ends it");
    pl_stop_fire(l.s.stop);
    CHECK(pl_run_wait(run, UINT64_C(10000000000)), "the engine looks at stops by itself");
    CHECK_INT(pl_run_get_phase(run), PL_RUN_PHASE_ENDED, "it has");
    pl_run_free(run);
    lives_end(&l);
}

static const char inputs[] = "dashboard \"d\" {\n"
                             "  input \"i\" {\n    type = \"text\"\n  }\n"
                             "  input \"j\" {\n    type = \"text\"\n  }\n"
                             "  text {\n    value = \"x\"\n  }\n}\n";

/* The message of the first event, in `out`. */
static void read_first(pl_run *run, pl_buf *out)
{
    pl_run_event e;
    CHECK(pl_run_next(run, &e) && e.kind == PL_RUN_EVENT_STARTED, "it tells that it has started");
    size_t size = (size_t)pl_message_size(e.message);
    pl_buf_reserve(out, size);
    out->len = pl_message_read(e.message, 0, out->ptr, size, NULL);
    pl_message_release(e.message);
}

TEST(a_run_tells_of_the_inputs_that_it_was_given)
{
    static const pl_run_input_value given[] = { { { "input.i", 7 }, { "\"a\"", 3 } },
                                                { { "input.j", 7 }, { "[1]", 3 } } };
    for (uint32_t n = 0; n <= 2; n++) {
        lives l = { 0 };
        pl_buf text = { 0 };
        pl_arena arena = { 0 };
        lives_begin(&l, "given", inputs);
        pl_run *run = lives_start(&l, "m.dashboard.d", given, n);
        CHECK(pl_run_wait(run, LIVE_DEADLINE), "it ends");
        read_first(run, &text);
        const pl_json *told =
            pl_json_get(pl_json_parse(&arena, pl_buf_view(&text), NULL), "inputs");
        const pl_json *i = told ? pl_json_get(told, "input.i") : NULL;
        const pl_json *j = told ? pl_json_get(told, "input.j") : NULL;
        CHECK(!i == (n < 1) && !j == (n < 2), "those that were given, all of them");
        CHECK(!i || pl_str_eq(pl_json_text(i), PL_S("a")), "with their values");
        pl_arena_done(&arena);
        pl_buf_done(&text);
        pl_run_free(run);
        lives_end(&l);
    }
}
