/* exec.c - the order in which the controls of a tree begin, and the count of how many have begun
 * and finished. */
#include "run/exec.h"
#include "base/alloc.h"
#include "base/file.h"
#include "run/build.h"
#include <string.h>

/* ---- order */

/* List the controls of a benchmark, then those of its benchmarks, each control once. */
static uint32_t put_in_order(const pl_node *group, pl_node **order, uint32_t n, bool *met)
{
    for (uint32_t i = 0; i < group->n_children; i++) {
        pl_node *control = group->children[i];
        if (control->role == PL_NODE_CONTROL && !met[control->tally->index]) {
            met[control->tally->index] = true;
            order[n++] = control;
        }
    }
    for (uint32_t i = 0; i < group->n_children; i++)
        if (group->children[i]->role == PL_NODE_BENCHMARK)
            n = put_in_order(group->children[i], order, n, met);
    return n;
}

static void find_order(pl_check_turns *t)
{
    bool *met = pl_mem_zalloc(t->tree->n_runs + 1);
    t->order = pl_arena_alloc(&t->tree->arena, (t->tree->n_runs + 1) * sizeof(*t->order));
    put_in_order(t->tree->root, t->order, 0, met);
    pl_mem_free(met);
}

/* ---- turns */

void pl_check_turns__begin(pl_check_turns *t, pl_check_tree *tree, const pl_check_exec *exec)
{
    *t = (pl_check_turns){ .tree = tree, .exec = exec };
    t->progress.runs.total = t->progress.runs.pending = tree->n_runs;
    tree->start = pl_moment_now();
    tree->dry_run = exec->dry_run;
    find_order(t);
}

pl_node *pl_check_turns__next(pl_check_turns *t)
{
    if (t->next == t->tree->n_runs)
        return NULL;
    t->progress.runs.pending--;
    t->progress.runs.running++;
    return t->order[t->next++];
}

void pl_check_turns__finished(pl_check_turns *t, const pl_node *run)
{
    pl_check_progress *p = &t->progress;
    p->runs.running--;
    p->runs.error += run->status == PL_NODE_ERROR;
    p->runs.complete += run->status != PL_NODE_ERROR;
    pl_counts_add(&p->counts, &run->tally->counts);
}

/* ---- benchmarks */

static bool has_all_rows(const pl_check_tree *tree, pl_buf *why)
{
    int error = pl_row_keeper_error(tree->keeper);
    if (error)
        pl_buf_printf(why, "cannot keep rows in a temporary file: %s", pl_error_text(error));
    return error == 0;
}

static void title_root(pl_check_tree *tree)
{
    const pl_node *item = pl_check_tree_item(tree);
    if (item->role != PL_NODE_LEFT_OUT)
        tree->root->shown.title = item->shown.title;
}

bool pl_check_turns__end(pl_check_turns *t, pl_buf *why)
{
    pl_check_tree *tree = t->tree;
    tree->cancelled = pl_limits_stopped(&t->exec->limits);
    tree->end = pl_moment_now();
    bool ok = has_all_rows(tree, why) && pl_check__show(tree, t->exec, why);
    title_root(tree);
    pl_check_tree_sum(tree);
    pl_check_tree__check(tree);
    return ok;
}
