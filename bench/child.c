#include "child.h"
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

enum { MAX_RUNS = 400, MIN_RUNS = 10, FEW_RUNS = 3 /* of what takes long */ };

static char tools[4096];

typedef struct measured {
    uint64_t ns, rss;
} measured;

void bench_die(const char *what, const char *name)
{
    fprintf(stderr, "bench: %s '%s': %s\n", what, name, strerror(errno));
    exit(1);
}

static measured spawn(const bench_command *cmd)
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
        bench_die("cannot start", cmd->argv[0]);
    if (wait4(pid, &status, 0, &usage) != pid)
        bench_die("cannot wait for", cmd->argv[0]);
    measured m = { .ns = bench_now() - start, .rss = (uint64_t)usage.ru_maxrss * 1024 };
    posix_spawn_file_actions_destroy(&acts);
    if (!WIFEXITED(status) || WEXITSTATUS(status) > cmd->worst) {
        fprintf(stderr, "bench: %s %s ended with status %x\n", cmd->argv[0], cmd->argv[1], status);
        exit(1);
    }
    return m;
}

bench_memory bench_command_counted(bench_command cmd)
{
    static char program[4200], file[4200];
    snprintf(program, sizeof program, "%s/pipelite-counted", tools);
    snprintf(file, sizeof file, "%s/counted.txt", tools);
    cmd.argv[0] = program;
    if (cmd.warm) /* another program than pipelite: what that saved is not for it */
        spawn(&cmd);
    setenv("PL_BENCH_COUNT", file, 1);
    spawn(&cmd);
    unsetenv("PL_BENCH_COUNT");
    FILE *in = fopen(file, "r");
    unsigned long long n = 0, live, peak = 0;
    if (!in || fscanf(in, "%llu %llu %llu", &n, &live, &peak) != 3)
        bench_die("cannot read", file);
    fclose(in);
    return (bench_memory){ .allocations = n, .peak = peak };
}

void bench_command_run(const char *name, const bench_command *cmd, const bench_command *floor,
                       uint64_t bytes)
{
    static uint64_t times[MAX_RUNS];
    bench_memory memory = { 0 };
    if (!cmd->uncounted)
        memory = bench_command_counted(*cmd);
    if (cmd->warm)
        spawn(cmd);
    bench_row row = { .name = name, .bytes = bytes, .allocations = memory.allocations };
    const char *text = getenv("PL_BENCH_SECONDS");
    double seconds = text ? atof(text) : 1;
    uint64_t least = MIN_RUNS, floor_min = UINT64_MAX,
             stop = bench_now() + (uint64_t)(seconds * 1e9);
    while (row.n < MAX_RUNS && (row.n < least || bench_now() < stop)) {
        measured m = spawn(cmd);
        times[row.n++] = m.ns;
        least = m.ns > 300000000 ? FEW_RUNS : MIN_RUNS;
        row.peak_rss = m.rss > row.peak_rss ? m.rss : row.peak_rss;
        m = spawn(floor);
        floor_min = m.ns < floor_min ? m.ns : floor_min;
    }
    row.median_ns = bench_median(times, row.n);
    row.min_ns = times[0];
    row.ratio = (double)row.min_ns / (double)floor_min;
    bench_row_print(&row);
    bench_note("floor %.2f ms, %.2f ms above it; peak heap %.2f MB", (double)floor_min / 1e6,
               ((double)row.min_ns - (double)floor_min) / 1e6, (double)memory.peak / 1e6);
}

char *bench_absolute(const char *path)
{
    char *full = realpath(path, NULL);
    if (!full)
        bench_die("cannot find", path);
    return full;
}

const char *bench_tools(const char *program)
{
    char *self = bench_absolute(program);
    *strrchr(self, '/') = 0;
    snprintf(tools, sizeof tools, "%s", self);
    free(self);
    return tools;
}
