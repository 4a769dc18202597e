#include "run/detection.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/double.h"
#include "base/str.h"
#include "base/vec.h"
#include "db/cell.h"
#include "run/build.h"
#include "run/live.h"
#include <time.h>

typedef struct detecting {
    pl_detection_tree *tree;
    const pl_check_exec *exec;
    const pl_index *ix;
    pl_detection **met; /* by entry of the index: its panel */
    PL_VEC(pl_detection *) all;
    pl_buf *why;
    uint32_t n_entries, places;
    bool failed;
} detecting;

/* Limits for the places in a tree and for its depth, the same as for controls. */
enum { MOST_PLACES = 1 << 20, MOST_DEPTH = PL_TREE_DEPTH };

/* ---- panels */

static bool fail(detecting *d)
{
    d->failed = true;
    return false;
}

static void take_display(pl_detection *one, pl_arena *arena, const pl_resource *r)
{
    pl_value list = pl_resource_field(r, PL_S("display_columns"));
    if (!pl_value_is_seq(list) || !list.len)
        return;
    pl_str *names = pl_arena_alloc(arena, list.len * sizeof *names);
    for (uint32_t i = 0; i < list.len; i++)
        if (list.seq->at[i].tag == PL_V_STRING)
            names[one->n_display++] = pl_value_get_str(list.seq->at[i]);
    one->display = names;
}

/* Find SQL and arguments. If they are missing, the whole run cannot begin. */
static bool resolve(detecting *d, pl_node *panel, const pl_resource *r)
{
    pl_arena *arena = &d->tree->arena;
    pl_store *store = d->tree->store;
    panel->plan->args = d->exec->args ? *d->exec->args : pl_args_of(arena, r);
    if (!pl_store_source(store, r, &panel->plan->from, d->why))
        return fail(d);
    if (!pl_source_args(store, &panel->plan->from, arena, &panel->plan->args, d->why))
        return fail(d);
    const pl_resource *owner = panel->plan->from.chain[panel->plan->from.n - 1];
    if (!panel->plan->from.sql.len) {
        pl_buf_printf(d->why, "getResolvedQuery faiuled - no sql set for '%.*s'",
                      PL_FMT(panel->name));
        return fail(d);
    }
    if (!d->exec->args && !pl_args_known(r, owner, d->why))
        return fail(d);
    pl_args_binding b = { .owner = pl_index_full_name(d->ix, owner->id, arena),
                          .params = owner->params,
                          .args = &panel->plan->args,
                          .nulls = d->exec->nulls };
    if (!pl_args_bind(arena, &b, &panel->plan->bound, d->why))
        return fail(d);
    panel->plan->resolved = true;
    return true;
}

/* If its database cannot be used, only this detection fails. */
static void choose_database(detecting *d, pl_node *panel, const pl_resource *r)
{
    pl_buf why = { 0 };
    const pl_source *from = &panel->plan->from;
    const pl_resource *query = from->n > 1 ? from->chain[from->n - 1] : NULL;
    if (!pl_databases_choose(d->exec->dbs, d->exec->store, r, query, &panel->plan->database, &why))
        panel->error = pl_arena_str(&d->tree->arena, pl_buf_view(&why));
    pl_buf_done(&why);
}

static pl_node *make_detection(detecting *d, pl_entry_id id)
{
    pl_arena *arena = &d->tree->arena;
    const pl_resource *r = pl_store_get(d->tree->store, id, d->why);
    pl_detection *one = PL_NEW(arena, pl_detection);
    pl_node *panel = &one->panel;
    panel->plan = &one->plan;
    if (!r) {
        fail(d);
        return NULL;
    }
    d->met[id] = one;
    pl_vec_push(&d->all, one);
    pl_node_fill(panel, d->tree->store, r);
    panel->name = pl_index_full_name(d->ix, id, &d->tree->arena);
    panel->role = PL_NODE_LEAF;
    panel->plan->is_provider = true;
    panel->plan->params = r->params;
    pl_resource_text(r, PL_S("severity"), &one->severity);
    take_display(one, arena, r);
    panel->shown.properties = pl_node_properties(d->tree->store, arena, panel);
    if (resolve(d, panel, r))
        choose_database(d, panel, r);
    return panel;
}

static pl_node *make_container(detecting *d)
{
    pl_node *panel = PL_NEW(&d->tree->arena, pl_node);
    panel->role = PL_NODE_CONTAINER;
    panel->type = PL_S("benchmark");
    panel->detections = true;
    panel->shown.tags = pl_value_null(pl_type_simple(PL_TYPE_ANY));
    return panel;
}

static pl_node *make_benchmark(detecting *d, pl_entry_id id, unsigned depth);

static void add_child(detecting *d, pl_node *parent, pl_entry_id id, unsigned depth)
{
    pl_node *child = NULL;
    if (id >= d->n_entries || d->failed)
        return;
    if (++d->places > MOST_PLACES || depth >= MOST_DEPTH) {
        pl_buf_printf(d->why, "%.*s has too many benchmarks in each other", PL_FMT(d->tree->name));
        fail(d);
        return;
    }
    const pl_ix_entry *e = pl_index_entry(d->ix, id);
    if (e->kind == PL_KIND_DETECTION)
        child = d->met[id] ? &d->met[id]->panel : make_detection(d, id);
    else if (e->kind == PL_KIND_BENCHMARK && (e->flags & PL_ENTRY_DETECTION))
        child = make_benchmark(d, id, depth);
    if (!child)
        return;
    child->parent = parent;
    parent->children[parent->n_children++] = child;
}

static pl_node *make_benchmark(detecting *d, pl_entry_id id, unsigned depth)
{
    const pl_resource *r = pl_store_get(d->tree->store, id, d->why);
    pl_node *panel = make_container(d);
    uint32_t n;
    const pl_entry_id *children;
    if (!r || !pl_tree_children(d->tree->store, id, &d->tree->arena, &children, &n, d->why)) {
        fail(d);
        return NULL;
    }
    pl_node_fill(panel, d->tree->store, r);
    panel->name = pl_index_full_name(d->ix, id, &d->tree->arena);
    panel->children = pl_arena_alloc(&d->tree->arena, ((size_t)n + 1) * sizeof(*panel->children));
    for (uint32_t i = 0; i < n; i++)
        add_child(d, panel, children[i], depth + 1);
    return panel;
}

/* Put a benchmark around a single detection. */
static pl_node *wrap(detecting *d, pl_entry_id id)
{
    pl_node *root = make_container(d);
    root->children = pl_arena_alloc(&d->tree->arena, sizeof(*root->children));
    add_child(d, root, id, 1);
    if (d->failed)
        return NULL;
    pl_str name = root->children[0]->name;
    root->name =
        pl_arena_printf(&d->tree->arena, "%.*s.benchmark.%.*s", (int)pl_str_find(name, '.'),
                        name.ptr, PL_FMT(root->children[0]->shown.short_name));
    return root;
}

static void name_dashboards(pl_node *panel, pl_str name)
{
    panel->dashboard = name;
    for (uint32_t i = 0; i < panel->n_children; i++)
        name_dashboards(panel->children[i], name);
}

static bool build(detecting *d, pl_entry_id target)
{
    bool alone = pl_index_entry(d->ix, target)->kind == PL_KIND_DETECTION;
    d->tree->name = pl_index_full_name(d->ix, target, &d->tree->arena);
    d->tree->root = alone ? wrap(d, target) : make_benchmark(d, target, 0);
    if (d->failed)
        return false;
    d->tree->title = alone ? d->tree->root->children[0]->shown.title : d->tree->root->shown.title;
    name_dashboards(d->tree->root, d->tree->name);
    d->tree->n = (uint32_t)d->all.n;
    d->tree->all = pl_arena_alloc(&d->tree->arena, (d->all.n + 1) * sizeof(*d->tree->all));
    for (size_t i = 0; i < d->all.n; i++)
        d->tree->all[i] = d->all.at[i];
    return true;
}

/* ---- rows: all columns for the panel, display columns also as text */

typedef struct row_taker {
    pl_detection *one;
    pl_check_keep keep;
    pl_row_sink leaf;
    uint32_t *shown;     /* positions of the display columns */
    pl_dimension *cells; /* of the row at hand; the keys are the names of columns */
    const pl_column *columns;
    pl_row_keeping rows;
    pl_arena scratch;
    pl_buf text;
} row_taker;

static bool take_columns(void *ctx, const pl_column *columns, uint32_t n)
{
    row_taker *t = ctx;
    pl_detection *one = t->one;
    t->shown = pl_arena_alloc(&one->arena, ((size_t)one->n_display + 1) * sizeof *t->shown);
    t->cells = pl_arena_alloc(&one->arena, ((size_t)one->n_display + 1) * sizeof *t->cells);
    for (uint32_t i = 0; i < one->n_display; i++)
        for (uint32_t c = 0; c < n; c++)
            if (pl_str_eq(columns[c].name, one->display[i])) {
                t->cells[one->n_shown] = (pl_dimension){ .key = one->display[i] };
                t->shown[one->n_shown++] = c;
                break;
            }
    if (!t->leaf.columns(t->leaf.ctx, columns, n))
        return false;
    t->columns = one->panel.leaf.columns; /* copied by the leaf */
    return true;
}

static void add_time(pl_buf *out, const pl_cell_time *time)
{
    time_t seconds = (time_t)(time->seconds + time->offset);
    struct tm t = { 0 };
    gmtime_r(&seconds, &t);
    pl_buf_printf(out, "%04d-%02d-%02d %02d:%02d:%02d", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday,
                  t.tm_hour, t.tm_min, t.tm_sec);
}

static void add_bytes(pl_buf *out, pl_str bytes)
{
    pl_buf_byte(out, '[');
    for (size_t i = 0; i < bytes.len; i++)
        pl_buf_printf(out, "%s%u", i ? " " : "", (unsigned char)bytes.ptr[i]);
    pl_buf_byte(out, ']');
}

static void add_cell(pl_buf *out, const pl_cell *cell, const pl_column *column)
{
    if (cell->tag == PL_CELL_TIME)
        add_time(out, &cell->time);
    else if (cell->tag == PL_CELL_BYTES)
        add_bytes(out, cell->text);
    else if (cell->tag == PL_CELL_DOUBLE)
        pl_double_general(out, cell->d, cell->bits);
    else
        pl_cell_dimension(cell, column, out);
}

static void keep_text(row_taker *t, const pl_cell *cells)
{
    pl_detection *one = t->one;
    pl_mark mark = pl_arena_mark(&t->scratch);
    for (uint32_t i = 0; i < one->n_shown; i++) {
        t->text.len = 0;
        add_cell(&t->text, &cells[t->shown[i]], &t->columns[t->shown[i]]);
        t->cells[i].value = pl_arena_str(&t->scratch, pl_buf_view(&t->text));
    }
    pl_check_row row = { .dimensions = t->cells, .n_dimensions = one->n_shown };
    pl_row_keeping_add(&t->rows, &row);
    pl_arena_rewind(&t->scratch, mark);
}

static bool take_row(void *ctx, const pl_cell *cells)
{
    row_taker *t = ctx;
    t->one->n_rows++;
    if (t->keep != PL_CHECK_KEEP_NONE)
        keep_text(t, cells);
    return t->keep != PL_CHECK_KEEP_ALL || t->leaf.row(t->leaf.ctx, cells);
}

/* ---- running */

static void end_failed(pl_detection *one, pl_str text)
{
    one->panel.status = PL_NODE_ERROR;
    one->panel.error =
        pl_arena_str(&one->arena, text.len ? text : PL_S("the database gave no reason"));
    one->rows = (pl_rows){ 0 };
    one->n_rows = one->n_shown = 0;
}

static void run_query(pl_detection *one, const pl_check_exec *exec, pl_row_keeper *keeper)
{
    one->panel.leaf.dir = pl_row_keeper_dir(keeper);
    row_taker t = { .one = one, .keep = exec->keep, .leaf = pl_leaf_sink(&one->panel.leaf) };
    pl_row_keeping_begin(&t.rows, keeper, &one->arena);
    const pl_row_sink sink = { take_columns, take_row, &t };
    const pl_query_limits limits = { exec->query_limit, exec->deadline, exec->stop };
    pl_buf text = { 0 };
    one->plan.sink = &sink;
    bool ok = pl_node_query(&one->panel, &limits, &text);
    one->plan.sink = NULL;
    if (pl_leaf_error(&one->panel.leaf) || pl_row_keeper_error(keeper)) {
        end_failed(one, PL_S("cannot keep the result: no room for temporary files"));
    } else if (ok) {
        one->panel.status = PL_NODE_COMPLETE;
        one->rows = pl_row_keeping_end(&t.rows);
    } else {
        end_failed(one, pl_buf_view(&text));
    }
    pl_buf_done(&text);
    pl_row_keeping_drop(&t.rows);
    pl_arena_done(&t.scratch);
    pl_buf_done(&t.text);
}

static bool connect_it(pl_detection *one, const pl_check_exec *exec)
{
    pl_buf why = { 0 };
    one->plan.db = pl_databases_get(exec->dbs, &one->plan.database, &why);
    if (!one->plan.db)
        end_failed(one, pl_buf_view(&why));
    pl_buf_done(&why);
    return one->plan.db != NULL;
}

/* The work of a task. */
static bool run_one(void *ctx, void *what)
{
    const detecting *d = ctx;
    pl_detection *one = what;
    if (one->panel.error.len)
        end_failed(one, one->panel.error);
    else if (d->exec->stop && d->exec->stop->fired)
        end_failed(one, PL_S("execution cancelled"));
    else if (d->exec->deadline && pl_clock_ns() >= d->exec->deadline)
        end_failed(one, PL_S("execution timed out before detection started"));
    else if (connect_it(one, d->exec))
        run_query(one, d->exec, d->tree->keeper);
    return one->panel.status != PL_NODE_ERROR;
}

/* A container fails if something in it did. True: the panel has failed. */
static bool set_container_states(pl_node *panel, pl_arena *arena)
{
    uint32_t failed = 0;
    if (panel->role == PL_NODE_LEAF)
        return panel->status == PL_NODE_ERROR;
    for (uint32_t i = 0; i < panel->n_children; i++)
        failed += set_container_states(panel->children[i], arena);
    panel->status = failed ? PL_NODE_ERROR : PL_NODE_COMPLETE;
    if (failed)
        panel->error = pl_arena_printf(arena, "%u %s failed with an error", failed,
                                       failed == 1 ? "child" : "children");
    return failed > 0;
}

/* Called before the store is entered, because connecting may take long. */
static void open_databases(detecting *d)
{
    uint32_t n = 0;
    const pl_database_choice **wanted = pl_mem_alloc((d->tree->n + 1) * sizeof *wanted);
    for (uint32_t i = 0; i < d->tree->n; i++)
        if (!d->tree->all[i]->panel.error.len)
            wanted[n++] = &d->tree->all[i]->plan.database;
    pl_databases_prepare(d->exec->dbs, wanted, n);
    pl_mem_free(wanted);
}

static void perform(detecting *d, pl_session *session)
{
    uint32_t n = d->tree->n;
    pl_run_task *tasks = pl_mem_alloc((n + 1) * sizeof *tasks);
    for (uint32_t i = 0; i < n; i++) {
        pl_detection *one = d->tree->all[i];
        tasks[i] = (pl_run_task){ one->panel.error.len ? NULL : &one->plan.database, run_one, d,
                                  one, NULL };
    }
    pl_run *run = pl_run__local(session);
    pl_run__perform_tasks(run, tasks, n, d->exec);
    pl_run__free_local(run);
    pl_mem_free(tasks);
}

static void run_all(detecting *d, pl_session *session)
{
    d->tree->start = pl_moment_now();
    open_databases(d);
    perform(d, session);
    d->tree->end = pl_moment_now();
    d->tree->cancelled = d->exec->stop && d->exec->stop->fired;
    set_container_states(d->tree->root, &d->tree->arena);
}

/* ---- the whole run */

static const pl_str *copy_strs(pl_arena *arena, const pl_str *list, uint32_t n)
{
    pl_str *copy = pl_arena_alloc(arena, ((size_t)n + 1) * sizeof *copy);
    for (uint32_t i = 0; i < n; i++)
        copy[i] = pl_arena_str(arena, list[i]);
    return copy;
}

static void note_paths(detecting *d)
{
    pl_detection_tree *tree = d->tree;
    const pl_database_choice *c = pl_databases_session(d->exec->dbs);
    const pl_str *path = pl_databases_search_path(d->exec->dbs, &tree->n_search_path);
    tree->search_path = copy_strs(&tree->arena, path, tree->n_search_path);
    tree->n_search_path_prefix = c->n_search_path_prefix;
    tree->search_path_prefix =
        copy_strs(&tree->arena, c->search_path_prefix, c->n_search_path_prefix);
}

pl_detection_tree *pl_detections_run(pl_session *session, pl_entry_id target,
                                     const pl_check_exec *exec, pl_buf *why)
{
    pl_arena arena = { 0 };
    detecting d = { .exec = exec, .ix = pl_store_index(exec->store), .why = why };
    pl_index_entries(d.ix, &d.n_entries);
    size_t size = ((size_t)d.n_entries + 1) * sizeof(*d.met);
    d.tree = PL_NEW(&arena, pl_detection_tree);
    d.tree->arena = arena;
    d.tree->dry_run = exec->dry_run;
    d.tree->store = pl_store_twin(exec->store, PL_LOAD_LISTED);
    d.tree->keeper = pl_row_keeper_new(pl_session_spool_dir(session));
    d.met = pl_mem_zeroed(size);
    pl_store_enter(d.tree->store);
    bool ok = build(&d, target);
    pl_store_leave(d.tree->store);
    if (ok) {
        note_paths(&d);
        run_all(&d, session);
    } else {
        pl_detection_tree_free(d.tree);
    }
    pl_mem_drop(d.met, size);
    pl_vec_done(&d.all);
    return ok ? d.tree : NULL;
}

void pl_detection_tree_free(pl_detection_tree *tree)
{
    if (!tree)
        return;
    for (uint32_t i = 0; i < tree->n; i++) {
        pl_leaf_done(&tree->all[i]->panel.leaf);
        pl_arena_done(&tree->all[i]->arena);
    }
    pl_store_free(tree->store);
    pl_row_keeper_free(tree->keeper);
    pl_arena arena = tree->arena; /* it holds the tree itself */
    pl_arena_done(&arena);
}

uint64_t pl_detection_count(const pl_node *panel)
{
    const pl_detection *one = pl_detection_of(panel);
    uint64_t n = 0;
    if (one)
        return one->n_rows;
    for (uint32_t i = 0; i < panel->n_children; i++)
        n += pl_detection_count(panel->children[i]);
    return n;
}

uint32_t pl_detections_failed(const pl_detection_tree *tree)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < tree->n; i++)
        n += tree->all[i]->panel.status == PL_NODE_ERROR;
    return n;
}

/* ---- snapshots */

static void add_panels(pl_arena *arena, const pl_node *panel, pl_doc *panels)
{
    for (const pl_doc *have = panels->first; have; have = have->next)
        if (pl_str_eq(have->key, panel->name))
            return;
    pl_doc_put(panels, panel->name, pl_node_doc(arena, panel));
    for (uint32_t i = 0; i < panel->n_children; i++)
        add_panels(arena, panel->children[i], panels);
}

void pl_detection_snapshot(const pl_detection_tree *tree, pl_arena *arena, pl_snapshot *out)
{
    pl_doc *panels = pl_doc_new(arena, PL_DOC_OBJECT);
    add_panels(arena, tree->root, panels);
    *out = (pl_snapshot){
        .panels = panels,
        .layout = pl_node_layout(arena, tree->root),
        .inputs = pl_doc_new(arena, PL_DOC_OBJECT),
        .variables = pl_doc_new(arena, PL_DOC_OBJECT),
        .metadata = pl_doc_new(arena, PL_DOC_OBJECT),
        .start = tree->start,
        .end = tree->end,
    };
    if (tree->n_search_path) {
        out->search_path = pl_doc_new(arena, PL_DOC_ARRAY);
        for (uint32_t i = 0; i < tree->n_search_path; i++)
            pl_doc_string_copy(arena, out->search_path, (pl_str){ 0 }, tree->search_path[i]);
    }
    if (tree->n_search_path_prefix)
        pl_doc_strings(arena, out->metadata, PL_S("search_path_prefix"), tree->search_path_prefix,
                       tree->n_search_path_prefix);
}
