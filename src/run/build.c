/* build.c - builds the tree of a check out of the index: its benchmarks, their children, and the
 * controls that the filter keeps. Later it fills in the fields of a node that outputs show. */
#include "run/build.h"
#include "base/alloc.h"
#include "base/diag.h"
#include "base/str.h"
#include "base/vec.h"

/* The state of a control: not met yet, left out by the filter, or the control at position `value -
 * FIRST_RUN` of `runs`. */
enum { NOT_MET, LEFT_OUT, FIRST_RUN };

typedef struct tree_builder {
    pl_store *store;
    const pl_index *ix;
    const pl_check_filter *filter; /* NULL: none */
    pl_check_tree *tree;
    uint32_t *met; /* one for each entry of the index */
    PL_VEC(pl_node *) runs;
    pl_node *left_out[2]; /* a control, a benchmark; NULL: there is none yet */
    uint32_t places, n_entries;
    pl_buf *why;
    bool failed;
} tree_builder;

static const pl_ix_entry *entry_of(const tree_builder *b, pl_entry_id id)
{
    return pl_index_entry(b->ix, id);
}

static pl_node *make_node(tree_builder *b, pl_entry_id id, pl_node_role role)
{
    pl_str full = pl_index_full_name(b->ix, id, &b->tree->arena);
    size_t dot = pl_str_rfind(full, '.');
    pl_node *node = pl_node_of_check(&b->tree->arena, role);
    node->tally->id = id;
    node->name = full;
    node->shown.short_name = pl_str_sub(full, dot < full.len ? dot + 1 : 0, full.len);
    return node;
}

/* The name without its mod. */
static pl_str unqualified(pl_str full)
{
    return pl_str_sub(full, pl_str_find(full, '.') + 1, full.len);
}

static bool keeps(tree_builder *b, pl_entry_id id, const pl_node *node)
{
    if (!b->filter || !pl_check_filter_is_active(b->filter))
        return true;
    pl_store *one = pl_store_twin(b->store, 0);
    const pl_resource *r = pl_store_get(one, id, b->why);
    bool own = entry_of(b, id)->mod == 0;
    b->failed |= !r;
    bool keep =
        r && pl_check_filter_keeps(b->filter, one, r, own ? node->shown.short_name : node->name);
    pl_store_free(one);
    return keep;
}

static pl_node *make_control(tree_builder *b, pl_entry_id id)
{
    pl_mark mark = pl_arena_mark(&b->tree->arena);
    pl_node *control = make_node(b, id, PL_NODE_CONTROL);
    if (!keeps(b, id, control)) {
        pl_arena_rewind(&b->tree->arena, mark);
        b->met[id] = LEFT_OUT;
        return NULL;
    }
    control->tally->control_id =
        entry_of(b, id)->mod == 0 ? unqualified(control->name) : control->name;
    control->tally->index = (uint32_t)b->runs.n;
    b->met[id] = FIRST_RUN + control->tally->index;
    pl_vec_push(&b->runs, control);
    return control;
}

/* Return the node of a control and add `group` to its parents. NULL: the filter left it out. */
static pl_node *place_control(tree_builder *b, pl_entry_id id, pl_node *group)
{
    uint32_t met = b->met[id];
    if (met == LEFT_OUT)
        return NULL;
    pl_node *control = met == NOT_MET ? make_control(b, id) : b->runs.at[met - FIRST_RUN];
    if (control)
        pl_node_add_parent(&b->tree->arena, control, group);
    return control;
}

/* The node that stands for every benchmark, or every control, that is not run. */
static pl_node *left_out(tree_builder *b, bool benchmark)
{
    pl_node **at = &b->left_out[benchmark];
    if (!*at) {
        *at = pl_node_of_check(&b->tree->arena, PL_NODE_LEFT_OUT);
        (*at)->type = benchmark ? PL_S("benchmark") : PL_S("control");
    }
    return *at;
}

static pl_node *make_benchmark(tree_builder *b, pl_entry_id id, pl_node *parent, unsigned depth,
                               bool always);

/* Add a child at its declared position. `always`: add a benchmark even if it has no controls. */
static void add_child(tree_builder *b, pl_entry_id id, pl_node *group, unsigned depth, bool always)
{
    pl_node **child = &group->children[group->n_children++];
    *child = left_out(b, false);
    if (id >= b->n_entries || b->failed)
        return;
    if (++b->places > PL_TREE_PLACES || depth >= PL_TREE_DEPTH) {
        pl_buf_printf(b->why, "%.*s has too many benchmarks in each other", PL_FMT(b->tree->name));
        b->failed = true;
        return;
    }
    const pl_ix_entry *e = entry_of(b, id);
    pl_node *made = NULL;
    if (e->kind == PL_KIND_CONTROL)
        made = place_control(b, id, group);
    else if (e->kind == PL_KIND_BENCHMARK && !(e->flags & PL_ENTRY_DETECTION))
        made = make_benchmark(b, id, group, depth, always);
    *child = made ? made : left_out(b, e->kind == PL_KIND_BENCHMARK);
}

static void add_children(tree_builder *b, pl_node *group, const pl_entry_id *ids, uint32_t n,
                         unsigned depth, bool always)
{
    group->children = pl_arena_alloc(&b->tree->arena, ((size_t)n + 1) * sizeof(*group->children));
    for (uint32_t i = 0; i < n; i++)
        add_child(b, ids[i], group, depth, always);
}

/* Make the node of a benchmark and of everything below it. NULL: no control is left in it (unless
 * `always`), or an error occurred (b->failed). */
static pl_node *make_benchmark(tree_builder *b, pl_entry_id id, pl_node *parent, unsigned depth,
                               bool always)
{
    uint32_t n;
    const pl_entry_id *ids;
    if (!pl_tree_children(b->store, id, &b->tree->arena, &ids, &n, b->why)) {
        b->failed = true;
        return NULL;
    }
    pl_node *group = make_node(b, id, PL_NODE_BENCHMARK);
    group->parent = parent;
    add_children(b, group, ids, n, depth + 1, false);
    bool empty = true;
    for (uint32_t i = 0; i < group->n_children && empty; i++)
        empty = group->children[i]->role == PL_NODE_LEFT_OUT;
    return always || !empty ? group : NULL;
}

/* ---- children */

/* Resolve the names that an expression of mod `mod` gave; a name without a resource is skipped. */
static const pl_entry_id *find_names(const pl_index *ix, uint32_t mod, pl_value names,
                                     pl_arena *arena, uint32_t *n)
{
    pl_entry_id *ids = pl_arena_alloc(arena, ((size_t)names.len + 1) * sizeof *ids);
    *n = 0;
    for (uint32_t i = 0; i < names.len; i++) {
        pl_value name = names.seq->at[i];
        pl_entry_id child = name.tag == PL_V_STRING
                                ? pl_index_find_from(ix, mod, pl_value_get_str(name))
                                : PL_NO_ENTRY;
        if (child != PL_NO_ENTRY)
            ids[(*n)++] = child;
    }
    return ids;
}

bool pl_tree_children(pl_store *store, pl_entry_id id, pl_arena *arena, const pl_entry_id **out,
                      uint32_t *n, pl_buf *why)
{
    const pl_index *ix = pl_store_index(store);
    pl_value names = { 0 };
    const pl_ix_entry *e = &pl_index_entries(ix, &(uint32_t){ 0 })[id];
    *out = pl_index_children(ix, id, n);
    if (!(e->flags & PL_ENTRY_CHILDREN_OPEN))
        return true;
    pl_diags *diags = pl_diags_new();
    pl_found found =
        pl_evaluator_attr(pl_store_evaluator(store), id, PL_S("child_name_strings"), &names, diags);
    if (found == PL_FOUND && pl_value_is_seq(names))
        *out = find_names(ix, e->mod, names, arena, n);
    if (found == PL_FOUND_ERROR)
        pl_diags_lines(diags, why);
    pl_diags_free(diags);
    return found != PL_FOUND_ERROR;
}

/* ---- roots */

static pl_node *make_unnamed(pl_arena *arena, pl_str name, pl_str short_name)
{
    pl_node *node = pl_node_of_check(arena, PL_NODE_BENCHMARK);
    node->name = name;
    node->shown.short_name = short_name;
    node->tally->filled = true;
    return node;
}

static void add_made_up(tree_builder *b, const pl_entry_id *ids, uint32_t n)
{
    pl_arena *arena = &b->tree->arena;
    pl_str name = pl_arena_printf(arena, "%.*s.benchmark.root", PL_FMT(b->tree->mod));
    pl_node *root = b->tree->root, *group = make_unnamed(arena, name, PL_S("root"));
    group->parent = root;
    add_children(b, group, ids, n, 1, false);
    root->children = pl_arena_alloc(arena, sizeof(*root->children));
    root->children[0] = group;
    root->n_children = 1;
}

/* Add all controls in order of declaration. */
static void add_all(tree_builder *b)
{
    PL_VEC(pl_entry_id) ids = { 0 };
    uint32_t first, end;
    pl_index_mod_entries(b->ix, 0, &first, &end);
    for (uint32_t i = first; i < end; i++) {
        const pl_ix_entry *e = entry_of(b, i);
        uint32_t n;
        if (e->kind == PL_KIND_BENCHMARK && !(e->flags & PL_ENTRY_DETECTION) &&
            pl_index_same_name(b->ix, i, &n)[0] == i)
            pl_vec_push(&ids, i);
    }
    add_made_up(b, ids.at, (uint32_t)ids.n);
    pl_vec_done(&ids);
}

static void add_targets(tree_builder *b, const pl_tree_targets *targets)
{
    if (targets->all)
        add_all(b);
    else if (targets->n > 1)
        add_made_up(b, targets->ids, targets->n);
    else
        add_children(b, b->tree->root, targets->ids, targets->n, 0, true);
}

static pl_check_tree *make_tree(const pl_index *ix, const char *spool_dir)
{
    uint32_t n;
    pl_arena arena;
    pl_arena_init(&arena, 4096);
    pl_check_tree *tree = PL_NEW(&arena, pl_check_tree);
    tree->mod = pl_arena_str(&arena, pl_index_str(ix, pl_index_mods(ix, &n)[0].short_name));
    tree->root = make_unnamed(&arena, PL_S("root_result_group"), PL_S("root_result_group"));
    tree->keeper = pl_row_keeper_new(spool_dir);
    tree->arena = arena;
    return tree;
}

static pl_str name_tree(tree_builder *b, const pl_tree_targets *targets)
{
    if (targets->merged)
        return pl_arena_printf(&b->tree->arena, "check.%.*s", PL_FMT(b->tree->mod));
    if (targets->all || targets->n != 1)
        return pl_arena_printf(&b->tree->arena, "%.*s.benchmark.root", PL_FMT(b->tree->mod));
    return pl_index_full_name(b->ix, targets->ids[0], &b->tree->arena);
}

/* Copy the list of controls into the tree. */
static void keep_runs(tree_builder *b)
{
    size_t size = b->runs.n * sizeof(*b->runs.at);
    b->tree->n_runs = (uint32_t)b->runs.n;
    b->tree->runs = pl_arena_alloc(&b->tree->arena, size + 1);
    if (size)
        memcpy(b->tree->runs, b->runs.at, size);
}

pl_check_tree *pl_check_tree_new(pl_store *store, const pl_tree_targets *targets,
                                 const pl_check_filter *filter, pl_buf *why)
{
    tree_builder b = { .store = store,
                       .ix = pl_store_index(store),
                       .filter = filter,
                       .tree = make_tree(pl_store_index(store), targets->spool_dir),
                       .why = why };
    pl_index_entries(b.ix, &b.n_entries);
    size_t size = ((size_t)b.n_entries + 1) * sizeof *b.met;
    b.met = pl_mem_zeroed(size);
    b.tree->name = name_tree(&b, targets);
    add_targets(&b, targets);
    keep_runs(&b);
    pl_mem_drop(b.met, size);
    pl_vec_done(&b.runs);
    if (!b.failed)
        return b.tree;
    pl_check_tree_free(b.tree);
    return NULL;
}

/* ---- filling in */

static void fill_tags(pl_node *node, pl_value tags, pl_arena *arena)
{
    if (!pl_value_is_members(tags) || !tags.len)
        return;
    pl_tag_pair *pairs = pl_arena_alloc(arena, tags.len * sizeof *pairs);
    for (uint32_t i = 0; i < tags.len; i++) {
        const pl_member *m = &tags.members->at[i];
        if (m->value.tag == PL_V_STRING)
            pairs[node->tally->n_tags++] =
                (pl_tag_pair){ pl_arena_str(arena, m->key),
                               pl_arena_str(arena, pl_value_get_str(m->value)) };
    }
    node->tally->tags = pairs;
}

void pl_tree_fill(pl_node *node, const pl_resource *r, pl_arena *arena)
{
    pl_node_shown *shown = &node->shown;
    pl_str *const texts[] = { &shown->title,   &shown->description,  &shown->documentation,
                              &shown->display, &shown->display_type, &shown->severity };
    if (node->tally->filled)
        return;
    pl_node_fill_shown(shown, r);
    shown->severity = pl_store_text(r, "severity");
    for (size_t i = 0; i < PL_COUNT(texts); i++)
        if (texts[i]->ptr)
            *texts[i] = pl_arena_str(arena, *texts[i]);
    fill_tags(node, pl_resource_field(r, PL_S("tags")), arena);
    node->tally->filled = true;
}
