/* depend.c - values that reach a node while the dashboard runs (mod-language.md 7.4 - 7.6,
 * server.md 5.11).
 *
 *   pl_depend__find      makes a pl_dependency for each argument or default that refers to a
 *                        `with`, an input or a param of the graph, and finds its publisher
 *   pl_depend__resolve   reads the value from the rows of a finished `with`
 *   pl_depend__bind      binds the arguments of a node when all its values are there
 *
 * The order in which nodes start is in states.c. */
#include "base/str.h"
#include "run/dashboard.h"
#include "value/json.h"

/* ---- which node publishes a value */

/* Split a reference such as "self.input.x.value", "input.x", "with.x.rows.0.id" or "param.p" into
 * `d->root`, `d->target` and `d->path`. */
static void split(pl_dependency *d, pl_str path)
{
    pl_str rest = path, root = pl_str_split(&rest, '.');
    if (pl_str_eq(root, PL_S("self")))
        root = pl_str_split(&rest, '.');
    d->root = root;
    d->target = rest.ptr ? pl_str_split(&rest, '.') : (pl_str){ 0 };
    d->path = rest.ptr ? rest : (pl_str){ 0 };
}

pl_node *pl_depend__with(pl_execution *e, const pl_node *owner, pl_str name)
{
    pl_mark mark = pl_arena_mark(&e->arena);
    uint32_t at;
    bool found =
        pl_map_find(&e->build.withs,
                    pl_arena_printf(&e->arena, "%u.%.*s", owner->state->number, PL_FMT(name)), &at);
    pl_arena_rewind(&e->arena, mark);
    return found ? e->panels.at[at] : NULL;
}

/* Find `name` among the `with` blocks that `owner` inherits from its bases. Nodes and edges of a
 * graph see these, but not the `with` blocks that the graph itself declares. */
static pl_node *find_base_with(pl_execution *e, const pl_node *owner, pl_str name)
{
    uint32_t n;
    const pl_ix_entry *all = pl_index_entries(pl_store_index(e->session->store), &n);
    pl_node *found = pl_depend__with(e, owner, name);
    return found && all[found->resource->id].parent != owner->resource->id ? found : NULL;
}

static bool is_part(pl_kind kind)
{
    return kind == PL_KIND_NODE || kind == PL_KIND_EDGE;
}

static bool has_param(const pl_resource *r, pl_str name)
{
    for (const pl_param_def *p = r->params; p; p = p->next)
        if (pl_str_eq(p->name, name))
            return true;
    return false;
}

/* Find the node that publishes the value; NULL: there is none. A graph hands its params to its
 * nodes and edges, but not to its `with` blocks (recorded). */
static pl_node *publisher_of(pl_execution *e, const pl_node *panel, const pl_dependency *d)
{
    pl_node *found = NULL;
    if (pl_str_eq(d->root, PL_S("input")))
        return pl_depend__input(e, d->target) ? e->root : NULL;
    if (pl_str_eq(d->root, PL_S("param")) && is_part(panel->resource->kind) && panel->parent &&
        has_param(panel->parent->resource, d->target))
        return panel->parent;
    if (!pl_str_eq(d->root, PL_S("with")))
        return NULL;
    if (is_part(panel->resource->kind) && panel->parent)
        found = find_base_with(e, panel->parent, d->target);
    if (!found)
        found = pl_depend__with(e, panel, d->target);
    /* a `with` may refer to the other `with` blocks of its owner */
    if (!found && panel->resource->kind == PL_KIND_WITH && panel->parent)
        found = pl_depend__with(e, panel->parent, d->target);
    return found ? found : pl_depend__with(e, e->root, d->target);
}

const pl_node *pl_depend__input(const pl_execution *e, pl_str name)
{
    uint32_t at;
    return pl_map_find(&e->given.asked, name, &at) ? e->panels.at[at] : NULL;
}

/* Add `d`, which must not move any more, to the readers of its `with`. */
static void wait_for_with(pl_dependency *d)
{
    pl_node *with = d->publisher;
    if (with->plan->last_reader)
        with->plan->last_reader->next = d;
    else
        with->plan->readers = d;
    with->plan->last_reader = d;
}

/* Is it the first dependency of its node on this target? */
static bool is_first(pl_execution *e, const pl_dependency *d, pl_map *met)
{
    bool added;
    pl_map_put(met,
               pl_arena_printf(&e->arena, "%u.%.*s.%.*s", d->publisher->state->number,
                               PL_FMT(d->root), PL_FMT(d->target)),
               0, &added);
    return added;
}

/* The dependencies of a node while they are collected. */
typedef struct finding {
    pl_execution *e;
    pl_node *panel;
    pl_map met; /* targets of the dependencies found so far */
    pl_buf *why;
} finding;

static bool add(finding *f, pl_dependency d, pl_str what, pl_str path)
{
    d.name = pl_arena_printf(&f->e->arena, "%.*s->%.*s", PL_FMT(what), PL_FMT(path));
    d.value = pl_value_unknown(pl_type_simple(PL_TYPE_ANY));
    split(&d, path);
    d.publisher = publisher_of(f->e, f->panel, &d);
    if (!d.publisher) {
        pl_buf_printf(f->why, "cannot resolve runtime dependency %.*s", PL_FMT(d.name));
        return false;
    }
    d.reader = f->panel;
    d.is_again = !is_first(f->e, &d, &f->met);
    pl_node_plan *plan = f->panel->plan;
    pl_dependency *kept = &plan->deps[plan->n_deps++];
    *kept = d;
    if (pl_str_eq(d.root, PL_S("with")))
        wait_for_with(kept);
    return true;
}

/* Split the text of a runtime default, "param.p->with.x.rows.0.id". */
static bool split_default(pl_str dep, pl_str *param, pl_str *path)
{
    pl_str prefix = PL_S("param.");
    if (!pl_str_starts(dep, prefix))
        return false;
    for (size_t i = prefix.len; i + 1 < dep.len; i++) {
        if (dep.ptr[i] != '-' || dep.ptr[i + 1] != '>')
            continue;
        *param = pl_str_sub(dep, prefix.len, i);
        *path = pl_str_sub(dep, i + 2, dep.len);
        return true;
    }
    return false;
}

static bool find(finding *f)
{
    pl_arena *arena = &f->e->arena;
    const pl_resource *r = f->panel->resource;
    uint32_t n = r->n_runtime_deps, at = 0;
    pl_str param, path;
    for (const pl_arg *a = r->args; a; a = a->next)
        n++;
    f->panel->plan->deps = pl_arena_alloc(arena, (n + 1) * sizeof *f->panel->plan->deps);
    for (const pl_arg *a = r->args; a; a = a->next, at++) {
        pl_str what = a->name.len ? pl_arena_printf(arena, "args.%.*s", PL_FMT(a->name))
                                  : pl_arena_printf(arena, "args.%u", at);
        pl_dependency d = { .arg = a->name, .at = at, .is_wrapped = a->is_wrapped };
        if (a->is_runtime && !add(f, d, what, a->path))
            return false;
    }
    for (uint32_t i = 0; i < r->n_runtime_deps; i++) {
        if (!split_default(r->runtime_deps[i], &param, &path))
            continue;
        pl_dependency d = { .arg = param, .is_default = true };
        pl_str what = pl_arena_printf(arena, "param.%.*s", PL_FMT(param));
        if (!add(f, d, what, path))
            return false;
    }
    return true;
}

bool pl_depend__find(pl_execution *e, pl_node *panel, pl_buf *why)
{
    finding f = { .e = e, .panel = panel, .why = why };
    bool ok = find(&f);
    pl_map_done(&f.met);
    return ok;
}

/* ---- cycles */

enum { WHITE, GREY, BLACK };

typedef struct step {
    const pl_node *panel;
    uint32_t next; /* dependency to follow */
} step;

/* The path from a `with` through the `with` blocks that it depends on. It is an array and not
 * recursion, because a mod decides how long it gets. */
typedef struct walk {
    uint8_t *colors; /* by number of the node */
    PL_VEC(step) path;
} walk;

static const pl_node *next_with(step *s)
{
    while (s->next < pl_node_n_deps(s->panel)) {
        const pl_dependency *d = &s->panel->plan->deps[s->next++];
        if (pl_str_eq(d->root, PL_S("with")))
            return d->publisher;
    }
    return NULL;
}

/* Is there a cycle that can be reached from `from`? If so, `path` ends with the node that was met a
 * second time. */
static bool is_circle(walk *w, const pl_node *from)
{
    if (w->colors[from->state->number] == BLACK)
        return false;
    w->path.n = 0;
    for (const pl_node *next = from; next || w->path.n;) {
        if (!next) {
            w->colors[w->path.at[--w->path.n].panel->state->number] = BLACK;
        } else if (w->colors[next->state->number] != BLACK) {
            bool again = w->colors[next->state->number] == GREY;
            pl_vec_push(&w->path, ((step){ next, 0 }));
            if (again)
                return true;
            w->colors[next->state->number] = GREY;
        }
        next = w->path.n ? next_with(&w->path.at[w->path.n - 1]) : NULL;
    }
    return false;
}

static void append_circle(const pl_execution *e, const walk *w, pl_buf *why)
{
    pl_buf_printf(why,
                  "Failed to resolve with dependency order for dashboard '%.*s': Cycle error: ",
                  PL_FMT(e->root->name));
    for (size_t i = 0; i < w->path.n; i++)
        pl_buf_printf(why, "%swith.%.*s", i ? " -> " : "",
                      PL_FMT(w->path.at[i].panel->shown.short_name));
}

bool pl_depend__check_cycles(const pl_execution *e, pl_buf *why)
{
    walk w = { .colors = pl_mem_zalloc(e->panels.n + 1) };
    bool found = false;
    for (size_t i = 0; i < e->panels.n && !found; i++)
        if (e->panels.at[i]->resource && e->panels.at[i]->resource->kind == PL_KIND_WITH)
            found = is_circle(&w, e->panels.at[i]);
    if (found)
        append_circle(e, &w, why);
    pl_vec_done(&w.path);
    pl_mem_free(w.colors);
    return !found;
}

/* ---- values of `with` */

static bool append(void *ctx, pl_str bytes)
{
    pl_buf_str(ctx, bytes);
    return true;
}

static void read_rows(pl_with_rows *rows, const pl_leaf *leaf)
{
    uint32_t n = 0;
    rows->is_read = true;
    pl_buf_byte(&rows->text, '[');
    if (leaf->rows)
        pl_spool_read(&leaf->rows->text, 0, pl_rowtext_size(leaf->rows), append, &rows->text);
    pl_buf_byte(&rows->text, ']');
    const pl_json *all = pl_json_parse(&rows->arena, pl_buf_view(&rows->text), NULL);
    if (!all)
        return;
    rows->n = all->n;
    rows->at = pl_arena_alloc(&rows->arena, ((size_t)all->n + 1) * sizeof *rows->at);
    for (const pl_json *row = pl_json_first(all); row; row = row->next)
        rows->at[n++] = row;
}

void pl_with_rows_done(pl_with_rows *rows)
{
    pl_buf_done(&rows->text);
    pl_map_done(&rows->paths);
    pl_vec_done(&rows->values);
    pl_arena_done(&rows->arena);
}

static pl_value value_of(pl_arena *arena, const pl_json *cell)
{
    return cell ? pl_args_from_json(arena, cell) : pl_value_null(pl_type_simple(PL_TYPE_ANY));
}

static bool has_column(const pl_leaf *leaf, pl_str name)
{
    for (uint32_t i = 0; i < leaf->n_columns; i++)
        if (pl_str_eq(leaf->columns[i].name, name))
            return true;
    return false;
}

static const pl_json *member(const pl_json *row, pl_str name)
{
    for (const pl_json *m = pl_json_first(row); m; m = m->next)
        if (pl_str_eq(m->key, name))
            return m;
    return NULL;
}

static pl_value column_of(pl_arena *arena, const pl_with_rows *rows, pl_str name)
{
    pl_seq *seq = pl_seq_room(arena, rows->n);
    for (uint32_t i = 0; i < rows->n; i++)
        seq->at[i] = value_of(arena, member(rows->at[i], name));
    return pl_value_take_seq(PL_V_TUPLE, NULL, seq, rows->n);
}

typedef struct asking {
    pl_execution *e;
    pl_dependency *d;
    const pl_leaf *leaf;
    const pl_with_rows *rows;
    pl_buf *why;
} asking;

/* The reference as it was written: "with.x.rows.0.id". */
static pl_str path_of(const asking *a)
{
    return pl_arena_printf(&a->e->arena, "%.*s.%.*s%s%.*s", PL_FMT(a->d->root),
                           PL_FMT(a->d->target), a->d->path.len ? "." : "", PL_FMT(a->d->path));
}

static bool refuse(asking *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool refuse(asking *a, const char *format, ...)
{
    va_list args;
    pl_buf_printf(a->why, "failed to resolve with value '%.*s' for %.*s: ", PL_FMT(path_of(a)),
                  PL_FMT(a->d->name));
    va_start(args, format);
    pl_buf_vprintf(a->why, format, args);
    va_end(args);
    return false;
}

#define REFERENCE "reference to with '%.*s' "

static bool only_column(asking *a, pl_str *name)
{
    if (a->leaf->n_columns != 1)
        return refuse(a, REFERENCE "is returning more than one column - not supported",
                      PL_FMT(a->d->name));
    *name = a->leaf->columns[0].name;
    return true;
}

/* Take "rows.3" or "rows.3.id"; a missing column is null. */
static bool take_row(asking *a, pl_str index, pl_str column, pl_value *out)
{
    uint64_t i;
    if (!pl_str_to_u64(index, &i))
        return refuse(a, REFERENCE "has invalid property path '%.*s' - cannot parse row idx '%.*s'",
                      PL_FMT(a->d->name), PL_FMT(path_of(a)), PL_FMT(index));
    if (i >= a->rows->n)
        return refuse(a, REFERENCE "has invalid row index '%.*s' - %u row%s were returned",
                      PL_FMT(a->d->name), PL_FMT(index), a->rows->n, a->rows->n == 1 ? "" : "s");
    if (!column.len && !only_column(a, &column))
        return false;
    *out = value_of(&a->e->arena, member(a->rows->at[i], column));
    return true;
}

static bool take_value(asking *a, pl_value *out)
{
    pl_str rest = a->d->path, word = rest.ptr ? pl_str_split(&rest, '.') : (pl_str){ 0 };
    pl_str index = rest.ptr ? pl_str_split(&rest, '.') : (pl_str){ 0 };
    pl_str column = rest.ptr ? pl_str_split(&rest, '.') : (pl_str){ 0 };
    if ((word.len && !pl_str_eq(word, PL_S("rows"))) || rest.ptr)
        return refuse(a, REFERENCE "has invalid property path '%.*s'", PL_FMT(a->d->name),
                      PL_FMT(path_of(a)));
    if (index.len && !pl_str_eq(index, PL_S("*")))
        return take_row(a, index, column, out);
    if (column.len && !has_column(a->leaf, column))
        return refuse(a, "column %.*s does not exist", PL_FMT(column));
    if (!column.len && !only_column(a, &column))
        return false;
    *out = column_of(&a->e->arena, a->rows, column);
    return true;
}

/* Readers of the same path share one value, since values never change. */
static bool find_shared(const pl_with_rows *rows, pl_dependency *d)
{
    uint32_t at;
    if (!pl_map_find(&rows->paths, d->path, &at))
        return false;
    d->value = rows->values.at[at];
    return true;
}

bool pl_depend__resolve(pl_execution *e, pl_with_rows *rows, pl_dependency *d, pl_buf *why)
{
    const pl_node *with = d->publisher;
    asking a = { e, d, with->leaf, rows, why };
    if (find_shared(rows, d))
        return true;
    if (!rows->is_read)
        read_rows(rows, with->leaf);
    if (!rows->at) {
        pl_buf_printf(why, "the rows of %.*s cannot be read back", PL_FMT(with->name));
        return false;
    }
    if (!take_value(&a, &d->value))
        return false;
    pl_map_put(&rows->paths, d->path, (uint32_t)rows->values.n, NULL);
    pl_vec_push(&rows->values, d->value);
    return true;
}

/* ---- binding */

static bool take_values(pl_execution *e, pl_node *panel, pl_late_default *late, uint32_t *n_late,
                        pl_buf *why)
{
    for (uint32_t i = 0; i < pl_node_n_deps(panel); i++) {
        pl_dependency *d = &panel->plan->deps[i];
        if (d->value.tag == PL_V_NULL || d->value.tag == PL_V_UNKNOWN) {
            pl_buf_printf(why, "nil value recevied for runtime dependency %.*s", PL_FMT(d->name));
            return false;
        }
        pl_value v =
            d->is_wrapped ? pl_value_seq(&e->arena, PL_V_TUPLE, NULL, &d->value, 1) : d->value;
        if (d->is_default)
            late[(*n_late)++] = (pl_late_default){ d->arg, v };
        else
            pl_args_set(&panel->plan->args, d->arg, d->at, v);
    }
    return true;
}

bool pl_depend__params(pl_execution *e, pl_node *graph, pl_buf *why)
{
    pl_bound_args bound;
    const pl_param_def *params = graph->resource->params;
    uint32_t n_late = 0;
    pl_late_default *late = pl_arena_alloc(&e->arena, (pl_node_n_deps(graph) + 1) * sizeof *late);
    if (!take_values(e, graph, late, &n_late, why) ||
        !pl_args_bind(&e->arena,
                      &(pl_args_binding){ graph->name, params, &graph->plan->args, false,
                                          e->session->options.strict_args, late, n_late },
                      &bound, why))
        return false;
    for (uint32_t i = 0; i < graph->n_children; i++)
        for (uint32_t k = 0; k < pl_node_n_deps(graph->children[i]); k++) {
            pl_dependency *d = &graph->children[i]->plan->deps[k];
            uint32_t at = 0;
            if (!pl_str_eq(d->root, PL_S("param")))
                continue;
            for (const pl_param_def *p = params; !pl_str_eq(p->name, d->target); p = p->next)
                at++;
            d->value = bound.at[at];
            d->published = true;
        }
    return true;
}

bool pl_depend__bind(pl_execution *e, pl_node *panel, pl_buf *why)
{
    pl_node_plan *plan = panel->plan;
    const pl_source *from = &plan->from;
    const pl_resource *owner = from->chain[from->n - 1];
    uint32_t n_late = 0;
    pl_late_default *late = pl_arena_alloc(&e->arena, (plan->n_deps + 1) * sizeof *late);
    if (!take_values(e, panel, late, &n_late, why))
        return false;
    if (!pl_source_args(e->session->store, from, &e->arena, &plan->args, why))
        return false;
    pl_str name = from->n > 1 ? pl_store_name(e->session->store, owner->id) : panel->name;
    pl_args_binding b = { name, owner->params, &plan->args, false, e->session->options.strict_args,
                          late, n_late };
    if (!pl_args_bind(&e->arena, &b, &plan->bound, why))
        return false;
    plan->resolved = true;
    return true;
}
