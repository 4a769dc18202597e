#include "run/exec.h"
#include "base/alloc.h"
#include "run/build.h"
#include "run/workers.h"
#include <pthread.h>
#include <string.h>

typedef struct executor {
    pl_check_tree *tree;
    const pl_check_exec *exec;
    pl_control_run **order; /* in which they are begun */
    pthread_mutex_t lock;   /* of `progress`, and for exec->finished */
    pl_check_progress progress;
} executor;

/* ---- order */

/* The controls of a group, then its groups; each where it is met first. */
static uint32_t put_in_order(const pl_group *group, pl_control_run **order, uint32_t n, bool *met)
{
    for (uint32_t i = 0; i < group->n_children; i++) {
        pl_control_run *run = group->children[i].run;
        if (run && !met[run->index]) {
            met[run->index] = true;
            order[n++] = run;
        }
    }
    for (uint32_t i = 0; i < group->n_children; i++)
        if (group->children[i].group)
            n = put_in_order(group->children[i].group, order, n, met);
    return n;
}

static void find_order(executor *ex)
{
    bool *met = pl_mem_zalloc(ex->tree->n_runs + 1);
    ex->order = pl_mem_alloc((ex->tree->n_runs + 1) * sizeof(*ex->order));
    put_in_order(ex->tree->root, ex->order, 0, met);
    pl_mem_free(met);
}

/* ---- running */

static void note_begun(executor *ex)
{
    pthread_mutex_lock(&ex->lock);
    ex->progress.pending--;
    ex->progress.running++;
    pthread_mutex_unlock(&ex->lock);
}

static void note_finished(executor *ex, const pl_control_run *run)
{
    pl_check_progress *p = &ex->progress;
    pthread_mutex_lock(&ex->lock);
    p->running--;
    if (run->state == PL_RUN_ERROR)
        p->error++;
    else
        p->complete++;
    for (int i = 0; i < PL_ROW_STATUSES; i++)
        p->counts.of[i] += run->counts.of[i];
    if (ex->exec->finished)
        ex->exec->finished(ex->exec->ctx, run, p);
    pthread_mutex_unlock(&ex->lock);
}

static void run_one(void *ctx, uint32_t job, unsigned worker)
{
    executor *ex = ctx;
    note_begun(ex);
    pl_control__run(ex->order[job], ex->exec, ex->tree->keeper, &ex->tree->workers[worker]);
    note_finished(ex, ex->order[job]);
}

static void tell(void *ctx)
{
    executor *ex = ctx;
    pthread_mutex_lock(&ex->lock);
    pl_check_progress now = ex->progress;
    pthread_mutex_unlock(&ex->lock);
    ex->exec->progress(ex->exec->ctx, &now);
}

static void run_all(executor *ex)
{
    pl_check_tree *tree = ex->tree;
    pl_workers workers = {
        .n = pl_workers_count(ex->exec->dry_run ? 1 : ex->exec->max_parallel, tree->n_runs),
        .jobs = tree->n_runs,
        .first =
            pl_databases_is_local(ex->exec->dbs) ? PL_WORKERS_FIRST_HERE : PL_WORKERS_FIRST_SERVER,
        .job = run_one,
        .tick = ex->exec->progress ? tell : NULL,
        .ctx = ex,
    };
    tree->n_workers = workers.n;
    tree->workers =
        pl_arena_zero(&tree->arena, workers.n * sizeof *tree->workers, _Alignof(pl_arena));
    if (workers.tick)
        tell(ex);
    pl_workers_run(&workers);
    if (workers.tick)
        tell(ex);
}

/* ---- groups */

static bool show_groups(pl_check_tree *tree, const pl_check_exec *exec, pl_buf *why)
{
    pl_tree_walk walk = { 0 };
    pl_tree_child c;
    while (pl_tree_walk_next(&walk, tree, &c)) {
        if (c.group && !pl_control__show(&c.group->info, exec, &tree->arena, why))
            return false;
        if (c.run && !pl_control__show(&c.run->info, exec, &tree->arena, why))
            return false;
    }
    return true;
}

static bool has_all_rows(const pl_check_tree *tree, pl_buf *why)
{
    int error = pl_row_keeper_error(tree->keeper);
    if (error)
        pl_buf_printf(why, "cannot keep rows in a temporary file: %s", strerror(error));
    return error == 0;
}

static void title_root(pl_check_tree *tree)
{
    const pl_tree_child *item = pl_check_tree_item(tree);
    if (item->group)
        tree->root->info.title = item->group->info.title;
    else if (item->run)
        tree->root->info.title = item->run->info.title;
}

bool pl_check_exec_run(pl_check_tree *tree, const pl_check_exec *exec, pl_buf *why)
{
    executor ex = { .tree = tree, .exec = exec };
    tree->start = pl_moment_now();
    tree->dry_run = exec->dry_run;
    ex.progress.total = ex.progress.pending = tree->n_runs;
    find_order(&ex);
    pthread_mutex_init(&ex.lock, NULL);
    run_all(&ex);
    pthread_mutex_destroy(&ex.lock);
    pl_mem_free(ex.order);
    tree->cancelled = exec->stop && exec->stop->fired;
    tree->end = pl_moment_now();
    bool ok = has_all_rows(tree, why) && show_groups(tree, exec, why);
    title_root(tree);
    pl_check_tree_sum(tree);
    pl_check_tree__check(tree);
    return ok;
}
