/* control.c - one control: its resource, its query, its rows (check-and-outputs.md 2.8, 4.3, 5). */
#include "base/oom.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/vec.h"
#include "db/cell.h"
#include "run/build.h"
#include "run/exec.h"
#include "run/session.h"

/* ---- rows
 *
 * The first row decides which columns are dimensions: all but the three required ones whose
 * value in that row is scalar. If two columns have the name of a required one, the last counts. */

enum { REASON, RESOURCE, STATUS, REQUIRED };

typedef struct row_reader {
    pl_node *run;
    pl_check_keep keep;
    pl_row_keeping rows;
    pl_arena *scratch;        /* freed when the query has ended */
    const pl_column *columns; /* a copy */
    uint32_t n_columns;
    uint32_t at[REQUIRED]; /* column of each required value; n_columns: there is none */
    uint32_t *of;          /* positions of the columns that are dimensions */
    pl_dimension *dimensions;
    uint32_t n_dimensions;
    bool any; /* a row has arrived */
    pl_counts counts;
    uint32_t n_rows;
    pl_buf text;  /* of the cell at hand */
    pl_str error; /* why the rows cannot be used */
} row_reader;

static const pl_str required[REQUIRED] = { { "reason", 6 }, { "resource", 8 }, { "status", 6 } };

static bool take_columns(void *ctx, const pl_column *columns, uint32_t n)
{
    row_reader *r = ctx;
    pl_column *copy = pl_arena_alloc(r->scratch, ((size_t)n + 1) * sizeof *copy);
    for (int i = 0; i < REQUIRED; i++)
        r->at[i] = n;
    for (uint32_t c = 0; c < n; c++) {
        pl_str name = columns[c].original;
        copy[c] = (pl_column){ .original = pl_arena_str(r->scratch, name),
                               .type = pl_arena_str(r->scratch, columns[c].type) };
        for (uint32_t i = 0; i < REQUIRED; i++)
            if (pl_str_eq(name, required[i]))
                r->at[i] = c;
    }
    r->columns = copy;
    r->n_columns = n;
    r->run->tally->has_data = true;
    return true;
}

static bool has_required(row_reader *r)
{
    pl_buf missing = { 0 };
    uint32_t n = 0;
    for (int i = 0; i < REQUIRED; i++) {
        if (r->at[i] < r->n_columns)
            continue;
        pl_buf_printf(&missing, "%s%.*s", n++ ? " " : "", PL_FMT(required[i]));
    }
    if (n)
        r->error =
            pl_arena_printf(r->scratch, "control result is missing required column%s: [%.*s]",
                            n > 1 ? "s" : "", PL_FMT(pl_buf_view(&missing)));
    pl_buf_done(&missing);
    return n == 0;
}

static bool is_required(const row_reader *r, uint32_t column)
{
    for (int i = 0; i < REQUIRED; i++)
        if (pl_str_eq(r->columns[column].original, required[i]))
            return true;
    return false;
}

static void find_dimensions(row_reader *r, const pl_cell *cells)
{
    size_t most = (size_t)r->n_columns + 1;
    r->of = pl_arena_alloc(r->scratch, most * sizeof *r->of);
    r->dimensions = pl_arena_alloc(r->scratch, most * sizeof *r->dimensions);
    for (uint32_t c = 0; c < r->n_columns; c++) {
        pl_column column = r->columns[c];
        column.name = column.original;
        if (is_required(r, c) || !pl_cell_is_scalar(&cells[c], &column))
            continue;
        r->dimensions[r->n_dimensions] = (pl_dimension){ column.original, { 0 }, column.type };
        r->of[r->n_dimensions++] = c;
    }
}

static pl_str cell_text(row_reader *r, const pl_cell *cells, uint32_t column)
{
    r->text.len = 0;
    pl_cell_dimension(&cells[column], &r->columns[column], &r->text);
    return pl_arena_str(r->scratch, pl_buf_view(&r->text));
}

static bool take_status(row_reader *r, const pl_cell *cells, pl_row_status *status)
{
    const pl_cell *cell = &cells[r->at[STATUS]];
    r->text.len = 0;
    pl_cell_dimension(cell, &r->columns[r->at[STATUS]], &r->text);
    if (pl_row_status_find(pl_buf_view(&r->text), status))
        return true;
    r->error =
        pl_arena_printf(r->scratch, "invalid control status '%.*s'", PL_FMT(pl_buf_view(&r->text)));
    return false;
}

static bool is_kept(const row_reader *r, pl_row_status status)
{
    bool failed = status == PL_ROW_ALARM || status == PL_ROW_ERROR;
    return r->keep == PL_CHECK_KEEP_ALL || r->keep == PL_CHECK_KEEP_TEXT ||
           (r->keep == PL_CHECK_KEEP_FAILED && failed);
}

static void count_row(row_reader *r, pl_row_status status)
{
    r->counts.of[status]++;
    r->n_rows++;
}

static void keep_row(row_reader *r, const pl_cell *cells, pl_row_status status)
{
    pl_mark mark = pl_arena_mark(r->scratch);
    pl_check_row row = { .status = (uint8_t)status,
                         .dimensions = r->dimensions,
                         .n_dimensions = r->n_dimensions };
    row.reason = cell_text(r, cells, r->at[REASON]);
    row.resource = cell_text(r, cells, r->at[RESOURCE]);
    for (uint32_t i = 0; i < r->n_dimensions; i++)
        r->dimensions[i].value = cell_text(r, cells, r->of[i]);
    pl_row_keeping_add(&r->rows, &row);
    pl_arena_rewind(r->scratch, mark);
}

static bool take_row(void *ctx, const pl_cell *cells)
{
    row_reader *r = ctx;
    pl_row_status status;
    if (!r->any) {
        r->any = true;
        if (!has_required(r))
            return false;
        find_dimensions(r, cells);
    }
    if (!take_status(r, cells, &status))
        return false;
    if (is_kept(r, status))
        keep_row(r, cells, status);
    count_row(r, status);
    if (pl_oom_failed())
        r->error = PL_S("out of memory");
    return !r->error.len;
}

/* ---- how a control ends */

static void complete_run(pl_node *run, row_reader *r)
{
    run->status = PL_NODE_COMPLETE;
    run->tally->counts = r->counts;
    run->tally->rows = pl_row_keeping_end(&r->rows);
    run->tally->n_rows = r->n_rows;
}

static void add_error_row(row_reader *r, pl_str text)
{
    pl_check_row row = { .status = PL_ROW_ERROR, .reason = text };
    if (is_kept(r, PL_ROW_ERROR))
        pl_row_keeping_add(&r->rows, &row);
    count_row(r, PL_ROW_ERROR);
}

/* Does the failure become a row of the control, instead of failing the control? It does if it
 * happened while rows were read, even before the first one (recorded for SQLite). A query that was
 * interrupted counts as being read once a row has arrived. */
static bool is_row(const row_reader *r, const pl_db_error *error, bool timed_out)
{
    if (timed_out || error->end == PL_DB_CANCELLED)
        return r->any && timed_out;
    return r->any || error->late;
}

static void end_failed(pl_node *run, row_reader *r, const pl_db_error *error, bool timed_out,
                       pl_arena *arena)
{
    pl_str text = pl_run_error_of(error);
    if (r->error.len) {
        pl_control_fail(run, arena, r->error);
    } else if (is_row(r, error, timed_out)) {
        run->tally->has_data = true;
        add_error_row(r, timed_out ? PL_S("context deadline exceeded") : text);
        complete_run(run, r);
    } else {
        run->tally->has_data = false;
        pl_buf why = { 0 };
        if (timed_out)
            pl_run_timeout_text("control", pl_clock_ns() - run->tally->started, &why);
        pl_control_fail(run, arena, timed_out ? pl_buf_view(&why) : text);
        pl_buf_done(&why);
    }
}

/* ---- the query */

/* Append to `why` that the control could not be run, with its name and its own SQL. */
static bool cannot_run(const pl_node *run, const pl_resource *r, pl_buf *why)
{
    pl_buf reason = *why;
    *why = (pl_buf){ 0 };
    pl_buf_printf(why, "cannot run %.*s - failed to resolve query \"%.*s\": %.*s",
                  PL_FMT(run->name), PL_FMT(pl_store_text(r, "sql")), PL_FMT(pl_buf_view(&reason)));
    pl_buf_done(&reason);
    return false;
}

static bool bind_args(const pl_check_exec *exec, const pl_source *from, pl_arena *arena,
                      pl_bound_args *out, pl_buf *why)
{
    const pl_resource *owner = from->chain[from->n - 1];
    pl_given_args args = exec->args ? *exec->args : pl_args_of_resource(arena, from->chain[0]);
    if (!exec->args && !pl_args_known(from->chain[0], owner, why))
        return false;
    pl_args_binding b = { .owner =
                              pl_index_full_name(pl_store_index(exec->store), owner->id, arena),
                          .params = owner->params,
                          .args = &args,
                          .nulls = exec->nulls };
    return pl_source_args(exec->store, from, arena, &args, why) &&
           pl_args_bind(arena, &b, out, why);
}

static bool has_sql(const pl_node *run, const pl_source *from, pl_buf *why)
{
    if (from->sql.len)
        return true;
    if (from->has_sql)
        pl_buf_printf(why, "getResolvedQuery faiuled - no sql set for '%.*s'", PL_FMT(run->name));
    else
        pl_buf_printf(why, "%.*s does not define  either a 'sql' property or a 'query' property\n",
                      PL_FMT(run->name));
    return false;
}

/* Plan the query of a control that is loaded. The plan lives as long as the query, longer than the
 * resources that its SQL and arguments come from. */
static bool plan(pl_control_job *job, pl_store *own, const pl_resource *r, pl_buf *why)
{
    const pl_check_exec *exec = job->exec;
    pl_node_plan *p = job->run->plan = PL_NEW(&job->scratch, pl_node_plan);
    if (!pl_store_source(own, r, &p->from, why) || !has_sql(job->run, &p->from, why) ||
        !bind_args(exec, &p->from, &job->scratch, &p->bound, why))
        return cannot_run(job->run, r, why);
    pl_value *args = pl_arena_alloc(&job->scratch, ((size_t)p->bound.n + 1) * sizeof *args);
    for (uint32_t i = 0; i < p->bound.n; i++)
        args[i] = pl_value_copy(&job->scratch, p->bound.at[i]);
    p->bound.at = args;
    p->from.sql = pl_arena_str(&job->scratch, p->from.sql);
    return pl_databases_choose(exec->dbs, pl_store_is_shared(own) ? own : exec->store, r,
                               p->from.n > 1 ? p->from.chain[1] : NULL, &p->database, why);
}

/* Load and prepare the control. Only one thread at a time may be loading; the resource is
 * released before the query runs. */
static bool prepare(pl_control_job *job, pl_buf *why)
{
    pl_store *own = pl_store_twin(job->exec->store, 0);
    pl_store_enter(own);
    const pl_resource *r = pl_store_get(own, job->run->tally->id, why);
    if (r)
        pl_tree_fill(job->run, r, job->arena);
    bool ok = r && plan(job, own, r, why);
    pl_store_leave(own);
    pl_store_free(own);
    return ok;
}

static void run_query(row_reader *r, pl_control_job *job)
{
    pl_node *run = r->run;
    pl_row_sink sink = { take_columns, take_row, r };
    pl_db_error error = { 0 };
    if (pl_plan_query(run->plan, &job->exec->limits, &sink, &error))
        complete_run(run, r);
    else
        end_failed(run, r, &error, run->plan->timed_out, job->arena);
    pl_row_keeping_drop(&r->rows);
    pl_db_error_done(&error);
    pl_buf_done(&r->text);
}

/* ---- one control from beginning to end */

/* Load the fields that outputs show of one node. */
static bool show(pl_node *node, const pl_check_exec *exec, pl_arena *arena, pl_buf *why)
{
    if (node->tally->filled)
        return true;
    pl_store *own = pl_store_twin(exec->store, 0);
    pl_store_enter(own);
    const pl_resource *r = pl_store_get(own, node->tally->id, why);
    if (r)
        pl_tree_fill(node, r, arena);
    pl_store_leave(own);
    pl_store_free(own);
    return r != NULL;
}

bool pl_check__show(pl_check_tree *tree, const pl_check_exec *exec, pl_buf *why)
{
    pl_tree_walk walk = { 0 };
    pl_node *node;
    while (pl_tree_walk_next(&walk, tree, &node))
        if (!show(node, exec, &tree->arena, why))
            return false;
    return true;
}

static void end(pl_control_job *job)
{
    job->run->plan = NULL;
    job->run->tally->nanos = pl_clock_ns() - job->run->tally->started;
}

/* End a control that should not run any more, or that could not be prepared. */
static bool skip(pl_control_job *job, pl_buf *why)
{
    const pl_check_exec *exec = job->exec;
    bool stopped = pl_limits_stopped(&exec->limits);
    if (!exec->dry_run && !stopped && !pl_limits_passed(&exec->limits))
        return false;
    show(job->run, exec, job->arena, why);
    if (exec->dry_run)
        job->run->status = PL_NODE_COMPLETE;
    else
        pl_control_fail(job->run, job->arena,
                        stopped ? PL_S("execution cancelled")
                                : PL_S("execution timed out before control started"));
    return true;
}

bool pl_control__prepare(pl_control_job *job)
{
    pl_buf why = { 0 };
    bool ready = false;
    job->run->tally->started = pl_clock_ns();
    job->run->status = PL_NODE_RUNNING;
    if (!skip(job, &why)) {
        ready = prepare(job, &why);
        if (!ready)
            pl_control_fail(job->run, job->arena, pl_buf_view(&why));
    }
    if (!ready)
        end(job);
    pl_buf_done(&why);
    return ready;
}

void pl_control__query(pl_control_job *job)
{
    row_reader rows = { .run = job->run, .keep = job->exec->keep, .scratch = &job->scratch };
    pl_row_keeping_begin(&rows.rows, job->keeper, job->arena);
    run_query(&rows, job);
    end(job);
}

void pl_control__refuse(pl_control_job *job, pl_str why)
{
    pl_control_fail(job->run, job->arena, why);
    end(job);
}
