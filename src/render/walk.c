/* walk.c - the walk of walk.h over check trees and detections: it visits groups, controls and rows,
 * and calls the visitor. */
#include "render/walk.h"
#include "base/alloc.h"
#include "base/assert.h"

static void step(pl_visiting *w, pl_visit_fn *visit, const pl_visit *at)
{
    if (visit)
        visit(w, at);
    pl_sink_pass(w->sink);
}

/* ---- steps */

/* Visit a control. Its rows are read from the spool only if the visitor has a `row` function. */
static void visit_control(pl_visiting *w, const pl_visit *at)
{
    const pl_visitor *v = w->visitor;
    const pl_node *node = at->node;
    const pl_rows *rows = node->tally ? &node->tally->rows : &node->leaf->texts->rows;
    pl_row_walk walk = { 0 };
    const pl_check_row *row;
    step(w, v->control, at);
    if (node->error.len)
        step(w, v->failed, at);
    for (w->row = 0; v->row && (row = pl_row_walk_next(&walk, rows)); w->row++) {
        v->row(w, at, row);
        pl_sink_pass(w->sink);
    }
    step(w, v->end_control, at);
}

static void visit_group(pl_visiting *w, const pl_visit *at);

/* Visit the groups among the children, the controls, or both in the order in which they are
 * declared. */
static void visit_children(pl_visiting *w, const pl_visit *at, bool groups, bool controls)
{
    for (uint32_t i = 0; i < at->node->n_children; i++) {
        const pl_visit child = { at, at->node->children[i], at->depth + 1, i };
        bool control = pl_visit_is_control(&child);
        if (child.node->role != PL_NODE_LEFT_OUT && (control ? controls : groups))
            (control ? visit_control : visit_group)(w, &child);
    }
}

/* Recursion ends at PL_TREE_DEPTH, the depth of any tree. */
static void visit_group(pl_visiting *w, const pl_visit *at)
{
    pl_walk_order order = w->visitor->order;
    step(w, w->visitor->enter, at);
    if (order == PL_WALK_DECLARED) {
        visit_children(w, at, true, true);
    } else if (order == PL_WALK_DISTINCT) {
        pl_assert(w->results.tree);
        for (uint32_t i = 0; i < w->results.tree->n_runs; i++)
            pl_walk_control(w, at, w->results.tree->runs[i]);
    } else if (order != PL_WALK_NOWHERE) {
        visit_children(w, at, order == PL_WALK_GROUPS_FIRST, order == PL_WALK_CONTROLS_FIRST);
        step(w, w->visitor->between, at);
        visit_children(w, at, order == PL_WALK_CONTROLS_FIRST, order == PL_WALK_GROUPS_FIRST);
    }
    step(w, w->visitor->leave, at);
}

void pl_walk_control(pl_visiting *w, const pl_visit *root, const pl_node *control)
{
    const pl_visit at = { root, control, root->depth + 1, 0 };
    visit_control(w, &at);
}

void pl_walk_again(const pl_visiting *w, const pl_visitor *visitor, const pl_visit *at)
{
    pl_visiting again = *w;
    pl_assert(!pl_visit_is_control(at));
    again.visitor = visitor;
    visit_group(&again, at);
}

bool pl_results_write(const pl_visitor *visitor, const pl_results *results,
                      const struct pl_write_options *options, pl_sink *sink)
{
    pl_assert(!results->tree != !results->detections);
    const pl_visit root = { .node =
                                results->tree ? results->tree->root : results->detections->around };
    pl_visiting w = { .visitor = visitor,
                      .results = *results,
                      .options = options,
                      .sink = sink,
                      .out = &sink->text,
                      .state = visitor->state ? pl_mem_zalloc(visitor->state) : NULL };
    visit_group(&w, &root);
    pl_mem_free(w.state);
    return !sink->failed;
}

bool pl_visit_is_first(const pl_visit *at)
{
    const pl_node *parent = at->node->parent;
    return at->depth <= 1 || !parent || parent == at->outer->node;
}
