/* states.c - the states of the nodes of an execution (server.md 5.6).
 *
 *     initialized -> blocked   it waits for a value
 *     blocked     -> running   the last value has arrived
 *     running     -> complete  its query and everything below it are done
 *     any         -> error     its query or arguments fail, or something below it did
 *     any         -> canceled  the stop was fired before it began
 *     blocked     -> error     the deadline passed while it waited
 *
 * set_status() is the only function that changes a status. A node counts in `waiting` what it
 * still waits for; finish() lowers the count of its parents, which may finish in turn, and so on
 * up the tree. A parent without a query is blocked while something below it is.
 *
 * A `with` that has finished goes into the list `done`; publish_ended() hands its values to its
 * readers. That may finish further nodes, among them other `with` blocks, which join the list:
 * so a chain of them needs no recursion. */
#include "base/assert.h"
#include "base/str.h"
#include "run/dashboard.h"
#include "run/tree.h"

static void finish(pl_execution *e, pl_node *panel, pl_node_status status, pl_str error);

static bool is_finished(const pl_node *panel)
{
    return panel->status >= PL_NODE_COMPLETE;
}

static bool has_job(const pl_node *panel)
{
    return pl_node_queries(panel) || panel->role == PL_NODE_CHECK;
}

static bool is_with(const pl_node *panel)
{
    return panel->resource && panel->resource->kind == PL_KIND_WITH;
}

static void note_blocked(pl_execution *e, pl_node *parent, int by);

static void set_status(pl_execution *e, pl_node *panel, pl_node_status status)
{
    int by = (status == PL_NODE_BLOCKED) - (panel->status == PL_NODE_BLOCKED);
    if (panel->status == status)
        return;
    pl_assert(!is_finished(panel)); /* what has finished does not change */
    panel->status = (uint8_t)status;
    if (e->status)
        e->status(e->ctx, panel);
    if (!by)
        return;
    note_blocked(e, panel->parent, by);
    for (const pl_node_parent *p = panel->also; p; p = p->next)
        note_blocked(e, p->panel, by);
}

/* A node with a query is blocked by its own values alone. */
static void note_blocked(pl_execution *e, pl_node *parent, int by)
{
    if (!parent)
        return;
    pl_assert(by > 0 || parent->state->blocked > 0);
    parent->state->blocked += (uint32_t)by;
    if (is_finished(parent) || has_job(parent))
        return;
    if (parent->state->blocked && parent->status == PL_NODE_RUNNING)
        set_status(e, parent, PL_NODE_BLOCKED);
    else if (!parent->state->blocked && parent->status == PL_NODE_BLOCKED)
        set_status(e, parent, PL_NODE_RUNNING);
}

/* ---- up the tree */

/* Combine the rows of all nodes, then of all edges, in the order of the source. */
static void combine(pl_node *graph)
{
    static const pl_kind kinds[] = { PL_KIND_NODE, PL_KIND_EDGE };
    for (size_t k = 0; k < PL_COUNT(kinds); k++)
        for (uint32_t i = 0; i < graph->n_children; i++)
            if (graph->children[i]->resource->kind == kinds[k])
                pl_leaf_add(graph->leaf, graph->children[i]->leaf);
    graph->leaf->there = true;
    graph->leaf->null_rows = graph->leaf->n_rows == 0;
}

static pl_str children_failed(pl_execution *e, const pl_node *panel)
{
    if (pl_limits_passed(&e->limits) && e->overdue.above.len)
        return e->overdue.above;
    if (panel->state->failed == 1)
        return PL_S("1 child failed with an error");
    return pl_arena_printf(&e->arena, "%u children failed with an error", panel->state->failed);
}

/* Lower the count of what `panel` waits for; at zero it finishes. */
static void end_one_wait(pl_execution *e, pl_node *panel)
{
    pl_assert(is_finished(panel) || panel->state->waiting > 0);
    if (is_finished(panel) || --panel->state->waiting > 0)
        return;
    bool own = panel->role == PL_NODE_LEAF && panel->n_children && !pl_node_queries(panel);
    if (pl_limits_stopped(&e->limits) && panel->state->failed) {
        finish(e, panel, PL_NODE_CANCELED, PL_S("execution cancelled"));
    } else if (panel->state->failed) {
        finish(e, panel, PL_NODE_ERROR, children_failed(e, panel));
    } else {
        if (own)
            combine(panel);
        finish(e, panel, PL_NODE_COMPLETE, (pl_str){ 0 });
    }
}

static void publish_ended(pl_execution *e);

static void finish_child(pl_execution *e, pl_node *parent, pl_node_status status)
{
    if (!parent)
        return;
    parent->state->failed += status != PL_NODE_COMPLETE;
    end_one_wait(e, parent);
}

static void finish(pl_execution *e, pl_node *panel, pl_node_status status, pl_str error)
{
    pl_assert(status >= PL_NODE_COMPLETE && !panel->state->is_idle);
    if (is_finished(panel))
        return;
    pl_assert(e->ready.unfinished > 0);
    panel->error = error;
    e->ready.unfinished--;
    set_status(e, panel, status);
    if (is_with(panel))
        pl_vec_push(&e->ready.done, panel);
    finish_child(e, panel->parent, status);
    for (const pl_node_parent *p = panel->also; p; p = p->next)
        finish_child(e, p->panel, status);
    publish_ended(e);
}

/* ---- values */

static bool has_all(pl_node *panel)
{
    pl_node_plan *plan = panel->plan;
    while (plan && plan->met < plan->n_deps && plan->deps[plan->met].published)
        plan->met++;
    return !plan || plan->met == plan->n_deps;
}

static void unblock(pl_execution *e, pl_node *panel);

/* End the nodes and edges that wait for params of a graph which will never have them. */
static void fail_parts(pl_execution *e, pl_node *graph, pl_node_status status, pl_str error)
{
    for (uint32_t i = 0; i < graph->n_children; i++)
        for (uint32_t k = 0; k < pl_node_n_deps(graph->children[i]); k++)
            if (graph->children[i]->plan->deps[k].publisher == graph)
                finish(e, graph->children[i], status, error);
}

static void fail(pl_execution *e, pl_node *panel, pl_node_status status, pl_str error)
{
    if (panel->check && !panel->state->has_begun && !is_finished(panel))
        pl_check_tree_refuse(panel->check, error);
    finish(e, panel, status, error);
    if (!has_job(panel))
        fail_parts(e, panel, status, error);
}

static void fail_with(pl_execution *e, pl_node *panel, const pl_buf *why)
{
    fail(e, panel, PL_NODE_ERROR, pl_arena_str(&e->arena, pl_buf_view(why)));
}

/* The arguments of a graph are complete: publish them as params to its nodes and edges. */
static void publish_params(pl_execution *e, pl_node *graph)
{
    pl_buf why = { 0 };
    if (!pl_depend__params(e, graph, &why))
        fail_with(e, graph, &why);
    pl_buf_done(&why);
    for (uint32_t i = 0; i < graph->n_children && !is_finished(graph); i++)
        if (pl_node_n_deps(graph->children[i]))
            unblock(e, graph->children[i]);
}

/* If all values of `panel` have arrived, bind its arguments and queue it. */
static void unblock(pl_execution *e, pl_node *panel)
{
    pl_buf why = { 0 };
    if (is_finished(panel) || panel->state->is_idle || panel->state->is_queued || !has_all(panel))
        return;
    if (!has_job(panel)) {
        publish_params(e, panel);
    } else if (panel->role == PL_NODE_CHECK || panel->plan->resolved ||
               pl_depend__bind(e, panel, &why)) {
        panel->state->is_queued = true;
        set_status(e, panel, PL_NODE_RUNNING);
        pl_vec_push(&e->ready.queue, panel);
    } else {
        fail_with(e, panel, &why);
    }
    pl_buf_done(&why);
}

static void take_value(pl_execution *e, pl_with_rows *rows, pl_dependency *d)
{
    pl_buf why = { 0 };
    const pl_node *with = d->publisher;
    d->published = true;
    if (with->status != PL_NODE_COMPLETE)
        fail(e, d->reader, (pl_node_status)with->status, with->error);
    else if (!pl_depend__resolve(e, rows, d, &why))
        fail_with(e, d->reader, &why);
    pl_buf_done(&why);
}

/* Hand the values of a `with` to its readers. Dependencies of the same reader follow each other. */
static void publish(pl_execution *e, const pl_node *with)
{
    pl_with_rows rows = { 0 };
    for (pl_dependency *d = with->plan->readers; d; d = d->next) {
        if (!is_finished(d->reader) && !d->reader->state->is_idle)
            take_value(e, &rows, d);
        if (!d->next || d->next->reader != d->reader)
            unblock(e, d->reader);
    }
    pl_with_rows_done(&rows);
}

/* Publish the `with` blocks that have finished. One that fails ends its readers, among them
 * other `with` blocks; the outermost call publishes these as well. */
static void publish_ended(pl_execution *e)
{
    if (e->ready.publishing)
        return;
    e->ready.publishing = true;
    while (e->ready.published < e->ready.done.n)
        publish(e, e->ready.done.at[e->ready.published++]);
    e->ready.publishing = false;
}

static void publish_inputs(pl_execution *e, pl_node *panel)
{
    for (uint32_t k = 0; k < pl_node_n_deps(panel); k++) {
        pl_dependency *d = &panel->plan->deps[k];
        const pl_value *given =
            pl_str_eq(d->root, PL_S("input")) ? pl_execution__input(e, d->target) : NULL;
        if (given) {
            d->value = *given;
            d->published = true;
        }
    }
}

void pl_execution__publish(pl_execution *e)
{
    for (size_t i = 0; i < e->panels.n; i++) {
        pl_node *panel = e->panels.at[i];
        if (is_finished(panel) || panel->state->is_idle || !pl_node_n_deps(panel))
            continue;
        publish_inputs(e, panel);
        unblock(e, panel);
    }
}

/* ---- ended from outside */

/* End the nodes whose query has not begun. Nodes without a query finish when those below them
 * do. */
static void end_idle(pl_execution *e, pl_node_status status, pl_str error)
{
    for (size_t i = 0; i < e->panels.n; i++) {
        pl_node *panel = e->panels.at[i];
        if (!is_finished(panel) && !panel->state->is_idle && has_job(panel) &&
            !panel->state->has_begun)
            fail(e, panel, status, error);
    }
}

void pl_execution__cancel(pl_execution *e)
{
    end_idle(e, PL_NODE_CANCELED, PL_S("execution cancelled"));
    pl_execution__check(e);
}

void pl_execution__expire(pl_execution *e)
{
    end_idle(e, PL_NODE_ERROR, e->overdue.node);
    pl_execution__check(e);
}

/* ---- one node */

pl_node *pl_execution__ready(pl_execution *e)
{
    while (e->ready.taken < e->ready.queue.n) {
        pl_node *panel = e->ready.queue.at[e->ready.taken++];
        if (!is_finished(panel))
            return panel;
    }
    return NULL;
}

bool pl_execution__claim(pl_execution *e, pl_node *panel)
{
    if (is_finished(panel))
        return false;
    panel->state->has_begun = !pl_limits_stopped(&e->limits) && !pl_limits_passed(&e->limits);
    if (pl_limits_stopped(&e->limits))
        fail(e, panel, PL_NODE_CANCELED, PL_S("execution cancelled"));
    else if (pl_limits_passed(&e->limits))
        fail(e, panel, PL_NODE_ERROR, e->overdue.node);
    return panel->state->has_begun;
}

void pl_execution__end(pl_execution *e, pl_node *panel, pl_str why)
{
    if (why.len)
        finish(e, panel, PL_NODE_ERROR, pl_arena_str(&e->arena, why));
    else
        end_one_wait(e, panel);
    pl_execution__check(e);
}

/* ---- the invariants of the header */

#ifndef NDEBUG
/* Which parts a node has (node.h), and what its state may be. */
static void check_panel(const pl_node *panel)
{
    pl_assert(panel->state && (!panel->plan || panel->role == PL_NODE_LEAF || !panel->parent));
    pl_assert(!panel->plan || panel->plan->met <= panel->plan->n_deps);
    pl_assert(!panel->state->is_queued || has_job(panel));
    pl_assert(!panel->state->has_begun || panel->state->is_queued);
    pl_assert(panel->status != PL_NODE_BLOCKED || has_job(panel) || panel->state->blocked > 0);
    pl_assert(panel->status <= PL_NODE_COMPLETE || panel->error.len > 0);
}
#endif

void pl_execution__get_progress(const pl_execution *e, pl_progress *out)
{
    for (size_t i = 0; i < e->panels.n; i++) {
        const pl_node *node = e->panels.at[i];
        if (!pl_node_queries(node))
            continue;
        out->total++;
        out->complete += node->status == PL_NODE_COMPLETE;
        out->error += node->status > PL_NODE_COMPLETE;
        out->running += !is_finished(node) && node->state->has_begun;
        out->pending += !is_finished(node) && !node->state->has_begun;
    }
}

void pl_execution__begin_task(pl_execution *e)
{
    e->ready.tasks++;
    e->ready.unfinished++;
}

void pl_execution__end_task(pl_execution *e)
{
    pl_assert(e->ready.tasks > 0 && e->ready.unfinished >= e->ready.tasks);
    e->ready.tasks--;
    e->ready.unfinished--;
}

void pl_execution__check(const pl_execution *e)
{
#ifndef NDEBUG
    uint32_t unfinished = 0;
    for (size_t i = 0; i < e->panels.n; i++) {
        check_panel(e->panels.at[i]);
        unfinished += !is_finished(e->panels.at[i]) && !e->panels.at[i]->state->is_idle;
    }
    pl_assert(e->ready.unfinished == unfinished + e->ready.tasks);
    pl_assert(e->ready.taken <= e->ready.queue.n && e->ready.published <= e->ready.done.n);
    for (size_t i = e->ready.taken; i < e->ready.queue.n; i++)
        pl_assert(e->ready.queue.at[i]->state->is_queued);
#else
    (void)e;
#endif
}

/* ---- beginning */

/* Count for each node what it waits for. */
static void prepare(pl_execution *e)
{
    for (size_t i = 0; i < e->panels.n; i++) {
        pl_node *panel = e->panels.at[i];
        panel->state->waiting = has_job(panel);
        e->ready.unfinished += !is_finished(panel) && !panel->state->is_idle;
        for (uint32_t k = 0; k < panel->n_children; k++)
            panel->state->waiting += !is_finished(panel->children[k]);
        for (uint32_t k = 0; k < panel->n_withs; k++)
            panel->state->waiting +=
                !is_finished(panel->withs[k]) && !panel->withs[k]->state->is_idle;
    }
}

/* Is it a graph whose nodes and edges may wait for its params? */
static bool publishes(const pl_node *panel)
{
    return panel->role == PL_NODE_LEAF && !pl_node_queries(panel) && panel->n_children &&
           panel->resource->params;
}

void pl_execution__begin(pl_execution *e)
{
    prepare(e);
    e->started = pl_moment_now();
    for (size_t i = 0; i < e->panels.n; i++) {
        pl_node *panel = e->panels.at[i];
        if (is_finished(panel) && is_with(panel))
            pl_vec_push(&e->ready.done,
                        panel); /* it has nothing to run, so its readers need not wait */
        if (is_finished(panel) || panel->state->is_idle)
            continue;
        publish_inputs(e, panel);
        if (!has_job(panel))
            set_status(e, panel, PL_NODE_RUNNING);
        if (has_all(panel) && (has_job(panel) || publishes(panel)))
            unblock(e, panel);
        else if (has_job(panel))
            set_status(e, panel, PL_NODE_BLOCKED);
    }
    publish_ended(e);
    pl_execution__check(e);
}
