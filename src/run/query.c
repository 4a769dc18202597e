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

/* Follow `query` references to the resource that has the SQL, merging the arguments on the way. */
static bool follow(pl_query_run_state *q, const pl_resource *r, const pl_given_args *given)
{
    pl_node_plan *t = q->table->plan;
    t->args = *given;
    return pl_store_source(q->session->store, r, &t->from, &q->error) &&
           pl_source_args(q->session->store, &t->from, &q->run->e.arena, &t->args, &q->error);
}

static pl_str owner_name(pl_query_run_state *q)
{
    const pl_node_plan *t = q->table->plan;
    return pl_store_name(q->session->store, t->from.chain[t->from.n - 1]->id);
}

static bool are_params(pl_query_run_state *q, const pl_given_args *given)
{
    const pl_node_plan *t = q->table->plan;
    return pl_args_are_params(given, t->from.chain[t->from.n - 1]->params, owner_name(q),
                              &q->error);
}

static bool bind(pl_query_run_state *q)
{
    pl_node_plan *t = q->table->plan;
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
    if (!pl_args_bind(&q->run->e.arena, &b, &t->bound, &q->error))
        return false;
    t->resolved = true;
    return true;
}

static bool choose(pl_query_run_state *q, const pl_resource *r)
{
    pl_node_plan *t = q->table->plan;
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
                  ? pl_args_from_flags(&q->run->e.arena, options->args, options->n_args, strict,
                                       &given, &q->error)
                  : pl_args_from_user(&q->run->e.arena, options->target, options->args,
                                      options->n_args, strict, &given, &q->error);
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
    q->table = pl_execution__add_query(&q->run->e, sql, options->title, r);
    if (r) {
        if (!follow(q, r, &given) || (strict && !are_params(q, &given)))
            return false;
    } else {
        q->table->plan->args = given;
        q->table->plan->from.sql = pl_arena_str(&q->run->e.arena, sql);
    }
    return bind(q) && choose(q, r);
}

/* Connects after the store is left, because that may take long. */
bool pl_query_prepare(pl_query_run_state *q, pl_session *session, const pl_query_options *options)
{
    *q = (pl_query_run_state){ .session = session, .end = PL_END_UNREADY, .name = PL_S("query") };
    q->run = pl_run__local(session);
    pl_store_enter(session->store);
    bool ok = prepare(q, session, options);
    pl_store_leave(session->store);
    if (!ok)
        return false;
    pl_node_plan *plan = q->table->plan, *root = q->run->e.root->plan;
    plan->db = pl_databases_get(session->dbs, &plan->database, &q->error);
    root->database = *pl_databases_session(session->dbs);
    root->db = pl_databases_default(session->dbs);
    if (plan->db)
        q->end = PL_END_COMPLETE;
    return plan->db != NULL;
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

/* Note how the query ended. */
static void finish(pl_query_run_state *q, bool by_dashboard)
{
    const pl_node *table = q->table;
    q->nanos = table->plan->nanos;
    if (table->status == PL_NODE_COMPLETE)
        return;
    pl_buf_str(&q->error, table->error);
    q->end = table->plan->cancelled ? PL_END_CANCELLED : PL_END_FAILED;
    if (table->plan->timed_out && by_dashboard)
        q->run->e.root->error = PL_S("execution timed out");
}

/* There is no flag for the limit of dashboards here, but the environment or a profile may set
 * it. */
void pl_query_execute(pl_query_run_state *q, const pl_row_sink *sinks, unsigned n, bool keep)
{
    uint64_t own = pl_session_limit(q->session, "query-timeout");
    pl_execution *e = &q->run->e;
    fan rows = { .n = 0 };
    pl_row_sink leaf = pl_leaf_sink(&q->table->leaf), all = { fan_columns, fan_row, &rows };
    for (unsigned i = 0; i < n && rows.n < PL_RESULT_FORMATS; i++)
        rows.to[rows.n++] = &sinks[i];
    if (keep)
        rows.to[rows.n++] = &leaf;
    q->table->leaf.dir = pl_session_spool_dir(q->session);
    q->table->plan->sink = &all;
    e->limits.each = pl_session_shorter(q->session, own, "dashboard-timeout");
    pl_run__perform_begun(q->run, NULL);
    q->table->plan->sink = NULL;
    finish(q, e->limits.each != own);
}

void pl_query_state_done(pl_query_run_state *q)
{
    pl_run__free_local(q->run);
    pl_buf_done(&q->error);
}

void pl_query_snapshot(const pl_query_run_state *q, pl_arena *arena, pl_snapshot *out)
{
    pl_execution_snapshot(&q->run->e, arena, out);
}
