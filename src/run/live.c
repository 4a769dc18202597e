#include "run/live.h"
#include "base/assert.h"
#include "schema/kind.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/oom.h"
#include "base/str.h"
#include "base/wait.h"
#include "value/json.h"

/* ---- phases: set_phase() is the only function that changes one */

static void end(pl_run *run)
{
    pl_assert(atomic_load(&run->phase) == PL_RUN_PHASE_ENDED);
    run->e.ended = pl_moment_now();
    run->e.cancelled = run->e.stop && run->e.stop->fired;
    if (run->failed.len)
        pl_outbox_put(&run->outbox, (pl_news){ .kind = PL_RUN_EVENT_FAILED });
    else if (run->begun)
        pl_outbox_put(&run->outbox, (pl_news){ .kind = PL_RUN_EVENT_COMPLETED });
    pl_run__drop(run);
    pthread_cond_broadcast(&run->ended);
}

static pl_run_phase phase_of(const pl_run *run)
{
    if (run->failed.len || (run->begun && !run->e.unfinished) || (run->cancelled && !run->begun))
        return PL_RUN_PHASE_ENDED;
    if (run->cancelled || run->expired)
        return PL_RUN_PHASE_ENDING;
    if (!run->begun)
        return PL_RUN_PHASE_STARTING;
    return run->jobs ? PL_RUN_PHASE_RUNNING : PL_RUN_PHASE_WAITING;
}

void pl_run__set_phase(pl_run *run)
{
    pl_run_phase was = atomic_load(&run->phase), now = phase_of(run);
    if (was == PL_RUN_PHASE_ENDED || was == now)
        return;
    atomic_store(&run->phase, now);
    pl_engine__count(run, was, now);
    if (now == PL_RUN_PHASE_ENDED)
        end(run);
}

void pl_run__fail(pl_run *run, pl_str why)
{
    if (run->begun || run->failed.len)
        return;
    pl_buf_str(&run->failed, why.len ? why : PL_S("the run cannot begin"));
    pl_run__set_phase(run);
}

/* ---- locks and references */

void pl_run__enter(pl_run *run)
{
    pthread_mutex_lock(&run->e.lock);
}

static bool is_over(const pl_run *run)
{
    return atomic_load(&run->phase) == PL_RUN_PHASE_ENDED;
}

static bool has_news(pl_run *run)
{
    return pl_outbox_any(&run->outbox) || (is_over(run) && !run->said_ended);
}

/* Call the consumer once for all events that it has not taken yet. Only one thread at a time
 * does. */
static void notify(pl_run *run)
{
    pl_assert(!run->notifying);
    run->notifying = true;
    run->notifier = pthread_self();
    while (run->notify && !run->notified && has_news(run)) {
        void (*call)(void *ctx, pl_run *r) = run->notify;
        void *ctx = run->ctx;
        run->notified = true;
        run->said_ended = is_over(run);
        pl_outbox_publish(&run->outbox);
        pthread_mutex_unlock(&run->e.lock);
        call(ctx, run);
        pthread_mutex_lock(&run->e.lock);
    }
    run->notifying = false;
    pthread_cond_broadcast(&run->ended);
}

void pl_run__leave(pl_run *run)
{
    bool over;
    atomic_fetch_add(&run->refs, 1);
    if (!run->notifying)
        notify(run);
    over = is_over(run) && !run->jobs && !run->closed;
    run->closed |= over;
    if (over)
        pl_run__let_go(run);
    pl_outbox_publish(&run->outbox);
    pthread_mutex_unlock(&run->e.lock);
    if (over) {
        pl_engine__leave(run);
        pl_run__release(run);
    }
    pl_run__release(run);
}

/* Leave the run and do the engine's jobs if it has no thread. Meanwhile `jobs` counts this
 * caller, so that the run stays and the engine is not closed. */
void pl_run__leave_and_work(pl_run *run)
{
    pl_engine *engine = run->engine;
    bool work = !run->closed && pl_engine__is_alone(engine);
    run->jobs += work;
    pl_run__leave(run);
    if (!work)
        return;
    pl_engine__lend(engine);
    pl_run__enter(run);
    pl_assert(run->jobs > 0 && !run->closed);
    run->jobs--;
    pl_run__set_phase(run);
    pl_run__leave(run);
}

void pl_run__release(pl_run *run)
{
    if (atomic_fetch_sub(&run->refs, 1) > 1)
        return;
    pl_run__done(run);
    pl_outbox_done(&run->outbox);
    pl_buf_done(&run->failed);
    pl_vec_done(&run->given);
    pl_map_done(&run->given_at);
    pthread_cond_destroy(&run->ended);
    pl_generation_release(run->generation);
    pl_arena arena = run->texts; /* it holds the run itself */
    pl_arena_done(&arena);
}

/* ---- starting */

/* The sizes of the first and of later chunks of a run's arena. They are small because thousands
 * of small runs may wait for inputs, each with an unused part of its last chunk. */
enum { FIRST_CHUNK = 2560, CHUNK = 1024 };

static bool is_root(pl_kind kind)
{
    return kind == PL_KIND_DASHBOARD || kind == PL_KIND_BENCHMARK || kind == PL_KIND_CONTROL ||
           kind == PL_KIND_DETECTION || kind == PL_KIND_QUERY || kind == PL_KIND_CONTAINER ||
           (pl_kind_flags(kind) & PL_KIND_IS_PROVIDER) || kind == PL_KIND_TEXT ||
           kind == PL_KIND_IMAGE;
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

static void copy_wish(pl_run *run, const pl_run_start_options *o)
{
    pl_arena *arena = &run->texts;
    run->wish = (pl_databases_wish){
        .has_search_path = o->has_search_path,
        .has_search_path_prefix = o->has_search_path_prefix,
        .search_path = pl_strs_copy(arena, o->search_path, o->n_search_path),
        .search_path_prefix = pl_strs_copy(arena, o->search_path_prefix, o->n_search_path_prefix),
        .n_search_path = o->n_search_path,
        .n_search_path_prefix = o->n_search_path_prefix,
        .from = pl_arena_str(arena, o->from),
        .to = pl_arena_str(arena, o->to),
    };
}

pl_run *pl_run__make(pl_engine *engine, const pl_run_start_options *o)
{
    pl_arena arena;
    pl_arena_init(&arena, sizeof(pl_run) + 512);
    pl_run *run = PL_NEW(&arena, pl_run);
    run->texts = arena;
    run->engine = engine;
    atomic_init(&run->refs, 2);
    run->outer = o->stop;
    run->notify = o->notify;
    run->ctx = o->ctx;
    run->polled = !o->notify;
    pl_outbox_init(&run->outbox);
    run->processor.run = run;
    copy_wish(run, o);
    pl_engine__session(engine, &run->session);
    pl_cond_init(&run->ended);
    run->store = pl_spool_store_new(pl_engine__budget(engine));
    uint64_t limit =
        o->timeout_ns ? o->timeout_ns : pl_session_limit(&run->session, "dashboard-timeout");
    pl_execution_init(&run->e, &run->session);
    pl_arena_init_tight(&run->e.arena, FIRST_CHUNK, CHUNK);
    run->e.stop = &run->stop;
    run->e.deadline = limit ? pl_clock_ns() + limit : 0;
    return run;
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
    run->root = root;
    run->root_name = pl_index_full_name(pl_generation_index(g), root, &run->texts);
    for (uint32_t i = 0; i < o->n_inputs; i++)
        pl_run__give(run, &o->inputs[i]);
    return run;
}

/* Free a run that was never begun: the caller holds its only reference. */
static void undo(pl_run *run)
{
    atomic_store(&run->refs, 1);
    pl_run__release(run);
}

pl_run *pl_run_start(pl_engine *engine, const pl_run_start_options *o, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, engine, "engine"))
        return NULL;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    static const pl_run_start_options none;
    pl_run *run = start(engine, o ? o : &none, diags);
    if (pl_oom_end_reported(&scope, diags)) {
        if (run)
            undo(run);
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

void pl_run__cancel(pl_run *run)
{
    if (run->cancelled || is_over(run))
        return;
    run->cancelled = true;
    if (run->e.stop)
        pl_db_stop_fire(run->e.stop);
    if (run->begun)
        pl_execution__cancel(&run->e);
    pl_run__drop(run);
    pl_run__set_phase(run);
}

void pl_run_cancel(pl_run *run)
{
    if (!run)
        return;
    pl_run__enter(run);
    pl_run__cancel(run);
    pl_run__leave_and_work(run);
}

static void expire(pl_run *run)
{
    pl_assert(!run->expired);
    run->expired = true;
    if (!run->begun) {
        pl_run__fail(run, PL_S("execution timed out"));
        return;
    }
    pl_execution__expire(&run->e);
    pl_run__drop(run);
    pl_run__set_phase(run);
}

uint64_t pl_run__tick(pl_run *run, uint64_t now)
{
    uint64_t deadline;
    pl_run__enter(run);
    deadline = run->e.deadline;
    if (run->outer && run->outer->queries.fired)
        pl_run__cancel(run);
    if (deadline && now >= deadline && !run->expired && !is_over(run))
        expire(run);
    deadline = run->expired ? 0 : deadline;
    pl_run__leave(run);
    return deadline;
}

static bool is_notifier(const pl_run *run)
{
    return run->notifying && pthread_equal(run->notifier, pthread_self());
}

/* Wait for the condition until that time, holding the lock. False: the time has come. */
static bool wait_until(pl_run *run, uint64_t when)
{
    struct timespec at = { (time_t)(when / 1000000000u), (long)(when % 1000000000u) };
    if (when == UINT64_MAX)
        return pthread_cond_wait(&run->ended, &run->e.lock) == 0;
    return pthread_cond_timedwait(&run->ended, &run->e.lock, &at) == 0;
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
    while (!is_over(run) && !late && !is_notifier(run)) {
        uint64_t when = until;
        if (!run->closed && pl_engine__is_alone(run->engine))
            when = work_here(run, until);
        if (!is_over(run))
            late = !wait_until(run, when) && when == until;
    }
    bool ended = is_over(run);
    pthread_mutex_unlock(&run->e.lock);
    return ended;
}

void pl_run_hold(pl_run *run, bool held)
{
    if (!run)
        return;
    pl_run__enter(run);
    run->held = held;
    if (run->lanes) /* without lanes there is nothing to hold, and the engine may be gone */
        pl_engine__hold(run, held);
    pl_run__leave_and_work(run);
}

void pl_run_free(pl_run *run)
{
    if (!run)
        return;
    pl_run__enter(run);
    run->notify = NULL;
    pl_run__cancel(run);
    while (run->notifying && !is_notifier(run))
        pthread_cond_wait(&run->ended, &run->e.lock);
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
    return run ? run->root_name : PL_S("");
}

pl_generation *pl_run_generation(const pl_run *run)
{
    return run ? run->generation : NULL;
}

static pl_str name_of(const pl_run *run, const pl_news *news)
{
    if (news->kind == PL_RUN_EVENT_PANEL)
        return news->panel->name;
    return news->kind == PL_RUN_EVENT_CONTROL ? news->control->info.full_name : run->root_name;
}

static void fill(pl_run *run, const pl_news *news, pl_run_event *out)
{
    pl_assert(news->kind != PL_RUN_EVENT_PANEL || news->panel);
    pl_assert(news->kind != PL_RUN_EVENT_CONTROL || (news->control && news->progress));
    bool panel = news->kind == PL_RUN_EVENT_PANEL;
    *out = (pl_run_event){ .kind = (pl_run_event_kind)news->kind, .name = name_of(run, news) };
    if (panel)
        out->status = pl_panel_status_name((pl_panel_status)news->status);
    out->final = panel && news->status >= PL_PANEL_COMPLETE;
    if (news->kind == PL_RUN_EVENT_FAILED)
        out->error = pl_buf_view(&run->failed);
    out->cleared = news->names;
    out->n_cleared = news->n_names;
}

/* Answered without the lock where possible, so that a consumer that polls does not delay the
 * workers. The last events of a run that is over may be unpublished: that takes the lock. */
static bool has_none(pl_run *run)
{
    return run->polled && !pl_outbox_may_have(&run->outbox) && !is_over(run) &&
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
    run->notified = false;
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
    if (!is_over(run) || !run->begun)
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
    if (!is_over(run) || !run->begun)
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
