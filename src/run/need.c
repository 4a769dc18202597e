/* need.c - searches what is about to run for resources that use the default database, without
 * running it. */
#include "run/need.h"
#include "base/str.h"
#include "base/vec.h"
#include "schema/kind.h"
#include "run/build.h"
#include "run/live.h"

/* A search for what is needed. */
typedef struct need_search {
    pl_store *store;
    pl_databases *dbs;
    pl_dburl url; /* of the default */
    bool whole;
    pl_run_need found;
} need_search;

static bool is_settled(const need_search *s)
{
    return s->found.uses && (s->found.rest || !s->whole);
}

static void note(need_search *s, pl_dburl url)
{
    if (pl_database_same(url, s->url))
        s->found.uses = true;
    else
        s->found.rest = true;
}

/* Note the database of a control, a detection or a query, loaded through a store of its own. */
static void search_entry(need_search *s, pl_entry_id id)
{
    pl_store *own = pl_store_twin(s->store, 0);
    pl_store *chooser = pl_store_is_shared(own) ? own : s->store;
    pl_database_choice choice;
    pl_buf unreported = { 0 };
    pl_source from;
    pl_store_enter(own);
    const pl_resource *r = pl_store_get(own, id, &unreported);
    if (r && pl_store_source(own, r, &from, &unreported) &&
        pl_databases_choose(s->dbs, chooser, r, from.n > 1 ? from.chain[1] : NULL, &choice,
                            &unreported))
        note(s, choice.url);
    pl_store_leave(own);
    pl_store_free(own);
    pl_buf_done(&unreported);
}

/* ---- checks */

static void search_tree(need_search *s, const pl_check_tree *tree)
{
    if (tree->n_runs && pl_databases_is_named(s->dbs)) {
        note(s, pl_databases_session(s->dbs)->url);
        return;
    }
    for (uint32_t i = 0; i < tree->n_runs && !is_settled(s); i++)
        search_entry(s, tree->runs[i]->tally->id);
}

/* ---- dashboards */

/* Does a node without SQL show something? Nodes, edges and graphs do so only by their queries. */
static bool shows_itself(const pl_node *panel)
{
    return panel->role == PL_NODE_LEAF && !pl_node_queries(panel) && panel->resource &&
           !(pl_kind_flags(panel->resource->kind) & (PL_KIND_IS_GRAPH | PL_KIND_IN_GRAPH));
}

static void search_panels(need_search *s, const pl_execution *e)
{
    for (size_t i = 0; i < e->panels.n && !is_settled(s); i++) {
        const pl_node *panel = e->panels.at[i];
        if (panel->check)
            search_tree(s, panel->check);
        else if (pl_node_queries(panel) && !panel->state->is_idle)
            note(s, panel->plan->database.url);
        else if (shows_itself(panel))
            s->found.rest = true;
    }
}

/* The store is not entered: an execution enters it itself. */
void pl_execution__find_needs(pl_execution *e)
{
    pl_session *s = e->session;
    pl_store_enter(s->store);
    for (size_t i = 0; i < e->panels.n; i++) {
        pl_node *panel = e->panels.at[i];
        need_search search = { s->store, s->dbs, e->root->plan->database.url, .whole = true };
        if (panel->check)
            search_tree(&search, panel->check);
        panel->state->need = search.found;
    }
    pl_store_leave(s->store);
}

/* Is the node left without its database because it uses the default, which is down? */
static bool is_stranded(const pl_execution *e, const pl_node *panel)
{
    if (panel->check)
        return panel->state->need.uses && !panel->state->need.rest && panel->state->refused.len;
    return panel->state->refused.len &&
           pl_database_same(panel->plan->database.url, e->root->plan->database.url);
}

bool pl_execution__is_void(const pl_execution *e)
{
    bool any = false;
    for (size_t i = 0; i < e->panels.n; i++) {
        const pl_node *panel = e->panels.at[i];
        bool consumer = panel->check ? panel->state->need.uses || panel->state->need.rest
                                     : pl_node_queries(panel) && !panel->state->is_idle;
        if (shows_itself(panel) || (consumer && !is_stranded(e, panel)))
            return false;
        any |= consumer;
    }
    return any;
}

/* ---- a session */

/* A tree that cannot be made uses the default: the run itself reports why. */
static void search_check(need_search *s, const pl_command_scope *scope, bool combined)
{
    pl_tree_targets targets = { .ids = scope->targets,
                                .n = (uint32_t)scope->n_targets,
                                .all = scope->all,
                                .merged = scope->n_targets > 1 };
    pl_check_filter filter = { 0 };
    pl_arena arena = { 0 };
    pl_buf unreported = { 0 };
    pl_check_tree *tree = NULL;
    if (pl_check_filter_init(&filter, &arena, scope->tags, scope->n_tags, scope->where, combined,
                             &unreported))
        tree = pl_check_tree_new(s->store, &targets, &filter, &unreported);
    if (tree)
        search_tree(s, tree);
    else
        s->found.uses = true;
    pl_check_tree_free(tree);
    pl_buf_done(&unreported);
    pl_arena_done(&arena);
}

/* ---- detections */

/* Visit the detections below `id`, each benchmark once. */
static void search_detections(need_search *s, pl_entry_id id, pl_arena *arena, bool *met,
                              unsigned depth)
{
    uint32_t n;
    const pl_entry_id *children;
    pl_buf unreported = { 0 };
    if (is_settled(s) || met[id] || depth > PL_TREE_DEPTH)
        return;
    met[id] = true;
    if (pl_index_entry(pl_store_index(s->store), id)->kind == PL_KIND_DETECTION)
        search_entry(s, id);
    else if (pl_tree_children(s->store, id, arena, &children, &n, &unreported))
        for (uint32_t i = 0; i < n; i++)
            search_detections(s, children[i], arena, met, depth + 1);
    pl_buf_done(&unreported);
}

static void search_detection(need_search *s, pl_entry_id id)
{
    uint32_t n;
    pl_arena arena = { 0 };
    pl_index_entries(pl_store_index(s->store), &n);
    bool *met = pl_mem_zalloc((size_t)n + 1);
    search_detections(s, id, &arena, met, 0);
    pl_mem_free(met);
    pl_arena_done(&arena);
}

/* ---- dashboards */

/* An execution that cannot be built uses the default, as above. */
static void search_dashboard(need_search *s, pl_session *session, pl_entry_id id)
{
    pl_execution e;
    pl_buf unreported = { 0 };
    pl_execution_init(&e, session);
    bool ok = pl_execution_build_closed(&e, id, &unreported);
    pl_store_enter(s->store);
    if (ok)
        search_panels(s, &e);
    else
        s->found.uses = true;
    pl_store_leave(s->store);
    pl_execution_done(&e);
    pl_buf_done(&unreported);
}

/* ---- sessions */

static void search_targets(need_search *s, const pl_command_scope *scope, bool combined)
{
    uint32_t n;
    const pl_ix_entry *all = pl_index_entries(pl_store_index(s->store), &n);
    PL_VEC(pl_entry_id) checks = { 0 };
    pl_command_scope only = *scope;
    for (size_t i = 0; i < scope->n_targets && !scope->all && !is_settled(s); i++) {
        const pl_ix_entry *entry = &all[scope->targets[i]];
        if (entry->kind == PL_KIND_QUERY)
            search_entry(s, scope->targets[i]);
        else if (entry->kind == PL_KIND_DETECTION || (entry->flags & PL_ENTRY_DETECTION))
            search_detection(s, scope->targets[i]);
        else
            pl_vec_push(&checks, scope->targets[i]);
    }
    only.targets = checks.at;
    only.n_targets = checks.n;
    if ((scope->all || checks.n) && !is_settled(s))
        search_check(s, &only, combined);
    pl_vec_done(&checks);
}

pl_run_need pl_need_of_session(pl_session *session, const pl_command_scope *scope, bool whole)
{
    uint32_t n;
    need_search s = { .store = session->store,
                      .dbs = session->dbs,
                      .url = pl_databases_session(session->dbs)->url,
                      .whole = whole };
    const pl_ix_entry *all = pl_index_entries(pl_store_index(s.store), &n);
    if (scope->dry_run)
        return s.found;
    s.found.uses = scope->sql;
    if (scope->n_targets && all[scope->targets[0]].kind == PL_KIND_DASHBOARD) {
        search_dashboard(&s, session, scope->targets[0]);
        return s.found;
    }
    pl_store_enter(s.store);
    search_targets(&s, scope, session->options.combined_where);
    pl_store_leave(s.store);
    return s.found;
}
