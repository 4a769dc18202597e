/* dashboard.c - the tree of a dashboard (server.md 5.2, 5.3). */
#include "run/dashboard.h"
#include "base/diag.h"
#include "base/str.h"
#include "run/build.h"
#include "run/variables.h"
#include "schema/kind.h"

/* Limits for nesting and for the number of panels: a hostile mod lists dashboards in dashboards. */
enum { DEEPEST = 200, MOST_PANELS = 100000 };

void pl_execution_init(pl_execution *e, pl_session *session)
{
    *e = (pl_execution){
        .session = session,
        .limits = { .stop = pl_session_stop(session) },
        .overdue = { PL_S("dashboard execution timed out before execution of this node started"),
                     PL_S("execution timed out") },
    };
    pthread_mutex_init(&e->lock, NULL);
}

void pl_execution_done(pl_execution *e)
{
    for (size_t i = 0; i < e->panels.n; i++) {
        if (e->panels.at[i]->leaf)
            pl_leaf_done(e->panels.at[i]->leaf);
        pl_check_tree_free(e->panels.at[i]->check);
    }
    pl_vec_done(&e->panels);
    pl_vec_done(&e->given.all);
    pl_vec_done(&e->ready.queue);
    pl_vec_done(&e->ready.done);
    pl_map_done(&e->build.withs);
    pl_map_done(&e->build.names);
    pl_map_done(&e->given.asked);
    pl_map_done(&e->given.at);
    pl_twins_done(&e->build.own_twins);
    pl_arena_done(&e->arena);
    pthread_mutex_destroy(&e->lock);
}

void pl_execution_input(pl_execution *e, pl_str name, pl_value value)
{
    pl_str prefix = PL_S("input.");
    pl_str full = pl_str_starts(name, prefix)
                      ? pl_arena_str(&e->arena, name)
                      : pl_arena_printf(&e->arena, "input.%.*s", PL_FMT(name));
    bool added;
    uint32_t at = pl_map_put(&e->given.at, pl_str_sub(full, prefix.len, full.len),
                             (uint32_t)e->given.all.n, &added);
    value = pl_value_copy(&e->arena, value);
    if (added)
        pl_vec_push(&e->given.all, ((pl_input_value){ full, value }));
    else
        e->given.all.at[at].value = value;
}

const pl_value *pl_execution__input(const pl_execution *e, pl_str name)
{
    uint32_t at;
    return pl_map_find(&e->given.at, name, &at) ? &e->given.all.at[at].value : NULL;
}

/* ---- nodes */

static const pl_ix_entry *entry_of(const pl_execution *e, pl_entry_id id)
{
    return pl_index_entry(pl_store_index(e->session->store), id);
}

/* Is the node directly in the root or in containers of it, not in a dashboard below? */
static bool is_of_root(const pl_execution *e, const pl_node *panel)
{
    const pl_node *up = panel->parent;
    while (up && up->role == PL_NODE_CONTAINER)
        up = up->parent;
    return up == e->root;
}

/* Only a table made up for a query is a leaf without a resource. */
static bool may_query(const pl_resource *r, pl_node_role role)
{
    return role == PL_NODE_LEAF && (!r || pl_kind_flags(r->kind) & PL_KIND_IS_PROVIDER);
}

pl_node *pl_execution__add(pl_execution *e, pl_node *parent, const pl_resource *r, pl_str name,
                           pl_node_role role)
{
    pl_node *panel = PL_NEW(&e->arena, pl_node);
    bool added;
    panel->state = PL_NEW(&e->arena, pl_node_state);
    if (!e->root || may_query(r, role))
        panel->plan = PL_NEW(&e->arena, pl_node_plan);
    if (role == PL_NODE_LEAF)
        panel->leaf = PL_NEW(&e->arena, pl_leaf);
    panel->shown.tags = pl_value_null(pl_type_simple(PL_TYPE_ANY));
    if (r)
        pl_node_fill(panel, e->session->store, r);
    if (!e->root) {
        e->root = panel;
        e->name = name;
    }
    panel->name = name;
    panel->role = (uint8_t)role;
    panel->state->number = (uint32_t)e->panels.n;
    panel->parent = parent;
    panel->dashboard = e->name;
    panel->state->places = 1;
    pl_map_put(&e->build.names, name, (uint32_t)e->panels.n, &added);
    pl_vec_push(&e->panels, panel);
    if (r && r->kind == PL_KIND_INPUT && is_of_root(e, panel))
        pl_map_put(&e->given.asked, panel->shown.short_name, panel->state->number, NULL);
    return panel;
}

/* Is there room for `places` more nodes? Detections have the limits of controls. */
static bool has_room(pl_execution *e, uint32_t places, pl_buf *why)
{
    bool detections = e->build.detecting;
    unsigned deepest = detections ? PL_TREE_DEPTH : DEEPEST;
    uint32_t most = detections ? PL_TREE_PLACES : MOST_PANELS;
    if (e->build.depth < deepest && e->panels.n < most && places < most)
        return true;
    pl_buf_printf(why,
                  detections ? "%.*s has too many benchmarks in each other"
                             : "dashboard %.*s holds too many panels, or itself",
                  PL_FMT(e->name));
    return false;
}

/* ---- children */

static bool build_children(pl_execution *e, pl_node *panel, pl_buf *why);
static bool build_leaf(pl_execution *e, pl_node *panel, pl_buf *why);

static bool is_detections(const pl_execution *e, pl_entry_id id)
{
    return entry_of(e, id)->flags & PL_ENTRY_DETECTION;
}

static bool build_check(pl_execution *e, pl_node *panel, pl_buf *why)
{
    pl_tree_targets targets = { .ids = &panel->resource->id,
                                .n = 1,
                                .spool_dir = pl_session_spool_dir(e->session) };
    panel->check = pl_check_tree_new(e->session->store, &targets, NULL, why);
    return panel->check != NULL;
}

static pl_str name_of(pl_execution *e, const pl_node *parent, const pl_resource *r)
{
    pl_str name = pl_store_name(e->session->store, r->id);
    if (r->kind != PL_KIND_INPUT || !parent || parent->role != PL_NODE_DASHBOARD)
        return name;
    return pl_arena_printf(
        &e->arena, "%.*s.input.%.*s", PL_FMT(e->root->name),
        PL_FMT(pl_index_str(pl_store_index(e->session->store), entry_of(e, r->id)->short_name)));
}

static bool is_above(const pl_node *panel, const pl_node *up)
{
    for (; up; up = up->parent)
        if (up == panel)
            return true;
    return false;
}

/* Give the existing node of `r` one more parent. A node that contains itself is not shared: it is
 * built again until the depth limit ends it. */
static pl_node *share(pl_execution *e, pl_node *parent, const pl_resource *r, pl_str name)
{
    uint32_t at;
    if (!parent || !pl_map_find(&e->build.names, name, &at))
        return NULL;
    pl_node *panel = e->panels.at[at];
    if (panel->resource != r || is_above(panel, parent))
        return NULL;
    pl_node_parent *also = PL_NEW(&e->arena, pl_node_parent);
    *also = (pl_node_parent){ parent, panel->also };
    panel->also = also;
    return panel;
}

/* A benchmark of detections is shown as a container, one of controls as one check. */
static pl_node_role role_of(const pl_execution *e, const pl_resource *r, pl_entry_id id)
{
    switch (r->kind) {
    case PL_KIND_DASHBOARD: return PL_NODE_DASHBOARD;
    case PL_KIND_CONTAINER: return PL_NODE_CONTAINER;
    case PL_KIND_BENCHMARK: return is_detections(e, id) ? PL_NODE_CONTAINER : PL_NODE_CHECK;
    case PL_KIND_CONTROL: return PL_NODE_CHECK;
    default: return PL_NODE_LEAF;
    }
}

pl_node *pl_execution__child(pl_execution *e, pl_node *parent, pl_entry_id id, pl_buf *why)
{
    id = pl_twins_stand_in(e->build.twins, id);
    const pl_resource *r = pl_store_get(e->session->store, id, why);
    if (!r || !has_room(e, 0, why))
        return NULL;
    pl_str name = name_of(e, parent, r);
    pl_node *panel = share(e, parent, r, name);
    if (panel)
        return panel;
    pl_node_role role = role_of(e, r, id);
    panel = pl_execution__add(e, parent, r, name, role);
    panel->detections = r->kind == PL_KIND_BENCHMARK && role == PL_NODE_CONTAINER;
    e->build.depth++;
    bool ok = role == PL_NODE_CHECK  ? build_check(e, panel, why)
              : role == PL_NODE_LEAF ? build_leaf(e, panel, why)
                                     : build_children(e, panel, why);
    e->build.depth--;
    return ok ? panel : NULL;
}

/* ---- `with` */

/* Append `with`; the array grows by doubling. */
static void add_with(pl_execution *e, pl_node *owner, pl_node *with, pl_str name)
{
    uint32_t n = owner->n_withs;
    if ((n & (n - 1)) == 0) {
        pl_node **more = pl_arena_alloc(&e->arena, (n ? 2 * (size_t)n : 1) * sizeof *more);
        if (n)
            memcpy(more, owner->withs, n * sizeof *more);
        owner->withs = more;
    }
    owner->withs[owner->n_withs++] = with;
    pl_map_put(&e->build.withs,
               pl_arena_printf(&e->arena, "%u.%.*s", owner->state->number, PL_FMT(name)),
               with->state->number, NULL);
}

static bool build_with(pl_execution *e, pl_node *owner, pl_str prefix, pl_entry_id id, pl_buf *why)
{
    pl_str short_name =
        pl_index_str(pl_store_index(e->session->store), entry_of(e, id)->short_name);
    const pl_resource *r;
    if (pl_depend__with(e, owner, short_name))
        return true;
    r = pl_store_get(e->session->store, id, why);
    if (!r || !has_room(e, 0, why))
        return false;
    pl_node *panel = pl_execution__add(
        e, owner, r,
        pl_arena_printf(&e->arena, "%.*s.with.%.*s", PL_FMT(prefix), PL_FMT(short_name)),
        PL_NODE_LEAF);
    add_with(e, owner, panel, short_name);
    panel->leaf->text_json = true;
    return true;
}

/* Build the `with` blocks written inside block `id`. */
static bool build_withs_of(pl_execution *e, pl_node *owner, pl_entry_id id, pl_str prefix,
                           pl_buf *why)
{
    uint32_t n;
    const pl_ix_entry *all = pl_index_entries(pl_store_index(e->session->store), &n);
    bool ok = true;
    for (pl_entry_id i = id + 1;
         ok && i < n && all[i].file == all[id].file && all[i].start < all[id].end; i++)
        if (all[i].kind == PL_KIND_WITH && all[i].parent == id)
            ok = build_with(e, owner, prefix, i, why);
    return ok;
}

/* Build the `with` blocks of the resource itself, then those of its bases, which are named after
 * the bases. */
static bool build_withs(pl_execution *e, pl_node *owner, pl_buf *why)
{
    const pl_index *ix = pl_store_index(e->session->store);
    uint32_t depth = 0;
    pl_entry_id id = owner->resource->id;
    pl_str prefix = owner->name;
    while (id != PL_NO_ENTRY) {
        if (!build_withs_of(e, owner, id, prefix, why))
            return false;
        id = pl_index_next_base(ix, id, &depth);
        if (id != PL_NO_ENTRY)
            prefix = pl_store_name(e->session->store, id);
    }
    return true;
}

static bool is_child(const pl_execution *e, pl_entry_id id)
{
    const pl_ix_entry *entry = entry_of(e, id);
    if (!e->build.detecting)
        return entry->kind != PL_KIND_WITH && entry->kind != PL_KIND_CATEGORY;
    return entry->kind == PL_KIND_DETECTION ||
           (entry->kind == PL_KIND_BENCHMARK && is_detections(e, id));
}

static bool build_children(pl_execution *e, pl_node *panel, pl_buf *why)
{
    const pl_entry_id *ids = panel->resource->children;
    uint32_t n = panel->resource->n_children, n_entries;
    pl_index_entries(pl_store_index(e->session->store), &n_entries);
    if (panel->role == PL_NODE_DASHBOARD && !build_withs(e, panel, why))
        return false;
    if (e->build.detecting &&
        !pl_tree_children(e->session->store, panel->resource->id, &e->arena, &ids, &n, why))
        return false;
    panel->children = pl_arena_alloc(&e->arena, ((size_t)n + 1) * sizeof(pl_node *));
    for (uint32_t i = 0; i < n; i++) {
        if (ids[i] >= n_entries || !is_child(e, ids[i]))
            continue;
        pl_node *child = pl_execution__child(e, panel, ids[i], why);
        if (!child)
            return false;
        panel->children[panel->n_children++] = child;
        panel->state->places += child->state->places;
        if (!has_room(e, panel->state->places, why))
            return false;
    }
    return true;
}

/* ---- leaves */

static bool choose_database(pl_execution *e, pl_node *panel, pl_buf *why)
{
    const pl_resource *query = panel->plan->from.n > 1 ? panel->plan->from.chain[1] : NULL;
    pl_session *s = e->session;
    return pl_databases_choose(s->dbs, s->store, panel->resource, query, &panel->plan->database,
                               why);
}

bool pl_execution__wants(const pl_execution *e, const pl_node *panel)
{
    return (pl_node_queries(panel) && !panel->state->is_idle) || panel->state->need.uses ||
           (panel == e->root && pl_database_choice_asks(&panel->plan->database));
}

/* Open the database of a node. If that fails and the session is tolerant, only this node fails. A
 * root that uses its database only for the search path goes without it. */
static bool open_database(pl_execution *e, pl_node *panel, pl_buf *why)
{
    size_t before = why->len;
    panel->plan->db = pl_databases_get(e->session->dbs, &panel->plan->database, why);
    if (panel->plan->db)
        return true;
    if (pl_node_queries(panel) && !e->session->options.tolerant)
        return false;
    panel->state->refused =
        e->limits.stop && e->limits.stop->fired
            ? PL_S("execution cancelled")
            : pl_arena_str(&e->arena, pl_str_sub(pl_buf_view(why), before, why->len));
    why->len = before;
    return true;
}

static bool opens(const pl_execution *e, const pl_node *panel)
{
    return pl_execution__wants(e, panel) && !panel->state->refused.len;
}

/* Called before the store is entered, because connecting may take long. */
static bool open_databases(pl_execution *e, pl_buf *why)
{
    const pl_database_choice **wanted = pl_mem_alloc((e->panels.n + 1) * sizeof *wanted);
    size_t n = 0;
    bool ok = true;
    for (size_t i = 0; i < e->panels.n; i++)
        if (opens(e, e->panels.at[i]))
            wanted[n++] = &e->panels.at[i]->plan->database;
    pl_databases_prepare(e->session->dbs, wanted, n);
    pl_mem_free(wanted);
    for (size_t i = 0; i < e->panels.n && ok; i++) {
        pl_node *panel = e->panels.at[i];
        ok = !opens(e, panel) || open_database(e, panel, why);
    }
    return ok;
}

/* Find the SQL of a node, and its arguments as far as they are known. */
static bool build_query(pl_execution *e, pl_node *panel, pl_buf *why)
{
    const pl_resource *r = panel->resource;
    if (!(pl_kind_flags(r->kind) & PL_KIND_IS_PROVIDER))
        return true;
    if (!pl_store_source(e->session->store, r, &panel->plan->from, why))
        return false;
    panel->plan->is_provider = panel->plan->from.has_sql;
    panel->plan->args = pl_args_of_resource(&e->arena, r);
    if (e->build.detecting)
        return pl_execution__plan_detection(e, panel, why);
    if (!pl_node_queries(panel)) /* a graph may have params for its nodes */
        return !r->params || !panel->n_children || pl_depend__find(e, panel, why);
    panel->plan->params = r->params;
    return choose_database(e, panel, why) && pl_depend__find(e, panel, why) &&
           (pl_node_n_deps(panel) || pl_depend__bind(e, panel, why));
}

static bool build_leaf(pl_execution *e, pl_node *panel, pl_buf *why)
{
    bool graph = pl_kind_flags(panel->resource->kind) & PL_KIND_IS_GRAPH;
    return !graph || (build_withs(e, panel, why) && build_children(e, panel, why));
}

/* ---- the whole tree */

/* Plan all queries. Called when the tree is complete, because only then can the nodes that publish
 * values be found. */
static bool build_queries(pl_execution *e, pl_buf *why)
{
    for (size_t i = 0; i < e->panels.n; i++) {
        pl_node *panel = e->panels.at[i];
        if (panel->role != PL_NODE_LEAF || !panel->resource)
            continue;
        if (!build_query(e, panel, why))
            return false;
        panel->shown.properties = pl_node_properties(e->session->store, &e->arena, panel);
    }
    return true;
}

static void find_variables(pl_execution *e)
{
    PL_VEC(pl_entry_id) ids = { 0 };
    if (e->root->detections || !e->root->resource)
        return;
    for (size_t i = 1; i < e->panels.n; i++)
        pl_vec_push(&ids, e->panels.at[i]->resource->id);
    if (e->root->check) {
        pl_tree_walk walk = { 0 };
        pl_node *node;
        while (pl_tree_walk_next(&walk, e->root->check, &node))
            pl_vec_push(&ids, node->tally->id);
    }
    e->shown.variables =
        pl_variables_of(e->session->store, ids.at, ids.n, &e->arena, &e->shown.n_variables);
    pl_vec_done(&ids);
}

/* Does the node, or anything below it, have something to run? A node that has only `with` blocks
 * does not (recorded). */
static bool has_work(pl_node *panel)
{
    bool work = pl_node_queries(panel) || panel->role == PL_NODE_CHECK;
    if (panel->state->has_work)
        return panel->state->has_work > 1;
    for (uint32_t i = 0; !work && i < panel->n_children; i++)
        work = has_work(panel->children[i]);
    panel->state->has_work = (uint8_t)(work + 1);
    return work;
}

/* Set the first status. Called for owners before their `with` blocks. */
static void begin_status(pl_node *panel)
{
    const pl_node *owner = panel->parent;
    panel->status = has_work(panel) ? PL_NODE_INITIALIZED : PL_NODE_COMPLETE;
    panel->state->is_idle = panel->resource && panel->resource->kind == PL_KIND_WITH && owner &&
                            owner->status == PL_NODE_COMPLETE;
}

static bool build_root(pl_execution *e, pl_entry_id id, pl_buf *why)
{
    const pl_resource *r = pl_store_get(e->session->store, id, why);
    if (!r)
        return false;
    if (r->kind == PL_KIND_DETECTION)
        return pl_execution__wrap_detection(e, id, why);
    if (r->kind == PL_KIND_QUERY)
        return pl_execution__wrap_query(e, r, why);
    return pl_execution__child(e, NULL, id, why) != NULL;
}

/* A root that was made up uses the default database, that of detections none. */
static bool choose_root_database(pl_execution *e, pl_buf *why)
{
    if (pl_node_queries(e->root) || e->build.detecting)
        return true;
    if (e->root->resource)
        return choose_database(e, e->root, why);
    e->root->plan->database = *pl_databases_session(e->session->dbs);
    return true;
}

static bool build(pl_execution *e, pl_entry_id id, pl_buf *why)
{
    if (!build_root(e, id, why) || !build_queries(e, why) || !pl_depend__check_cycles(e, why) ||
        !choose_root_database(e, why))
        return false;
    for (size_t i = 0; i < e->panels.n; i++)
        begin_status(e->panels.at[i]);
    find_variables(e);
    return true;
}

bool pl_execution_build_closed(pl_execution *e, pl_entry_id root, pl_buf *why)
{
    pl_store_enter(e->session->store);
    if (!e->build.twins) {
        pl_twins_find(&e->build.own_twins, pl_store_index(e->session->store));
        e->build.twins = &e->build.own_twins;
    }
    bool ok = build(e, root, why);
    pl_store_leave(e->session->store);
    pl_map_done(&e->build.names); /* only used while the tree is built */
    pl_map_done(&e->build.withs);
    return ok;
}

bool pl_execution_build(pl_execution *e, pl_entry_id root, pl_buf *why)
{
    return pl_execution_build_closed(e, root, why) && open_databases(e, why);
}

/* ---- inputs */

/* The names of the inputs that nodes wait for. */
static void find_awaited(const pl_execution *e, pl_map *out)
{
    for (size_t i = 0; i < e->panels.n; i++)
        for (uint32_t k = 0; k < pl_node_n_deps(e->panels.at[i]); k++) {
            const pl_dependency *d = &e->panels.at[i]->plan->deps[k];
            if (pl_str_eq(d->root, PL_S("input")))
                pl_map_put(out, d->target, 0, NULL);
        }
}

bool pl_execution_has_inputs(const pl_execution *e, pl_buf *why)
{
    pl_buf names = { 0 };
    pl_map awaited = { 0 };
    unsigned missing = 0;
    find_awaited(e, &awaited);
    for (size_t i = 0; i < e->panels.n; i++) {
        const pl_node *p = e->panels.at[i];
        if (!p->resource || p->resource->kind != PL_KIND_INPUT ||
            pl_execution__input(e, p->shown.short_name) ||
            !pl_map_find(&awaited, p->shown.short_name, NULL) ||
            pl_depend__input(e, p->shown.short_name) != p)
            continue;
        pl_buf_printf(&names, "%sinput.%.*s", missing++ ? "," : "", PL_FMT(p->shown.short_name));
    }
    if (missing)
        pl_buf_printf(why, "input%s '%.*s' must be provided using '--arg name=value'",
                      missing > 1 ? "s" : "", PL_FMT(pl_buf_view(&names)));
    pl_buf_done(&names);
    pl_map_done(&awaited);
    return missing == 0;
}

/* ---- showing panels */

/* A CHECK of a single control is shown by the panel of that control, which pl_check_panels() adds
 * (server.md 5.9). */
void pl_execution__show(pl_arena *arena, const pl_node *p, pl_node_status at, pl_doc *panels)
{
    if (p->role != PL_NODE_CHECK)
        pl_doc_put(panels, p->name, pl_node_doc_at(arena, p, at));
    else if (p->resource->kind != PL_KIND_CONTROL)
        pl_doc_put(panels, p->name, pl_check_doc(arena, p, at));
    if (p->check)
        pl_check_panels(arena, p->check, at >= PL_NODE_COMPLETE ? PL_CHECK_LIVE : PL_CHECK_BEFORE,
                        panels);
}

void pl_execution__copy_search_path(pl_execution *e)
{
    const pl_node_plan *plan = e->root->plan;
    const pl_str *path =
        pl_database_choice_path(&plan->database, plan->db, &e->shown.n_search_path);
    e->shown.search_path = pl_strs_copy(&e->arena, path, e->shown.n_search_path);
}

/* NULL: none was set. */
static pl_doc *search_path_doc(const pl_execution *e, pl_arena *arena)
{
    uint32_t n = e->shown.n_search_path;
    const pl_str *path = e->shown.search_path;
    if (!path)
        path = pl_database_choice_path(&e->root->plan->database, e->root->plan->db, &n);
    if (!n)
        return NULL;
    pl_doc *list = pl_doc_new(arena, PL_DOC_ARRAY);
    for (uint32_t i = 0; i < n; i++)
        pl_doc_string_copy(arena, list, (pl_str){ 0 }, path[i]);
    return list;
}

static pl_doc *metadata_doc(pl_arena *arena, const pl_database_choice *c)
{
    pl_doc *doc = pl_doc_new(arena, PL_DOC_OBJECT);
    if (c->n_search_path || c->n_search_path_prefix)
        pl_doc_strings(arena, doc, PL_S("search_path_prefix"), c->search_path_prefix,
                       c->n_search_path_prefix);
    return doc;
}

void pl_execution_snapshot(const pl_execution *e, pl_arena *arena, pl_snapshot *out)
{
    pl_doc *panels = pl_doc_new(arena, PL_DOC_OBJECT);
    pl_doc *inputs = pl_doc_new(arena, PL_DOC_OBJECT);
    pl_doc *variables = pl_doc_new(arena, PL_DOC_OBJECT);
    for (size_t i = 0; i < e->panels.n; i++) {
        const pl_node *p = e->panels.at[i];
        if (!p->state->is_hidden)
            pl_execution__show(arena, p, (pl_node_status)p->status, panels);
    }
    for (size_t i = 0; i < e->given.all.n; i++)
        pl_doc_value_text(arena, inputs, e->given.all.at[i].name, e->given.all.at[i].value);
    pl_doc_sort(inputs);
    for (uint32_t i = 0; i < e->shown.n_variables; i++)
        pl_doc_string_copy(arena, variables, e->shown.variables[i].key,
                           e->shown.variables[i].value);
    *out = (pl_snapshot){
        .panels = panels,
        .layout = pl_node_layout(arena, e->root),
        .inputs = inputs,
        .variables = variables,
        .search_path = search_path_doc(e, arena),
        .metadata = metadata_doc(arena, &e->root->plan->database),
        .start = e->started,
        .end = e->ended,
    };
}

bool pl_execution_print(const pl_execution *e, bool file, pl_write_fn *write, void *ctx)
{
    pl_arena arena = { 0 };
    pl_snapshot snapshot;
    pl_execution_snapshot(e, &arena, &snapshot);
    bool ok = pl_snapshot_print(&arena, &snapshot, file, write, ctx);
    pl_arena_done(&arena);
    return ok;
}
