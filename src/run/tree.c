/* tree.c - makes, sums up, walks and frees the tree of a check. */
#include "run/tree.h"
#include "base/assert.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/vec.h"
#include <stdlib.h>
#include <time.h>

/* ---- nodes */

pl_node *pl_node_of_check(pl_arena *arena, pl_node_role role)
{
    pl_node *node = PL_NEW(arena, pl_node);
    node->role = (uint8_t)role;
    node->type = role == PL_NODE_CONTROL ? PL_S("control") : PL_S("benchmark");
    node->shown.width = -1;
    node->tally = PL_NEW(arena, pl_node_tally);
    node->tally->id = PL_NO_ENTRY;
    return node;
}

uint32_t pl_node_count(const pl_node *benchmark, pl_node_role role)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < benchmark->n_children; i++)
        n += benchmark->children[i]->role == role;
    return n;
}

void pl_node_add_parent(pl_arena *arena, pl_node *node, pl_node *parent)
{
    if (!node->parent) {
        node->parent = parent;
        return;
    }
    pl_node_parent *more = PL_NEW(arena, pl_node_parent);
    more->panel = parent;
    *(node->also ? &node->tally->last_also->next : &node->also) = more;
    node->tally->last_also = more;
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
        pl_rowtext_release(tree->runs[i]->tally->rows.json);
    pl_row_keeper_free(tree->keeper);
    pl_arena arena = tree->arena; /* it holds the tree itself */
    pl_arena_done(&arena);
}

bool pl_tree_walk_next(pl_tree_walk *walk, const pl_check_tree *tree, pl_node **out)
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
        if ((*out)->role == PL_NODE_LEFT_OUT)
            continue;
        walk->holder = walk->group;
        if ((*out)->role == PL_NODE_BENCHMARK) {
            walk->group = *out;
            walk->at[++walk->depth] = 0;
        }
        return true;
    }
    return false;
}

/* ---- finishing */

/* The sums of a benchmark while its children are visited. */
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
            pl_counts_add(&s->severities.at[i].counts, counts);
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

static void add_control(pl_node *group, summing *s, const pl_node *run)
{
    pl_counts_add(&group->tally->counts, &run->tally->counts);
    add_severity(s, run->shown.severity, &run->tally->counts);
    for (uint32_t i = 0; i < run->tally->rows.n_keys; i++)
        pl_vec_push(&s->keys, run->tally->rows.keys[i].key);
    add_span(s, run->tally->started, run->tally->started + run->tally->nanos);
}

static int order_keys(const void *a, const void *b)
{
    return pl_str_cmp(*(const pl_str *)a, *(const pl_str *)b);
}

static void keep_keys(pl_check_tree *tree, pl_node *group, summing *s)
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
    group->tally->keys = keys;
    group->tally->n_keys = (uint32_t)n;
}

static void keep_severities(pl_check_tree *tree, pl_node *group, summing *s)
{
    size_t size = s->severities.n * sizeof *s->severities.at;
    if (!size)
        return;
    pl_severity_counts *kept = pl_arena_alloc(&tree->arena, size);
    memcpy(kept, s->severities.at, size);
    group->tally->severities = kept;
    group->tally->n_severities = (uint32_t)s->severities.n;
}

/* Recursion ends at PL_TREE_DEPTH, the depth of any tree. */
static void sum_benchmark(pl_check_tree *tree, pl_node *group, summing *outer)
{
    summing own = { 0 };
    group->tally->counts = (pl_counts){ 0 };
    for (uint32_t i = 0; i < group->n_children; i++) {
        pl_node *child = group->children[i];
        if (child->role == PL_NODE_CONTROL) {
            add_control(group, &own, child);
        } else if (child->role == PL_NODE_BENCHMARK) {
            sum_benchmark(tree, child, &own);
            pl_counts_add(&group->tally->counts, &child->tally->counts);
        }
    }
    keep_keys(tree, group, &own);
    keep_severities(tree, group, &own);
    group->tally->nanos = own.last - own.first;
    if (outer) {
        for (uint32_t i = 0; i < group->tally->n_severities; i++)
            add_severity(outer, group->tally->severities[i].severity,
                         &group->tally->severities[i].counts);
        for (uint32_t i = 0; i < group->tally->n_keys; i++)
            pl_vec_push(&outer->keys, group->tally->keys[i]);
        add_span(outer, own.first, own.last);
    }
    pl_vec_done(&own.severities);
    pl_vec_done(&own.keys);
}

void pl_check_tree_sum(pl_check_tree *tree)
{
    sum_benchmark(tree, tree->root, NULL);
}

/* ---- invariants (tree.h) */

#ifndef NDEBUG
static void check_control(const pl_node *run)
{
    pl_row_walk walk = { 0 };
    pl_counts counts = { 0 };
    const pl_check_row *row;
    uint32_t n = 0;
    int last = 0;
    pl_assert(run->status == PL_NODE_COMPLETE || run->status == PL_NODE_ERROR);
    pl_assert((run->status == PL_NODE_ERROR) == (run->error.len > 0));
    for (; (row = pl_row_walk_next(&walk, &run->tally->rows)); n++) {
        pl_assert(row->status >= last);
        counts.of[last = row->status]++;
    }
    if (run->status == PL_NODE_ERROR)
        counts.of[PL_ROW_ERROR]++;
    if (run->tally->rows.json)
        return;
    pl_assert(n == run->tally->rows.n && n <= run->tally->n_rows);
    pl_assert(n < run->tally->n_rows || memcmp(&counts, &run->tally->counts, sizeof counts) == 0);
}

static void check_benchmark(const pl_node *group)
{
    pl_counts counts = { 0 };
    for (uint32_t i = 0; i < group->n_children; i++) {
        const pl_node *child = group->children[i];
        if (child->role == PL_NODE_LEFT_OUT)
            continue;
        pl_assert(child->tally);
        if (child->role == PL_NODE_BENCHMARK) {
            pl_assert(child->parent == group);
            check_benchmark(child);
        }
        pl_counts_add(&counts, &child->tally->counts);
    }
    pl_assert(memcmp(&counts, &group->tally->counts, sizeof counts) == 0);
    for (uint32_t i = 1; i < group->tally->n_keys; i++)
        pl_assert(pl_str_cmp(group->tally->keys[i - 1], group->tally->keys[i]) < 0);
}
#endif

void pl_check_tree__check(const pl_check_tree *tree)
{
#ifndef NDEBUG
    for (uint32_t i = 0; i < tree->n_runs; i++)
        check_control(tree->runs[i]);
    check_benchmark(tree->root);
#else
    (void)tree;
#endif
}

void pl_control_fail(pl_node *run, pl_arena *arena, pl_str text)
{
    run->status = PL_NODE_ERROR;
    run->error = pl_arena_str(arena, text.len ? text : PL_S("the database gave no reason"));
    run->tally->counts = (pl_counts){ 0 };
    run->tally->counts.of[PL_ROW_ERROR] = 1;
    run->tally->rows = (pl_rows){ 0 };
    run->tally->n_rows = 0;
}

void pl_check_tree_refuse(pl_check_tree *tree, pl_str why)
{
    for (uint32_t i = 0; i < tree->n_runs; i++)
        pl_control_fail(tree->runs[i], &tree->arena, why);
    pl_check_tree_sum(tree);
}
