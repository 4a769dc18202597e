#include "run/exec.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "run/build.h"
#include <pthread.h>
#include <time.h>

enum { DEFAULT_PARALLEL = 10, MOST_WORKERS = 256, TICK_MS = 100 };

typedef struct executor {
    pl_check_tree *tree;
    const pl_check_exec *exec;
    pl_control_run **order; /* in which they are begun */
    pthread_mutex_t lock;   /* for what follows, and for exec->finished */
    pthread_cond_t done;
    pl_check_progress progress;
    uint32_t next;
    unsigned working; /* workers that have not ended */
} executor;

typedef struct worker {
    executor *ex;
    pl_arena *arena;
    pthread_t thread;
    bool started;
} worker;

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

/* ---- workers */

static pl_control_run *claim(executor *ex)
{
    pl_control_run *run = NULL;
    pthread_mutex_lock(&ex->lock);
    if (ex->next < ex->tree->n_runs) {
        run = ex->order[ex->next++];
        ex->progress.pending--;
        ex->progress.running++;
    }
    pthread_mutex_unlock(&ex->lock);
    return run;
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

static void *work(void *arg)
{
    worker *w = arg;
    pl_control_run *run;
    while ((run = claim(w->ex)) != NULL) {
        pl_control__run(run, w->ex->exec, w->arena);
        note_finished(w->ex, run);
    }
    pthread_mutex_lock(&w->ex->lock);
    w->ex->working--;
    pthread_cond_signal(&w->ex->done);
    pthread_mutex_unlock(&w->ex->lock);
    return NULL;
}

/* ---- the caller */

static void tell(executor *ex)
{
    pl_check_progress now;
    if (!ex->exec->progress)
        return;
    pthread_mutex_lock(&ex->lock);
    now = ex->progress;
    pthread_mutex_unlock(&ex->lock);
    ex->exec->progress(ex->exec->ctx, &now);
}

static void wait_a_tick(executor *ex)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += TICK_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_cond_timedwait(&ex->done, &ex->lock, &until);
}

static void wait_for_workers(executor *ex)
{
    pthread_mutex_lock(&ex->lock);
    while (ex->working) {
        if (!ex->exec->progress) {
            pthread_cond_wait(&ex->done, &ex->lock);
            continue;
        }
        wait_a_tick(ex);
        pthread_mutex_unlock(&ex->lock);
        tell(ex);
        pthread_mutex_lock(&ex->lock);
    }
    pthread_mutex_unlock(&ex->lock);
}

static unsigned count_workers(const executor *ex)
{
    unsigned most = ex->exec->max_parallel ? ex->exec->max_parallel : DEFAULT_PARALLEL;
    most = most > MOST_WORKERS ? MOST_WORKERS : most;
    most = ex->exec->dry_run ? 1 : most;
    return most < ex->tree->n_runs ? most : ex->tree->n_runs ? ex->tree->n_runs : 1;
}

/* The caller works itself when there is nobody else: alone and with nobody to tell, or without
 * threads. */
static void run_workers(executor *ex, worker *workers, unsigned n)
{
    bool alone = n == 1 && !ex->exec->progress;
    unsigned started = 0;
    ex->working = n;
    for (unsigned i = 0; i < n && !alone; i++) {
        workers[i].started = pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0;
        started += workers[i].started;
    }
    pthread_mutex_lock(&ex->lock);
    ex->working -= n - started;
    ex->working += started == 0;
    pthread_mutex_unlock(&ex->lock);
    if (!started)
        work(&workers[0]);
    wait_for_workers(ex);
    for (unsigned i = 0; i < n; i++)
        if (workers[i].started)
            pthread_join(workers[i].thread, NULL);
}

static void run_all(executor *ex)
{
    pl_check_tree *tree = ex->tree;
    unsigned n = count_workers(ex);
    worker *workers = pl_mem_zalloc(n * sizeof *workers);
    tree->workers = pl_arena_zero(&tree->arena, n * sizeof *tree->workers, _Alignof(pl_arena));
    tree->n_workers = n;
    for (unsigned i = 0; i < n; i++) {
        workers[i].ex = ex;
        workers[i].arena = &tree->workers[i];
    }
    run_workers(ex, workers, n);
    pl_mem_free(workers);
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
    pthread_cond_init(&ex.done, NULL);
    tell(&ex);
    run_all(&ex);
    tell(&ex);
    pthread_cond_destroy(&ex.done);
    pthread_mutex_destroy(&ex.lock);
    pl_mem_free(ex.order);
    tree->cancelled = exec->stop && exec->stop->fired;
    tree->end = pl_moment_now();
    bool ok = show_groups(tree, exec, why);
    title_root(tree);
    pl_check_tree_sum(tree);
    return ok;
}
