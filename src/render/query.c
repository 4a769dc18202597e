/* query.c - the result of a query in all the formats that were requested. */
#include "base/alloc.h"
#include "base/json_indent.h"
#include "base/oom.h"
#include "base/sized.h"
#include "base/str.h"
#include "render/result.h"
#include "run/live.h"
#include "run/query.h"

struct pl_query {
    pl_query_run_state run;
    pl_result results[PL_RESULT_SNAPSHOT]; /* those that were requested */
    unsigned formats;
};

static bool wants(const pl_query *q, unsigned format)
{
    return q->formats & PL_RESULT_BIT(format);
}

/* The query is sent once; each of the formats that were asked for takes the rows as they come. */
static void run_all(pl_query *q, const pl_query_options *options)
{
    pl_row_sink sinks[PL_RESULT_SNAPSHOT];
    unsigned n = 0;
    for (unsigned f = 0; f < PL_RESULT_SNAPSHOT; f++) {
        if (!wants(q, f))
            continue;
        pl_result_init(&q->results[f], (pl_result_format)f, options);
        q->results[f].out.dir = pl_session_spool_dir(q->run.session);
        sinks[n++] = pl_result_sink(&q->results[f]);
    }
    pl_query_execute(&q->run, sinks, n, wants(q, PL_RESULT_SNAPSHOT));
    for (unsigned f = 0; f < PL_RESULT_SNAPSHOT; f++)
        if (wants(q, f) && q->run.end == PL_END_COMPLETE)
            pl_result_finish(&q->results[f], q->run.nanos);
}

static void fail_without_memory(pl_query *q)
{
    q->run.end = PL_END_FAILED;
    q->run.error.len = 0;
    pl_buf_cstr(&q->run.error, "out of memory");
}

pl_query *pl_query_run_sized(size_t size, pl_session *session, const pl_query_options *options)
{
    pl_query_options known;
    options = pl_sized_options(&known, sizeof known, options, size);
    if (!session)
        return NULL;
    static const pl_query_options none = { .query = PL_NO_ENTRY };
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    pl_query *q = pl_mem_zalloc(sizeof *q);
    options = options ? options : &none;
    if (pl_query_prepare(&q->run, session, options)) {
        q->formats = options->formats;
        run_all(q, options);
    }
    if (pl_oom_end_reported(&scope, NULL))
        fail_without_memory(q);
    return q;
}

void pl_query_free(pl_query *q)
{
    if (!q)
        return;
    for (unsigned f = 0; f < PL_RESULT_SNAPSHOT; f++)
        pl_result_done(&q->results[f]);
    pl_query_state_done(&q->run);
    pl_mem_free(q);
}

pl_run_end pl_query_end(const pl_query *q)
{
    if (!q)
        return PL_END_FAILED;
    return q->run.end;
}

pl_str pl_query_error(const pl_query *q)
{
    if (!q)
        return (pl_str){ 0 };
    return pl_buf_view(&q->run.error);
}

pl_str pl_query_name(const pl_query *q)
{
    if (!q)
        return (pl_str){ 0 };
    return q->run.name;
}

static bool write_query(const pl_query *q, pl_result_format format, pl_result_form form,
                        pl_write_fn *write, void *ctx)
{
    if (format == PL_RESULT_SNAPSHOT)
        return pl_execution_print(&q->run.run->e, form, write, ctx);
    const pl_spool *text = &q->results[format].out;
    return pl_spool_read(text, 0, pl_spool_size(text), write, ctx) &&
           (format != PL_RESULT_JSON || form == PL_FORM_FILE || write(ctx, PL_S("\n")));
}

bool pl_query_write(const pl_query *q, pl_result_format format, pl_result_form form,
                    pl_write_fn *write, void *ctx)
{
    if (!q)
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = write_query(q, format, form, write, ctx);
    return !pl_oom_end_reported(&scope, NULL) && ok;
}
