/* live_make.c - what a run consists of: made, held and freed. */
#include "base/clock.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/wait.h"
#include "run/live.h"

/* ---- making */

/* The sizes of the first and of later chunks of a run's arena. They are small because thousands
 * of small runs may wait for inputs, each with an unused part of its last chunk. */
enum { FIRST_CHUNK = 2560, CHUNK = 768, TEXTS = 480 };

static void copy_wish(pl_run *run, const pl_run_start_options *o)
{
    pl_arena *arena = &run->request.texts;
    run->request.wish = (pl_databases_wish){
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
    pl_arena_init(&arena, sizeof(pl_run) + TEXTS);
    pl_run *run = PL_NEW(&arena, pl_run);
    run->request.texts = arena;
    run->engine = engine;
    atomic_init(&run->refs, 2);
    run->request.outer = o->stop;
    run->consumer.notify = o->notify;
    run->consumer.ctx = o->ctx;
    run->consumer.polled = !o->notify;
    pl_outbox_init(&run->outbox);
    run->work.processor.run = run;
    copy_wish(run, o);
    run->request.client = o->client.len ? pl_hash_str(o->client) : 0;
    pl_engine__session(engine, &run->session);
    pl_cond_init(&run->consumer.ended);
    run->store = pl_spool_store_new(pl_engine__budget(engine));
    uint64_t limit =
        o->timeout_ns ? o->timeout_ns : pl_session_limit(&run->session, "dashboard-timeout");
    pl_execution_init(&run->e, &run->session);
    pl_arena_init_tight(&run->e.arena, FIRST_CHUNK, CHUNK);
    run->e.limits.stop = &run->stop;
    run->e.limits.deadline = limit ? pl_clock_ns() + limit : 0;
    return run;
}

/* ---- references */

pl_run *pl_run__hold(pl_run *run)
{
    if (run)
        atomic_fetch_add(&run->refs, 1);
    return run;
}

/* Free what it consists of. */
static void free_contents(pl_run *run)
{
    for (pl_live_check *check = run->work.checks; check; check = check->next)
        pl_check_turns__done(&check->turns);
    pl_execution_done(&run->e);
    if (!run->local) {
        pl_databases_free(run->session.dbs);
        pl_store_free(run->session.store);
    }
    pl_spool_store_release(run->store);
}

void pl_run__release(pl_run *run)
{
    if (atomic_fetch_sub(&run->refs, 1) > 1)
        return;
    free_contents(run);
    pl_outbox_done(&run->outbox);
    pl_buf_done(&run->stage.failed);
    pl_vec_done(&run->request.inputs);
    pl_map_done(&run->request.inputs_at);
    pthread_cond_destroy(&run->consumer.ended);
    pl_generation_release(run->generation);
    pl_arena arena = run->request.texts; /* it holds the run itself */
    pl_arena_done(&arena);
}

void pl_run__undo(pl_run *run)
{
    atomic_store(&run->refs, 1);
    pl_run__release(run);
}

void pl_run__let_go(pl_run *run)
{
    for (pl_run_lane *l = run->work.lanes, *next; l; l = next) {
        next = l->next;
        pl_pools_release(pl_engine__pools(run->engine), l->pool);
        pl_vec_done(&l->lane.jobs);
        pl_vec_done(&l->wanting);
        pl_mem_free(l);
    }
    run->work.lanes = NULL;
    pl_vec_done(&run->work.processor.lane.jobs);
}
