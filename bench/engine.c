/* engine.c - live runs: how soon one starts, many at once, what one that waits takes, a card beside
 * a large benchmark, and thousands of them over a workspace that changes.
 *
 * Floor of `hundred`: a program that prepares and steps the same statements on as many threads
 * and writes the same bytes. */
#include "base/buf.h"
#include "base/str.h"
#include "bench.h"
#include <pipelite/run.h>
#include <pipelite/rescan.h>
#include <pipelite/values.h>
#include <pthread.h>
#include <sched.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DASHBOARDS = 100, PANELS = 10, WAITING = 1000, CONTROLS = 1600, MANY = 10000, THREADS = 2 };

typedef struct place {
    char dir[200], db[260];
    pl_settings *settings;
    pl_workspace *ws;
    pl_diags *diags;
    pl_engine *engine;
} place;

static void need(bool truth, const char *what)
{
    if (truth)
        return;
    fprintf(stderr, "engine: %s\n", what);
    exit(1);
}

static void write_file(const place *p, const char *name, const pl_buf *text)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", p->dir, name);
    FILE *f = fopen(path, "w");
    need(f && fwrite(text->ptr, 1, text->len, f) == text->len && fclose(f) == 0, path);
}

/* ---- the workspace */

static void add_sql(pl_buf *out, int i)
{
    pl_buf_printf(out, "select 'ok' as status, 'r%d' as resource, 'fine' as reason, %d as n", i, i);
}

static void add_dashboard(pl_buf *out, const char *name, int n)
{
    pl_buf_printf(out, "dashboard \"%s\" {\n", name);
    for (int i = 0; i < n; i++) {
        pl_buf_printf(out, "  table \"%s_%d\" {\n    sql = \"", name, i);
        add_sql(out, i);
        pl_buf_cstr(out, "\"\n  }\n");
    }
    pl_buf_cstr(out, "}\n");
}

static void write_workspace(place *p)
{
    pl_buf mod = { 0 }, text = { 0 };
    snprintf(p->dir, sizeof p->dir, "/tmp/pipelite-bench-engine-%d", (int)getpid());
    snprintf(p->db, sizeof p->db, "%s/x.db", p->dir);
    mkdir(p->dir, 0755);
    pl_buf_printf(&mod, "mod \"m\" {\n  database = \"sqlite://%s\"\n}\n", p->db);
    write_file(p, "mod.pp", &mod);
    add_dashboard(&text, "ten", PANELS);
    add_dashboard(&text, "thirty", 30);
    add_dashboard(&text, "card", 1);
    pl_buf_cstr(&text, "dashboard \"waits\" {\n  input \"i\" {\n    type = \"text\"\n  }\n"
                       "  table \"w\" {\n    sql = \"select ? as x\"\n"
                       "    args = [self.input.i.value]\n  }\n}\n");
    for (int i = 0; i < CONTROLS; i++) {
        pl_buf_printf(&text, "control \"k%d\" {\n  sql = \"", i);
        add_sql(&text, i);
        pl_buf_cstr(&text, "\"\n}\n");
    }
    pl_buf_cstr(&text, "benchmark \"all\" {\n  children = [");
    for (int i = 0; i < CONTROLS; i++)
        pl_buf_printf(&text, "%scontrol.k%d", i ? ", " : "", i);
    pl_buf_cstr(&text, "]\n}\n");
    write_file(p, "a.pp", &text);
    pl_buf_done(&mod);
    pl_buf_done(&text);
}

static void open_place(place *p)
{
    write_workspace(p);
    pl_settings_options settings = { .directory = pl_str_cstr(p->dir),
                                     .home = pl_str_cstr(p->dir) };
    p->settings = pl_settings_new(&settings);
    p->diags = pl_diags_new();
    pl_open_options open = { .path = pl_str_cstr(p->dir) };
    p->ws = pl_workspace_open(&open, p->diags);
    need(p->ws, "the workspace does not open");
    pl_inputs in = { .settings = p->settings, .need_values = true };
    pl_workspace_set_inputs(p->ws, &in);
    pl_engine_options options = { .settings = p->settings };
    p->engine = pl_engine_open(p->ws, &options, p->diags);
    need(p->engine, "the engine does not open");
}

static void close_place(place *p)
{
    char command[300];
    pl_engine_close(p->engine);
    pl_workspace_close(p->ws);
    pl_settings_free(p->settings);
    pl_diags_free(p->diags);
    snprintf(command, sizeof command, "rm -r %s", p->dir);
    need(system(command) == 0, "the workspace stays");
}

/* ---- runs */

static pl_run *start(place *p, const char *root)
{
    pl_run_start_options o = { .root = pl_str_cstr(root) };
    pl_run *run = pl_run_start(p->engine, &o, p->diags);
    need(run, root);
    return run;
}

/* Its messages, read as a server would; returns their bytes. */
static uint64_t read_all(pl_run *run)
{
    static __thread char piece[64 * 1024];
    pl_run_event e;
    uint64_t bytes = 0;
    while (pl_run_next(run, &e)) {
        size_t n;
        for (uint64_t at = 0; (n = pl_message_read(e.message, at, piece, sizeof piece, NULL));
             at += n)
            bytes += n;
        pl_message_release(e.message);
    }
    return bytes;
}

static void finish(pl_run *run)
{
    need(pl_run_wait(run, UINT64_MAX), "a run does not end");
    bench_sink(read_all(run));
    pl_run_free(run);
}

static void run_hundred(void *ctx)
{
    pl_run *runs[DASHBOARDS];
    for (int i = 0; i < DASHBOARDS; i++)
        runs[i] = start(ctx, "m.dashboard.ten");
    for (int i = 0; i < DASHBOARDS; i++)
        finish(runs[i]);
}

/* ---- the floor */

typedef struct floor_job {
    const place *p;
    int from, to;
} floor_job;

static void *step_all(void *ctx)
{
    const floor_job *job = ctx;
    sqlite3 *db;
    pl_buf out = { 0 }, sql = { 0 };
    need(sqlite3_open_v2(job->p->db, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) ==
             SQLITE_OK,
         "the floor cannot open");
    for (int i = job->from; i < job->to; i++) {
        sqlite3_stmt *s;
        sql.len = 0;
        add_sql(&sql, i % PANELS);
        need(sqlite3_prepare_v2(db, sql.ptr, (int)sql.len, &s, NULL) == SQLITE_OK, "prepare");
        while (sqlite3_step(s) == SQLITE_ROW)
            for (int c = 0; c < sqlite3_column_count(s); c++)
                pl_buf_printf(&out, "%s", (const char *)sqlite3_column_text(s, c));
        sqlite3_finalize(s);
        pl_buf_fill(&out, ' ', 2 * 900); /* what the messages of a table take */
    }
    bench_sink(out.len);
    pl_buf_done(&out);
    pl_buf_done(&sql);
    sqlite3_close(db);
    return NULL;
}

static void floor_hundred(void *ctx)
{
    pthread_t threads[THREADS];
    floor_job jobs[THREADS];
    int each = DASHBOARDS * PANELS / THREADS;
    for (int i = 0; i < THREADS; i++) {
        jobs[i] = (floor_job){ ctx, i * each, (i + 1) * each };
        need(pthread_create(&threads[i], NULL, step_all, &jobs[i]) == 0, "thread");
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

/* ---- to `started` */

/* A thread that sleeps until it is woken, and says so. */
typedef struct sleeper {
    pthread_mutex_t lock;
    pthread_cond_t cond;
    int asked; /* how often */
    atomic_int said;
} sleeper;

enum { TIMES = 200 };

static void *sleep_and_say(void *ctx)
{
    sleeper *s = ctx;
    pthread_mutex_lock(&s->lock);
    for (int i = 1; i <= TIMES; i++) {
        while (s->asked < i)
            pthread_cond_wait(&s->cond, &s->lock);
        atomic_store(&s->said, i);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

/* The part of the time to `started` that is the system's: median time to wake a thread. */
static uint64_t time_waking(void)
{
    static sleeper s = { .lock = PTHREAD_MUTEX_INITIALIZER, .cond = PTHREAD_COND_INITIALIZER };
    uint64_t times[TIMES];
    pthread_t thread;
    need(pthread_create(&thread, NULL, sleep_and_say, &s) == 0, "thread");
    for (int i = 1; i <= TIMES; i++) {
        usleep(300); /* what a run takes: it sleeps again */
        uint64_t begin = bench_now();
        pthread_mutex_lock(&s.lock);
        s.asked = i;
        pthread_cond_signal(&s.cond);
        pthread_mutex_unlock(&s.lock);
        while (atomic_load(&s.said) < i)
            sched_yield();
        times[i - 1] = bench_now() - begin;
    }
    pthread_join(thread, NULL);
    return (uint64_t)bench_median(times, TIMES);
}

static void run_start(void *ctx)
{
    pl_run_event e;
    pl_run *run = start(ctx, "m.dashboard.thirty");
    while (!pl_run_next(run, &e))
        sched_yield();
    need(e.kind == PL_RUN_EVENT_STARTED, "something else comes first");
    pl_message_release(e.message);
    finish(run);
}

static void time_start(place *p)
{
    uint64_t times[TIMES];
    for (int i = 0; i < TIMES; i++) {
        pl_run_event e;
        uint64_t begin = bench_now();
        pl_run *run = start(p, "m.dashboard.thirty");
        while (!pl_run_next(run, &e))
            sched_yield();
        times[i] = bench_now() - begin;
        pl_message_release(e.message);
        finish(run);
    }
    bench_note("to `started`, 30 panels, cached: median %.0f us, of which waking a thread %.0f us",
               (double)bench_median(times, TIMES) / 1e3, (double)time_waking() / 1e3);
}

/* ---- those that wait */

static void measure_waiting(place *p)
{
    static pl_run *runs[WAITING];
    pl_engine_stats stats;
    finish(start(p, "m.dashboard.card"));
    pl_run *first = start(p, "m.dashboard.waits"); /* what all share */
    while (pl_run_get_phase(first) != PL_RUN_PHASE_WAITING)
        usleep(100);
    bench_sink(read_all(first));
    uint64_t before = bench_memory_now().live;
    for (int i = 0; i < WAITING; i++)
        runs[i] = start(p, "m.dashboard.waits");
    for (int i = 0; i < WAITING; i++) {
        while (pl_run_get_phase(runs[i]) != PL_RUN_PHASE_WAITING)
            usleep(100);
        bench_sink(read_all(runs[i]));
    }
    pl_engine_get_stats(p->engine, &stats);
    bench_note("%d runs that wait: %.1f KiB each, %u threads", WAITING,
               (double)(bench_memory_now().live - before) / WAITING / 1024, stats.threads);
    for (int i = 0; i < WAITING; i++)
        pl_run_free(runs[i]);
    pl_run_free(first);
}

/* ---- a card beside a benchmark */

static uint64_t time_card(place *p)
{
    uint64_t begin = bench_now();
    finish(start(p, "m.dashboard.card"));
    return bench_now() - begin;
}

/* What a control takes of one thread, from its query to its row, when nothing else runs. */
static uint64_t time_query(place *p)
{
    uint64_t best = UINT64_MAX;
    for (int i = 0; i < 5; i++) {
        uint64_t begin = bench_now();
        finish(start(p, "m.benchmark.all"));
        uint64_t took = bench_now() - begin;
        best = took < best ? took : best;
    }
    return best * THREADS / CONTROLS;
}

/* The target: twice the time alone and one query. */
static void measure_fairness(place *p)
{
    enum { ALONE = 100, MOST = 4096 };
    static uint64_t times[MOST];
    uint64_t worst = 0;
    size_t n = 0, late = 0;
    for (size_t i = 0; i < ALONE; i++)
        times[i] = time_card(p);
    uint64_t alone = (uint64_t)bench_median(times, ALONE), query = time_query(p);
    uint64_t target = 2 * alone + query;
    pl_run *run = start(p, "m.benchmark.all");
    while (pl_run_get_phase(run) != PL_RUN_PHASE_RUNNING &&
           pl_run_get_phase(run) != PL_RUN_PHASE_ENDED)
        usleep(50);
    while (n < MOST && pl_run_get_phase(run) == PL_RUN_PHASE_RUNNING) {
        times[n] = time_card(p);
        late += times[n] > target;
        worst = times[n] > worst ? times[n] : worst;
        n++;
    }
    finish(run);
    bench_note("a card alone: median %.0f us; one query, a control of the benchmark alone: %.0f us",
               (double)alone / 1e3, (double)query / 1e3);
    bench_note(
        "beside %d controls, %zu times: median %.0f us, worst %.0f us; %zu above the target, "
        "%.0f us",
        CONTROLS, n, n ? (double)bench_median(times, n) / 1e3 : 0.0, (double)worst / 1e3, late,
        (double)target / 1e3);
}

/* ---- a workspace that changes */

static void measure_changes(place *p)
{
    uint64_t last = bench_now(), half = 0;
    int rescans = 0;
    for (int i = 0; i < MANY; i++) {
        finish(start(p, "m.dashboard.card"));
        if (bench_now() - last < 10000000)
            continue;
        pl_buf text = { 0 };
        pl_buf_printf(&text, "query \"more\" {\n  sql = \"select %d\"\n}\n", i);
        write_file(p, "b.pp", &text);
        pl_buf_done(&text);
        pl_changes_free(pl_workspace_rescan(p->ws, NULL, p->diags));
        rescans++;
        last = bench_now();
        if (!half && i >= MANY / 2)
            half = bench_memory_now().live;
    }
    bench_note("%d runs, %d rescans: heap at half %.1f KiB, at the end %.1f KiB", MANY, rescans,
               (double)half / 1024, (double)bench_memory_now().live / 1024);
}

static void run_benchmark(void *ctx)
{
    finish(start(ctx, "m.benchmark.all"));
}

int main(void)
{
    place p = { 0 };
    open_place(&p);
    bench_case hundred = {
        "engine/hundred", run_hundred, floor_hundred, &p, DASHBOARDS * PANELS, 0
    };
    bench_case thirty = { "engine/thirty", run_start, NULL, &p, 30, 0 };
    bench_case benchmark = { "engine/benchmark", run_benchmark, NULL, &p, CONTROLS, 0 };
    bench_run(&hundred);
    bench_run(&thirty);
    time_start(&p);
    bench_run(&benchmark);
    measure_fairness(&p);
    measure_waiting(&p);
    measure_changes(&p);
    close_place(&p);
    return 0;
}
