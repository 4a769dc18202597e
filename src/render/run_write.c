/* run_write.c - a run in the format that a name selects (<pipelite/run.h>). */
#include "base/alloc.h"
#include "base/cast.h"
#include "base/assert.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/oom.h"
#include "base/sized.h"
#include "base/str.h"
#include "render/result.h"
#include "render/writer.h"
#include "run/order.h"

/* ---- rows of a query, format by format */

static const char *const words[] = { "table", "csv", "json", "line" };
_Static_assert(PL_COUNT(words) == PL_RESULT_FORMATS, "each format has its word");

static bool find_format(pl_str word, pl_result_format *out)
{
    for (unsigned f = 0; f < PL_RESULT_FORMATS; f++)
        if (pl_str_eq(word, pl_str_cstr(words[f]))) {
            *out = (pl_result_format)f;
            return true;
        }
    return false;
}

static void finish_result(void *ctx, uint64_t nanos)
{
    pl_result_finish(ctx, nanos);
}

static void free_result(void *ctx)
{
    pl_result_done(ctx);
    pl_mem_free(ctx);
}

static pl_result *find_result(const pl_order *order, pl_result_format format)
{
    for (unsigned i = 0; i < order->n_collectors; i++) {
        pl_result *r = order->collectors[i].ctx;
        if (r->format == format)
            return r;
    }
    return NULL;
}

static bool collect(pl_order *order, const pl_run_output *how)
{
    pl_result_format format;
    if (pl_str_eq(how->format, PL_S("snapshot"))) {
        order->keeps_rows = true;
        return true;
    }
    if (!find_format(how->format, &format))
        return false;
    if (find_result(order, format))
        return true;
    pl_result *r = pl_mem_zalloc(sizeof *r);
    pl_result_init(r, format, how);
    r->out.dir = pl_session_spool_dir(order->session);
    pl_assert(order->n_collectors < PL_COLLECTORS_MAX);
    order->collectors[order->n_collectors++] =
        (pl_collector){ r, pl_result_sink(r), finish_result, free_result };
    return true;
}

bool pl_run_collect_sized(size_t size, pl_run *run, const pl_run_output *how)
{
    pl_run_output known;
    how = pl_sized_options(&known, sizeof known, how, size);
    if (!run || !how)
        return false;
    if (!run->order || run->order->kind != PL_ORDER_QUERY || run->order->done)
        return true;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = collect(run->order, how);
    return !pl_oom_end_reported(&scope, NULL) && ok;
}

/* ---- writing */

static bool no_format(const pl_run_output *how, pl_diags *diags)
{
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_FLAG, "this run has no format '%.*s'",
                  PL_FMT(how->format));
    return false;
}

static bool is_snapshot(const pl_run_output *how)
{
    return pl_str_eq(how->format, PL_S("snapshot"));
}

static bool write_rows(const pl_result *r, bool file, pl_write_fn *write, void *ctx)
{
    return pl_spool_read(&r->out, 0, pl_spool_size(&r->out), write, ctx) &&
           (r->format != PL_RESULT_JSON || file || write(ctx, PL_S("\n")));
}

/* Only snapshots show a query that failed. */
static bool write_query(const pl_order *order, const pl_run_output *how, pl_write_fn *write,
                        void *ctx, pl_diags *diags)
{
    pl_result_format format;
    if (order->end == PL_END_UNREADY) {
        pl_diags_append(diags, order->diags);
        return false;
    }
    if (is_snapshot(how))
        return pl_execution_print(&order->run->e, how->file, write, ctx);
    const pl_result *r = find_format(how->format, &format) ? find_result(order, format) : NULL;
    if (!r)
        return no_format(how, diags);
    if (order->end == PL_END_COMPLETE)
        return write_rows(r, how->file, write, ctx);
    pl_diags_append(diags, order->diags);
    return false;
}

static bool write_check(const pl_check *check, const pl_run_output *how, pl_write_fn *write,
                        void *ctx, pl_diags *diags)
{
    if (pl_str_eq(how->format, PL_S("notes")))
        return pl_check_write_notes(check, write, ctx);
    return pl_check_write(check, how, write, ctx, diags);
}

static bool write_order(const pl_order *order, const pl_run_output *how, pl_write_fn *write,
                        void *ctx, pl_diags *diags)
{
    if (order->kind == PL_ORDER_QUERY)
        return write_query(order, how, write, ctx, diags);
    if (order->check)
        return write_check(order->check, how, write, ctx, diags);
    if (!order->run)
        pl_diags_append(diags, order->diags);
    else if (is_snapshot(how))
        return pl_execution_print(&order->run->e, how->file, write, ctx);
    else
        no_format(how, diags);
    return false;
}

/* A run of an engine without a command: its snapshot, or one of its checks. */
static bool write_live(const pl_run *run, const pl_run_output *how, pl_write_fn *write, void *ctx,
                       pl_diags *diags)
{
    if (is_snapshot(how) && !how->panel.len)
        return pl_run__write(run, how->file, write, ctx);
    const pl_check check = { .tree = pl_unconst(pl_run__checks(run, how->panel)) };
    return check.tree ? write_check(&check, how, write, ctx, diags) : no_format(how, diags);
}

static bool write_run(const pl_run *run, const pl_run_output *how, pl_write_fn *write, void *ctx,
                      pl_diags *diags)
{
    if (pl_run_get_phase(run) != PL_RUN_PHASE_ENDED) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_NOT_THERE_YET, "the run has not ended");
        return false;
    }
    return run->order ? write_order(run->order, how, write, ctx, diags)
                      : write_live(run, how, write, ctx, diags);
}

bool pl_run_write_sized(size_t size, const pl_run *run, const pl_run_output *how,
                        pl_write_fn *write, void *ctx, pl_diags *diags)
{
    pl_run_output known;
    how = pl_sized_options(&known, sizeof known, how, size);
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, run, "run") || pl_diag_nothing(diags, how, "output"))
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = write_run(run, how, write, ctx, diags);
    return !pl_oom_end_reported(&scope, diags) && ok;
}
