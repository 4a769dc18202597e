/* embed_run.c - the library from outside: run a query and a benchmark, one after the other.
 *
 *     cc embed_run.c $(pkg-config --cflags --libs --static pipelite)
 *     ./a.out <workspace> <query> <benchmark> */
#include <pipelite.h>
#include <stdio.h>
#include <string.h>

static bool print(void *ctx, pl_str bytes)
{
    return fwrite(bytes.ptr, 1, bytes.len, ctx) == bytes.len;
}

static bool run_query(pl_engine *engine, const char *name, pl_diags *diags)
{
    const pl_run_start_options start = { .root = { name, strlen(name) } };
    const pl_run_output how = { .format = PL_S("csv"), .header = true, .separator = PL_S(",") };
    pl_run *run = pl_run_start(engine, &start, diags);
    bool right = run && pl_run_collect(run, &how) && pl_run_wait(run, UINT64_MAX) &&
                 pl_run_write(run, &how, print, stdout, diags);
    pl_run_free(run);
    return right;
}

static int count(const pl_run *run, pl_str status)
{
    uint64_t n;
    pl_run_count(run, status, PL_S(""), &n);
    return (int)n;
}

static bool run_benchmark(pl_engine *engine, const char *name, pl_diags *diags)
{
    const pl_run_start_options start = { .root = { name, strlen(name) } };
    pl_run_info info;
    pl_run *run = pl_run_start(engine, &start, diags);
    pl_run_wait(run, UINT64_MAX);
    pl_run_get_info(run, &info);
    printf("%d ok, %d alarm, %d error\n", count(run, PL_S("ok")), count(run, PL_S("alarm")),
           count(run, PL_S("error")));
    if (info.end != PL_END_COMPLETE)
        pl_run_report(run, diags);
    pl_run_free(run);
    return info.end == PL_END_COMPLETE;
}

int main(int argc, char **argv)
{
    pl_diags *diags = pl_diags_new();
    pl_open_options open = { .path = pl_str_cstr(argv[1]) };
    pl_workspace *ws = argc == 4 ? pl_workspace_open(&open, diags) : NULL;
    pl_engine_options options = { .command = true };
    pl_engine *engine = ws ? pl_engine_open(ws, &options, diags) : NULL;
    bool right =
        engine && run_query(engine, argv[2], diags) && run_benchmark(engine, argv[3], diags);
    for (size_t i = 0; i < pl_diags_count(diags); i++)
        fprintf(stderr, "%.*s\n", PL_FMT(pl_diags_get(diags, i)->summary));
    pl_engine_close(engine);
    pl_workspace_close(ws);
    pl_diags_free(diags);
    return right ? 0 : 1;
}
