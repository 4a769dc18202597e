/* live_work.c - the work that each kind of job does for its run. */
#include "base/assert.h"
#include "base/cast.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/oom.h"
#include "base/str.h"
#include "run/crew.h"
#include "run/need.h"
#include "workspace/value_stores.h"

/* ---- out of memory, a run cannot begin, and the job at hand fails (base/oom.h) */

static const char no_memory[] = "out of memory";

static void end_job(pl_run *run)
{
    pl_assert(run->work.jobs > 0);
    run->work.jobs--;
    pl_run__queue_ready(run);
    pl_run__set_phase(run);
}

/* ---- lanes */

static bool same_list(const pl_str *a, uint32_t n_a, const pl_str *b, uint32_t n_b)
{
    bool same = n_a == n_b;
    for (uint32_t i = 0; i < n_a && same; i++)
        same = pl_str_eq(a[i], b[i]);
    return same;
}

static bool same_choice(const pl_database_choice *a, const pl_database_choice *b)
{
    return pl_str_eq(a->url.secret, b->url.secret) &&
           same_list(a->search_path, a->n_search_path, b->search_path, b->n_search_path) &&
           same_list(a->search_path_prefix, a->n_search_path_prefix, b->search_path_prefix,
                     b->n_search_path_prefix);
}

static void pool_opened(void *ctx);

/* The lane of a database, created if it is new. Requires the lock. */
static pl_run_lane *lane_of(pl_run *run, const pl_database_choice *choice)
{
    for (pl_run_lane *l = run->work.lanes; l; l = l->next)
        if (same_choice(&l->pool->choice, choice))
            return l;
    pl_run_lane *lane = pl_mem_zalloc(sizeof *lane);
    lane->run = run;
    lane->pool = pl_pools_hold(run->engine->pools, choice, run->request.client);
    lane->lane.ring = &lane->pool->ring;
    lane->lane.held = run->stage.held;
    lane->waiter = (pl_pool_waiter){ pool_opened, lane, NULL };
    lane->next = run->work.lanes;
    run->work.lanes = lane;
    return lane;
}

/* Wait for the pool of the lane, unless it is open. Requires the lock. */
static bool wants(pl_run_lane *lane)
{
    pl_run *run = lane->run;
    if (lane->waits)
        return true;
    pl_pool_state state = pl_pool_want(run->engine->pools, lane->pool, &lane->waiter);
    lane->waits = state == PL_POOL_NEW || state == PL_POOL_OPENING;
    run->work.jobs += lane->waits;
    if (state == PL_POOL_NEW)
        pl_engine__put_job(run, &run->work.processor, PL_JOB_OPEN, lane->pool);
    return lane->waits;
}

/* Called by the thread that opened the pool, which holds no lock. */
static void pool_opened(void *ctx)
{
    pl_run_lane *lane = ctx;
    pl_run *run = lane->run;
    pl_run__enter(run);
    pl_assert(lane->waits && run->work.jobs > 0);
    lane->waits = false;
    for (size_t i = 0; i < lane->wanting.n; i++)
        pl_engine__put_job(run, lane, PL_JOB_CONTROL, lane->wanting.at[i]);
    lane->wanting.n = 0;
    if (run->work.opening && --run->work.opening == 0 && !run->stage.cancelled)
        pl_engine__put_job(run, &run->work.processor, PL_JOB_BEGIN, NULL);
    end_job(run);
    pl_run__leave(run);
}

/* ---- BUILD */

static bool open_store(pl_run *run, pl_buf *why)
{
    pl_diags *diags = pl_diags_new();
    pl_loader *loader = pl_generation_loader(run->generation, diags);
    if (!loader)
        pl_diags_lines(diags, why);
    pl_diags_free(diags);
    if (!loader)
        return false;
    pl_session *s = &run->session;
    s->store = pl_store_shared(loader, PL_LOAD_LISTED);
    run->e.build.twins = pl_generation_twins(run->generation);
    pl_store_enter(s->store);
    s->dbs = pl_databases_over(run->engine->pools, s->store, &run->engine->host.databases,
                               &run->request.wish, why);
    pl_store_leave(s->store);
    return s->dbs != NULL;
}

static pl_check_exec exec_of(pl_run *run)
{
    return (pl_check_exec){ .store = run->session.store,
                            .dbs = run->session.dbs,
                            .limits = { run->e.limits.each, run->e.limits.deadline, &run->stop },
                            .keep = PL_CHECK_KEEP_ALL };
}

/* Load the shown fields of benchmarks and controls before they run. */
static bool show_checks(pl_run *run, pl_buf *why)
{
    pl_check_exec exec = exec_of(run);
    for (size_t i = 0; i < run->e.panels.n; i++) {
        pl_check_tree *tree = run->e.panels.at[i]->check;
        if (tree && !pl_check__show(tree, &exec, why))
            return false;
    }
    return true;
}

static bool build_run(pl_run *run, pl_buf *why)
{
    pl_execution *e = &run->e;
    e->limits.each = pl_session_limit(&run->session, "query-timeout");
    bool ok = open_store(run, why) && pl_execution_build_closed(e, run->request.root, why) &&
              show_checks(run, why);
    if (ok)
        pl_execution__find_needs(e);
    if (!ok || !pl_oom_failed())
        return ok;
    pl_buf_cstr(why, no_memory);
    return false;
}

static void begin(pl_run *run);

static void want_pools(pl_run *run)
{
    pl_execution *e = &run->e;
    for (size_t i = 0; i < e->panels.n; i++) {
        pl_node *panel = e->panels.at[i];
        if (!pl_execution__wants(e, panel))
            continue;
        pl_run_lane *lane =
            lane_of(run, panel->check ? &e->root->plan->database : &panel->plan->database);
        bool waited = lane->waits;
        panel->state->lane = lane;
        run->work.opening += !waited && wants(lane);
    }
    if (!run->work.opening)
        begin(run);
}

/* Publish the STARTED event. Requires the lock and gives it up for a moment: the consumer reads
 * STARTED while this job, which is still counted, puts the nodes into lanes. */
static void publish_begin(pl_run *run)
{
    if (!run->stage.begun)
        return;
    pl_assert(run->work.jobs > 0);
    pl_run__set_phase(run);
    pl_run__leave(run);
    pl_run__enter(run);
}

static void build(pl_run *run)
{
    pl_buf why = { 0 };
    bool ok = run->stop.fired || build_run(run, &why);
    pl_run__enter(run);
    if (!ok)
        pl_run__fail(run, pl_buf_view(&why));
    else if (!run->stage.cancelled)
        want_pools(run);
    publish_begin(run);
    end_job(run);
    pl_run__leave(run);
    pl_buf_done(&why);
}

/* ---- BEGIN */

static void keep_inputs(pl_run *run)
{
    pl_execution *e = &run->e;
    for (size_t i = 0; i < run->request.inputs.n; i++)
        pl_execution_input(e, run->request.inputs.at[i].name, run->request.inputs.at[i].value);
    pl_input_value *first = pl_arena_alloc(&e->arena, (e->given.all.n + 1) * sizeof *first);
    for (size_t i = 0; i < e->given.all.n; i++)
        first[i] = e->given.all.at[i];
    e->given.first = first;
    e->given.n_first = (uint32_t)e->given.all.n;
}

static void put_panel(void *ctx, pl_node *panel)
{
    pl_run *run = ctx;
    pl_outbox_put_panel(&run->outbox, panel);
}

/* Take the databases that were opened. One that could not be opened fails the nodes that use it.
 * Only if that leaves nothing to run, the run does not begin: false. `why` has the first reason in
 * any case. */
static bool take_databases(pl_run *run, pl_buf *why)
{
    pl_execution *e = &run->e;
    for (size_t i = 0; i < e->panels.n; i++) {
        pl_node *panel = e->panels.at[i];
        pl_run_lane *lane = panel->state->lane;
        if (panel->leaf) {
            panel->leaf->is_live = panel->leaf->text_json;
            panel->leaf->store = run->store;
        }
        if (!lane)
            continue;
        pl_buf refused = { 0 };
        pl_db *db = pl_pool_db(run->engine->pools, lane->pool, &refused);
        if (panel->plan)
            panel->plan->db = db;
        if (!db)
            panel->state->refused = pl_arena_str(&e->arena, pl_buf_view(&refused));
        if (!db && !why->len)
            pl_buf_str(why, panel->state->refused);
        pl_buf_done(&refused);
    }
    if (why->len && pl_execution__is_void(e))
        return false;
    pl_execution__copy_search_path(e); /* the pool may be closed when a snapshot is requested */
    return true;
}

/* Requires the lock. */
static void begin(pl_run *run)
{
    pl_execution *e = &run->e;
    pl_buf why = { 0 };
    if (run->stage.cancelled || run->stage.expired) {
        return;
    } else if (take_databases(run, &why)) {
        pl_assert(!run->stage.begun && !run->work.opening);
        keep_inputs(run);
        e->status = put_panel;
        e->ctx = run;
        run->stage.begun = true;
        e->started = pl_moment_now();
        pl_outbox_put(&run->outbox, (pl_news){ .kind = PL_RUN_EVENT_STARTED });
        pl_execution__begin(e);
    } else {
        pl_run__fail(run, pl_buf_view(&why));
    }
    pl_buf_done(&why);
}

static void begin_job(pl_run *run)
{
    pl_run__enter(run);
    begin(run);
    publish_begin(run);
    end_job(run);
    pl_run__leave(run);
}

/* ---- checks */

static void put_control(pl_live_check *check, pl_node *control)
{
    pl_check_progress *progress = pl_mem_alloc(sizeof *progress);
    *progress = check->turns.progress;
    pl_outbox_put(&check->run->outbox, (pl_news){ .kind = PL_RUN_EVENT_CONTROL,
                                                  .panel = check->panel,
                                                  .control = control,
                                                  .progress = progress });
}

static bool has_more(const pl_live_check *check)
{
    return check->turns.next < check->turns.tree->n_runs;
}

static void put_controls(pl_live_check *check)
{
    unsigned most = pl_session_parallel(&check->run->session);
    unsigned n = most ? most : PL_CHECK_PARALLEL;
    uint32_t left = check->turns.tree->n_runs - check->turns.next;
    for (; check->under_way < n && left; left--) {
        check->under_way++;
        pl_engine__put_job(check->run, &check->run->work.processor, PL_JOB_PREPARE, check);
    }
}

/* End a check: sum up its benchmarks, whose sums nobody reads before the CHECK has finished. */
static void end_check(pl_live_check *check)
{
    pl_buf why = { 0 };
    pl_assert(!check->ended);
    check->ended = true;
    if (check->panel) {
        pl_check_turns__end(&check->turns, &why);
        pl_execution__end(&check->run->e, check->panel, pl_buf_view(&why));
    } else {
        pl_execution__end_task(&check->run->e);
    }
    pl_buf_done(&why);
}

static pl_live_check *make_check(pl_run *run, pl_check_tree *tree, const pl_check_exec *exec)
{
    pl_live_check *check = PL_NEW(&run->e.arena, pl_live_check);
    check->run = run;
    check->tree = tree;
    check->exec = *exec;
    check->next = run->work.checks;
    run->work.checks = check;
    pl_check_turns__begin(&check->turns, tree, &check->exec);
    /* calling threads that help share the last number */
    pl_check_tree_workers(tree, run->engine->most + 1);
    return check;
}

static void begin_check(pl_live_check *check)
{
    if (!has_more(check)) {
        end_check(check);
        return;
    }
    put_controls(check);
    if (!pl_databases_is_local(check->run->session.dbs))
        pl_engine__wake_for_queries(check->run);
}

static void start_check(pl_run *run, pl_node *panel)
{
    pl_check_exec exec = exec_of(run);
    if (!pl_execution__claim(&run->e, panel))
        return;
    pl_live_check *check = make_check(run, panel->check, &exec);
    check->panel = panel;
    begin_check(check);
}

void pl_run__start_check(pl_run *run, pl_check_tree *tree, const pl_check_exec *exec)
{
    pl_live_check *check = make_check(run, tree, exec);
    check->keeps_rows = true;
    begin_check(check);
}

/* Requires the lock. */
static void end_control(pl_control_job *job)
{
    pl_live_check *check = job->check;
    pl_assert(check->under_way > 0);
    pl_check_turns__finished(&check->turns, job->run);
    if (!check->run->local)
        put_control(check, job->run);
    check->under_way--;
    if (has_more(check))
        put_controls(check);
    else if (!check->turns.progress.runs.running && !check->turns.progress.runs.pending)
        end_check(check);
}

static void finish_control(pl_control_job *job)
{
    const pl_live_check *check = job->check;
    pl_run *run = check->run;
    if (!check->keeps_rows) {
        pl_rows_keep_json(&job->run->tally->rows, run->store);
        pl_row_keeper_free(job->keeper);
    }
    pl_run__enter(run);
    end_control(job);
    end_job(run);
    pl_run__leave(run);
    pl_arena_done(&job->scratch);
    pl_mem_free(job);
}

static void refuse(pl_control_job *job, pl_run *run, pl_str why)
{
    pl_databases_note(run->session.dbs, &job->run->plan->database);
    pl_control__refuse(job, why);
}

static void query_control(pl_control_job *job, pl_run_lane *lane)
{
    pl_assert(lane->pool && job->run->plan);
    pl_buf why = { 0 };
    job->run->plan->db = pl_pool_db(lane->run->engine->pools, lane->pool, &why);
    if (pl_limits_stopped(&job->exec->limits))
        pl_control__refuse(job, PL_S("execution cancelled"));
    else if (job->run->plan->db)
        pl_control__query(job);
    else
        refuse(job, lane->run, pl_buf_view(&why));
    pl_buf_done(&why);
}

/* Send the query of a control whose pool is open, at once or when its turn comes. */
static void hand_on(pl_control_job *job, pl_run_lane *lane)
{
    pl_run *run = lane->run;
    if (pl_engine__skip(run, lane)) {
        query_control(job, lane);
        pl_engine__end_skip(run, lane);
        finish_control(job);
        return;
    }
    pl_run__enter(run);
    pl_engine__put_job(run, lane, PL_JOB_CONTROL, job);
    end_job(run);
    pl_run__leave(run);
}

/* The lane of its database; NULL: the control waits in that lane until the pool is open. */
static pl_run_lane *find_lane(pl_control_job *job, pl_run *run)
{
    pl_run__enter(run);
    pl_run_lane *lane = lane_of(run, &job->run->plan->database);
    job->lane = lane;
    bool waits = wants(lane);
    if (waits) {
        pl_vec_push(&lane->wanting, job);
        end_job(run);
    }
    pl_run__leave(run);
    return waits ? NULL : lane;
}

static void prepare_control(pl_live_check *check, unsigned worker)
{
    pl_run *run = check->run;
    pl_run__enter(run);
    pl_node *control = pl_check_turns__next(&check->turns);
    if (!control) {
        check->under_way--;
        end_job(run);
    }
    pl_run__leave(run);
    if (!control)
        return;
    pl_control_job *job = pl_mem_zalloc(sizeof *job);
    job->run = control;
    job->check = check;
    job->exec = &check->exec;
    job->keeper = check->keeps_rows ? check->tree->keeper
                                    : pl_row_keeper_new(pl_session_spool_dir(run->e.session));
    job->arena = &check->tree->workers[worker];
    if (!pl_control__prepare(job)) {
        finish_control(job);
        return;
    }
    pl_run_lane *lane = find_lane(job, run);
    if (lane)
        hand_on(job, lane);
}

static void run_control(pl_control_job *job, unsigned worker)
{
    job->arena = &job->check->tree->workers[worker];
    query_control(job, job->lane);
    finish_control(job);
}

/* ---- nodes */

/* Requires the lock. */
static void put_ready(pl_run *run, pl_node *panel)
{
    if (panel->role == PL_NODE_CHECK)
        start_check(run, panel);
    else if (panel->plan->db)
        pl_engine__put_job(run, panel->state->lane, PL_JOB_PANEL, panel);
    else if (pl_execution__claim(&run->e, panel))
        pl_execution__end(&run->e, panel, panel->state->refused);
}

void pl_run__queue_ready(pl_run *run)
{
    pl_node *panel;
    while ((panel = pl_execution__ready(&run->e)))
        put_ready(run, panel);
}

/* Send the query of a node and keep the rows; `why` stays empty on success. The run of a session
 * need not watch a stop here, because its queries do. */
static void query_panel(pl_run *run, pl_node *panel, pl_buf *why)
{
    pl_query_limits limits = run->e.limits;
    if (run->local)
        limits.stop = pl_session_stop(&run->session);
    pl_node_query(panel, &limits, why);
    panel->leaf->there = true;
}

static void run_panel(pl_run *run, pl_node *panel)
{
    pl_buf why = { 0 };
    pl_run__enter(run);
    bool begun = pl_execution__claim(&run->e, panel);
    if (begun) {
        pl_outbox_publish(&run->outbox);
        pthread_mutex_unlock(&run->e.lock);
        query_panel(run, panel, &why);
        if (pl_oom_failed() && !why.len)
            pl_buf_cstr(&why, no_memory);
        if (panel->leaf->rows)
            pl_spool_count(&panel->leaf->rows->text);
        pthread_mutex_lock(&run->e.lock);
        pl_execution__end(&run->e, panel, pl_buf_view(&why));
    }
    end_job(run);
    pl_run__leave(run);
    pl_buf_done(&why);
}

/* ---- runs of a session */

void pl_run__take_lanes(pl_run *run)
{
    pl_execution *e = &run->e;
    for (size_t i = 0; i < e->panels.n; i++)
        if (pl_node_queries(e->panels.at[i]) && e->panels.at[i]->plan->db)
            e->panels.at[i]->state->lane = lane_of(run, &e->panels.at[i]->plan->database);
}

static void open_pool(pl_run *run, pl_pool *pool)
{
    pl_pool_open(run->engine->pools, pool);
    pl_run__enter(run);
    end_job(run);
    pl_run__leave(run);
}

void pl_run__work(const pl_job *job, unsigned worker)
{
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    switch (job->kind) {
    case PL_JOB_BUILD: build(job->run); break;
    case PL_JOB_OPEN: open_pool(job->run, job->what); break;
    case PL_JOB_BEGIN: begin_job(job->run); break;
    case PL_JOB_PANEL: run_panel(job->run, job->what); break;
    case PL_JOB_PREPARE: prepare_control(job->what, worker); break;
    case PL_JOB_CONTROL: run_control(job->what, worker); break;
    case PL_JOB_REQUEST: ((pl_database_request *)job->what)->answer(job->what); break;
    }
    pl_oom_end(&scope);
}
