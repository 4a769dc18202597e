/* ask.c - questions about recorded runs, as statements.
 *
 * A statement is put together from the columns of its view and a condition for each member of the
 * question; whatever the user wrote is an argument of it, never a part of its text. */
#include "history/ask.h"
#include "base/assert.h"
#include "base/diag.h"
#include "base/oom.h"
#include "base/sized.h"
#include "base/str.h"
#include "history/answer.h"

/* ---- statements */

static void add(pl_asking *a, const char *text)
{
    pl_buf_cstr(&a->text, text);
}

static void add_arg(pl_asking *a, pl_sql_arg arg)
{
    pl_vec_push(&a->args, arg);
    pl_buf_printf(&a->text, "$%zu", a->args.n);
}

static void add_text(pl_asking *a, pl_str text)
{
    add(a, "CAST(");
    add_arg(a, pl_sql_text(text));
    add(a, " AS text)");
}

static bool fail(pl_asking *a)
{
    pl_history_report(&a->history->store, a->diags);
    return false;
}

/* ---- conditions */

#define OPEN "('alarm', 'error')"

/* "daily", "benchmark.daily" and "shop.benchmark.daily" name the same. */
static void add_name(pl_asking *a, const char *column, pl_str name)
{
    pl_str suffix = pl_arena_printf(&a->answer->arena, ".%.*s", PL_FMT(name));
    pl_buf_printf(&a->text, "(%s = ", column);
    add_text(a, name);
    pl_buf_printf(&a->text, " OR (length(%s) > length(", column);
    add_text(a, suffix);
    pl_buf_printf(&a->text, ") AND substr(%s, length(%s) - length($%zu) + 1) = $%zu", column,
                  column, a->args.n, a->args.n);
    add(a, "))");
}

static void add_one_of(pl_asking *a, const char *column, const pl_str *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        add(a, i ? " OR " : " AND (");
        add_name(a, column, names[i]);
    }
    add(a, n ? ")" : "");
}

static void add_severities(pl_asking *a, const char *column)
{
    const pl_history_question *q = a->question;
    for (size_t i = 0; i < q->n_severities; i++) {
        pl_buf_printf(&a->text, "%s lower(coalesce(%s, 'none')) = lower(", i ? " OR" : " AND (",
                      column);
        add_text(a, q->severities[i]);
        add(a, ")");
    }
    add(a, q->n_severities ? ")" : "");
}

static void add_label(pl_asking *a, const char *column, pl_str label)
{
    size_t equals = pl_str_find(label, '=');
    pl_buf_printf(&a->text, "%s ->> ", column);
    add_text(a, pl_str_sub(label, 0, equals));
    add(a, " = ");
    add_text(a, pl_str_sub(label, equals + 1, label.len));
}

static void add_labels(pl_asking *a, const char *column)
{
    const pl_history_question *q = a->question;
    for (size_t i = 0; i < q->n_labels; i++) {
        add(a, " AND ");
        add_label(a, column, q->labels[i]);
    }
}

/* Restrict findings to the scopes of runs with the labels. */
static void add_scopes(pl_asking *a, const char *column)
{
    if (!a->question->n_labels)
        return;
    pl_buf_printf(&a->text, " AND %s IN (SELECT r.scope_id FROM run r WHERE true", column);
    add_labels(a, "r.labels");
    add(a, ")");
}

static void add_times(pl_asking *a, const char *column)
{
    const pl_str bounds[] = { a->since, a->until };
    static const char *const compare[] = { ">=", "<" };
    for (size_t i = 0; i < PL_COUNT(bounds); i++) {
        if (!bounds[i].len)
            continue;
        pl_buf_printf(&a->text, " AND %s %s CAST(", column, compare[i]);
        add_arg(a, pl_sql_text(bounds[i]));
        add(a, " AS {time})");
    }
}

/* Restrict controls to those that were ever recorded below the benchmark. */
static void add_members(pl_asking *a, const char *column)
{
    if (!a->question->name.len)
        return;
    pl_buf_printf(&a->text, " AND %s IN (SELECT m.control_id FROM member m WHERE ", column);
    add_name(a, "m.benchmark", a->question->name);
    add(a, ")");
}

static void add_controls(pl_asking *a)
{
    add_one_of(a, "c.name", a->question->controls, a->question->n_controls);
    add_severities(a, "c.severity");
    if (a->question->resource.len) {
        add(a, " AND f.resource = ");
        add_text(a, a->question->resource);
    }
    add_members(a, "c.id");
}

static void add_limit(pl_asking *a)
{
    if (!a->question->limit)
        return;
    uint64_t limit = a->question->limit < INT32_MAX ? a->question->limit : INT32_MAX;
    pl_buf_printf(&a->text, " LIMIT %llu", (unsigned long long)limit);
}

/* ---- the views */

#define COUNTS(t) t ".alarm, " t ".ok, " t ".info, " t ".skip, " t ".error, " t ".exempted, "
#define PERCENT(t)                                                                                 \
    "CASE WHEN " t ".ok + " t ".alarm > 0 THEN CAST(100.0 * " t ".ok / (" t ".ok + " t             \
    ".alarm) AS double precision) END"

/* How many findings have become open (`to` IN, `from` NOT IN), or were open, with the run. NULL for
 * the first run of a scope, in which all are new. */
#define TURNED(to, from)                                                                           \
    "CASE WHEN EXISTS (SELECT 1 FROM run p WHERE p.scope_id = r.scope_id AND p.id < r.id) THEN "   \
    "(SELECT count(*) FROM span s LEFT JOIN span b ON b.finding_id = s.finding_id AND b.to_run = " \
    "s.from_run WHERE s.from_run = r.id AND s.status " to " " OPEN                                 \
    " AND coalesce(b.status, '') " from " " OPEN ") END"

#define COUNT_COLUMNS                                                                              \
    { "alarm", PL_COLUMN_NUMBER }, { "ok", PL_COLUMN_NUMBER }, { "info", PL_COLUMN_NUMBER },       \
        { "skip", PL_COLUMN_NUMBER }, { "error", PL_COLUMN_NUMBER },                               \
        { "exempted", PL_COLUMN_NUMBER },                                                          \
    {                                                                                              \
        "ok_percent", PL_COLUMN_NUMBER                                                             \
    }

static const pl_answer_column run_columns[] = {
    { "id", PL_COLUMN_NUMBER },        { "workspace", PL_COLUMN_TEXT },
    { "target", PL_COLUMN_TEXT },      { "title", PL_COLUMN_TEXT },
    { "started_at", PL_COLUMN_TEXT },  { "ended_at", PL_COLUMN_TEXT },
    { "status", PL_COLUMN_TEXT },      { "command", PL_COLUMN_TEXT },
    { "host", PL_COLUMN_TEXT },        { "run_by", PL_COLUMN_TEXT },
    { "labels", PL_COLUMN_JSON },      { "scope", PL_COLUMN_TEXT },
    { "search_path", PL_COLUMN_TEXT }, { "database", PL_COLUMN_TEXT },
    { "mod_version", PL_COLUMN_TEXT }, { "commit_id", PL_COLUMN_TEXT },
    { "dirty", PL_COLUMN_TRUTH },      COUNT_COLUMNS,
    { "new", PL_COLUMN_NUMBER },       { "fixed", PL_COLUMN_NUMBER },
};

static void select_runs(pl_asking *a)
{
    add(a, "SELECT r.id, r.workspace, r.target, (SELECT b.title FROM benchmark_run b WHERE "
           "b.run_id = r.id AND b.position = 0), {iso r.started_at}, {iso r.ended_at}, r.status, "
           "r.command, r.host, r.run_by, CAST(r.labels AS text), o.label, o.search_path, "
           "r.database, r.mod_version, r.commit_id, r.dirty, " COUNTS("r")
               PERCENT("r") ", " TURNED("IN", "NOT IN") ", " TURNED(
                   "NOT IN", "IN") " FROM run r JOIN scope o ON o.id = r.scope_id WHERE true");
}

static void ask_runs(pl_asking *a)
{
    const pl_history_question *q = a->question;
    select_runs(a);
    if (a->run) {
        add(a, " AND r.id IN (");
        add_arg(a, pl_sql_int(a->run));
        add(a, ", ");
        add_arg(a, pl_sql_int(a->from ? a->from : a->run));
        add(a, ")");
    }
    add_times(a, "r.started_at");
    if (!a->run)
        add_labels(a, "r.labels");
    if (q->name.len && !a->run) {
        add(a, " AND r.id IN (SELECT b.run_id FROM benchmark_run b WHERE ");
        add_name(a, "b.name", q->name);
        add(a, ")");
    }
    add(a, " ORDER BY r.id DESC");
    add_limit(a);
}

static const pl_answer_column benchmark_columns[] = {
    { "name", PL_COLUMN_TEXT },
    { "title", PL_COLUMN_TEXT },
    { "parent", PL_COLUMN_TEXT },
    COUNT_COLUMNS,
};

static void ask_run(pl_asking *a)
{
    add(a, "SELECT b.name, b.title, b.parent, " COUNTS("b")
               PERCENT("b") " FROM benchmark_run b WHERE b.run_id = ");
    add_arg(a, pl_sql_int(a->run));
    add(a, " ORDER BY b.position");
    add_limit(a);
}

static const pl_answer_column trend_columns[] = {
    { "run", PL_COLUMN_NUMBER },     { "started_at", PL_COLUMN_TEXT },
    { "workspace", PL_COLUMN_TEXT }, { "database", PL_COLUMN_TEXT },
    { "scope", PL_COLUMN_TEXT },     { "name", PL_COLUMN_TEXT },
    { "title", PL_COLUMN_TEXT },     COUNT_COLUMNS,
};

static void ask_trend(pl_asking *a)
{
    add(a, "SELECT b.run_id, {iso r.started_at}, r.workspace, r.database, o.label, b.name, "
           "b.title, " COUNTS("b") PERCENT("b") " FROM benchmark_run b JOIN run r ON r.id = "
                                                "b.run_id JOIN scope o ON o.id = r.scope_id "
                                                "WHERE r.status = 'complete' AND ");
    if (a->question->name.len)
        add_name(a, "b.name", a->question->name);
    else
        add(a, "b.parent IS NULL");
    add_times(a, "r.started_at");
    add_labels(a, "r.labels");
    add(a, " ORDER BY b.run_id DESC, b.position DESC");
    add_limit(a);
}

#define FINDING_COLUMNS                                                                            \
    { "finding", PL_COLUMN_NUMBER }, { "control", PL_COLUMN_TEXT },                                \
        { "control_title", PL_COLUMN_TEXT }, { "severity", PL_COLUMN_TEXT },                       \
        { "resource", PL_COLUMN_TEXT },                                                            \
    {                                                                                              \
        "dimensions", PL_COLUMN_JSON                                                               \
    }
#define FINDING "f.id, c.name, c.title, c.severity, f.resource, CAST(f.dimensions AS text), "

static const pl_answer_column open_columns[] = {
    FINDING_COLUMNS,
    { "status", PL_COLUMN_TEXT },
    { "reason", PL_COLUMN_TEXT },
    { "since_run", PL_COLUMN_NUMBER },
    { "since", PL_COLUMN_TEXT },
    { "age_days", PL_COLUMN_NUMBER },
    { "exemption", PL_COLUMN_TEXT },
    { "exempted_until", PL_COLUMN_TEXT },
    { "workspace", PL_COLUMN_TEXT },
    { "database", PL_COLUMN_TEXT },
    { "scope", PL_COLUMN_TEXT },
};

static void ask_open(pl_asking *a)
{
    add(a,
        "SELECT " FINDING "o.status, o.reason, o.since_run, {iso o.since}, o.age_days, "
        "o.exemption, o.exempted_until, o.workspace, o.database, o.scope FROM history_open o "
        "JOIN finding f ON f.id = o.finding_id JOIN control c ON c.id = f.control_id WHERE true");
    add_controls(a);
    add_scopes(a, "f.scope_id");
    add_times(a, "o.since");
    add(a, " ORDER BY o.since, o.since_run, c.name, f.resource, f.id");
    add_limit(a);
}

static const pl_answer_column diff_columns[] = {
    { "change", PL_COLUMN_TEXT },      FINDING_COLUMNS,
    { "from_status", PL_COLUMN_TEXT }, { "to_status", PL_COLUMN_TEXT },
    { "from_reason", PL_COLUMN_TEXT }, { "reason", PL_COLUMN_TEXT },
    { "exemption", PL_COLUMN_TEXT },   { "exempted_until", PL_COLUMN_TEXT },
};

/* The span that a finding had at a run. */
static void join_span(pl_asking *a, char name, int64_t run)
{
    pl_buf_printf(&a->text,
                  " LEFT JOIN span %c ON %c.finding_id = f.id AND %c.from_run <= %lld AND "
                  "coalesce(%c.to_run, %lld) > %lld",
                  name, name, name, (long long)run, name, (long long)run + 1, (long long)run);
}

static void ask_diff(pl_asking *a)
{
    int64_t low = a->from < a->run ? a->from : a->run, high = a->from < a->run ? a->run : a->from;
    add(a, "SELECT CASE WHEN b.status IN " OPEN " AND coalesce(a.status, 'gone') NOT IN " OPEN
           " THEN 'new' WHEN a.status IN " OPEN " AND coalesce(b.status, 'gone') NOT IN " OPEN
           " THEN 'fixed' WHEN coalesce(a.status, 'gone') = 'gone' THEN 'added' WHEN "
           "coalesce(b.status, 'gone') = 'gone' THEN 'gone' ELSE 'changed' END, " FINDING
           "coalesce(a.status, 'gone'), coalesce(b.status, 'gone'), a.reason, b.reason, "
           "b.exemption, b.exempted_until FROM finding f JOIN control c ON c.id = f.control_id");
    join_span(a, 'a', a->from);
    join_span(a, 'b', a->run);
    pl_buf_printf(&a->text,
                  " WHERE f.id IN (SELECT s.finding_id FROM span s WHERE s.from_run > %lld AND "
                  "s.from_run <= %lld) AND f.scope_id = (SELECT scope_id FROM run WHERE id = %lld) "
                  "AND coalesce(a.status, 'gone') <> coalesce(b.status, 'gone')",
                  (long long)low, (long long)high, (long long)a->run);
    add_controls(a);
    add(a, " ORDER BY 1 DESC, c.name, f.resource, f.id");
    add_limit(a);
}

static const pl_answer_column result_columns[] = {
    FINDING_COLUMNS,
    { "status", PL_COLUMN_TEXT },
    { "reason", PL_COLUMN_TEXT },
    { "since_run", PL_COLUMN_NUMBER },
    { "since", PL_COLUMN_TEXT },
    { "exemption", PL_COLUMN_TEXT },
    { "exempted_until", PL_COLUMN_TEXT },
};

/* The results of a run as its spans have them: of the controls that ran in it. */
static void ask_results(pl_asking *a)
{
    add(a, "SELECT " FINDING "a.status, a.reason, a.from_run, {iso r.started_at}, a.exemption, "
           "a.exempted_until FROM finding f JOIN control c ON c.id = f.control_id JOIN control_run "
           "k ON k.control_id = c.id AND k.run_error IS NULL");
    join_span(a, 'a', a->run);
    pl_buf_printf(&a->text,
                  " JOIN run r ON r.id = a.from_run WHERE k.run_id = %lld AND f.scope_id = (SELECT "
                  "scope_id FROM run WHERE id = %lld) AND a.status <> 'gone'",
                  (long long)a->run, (long long)a->run);
    add_controls(a);
    add(a, " ORDER BY c.name, f.resource, f.id");
    add_limit(a);
}

static const pl_answer_column span_columns[] = {
    FINDING_COLUMNS,
    { "status", PL_COLUMN_TEXT },
    { "reason", PL_COLUMN_TEXT },
    { "from_run", PL_COLUMN_NUMBER },
    { "from", PL_COLUMN_TEXT },
    { "to_run", PL_COLUMN_NUMBER },
    { "to", PL_COLUMN_TEXT },
    { "exemption", PL_COLUMN_TEXT },
    { "exempted_until", PL_COLUMN_TEXT },
};

static void ask_spans(pl_asking *a)
{
    add(a, "SELECT " FINDING "s.status, s.reason, s.from_run, {iso r.started_at}, s.to_run, "
           "{iso e.started_at}, s.exemption, s.exempted_until FROM span s JOIN finding f ON f.id = "
           "s.finding_id JOIN control c ON c.id = f.control_id JOIN run r ON r.id = s.from_run "
           "LEFT JOIN run e ON e.id = s.to_run WHERE true");
    add_controls(a);
    add_scopes(a, "f.scope_id");
    add_times(a, "r.started_at");
    add(a, " ORDER BY c.name, f.resource, f.id, s.from_run");
    add_limit(a);
}

/* ---- from word to view */

/* Which runs a view is about. */
typedef enum needed_runs { NO_RUN, ONE_RUN, TWO_RUNS } needed_runs;

typedef struct asked_view {
    pl_answer_view view;
    void (*ask)(pl_asking *a);
    const pl_answer_column *columns;
    uint32_t n;
    needed_runs runs;
    bool reversed; /* the newest rows are selected, and shown the oldest first */
} asked_view;

static const asked_view views[] = {
    { { "runs", "runs", pl_text_runs },
      ask_runs,
      run_columns,
      PL_COUNT(run_columns),
      NO_RUN,
      false },
    { { "run", "benchmarks", pl_text_run },
      ask_run,
      benchmark_columns,
      PL_COUNT(benchmark_columns),
      ONE_RUN,
      false },
    { { "results", "results", pl_text_open },
      ask_results,
      result_columns,
      PL_COUNT(result_columns),
      ONE_RUN,
      false },
    { { "diff", "findings", pl_text_diff },
      ask_diff,
      diff_columns,
      PL_COUNT(diff_columns),
      TWO_RUNS,
      false },
    { { "open", "findings", pl_text_open },
      ask_open,
      open_columns,
      PL_COUNT(open_columns),
      NO_RUN,
      false },
    { { "trend", "points", pl_text_trend },
      ask_trend,
      trend_columns,
      PL_COUNT(trend_columns),
      NO_RUN,
      true },
    { { "spans", "spans", pl_text_spans },
      ask_spans,
      span_columns,
      PL_COUNT(span_columns),
      NO_RUN,
      false },
};

static const asked_view *find_view(pl_str word)
{
    for (size_t i = 0; i < PL_COUNT(views); i++)
        if (pl_str_eq(pl_str_cstr(views[i].view.word), word))
            return &views[i];
    return NULL;
}

/* ---- rows */

/* Two decimals are enough for days and percentages. */
static pl_str decimal(pl_arena *arena, double d)
{
    long long hundredths = (long long)(d * 100 + (d < 0 ? -0.5 : 0.5));
    long long rest = hundredths < 0 ? -hundredths % 100 : hundredths % 100;
    if (!rest)
        return pl_arena_printf(arena, "%lld", hundredths / 100);
    return pl_arena_printf(arena, rest % 10 ? "%lld.%02lld" : "%lld.%lld", hundredths / 100,
                           rest % 10 ? rest : rest / 10);
}

/* JSON without blanks between its tokens, which PostgreSQL writes and SQLite keeps out. */
static pl_str compact(pl_arena *arena, pl_str json)
{
    char *to = pl_arena_alloc(arena, json.len + 1);
    size_t n = 0;
    bool quoted = false;
    for (size_t i = 0; i < json.len; i++) {
        if (quoted && json.ptr[i] == '\\' && i + 1 < json.len)
            to[n++] = json.ptr[i++];
        else if (json.ptr[i] == '"')
            quoted = !quoted;
        else if (!quoted && json.ptr[i] == ' ')
            continue;
        to[n++] = json.ptr[i];
    }
    return (pl_str){ to, n };
}

static pl_str cell_of(pl_history_answer *answer, uint32_t column, const pl_sql_arg *value)
{
    switch (value->type) {
    case PL_SQL_INT: return pl_arena_printf(&answer->arena, "%lld", (long long)value->n);
    case PL_SQL_DOUBLE: return decimal(&answer->arena, value->d);
    case PL_SQL_TEXT: {
        pl_str text = answer->columns[column].form == PL_COLUMN_JSON
                          ? compact(&answer->arena, value->text)
                          : pl_arena_str(&answer->arena, value->text);
        return text.ptr ? text : PL_S("");
    }
    default: return (pl_str){ 0 };
    }
}

static bool take_row(void *ctx, const pl_sql_arg *row)
{
    pl_history_answer *answer = ctx;
    for (uint32_t i = 0; i < answer->n_columns; i++)
        pl_vec_push(&answer->cells, cell_of(answer, i, &row[i]));
    return true;
}

static void reverse_rows(pl_history_answer *answer)
{
    size_t n = pl_answer_rows(answer), width = answer->n_columns;
    for (size_t i = 0; i < n / 2; i++)
        for (size_t k = 0; k < width; k++) {
            pl_str *a = &answer->cells.at[i * width + k];
            pl_str *b = &answer->cells.at[(n - 1 - i) * width + k], kept = *a;
            *a = *b;
            *b = kept;
        }
}

static bool run_statement(pl_asking *a, const asked_view *v)
{
    a->text.len = 0;
    a->args.n = 0;
    a->answer->view = &v->view;
    a->answer->columns = v->columns;
    a->answer->n_columns = v->n;
    v->ask(a);
    pl_buf_byte(&a->text, 0);
    if (!pl_sql_run(&a->history->store.sql, a->text.ptr, a->args.at, (uint32_t)a->args.n, take_row,
                    a->answer))
        return fail(a);
    if (v->reversed)
        reverse_rows(a->answer);
    return true;
}

/* The answer about the runs themselves, the earlier one first. */
static bool ask_head(pl_asking *a)
{
    pl_history_answer *whole = a->answer, *head = pl_mem_zalloc(sizeof *head);
    a->answer = whole->head = head;
    bool ok = run_statement(a, &views[0]);
    if (ok)
        reverse_rows(head);
    a->answer = whole;
    return ok;
}

static bool ask(pl_asking *a, const asked_view *v)
{
    if (!pl_asking_times(a))
        return false;
    if (v->runs != NO_RUN && !pl_asking_runs(a, v->runs == TWO_RUNS))
        return false;
    return (v->runs == NO_RUN || ask_head(a)) && run_statement(a, v);
}

pl_history_answer *pl_history_ask_sized(size_t size, pl_history *history,
                                        const pl_history_question *question, pl_diags *diags)
{
    static const pl_history_question nothing = { .view = { "runs", 4 } };
    pl_history_question known;
    question = pl_sized_options(&known, sizeof known, question, size);
    question = question ? question : &nothing;
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, history, "history"))
        return NULL;
    const asked_view *v = find_view(question->view);
    if (!v) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_FLAG, "the history has no view '%.*s'",
                      PL_FMT(question->view));
        return NULL;
    }
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    pl_history_answer *answer = pl_mem_zalloc(sizeof *answer);
    pl_asking a = { .history = history, .question = question, .answer = answer, .diags = diags };
    bool ok = ask(&a, v);
    pl_buf_done(&a.text);
    pl_vec_done(&a.args);
    if (!pl_oom_end_reported(&scope, diags) && ok)
        return answer;
    pl_history_answer_free(answer);
    return NULL;
}
