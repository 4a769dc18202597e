/* The stop of whoever starts a run: its owner fires it without a word to the engine. */
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
    lives l;
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
