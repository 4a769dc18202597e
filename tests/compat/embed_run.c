/* embed_run.c - the library from outside: run a query and a benchmark.
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

static bool run_query(pl_session *session, pl_entry_id id)
{
    pl_query_options options = { .query = id,
                                 .formats = PL_RESULT_BIT(PL_RESULT_CSV),
                                 .header = true,
                                 .separator = { ",", 1 } };
    pl_query *q = pl_query_run(session, &options);
    bool right = pl_query_end(q) == PL_END_COMPLETE &&
                 pl_query_write(q, PL_RESULT_CSV, PL_FORM_OUTPUT, print, stdout);
    if (!right)
        fprintf(stderr, "%.*s\n", PL_FMT(pl_query_error(q)));
    pl_query_free(q);
    return right;
}

static bool run_benchmark(pl_session *session, pl_entry_id id, pl_diags *diags)
{
    pl_check_options options = { .targets = &id, .n_targets = 1 };
    pl_check *c = pl_check_run(session, &options, diags);
    printf("%d ok, %d alarm, %d error\n", (int)pl_check_count(c, PL_STATUS_OK, PL_SEVERITY_NONE),
           (int)pl_check_count(c, PL_STATUS_ALARM, PL_SEVERITY_NONE),
           (int)pl_check_count(c, PL_STATUS_ERROR, PL_SEVERITY_NONE));
    pl_check_free(c);
    return c != NULL;
}

int main(int argc, char **argv)
{
    pl_diags *diags = pl_diags_new();
    pl_open_options open = { .path = argv[1] };
    pl_workspace *ws = argc == 4 ? pl_workspace_open(&open, diags) : NULL;
    pl_session *session = ws ? pl_session_open(ws, NULL, diags) : NULL;
    const pl_index *ix = ws ? pl_workspace_index(ws) : NULL;
    pl_entry query, benchmark;
    bool right = session && pl_index_find(ix, (pl_str){ argv[2], strlen(argv[2]) }, &query) &&
                 pl_index_find(ix, (pl_str){ argv[3], strlen(argv[3]) }, &benchmark) &&
                 run_query(session, query.id) && run_benchmark(session, benchmark.id, diags);
    for (size_t i = 0; i < pl_diags_count(diags); i++)
        fprintf(stderr, "%.*s\n", PL_FMT(pl_diags_get(diags, i)->summary));
    pl_session_close(session);
    pl_workspace_close(ws);
    pl_diags_free(diags);
    return right ? 0 : 1;
}
