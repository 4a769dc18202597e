/* of_run.c - reads a run that has ended: its check tree, what it ran against, its results. */
#include "history/of_run.h"
#include "base/assert.h"
#include "base/civil.h"
#include "base/diag.h"
#include "base/jsonw.h"
#include "base/map.h"
#include "base/str.h"
#include <stdlib.h>
#include "history/git_head.h"
#include "run/order.h"
#include "run/review.h"

/* ---- texts */

pl_str pl_history_time(pl_arena *arena, int64_t seconds, unsigned milliseconds)
{
    pl_civil at = pl_civil_of(seconds);
    return pl_arena_printf(arena, "%04lld-%02u-%02uT%02u:%02u:%02u.%03uZ", (long long)at.year,
                           at.month, at.day, at.hour, at.minute, at.second, milliseconds);
}

static pl_str time_of(pl_arena *arena, pl_moment at)
{
    return pl_history_time(arena, at.seconds, at.nanos / 1000000);
}

static pl_str key_of(pl_str label)
{
    return pl_str_sub(label, 0, pl_str_find(label, '='));
}

static pl_str value_of(pl_str label)
{
    return pl_str_sub(label, pl_str_find(label, '=') + 1, label.len);
}

/* The last label with that key; NULL: there is none. */
static const pl_str *find_label(const pl_str *labels, size_t n, pl_str key)
{
    while (n-- > 0)
        if (pl_str_eq(key_of(labels[n]), key))
            return &labels[n];
    return NULL;
}

static int compare_labels(const void *a, const void *b)
{
    return pl_str_cmp(key_of(*(const pl_str *)a), key_of(*(const pl_str *)b));
}

pl_str pl_history_labels(pl_arena *arena, const pl_str *labels, size_t n)
{
    pl_str *sorted = pl_arena_alloc(arena, (n + 1) * sizeof *sorted);
    size_t kept = 0;
    pl_buf text = { 0 };
    pl_jsonw w;
    for (size_t i = 0; i < n; i++)
        if (find_label(labels, n, key_of(labels[i])) == &labels[i])
            sorted[kept++] = labels[i];
    qsort(sorted, kept, sizeof *sorted, compare_labels);
    pl_jsonw_init(&w, &text, 0, false);
    pl_jsonw_open(&w, '{');
    for (size_t i = 0; i < kept; i++) {
        pl_jsonw_key(&w, key_of(sorted[i]));
        pl_jsonw_str(&w, value_of(sorted[i]));
    }
    pl_jsonw_close(&w, '}');
    pl_str json = pl_arena_str(arena, pl_buf_view(&text));
    pl_buf_done(&text);
    return json;
}

/* Tags of a control, which are sorted, as a JSON object. */
static pl_str tags_of(pl_arena *arena, const pl_node_tally *tally)
{
    pl_buf text = { 0 };
    pl_jsonw w;
    pl_jsonw_init(&w, &text, 0, false);
    pl_jsonw_open(&w, '{');
    for (uint32_t i = 0; i < tally->n_tags; i++) {
        pl_jsonw_key(&w, tally->tags[i].key);
        pl_jsonw_str(&w, tally->tags[i].value);
    }
    pl_jsonw_close(&w, '}');
    pl_str json = pl_arena_str(arena, pl_buf_view(&text));
    pl_buf_done(&text);
    return json;
}

/* ---- what it ran against */

/* The database without user, password and parameters: it is shown to whoever reads the store, and
 * another user of it is no other scope. */
static pl_str database_of(pl_arena *arena, pl_dburl url)
{
    pl_buf text = { 0 };
    pl_dburl_print(url, &text);
    pl_str shown = pl_buf_view(&text);
    size_t scheme = pl_str_find(shown, ':') + 3;
    if (!pl_str_starts(shown, PL_S("duckdb")) && !pl_str_starts(shown, PL_S("sqlite"))) {
        pl_str rest = pl_str_sub(shown, scheme, shown.len);
        pl_str host = pl_str_sub(rest, 0, pl_str_find(rest, '/'));
        size_t at = pl_str_rfind(host, '@');
        rest = pl_str_sub(rest, at < host.len ? at + 1 : 0, pl_str_find(rest, '?'));
        shown =
            pl_arena_printf(arena, "%.*s%.*s", PL_FMT(pl_str_sub(shown, 0, scheme)), PL_FMT(rest));
    } else {
        shown = pl_arena_str(arena, pl_str_sub(shown, 0, pl_str_find(shown, '?')));
    }
    pl_buf_done(&text);
    return shown;
}

/* The default of the machine is no database of a run whose resources all name their own. */
static bool names_database(const pl_databases *dbs)
{
    return pl_databases_session(dbs)->by != PL_DATABASE_BY_DEFAULT || pl_databases_default(dbs);
}

static pl_str joined(pl_arena *arena, const pl_str *list, uint32_t n)
{
    pl_buf text = { 0 };
    for (uint32_t i = 0; i < n; i++) {
        pl_buf_cstr(&text, i ? "," : "");
        pl_buf_str(&text, list[i]);
    }
    pl_str all = pl_arena_str(arena, pl_buf_view(&text));
    pl_buf_done(&text);
    return all;
}

static const pl_session *session_of(const pl_run *run)
{
    return run->order ? run->order->session : &run->session;
}

/* The full name of the mod of the workspace; without a mod the name of its folder. */
static pl_str workspace_of(const pl_session *session, pl_arena *arena)
{
    pl_str path = pl_workspace_path(session->ws);
    const pl_index *ix = pl_store_index(session->store);
    uint32_t n;
    const pl_ix_mod *mods = pl_index_mods(ix, &n);
    pl_str mod = n ? pl_index_str(ix, mods[0].short_name) : (pl_str){ 0 };
    if (mod.len)
        return pl_arena_printf(arena, "mod.%.*s", PL_FMT(mod));
    return pl_arena_str(arena, pl_str_sub(path, pl_str_rfind(path, '/') + 1, path.len));
}

void pl_of_session(const pl_session *session, pl_arena *arena, pl_recorded_run *out)
{
    uint32_t n;
    const pl_str *path = pl_databases_search_path(session->dbs, &n);
    out->workspace = workspace_of(session, arena);
    out->search_path = joined(arena, path, n);
    if (names_database(session->dbs))
        out->database = database_of(arena, pl_databases_session(session->dbs)->url);
}

/* ---- controls and benchmarks */

static pl_history_counts counts_of(const pl_counts *counts)
{
    pl_history_counts to = { .exempted = counts->exempted };
    for (int i = 0; i < PL_ROW_STATUSES; i++)
        to.of[i] = counts->of[i];
    return to;
}

static void add_control(pl_of_run *of, const pl_node *control)
{
    const pl_node_tally *tally = control->tally;
    bool complete = control->status == PL_NODE_COMPLETE;
    pl_vec_push(&of->controls, ((pl_history_control){
                                   .name = control->name,
                                   .title = control->shown.title,
                                   .severity = control->shown.severity,
                                   .tags = tags_of(&of->arena, tally),
                                   .counts = counts_of(&tally->counts),
                                   .run_error = complete ? (pl_str){ 0 } : control->error,
                                   .duration_ms = tally->nanos / 1000000,
                                   .complete = complete,
                               }));
    pl_history_counts *sum = &of->record.counts;
    for (int i = 0; i < PL_ROW_STATUSES; i++)
        sum->of[i] += tally->counts.of[i];
    sum->exempted += tally->counts.exempted;
}

/* Note that a control is below its benchmark and all those around it. */
static void add_members(pl_of_run *of, const pl_map *met, const pl_node *holder, uint32_t control)
{
    uint32_t at;
    for (; holder && pl_map_find(met, holder->name, &at); holder = holder->parent)
        pl_vec_push(&of->members, ((pl_history_member){ at, control }));
}

/* A benchmark that several others hold has a row of its own once. */
static void add_benchmark(pl_of_run *of, pl_map *met, const pl_node *holder, const pl_node *node)
{
    uint32_t at;
    if (pl_map_find(met, node->name, &at))
        return;
    pl_map_put(met, node->name, (uint32_t)of->benchmarks.n, NULL);
    pl_history_benchmark b = { .name = node->name,
                               .title = node->shown.title,
                               .counts = counts_of(&node->tally->counts) };
    if (holder != of->check.tree->root)
        b.parent = holder->name;
    pl_vec_push(&of->benchmarks, b);
}

static void add_benchmarks(pl_of_run *of)
{
    pl_tree_walk walk = { 0 };
    pl_node *node;
    pl_map met = { 0 };
    while (pl_tree_walk_next(&walk, of->check.tree, &node)) {
        if (node->role == PL_NODE_BENCHMARK)
            add_benchmark(of, &met, walk.holder, node);
        else if (node->role == PL_NODE_CONTROL)
            add_members(of, &met, walk.holder, node->tally->index);
    }
    pl_map_done(&met);
}

/* ---- results */

static bool give_row(const pl_lens *lens, const pl_check_row *row, pl_buf *scratch,
                     pl_history_result_fn *each, void *ctx)
{
    pl_check_row marked = *row;
    if (lens)
        pl_lens_shows(lens, &marked, scratch);
    pl_history_result result = { .status = row->status,
                                 .reason = row->reason,
                                 .resource = row->resource,
                                 .dimensions = row->dimensions,
                                 .n_dimensions = row->n_dimensions };
    if (marked.exemption) {
        result.exemption = marked.exemption->reason;
        result.exempted_until = marked.exemption->until;
    }
    return each(ctx, &result);
}

/* All rows of a control, those as well that a review hides. */
static void give_results(void *ctx, uint32_t control, pl_history_result_fn *each, void *each_ctx)
{
    const pl_of_run *of = ctx;
    const pl_node_tally *tally = of->check.tree->runs[control]->tally;
    const pl_lens *lens = tally->rows.lens;
    pl_rows rows = tally->rows;
    pl_row_walk walk = { 0 };
    pl_buf scratch = { 0 };
    const pl_check_row *row;
    rows.lens = NULL;
    rows.n = rows.kept;
    while ((row = pl_row_walk_next(&walk, &rows)) && give_row(lens, row, &scratch, each, each_ctx))
        ;
    pl_row_walk_done(&walk);
    pl_buf_done(&scratch);
}

/* ---- the run */

static bool refuse(pl_diags *diags, const char *why)
{
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_HISTORY, "the run cannot be recorded: %s", why);
    return false;
}

static bool has_all_rows(const pl_check_tree *tree)
{
    for (uint32_t i = 0; i < tree->n_runs; i++) {
        const pl_node *control = tree->runs[i];
        if (control->status == PL_NODE_COMPLETE &&
            control->tally->rows.kept != control->tally->n_rows)
            return false;
    }
    return true;
}

static void fill_facts(pl_of_run *of, const pl_history_facts *facts)
{
    pl_recorded_run *r = &of->record;
    const pl_str *scope = find_label(facts->labels, facts->n_labels, PL_S("scope"));
    r->command = facts->command.len ? facts->command : PL_S("library");
    r->host = facts->host;
    r->run_by = facts->user;
    r->scope = scope ? value_of(*scope) : facts->scope;
    r->labels = pl_history_labels(&of->arena, facts->labels, facts->n_labels);
}

static void fill_tree(pl_of_run *of, const pl_run *run)
{
    const pl_check_tree *tree = of->check.tree;
    const pl_session *session = session_of(run);
    pl_recorded_run *r = &of->record;
    pl_of_session(session, &of->arena, r);
    r->search_path = joined(&of->arena, tree->search_path, tree->n_search_path);
    r->target = tree->name;
    r->started_at = time_of(&of->arena, tree->start);
    r->ended_at = time_of(&of->arena, tree->end);
    r->status = tree->cancelled ? PL_S("cancelled") : PL_S("complete");
    for (uint32_t i = 0; i < tree->n_runs; i++)
        add_control(of, tree->runs[i]);
    add_benchmarks(of);
    r->controls = of->controls.at;
    r->n_controls = (uint32_t)of->controls.n;
    r->benchmarks = of->benchmarks.at;
    r->n_benchmarks = (uint32_t)of->benchmarks.n;
    r->members = of->members.at;
    r->n_members = (uint32_t)of->members.n;
    r->results = give_results;
    r->ctx = of;
}

bool pl_of_run_init(pl_of_run *out, const pl_run *run, const pl_history_facts *facts,
                    pl_diags *diags)
{
    if (pl_run_get_phase(run) != PL_RUN_PHASE_ENDED)
        return refuse(diags, "it has not ended");
    if (!pl_check_find(run, &out->check) || !out->check.tree)
        return refuse(diags, "it is none of benchmarks or controls");
    if (out->check.tree->dry_run)
        return refuse(diags, "it was a dry run");
    if (!has_all_rows(out->check.tree))
        return refuse(diags, "it has not kept all rows");
    fill_facts(out, facts);
    fill_tree(out, run);
    if (facts->environment)
        out->record.commit_id = pl_git_head(pl_workspace_path(session_of(run)->ws),
                                            facts->environment, &out->arena, &out->record.dirty);
    return true;
}

void pl_of_run_done(pl_of_run *of)
{
    pl_vec_done(&of->controls);
    pl_vec_done(&of->benchmarks);
    pl_vec_done(&of->members);
    pl_arena_done(&of->arena);
}
