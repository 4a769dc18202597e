#include "run/build.h"
#include "base/alloc.h"
#include "base/diag.h"
#include "base/str.h"
#include "base/vec.h"

/* What is known about a control: not met yet, left out by the filter, or met with the run at
 * `value - FIRST_RUN`. */
enum { NOT_MET, LEFT_OUT, FIRST_RUN };

typedef struct tree_builder {
    pl_store *store;
    const pl_index *ix;
    const pl_check_filter *filter; /* NULL: none */
    pl_check_tree *tree;
    uint32_t *met; /* one for each entry of the index */
    PL_VEC(pl_control_run *) runs;
    uint32_t places, n_entries;
    pl_buf *why;
    bool failed;
} tree_builder;

static const pl_ix_entry *entry_of(const tree_builder *b, pl_entry_id id)
{
    return pl_index_entry(b->ix, id);
}

static pl_node_info name_node(tree_builder *b, pl_entry_id id)
{
    pl_str full = pl_index_full_name(b->ix, id, &b->tree->arena);
    size_t dot = pl_str_rfind(full, '.');
    return (pl_node_info){ .id = id,
                           .full_name = full,
                           .short_name = pl_str_sub(full, dot < full.len ? dot + 1 : 0, full.len),
                           .width = -1 };
}

/* The name without its mod. */
static pl_str unqualified(pl_str full)
{
    return pl_str_sub(full, pl_str_find(full, '.') + 1, full.len);
}

static bool keeps(tree_builder *b, pl_entry_id id, const pl_node_info *info)
{
    if (!b->filter || !pl_check_filter_is_active(b->filter))
        return true;
    pl_store *one = pl_store_twin(b->store, 0);
    const pl_resource *r = pl_store_get(one, id, b->why);
    bool own = entry_of(b, id)->mod == 0;
    b->failed |= !r;
    bool keep =
        r && pl_check_filter_keeps(b->filter, one, r, own ? info->short_name : info->full_name);
    pl_store_free(one);
    return keep;
}

static pl_control_run *make_run(tree_builder *b, pl_entry_id id)
{
    pl_mark mark = pl_arena_mark(&b->tree->arena);
    pl_node_info info = name_node(b, id);
    if (!keeps(b, id, &info)) {
        pl_arena_rewind(&b->tree->arena, mark);
        b->met[id] = LEFT_OUT;
        return NULL;
    }
    pl_control_run *run = PL_NEW(&b->tree->arena, pl_control_run);
    run->info = info;
    run->control_id = entry_of(b, id)->mod == 0 ? unqualified(info.full_name) : info.full_name;
    run->state = PL_RUN_INITIALIZED;
    run->index = (uint32_t)b->runs.n;
    b->met[id] = FIRST_RUN + run->index;
    pl_vec_push(&b->runs, run);
    return run;
}

/* The run of a control, which gets `group` as one more parent. NULL: the filter left it out. */
static pl_control_run *place_run(tree_builder *b, pl_entry_id id, pl_group *group)
{
    uint32_t met = b->met[id];
    if (met == LEFT_OUT)
        return NULL;
    pl_control_run *run = met == NOT_MET ? make_run(b, id) : b->runs.at[met - FIRST_RUN];
    if (!run)
        return NULL;
    /* full: capacities are powers of two */
    if ((run->n_parents & (run->n_parents - 1)) == 0) {
        size_t cap = run->n_parents ? (size_t)run->n_parents * 2 : 1;
        pl_group **more = pl_arena_alloc(&b->tree->arena, cap * sizeof(*more));
        if (run->n_parents)
            memcpy(more, run->parents, run->n_parents * sizeof(*more));
        run->parents = more;
    }
    run->parents[run->n_parents++] = group;
    return run;
}

static void add_benchmark(tree_builder *b, pl_entry_id id, pl_group *parent, unsigned depth,
                          bool always);

/* Add a child at its declared position. `always`: add a benchmark even if it has no controls. */
static void add_child(tree_builder *b, pl_entry_id id, pl_group *group, unsigned depth, bool always)
{
    pl_tree_child *c = &group->children[group->n_children++];
    *c = (pl_tree_child){ 0 };
    if (id >= b->n_entries || b->failed)
        return;
    if (++b->places > PL_TREE_PLACES || depth >= PL_TREE_DEPTH) {
        pl_buf_printf(b->why, "%.*s has too many benchmarks in each other", PL_FMT(b->tree->name));
        b->failed = true;
        return;
    }
    const pl_ix_entry *e = entry_of(b, id);
    c->is_benchmark = e->kind == PL_KIND_BENCHMARK;
    if (e->kind == PL_KIND_CONTROL) {
        c->run = place_run(b, id, group);
        group->n_runs += c->run != NULL;
    } else if (c->is_benchmark && !(e->flags & PL_ENTRY_DETECTION)) {
        add_benchmark(b, id, group, depth, always);
    }
}

static void add_children(tree_builder *b, pl_group *group, const pl_entry_id *ids, uint32_t n,
                         unsigned depth, bool always)
{
    group->children = pl_arena_alloc(&b->tree->arena, ((size_t)n + 1) * sizeof *group->children);
    for (uint32_t i = 0; i < n; i++)
        add_child(b, ids[i], group, depth, always);
}

/* Add the benchmark as the child that was just reserved, unless it turns out to be empty. */
static void add_benchmark(tree_builder *b, pl_entry_id id, pl_group *parent, unsigned depth,
                          bool always)
{
    uint32_t n;
    const pl_entry_id *ids;
    pl_group *group = PL_NEW(&b->tree->arena, pl_group);
    if (!pl_tree_children(b->store, id, &b->tree->arena, &ids, &n, b->why)) {
        b->failed = true;
        return;
    }
    group->info = name_node(b, id);
    group->parent = parent;
    add_children(b, group, ids, n, depth + 1, false);
    if (!always && !group->n_groups && !group->n_runs)
        return;
    parent->children[parent->n_children - 1].group = group;
    parent->n_groups++;
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
    for (size_t i = 0; found == PL_FOUND_ERROR && i < pl_diags_count(diags); i++) {
        if (i)
            pl_buf_byte(why, '\n');
        pl_diag_format(pl_diags_get(diags, i), why);
    }
    pl_diags_free(diags);
    return found != PL_FOUND_ERROR;
}

/* ---- roots */

static void add_made_up(tree_builder *b, const pl_entry_id *ids, uint32_t n)
{
    pl_group *root = b->tree->root, *group = PL_NEW(&b->tree->arena, pl_group);
    group->info = (pl_node_info){
        .id = PL_NO_ENTRY,
        .full_name = pl_arena_printf(&b->tree->arena, "%.*s.benchmark.root", PL_FMT(b->tree->mod)),
        .short_name = PL_S("root"),
        .width = -1,
        .filled = true,
    };
    group->parent = root;
    add_children(b, group, ids, n, 1, false);
    root->children = pl_arena_alloc(&b->tree->arena, sizeof *root->children);
    root->children[0] = (pl_tree_child){ .group = group, .is_benchmark = true };
    root->n_children = root->n_groups = 1;
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
    tree->root = PL_NEW(&arena, pl_group);
    tree->root->info = (pl_node_info){ .id = PL_NO_ENTRY,
                                       .full_name = PL_S("root_result_group"),
                                       .short_name = PL_S("root_result_group"),
                                       .width = -1,
                                       .filled = true };
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

static pl_str text_of(pl_arena *arena, const pl_resource *r, const char *field)
{
    pl_str text;
    if (!pl_resource_text(r, pl_str_cstr(field), &text))
        return (pl_str){ 0 };
    return pl_arena_str(arena, text);
}

static void fill_tags(pl_node_info *info, pl_value tags, pl_arena *arena)
{
    if (!pl_value_is_members(tags) || !tags.len)
        return;
    pl_tag_pair *pairs = pl_arena_alloc(arena, tags.len * sizeof *pairs);
    for (uint32_t i = 0; i < tags.len; i++) {
        const pl_member *m = &tags.members->at[i];
        if (m->value.tag == PL_V_STRING)
            pairs[info->n_tags++] =
                (pl_tag_pair){ pl_arena_str(arena, m->key),
                               pl_arena_str(arena, pl_value_get_str(m->value)) };
    }
    info->tags = pairs;
}

void pl_node_info_fill(pl_node_info *info, const pl_resource *r, pl_arena *arena)
{
    pl_value width = pl_resource_field(r, PL_S("width"));
    if (info->filled)
        return;
    info->title = text_of(arena, r, "title");
    info->description = text_of(arena, r, "description");
    info->documentation = text_of(arena, r, "documentation");
    info->display = text_of(arena, r, "display");
    /* The type of a benchmark only says which kind of benchmark it is. */
    info->type = r->kind == PL_KIND_BENCHMARK ? (pl_str){ 0 } : text_of(arena, r, "type");
    info->severity = text_of(arena, r, "severity");
    info->width = width.tag == PL_V_INT ? width.i : -1;
    fill_tags(info, pl_resource_field(r, PL_S("tags")), arena);
    info->filled = true;
}
