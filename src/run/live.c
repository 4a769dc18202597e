#include "run/live.h"
#include "base/assert.h"
#include "schema/kind.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/oom.h"
#include "base/sized.h"
#include "base/str.h"

/* ---- starting */

static bool is_root(pl_kind kind)
{
    return pl_kind_flags(kind) & (PL_KIND_IS_PROVIDER | PL_KIND_IN_BOARD);
}

/* The index also finds resources of the workspace's own mod by their short names, "dashboard.x". */
static bool find_root(const pl_index *ix, pl_str name, pl_entry_id *out, pl_diags *diags)
{
    pl_entry e;
    if (!pl_index_find(ix, name, &e)) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_UNKNOWN_RESOURCE, "resource '%.*s' not found",
                      PL_FMT(name));
        return false;
    }
    if (!is_root(e.kind)) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_WRONG_KIND, "'%.*s' is a %.*s, which cannot be run",
                      PL_FMT(name), PL_FMT(pl_kind_word(e.kind)));
        return false;
    }
    *out = e.id;
    return true;
}

static pl_run *start(pl_engine *engine, const pl_run_start_options *o, pl_diags *diags)
{
    pl_generation *g = o->generation ? pl_generation_hold(o->generation)
                                     : pl_workspace_acquire(pl_engine__workspace(engine));
    pl_entry_id root;
    if (!g || !find_root(pl_generation_index(g), o->root, &root, diags)) {
        if (!g)
            pl_diag_plain(diags, PL_ERROR, PL_DIAG_NO_INDEX, "the workspace has no index");
        pl_generation_release(g);
        return NULL;
    }
    pl_run *run = pl_run__make(engine, o);
    run->generation = g;
    run->request.root = root;
    run->request.root_name = pl_index_full_name(pl_generation_index(g), root, &run->request.texts);
    for (uint32_t i = 0; i < o->n_inputs; i++)
        pl_run__give(run, &o->inputs[i]);
    return run;
}

pl_run *pl_run_start_sized(size_t size, pl_engine *engine, const pl_run_start_options *o,
                           pl_diags *diags)
{
    pl_run_start_options known;
    o = pl_sized_options(&known, sizeof known, o, size);
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, engine, "engine"))
        return NULL;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    static const pl_run_start_options none;
    pl_run *run = start(engine, o ? o : &none, diags);
    if (pl_oom_end_reported(&scope, diags)) {
        if (run)
            pl_run__undo(run);
        return NULL;
    }
    if (!run)
        return NULL;
    pl_run__enter(run);
    pl_engine__join(run);
    pl_run__leave_and_work(run);
    return run;
}

/* ---- ending */

void pl_run_cancel(pl_run *run)
{
    if (!run)
        return;
    pl_run__enter(run);
    pl_run__cancel(run);
    pl_run__leave_and_work(run);
}

static bool is_notifier(const pl_run *run)
{
    return run->consumer.notifying && pthread_equal(run->consumer.notifier, pthread_self());
}

/* Wait for the condition until that time, holding the lock. False: the time has come. */
static bool wait_until(pl_run *run, uint64_t when)
{
    struct timespec at = { (time_t)(when / 1000000000u), (long)(when % 1000000000u) };
    if (when == UINT64_MAX)
        return pthread_cond_wait(&run->consumer.ended, &run->e.lock) == 0;
    return pthread_cond_timedwait(&run->consumer.ended, &run->e.lock, &at) == 0;
}

/* Do the engine's jobs because it has no thread. Returns when the caller should look again. */
static uint64_t work_here(pl_run *run, uint64_t until)
{
    enum { LOOK_AGAIN = 50 * 1000 * 1000 };
    pl_run__leave_and_work(run);
    uint64_t now = pl_clock_ns(), again = now + LOOK_AGAIN;
    pl_run__tick(run, now);
    pl_run__enter(run);
    return again < until ? again : until;
}

bool pl_run_wait(pl_run *run, uint64_t timeout_ns)
{
    if (!run)
        return true;
    uint64_t now = pl_clock_ns();
    uint64_t until = timeout_ns > UINT64_MAX - now ? UINT64_MAX : now + timeout_ns;
    bool late = false;
    pl_run__enter(run);
    while (!pl_run__is_over(run) && !late && !is_notifier(run)) {
        uint64_t when = until;
        if (!run->stage.closed && pl_engine__is_alone(run->engine))
            when = work_here(run, until);
        if (!pl_run__is_over(run))
            late = !wait_until(run, when) && when == until;
    }
    bool ended = pl_run__is_over(run);
    pthread_mutex_unlock(&run->e.lock);
    return ended;
}

void pl_run_hold(pl_run *run, bool held)
{
    if (!run)
        return;
    pl_run__enter(run);
    run->stage.held = held;
    if (run->work.lanes) /* without lanes there is nothing to hold, and the engine may be gone */
        pl_engine__hold(run, held);
    pl_run__leave_and_work(run);
}

void pl_run_free(pl_run *run)
{
    if (!run)
        return;
    pl_run__enter(run);
    run->consumer.notify = NULL;
    pl_run__cancel(run);
    while (run->consumer.notifying && !is_notifier(run))
        pthread_cond_wait(&run->consumer.ended, &run->e.lock);
    pl_run__leave_and_work(run);
    pl_run__release(run);
}

/* ---- accessors */

pl_run_phase pl_run_get_phase(const pl_run *run)
{
    return run ? atomic_load(&run->phase) : PL_RUN_PHASE_ENDED;
}

pl_str pl_run_id(const pl_run *run)
{
    return run ? pl_str_cstr(run->id) : PL_S("");
}

pl_str pl_run_root(const pl_run *run)
{
    return run ? run->request.root_name : PL_S("");
}

pl_generation *pl_run_generation(const pl_run *run)
{
    return run ? run->generation : NULL;
}

static pl_str name_of(const pl_run *run, const pl_news *news)
{
    if (news->kind == PL_RUN_EVENT_PANEL)
        return news->panel->name;
    return news->kind == PL_RUN_EVENT_CONTROL ? news->control->info.full_name
                                              : run->request.root_name;
}

static void fill(pl_run *run, const pl_news *news, pl_run_event *out)
{
    pl_assert(news->kind != PL_RUN_EVENT_PANEL || news->panel);
    pl_assert(news->kind != PL_RUN_EVENT_CONTROL || (news->control && news->progress));
    bool panel = news->kind == PL_RUN_EVENT_PANEL;
    *out = (pl_run_event){ .kind = (pl_run_event_kind)news->kind, .name = name_of(run, news) };
    if (panel)
        out->status = pl_node_status_name((pl_node_status)news->status);
    out->final = panel && news->status >= PL_NODE_COMPLETE;
    if (news->kind == PL_RUN_EVENT_FAILED)
        out->error = pl_buf_view(&run->stage.failed);
    out->cleared = news->names;
    out->n_cleared = news->n_names;
}

/* Answered without the lock where possible, so that a consumer that polls does not delay the
 * workers. The last events of a run that is over may be unpublished: that takes the lock. */
static bool has_none(pl_run *run)
{
    return run->consumer.polled && !pl_outbox_may_have(&run->outbox) && !pl_run__is_over(run) &&
           !pl_engine__is_alone(run->engine);
}

/* Take an event. When there is none, note it under the lock: `notify` is called for the next. */
static bool take(pl_run *run, pl_news *news)
{
    if (pl_outbox_take(&run->outbox, news))
        return true;
    pl_run__enter(run);
    pl_outbox_publish(&run->outbox);
    bool any = pl_outbox_take(&run->outbox, news);
    if (any) {
        pl_run__leave(run);
        return true;
    }
    run->consumer.notified = false;
    pl_outbox_clear(&run->outbox);
    pl_run__leave_and_work(run);
    return false;
}

bool pl_run_next(pl_run *run, pl_run_event *out)
{
    pl_news news;
    if (!run || has_none(run) || !take(run, &news))
        return false;
    fill(run, &news, out);
    out->message = pl_run__message(run, &news);
    pl_mem_free(news.progress);
    return true;
}

const pl_check_tree *pl_run__checks(const pl_run *run, pl_str panel)
{
    const pl_execution *e = &run->e;
    if (!pl_run__is_over(run) || !run->stage.begun)
        return NULL;
    if (!panel.len)
        return e->root->check;
    for (size_t i = 0; i < e->panels.n; i++)
        if (pl_str_eq(e->panels.at[i]->name, panel))
            return e->panels.at[i]->check;
    return NULL;
}

static bool write_run(const pl_run *run, pl_result_form form, pl_write_fn *write, void *ctx)
{
    pl_arena arena = { 0 };
    pl_snapshot snapshot;
    if (!pl_run__is_over(run) || !run->stage.begun)
        return false;
    pl_run__snapshot(run, &arena, &snapshot);
    bool ok = pl_snapshot_print(&arena, &snapshot, form, write, ctx);
    pl_arena_done(&arena);
    return ok;
}

bool pl_run_write(const pl_run *run, pl_result_form form, pl_write_fn *write, void *ctx)
{
    if (!run)
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = write_run(run, form, write, ctx);
    return !pl_oom_end_reported(&scope, NULL) && ok;
}
