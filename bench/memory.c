/* memory.c - what workspaces take of memory, whatever their size (lazy-workspace.md 17.3, 17.4).
 *
 *   tracked    each mod: opened, browsed with a budget of 4 MiB, resolved, closed, with a
 *              snapshot after each step and samples between them
 *   bounded    while everything is browsed the live heap stays below what the open workspace
 *              took and the budget, at every allocation
 *   scaling    all resources kept, from small to large: not more than 30 times, for 20 times
 *              the resources; with a budget not more than twice
 *   processes  peak heap of whole commands (pipelite-counted)
 *
 * Reports go to build/bench/memory/<time>: report.txt, report.json (baseline.json is the same
 * without samples), summary.md, and the call sites that memory comes from, profile.txt.
 * bench/memory.json is the committed baseline, which report.txt compares with.
 * A bound that does not hold ends the program with status 1. */
#include "child.h"
#include "memtrack.h"
#include "sites.h"
#include "base/diag.h"
#include "workspace/newest.h"
#include <pipelite/phase.h>
#include <pipelite/resource.h>
#include <pipelite/values.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BUDGET = 4 << 20, SMALL_BUDGET = 768 << 10, TIMES = 3, SLACK = 64 << 10 };

static const char baseline[] = "bench/memory.json";
static char folder[128];
static FILE *text, *json, *brief, *summary;
static bool failed;

static void check(bool ok, const char *what, const char *mod, uint64_t bytes, uint64_t limit)
{
    char a[32], b[32];
    fprintf(summary, "| %s | %s | %s | %s | %s |\n", what, mod, memtrack_bytes(bytes, a),
            memtrack_bytes(limit, b), ok ? "yes" : "**no**");
    if (!ok)
        fprintf(stderr, "memory: %s of %s takes %s, more than %s\n", what, mod, a, b);
    failed |= !ok;
}

static void print_row(const char *what, const char *mod, uint64_t live, uint64_t ns,
                      uint64_t allocations)
{
    char name[160];
    snprintf(name, sizeof name, "memory/%s-%s", what, mod);
    bench_row_print(&(bench_row){ .name = name,
                                  .n = 1,
                                  .min_ns = ns,
                                  .median_ns = ns,
                                  .live = live,
                                  .allocations = allocations });
}

/* ---- workspaces */

static pl_workspace *open_mod(const char *path, uint64_t budget)
{
    static const char *const environment[] = { NULL };
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(path), .cache_bytes = budget, .threads = 1 };
    pl_workspace *ws = pl_workspace_open(&options, diags);
    if (!ws || !pl_workspace_index(ws)) {
        fprintf(stderr, "memory: cannot open %s\n", path);
        exit(1);
    }
    pl_workspace_set_inputs(ws, &(pl_inputs){ .environment = environment });
    pl_workspace_read_values(ws, diags);
    pl_diags_free(diags);
    return ws;
}

static uint32_t entries_of(pl_workspace *ws)
{
    pl_index_stats stats;
    pl_index_get_stats(pl_workspace_index(ws), &stats);
    return stats.entries;
}

static void browse(pl_workspace *ws)
{
    pl_diags *diags = pl_diags_new();
    uint32_t n = entries_of(ws);
    for (uint32_t id = 0; id < n; id++)
        pl_resource_unpin(pl_workspace_pin(ws, id, diags));
    pl_diags_free(diags);
}

static void list(pl_workspace *ws)
{
    uint32_t n = entries_of(ws);
    for (uint32_t id = 0; id < n; id++) {
        pl_metadata m;
        pl_workspace_metadata(ws, id, &m);
        bench_sink(m.title.len + m.n_tags);
    }
}

static void resolve(pl_workspace *ws)
{
    pl_diags *diags = pl_diags_new();
    pl_workspace_start_resolution(ws, &(pl_resolution){ .workers = 1 }, diags);
    pl_workspace_wait_resolved(ws, UINT64_MAX);
    pl_workspace_stop_resolution(ws);
    pl_diags_free(diags);
}

static uint64_t cache_bytes(void *ctx)
{
    pl_cache_stats stats;
    pl_workspace_cache_stats(ctx, &stats);
    return stats.bytes;
}

/* ---- tracked, bounded */

typedef struct figures {
    uint64_t open, browsed, resolved; /* beyond what was there before each */
    uint64_t left;                    /* when it was closed */
    uint64_t browse_ns, browse_allocations;
} figures;

static memtrack_report track(const char *path, const char *mod, uint64_t budget, figures *out)
{
    memtrack *t = memtrack_new(mod);
    uint64_t start = bench_memory_now().live;
    memtrack_follow(t, 1000000);
    memtrack_snap(t, "start");
    pl_workspace *ws = open_mod(path, budget);
    memtrack_snap_purged(t, "open");
    memtrack_gauge(t, cache_bytes, ws);
    list(ws);
    memtrack_snap(t, "listed");
    memtrack_peak(t);
    bench_memory open = bench_memory_now();
    uint64_t before = bench_now();
    browse(ws);
    out->browse_ns = bench_now() - before;
    out->browsed = memtrack_peak(t) - open.live;
    out->browse_allocations = bench_memory_now().allocations - open.allocations;
    memtrack_snap(t, "browsed");
    browse(ws);
    memtrack_snap(t, "browsed again");
    uint64_t kept = bench_memory_now().live;
    resolve(ws);
    out->resolved = bench_memory_now().live - kept;
    memtrack_snap(t, "resolved");
    pl_workspace_drop_all(ws);
    memtrack_snap_purged(t, "dropped");
    memtrack_gauge(t, NULL, NULL);
    pl_workspace_close(ws);
    memtrack_snap_purged(t, "closed");
    out->open = open.live - start;
    out->left = bench_memory_now().live - start;
    return memtrack_end(t);
}

static void write_report(const memtrack_report *r)
{
    memtrack_report was;
    memtrack_print(r, text);
    memtrack_json(r, true, json);
    memtrack_json(r, false, brief);
    if (memtrack_read(baseline, r->name, &was))
        memtrack_compare(&was, r, 1.05, text);
}

/* The best of a few runs; bounds hold in all of them. */
static void run_mod(const char *path, const char *mod)
{
    figures best = { 0 };
    memtrack_report kept = { .n = 0 };
    for (int i = 0; i < TIMES; i++) {
        figures f;
        memtrack_report r = track(path, mod, BUDGET, &f);
        check(f.browsed <= BUDGET, "browsing", mod, f.browsed, BUDGET);
        check(f.left <= SLACK, "what is left", mod, f.left, SLACK);
        if (i && f.browse_ns >= best.browse_ns) {
            memtrack_report_done(&r);
            continue;
        }
        memtrack_report_done(&kept);
        kept = r;
        best = f;
    }
    print_row("open", mod, best.open, 0, 0);
    print_row("browse-4MB", mod, best.browsed, best.browse_ns, best.browse_allocations);
    print_row("resolved", mod, best.resolved, 0, 0);
    write_report(&kept);
    memtrack_report_done(&kept);
}

/* ---- scaling */

static uint64_t preloaded_bytes(const char *path)
{
    pl_diags *diags = pl_diags_new();
    pl_workspace *ws = open_mod(path, UINT64_MAX);
    uint64_t before = bench_memory_now().live;
    pl_workspace_preload(ws, diags);
    uint64_t bytes = bench_memory_now().live - before;
    pl_workspace_close(ws);
    pl_diags_free(diags);
    return bytes;
}

static void run_scaling(void)
{
    static const char *const sizes[] = { "a-small", "a-medium", "a-large", "a-xlarge" };
    enum { N = sizeof sizes / sizeof *sizes, EAGER = 30 };
    uint64_t all[N], bounded[N], least = UINT64_MAX;
    for (int i = 0; i < N; i++) {
        figures f;
        all[i] = preloaded_bytes(bench_data(sizes[i]));
        memtrack_report r = track(bench_data(sizes[i]), sizes[i], SMALL_BUDGET, &f);
        memtrack_report_done(&r);
        bounded[i] = f.browsed;
        if (i) /* the smallest does not fill the budget */
            least = bounded[i] < least ? bounded[i] : least;
        print_row("preload", sizes[i], all[i], 0, 0);
        print_row("browse-768KB", sizes[i], bounded[i], 0, 0);
    }
    check(all[2] <= EAGER * all[0], "all kept, large for small", "a-large", all[2], EAGER * all[0]);
    for (int i = 1; i < N; i++)
        check(bounded[i] <= 2 * least, "768 KB, for the smallest", sizes[i], bounded[i], 2 * least);
    bench_note("all kept, large for small: %.1fx; with 768 KB, medium to xlarge: %.2fx",
               (double)all[2] / (double)all[0], (double)bounded[3] / (double)bounded[1]);
}

/* ---- processes */

static void run_process(const char *row, const char *dir, char *const words[], bool saved)
{
    char name[96];
    bench_command cmd = { .argv = { NULL }, .dir = dir, .warm = saved };
    for (size_t i = 0; words[i]; i++)
        cmd.argv[i + 1] = words[i];
    if (saved)
        unsetenv("POWERPIPE_INDEX");
    else
        setenv("POWERPIPE_INDEX", "off", 1);
    bench_memory m = bench_command_counted(cmd);
    snprintf(name, sizeof name, "process-%s%s", row, saved ? "" : "-cold");
    print_row(name, "six-mods", m.peak, 0, m.allocations);
    fprintf(summary, "| peak heap of `%s %s%s`%s | six-mods | %.2f MB | | |\n", words[0], words[1],
            words[2] ? " --output json" : "", saved ? "" : ", nothing saved",
            (double)m.peak / (1024 * 1024));
}

static void run_processes(void)
{
    static const struct {
        const char *row;
        char *words[5];
    } commands[] = {
        { "index-build", { "index", "build" } },
        { "benchmark-list", { "benchmark", "list" } },
        { "benchmark-list-json", { "benchmark", "list", "--output", "json" } },
        { "control-list-json", { "control", "list", "--output", "json" } },
    };
    char *dir = bench_absolute(bench_corpus());
    bench_tools("/proc/self/exe");
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        run_process(commands[i].row, dir, commands[i].words, false);
        run_process(commands[i].row, dir, commands[i].words, true);
    }
    free(dir);
}

/* ---- where it comes from */

static void run_profile(const char *path)
{
    char file[192];
    snprintf(file, sizeof file, "%s/profile.txt", folder);
    FILE *out = fopen(file, "w");
    if (!out)
        bench_die("cannot write", file);
    bench_sites_start();
    pl_workspace *ws = open_mod(path, BUDGET);
    browse(ws);
    resolve(ws);
    bench_sites_stop();
    bench_sites_print(out, 15);
    pl_workspace_close(ws);
    fclose(out);
}

/* ---- reports */

static FILE *create(const char *name)
{
    char path[192];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    if (!out)
        bench_die("cannot write", path);
    return out;
}

static void begin_reports(void)
{
    time_t now = time(NULL);
    char stamp[32], commit[64] = "?";
    strftime(stamp, sizeof stamp, "%Y%m%d_%H%M%S", localtime(&now));
    mkdir("build/bench/memory", 0777);
    snprintf(folder, sizeof folder, "build/bench/memory/%s", stamp);
    if (mkdir(folder, 0777) != 0)
        bench_die("cannot make", folder);
    text = create("report.txt");
    json = create("report.json");
    brief = create("baseline.json");
    summary = create("summary.md");
    FILE *git = popen("git rev-parse --short HEAD 2>/dev/null", "r");
    if (git && fgets(commit, sizeof commit, git))
        commit[strcspn(commit, "\n")] = 0;
    if (git)
        pclose(git);
    fprintf(summary, "# Memory\n\n%s, commit %s\n\n| what | of | takes | at most | holds |\n",
            stamp, commit);
    fprintf(summary, "|---|---|---|---|---|\n");
}

static void end_reports(void)
{
    char latest[] = "build/bench/memory/latest.json", report[192];
    fclose(text);
    fclose(json);
    fclose(brief);
    fclose(summary);
    snprintf(report, sizeof report, "%s/baseline.json", strrchr(folder, '/') + 1);
    unlink(latest);
    if (symlink(report, latest) != 0)
        bench_die("cannot link", latest);
    bench_note("reports in %s", folder);
}

int main(void)
{
    static const char *const mods[] = { "a-small",  "a-medium", "a-large",
                                        "a-xlarge", "b-large",  "b-stress" };
    begin_reports();
    for (size_t i = 0; i < sizeof mods / sizeof *mods; i++)
        run_mod(bench_data(mods[i]), mods[i]);
    if (bench_corpus())
        run_mod(bench_corpus(), "six-mods");
    run_scaling();
    if (bench_corpus())
        run_processes();
    run_profile(bench_corpus() ? bench_corpus() : bench_data("b-stress"));
    end_reports();
    return failed;
}
