#include "run/live.h"
#include "base/assert.h"
#include "schema/kind.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/oom.h"
#include "base/str.h"
#include "base/wait.h"
#include "value/json.h"
#include <assert.h>

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

static bool has_news(const pl_run *run)
{
    return run->outbox.first < run->outbox.all.n || (is_over(run) && !run->said_ended);
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
    pthread_mutex_unlock(&run->e.lock);
    if (over) {
        pl_engine__leave(run);
        pl_run__release(run);
    }
    pl_run__release(run);
}

/* Leave the run and do the engine's jobs if it has no thread. Meanwhile `jobs` counts this
 * caller, so that the run stays and the engine is not closed. */
static void leave_and_work(pl_run *run)
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

/* ---- inputs */

static pl_str full_name(pl_arena *arena, pl_str name)
{
    return pl_str_starts(name, PL_S("input.")) ? pl_arena_str(arena, name)
                                               : pl_arena_printf(arena, "input.%.*s", PL_FMT(name));
}

/* Decode JSON; text that is not JSON becomes a string. */
static pl_value decode(pl_arena *arena, pl_str json)
{
    return pl_args_decode(arena, pl_arena_str(arena, json));
}

static const uint32_t not_given = UINT32_MAX;

static uint32_t place_of(const pl_run *run, pl_str name)
{
    uint32_t at;
    return pl_map_find(&run->given_at, name, &at) ? at : not_given;
}

/* Remove the value at `at`; the last one takes its place. */
static void take_out(pl_run *run, uint32_t at)
{
    pl_assert(at < run->given.n);
    pl_map_set(&run->given_at, run->given.at[at].name, not_given);
    run->given.at[at] = run->given.at[--run->given.n];
    if (at < run->given.n)
        pl_map_set(&run->given_at, run->given.at[at].name, at);
}

/* Set the value of an input; an empty one removes it. */
static void give(pl_run *run, const pl_run_input_value *value)
{
    pl_str name = full_name(&run->texts, value->name);
    uint32_t at = place_of(run, name);
    if (!value->json.len) {
        if (at != not_given)
            take_out(run, at);
        return;
    }
    pl_input_value one = { name, decode(&run->texts, value->json) };
    if (at != not_given) {
        run->given.at[at] = one;
        return;
    }
    pl_map_set(&run->given_at, name, (uint32_t)run->given.n);
    pl_vec_push(&run->given, one);
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
        give(run, &o->inputs[i]);
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
    if (pl_oom_told(&scope, diags)) {
        if (run)
            undo(run);
        return NULL;
    }
    if (!run)
        return NULL;
    pl_run__enter(run);
    pl_engine__join(run);
    leave_and_work(run);
    return run;
}

/* ---- inputs of a run that has begun (server.md 5.7) */

/* Which inputs depend on which: for each name a list of inputs, in the order of panels. */
typedef struct waiting {
    uint32_t panel, next; /* `next`: position in `links`, or no_link */
} waiting;

static const uint32_t no_link = UINT32_MAX;

typedef struct dependents {
    pl_map first; /* name -> position in `links` */
    PL_VEC(waiting) links;
    pl_map there; /* name -> 1: a value other than null is given */
    pl_map taken;
    PL_VEC(pl_str) names; /* the dependents, in the order in which they were found */
} dependents;

static void dependents_done(dependents *d)
{
    pl_map_done(&d->first);
    pl_vec_done(&d->links);
    pl_map_done(&d->there);
    pl_map_done(&d->taken);
    pl_vec_done(&d->names);
}

static uint32_t first_link(const dependents *d, pl_str name)
{
    uint32_t at;
    return pl_map_find(&d->first, name, &at) ? at : no_link;
}

static void link_inputs(const pl_run *run, dependents *d)
{
    for (size_t i = run->e.panels.n; i-- > 0;) {
        const pl_panel *p = run->e.panels.at[i];
        for (uint32_t k = 0; k < p->n_deps; k++) {
            const pl_dependency *dep = &p->deps[k];
            if (!p->resource || p->resource->kind != PL_KIND_INPUT ||
                !pl_str_eq(dep->root, PL_S("input")))
                continue;
            pl_vec_push(&d->links, ((waiting){ (uint32_t)i, first_link(d, dep->target) }));
            pl_map_set(&d->first, dep->target, (uint32_t)d->links.n - 1);
        }
    }
}

/* Of several values for one name the first counts. */
static void note_values(dependents *d, const pl_run_input_value *inputs, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        pl_str name = inputs[i].name;
        if (pl_str_starts(name, PL_S("input.")))
            name = pl_str_sub(name, 6, name.len);
        bool is_null = pl_str_eq(pl_str_trim(inputs[i].json), PL_S("null"));
        pl_map_put(&d->there, name, inputs[i].json.len && !is_null, NULL);
    }
}

static bool is_there(const dependents *d, pl_str name)
{
    uint32_t there;
    return pl_map_find(&d->there, name, &there) && there;
}

/* Collect the inputs that depend on `input`, directly or through others; it comes without
 * "input." in front. Each name is visited once. The path is an array because as many inputs may
 * depend on each other as there are. */
static void find_dependents(const pl_run *run, pl_str input, dependents *d)
{
    PL_VEC(uint32_t) path = { 0 };
    link_inputs(run, d);
    pl_vec_push(&path, first_link(d, input));
    while (path.n) {
        uint32_t at = path.at[path.n - 1];
        bool fresh;
        if (at == no_link) {
            path.n--;
            continue;
        }
        path.at[path.n - 1] = d->links.at[at].next;
        pl_str name = run->e.panels.at[d->links.at[at].panel]->short_name;
        pl_map_put(&d->taken, name, 0, &fresh);
        if (!fresh)
            continue;
        pl_vec_push(&d->names, name);
        if (is_there(d, name))
            pl_vec_push(&path, first_link(d, name));
    }
    pl_vec_done(&path);
}

static void tell_cleared(pl_run *run, const dependents *cleared)
{
    if (!cleared->names.n)
        return;
    pl_str *names = pl_arena_alloc(&run->texts, cleared->names.n * sizeof *names);
    for (size_t i = 0; i < cleared->names.n; i++)
        names[i] = full_name(&run->texts, cleared->names.at[i]);
    pl_outbox_put(&run->outbox, (pl_news){ .kind = PL_RUN_EVENT_CLEARED,
                                           .names = names,
                                           .n_names = (uint32_t)cleared->names.n });
}

static bool had_value(const pl_run *run, pl_str name)
{
    const pl_value *given = pl_execution__input(&run->e, name);
    return given && given->tag != PL_V_NULL;
}

/* Apply new values to a run that has begun. False: it cannot take them, so a new run is needed. */
static bool change(pl_run *run, pl_str changed, const pl_run_input_value *inputs, uint32_t n)
{
    dependents cleared = { 0 };
    pl_str full = full_name(&run->texts, changed), name = pl_str_sub(full, 6, full.len);
    note_values(&cleared, inputs, n);
    if (changed.len)
        find_dependents(run, name, &cleared);
    tell_cleared(run, &cleared);
    bool ok = run->begun && run->e.unfinished && !run->cancelled && !run->expired &&
              !(changed.len && had_value(run, name));
    for (uint32_t i = 0; i < n && ok; i++) {
        pl_str one = full_name(&run->texts, inputs[i].name);
        if (inputs[i].json.len && !pl_map_find(&cleared.taken, pl_str_sub(one, 6, one.len), NULL))
            pl_execution_input(&run->e, one, decode(&run->e.arena, inputs[i].json));
    }
    dependents_done(&cleared);
    return ok;
}

bool pl_run_input(pl_run *run, pl_str changed, const pl_run_input_value *inputs, uint32_t n)
{
    if (!run)
        return false;
    bool ok;
    pl_run__enter(run);
    if (atomic_load(&run->phase) == PL_RUN_PHASE_STARTING) {
        ok = true;
        for (uint32_t i = 0; i < n; i++)
            give(run, &inputs[i]);
    } else {
        ok = change(run, changed, inputs, n);
    }
    if (ok && run->begun) {
        pl_execution__publish(&run->e);
        pl_run__dispatch(run);
        pl_run__set_phase(run);
    }
    leave_and_work(run);
    return ok;
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
    leave_and_work(run);
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
    leave_and_work(run);
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
    leave_and_work(run);
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
    leave_and_work(run);
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

bool pl_run_next(pl_run *run, pl_run_event *out)
{
    if (!run)
        return false;
    pl_news news;
    pl_run__enter(run);
    bool any = pl_outbox_take(&run->outbox, &news);
    if (!any) {
        run->notified = false;
        pl_outbox_done(&run->outbox);
        leave_and_work(run);
        return false;
    }
    pl_run__leave(run);
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
    return !pl_oom_told(&scope, NULL) && ok;
}
