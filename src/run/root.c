/* root.c - roots that are made up: a benchmark around a detection, a dashboard around a query
 * (server.md 5.1). */
#include "base/str.h"
#include "run/dashboard.h"

/* ---- a detection */

bool pl_execution__wrap_detection(pl_execution *e, pl_entry_id id, pl_buf *why)
{
    const pl_index *ix = pl_store_index(e->session->store);
    pl_str name = pl_store_name(e->session->store, id);
    pl_str short_name = pl_index_str(ix, pl_index_entry(ix, id)->short_name);
    pl_node *root = pl_execution__add(e, NULL, NULL,
                                      pl_arena_printf(&e->arena, "%.*s.benchmark.%.*s",
                                                      (int)pl_str_find(name, '.'), name.ptr,
                                                      PL_FMT(short_name)),
                                      PL_NODE_CONTAINER);
    root->dashboard = e->name = name;
    root->type = PL_S("benchmark");
    root->shown.short_name = short_name;
    root->detections = true;
    root->children = pl_arena_alloc(&e->arena, sizeof(*root->children));
    root->children[0] = pl_execution__child(e, root, id, why);
    root->n_children = root->children[0] != NULL;
    return root->n_children > 0;
}

/* The columns that it displays, which are kept as text. */
static void take_display(pl_execution *e, pl_node *node)
{
    pl_value list = pl_resource_field(node->resource, PL_S("display_columns"));
    pl_leaf_texts *texts = PL_NEW(&e->arena, pl_leaf_texts);
    uint32_t n = pl_value_is_seq(list) ? list.len : 0;
    pl_str *names = pl_arena_alloc(&e->arena, ((size_t)n + 1) * sizeof *names);
    for (uint32_t i = 0; i < n; i++)
        if (list.seq->at[i].tag == PL_V_STRING)
            names[texts->n_names++] = pl_value_get_str(list.seq->at[i]);
    texts->names = names;
    texts->keeper = e->build.detecting->keeper;
    texts->keep = e->build.detecting->keep;
    node->leaf->texts = texts;
    node->leaf->dir = pl_session_spool_dir(e->session);
}

bool pl_execution__plan_detection(pl_execution *e, pl_node *node, pl_buf *why)
{
    pl_node_plan *plan = node->plan;
    const pl_resource *r = node->resource, *owner = plan->from.chain[plan->from.n - 1];
    const pl_given_args *args = e->build.detecting->args;
    pl_buf refused = { 0 };
    if (!plan->from.sql.len) {
        pl_buf_printf(why, "getResolvedQuery faiuled - no sql set for '%.*s'", PL_FMT(node->name));
        return false;
    }
    if (args)
        plan->args = *args;
    if ((!args && !pl_args_known(r, owner, why)) || !pl_depend__bind(e, node, why))
        return false;
    plan->is_provider = true;
    plan->params = r->params;
    take_display(e, node);
    if (!pl_databases_choose(e->session->dbs, e->session->store, r, plan->from.n > 1 ? owner : NULL,
                             &plan->database, &refused))
        node->state->refused = pl_arena_str(&e->arena, pl_buf_view(&refused));
    pl_buf_done(&refused);
    return true;
}

/* ---- a query */

static pl_node *add_table(pl_execution *e, pl_node *root, const pl_resource *r)
{
    pl_node *table = pl_execution__add(e, root, NULL, PL_S("custom.table.results"), PL_NODE_LEAF);
    table->type = PL_S("table");
    table->plan->is_provider = true;
    if (r) {
        table->shown.title = pl_store_text(r, "title");
        table->plan->params = r->params;
    }
    table->shown.properties = pl_doc_new(&e->arena, PL_DOC_OBJECT);
    pl_doc_string_copy(&e->arena, table->shown.properties, PL_S("name"), PL_S("results"));
    root->children = pl_arena_alloc(&e->arena, sizeof(*root->children));
    root->children[0] = table;
    root->n_children = 1;
    root->state->places++;
    return table;
}

pl_node *pl_execution__add_query(pl_execution *e, pl_str sql, pl_str title, const pl_resource *r)
{
    pl_str hash = pl_query_hash(&e->arena, sql);
    pl_node *root = pl_execution__add(
        e, NULL, NULL, pl_arena_printf(&e->arena, "custom.dashboard.sql_%.*s", PL_FMT(hash)),
        PL_NODE_DASHBOARD);
    root->type = PL_S("dashboard");
    root->shown.title = title.len ? pl_arena_str(&e->arena, title)
                                  : pl_arena_printf(&e->arena, "Custom query [%.*s]", PL_FMT(hash));
    if (r) {
        root->shown.description = pl_store_text(r, "description");
        root->shown.documentation = pl_store_text(r, "documentation");
        root->shown.tags = pl_resource_field(r, PL_S("tags"));
    }
    return add_table(e, root, r);
}

bool pl_execution__plan_query(pl_execution *e, pl_node *table, const pl_resource *r,
                              const pl_given_args *args, bool own, pl_buf *why)
{
    pl_session *s = e->session;
    pl_node_plan *plan = table->plan;
    const pl_resource *owner = NULL;
    pl_str name = table->name, sql_of = table->name;
    plan->args = *args;
    if (r) {
        if (!pl_store_source(s->store, r, &plan->from, why) ||
            !pl_source_args(s->store, &plan->from, &e->arena, &plan->args, why))
            return false;
        owner = plan->from.chain[plan->from.n - 1];
        name = pl_store_name(s->store, owner->id);
        if (own && !pl_args_are_params(args, owner->params, name, why))
            return false;
        sql_of = plan->from.n > 1 ? name : sql_of;
    }
    if (!plan->from.sql.len) {
        pl_buf_printf(why, "getResolvedQuery faiuled - no sql set for '%.*s'", PL_FMT(sql_of));
        return false;
    }
    pl_args_binding b = { .owner = own ? name : sql_of,
                          .params = owner ? owner->params : NULL,
                          .args = &plan->args,
                          .own = own && owner,
                          .nulls = s->options.strict_args };
    plan->resolved = pl_args_bind(&e->arena, &b, &plan->bound, why);
    plan->database = *pl_databases_session(s->dbs);
    return plan->resolved &&
           (!r || pl_databases_choose(s->dbs, s->store, r, plan->from.n > 1 ? owner : NULL,
                                      &plan->database, why));
}

bool pl_execution__wrap_query(pl_execution *e, const pl_resource *r, pl_buf *why)
{
    const pl_given_args none = { 0 };
    pl_node *table = pl_execution__add_query(e, pl_store_text(r, "sql"), (pl_str){ 0 }, r);
    return pl_execution__plan_query(e, table, r, &none, false, why);
}
