/* runs.h - dashboards of any size, each grown in one dimension: what it takes to build one, to
 * give it inputs and to run it to its end may be 24 times as much memory and 32 times the time
 * for 16 times the size. The rows are those of mods.h. */
#ifndef PL_TEST_GROWTH_RUNS_H
#define PL_TEST_GROWTH_RUNS_H
#include "mods.h"
#include <pipelite/run.h>
#include <pipelite/run.h>

#define DASHBOARD "dashboard \"d\" {\n"
#define TABLE "  table {\n    sql = \"select 1\"\n    args = [\n"

static const growing_mod growing_runs[] = {
    { "panels that run", DASHBOARD, "  card {\n    sql = \"select 1\"\n  }\n", "}\n", false },
    { "args that wait for one with",
      DASHBOARD "  with \"w\" {\n    sql = \"select 1 as a\"\n  }\n" TABLE,
      "      with.w.rows[0].a,\n", "    ]\n  }\n}\n", false },
    { "withs that are waited for", DASHBOARD,
      "  with \"w%u\" {\n    sql = \"select 1 as a\"\n  }\n"
      "  card {\n    sql = \"select $1\"\n    args = [with.w%u.rows[0].a]\n  }\n",
      "}\n", false },
    { "inputs that are waited for", DASHBOARD,
      "  input \"i%u\" {\n    type = \"text\"\n  }\n"
      "  card {\n    sql = \"select $1\"\n    args = [self.input.i%u.value]\n  }\n",
      "}\n", false },
    { "args that wait for one input",
      DASHBOARD "  input \"i1\" {\n    type = \"text\"\n  }\n" TABLE,
      "      self.input.i1.value,\n", "    ]\n  }\n}\n", false },
    { "inputs in a row", DASHBOARD "  input \"i0\" {\n    type = \"text\"\n  }\n",
      "  input \"i%u\" {\n    sql = \"select $1 as label\"\n    args = [self.input.i%U.value]\n  "
      "}\n",
      "}\n", false },
};

static inline void growing__events(pl_run *run)
{
    pl_run_event e;
    while (pl_run_next(run, &e))
        pl_message_release(e.message);
}

/* Values for i0 to i<n>, of which i0 is reported as the new one. */
static inline void growing__give(pl_run *run, unsigned n)
{
    pl_run_input_value *values = pl_mem_alloc((n + 1) * sizeof *values);
    pl_arena arena = { 0 };
    for (unsigned i = 0; i <= n; i++)
        values[i] = (pl_run_input_value){ pl_arena_printf(&arena, "input.i%u", i), PL_S("\"v\"") };
    pl_run_input(run, PL_S("input.i0"), values, n + 1);
    pl_run_input(run, (pl_str){ 0 }, values, n + 1);
    pl_arena_done(&arena);
    pl_mem_free(values);
}

/* False: it did not end. */
static inline bool growing__run(pl_engine *engine, unsigned n, pl_diags *diags)
{
    pl_run_start_options o = { .root = PL_S("m.dashboard.d") };
    pl_run *run = pl_run_start(engine, &o, diags);
    bool ended = false;
    for (unsigned i = 0; run && !ended && i < 600000; i++) {
        growing__events(run);
        if (pl_run_get_phase(run) == PL_RUN_PHASE_WAITING)
            growing__give(run, n);
        ended = pl_run_wait(run, 1000000);
    }
    if (run)
        growing__events(run);
    pl_run_free(run);
    return ended;
}

/* Run the dashboard of the mod in `dir`, of n. */
static inline bool growing_run(const char *dir, unsigned n)
{
    static const char *const environment[] = { NULL };
    pl_diags *diags = pl_diags_new();
    pl_settings_options where = { .directory = pl_str_cstr(dir), .home = pl_str_cstr(dir) };
    pl_settings *settings = pl_settings_new(&where);
    pl_settings_put_string(settings, PL_LAYER_FLAG, "database", PL_S("sqlite://:memory:"));
    pl_open_options options = { .path = pl_str_cstr(dir), .cache_bytes = UINT64_MAX, .threads = 1 };
    pl_workspace *ws = pl_workspace_open(&options, diags);
    bool ok = false;
    if (ws) {
        pl_workspace_set_inputs(ws,
                                &(pl_inputs){ .settings = settings, .environment = environment });
        pl_engine_options with = { .settings = settings, .environment = environment, .threads = 1 };
        pl_engine *engine = pl_engine_open(ws, &with, diags);
        ok = engine && growing__run(engine, n, diags);
        pl_engine_close(engine);
    }
    pl_workspace_close(ws);
    pl_settings_free(settings);
    pl_diags_free(diags);
    return ok;
}

#undef DASHBOARD
#undef TABLE
#endif
