/* text_runs.c - runs, one run, and trends as text for people. */
#include "base/str.h"
#include "history/text.h"

static const char *const statuses[] = { "alarm", "ok", "info", "skip", "error", "exempted" };

/* A count, nothing for 0, so that what matters is seen. */
static void put_count(pl_text_table *t, pl_str n)
{
    pl_text_cell(t, pl_str_eq(n, PL_S("0")) ? (pl_str){ 0 } : n);
}

static void put_change(pl_text_table *t, const char *sign, pl_str n)
{
    if (!n.len || pl_str_eq(n, PL_S("0")))
        pl_text_cell(t, (pl_str){ 0 });
    else
        pl_text_printf(t, "%s%.*s", sign, PL_FMT(n));
}

static void put_percent(pl_text_table *t, pl_str percent)
{
    if (percent.len)
        pl_text_printf(t, "%.*s%%", PL_FMT(pl_str_sub(percent, 0, pl_str_find(percent, '.'))));
    else
        pl_text_cell(t, (pl_str){ 0 });
}

void pl_text_runs(const pl_history_answer *answer, const pl_history_output *how, pl_buf *out)
{
    pl_text_table t;
    pl_text_begin(&t, how, ">RUN STARTED TARGET >ALARM >ERROR >OK >PASSED >NEW >FIXED STATUS");
    for (size_t i = 0; i < pl_answer_rows(answer); i++) {
        pl_str status = pl_answer_cell(answer, i, "status");
        pl_text_cell(&t, pl_answer_cell(answer, i, "id"));
        pl_text_time(&t, pl_answer_cell(answer, i, "started_at"));
        pl_text_cell(&t, pl_text_name(pl_answer_cell(answer, i, "target"),
                                      pl_answer_cell(answer, i, "workspace")));
        put_count(&t, pl_answer_cell(answer, i, "alarm"));
        put_count(&t, pl_answer_cell(answer, i, "error"));
        put_count(&t, pl_answer_cell(answer, i, "ok"));
        put_percent(&t, pl_answer_cell(answer, i, "ok_percent"));
        put_change(&t, "+", pl_answer_cell(answer, i, "new"));
        put_change(&t, "-", pl_answer_cell(answer, i, "fixed"));
        pl_text_cell(&t, pl_str_eq(status, PL_S("complete")) ? (pl_str){ 0 } : status);
    }
    pl_text_end(&t, "", out);
    if (!pl_answer_rows(answer))
        pl_buf_cstr(out, "no run was recorded\n");
}

/* ---- one run */

static void put_fact(const pl_history_answer *run, const pl_history_output *how, const char *what,
                     const char *column, pl_buf *out)
{
    pl_str value = pl_answer_cell(run, 0, column);
    if (!value.len || pl_str_eq(value, PL_S("{}")))
        return;
    pl_buf_printf(out, "%-10s", what);
    pl_text_data(how, value, out);
    pl_buf_byte(out, '\n');
}

static void put_sums(const pl_history_answer *run, pl_buf *out)
{
    const char *before = "results   ";
    for (size_t i = 0; i < PL_COUNT(statuses); i++) {
        pl_str n = pl_answer_cell(run, 0, statuses[i]);
        if (pl_str_eq(n, PL_S("0")))
            continue;
        pl_buf_printf(out, "%s%.*s %s", before, PL_FMT(n), statuses[i]);
        before = ", ";
    }
    pl_buf_cstr(out, before[0] == ',' ? "\n" : "results   none\n");
}

static size_t find_row(const pl_history_answer *answer, size_t before, pl_str name)
{
    while (before-- > 0)
        if (pl_str_eq(pl_answer_cell(answer, before, "name"), name))
            return before;
    return SIZE_MAX;
}

static unsigned depth_of(const pl_history_answer *answer, size_t row)
{
    enum { DEEPEST = 12 };
    unsigned depth = 0;
    while (depth < DEEPEST) {
        pl_str parent = pl_answer_cell(answer, row, "parent");
        row = parent.len ? find_row(answer, row, parent) : SIZE_MAX;
        if (row == SIZE_MAX)
            break;
        depth++;
    }
    return depth;
}

void pl_text_run(const pl_history_answer *answer, const pl_history_output *how, pl_buf *out)
{
    static const struct {
        const char *what, *column;
    } facts[] = { { "target", "target" },       { "started", "started_at" },
                  { "ended", "ended_at" },      { "status", "status" },
                  { "command", "command" },     { "host", "host" },
                  { "by", "run_by" },           { "labels", "labels" },
                  { "scope", "scope" },         { "database", "database" },
                  { "version", "mod_version" }, { "commit", "commit_id" } };
    const pl_history_answer *run = answer->head;
    pl_text_table t;
    pl_buf_printf(out, "run       %.*s\n", PL_FMT(pl_answer_cell(run, 0, "id")));
    for (size_t i = 0; i < PL_COUNT(facts); i++)
        put_fact(run, how, facts[i].what, facts[i].column, out);
    put_sums(run, out);
    pl_text_begin(&t, how, "BENCHMARK >ALARM >ERROR >OK >PASSED");
    for (size_t i = 0; i < pl_answer_rows(answer); i++) {
        pl_str title = pl_answer_cell(answer, i, "title");
        title = title.len ? title : pl_answer_cell(answer, i, "name");
        pl_buf shown = { 0 };
        pl_buf_fill(&shown, ' ', (size_t)depth_of(answer, i) * 2);
        pl_buf_str(&shown, title);
        pl_text_cell(&t, pl_buf_view(&shown));
        pl_buf_done(&shown);
        put_count(&t, pl_answer_cell(answer, i, "alarm"));
        put_count(&t, pl_answer_cell(answer, i, "error"));
        put_count(&t, pl_answer_cell(answer, i, "ok"));
        put_percent(&t, pl_answer_cell(answer, i, "ok_percent"));
    }
    pl_buf_cstr(out, pl_answer_rows(answer) ? "\n" : "");
    pl_text_end(&t, "", out);
}

/* ---- trends */

enum { BAR = 30 };

/* A bar of passed and failed results: "######........". */
static void put_bar(pl_text_table *t, int64_t ok, int64_t failed)
{
    pl_buf bar = { 0 };
    size_t n = ok + failed ? (size_t)(BAR * ok / (ok + failed)) : 0;
    pl_buf_fill(&bar, '#', n);
    pl_buf_fill(&bar, '.', ok + failed ? BAR - n : 0);
    pl_text_cell(t, pl_buf_view(&bar));
    pl_buf_done(&bar);
}

/* The share of passed results in the points of one benchmark, as blocks of eight heights. */
static void put_sparkline(const pl_history_answer *answer, pl_str name, pl_buf *out)
{
    static const char *const blocks[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
    for (size_t i = 0; i < pl_answer_rows(answer); i++) {
        pl_str percent = pl_answer_cell(answer, i, "ok_percent");
        uint64_t n = 0;
        if (!pl_str_eq(pl_answer_cell(answer, i, "name"), name) || !percent.len)
            continue;
        pl_str_to_u64(pl_str_sub(percent, 0, pl_str_find(percent, '.')), &n);
        pl_buf_cstr(out, blocks[n >= 100 ? 7 : n * 8 / 100]);
    }
}

static void put_points(const pl_history_answer *answer, const pl_history_output *how, pl_str name,
                       pl_buf *out)
{
    pl_text_table t;
    pl_text_begin(&t, how, ">RUN STARTED >ALARM >ERROR >OK >PASSED TREND");
    for (size_t i = 0; i < pl_answer_rows(answer); i++) {
        if (!pl_str_eq(pl_answer_cell(answer, i, "name"), name))
            continue;
        pl_text_cell(&t, pl_answer_cell(answer, i, "run"));
        pl_text_time(&t, pl_answer_cell(answer, i, "started_at"));
        put_count(&t, pl_answer_cell(answer, i, "alarm"));
        put_count(&t, pl_answer_cell(answer, i, "error"));
        put_count(&t, pl_answer_cell(answer, i, "ok"));
        put_percent(&t, pl_answer_cell(answer, i, "ok_percent"));
        put_bar(&t, pl_answer_number(answer, i, "ok"),
                pl_answer_number(answer, i, "alarm") + pl_answer_number(answer, i, "error"));
    }
    pl_text_end(&t, "  ", out);
}

void pl_text_trend(const pl_history_answer *answer, const pl_history_output *how, pl_buf *out)
{
    for (size_t i = 0; i < pl_answer_rows(answer); i++) {
        pl_str name = pl_answer_cell(answer, i, "name");
        if (find_row(answer, i, name) != SIZE_MAX)
            continue; /* it was printed with its first point */
        pl_str title = pl_answer_cell(answer, i, "title");
        pl_buf_cstr(out, out->len ? "\n" : "");
        pl_text_data(how, title.len ? title : name, out);
        if (how->terminal) {
            pl_buf_cstr(out, "  ");
            put_sparkline(answer, name, out);
        }
        pl_buf_byte(out, '\n');
        put_points(answer, how, name, out);
    }
    if (!pl_answer_rows(answer))
        pl_buf_cstr(out, "no run of such a benchmark was recorded\n");
}
