/* live.c - the public calls on one run (pipelite/engine.h): start it, give it inputs, wait for it,
 * read its events, end it. */
#include "run/live.h"
#include "base/assert.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/oom.h"
#include "base/str.h"
#include "schema/kind.h"
#include "run/crew.h"

/* ---- inputs: given before it begins, and while it runs */

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
    return pl_map_find(&run->request.inputs_at, name, &at) ? at : not_given;
}

/* Remove the value at `at`; the last one takes its place. */
static void take_out(pl_run *run, uint32_t at)
{
    pl_assert(at < run->request.inputs.n);
    pl_map_set(&run->request.inputs_at, run->request.inputs.at[at].name, not_given);
    run->request.inputs.at[at] = run->request.inputs.at[--run->request.inputs.n];
    if (at < run->request.inputs.n)
        pl_map_set(&run->request.inputs_at, run->request.inputs.at[at].name, at);
}

/* Set the value of an input; an empty one removes it. */
static void give_input(pl_run *run, const pl_run_input_value *value)
{
    pl_str name = full_name(&run->request.texts, value->name);
    uint32_t at = place_of(run, name);
    if (!value->json.len) {
        if (at != not_given)
            take_out(run, at);
        return;
    }
    pl_input_value one = { name, decode(&run->request.texts, value->json) };
    if (at != not_given) {
        run->request.inputs.at[at] = one;
        return;
    }
    pl_map_set(&run->request.inputs_at, name, (uint32_t)run->request.inputs.n);
    pl_vec_push(&run->request.inputs, one);
}

/* ---- inputs of a run that has begun (server.md 5.7) */

/* A link in the list of the inputs that depend on one name, in the order of nodes. */
typedef struct waiting {
    uint32_t panel, next; /* `next`: position in `links`, or no_link */
} waiting;

static const uint32_t no_link = UINT32_MAX;

typedef struct dependents {
    pl_map first; /* name -> position in `links` */
    PL_VEC(waiting) links;
    pl_map there; /* name -> 1: a value other than null was given */
    pl_map taken;
    PL_VEC(pl_str) names; /* the dependents, in the order in which they were found */
} dependents;

/* Free what `d` holds, but not `d`. */
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
        const pl_node *p = run->e.panels.at[i];
        for (uint32_t k = 0; k < pl_node_n_deps(p); k++) {
            const pl_dependency *dep = &p->plan->deps[k];
            if (!p->resource || p->resource->kind != PL_KIND_INPUT ||
                !pl_str_eq(dep->root, PL_S("input")))
                continue;
            pl_vec_push(&d->links, ((waiting){ (uint32_t)i, first_link(d, dep->target) }));
            pl_map_set(&d->first, dep->target, (uint32_t)d->links.n - 1);
        }
    }
}

/* Note which inputs have a value; if a name is given several times, its first value is used. */
static void note_values(dependents *d, const pl_run_input_value *inputs, size_t n)
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

/* Collect in `d->names` the inputs that depend on `input`, directly or through others. `input` has
 * no "input." in front. The path is an array and not recursion, because any number of inputs may
 * depend on each other. */
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
        pl_str name = run->e.panels.at[d->links.at[at].panel]->shown.short_name;
        pl_map_put(&d->taken, name, 0, &fresh);
        if (!fresh)
            continue;
        pl_vec_push(&d->names, name);
        if (is_there(d, name))
            pl_vec_push(&path, first_link(d, name));
    }
    pl_vec_done(&path);
}

static void report_cleared(pl_run *run, const dependents *cleared)
{
    if (!cleared->names.n)
        return;
    pl_str *names = pl_arena_alloc(&run->request.texts, cleared->names.n * sizeof *names);
    for (size_t i = 0; i < cleared->names.n; i++)
        names[i] = full_name(&run->request.texts, cleared->names.at[i]);
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
static bool change(pl_run *run, pl_str changed, const pl_run_input_value *inputs, size_t n)
{
    dependents cleared = { 0 };
    pl_str full = full_name(&run->request.texts, changed), name = pl_str_sub(full, 6, full.len);
    note_values(&cleared, inputs, n);
    if (changed.len)
        find_dependents(run, name, &cleared);
    report_cleared(run, &cleared);
    bool ok = run->stage.begun && run->e.ready.unfinished && !run->stage.cancelled &&
              !run->stage.expired && !(changed.len && had_value(run, name));
    for (uint32_t i = 0; i < n && ok; i++) {
        pl_str one = full_name(&run->request.texts, inputs[i].name);
        if (inputs[i].json.len && !pl_map_find(&cleared.taken, pl_str_sub(one, 6, one.len), NULL))
            pl_execution_input(&run->e, one, decode(&run->e.arena, inputs[i].json));
    }
    dependents_done(&cleared);
    return ok;
}

bool pl_run_input(pl_run *run, pl_str changed, const pl_run_input_value *inputs, size_t n)
{
    if (!run || run->order)
        return false;
    bool ok;
    pl_run__enter(run);
    if (atomic_load(&run->phase) == PL_RUN_PHASE_STARTING) {
        ok = true;
        for (uint32_t i = 0; i < n; i++)
            give_input(run, &inputs[i]);
    } else {
        ok = change(run, changed, inputs, n);
    }
    if (ok && run->stage.begun) {
        pl_execution__publish(&run->e);
        pl_run__queue_ready(run);
        pl_run__set_phase(run);
    }
    pl_run__leave_and_work(run);
    return ok;
}

/* ---- starting */

bool pl_run__find(const pl_index *ix, pl_str name, pl_entry *out, pl_diags *diags)
{
    bool found = pl_index_find(ix, name, out);
    if (!found)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_UNKNOWN_RESOURCE, "resource '%.*s' not found",
                      PL_FMT(name));
    return found;
}

/* The index also finds resources of the workspace's own mod by their short names, "dashboard.x". */
static bool find_root(const pl_index *ix, pl_str name, pl_entry_id *out, pl_diags *diags)
{
    pl_entry e;
    if (!pl_run__find(ix, name, &e, diags))
        return false;
    *out = e.id;
    if (pl_kind_flags(e.kind) & (PL_KIND_IS_PROVIDER | PL_KIND_IN_BOARD))
        return true;
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_WRONG_KIND, "'%.*s' is a %.*s, which cannot be run",
                  PL_FMT(name), PL_FMT(pl_kind_word(e.kind)));
    return false;
}

static pl_run *start(pl_engine *engine, const pl_run_start_options *o, pl_diags *diags)
{
    pl_generation *g =
        o->generation ? pl_generation_hold(o->generation) : pl_workspace_acquire(engine->host.ws);
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
        give_input(run, &o->inputs[i]);
    return run;
}

pl_run *pl_run__start(pl_engine *engine, const pl_run_start_options *o, pl_diags *diags)
{
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    pl_run *run = start(engine, o, diags);
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
    if (!run || run->order)
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

bool pl_run__wait(pl_run *run, uint64_t timeout_ns)
{
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
    if (!run || run->order)
        return;
    pl_run__enter(run);
    run->stage.held = held;
    if (run->work.lanes) /* without lanes there is nothing to hold, and the engine may be gone */
        pl_engine__hold(run, held);
    pl_run__leave_and_work(run);
}

void pl_run__end(pl_run *run)
{
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

static pl_str name_of(const pl_run *run, const pl_news *news)
{
    if (news->kind == PL_RUN_EVENT_PANEL)
        return news->panel->name;
    return news->kind == PL_RUN_EVENT_CONTROL ? news->control->name : run->request.root_name;
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

/* Are there no events to take? Answered without the lock where possible, so that a consumer that
 * polls does not delay the workers. Only the last events of a run that is over may be unpublished:
 * that takes the lock. */
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
    if (!run || run->order || has_none(run) || !take(run, &news))
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

bool pl_run__write(const pl_run *run, bool file, pl_write_fn *write, void *ctx)
{
    pl_arena arena = { 0 };
    pl_snapshot snapshot;
    if (!pl_run__is_over(run) || !run->stage.begun)
        return false;
    pl_run__snapshot(run, &arena, &snapshot);
    bool ok = pl_snapshot_print(&arena, &snapshot, file, write, ctx);
    pl_arena_done(&arena);
    return ok;
}
