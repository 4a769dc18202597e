/* local.c - runs of a session: the calling thread builds them and waits until they have ended. */
#include "base/clock.h"
#include "base/diag.h"
#include "base/oom.h"
#include "base/sized.h"
#include "base/str.h"
#include "run/live.h"

/* The run uses the stop of the session as its own, so firing it reaches the queries at once. */
pl_run *pl_run__local(pl_session *session)
{
    pl_run_start_options options = { .stop = session->options.stop };
    pl_run *run = pl_run__make(session->engine, &options);
    run->local = true;
    run->session = *session;
    run->e.limits.deadline = 0;
    if (session->options.stop)
        run->e.limits.stop = &session->options.stop->queries;
    return run;
}

void pl_run__free_local(pl_run *run)
{
    if (!run)
        return;
    if (!run->stage.begun)
        pl_run__release(run); /* the reference of the engine, which the run never joined */
    pl_run__release(run);
}

static void join(pl_run *run, bool helps)
{
    pl_run__enter(run);
    pl_engine__join_local(run, helps);
    run->stage.begun = true;
    run->e.started = pl_moment_now();
}

static void go(pl_run *run, void (*tick)(void *ctx), void *ctx)
{
    pl_run__set_phase(run);
    pl_run__leave(run);
    pl_engine__help(run, tick, ctx);
}

static void begin(pl_run *run)
{
    pl_run__take_lanes(run);
    pl_execution__begin(&run->e);
    pl_run__dispatch(run);
}

void pl_run__perform(pl_run *run)
{
    join(run, true);
    begin(run);
    go(run, NULL, NULL);
}

/* ---- runs whose queries are all begun, and checks: they watch the stop themselves */

/* The progress that is reported while the caller waits. */
typedef struct telling {
    pl_run *run;
    const pl_live_check *check; /* NULL: it is that of the nodes */
    const pl_check_exec *exec;
} telling;

static void report_progress(void *ctx)
{
    const telling *t = ctx;
    pl_check_progress now;
    pthread_mutex_lock(&t->run->e.lock);
    if (t->check)
        now = t->check->turns.progress;
    else
        pl_execution__progress(&t->run->e, &now);
    pthread_mutex_unlock(&t->run->e.lock);
    t->exec->progress(t->exec->ctx, &now);
}

void pl_run__perform_begun(pl_run *run, const pl_check_exec *exec)
{
    telling t = { .run = run, .exec = exec };
    bool tells = exec && exec->progress;
    run->e.limits.stop = NULL;
    run->request.outer = NULL;
    join(run, !tells);
    begin(run);
    go(run, tells ? report_progress : NULL, &t);
}

bool pl_check_exec_run(pl_session *session, pl_check_tree *tree, const pl_check_exec *exec,
                       pl_buf *why)
{
    telling t = { .run = pl_run__local(session), .exec = exec };
    void (*tick)(void *ctx) = exec->progress ? report_progress : NULL;
    t.run->e.limits.stop = NULL;
    join(t.run, !tick);
    pl_execution__begin_task(&t.run->e);
    pl_live_check *check = pl_run__start_check(t.run, tree, exec);
    t.check = check;
    go(t.run, tick, &t);
    if (tick)
        report_progress(&t);
    bool ok = pl_check_turns__end(&check->turns, why);
    pl_run__free_local(t.run);
    return ok;
}

/* ---- the public functions that run dashboards */

struct pl_dashboard {
    pl_run *run;
};

static void take_inputs(pl_execution *e, const pl_dashboard_options *options)
{
    for (size_t i = 0; i < options->n_args; i++) {
        pl_str arg = options->args[i];
        size_t equals = pl_str_find(arg, '=');
        pl_execution_input(e, pl_str_sub(arg, 0, equals),
                           pl_value_str(pl_str_sub(arg, equals + 1, arg.len)));
    }
}

static pl_dashboard *run_dashboard(pl_session *session, const pl_dashboard_options *options,
                                   pl_diags *diags)
{
    pl_dashboard *d = pl_mem_zalloc(sizeof *d);
    d->run = pl_run__local(session);
    pl_execution *e = &d->run->e;
    uint64_t limit = pl_session_limit(session, "dashboard-timeout");
    pl_buf why = { 0 };
    e->limits.each = pl_session_limit(session, "query-timeout");
    take_inputs(e, options);
    bool ok = pl_execution_build(e, options->dashboard, &why) && pl_execution_has_inputs(e, &why);
    if (ok) {
        e->limits.deadline = limit ? pl_clock_ns() + limit : 0;
        pl_run__perform(d->run);
    } else {
        pl_diag_raw(diags, PL_ERROR, PL_DIAG_CANNOT_RUN, (pl_range){ 0 }, pl_buf_view(&why),
                    (pl_str){ 0 });
        pl_dashboard_free(d);
    }
    pl_buf_done(&why);
    return ok ? d : NULL;
}

pl_dashboard *pl_dashboard_run_sized(size_t size, pl_session *session,
                                     const pl_dashboard_options *options, pl_diags *diags)
{
    pl_dashboard_options known;
    options = pl_sized_options(&known, sizeof known, options, size);
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, session, "session") || pl_diag_nothing(diags, options, "dashboard"))
        return NULL;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    pl_dashboard *made = run_dashboard(session, options, diags);
    if (!pl_oom_end_reported(&scope, diags))
        return made;
    pl_dashboard_free(made);
    return NULL;
}

void pl_dashboard_free(pl_dashboard *d)
{
    if (!d)
        return;
    pl_run__free_local(d->run);
    pl_mem_free(d);
}

pl_run_end pl_dashboard_end(const pl_dashboard *d)
{
    if (!d)
        return PL_END_FAILED;
    return d->run->e.cancelled ? PL_END_CANCELLED : PL_END_COMPLETE;
}

static void report_failures(const pl_execution *e, pl_diags *diags)
{
    for (size_t i = 0; i < e->panels.n; i++) {
        const pl_node *panel = e->panels.at[i];
        if (panel->status == PL_NODE_ERROR && panel->role == PL_NODE_LEAF)
            pl_diag_plain(diags, PL_ERROR, PL_DIAG_FAILED_PANEL, "%.*s: %.*s", PL_FMT(panel->name),
                          PL_FMT(panel->error));
    }
}

void pl_dashboard_failures(const pl_dashboard *d, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, d, "dashboard"))
        return;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    report_failures(&d->run->e, diags);
    pl_oom_end_reported(&scope, diags);
}

static bool write_dashboard(const pl_dashboard *d, pl_result_form form, pl_write_fn *write,
                            void *ctx)
{
    pl_arena arena = { 0 };
    pl_snapshot snapshot;
    pl_execution_snapshot(&d->run->e, &arena, &snapshot);
    bool ok = pl_snapshot_print(&arena, &snapshot, form, write, ctx);
    pl_arena_done(&arena);
    return ok;
}

bool pl_dashboard_write(const pl_dashboard *d, pl_result_form form, pl_write_fn *write, void *ctx)
{
    if (!d)
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = write_dashboard(d, form, write, ctx);
    return !pl_oom_end_reported(&scope, NULL) && ok;
}
