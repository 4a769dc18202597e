#include "run/query.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/str.h"
#include "run/live.h"

static const pl_str wrapper = { "custom.table.results", 20 };

bool pl_query_check_args(pl_str target, const pl_str *args, size_t n, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    pl_arena arena = { 0 };
    pl_given_args given;
    pl_buf why = { 0 };
    bool ok = pl_args_from_user(&arena, target, args, n, false, &given, &why);
    if (!ok)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_FLAG, "%.*s", PL_FMT(pl_buf_view(&why)));
    pl_buf_done(&why);
    pl_arena_done(&arena);
    return ok;
}

/* ---- ready */

static void name_panels(pl_query_run_state *q, pl_str sql, pl_str title)
{
    pl_str hash = pl_query_hash(&q->arena, sql);
    pl_node *d = &q->dashboard, *t = &q->table;
    pl_value null = pl_value_null(pl_type_simple(PL_TYPE_ANY));
    d->name = pl_arena_printf(&q->arena, "custom.dashboard.sql_%.*s", PL_FMT(hash));
    d->shown.title = title.len ? pl_arena_str(&q->arena, title)
                               : pl_arena_printf(&q->arena, "Custom query [%.*s]", PL_FMT(hash));
    d->role = PL_NODE_DASHBOARD;
    d->type = PL_S("dashboard");
    t->name = wrapper;
    t->type = PL_S("table");
    t->role = PL_NODE_LEAF;
    d->dashboard = t->dashboard = d->name;
    d->shown.tags = t->shown.tags = null;
    t->plan = &q->plan;
    t->plan->is_provider = true;
    t->shown.properties = pl_doc_new(&q->arena, PL_DOC_OBJECT);
    pl_doc_string_copy(&q->arena, t->shown.properties, PL_S("name"), PL_S("results"));
    q->child = t;
    d->children = &q->child;
    d->n_children = 1;
}

/* Take what the dashboard and its table show from the named query. */
static void show_query(pl_query_run_state *q, const pl_resource *r)
{
    pl_node *d = &q->dashboard, *t = &q->table;
    pl_resource_text(r, PL_S("title"), &t->shown.title);
    pl_resource_text(r, PL_S("description"), &d->shown.description);
    pl_resource_text(r, PL_S("documentation"), &d->shown.documentation);
    d->shown.tags = pl_resource_field(r, PL_S("tags"));
    t->plan->params = r->params;
}

/* Follow `query` references to the resource that has the SQL, merging the arguments on the way. */
static bool follow(pl_query_run_state *q, const pl_resource *r, const pl_given_args *given)
{
    pl_node_plan *t = &q->plan;
    t->args = *given;
    return pl_store_source(q->session->store, r, &t->from, &q->error) &&
           pl_source_args(q->session->store, &t->from, &q->arena, &t->args, &q->error);
}

static pl_str owner_name(pl_query_run_state *q)
{
    const pl_node_plan *t = &q->plan;
    return pl_store_name(q->session->store, t->from.chain[t->from.n - 1]->id);
}

static bool are_params(pl_query_run_state *q, const pl_given_args *given)
{
    const pl_node_plan *t = &q->plan;
    return pl_args_are_params(given, t->from.chain[t->from.n - 1]->params, owner_name(q),
                              &q->error);
}

static bool bind(pl_query_run_state *q)
{
    pl_node_plan *t = &q->plan;
    const pl_resource *owner = t->from.n ? t->from.chain[t->from.n - 1] : NULL;
    pl_str name = t->from.n > 1 ? pl_store_name(q->session->store, owner->id) : wrapper;
    if (!t->from.sql.len) {
        pl_buf_printf(&q->error, "getResolvedQuery faiuled - no sql set for '%.*s'", PL_FMT(name));
        return false;
    }
    pl_args_binding b = { .owner = name, .params = owner ? owner->params : NULL, .args = &t->args };
    if (owner && q->session->options.strict_args) {
        b.owner = owner_name(q);
        b.own = b.nulls = true;
    }
    if (!pl_args_bind(&q->arena, &b, &t->bound, &q->error))
        return false;
    t->resolved = true;
    return true;
}

static bool choose(pl_query_run_state *q, const pl_resource *r)
{
    pl_node_plan *t = &q->plan;
    pl_session *s = q->session;
    const pl_resource *owner = t->from.n > 1 ? t->from.chain[t->from.n - 1] : NULL;
    if (r)
        return pl_databases_choose(s->dbs, s->store, r, owner, &t->database, &q->error);
    t->database = *pl_databases_session(s->dbs);
    return true;
}

static bool prepare(pl_query_run_state *q, pl_session *session, const pl_query_options *options)
{
    const pl_resource *r = NULL;
    pl_given_args given = { 0 };
    bool strict = session->options.strict_args;
    /* parentheses in SQL are not a call */
    bool ok = options->query == PL_NO_ENTRY
                  ? pl_args_from_flags(&q->arena, options->args, options->n_args, strict, &given,
                                       &q->error)
                  : pl_args_from_user(&q->arena, options->target, options->args, options->n_args,
                                      strict, &given, &q->error);
    if (!ok)
        return false;
    pl_str sql = options->target;
    if (options->query != PL_NO_ENTRY) {
        r = pl_store_get(session->store, options->query, &q->error);
        if (!r)
            return false;
        sql = (pl_str){ 0 };
        pl_resource_text(r, PL_S("sql"), &sql);
        q->name = pl_store_name(session->store, options->query);
    }
    name_panels(q, sql, options->title);
    if (r) {
        show_query(q, r);
        if (!follow(q, r, &given) || (strict && !are_params(q, &given)))
            return false;
    } else {
        q->plan.args = given;
        q->plan.from.sql = pl_arena_str(&q->arena, sql);
    }
    return bind(q) && choose(q, r);
}

/* Connects after the store is left, because that may take long. */
bool pl_query_prepare(pl_query_run_state *q, pl_session *session, const pl_query_options *options)
{
    *q = (pl_query_run_state){ .session = session, .end = PL_END_UNREADY, .name = PL_S("query") };
    pl_store_enter(session->store);
    bool ok = prepare(q, session, options);
    pl_store_leave(session->store);
    if (!ok)
        return false;
    q->plan.db = pl_databases_get(session->dbs, &q->plan.database, &q->error);
    if (q->plan.db)
        q->end = PL_END_COMPLETE;
    return q->plan.db != NULL;
}

/* ---- run */

typedef struct fan {
    const pl_row_sink *to[PL_RESULT_FORMATS + 1];
    unsigned n;
} fan;

static bool fan_columns(void *ctx, const pl_column *columns, uint32_t n)
{
    const fan *f = ctx;
    bool ok = true;
    for (unsigned i = 0; i < f->n; i++)
        ok = f->to[i]->columns(f->to[i]->ctx, columns, n) && ok;
    return ok;
}

static bool fan_row(void *ctx, const pl_cell *cells)
{
    const fan *f = ctx;
    bool ok = true;
    for (unsigned i = 0; i < f->n; i++)
        ok = f->to[i]->row(f->to[i]->ctx, cells) && ok;
    return ok;
}

static void fail(pl_query_run_state *q, const pl_db_error *error, bool timed_out)
{
    pl_run_error_text(error, timed_out, q->nanos, &q->error);
    if (!q->error.len)
        pl_buf_cstr(&q->error, "cannot keep the result: no room for temporary files");
    q->end = error->end == PL_DB_CANCELLED && !timed_out ? PL_END_CANCELLED : PL_END_FAILED;
    q->table.status = q->dashboard.status = PL_NODE_ERROR;
    q->table.error = pl_arena_str(&q->arena, pl_buf_view(&q->error));
    q->dashboard.error = PL_S("1 child failed with an error");
}

typedef struct sending {
    pl_query_run_state *q;
    fan rows;
    bool keep;
} sending;

static void send_query(void *ctx)
{
    sending *job = ctx;
    pl_query_run_state *q = job->q;
    bool keep = job->keep;
    /* There is no flag for the limit of dashboards here, but the environment or a profile may
     * set it. */
    uint64_t own = pl_session_limit(q->session, "query-timeout");
    uint64_t limit = pl_session_shorter(q->session, own, "dashboard-timeout");
    uint64_t begin = pl_clock_ns();
    pl_db_query query = { .sql = q->plan.from.sql,
                          .args = q->plan.bound.at,
                          .n_args = q->plan.bound.n,
                          .deadline = limit ? begin + limit : 0,
                          .stop = pl_session_stop(q->session) };
    pl_row_sink all = { fan_columns, fan_row, &job->rows };
    pl_db_error error = { 0 };
    bool timed_out = false;
    q->started = pl_moment_now();
    bool ok = pl_db_run(q->plan.db, &query, &all, &error, &timed_out);
    q->nanos = pl_clock_ns() - begin;
    q->ended = pl_moment_now();
    if (ok && keep && pl_leaf_error(&q->table.leaf))
        ok = false;
    q->table.status = q->dashboard.status = PL_NODE_COMPLETE;
    if (!ok)
        fail(q, &error, timed_out);
    if (!ok && timed_out && limit != own)
        q->dashboard.error = PL_S("execution timed out");
    pl_db_error_done(&error);
}

void pl_query_execute(pl_query_run_state *q, const pl_row_sink *sinks, unsigned n, bool keep)
{
    q->table.leaf.dir = pl_session_spool_dir(q->session);
    pl_row_sink leaf = pl_leaf_sink(&q->table.leaf);
    sending job = { .q = q, .keep = keep };
    fan *f = &job.rows;
    for (unsigned i = 0; i < n && f->n < PL_RESULT_FORMATS; i++)
        f->to[f->n++] = &sinks[i];
    if (keep)
        f->to[f->n++] = &leaf;
    pl_run_task task = { &q->plan.database, send_query, &job };
    pl_run *run = pl_run__local(q->session);
    pl_run__perform_tasks(run, &task, 1, NULL, NULL);
    pl_run__free_local(run);
}

void pl_query_state_done(pl_query_run_state *q)
{
    pl_leaf_done(&q->table.leaf);
    pl_buf_done(&q->error);
    pl_arena_done(&q->arena);
}

/* ---- showing */

void pl_query_snapshot(const pl_query_run_state *q, pl_arena *arena, pl_snapshot *out)
{
    pl_doc *panels = pl_doc_new(arena, PL_DOC_OBJECT);
    pl_doc_put(panels, q->dashboard.name, pl_node_doc(arena, &q->dashboard));
    pl_doc_put(panels, q->table.name, pl_node_doc(arena, &q->table));
    *out = (pl_snapshot){
        .panels = panels,
        .layout = pl_node_layout(arena, &q->dashboard),
        .inputs = pl_doc_new(arena, PL_DOC_OBJECT),
        .variables = pl_doc_new(arena, PL_DOC_OBJECT),
        .search_path = pl_search_path_doc(arena, pl_databases_session(q->session->dbs),
                                          pl_databases_default(q->session->dbs)),
        .metadata = pl_metadata_doc(arena, pl_databases_session(q->session->dbs)),
        .start = q->started,
        .end = q->ended,
    };
}
