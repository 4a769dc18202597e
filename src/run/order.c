/* order.c - the public calls that differ with a command (pl_engine_options.command). */
#include "run/order.h"
#include "base/cast.h"
#include "base/diag.h"
#include "base/oom.h"
#include "base/sized.h"
#include "base/str.h"
#include "run/detection.h"
#include "run/filter.h"

/* ---- taking */

static bool find_kind(pl_kind kind, pl_order_kind *out)
{
    switch (kind) {
    case PL_KIND_QUERY: *out = PL_ORDER_QUERY; return true;
    case PL_KIND_DASHBOARD: *out = PL_ORDER_DASHBOARD; return true;
    case PL_KIND_BENCHMARK:
    case PL_KIND_CONTROL:
    case PL_KIND_DETECTION: *out = PL_ORDER_CHECK; return true;
    default: return false;
    }
}

/* Find the target of the order and its kind. SQL and "all" have no target. */
static bool choose(pl_order *order, pl_diags *diags)
{
    pl_run_start_options *o = &order->options;
    const pl_index *ix = pl_store_index(order->session->store);
    order->kind = o->sql ? PL_ORDER_QUERY : PL_ORDER_CHECK;
    order->name = PL_S("query");
    if (o->sql || o->all)
        return true;
    if (!o->n_targets) {
        pl_entry e; /* "name(arguments)": only the name counts */
        if (!pl_run__find(ix, pl_str_sub(o->root, 0, pl_str_find(o->root, '(')), &e, diags))
            return false;
        order->named = e.id;
        o->targets = &order->named;
        o->n_targets = 1;
    }
    pl_store_enter(order->session->store);
    order->name = pl_store_name(order->session->store, o->targets[0]);
    pl_store_leave(order->session->store);
    pl_kind kind = pl_index_entry(ix, o->targets[0])->kind;
    if (find_kind(kind, &order->kind))
        return true;
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_WRONG_KIND, "a %.*s cannot be run by a command",
                  PL_FMT(pl_kind_word(kind)));
    return false;
}

static void free_order(pl_order *order)
{
    if (!order)
        return;
    for (unsigned i = 0; i < order->n_collectors; i++)
        order->collectors[i].free(order->collectors[i].ctx);
    pl_run__free_local(order->run);
    pl_check_free(order->check);
    pl_diags_free(order->diags);
    pl_mem_free(order);
}

static pl_run *take(pl_engine *engine, const pl_run_start_options *options, pl_diags *diags)
{
    pl_order *order = pl_mem_zalloc(sizeof *order);
    order->session = pl_engine__session(engine);
    order->options = *options;
    order->diags = pl_diags_new();
    if (!choose(order, diags)) {
        free_order(order);
        return NULL;
    }
    pl_run *run = pl_mem_zalloc(sizeof *run);
    run->engine = engine;
    run->order = order;
    return run;
}

/* ---- running */

/* Send the query once; every collector receives all rows. */
static void send_query(pl_order *order)
{
    pl_row_sink sinks[PL_COLLECTORS_MAX];
    for (unsigned i = 0; i < order->n_collectors; i++)
        sinks[i] = order->collectors[i].sink;
    order->end = pl_query_perform(order->run, sinks, order->n_collectors, order->keeps_rows);
    const pl_node *table = pl_query_table(order->run);
    for (unsigned i = 0; order->end == PL_END_COMPLETE && i < order->n_collectors; i++)
        order->collectors[i].finish(order->collectors[i].ctx, table->plan->nanos);
}

static void run_query(pl_order *order, pl_buf *why)
{
    order->run = pl_run__local(order->session);
    if (!pl_query_prepare(order->run, &order->options, why))
        return;
    send_query(order);
    pl_buf_str(why, pl_query_table(order->run)->error);
}

static void run_dashboard(pl_order *order)
{
    order->run = pl_dashboard_run(order->session, &order->options, order->diags);
    if (order->run)
        order->end = order->run->e.cancelled ? PL_END_CANCELLED : PL_END_COMPLETE;
}

static void run_check(pl_order *order)
{
    pl_run_info info;
    order->check = pl_check_run(order->session, &order->options, order->diags);
    if (!order->check)
        return;
    pl_check_get_info(order->check, &info);
    order->end = info.end;
}

/* Out of memory: nothing came of it. */
static void forget(pl_order *order)
{
    order->end = order->kind == PL_ORDER_QUERY ? PL_END_FAILED : PL_END_UNREADY;
    if (order->kind == PL_ORDER_DASHBOARD) {
        pl_run__free_local(order->run);
        order->run = NULL;
    }
    pl_check_free(order->check);
    order->check = NULL;
}

static void run_order(pl_order *order)
{
    static const pl_diag_code codes[] = { [PL_END_UNREADY] = PL_DIAG_CANNOT_RUN,
                                          [PL_END_FAILED] = PL_DIAG_QUERY,
                                          [PL_END_CANCELLED] = PL_DIAG_CANCELLED };
    pl_oom_scope scope;
    pl_buf why = { 0 };
    if (order->done)
        return;
    order->done = true;
    order->end = PL_END_UNREADY;
    pl_oom_begin(&scope);
    switch (order->kind) {
    case PL_ORDER_QUERY: run_query(order, &why); break;
    case PL_ORDER_DASHBOARD: run_dashboard(order); break;
    case PL_ORDER_CHECK: run_check(order); break;
    }
    if (pl_oom_end_reported(&scope, order->diags))
        forget(order);
    else if (order->kind == PL_ORDER_QUERY && order->end != PL_END_COMPLETE)
        pl_diag_raw(order->diags, PL_ERROR, codes[order->end], (pl_range){ 0 }, pl_buf_view(&why),
                    (pl_str){ 0 });
    pl_buf_done(&why);
}

/* ---- engines and runs, with a command or without */

pl_engine *pl_engine_open_sized(size_t size, pl_workspace *ws, const pl_engine_options *options,
                                pl_diags *diags)
{
    pl_engine_options known;
    options = pl_sized_options(&known, sizeof known, options, size);
    PL_OWN_DIAGS(diags);
    if (!options || !options->command)
        return pl_engine__open(ws, options, diags);
    pl_session *session = pl_session_open(ws, options, diags);
    return session ? session->engine : NULL;
}

void pl_engine_close(pl_engine *engine)
{
    pl_session *session = engine ? pl_engine__session(engine) : NULL;
    if (session)
        pl_session_close(session);
    else
        pl_engine__close(engine);
}

void pl_engine_get_databases_sized(size_t size, pl_engine *engine, pl_engine_databases *out)
{
    pl_session *session = engine ? pl_engine__session(engine) : NULL;
    pl_engine_databases known = { .chosen = pl_session_database(session) };
    known.unopened = pl_session_unopened(session);
    pl_sized_fill(out, size, &known, sizeof known);
}

/* Take an order with pl_oom_begin() around it: NULL with an error if memory runs out. */
static pl_run *take_reported(pl_engine *engine, const pl_run_start_options *o, pl_diags *diags)
{
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    pl_run *run = take(engine, o, diags);
    if (!pl_oom_end_reported(&scope, diags))
        return run;
    pl_run_free(run);
    return NULL;
}

pl_run *pl_run_start_sized(size_t size, pl_engine *engine, const pl_run_start_options *o,
                           pl_diags *diags)
{
    static const pl_run_start_options none;
    pl_run_start_options known;
    o = pl_sized_options(&known, sizeof known, o, size);
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, engine, "engine"))
        return NULL;
    return pl_engine__session(engine) ? take_reported(engine, o ? o : &none, diags)
                                      : pl_run__start(engine, o ? o : &none, diags);
}

bool pl_run_wait(pl_run *run, uint64_t timeout_ns)
{
    if (!run)
        return true;
    if (!run->order)
        return pl_run__wait(run, timeout_ns);
    run_order(run->order);
    atomic_store(&run->phase, PL_RUN_PHASE_ENDED);
    return true;
}

void pl_run_free(pl_run *run)
{
    if (!run)
        return;
    if (!run->order) {
        pl_run__end(run);
        return;
    }
    free_order(run->order);
    pl_mem_free(run);
}

/* ---- what came of a run, with an order or without */

/* What a run has come to is written under its lock until it is over, and read without it then. */
static pl_run_end end_of(const pl_run *run)
{
    if (run->order)
        return run->order->end;
    if (!pl_run__is_over(run))
        return PL_END_COMPLETE;
    if (run->stage.failed.len)
        return PL_END_FAILED;
    return run->stage.cancelled || run->stage.expired ? PL_END_CANCELLED : PL_END_COMPLETE;
}

bool pl_check_find(const pl_run *run, pl_check *out)
{
    *out = (pl_check){ 0 };
    if (run->order && run->order->check)
        *out = *run->order->check;
    else if (!run->order)
        out->tree = pl_unconst(pl_run__checks(run, (pl_str){ 0 }));
    return out->tree || out->detections;
}

static void fill_info(const pl_run *run, pl_run_info *out)
{
    pl_check check;
    const pl_order *order = run->order;
    bool checked = pl_check_find(run, &check);
    *out = (pl_run_info){ 0 };
    if (checked)
        pl_check_get_info(&check, out);
    if (!order || !checked)
        out->name = order ? order->name : run->request.root_name;
    out->end = end_of(run);
    out->id = pl_str_cstr(run->id);
    out->generation = order ? order->session->generation : run->generation;
}

void pl_run_get_info_sized(size_t size, const pl_run *run, pl_run_info *out)
{
    pl_run_info known = { .end = PL_END_FAILED };
    if (run)
        fill_info(run, &known);
    pl_sized_fill(out, size, &known, sizeof known);
}

static void report(const pl_run *run, pl_diags *diags)
{
    const pl_order *order = run->order;
    if (order) {
        pl_diags_append(diags, order->diags);
        if (order->kind == PL_ORDER_DASHBOARD && order->run)
            pl_execution__report(&order->run->e, diags);
        return;
    }
    if (!pl_run__is_over(run))
        return;
    if (run->stage.failed.len)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_RUN, "%.*s",
                      PL_FMT(pl_buf_view(&run->stage.failed)));
    else
        pl_execution__report(&run->e, diags);
}

void pl_run_report(const pl_run *run, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, run, "run"))
        return;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    report(run, diags);
    pl_oom_end_reported(&scope, diags);
}

bool pl_run_count(const pl_run *run, pl_str status, pl_str severity, uint64_t *out)
{
    pl_check_severity least = pl_check_severity_find(severity);
    pl_row_status which;
    pl_check check;
    bool any = run && pl_check_find(run, &check);
    *out = 0;
    if (pl_str_eq(status, PL_S("new"))) {
        *out = any ? pl_check_new(&check, least) : 0;
        return true;
    }
    if (!pl_row_status_find(status, &which))
        return false;
    *out = any ? pl_check_count(&check, which, least) : 0;
    return true;
}

/* ---- before anything is run */

/* Is the syntax of the arguments in `root` and of --arg right? */
static bool are_args(const pl_run_start_options *o, pl_diags *diags)
{
    pl_arena arena = { 0 };
    pl_given_args given;
    pl_buf why = { 0 };
    pl_str target = o->sql ? (pl_str){ 0 } : o->root;
    bool ok = pl_args_from_user(&arena, target, o->args, o->n_args, false, &given, &why);
    if (!ok)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_FLAG, "%.*s", PL_FMT(pl_buf_view(&why)));
    pl_buf_done(&why);
    pl_arena_done(&arena);
    return ok;
}

pl_filters_verdict pl_run_check_sized(size_t size, const pl_run_start_options *options,
                                      pl_diags *diags)
{
    pl_run_start_options known;
    const pl_run_start_options *o = pl_sized_options(&known, sizeof known, options, size);
    PL_OWN_DIAGS(diags);
    if (!o)
        return PL_FILTERS_GOOD;
    if (!are_args(o, diags))
        return PL_FILTERS_MALFORMED;
    return pl_check_filters(o->tags, o->n_tags, o->where, diags);
}
