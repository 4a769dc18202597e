/* check_tree.h - run trees out of check-vectors.json, for the runners of its rows.
 *
 * Rows of `text` have kinds and children in declared order and results as they came, rows of
 * `templates` have controls and groups apart and results in their final order. Everything belongs
 * to the tree. */
#ifndef PL_SPEC_CHECK_TREE_H
#define PL_SPEC_CHECK_TREE_H
#include "base/diag.h"
#include "base/file.h"
#include "run/tree.h"
#include "unit/json_look.h"
#include "unit/test.h"
#include "value/json.h"

/* Of long texts only the part around the first difference is printed. */
static inline void check_same(const char *got, const char *want, const char *what)
{
    size_t at = 0;
    while (got[at] && got[at] == want[at])
        at++;
    if (!got[at] && !want[at])
        return;
    size_t from = at < 60 ? 0 : at - 60;
    print_error("%s: byte %zu\n  want %.160s\n  got  %.160s\n", what, at, want + from, got + from);
    fail();
}

static inline const pl_json *read_check_vectors(pl_arena *arena)
{
    const char *shared = pl_test_shared("spec/check-vectors.json");
    pl_str text;
    pl_json_error err = { 0 };
    if (!shared)
        return NULL;
    CHECK_INT(pl_file_slurp(shared, 64 << 20, arena, &text), 0, shared);
    const pl_json *all = pl_json_parse(arena, text, &err);
    CHECK(all != NULL, err.message);
    return all;
}

static inline pl_str vector_text(const pl_json *node, const char *name)
{
    return pl_json_text(pl_json_get(node, name));
}

static inline bool vector_bool(const pl_json *node, const char *name)
{
    const pl_json *at = pl_json_get(node, name);
    return at && at->truth;
}

static inline int64_t vector_int(const pl_json *node, const char *name)
{
    int64_t n = 0;
    const pl_json *at = pl_json_get(node, name);
    if (at)
        pl_json_int(at, &n);
    return n;
}

static inline uint32_t vector_size(const pl_json *node)
{
    return node ? node->n : 0;
}

static inline pl_node *vector_node(pl_check_tree *tree, const pl_json *node, pl_node_role role)
{
    pl_str name = vector_text(node, "short_name");
    const pl_json *tags = pl_json_get(node, "tags");
    pl_node *made = pl_node_of_check(&tree->arena, role);
    made->shown.title = vector_text(node, "title");
    made->shown.description = vector_text(node, "description");
    made->shown.severity = vector_text(node, "severity");
    made->tally->filled = true;
    if (!name.len)
        name = vector_text(node, "name");
    made->shown.short_name = name;
    made->name =
        pl_str_find(name, '.') < name.len || pl_str_eq(name, PL_S("root_result_group"))
            ? name
            : pl_arena_printf(&tree->arena, "m.%.*s.%.*s", PL_FMT(made->type), PL_FMT(name));
    pl_tag_pair *pairs = pl_arena_alloc(&tree->arena, (vector_size(tags) + 1) * sizeof *pairs);
    for (const pl_json *t = pl_json_first(tags); t; t = t->next) {
        uint32_t at = made->tally->n_tags++;
        for (; at > 0 && pl_str_cmp(t->key, pairs[at - 1].key) < 0; at--)
            pairs[at] = pairs[at - 1];
        pairs[at] = (pl_tag_pair){ t->key, pl_json_text(t) };
    }
    made->tally->tags = pairs;
    return made;
}

static inline uint8_t vector_row(pl_check_tree *tree, const pl_json *node, pl_row_keeping *rows)
{
    const pl_json *dims = pl_json_get(node, "dims");
    pl_row_status status = PL_ROW_OK;
    CHECK(pl_row_status_find(vector_text(node, "status"), &status), "status of a row");
    pl_check_row row = { .status = (uint8_t)status,
                         .reason = vector_text(node, "reason"),
                         .resource = vector_text(node, "resource") };
    pl_dimension *at = pl_arena_alloc(&tree->arena, (vector_size(dims) + 1) * sizeof *at);
    for (const pl_json *d = pl_json_first(dims); d; d = d->next)
        at[row.n_dimensions++] = (pl_dimension){ pl_json_text(json_at(d, 0)),
                                                 pl_json_text(json_at(d, 1)), PL_S("TEXT") };
    row.dimensions = at;
    pl_row_keeping_add(rows, &row);
    return row.status;
}

static inline pl_node *vector_run(pl_check_tree *tree, const pl_json *node, pl_node *parent)
{
    pl_node *run = vector_node(tree, node, PL_NODE_CONTROL);
    pl_row_keeping rows;
    run->tally->control_id =
        pl_arena_printf(&tree->arena, "control.%.*s", PL_FMT(run->shown.short_name));
    run->error = vector_text(node, "error");
    run->status = run->error.len ? PL_NODE_ERROR : PL_NODE_COMPLETE;
    run->tally->nanos = (uint64_t)vector_int(node, "duration_ns");
    if (run->error.len)
        run->tally->counts.of[PL_ROW_ERROR] = 1;
    pl_row_keeping_begin(&rows, tree->keeper, &tree->arena);
    for (const pl_json *r = pl_json_first(pl_json_get(node, "rows")); r; r = r->next) {
        run->tally->counts.of[vector_row(tree, r, &rows)]++;
        run->tally->n_rows++;
    }
    run->tally->rows = pl_row_keeping_end(&rows);
    run->tally->rows.in_order |= !pl_json_get(node, "kind");
    run->parent = parent;
    run->tally->index = tree->n_runs;
    tree->runs[tree->n_runs++] = run;
    return run;
}

static inline pl_node *vector_group(pl_check_tree *tree, const pl_json *node, pl_node *parent);

static inline void vector_child(pl_check_tree *tree, const pl_json *node, pl_node *group,
                                bool benchmark)
{
    pl_node **child = &group->children[group->n_children++];
    uint32_t before = tree->n_runs;
    *child = pl_node_of_check(&tree->arena, PL_NODE_LEFT_OUT);
    (*child)->type = benchmark ? PL_S("benchmark") : PL_S("control");
    if (vector_bool(node, "filtered"))
        return;
    if (!benchmark) {
        *child = vector_run(tree, node, group);
        return;
    }
    pl_node *made = vector_group(tree, node, group);
    /* nothing to run: only the root's own item stays */
    if (!(group->parent && tree->n_runs == before && pl_json_get(node, "kind")))
        *child = made;
}

static inline pl_node *vector_group(pl_check_tree *tree, const pl_json *node, pl_node *parent)
{
    pl_node *group = vector_node(tree, node, PL_NODE_BENCHMARK);
    const pl_json *children = pl_json_get(node, "children");
    const pl_json *controls = pl_json_get(node, "controls"), *groups = pl_json_get(node, "groups");
    uint32_t n = vector_size(children) + vector_size(controls) + vector_size(groups);
    group->parent = parent;
    group->tally->nanos = (uint64_t)vector_int(node, "duration_ns");
    group->children = pl_arena_alloc(&tree->arena, (n + 1) * sizeof *group->children);
    for (const pl_json *c = pl_json_first(children); c; c = c->next)
        vector_child(tree, c, group, pl_str_eq(vector_text(c, "kind"), PL_S("benchmark")));
    for (const pl_json *c = pl_json_first(controls); c; c = c->next)
        vector_child(tree, c, group, false);
    for (const pl_json *c = pl_json_first(groups); c; c = c->next)
        vector_child(tree, c, group, true);
    return group;
}

/* `root`: the item of a row of `text`, the root group of one of `templates`. */
static inline pl_check_tree *vector_tree(const pl_json *root, bool is_root_group)
{
    pl_arena arena = { 0 };
    pl_check_tree *tree = PL_NEW(&arena, pl_check_tree);
    tree->arena = arena;
    tree->keeper = pl_row_keeper_new(NULL);
    tree->runs = pl_arena_alloc(&tree->arena, 4096 * sizeof *tree->runs);
    tree->start = tree->end = (pl_moment){ 1704164645, 0, 0 };
    if (is_root_group) {
        tree->root = vector_group(tree, root, NULL);
    } else {
        tree->root = pl_node_of_check(&tree->arena, PL_NODE_BENCHMARK);
        tree->root->name = PL_S("root_result_group");
        tree->root->shown.title = vector_text(root, "title");
        tree->root->children = pl_arena_alloc(&tree->arena, sizeof *tree->root->children);
        vector_child(tree, root, tree->root,
                     pl_str_eq(vector_text(root, "kind"), PL_S("benchmark")));
    }
    pl_check_tree_sum(tree);
    return tree;
}

#endif
