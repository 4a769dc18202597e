/* Runs in which the n-th write, row or connection fails, for every n: what is whole stays
 * whole, what can complete completes. */
#include "base/buf.h"
#include "unit/render/runs.h"
#include "base/look.h"
#include "base/str.h"
#include "unit/place.h"
#include <fcntl.h>
#include <pipelite/run.h>
#include <pipelite/values.h>
#include <signal.h>
#include <sys/resource.h>

typedef struct fault_place {
    const char *dir;
    pl_settings *settings;
    pl_workspace *ws;
    pl_session *session;
    pl_diags *diags;
} fault_place;

/* `text` is c.pp; its mod is called m. */
static void begin(fault_place *p, const char *name, const char *text)
{
    char mod[PLACE_MAX + 100];
    p->dir = place_new(name);
    snprintf(mod, sizeof mod, "mod \"m\" {\n  database = \"sqlite://%s/x.db\"\n}\n", p->dir);
    place_text(p->dir, "mod.pp", mod);
    place_text(p->dir, "c.pp", text);
    pl_settings_options options = { .directory = pl_str_cstr(p->dir), .home = pl_str_cstr(p->dir) };
    p->settings = pl_settings_new(&options);
    pl_settings_put_int(p->settings, PL_LAYER_FLAG, "max-parallel", 4);
    p->diags = pl_diags_new();
    pl_open_options open = { .path = pl_str_cstr(p->dir), .strict = true };
    p->ws = pl_workspace_open(&open, p->diags);
    CHECK(p->ws && pl_workspace_check(p->ws, p->diags), "the workspace is right");
    pl_inputs in = { .settings = p->settings, .need_values = true };
    pl_workspace_set_inputs(p->ws, &in);
}

static void open_session(fault_place *p)
{
    pl_engine_options session = { .settings = p->settings };
    p->session = pl_session_open(p->ws, &session, p->diags);
    CHECK(p->session != NULL, "the session opens");
}

static void end(fault_place *p)
{
    pl_session_close(p->session);
    pl_workspace_close(p->ws);
    pl_settings_free(p->settings);
    pl_diags_free(p->diags);
}

static pl_check *run(fault_place *p, const char *name)
{
    pl_entry e = { 0 };
    CHECK(pl_index_find(pl_workspace_index(p->ws), pl_str_cstr(name), &e), name);
    pl_run_start_options o = { .targets = &e.id, .n_targets = 1 };
    return pl_check_run(p->session, &o, p->diags);
}

static pl_run *run_sql(fault_place *p, const char *sql, unsigned formats)
{
    runs_query options = { .target = pl_str_cstr(sql),
                           .query = PL_NO_ENTRY,
                           .formats = formats,
                           .header = true,
                           .separator = PL_S(",") };
    return runs_of_query(p->session, &options);
}

static bool collect(void *ctx, pl_str bytes)
{
    pl_buf_str(ctx, bytes);
    return true;
}

static bool write_check(const pl_check *c, const char *format, pl_write_fn *write, void *ctx)
{
    pl_run_output how = { .version = PL_S("1.5.2"),
                          .working_dir = PL_S("/w"),
                          .header = true,
                          .separator = PL_S(","),
                          .columns = 80 };
    pl_diags *diags = pl_diags_new();
    bool ok = runs_write_check(c, pl_str_cstr(format), &how, write, ctx, diags);
    pl_diags_free(diags);
    return ok;
}

/* ---- the n-th write */

/* One result in one format; from the `fail_at`th write on there is no success, 0: always. */
typedef struct product {
    const pl_check *check;
    const char *format;
    const pl_run *query;
    pl_result_format result;
    unsigned fail_at, writes;
    pl_write_fn *write;
    void *write_ctx;
} product;

static bool pass(void *ctx, pl_str bytes)
{
    product *p = ctx;
    return ++p->writes != p->fail_at && p->write(p->write_ctx, bytes);
}

static bool produce(void *ctx, pl_write_fn *write, void *write_ctx)
{
    product *p = ctx;
    p->write = write;
    p->write_ctx = write_ctx;
    p->writes = 0;
    return p->check ? write_check(p->check, p->format, pass, p)
                    : runs_write(p->query, p->result, true, pass, p);
}

static bool export_to(const char *dir, product *what, char why[300])
{
    char path[PLACE_MAX];
    pl_diags *diags = pl_diags_new();
    snprintf(path, sizeof path, "%s/out", dir);
    bool ok = pl_export_file(NULL, pl_str_cstr(path), produce, what, diags);
    CHECK_INT(pl_diags_count(diags), !ok, "one error, or none");
    snprintf(why, 300, "%.*s", ok ? 0 : (int)pl_diags_get(diags, 0)->summary.len,
             ok ? "" : pl_diags_get(diags, 0)->summary.ptr);
    pl_diags_free(diags);
    return ok;
}

static long size_of(const char *dir)
{
    struct stat st;
    return stat(place_path(dir, "out"), &st) == 0 ? (long)st.st_size : -1;
}

static bool count_one(void *ctx, pl_str name, pl_file_type type)
{
    (void)name, (void)type;
    ++*(int *)ctx;
    return true;
}

static void check_as_before(const char *dir, const char *what)
{
    int n = 0;
    CHECK_INT(pl_file_list(dir, &n, count_one), 0, what);
    CHECK_INT(n, 1, "nothing is left beside it");
    CHECK_INT(size_of(dir), 4, what);
}

static bool set_file_size(rlim_t most)
{
    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = most < limit.rlim_max ? most : limit.rlim_max;
    return setrlimit(RLIMIT_FSIZE, &limit) == 0;
}

/* Every write fails once, reported by the writer and by the system; then none does. */
static void fail_writes(product *what, const char *name)
{
    const char *dir = place_new(name);
    char why[300] = "";
    unsigned n = 1;
    place_text(dir, "out", "old\n");
    for (what->fail_at = n; !export_to(dir, what, why); what->fail_at = ++n)
        check_as_before(dir, name);
    CHECK_INT(what->writes, n - 1, "every write was tried");
    long whole = size_of(dir);
    CHECK(whole > 100000, name);
    place_text(dir, "out", "old\n");
    what->fail_at = 0;
    for (long most = 0; most < whole; most += whole / 7 + 1) {
        CHECK(set_file_size((rlim_t)most), "limit");
        bool ok = export_to(dir, what, why);
        set_file_size(RLIM_INFINITY);
        CHECK(!ok && strstr(why, "file too large"), why);
        check_as_before(dir, name);
    }
    CHECK(export_to(dir, what, why), name);
    CHECK_INT(size_of(dir), whole, "it is whole at last");
}

#define ROWS                                                                                       \
    "with recursive n(i) as (select 1 union all select i + 1 from n where i < 4000) "              \
    "select 'alarm' as status, 'resource ' || i as resource, 'because of ' || i as reason from n"

TEST(exports_are_whole_or_as_they_were_whichever_write_fails)
{
    static const char *const formats[] = { "text",   "csv",  "json",     "md",    "html",
                                           "nunit3", "asff", "snapshot", "junit", "sarif" };
    fault_place p = { 0 };
    char name[40];
    signal(SIGXFSZ, SIG_IGN);
    begin(&p, "writes",
          "control \"c\" {\n  tags = {\n    plugin = \"aws\"\n  }\n  sql = \"" ROWS "\"\n}\n");
    open_session(&p);
    pl_check *c = run(&p, "m.control.c");
    CHECK(c != NULL, "it runs");
    for (size_t i = 0; i < PL_COUNT(formats); i++) {
        product what = { .check = c, .format = formats[i] };
        snprintf(name, sizeof name, "writes-%s", formats[i]);
        fail_writes(&what, name);
    }
    pl_check_free(c);
    for (unsigned f = PL_RESULT_CSV; f < PL_RESULT_FORMATS; f++) {
        pl_run *q = run_sql(&p, ROWS, RUNS_BIT(f));
        product what = { .query = q, .result = (pl_result_format)f };
        CHECK_INT(runs_end(q), PL_END_COMPLETE, "the query");
        snprintf(name, sizeof name, "writes-query-%u", f);
        fail_writes(&what, name);
        pl_run_free(q);
    }
    end(&p);
}

/* ---- the n-th row */

enum { FAILING = 12 };

/* Rows 1 to 20; the one of number `bad` cannot be computed. */
static void put_failing(pl_buf *out, int bad)
{
    pl_buf_printf(out,
                  "with recursive n(i) as (select 1 union all select i + 1 from n where i < 20) "
                  "select 'ok' as status, 'r' || i as resource, "
                  "case when i = %d then abs(-9223372036854775807 - 1) else i end as reason from n",
                  bad);
}

static int occurrences(const char *text, const char *what)
{
    int n = 0;
    for (const char *at = text; (at = strstr(at, what)) != NULL; at++)
        n++;
    return n;
}

TEST(controls_keep_the_rows_before_the_one_that_fails)
{
    fault_place p = { 0 };
    pl_buf text = { 0 }, out = { 0 };
    char want[80];
    pl_buf_cstr(&text, "benchmark \"b\" {\n  children = [control.c0");
    for (int i = 1; i <= FAILING; i++)
        pl_buf_printf(&text, ", control.c%d", i);
    pl_buf_cstr(&text, "]\n}\n");
    for (int i = 0; i <= FAILING; i++) {
        pl_buf_printf(&text, "control \"c%d\" {\n  sql = \"", i);
        put_failing(&text, i); /* of c0 none */
        pl_buf_cstr(&text, "\"\n}\n");
    }
    pl_buf_byte(&text, 0);
    begin(&p, "rows", text.ptr);
    open_session(&p);
    pl_check *c = run(&p, "m.benchmark.b");
    CHECK(c && write_check(c, "csv", collect, &out), "it is written");
    pl_buf_byte(&out, 0);
    for (int i = 0; i <= FAILING; i++) {
        /* the first row fails with the query: an error of the control, not a row */
        int rows = i == 0 ? 20 : i - 1;
        snprintf(want, sizeof want, "control.c%d,", i);
        CHECK_INT(occurrences(out.ptr, want), rows + (i > 0), want);
        snprintf(want, sizeof want, "control.c%d,,,integer overflow,,error,", i);
        CHECK_INT(occurrences(out.ptr, want), i > 0, want);
    }
    pl_run_info result;
    pl_check_get_info(c, &result);
    CHECK_INT(result.errors, FAILING, "errors");
    pl_check_free(c);
    pl_buf_done(&out);
    pl_buf_done(&text);
    end(&p);
}

TEST(queries_fail_at_any_row)
{
    fault_place p = { 0 };
    pl_buf sql = { 0 }, out = { 0 };
    begin(&p, "query-rows", "locals {\n}\n");
    open_session(&p);
    for (int bad = 1; bad <= 21; bad++) {
        sql.len = out.len = 0;
        put_failing(&sql, bad);
        pl_buf_byte(&sql, 0);
        pl_run *q = run_sql(&p, sql.ptr, RUNS_BIT(PL_RESULT_CSV) | RUNS_BIT(RUNS_SNAPSHOT));
        CHECK_INT(runs_end(q), bad <= 20 ? PL_END_FAILED : PL_END_COMPLETE, sql.ptr);
        CHECK(pl_str_eq(runs_error(q), bad <= 20 ? PL_S("integer overflow") : PL_S("")),
              "the error");
        CHECK(runs_write(q, RUNS_SNAPSHOT, true, collect, &out), "snapshot");
        pl_buf_byte(&out, 0);
        CHECK((strstr(out.ptr, "integer overflow\"") != NULL) == (bad <= 20), "it has the error");
        pl_run_free(q);
    }
    pl_buf_done(&sql);
    pl_buf_done(&out);
    end(&p);
}

/* ---- the n-th connection */

static int next_file(void)
{
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    close(fd);
    return fd;
}

static void set_files(rlim_t most)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = most < limit.rlim_max ? most : limit.rlim_max;
    CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0, "limit");
}

enum { OWN = 8, FILES_AT_MOST = 64 };

/* Each control has a file of its own: as many connections. Returns how many have failed; all
 * of them are accounted for. */
static uint32_t run_connecting(fault_place *p, rlim_t files)
{
    pl_buf out = { 0 };
    pl_run_info result = { 0 };
    open_session(p);
    set_files(files);
    pl_check *c = run(p, "m.benchmark.b");
    set_files(RLIM_INFINITY);
    if (!c) { /* the tree could not be read: nothing ran, and it says why */
        CHECK(pl_diags_errors(p->diags) > 0, "an error");
        pl_session_close(p->session);
        p->session = NULL;
        return OWN;
    }
    pl_check_get_info(c, &result);
    CHECK(write_check(c, "csv", collect, &out), "it is written");
    pl_buf_byte(&out, 0);
    CHECK_INT(occurrences(out.ptr, ",done,r,ok,"), OWN - (int)result.errors, out.ptr);
    CHECK_INT(occurrences(out.ptr, ",,error,"), result.errors, out.ptr);
    pl_buf_done(&out);
    pl_check_free(c);
    pl_session_close(p->session);
    p->session = NULL;
    return result.errors;
}

TEST(controls_complete_whichever_connection_fails)
{
    fault_place p = { 0 };
    pl_buf text = { 0 };
    const char *dir = place_new("own");
    struct rlimit before;
    uint32_t errors = OWN, seen = 0;
    getrlimit(RLIMIT_NOFILE, &before);
    pl_buf_cstr(&text, "benchmark \"b\" {\n  children = [control.c0");
    for (int i = 1; i < OWN; i++)
        pl_buf_printf(&text, ", control.c%d", i);
    pl_buf_cstr(&text, "]\n}\n");
    for (int i = 0; i < OWN; i++)
        pl_buf_printf(&text,
                      "control \"c%d\" {\n  database = \"sqlite://%s/%d.db\"\n  sql = "
                      "\"select 'ok' as status, 'r' as resource, 'done' as reason\"\n}\n",
                      i, dir, i);
    pl_buf_byte(&text, 0);
    begin(&p, "connections", text.ptr);
    rlim_t files = (rlim_t)next_file();
    for (int n = 0; n < FILES_AT_MOST && errors; n++) {
        errors = run_connecting(&p, files + (rlim_t)n);
        seen += errors > 0 && errors < OWN;
    }
    setrlimit(RLIMIT_NOFILE, &before);
    CHECK_INT(errors, 0, "with files enough all connect");
    CHECK(seen > 0, "some connected while others did not");
    pl_buf_done(&text);
    end(&p);
}
