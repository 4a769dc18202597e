/* runs.h - runs of a session (unit/session.h) in a line or two, for tests that write them. */
#ifndef PL_TEST_RUNS_H
#define PL_TEST_RUNS_H
#include "unit/session.h"
#include "render/result.h"
#include "render/writer.h"
#include "run/order.h"

enum { RUNS_SNAPSHOT = PL_RESULT_FORMATS };
#define RUNS_BIT(format) (1u << (format))

typedef struct runs_query {
    pl_str target;     /* as a user gives it; or SQL */
    pl_entry_id query; /* PL_NO_ENTRY: `target` is SQL */
    const pl_str *args;
    size_t n_args;
    pl_str title;
    unsigned formats; /* RUNS_BIT() of what may be written */
    bool header, timing;
    pl_str separator;
} runs_query;

static inline pl_str runs_word(unsigned format)
{
    static const char *const words[] = { "table", "csv", "json", "line", "snapshot" };
    return pl_str_cstr(words[format]);
}

static inline pl_run *runs_of_query(pl_session *session, const runs_query *q)
{
    const pl_run_start_options start = { .root = q->target,
                                         .targets = &q->query,
                                         .n_targets = q->query != PL_NO_ENTRY,
                                         .sql = q->query == PL_NO_ENTRY,
                                         .args = q->args,
                                         .n_args = q->n_args,
                                         .title = q->title };
    pl_run *run = pl_run_start(session->engine, &start, NULL);
    for (unsigned f = 0; f <= RUNS_SNAPSHOT; f++) {
        const pl_run_output how = { .format = runs_word(f),
                                    .header = q->header,
                                    .separator = q->separator,
                                    .timing = q->timing };
        if (q->formats & RUNS_BIT(f))
            pl_run_collect(run, &how);
    }
    pl_run_wait(run, UINT64_MAX);
    return run;
}

static inline pl_run_end runs_end(const pl_run *run)
{
    pl_run_info info;
    pl_run_get_info(run, &info);
    return info.end;
}

/* Why it failed as a whole; empty when it did not. Borrowed from the run. */
static inline pl_str runs_error(const pl_run *run)
{
    const pl_diags *diags = run->order->diags;
    return pl_diags_count(diags) ? pl_diags_get(diags, 0)->summary : (pl_str){ 0 };
}

static inline bool runs_write(const pl_run *run, unsigned format, bool file, pl_write_fn *write,
                              void *ctx)
{
    const pl_run_output how = { .format = runs_word(format), .file = file };
    return pl_run_write(run, &how, write, ctx, NULL);
}

static inline bool runs_write_check(const pl_check *check, pl_str format, const pl_run_output *how,
                                    pl_write_fn *write, void *ctx, pl_diags *diags)
{
    pl_run_output named = *how;
    named.format = format;
    return pl_check_write(check, &named, write, ctx, diags);
}

#endif
