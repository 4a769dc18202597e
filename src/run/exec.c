#include "run/exec.h"
#include "base/alloc.h"
#include "run/build.h"
#include "run/workers.h"
#include <pthread.h>
#include <string.h>

typedef struct executor {
    pl_check_turns turns; /* under `lock`, while it runs */
    pthread_mutex_t lock;
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

static void find_order(pl_check_turns *t)
{
    bool *met = pl_mem_zalloc(t->tree->n_runs + 1);
    t->order = pl_mem_alloc((t->tree->n_runs + 1) * sizeof(*t->order));
    put_in_order(t->tree->root, t->order, 0, met);
    pl_mem_free(met);
}

/* ---- turns */

void pl_check_turns__begin(pl_check_turns *t, pl_check_tree *tree, const pl_check_exec *exec)
{
    *t = (pl_check_turns){ .tree = tree, .exec = exec };
    t->progress.total = t->progress.pending = tree->n_runs;
    tree->start = pl_moment_now();
    tree->dry_run = exec->dry_run;
    find_order(t);
}

pl_control_run *pl_check_turns__next(pl_check_turns *t)
{
    if (t->next == t->tree->n_runs)
        return NULL;
    t->progress.pending--;
    t->progress.running++;
    return t->order[t->next++];
}

void pl_check_turns__finished(pl_check_turns *t, const pl_control_run *run)
{
    pl_check_progress *p = &t->progress;
    p->running--;
    if (run->state == PL_RUN_ERROR)
        p->error++;
    else
        p->complete++;
    for (int i = 0; i < PL_ROW_STATUSES; i++)
        p->counts.of[i] += run->counts.of[i];
    if (t->exec->finished)
        t->exec->finished(t->exec->ctx, run, p);
}

void pl_check_turns__done(pl_check_turns *t)
{
    pl_mem_free(t->order);
    t->order = NULL;
}

/* ---- running */

static void run_one(void *ctx, uint32_t job, unsigned worker)
{
    executor *ex = ctx;
    pl_check_tree *tree = ex->turns.tree;
    (void)job;
    pthread_mutex_lock(&ex->lock);
    pl_control_run *run = pl_check_turns__next(&ex->turns);
    pthread_mutex_unlock(&ex->lock);
    pl_control__run(run, ex->turns.exec, tree->keeper, &tree->workers[worker]);
    pthread_mutex_lock(&ex->lock);
    pl_check_turns__finished(&ex->turns, run);
    pthread_mutex_unlock(&ex->lock);
}

static void tell(void *ctx)
{
    executor *ex = ctx;
    const pl_check_exec *exec = ex->turns.exec;
    pthread_mutex_lock(&ex->lock);
    pl_check_progress now = ex->turns.progress;
    pthread_mutex_unlock(&ex->lock);
    exec->progress(exec->ctx, &now);
}

static void run_all(executor *ex)
{
    pl_check_tree *tree = ex->turns.tree;
    const pl_check_exec *exec = ex->turns.exec;
    pl_workers workers = {
        .n = pl_workers_count(exec->dry_run ? 1 : exec->max_parallel, tree->n_runs),
        .jobs = tree->n_runs,
        .first = pl_databases_is_local(exec->dbs) ? PL_WORKERS_FIRST_HERE : PL_WORKERS_FIRST_SERVER,
        .job = run_one,
        .tick = exec->progress ? tell : NULL,
        .ctx = ex,
    };
    pl_check_tree_workers(tree, workers.n);
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

bool pl_check_turns__end(pl_check_turns *t, pl_buf *why)
{
    pl_check_tree *tree = t->tree;
    tree->cancelled = t->exec->stop && t->exec->stop->fired;
    tree->end = pl_moment_now();
    bool ok = has_all_rows(tree, why) && show_groups(tree, t->exec, why);
    title_root(tree);
    pl_check_tree_sum(tree);
    pl_check_tree__check(tree);
    return ok;
}

bool pl_check_exec_run(pl_check_tree *tree, const pl_check_exec *exec, pl_buf *why)
{
    executor ex;
    pl_check_turns__begin(&ex.turns, tree, exec);
    pthread_mutex_init(&ex.lock, NULL);
    run_all(&ex);
    pthread_mutex_destroy(&ex.lock);
    bool ok = pl_check_turns__end(&ex.turns, why);
    pl_check_turns__done(&ex.turns);
    return ok;
}
