/* As many generations as there are runs that wait: each run ends with the text of its own one, and
 * a generation goes with its run. PL_TEST_GENERATIONS says how many (1,000; fewer with
 * ThreadSanitizer). */
#include "live.h"
#include <pipelite/rescan.h>
#include <pipelite/resource.h>
#include <string.h>
#include <unistd.h>

/* Texts that follow each other differ in length: two that are written within one tick of the clock
 * of the file system have the same time. */
static void describe(char *out, size_t size, int number)
{
    snprintf(out, size,
             "dashboard \"d\" {\n"
             "  input \"i\" {\n    type = \"text\"\n  }\n"
             "  table \"t\" {\n    sql = \"select ? as x, 'text %d' as g\"\n"
             "    args = [self.input.i.value]\n  }\n}%*s\n",
             number, 2 * (number % 3) + 1, "");
}

static void change(lives *l, int number)
{
    char text[256];
    describe(text, sizeof text, number);
    place_text(l->s.dir, "a.pp", text);
    pl_changes_free(pl_workspace_rescan(l->s.ws, NULL, l->s.diags));
}

static void finish(pl_run *run, int number)
{
    char want[40];
    pl_run_input_value v = { PL_S("i"), PL_S("\"given\"") };
    CHECK(pl_run_input(run, PL_S("i"), &v, 1), "a run that waits takes its input");
    seen *s = lives_finish(run);
    snprintf(want, sizeof want, "\"g\":\"text %d\"", number);
    pl_buf_byte(&s->last, 0);
    CHECK(strstr(s->last.ptr, want), want);
    CHECK(seen_has(s, "completed m.dashboard.d"), "it is complete");
    seen_done(s);
    pl_run_free(run);
}

#ifdef __SANITIZE_THREAD__
enum { USUAL = 200 };
#else
enum { USUAL = 1000 };
#endif

TEST_THREADS(a_thousand_generations_are_held_by_runs_that_wait)
{
    const char *given = getenv("PL_TEST_GENERATIONS");
    int n = given ? atoi(given) : USUAL;
    lives l = { 0 };
    pl_engine_stats stats;
    pl_run **runs = calloc((size_t)n, sizeof(pl_run *));
    char text[256];
    describe(text, sizeof text, 0);
    lives_begin(&l, "held", text);
    uint64_t last = 0;
    for (int i = 0; i < n; i++) {
        if (i)
            change(&l, i);
        runs[i] = lives_start(&l, "m.dashboard.d", NULL, 0);
        lives_reach(runs[i], PL_RUN_PHASE_WAITING);
        pl_run_info info;
        pl_run_get_info(runs[i], &info);
        uint64_t number = pl_generation_number(info.generation);
        CHECK(number > last, "each has a generation of its own");
        last = number;
    }
    pl_engine_get_stats(l.engine, &stats);
    CHECK_INT(stats.waiting, n, "all of them wait");
    CHECK(stats.threads < 64, "no thread each");
    for (int i = n - 1; i >= 0; i -= 2) /* not in the order in which they began */
        finish(runs[i], i);
    for (int i = n - 2; i >= 0; i -= 2)
        finish(runs[i], i);
    free(runs);
    lives_end(&l);
}

/* Is nothing pinned any more? A worker may still be leaving a run that has ended. */
static bool lets_go(pl_workspace *ws)
{
    pl_cache_stats stats;
    for (int ms = 0; ms < 60000; ms++) {
        pl_workspace_cache_stats(ws, &stats);
        if (!stats.pinned_entries)
            return true;
        usleep(1000);
    }
    return false;
}

/* What the viewers of one dashboard do not share would show as another entry, more bytes, or
 * another load. */
TEST_THREADS(a_thousand_viewers_of_a_dashboard_share_one_copy)
{
    pl_run *runs[USUAL];
    lives l = { 0 };
    pl_cache_stats one, all;
    char text[256];
    describe(text, sizeof text, 0);
    lives_begin(&l, "shared", text);
    for (int i = 0; i < USUAL; i++) {
        runs[i] = lives_start(&l, "m.dashboard.d", NULL, 0);
        lives_reach(runs[i], PL_RUN_PHASE_WAITING);
        if (i == 0)
            pl_workspace_cache_stats(l.s.ws, &one);
    }
    pl_workspace_cache_stats(l.s.ws, &all);
    CHECK(one.pinned_entries > 0 && one.made > 0, "a viewer pins what it shows");
    CHECK_INT(all.made, one.made, "nothing is loaded again");
    CHECK_INT(all.pinned_entries, one.pinned_entries, "nor pinned beside it");
    CHECK_INT(all.pinned_bytes, one.pinned_bytes, "nor larger");
    for (int i = 0; i < USUAL; i++)
        finish(runs[i], 0);
    CHECK(lets_go(l.s.ws), "the last one lets go of it");
    lives_end(&l);
}
