#include "run/need.h"
#include "base/vec.h"
#include "run/build.h"

/* A tree that cannot be made uses the default: the run itself reports why. */
static void search_check(pl_need_search *s, const pl_session_scope *scope, bool combined)
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
        pl_need_search__tree(s, tree);
    else
        s->found.uses = true;
    pl_check_tree_free(tree);
    pl_buf_done(&unreported);
    pl_arena_done(&arena);
}

/* ---- detections */

/* Visit the detections below `id`, each benchmark once. */
static void search_detections(pl_need_search *s, pl_entry_id id, pl_arena *arena, bool *met,
                              unsigned depth)
{
    uint32_t n;
    const pl_entry_id *children;
    pl_buf unreported = { 0 };
    if (pl_need_search__settled(s) || met[id] || depth > PL_TREE_DEPTH)
        return;
    met[id] = true;
    if (pl_index_entry(pl_store_index(s->store), id)->kind == PL_KIND_DETECTION)
        pl_need_search__entry(s, id);
    else if (pl_tree_children(s->store, id, arena, &children, &n, &unreported))
        for (uint32_t i = 0; i < n; i++)
            search_detections(s, children[i], arena, met, depth + 1);
    pl_buf_done(&unreported);
}

static void search_detection(pl_need_search *s, pl_entry_id id)
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
static void search_dashboard(pl_need_search *s, pl_session *session, pl_entry_id id)
{
    pl_execution e;
    pl_buf unreported = { 0 };
    pl_execution_init(&e, session);
    bool ok = pl_execution_build_closed(&e, id, &unreported);
    pl_store_enter(s->store);
    if (ok)
        pl_need_search__panels(s, &e);
    else
        s->found.uses = true;
    pl_store_leave(s->store);
    pl_execution_done(&e);
    pl_buf_done(&unreported);
}

/* ---- sessions */

static void search_targets(pl_need_search *s, const pl_session_scope *scope, bool combined)
{
    uint32_t n;
    const pl_ix_entry *all = pl_index_entries(pl_store_index(s->store), &n);
    PL_VEC(pl_entry_id) checks = { 0 };
    pl_session_scope only = *scope;
    for (size_t i = 0; i < scope->n_targets && !scope->all && !pl_need_search__settled(s); i++) {
        const pl_ix_entry *entry = &all[scope->targets[i]];
        if (entry->kind == PL_KIND_QUERY)
            pl_need_search__entry(s, scope->targets[i]);
        else if (entry->kind == PL_KIND_DETECTION || (entry->flags & PL_ENTRY_DETECTION))
            search_detection(s, scope->targets[i]);
        else
            pl_vec_push(&checks, scope->targets[i]);
    }
    only.targets = checks.at;
    only.n_targets = checks.n;
    if ((scope->all || checks.n) && !pl_need_search__settled(s))
        search_check(s, &only, combined);
    pl_vec_done(&checks);
}

pl_run_need pl_need_of_session(pl_session *session, const pl_session_scope *scope, bool whole)
{
    uint32_t n;
    pl_need_search s = { .store = session->store,
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
