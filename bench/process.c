/* process.c - whole commands, from start to exit, beside a floor program.
 *
 * Children run in turns: command, floor, command ... Their peak memory comes from wait4();
 * a child inherits the peak of its parent at exec, so this program stays as small as the
 * smallest child (no library, no big buffers). Allocations are those of pipelite-counted,
 * the same objects with counted memory, in one extra run. */
#include "bench.h"
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { MAX_RUNS = 400, MIN_RUNS = 10, MAX_WORDS = 12 };

static char tools[4096]; /* folder of this program: floors and pipelite-counted are there */

typedef struct command {
    char *argv[MAX_WORDS];
    const char *dir;
} command;

typedef struct measured {
    uint64_t ns, rss;
} measured;

static void die(const char *what, const char *name)
{
    fprintf(stderr, "process: %s '%s': %s\n", what, name, strerror(errno));
    exit(1);
}

static measured spawn(const command *cmd)
{
    posix_spawn_file_actions_t acts;
    posix_spawn_file_actions_init(&acts);
    posix_spawn_file_actions_addopen(&acts, 1, "/dev/null", O_WRONLY, 0);
    if (cmd->dir)
        posix_spawn_file_actions_addchdir_np(&acts, cmd->dir);
    pid_t pid;
    int status;
    struct rusage usage;
    uint64_t start = bench_now();
    errno = posix_spawn(&pid, cmd->argv[0], &acts, NULL, cmd->argv, environ);
    if (errno != 0)
        die("cannot start", cmd->argv[0]);
    if (wait4(pid, &status, 0, &usage) != pid)
        die("cannot wait for", cmd->argv[0]);
    measured m = { .ns = bench_now() - start, .rss = (uint64_t)usage.ru_maxrss * 1024 };
    posix_spawn_file_actions_destroy(&acts);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        fprintf(stderr, "process: %s %s ended with status %x\n", cmd->argv[0], cmd->argv[1],
                status);
        exit(1);
    }
    return m;
}

static uint64_t counted_allocations(command cmd)
{
    static char program[4200], file[4200];
    snprintf(program, sizeof program, "%s/pipelite-counted", tools);
    snprintf(file, sizeof file, "%s/counted.txt", tools);
    cmd.argv[0] = program;
    setenv("PL_BENCH_COUNT", file, 1);
    spawn(&cmd);
    unsetenv("PL_BENCH_COUNT");
    FILE *in = fopen(file, "r");
    unsigned long long n = 0;
    if (!in || fscanf(in, "%llu", &n) != 1)
        die("cannot read", file);
    fclose(in);
    return n;
}

static void measure(const char *name, const command *cmd, const command *floor, uint64_t bytes)
{
    static uint64_t times[MAX_RUNS];
    bench_row row = { .name = name, .bytes = bytes, .allocations = counted_allocations(*cmd) };
    const char *text = getenv("PL_BENCH_SECONDS");
    double seconds = text ? atof(text) : 1;
    uint64_t floor_min = UINT64_MAX, stop = bench_now() + (uint64_t)(seconds * 1e9);
    while (row.n < MAX_RUNS && (row.n < MIN_RUNS || bench_now() < stop)) {
        measured m = spawn(cmd);
        times[row.n++] = m.ns;
        row.peak_rss = m.rss > row.peak_rss ? m.rss : row.peak_rss;
        m = spawn(floor);
        floor_min = m.ns < floor_min ? m.ns : floor_min;
    }
    row.median_ns = bench_median(times, row.n);
    row.min_ns = times[0];
    row.ratio = (double)row.min_ns / (double)floor_min;
    bench_row_print(&row);
    bench_note("floor %.2f ms, %.2f ms above it", (double)floor_min / 1e6,
               ((double)row.min_ns - (double)floor_min) / 1e6);
}

static char *absolute(const char *path)
{
    char *full = realpath(path, NULL);
    if (!full)
        die("cannot find", path);
    return full;
}

static void measure_workspace(const char *name, const char *path, char *pipelite, char *floor_read)
{
    static char *const commands[][4] = {
        { "index", "build" },
        { "index", "build", "--check" },
        { "benchmark", "list" },
        { "dashboard", "list" },
    };
    char *dir = absolute(path);
    command floor = { .argv = { floor_read }, .dir = dir };
    uint64_t bytes = bench_read_tree(dir);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        command cmd = { .argv = { pipelite }, .dir = dir };
        char row[128];
        size_t used = (size_t)snprintf(row, sizeof row, "process/%s", name);
        for (size_t w = 0; commands[i][w]; w++) {
            cmd.argv[w + 1] = commands[i][w];
            used += (size_t)snprintf(row + used, sizeof row - used, "-%s",
                                     commands[i][w] + strspn(commands[i][w], "-"));
        }
        measure(row, &cmd, &floor, bytes);
    }
    free(dir);
}

int main(int argc, char **argv)
{
    (void)argc;
    char *self = absolute(argv[0]);
    *strrchr(self, '/') = 0;
    snprintf(tools, sizeof tools, "%s", self);
    char floor_read[4200], floor_empty[4200];
    snprintf(floor_read, sizeof floor_read, "%s/floor_read", tools);
    snprintf(floor_empty, sizeof floor_empty, "%s/floor_empty", tools);
    char *pipelite = absolute("build/pipelite");

    command version = { .argv = { pipelite, "--version" } },
            empty = { .argv = { floor_empty, "" } };
    measure("process/version", &version, &empty, 0);
    static const char *const mods[] = { "a-small", "a-large", "a-xlarge" };
    for (size_t i = 0; i < sizeof mods / sizeof mods[0]; i++)
        measure_workspace(mods[i], bench_data(mods[i]), pipelite, floor_read);
    const char *corpus = bench_corpus();
    if (corpus)
        measure_workspace("six-mods", corpus, pipelite, floor_read);
    free(pipelite);
    free(self);
    return 0;
}
