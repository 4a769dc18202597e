/* limits.c - what ends queries before their time: limits from the settings of a session, the stop;
 * and the errors of those that fail. */
#include "base/alloc.h"
#include "base/assert.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/double.h"
#include "base/environment.h"
#include "base/file.h"
#include "base/oom.h"
#include "base/str.h"
#include "run/node.h"
#include "run/session.h"
#include "run/stop.h"
#include <errno.h>
#include <string.h>

pl_settings *pl_session_settings(const char *const *environment)
{
    pl_arena scratch = { 0 };
    pl_settings_options o = { .environment = environment };
    o.directory = pl_file_cwd(&scratch);
    pl_settings *settings = pl_settings_new(&o);
    pl_arena_done(&scratch);
    return settings;
}

uint64_t pl_session_limit(const pl_session *s, const char *setting)
{
    int64_t seconds = pl_settings_int(s->options.settings, setting);
    if (seconds <= 0)
        return 0;
    return seconds < 1000000000 ? (uint64_t)seconds * 1000000000u : 0;
}

uint64_t pl_session_shorter(const pl_session *s, uint64_t limit, const char *setting)
{
    uint64_t other = pl_session_limit(s, setting);
    return !limit || (other && other < limit) ? other : limit;
}

const char *pl_session_spool_dir(const pl_session *s)
{
    return pl_environment_get(s->options.environment, "TMPDIR");
}

pl_db_stop *pl_session_stop(const pl_session *s)
{
    return s->options.stop ? &s->options.stop->queries : NULL;
}

unsigned pl_session_parallel(const pl_session *s)
{
    int64_t n = pl_settings_int(s->options.settings, "max-parallel");
    return n > 0 && n < 10000 ? (unsigned)n : 0;
}

/* ---- errors */

static pl_str without(pl_str text, pl_str prefix)
{
    if (!pl_str_starts(text, prefix))
        return text;
    return pl_str_trim(pl_str_sub(text, prefix.len, text.len));
}

/* Does `text` contain `part`? Compared byte by byte. */
static bool contains(pl_str text, pl_str part)
{
    for (size_t i = 0; i + part.len <= text.len; i++)
        if (memcmp(text.ptr + i, part.ptr, part.len) == 0)
            return true;
    return false;
}

void pl_run_timeout_text(const char *what, uint64_t nanos, pl_buf *out)
{
    pl_buf_printf(out, "%s execution timed out after running for ", what);
    pl_double_print(out, (double)nanos / 1e9, 'f', 2);
    pl_buf_byte(out, 's');
}

pl_str pl_run_error_of(const pl_db_error *error)
{
    pl_str text = without(pl_str_trim(pl_buf_view(&error->text)), PL_S("ERROR:"));
    text = without(text, PL_S("rpc error: code = Unknown desc ="));
    bool stopped = error->end == PL_DB_CANCELLED ||
                   contains(text, PL_S("canceling statement due to user request"));
    return stopped ? PL_S("execution cancelled") : text;
}

/* ---- queries of nodes */

bool pl_plan_query(pl_node_plan *plan, const pl_query_limits *limits, const pl_row_sink *sink,
                   pl_db_error *error)
{
    pl_assert(plan && plan->db);
    uint64_t begin = pl_clock_ns(), deadline = limits->each ? begin + limits->each : 0;
    if (limits->deadline && (!deadline || limits->deadline < deadline))
        deadline = limits->deadline;
    pl_db_query query = { .sql = plan->from.sql,
                          .args = plan->bound.at,
                          .n_args = plan->bound.n,
                          .deadline = deadline,
                          .stop = limits->stop };
    bool ok = pl_db_run(plan->db, &query, sink, error, &plan->timed_out);
    plan->nanos = pl_clock_ns() - begin;
    plan->cancelled = error->end == PL_DB_CANCELLED && !plan->timed_out;
    return ok;
}

bool pl_node_query(pl_node *node, const pl_query_limits *limits, pl_buf *why)
{
    pl_node_plan *plan = node->plan;
    pl_row_sink leaf = pl_leaf_sink(node->leaf);
    pl_db_error error = { 0 };
    bool ok = pl_plan_query(plan, limits, plan->sink ? plan->sink : &leaf, &error);
    pl_leaf_end(node->leaf, ok);
    bool kept = !pl_leaf_error(node->leaf) && (ok || error.end != PL_DB_STOPPED);
    if (!kept)
        pl_buf_cstr(why, pl_oom_failed() ? "out of memory"
                                         : "cannot keep the result: no room for temporary files");
    else if (!ok && plan->timed_out)
        pl_run_timeout_text("query", plan->nanos, why);
    else if (!ok)
        pl_buf_str(why, pl_run_error_of(&error));
    if (!ok && !why->len)
        pl_buf_cstr(why, "the database gave no reason");
    pl_db_error_done(&error);
    return ok && kept;
}

/* ---- the stop of a program, and the files that it may leave behind */

pl_stop *pl_stop_new(void)
{
    pl_stop *stop = pl_mem_zalloc(sizeof *stop);
    pthread_mutex_init(&stop->files.lock, NULL);
    return stop;
}

void pl_stop_free(pl_stop *stop)
{
    if (!stop)
        return;
    pthread_mutex_destroy(&stop->files.lock);
    pl_mem_free(stop);
}

void pl_stop_fire(pl_stop *stop)
{
    if (!stop)
        return;
    pl_db_stop_fire(&stop->queries);
}

bool pl_stop_fired(const pl_stop *stop)
{
    if (!stop)
        return false;
    return stop->queries.fired;
}

void pl_stop_abandon(pl_stop *stop)
{
    if (!stop)
        return;
    pl_outfile_abandon(&stop->files);
}

/* pl_file_reason() explains EFBIG as a limit for reading, but here files are written. */
static const char *reason_of(int error)
{
    return error == EFBIG ? "file too large" : pl_file_reason(error);
}

static bool write_file(void *ctx, pl_str bytes)
{
    return pl_outfile_write(ctx, bytes);
}

/* Report in lower case, as Powerpipe does. */
static void report(pl_diags *diags, const char *what, pl_str path, const char *reason)
{
    char first = reason[0] >= 'A' && reason[0] <= 'Z' ? (char)(reason[0] + 32) : reason[0];
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_WRITE, "%s %.*s: %c%s", what, PL_FMT(path), first,
                  reason + 1);
}

bool pl_export_file(pl_stop *stop, pl_str path, pl_produce_fn *produce, void *ctx, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    pl_outfile out;
    int error = pl_outfile_open(&out, path, stop ? &stop->files : NULL);
    if (error) {
        report(diags, "open", path, pl_file_reason(error));
        return false;
    }
    bool ok = produce(ctx, write_file, &out);
    bool told = out.error == 0;
    error = pl_outfile_close(&out, ok);
    if (ok && !error)
        return true;
    bool unread = !ok && told && !error;
    report(diags, "write", path, unread ? "the result cannot be read back" : reason_of(error));
    return false;
}
