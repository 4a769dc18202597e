/* review.c - applies a review to a finished tree: first it counts every row, then it removes what
 * is not shown. */
#include "run/review.h"
#include "base/str.h"
#include "run/check.h"

/* ---- one control: all of it is counted before anything is left out */

typedef struct reviewing {
    pl_review *review;
    pl_check_tree *tree;
    pl_reviewed *out;
    pl_buf scratch;
} reviewing;

static void tally_finding(reviewing *r, const pl_lens *lens, const pl_check_row *row, bool exempted)
{
    bool failing = pl_row__is_failing(row->status);
    if (!r->review->compared)
        return;
    pl_finding *before = pl_lens__find_baseline_finding(lens, row, &r->scratch);
    if (before) {
        before->present = true;
        before->failing |= failing;
    }
    if (!failing || exempted)
        return;
    r->out->n_new += !before;
    r->out->n_unchanged += before != NULL;
    r->out->new_of[pl_check_severity_find(lens->run->shown.severity)] += !before;
}

static void tally_rows(reviewing *r, pl_node *run)
{
    pl_rows plain = run->tally->rows;
    pl_row_walk walk = { 0 };
    const pl_check_row *row;
    plain.lens = NULL;
    while ((row = pl_row_walk_next(&walk, &plain))) {
        pl_exemption *x = pl_lens__exemption(run->tally->rows.lens, row, &r->scratch);
        bool holds = x && pl_exemption_holds(x, pl_review__today(r->review));
        if (x)
            (*(holds ? &x->applied : &x->expired))++;
        if (holds) {
            run->tally->counts.of[row->status]--;
            run->tally->counts.exempted++;
        }
        tally_finding(r, run->tally->rows.lens, row, holds);
    }
}

static void know_controls(reviewing *r, const pl_node *run)
{
    pl_exemptions *e = &r->review->exemptions;
    for (size_t i = 0; i < e->list.n; i++)
        e->list.at[i].known |=
            pl_exemption_is_for(&e->list.at[i], run->name, run->tally->control_id);
}

static void review_run(reviewing *r, pl_node *run)
{
    pl_lens *lens = PL_NEW(&r->tree->arena, pl_lens);
    *lens = (pl_lens){ r->review, run, -1 };
    if (r->review->compared)
        lens->control =
            pl_baseline_control(&r->review->baseline, run->name, run->tally->control_id);
    run->tally->rows.lens = lens;
    know_controls(r, run);
    tally_rows(r, run);
    if (run->error.len)
        tally_finding(r, lens, &(pl_check_row){ .status = PL_ROW_ERROR }, false);
    pl_counts_add(&r->out->counts[pl_check_severity_find(run->shown.severity)],
                  &run->tally->counts);
    r->out->exempted += run->tally->counts.exempted;
}

/* ---- findings of the baseline that have gone */

static void forget_last(pl_baseline *b)
{
    for (size_t i = 0; i < b->findings.n; i++)
        b->findings.at[i].failing = b->findings.at[i].present = false;
}

/* Only a control that ran to its end can have fixed a finding. */
static void collect_fixed(reviewing *r)
{
    pl_baseline *b = &r->review->baseline;
    size_t size = (b->controls.n + 1) * sizeof(*r->out->runs);
    r->out->runs = pl_arena_zero(&r->tree->arena, size, _Alignof(pl_node *));
    r->out->fixed = pl_arena_alloc(&r->tree->arena, (b->findings.n + 1) * sizeof(*r->out->fixed));
    for (uint32_t i = 0; i < r->tree->n_runs; i++) {
        const pl_node *run = r->tree->runs[i];
        if (run->tally->rows.lens->control >= 0 && !run->error.len)
            r->out->runs[run->tally->rows.lens->control] = run;
    }
    for (size_t i = 0; i < b->findings.n; i++) {
        const pl_finding *f = &b->findings.at[i];
        if (!f->failing && r->out->runs[f->control])
            r->out->fixed[r->out->n_fixed++] = f;
        else if (!f->failing)
            r->out->n_lost++;
    }
}

/* ---- what is shown */

static bool shows_severity(const pl_review *review, const pl_node *run)
{
    return !review->severities ||
           review->severities & (1u << pl_check_severity_find(run->shown.severity));
}

/* How many results of a control are shown. Computed from its counts, because not all of its rows
 * may have been kept. */
static uint32_t shown_of(const pl_review *review, const pl_node *run)
{
    uint32_t n = 0;
    if (!shows_severity(review, run))
        return 0;
    for (int s = 0; s < PL_ROW_STATUSES; s++)
        n += review->statuses & (1u << s) ? run->tally->counts.of[s] : 0;
    return n + (review->statuses & PL_SHOW_EXEMPTED ? run->tally->counts.exempted : 0);
}

static void hide(reviewing *r)
{
    pl_check_tree *tree = r->tree;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < tree->n_runs; i++) {
        pl_node *run = tree->runs[i];
        uint32_t shown = shown_of(r->review, run);
        r->out->hidden += pl_counts_total(&run->tally->counts) - shown;
        if (r->review->statuses != PL_SHOW_ALL) /* outputs write the number before the rows */
            run->tally->rows.n = pl_rows_shown(&run->tally->rows);
        run->tally->hidden = !shown && pl_check_tree_item(tree) != run;
        r->out->hidden_runs += run->tally->hidden;
        if (run->tally->hidden)
            continue;
        run->tally->index = kept;
        tree->runs[kept++] = run;
    }
    tree->n_runs = kept;
}

/* Remove what is hidden from a benchmark, as if it had not been declared. True: nothing is left.
 * Recursion ends at PL_TREE_DEPTH, the depth of any tree. */
static bool prune(pl_node *group)
{
    uint32_t kept = 0;
    bool any = false;
    for (uint32_t i = 0; i < group->n_children; i++) {
        pl_node *child = group->children[i];
        bool is_control = child->role == PL_NODE_CONTROL;
        bool is_benchmark = child->role == PL_NODE_BENCHMARK;
        if ((is_control && child->tally->hidden) || (is_benchmark && prune(child)))
            continue;
        any |= is_control || is_benchmark;
        group->children[kept++] = child;
    }
    group->n_children = kept;
    return !any;
}

static bool is_filtering(const pl_review *review)
{
    return review->statuses != PL_SHOW_ALL || review->severities;
}

void pl_review_tree(pl_review *review, pl_check_tree *tree)
{
    pl_reviewed *out = PL_NEW(&tree->arena, pl_reviewed);
    reviewing r = { .review = review, .tree = tree, .out = out };
    out->review = review;
    out->n_runs = tree->n_runs;
    tree->reviewed = out;
    forget_last(&review->baseline);
    for (uint32_t i = 0; i < tree->n_runs; i++)
        review_run(&r, tree->runs[i]);
    pl_check_tree_sum(tree);
    if (review->compared && !tree->dry_run)
        collect_fixed(&r);
    if (is_filtering(review) && !tree->dry_run) {
        pl_node *item = pl_check_tree_item(tree);
        hide(&r);
        if (item->role == PL_NODE_BENCHMARK)
            prune(item);
    }
    pl_buf_done(&r.scratch);
}
