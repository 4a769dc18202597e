#include "run/need.h"
#include "base/str.h"
#include "run/build.h"
#include "run/live.h"
#include "schema/kind.h"

bool pl_need_search__settled(const pl_need_search *s)
{
    return s->found.uses && (s->found.rest || !s->whole);
}

static void note(pl_need_search *s, pl_dburl url)
{
    if (pl_database_same(url, s->url))
        s->found.uses = true;
    else
        s->found.rest = true;
}

/* Note the database of a control, a detection or a query, loaded through a store of its own. */
void pl_need_search__entry(pl_need_search *s, pl_entry_id id)
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

void pl_need_search__tree(pl_need_search *s, const pl_check_tree *tree)
{
    if (tree->n_runs && pl_databases_is_named(s->dbs)) {
        note(s, pl_databases_session(s->dbs)->url);
        return;
    }
    for (uint32_t i = 0; i < tree->n_runs && !pl_need_search__settled(s); i++)
        pl_need_search__entry(s, tree->runs[i]->info.id);
}

pl_run_need pl_need_of_tree(const pl_check_tree *tree, pl_store *store, pl_databases *dbs,
                            pl_dburl url, bool whole)
{
    pl_need_search s = { .store = store, .dbs = dbs, .url = url, .whole = whole };
    pl_need_search__tree(&s, tree);
    return s.found;
}

/* ---- dashboards */

bool pl_execution__wants(const pl_execution *e, const pl_node *panel)
{
    return (pl_node_queries(panel) && !panel->state->is_idle) || panel->state->need.uses ||
           (panel == e->root && pl_database_choice_asks(&panel->plan->database));
}

/* Does a panel without SQL show something? Nodes, edges and graphs do so only by their queries. */
static bool shows_itself(const pl_node *panel)
{
    return panel->role == PL_NODE_LEAF && !pl_node_queries(panel) && panel->resource &&
           !(pl_kind_flags(panel->resource->kind) & (PL_KIND_IS_GRAPH | PL_KIND_IN_GRAPH));
}

void pl_need_search__panels(pl_need_search *s, const pl_execution *e)
{
    for (size_t i = 0; i < e->panels.n && !pl_need_search__settled(s); i++) {
        const pl_node *panel = e->panels.at[i];
        if (panel->check)
            pl_need_search__tree(s, panel->check);
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
        if (panel->check)
            panel->state->need =
                pl_need_of_tree(panel->check, s->store, s->dbs, e->root->plan->database.url, true);
    }
    pl_store_leave(s->store);
}

/* Is the panel left without its database because it uses the default, which is down? */
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
