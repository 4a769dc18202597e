#include "run/tree.h"
#include "base/assert.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/vec.h"
#include <stdlib.h>
#include <time.h>

pl_str pl_run_state_name(pl_run_state state)
{
    switch (state) {
    case PL_RUN_RUNNING: return PL_S("running");
    case PL_RUN_COMPLETE: return PL_S("complete");
    case PL_RUN_ERROR: return PL_S("error");
    default: return PL_S("initialized");
    }
}

pl_moment pl_moment_now(void)
{
    return pl_moment_of(pl_clock_wall_ns());
}

pl_moment pl_moment_of(int64_t ns)
{
    time_t seconds = (time_t)(ns / 1000000000);
    struct tm local = { 0 };
    localtime_r(&seconds, &local);
    return (pl_moment){ seconds, (uint32_t)(ns % 1000000000), (int32_t)local.tm_gmtoff };
}

void pl_check_tree_workers(pl_check_tree *tree, unsigned n)
{
    tree->n_workers = n;
    tree->workers = pl_arena_zero(&tree->arena, n * sizeof *tree->workers, _Alignof(pl_arena));
}

void pl_check_tree_free(pl_check_tree *tree)
{
    if (!tree)
        return;
    for (unsigned i = 0; i < tree->n_workers; i++)
        pl_arena_done(&tree->workers[i]);
    for (uint32_t i = 0; i < tree->n_runs; i++)
        pl_rowtext_release(tree->runs[i]->rows.json);
    pl_row_keeper_free(tree->keeper);
    pl_arena arena = tree->arena; /* it holds the tree itself */
    pl_arena_done(&arena);
}

bool pl_tree_walk_next(pl_tree_walk *walk, const pl_check_tree *tree, pl_tree_child *out)
{
    if (!walk->began) {
        walk->began = true;
        walk->group = tree->root;
    }
    while (walk->group) {
        uint32_t at = walk->at[walk->depth]++;
        if (at >= walk->group->n_children) {
            walk->group = walk->group->parent;
            walk->at[walk->depth] = 0;
            walk->depth -= walk->depth > 0;
            continue;
        }
        *out = walk->group->children[at];
        if (!out->group && !out->run)
            continue;
        walk->holder = walk->group;
        if (out->group) {
            walk->group = out->group;
            walk->at[++walk->depth] = 0;
        }
        return true;
    }
    return false;
}

/* ---- finishing */

static void add_counts(pl_counts *to, const pl_counts *more)
{
    for (int i = 0; i < PL_ROW_STATUSES; i++)
        to->of[i] += more->of[i];
    to->exempted += more->exempted;
}

/* The sums of a group while its children are visited. */
typedef struct summing {
    PL_VEC(pl_severity_counts) severities;
    PL_VEC(pl_str) keys;
    uint64_t first, last; /* pl_clock_ns(); 0: nothing ran */
} summing;

static void add_severity(summing *s, pl_str severity, const pl_counts *counts)
{
    if (!severity.len)
        return;
    for (size_t i = 0; i < s->severities.n; i++) {
        if (pl_str_eq(s->severities.at[i].severity, severity)) {
            add_counts(&s->severities.at[i].counts, counts);
            return;
        }
    }
    pl_vec_push(&s->severities, ((pl_severity_counts){ severity, *counts }));
}

static void add_span(summing *s, uint64_t first, uint64_t last)
{
    if (!first)
        return;
    s->first = s->first && s->first < first ? s->first : first;
    s->last = s->last > last ? s->last : last;
}

static void add_run(pl_group *group, summing *s, const pl_control_run *run)
{
    add_counts(&group->counts, &run->counts);
    add_severity(s, run->info.severity, &run->counts);
    for (uint32_t i = 0; i < run->rows.n_keys; i++)
        pl_vec_push(&s->keys, run->rows.keys[i].key);
    add_span(s, run->started, run->started + run->nanos);
}

static int order_keys(const void *a, const void *b)
{
    return pl_str_cmp(*(const pl_str *)a, *(const pl_str *)b);
}

static void keep_keys(pl_check_tree *tree, pl_group *group, summing *s)
{
    size_t n = 0;
    if (!s->keys.n)
        return;
    qsort(s->keys.at, s->keys.n, sizeof *s->keys.at, order_keys);
    for (size_t i = 0; i < s->keys.n; i++)
        if (!n || !pl_str_eq(s->keys.at[n - 1], s->keys.at[i]))
            s->keys.at[n++] = s->keys.at[i];
    pl_str *keys = pl_arena_alloc(&tree->arena, n * sizeof *keys);
    memcpy(keys, s->keys.at, n * sizeof *keys);
    group->keys = keys;
    group->n_keys = (uint32_t)n;
}

static void keep_severities(pl_check_tree *tree, pl_group *group, summing *s)
{
    size_t size = s->severities.n * sizeof *s->severities.at;
    if (!size)
        return;
    pl_severity_counts *kept = pl_arena_alloc(&tree->arena, size);
    memcpy(kept, s->severities.at, size);
    group->severities = kept;
    group->n_severities = (uint32_t)s->severities.n;
}

/* Recursion ends at PL_TREE_DEPTH, the depth of any tree. */
static void sum_group(pl_check_tree *tree, pl_group *group, summing *outer)
{
    summing own = { 0 };
    group->counts = (pl_counts){ 0 };
    for (uint32_t i = 0; i < group->n_children; i++) {
        pl_tree_child *c = &group->children[i];
        if (c->run) {
            add_run(group, &own, c->run);
        } else if (c->group) {
            sum_group(tree, c->group, &own);
            add_counts(&group->counts, &c->group->counts);
        }
    }
    keep_keys(tree, group, &own);
    keep_severities(tree, group, &own);
    group->nanos = own.last - own.first;
    if (outer) {
        for (uint32_t i = 0; i < group->n_severities; i++)
            add_severity(outer, group->severities[i].severity, &group->severities[i].counts);
        for (uint32_t i = 0; i < group->n_keys; i++)
            pl_vec_push(&outer->keys, group->keys[i]);
        add_span(outer, own.first, own.last);
    }
    pl_vec_done(&own.severities);
    pl_vec_done(&own.keys);
}

void pl_check_tree_sum(pl_check_tree *tree)
{
    sum_group(tree, tree->root, NULL);
}

/* ---- invariants (tree.h) */

#ifndef NDEBUG
static void check_run(const pl_control_run *run)
{
    pl_row_walk walk = { 0 };
    pl_counts counts = { 0 };
    const pl_check_row *row;
    uint32_t n = 0;
    int last = 0;
    pl_assert(run->state == PL_RUN_COMPLETE || run->state == PL_RUN_ERROR);
    pl_assert((run->state == PL_RUN_ERROR) == (run->error.len > 0));
    for (; (row = pl_row_walk_next(&walk, &run->rows)); n++) {
        pl_assert(row->status >= last);
        counts.of[last = row->status]++;
    }
    if (run->state == PL_RUN_ERROR)
        counts.of[PL_ROW_ERROR]++;
    if (run->rows.json)
        return;
    pl_assert(n == run->rows.n && n <= run->n_rows);
    pl_assert(n < run->n_rows || memcmp(&counts, &run->counts, sizeof counts) == 0);
}

static void check_group(const pl_group *group)
{
    pl_counts counts = { 0 };
    uint32_t groups = 0, runs = 0;
    for (uint32_t i = 0; i < group->n_children; i++) {
        const pl_tree_child *c = &group->children[i];
        pl_assert(!c->group || !c->run);
        groups += c->group != NULL;
        runs += c->run != NULL;
        if (c->group) {
            pl_assert(c->group->parent == group);
            check_group(c->group);
        }
        if (c->group || c->run)
            add_counts(&counts, c->group ? &c->group->counts : &c->run->counts);
    }
    pl_assert(groups == group->n_groups && runs == group->n_runs);
    pl_assert(memcmp(&counts, &group->counts, sizeof counts) == 0);
    for (uint32_t i = 1; i < group->n_keys; i++)
        pl_assert(pl_str_cmp(group->keys[i - 1], group->keys[i]) < 0);
}
#endif

void pl_check_tree__check(const pl_check_tree *tree)
{
#ifndef NDEBUG
    for (uint32_t i = 0; i < tree->n_runs; i++)
        check_run(tree->runs[i]);
    check_group(tree->root);
#else
    (void)tree;
#endif
}

void pl_control_run_fail(pl_control_run *run, pl_arena *arena, pl_str text)
{
    run->state = PL_RUN_ERROR;
    run->error = pl_arena_str(arena, text.len ? text : PL_S("the database gave no reason"));
    run->counts = (pl_counts){ 0 };
    run->counts.of[PL_ROW_ERROR] = 1;
    run->rows = (pl_rows){ 0 };
    run->n_rows = 0;
}

void pl_check_tree_refuse(pl_check_tree *tree, pl_str why)
{
    for (uint32_t i = 0; i < tree->n_runs; i++)
        pl_control_run_fail(tree->runs[i], &tree->arena, why);
    pl_check_tree_sum(tree);
}
