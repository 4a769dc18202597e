/* grouped.c - makes a second tree from a finished one, with one benchmark for each value of a tag
 * or dimension. Grouped by a dimension, the rows of a control are split between copies of it. */
#include "run/grouped.h"
#include "base/map.h"
#include "base/vec.h"
#include "run/review.h"
#include <stdlib.h>

/* The rows of one control that have the same value. */
typedef struct part {
    uint32_t value; /* index in `values` */
    pl_row_keeping rows;
    pl_counts counts;
} part;

typedef struct value {
    pl_str text; /* NULL pointer: the group of rows without a value */
    PL_VEC(pl_node *) runs;
} value;

typedef struct grouping {
    const pl_check_tree *from;
    const pl_grouping *by;
    pl_check_tree *tree;
    PL_VEC(value) values;
    pl_map by_text; /* text -> index in `values` */
    int64_t none;   /* index of the group without a value; -1: there is none */
    PL_VEC(part) parts;
    PL_VEC(pl_node *) runs;
} grouping;

bool pl_grouping_parse(pl_str text, pl_grouping *out)
{
    size_t colon = pl_str_find(text, ':');
    pl_str kind = pl_str_sub(text, 0, colon), key = pl_str_sub(text, colon + 1, text.len);
    *out = (pl_grouping){ pl_str_eq(kind, PL_S("tag")), key };
    return key.len && (out->tag || pl_str_eq(kind, PL_S("dimension")));
}

/* ---- values */

static uint32_t add_value(grouping *g, pl_str text)
{
    pl_vec_push(&g->values, ((value){ .text = text }));
    return (uint32_t)g->values.n - 1;
}

/* The index of a value; `text` with a NULL pointer stands for "without". */
static uint32_t value_of(grouping *g, pl_str text)
{
    uint32_t at;
    if (!text.ptr) {
        if (g->none < 0)
            g->none = add_value(g, text);
        return (uint32_t)g->none;
    }
    if (pl_map_find(&g->by_text, text, &at))
        return at;
    text = pl_arena_str(&g->tree->arena, text);
    at = add_value(g, text);
    pl_map_put(&g->by_text, text, at, NULL);
    return at;
}

static pl_node *add_copy(grouping *g, const pl_node *run, uint32_t at)
{
    pl_node *copy = PL_NEW(&g->tree->arena, pl_node);
    *copy = *run;
    copy->tally = PL_NEW(&g->tree->arena, pl_node_tally);
    *copy->tally = *run->tally;
    copy->tally->rows.json = NULL; /* the original keeps it */
    copy->tally->home = run->parent;
    copy->also = NULL;
    copy->tally->index = (uint32_t)g->runs.n;
    pl_vec_push(&g->runs, copy);
    pl_vec_push(&g->values.at[at].runs, copy);
    return copy;
}

/* ---- by tag: that of the control, otherwise that of the nearest benchmark around its first
 * place */

static bool find_tag(const pl_node *node, pl_str key, pl_str *out)
{
    for (uint32_t i = 0; i < node->tally->n_tags; i++)
        if (pl_str_eq(node->tally->tags[i].key, key)) {
            *out = node->tally->tags[i].value;
            return true;
        }
    return false;
}

static pl_str tag_of(const pl_node *run, pl_str key)
{
    pl_str found = { 0 };
    if (find_tag(run, key, &found))
        return found.ptr ? found : PL_S("");
    const pl_node *group = run->parent;
    for (; group; group = group->parent)
        if (find_tag(group, key, &found))
            return found.ptr ? found : PL_S("");
    return (pl_str){ 0 };
}

/* ---- by dimension */

static pl_str dimension_of(const pl_check_row *row, pl_str key)
{
    for (uint32_t i = 0; i < row->n_dimensions; i++)
        if (pl_str_eq(row->dimensions[i].key, key))
            return row->dimensions[i].value.ptr ? row->dimensions[i].value : PL_S("");
    return (pl_str){ 0 };
}

static part *part_of(grouping *g, uint32_t at, pl_map *places)
{
    bool added;
    pl_str key = pl_arena_str(&g->tree->arena, pl_str_make(&at, sizeof at));
    uint32_t i = pl_map_put(places, key, (uint32_t)g->parts.n, &added);
    if (added) {
        part *p = pl_vec_add(&g->parts);
        *p = (part){ .value = at };
    }
    return &g->parts.at[i];
}

/* Count the row as the review does, whether or not it is shown. */
static void count_row(part *p, const pl_node *run, const pl_check_row *row, pl_buf *scratch)
{
    pl_check_row copy = *row;
    if (run->tally->rows.lens)
        pl_lens_shows(run->tally->rows.lens, &copy, scratch);
    if (copy.exemption)
        p->counts.exempted++;
    else
        p->counts.of[row->status]++;
}

/* The list of rows of a part must not move, so all parts are created before rows are put into
 * them. */
static void find_parts(grouping *g, const pl_node *run, pl_map *places)
{
    pl_rows plain = run->tally->rows;
    pl_row_walk walk = { 0 };
    const pl_check_row *row;
    pl_buf scratch = { 0 };
    plain.lens = NULL;
    while ((row = pl_row_walk_next(&walk, &plain)))
        count_row(part_of(g, value_of(g, dimension_of(row, g->by->key)), places), run, row,
                  &scratch);
    pl_buf_done(&scratch);
}

static void keep_parts(grouping *g, const pl_node *run, pl_map *places)
{
    pl_rows plain = run->tally->rows;
    pl_row_walk walk = { 0 };
    const pl_check_row *row;
    plain.lens = NULL;
    for (size_t i = 0; i < g->parts.n; i++)
        pl_row_keeping_begin(&g->parts.at[i].rows, g->tree->keeper, &g->tree->arena);
    while ((row = pl_row_walk_next(&walk, &plain))) {
        part *p = part_of(g, value_of(g, dimension_of(row, g->by->key)), places);
        pl_row_keeping_add(&p->rows, row);
    }
}

static void take_parts(grouping *g, const pl_node *run)
{
    for (size_t i = 0; i < g->parts.n; i++) {
        part *p = &g->parts.at[i];
        pl_rows rows = pl_row_keeping_end(&p->rows);
        rows.lens = run->tally->rows.lens;
        rows.n = rows.lens ? pl_rows_shown(&rows) : rows.kept;
        if (!rows.n)
            continue;
        pl_node *copy = add_copy(g, run, p->value);
        copy->tally->rows = rows;
        copy->tally->counts = p->counts;
        copy->tally->n_rows = rows.kept;
    }
}

static void split_run(grouping *g, const pl_node *run)
{
    pl_map places = { 0 };
    if (run->error.len || !run->tally->rows.kept) {
        add_copy(g, run, value_of(g, (pl_str){ 0 }));
        return;
    }
    g->parts.n = 0;
    find_parts(g, run, &places);
    keep_parts(g, run, &places);
    take_parts(g, run);
    pl_map_done(&places);
}

/* ---- the tree */

static int order_values(const void *a, const void *b)
{
    const value *x = a, *y = b;
    if (!x->text.ptr || !y->text.ptr)
        return (x->text.ptr == NULL) - (y->text.ptr == NULL);
    return pl_str_cmp(x->text, y->text);
}

static pl_node *make_group(grouping *g, pl_node *parent, size_t n)
{
    pl_arena *arena = &g->tree->arena;
    pl_node *group = pl_node_of_check(arena, PL_NODE_BENCHMARK);
    group->parent = parent;
    group->children = pl_arena_alloc(arena, (n + 1) * sizeof(*group->children));
    group->n_children = (uint32_t)n;
    group->tally->filled = true;
    return group;
}

static pl_node *group_of(grouping *g, const value *v, pl_node *parent)
{
    pl_node *group = make_group(g, parent, v->runs.n);
    bool none = !v->text.ptr;
    group->name = group->shown.short_name = v->text;
    group->shown.title = pl_arena_printf(&g->tree->arena, none ? "without %.*s" : "%.*s: %.*s",
                                         PL_FMT(g->by->key), PL_FMT(v->text));
    for (size_t i = 0; i < v->runs.n; i++) {
        group->children[i] = v->runs.at[i];
        v->runs.at[i]->parent = group;
    }
    return group;
}

/* The sums at the top cover everything that ran, including what a review has hidden. */
static void keep_sums(grouping *g, pl_node *top)
{
    const pl_check_tree *from = g->from;
    pl_node_tally *root = g->tree->root->tally;
    if (!from->reviewed || !from->reviewed->hidden)
        return;
    root->counts = from->root->tally->counts;
    root->severities = from->root->tally->severities;
    root->n_severities = from->root->tally->n_severities;
    top->tally->counts = pl_check_tree_item(from)->tally->counts;
}

/* Leave out groups of which nothing is shown. */
static void drop_empty(grouping *g)
{
    size_t n = 0;
    for (size_t i = 0; i < g->values.n; i++)
        if (g->values.at[i].runs.n)
            g->values.at[n++] = g->values.at[i];
    g->values.n = n;
}

/* Give a group the name and the shown fields of `like`. */
static void name_group(pl_node *group, const pl_node *like)
{
    group->name = like->name;
    group->shown = like->shown;
    group->tally->id = like->tally->id;
    group->tally->tags = like->tally->tags;
    group->tally->n_tags = like->tally->n_tags;
}

static void build(grouping *g)
{
    pl_check_tree *tree = g->tree;
    drop_empty(g);
    pl_node *root = make_group(g, NULL, 1), *top = make_group(g, root, g->values.n);
    if (g->values.n > 1)
        qsort(g->values.at, g->values.n, sizeof *g->values.at, order_values);
    name_group(root, g->from->root);
    name_group(top, pl_check_tree_item(g->from));
    root->children[0] = top;
    for (size_t i = 0; i < g->values.n; i++)
        top->children[i] = group_of(g, &g->values.at[i], top);
    tree->root = root;
    tree->n_runs = (uint32_t)g->runs.n;
    tree->runs = pl_arena_alloc(&tree->arena, (g->runs.n + 1) * sizeof(*tree->runs));
    for (size_t i = 0; i < g->runs.n; i++)
        tree->runs[i] = g->runs.at[i];
    pl_check_tree_sum(tree);
    keep_sums(g, top);
}

static pl_check_tree *new_tree(const pl_check_tree *from)
{
    pl_arena arena = { 0 };
    pl_check_tree *tree = PL_NEW(&arena, pl_check_tree);
    *tree = *from;
    tree->arena = arena;
    tree->workers = NULL;
    tree->n_workers = 0;
    tree->keeper = pl_row_keeper_new(pl_row_keeper_dir(from->keeper));
    return tree;
}

pl_check_tree *pl_check_tree_group(const pl_check_tree *from, const pl_grouping *by)
{
    grouping g = { .from = from, .by = by, .tree = new_tree(from), .none = -1 };
    for (uint32_t i = 0; i < from->n_runs; i++)
        if (by->tag)
            add_copy(&g, from->runs[i], value_of(&g, tag_of(from->runs[i], by->key)));
        else
            split_run(&g, from->runs[i]);
    build(&g);
    for (size_t i = 0; i < g.values.n; i++)
        pl_vec_done(&g.values.at[i].runs);
    pl_vec_done(&g.values);
    pl_vec_done(&g.parts);
    pl_vec_done(&g.runs);
    pl_map_done(&g.by_text);
    return g.tree;
}
