/* process.c - commands that list and build, from start to exit (child.h). */
#include "child.h"
#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *name;
    bool cold; /* nothing saved is used */
    char *words[6];
} commands[] = {
    { "index-build", true, { "index", "build" } },
    { "index-build-check", true, { "index", "build", "--check" } },
    { "benchmark-list-cold", true, { "benchmark", "list" } },
    { "benchmark-list", false, { "benchmark", "list" } },
    { "dashboard-list", false, { "dashboard", "list" } },
    { "benchmark-list-json", false, { "benchmark", "list", "--output", "json" } },
    { "control-list-json", false, { "control", "list", "--output", "json" } },
};

static void measure_workspace(const char *name, const char *path, char *pipelite, char *floor_read)
{
    char *dir = bench_absolute(path);
    bench_command floor = { .argv = { floor_read }, .dir = dir };
    uint64_t bytes = bench_read_tree(dir);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        bench_command cmd = { .argv = { pipelite }, .dir = dir };
        char row[128];
        for (size_t w = 0; commands[i].words[w]; w++)
            cmd.argv[w + 1] = commands[i].words[w];
        snprintf(row, sizeof row, "process/%s-%s", name, commands[i].name);
        if (commands[i].cold)
            setenv("POWERPIPE_INDEX", "off", 1);
        else
            unsetenv("POWERPIPE_INDEX");
        bench_command_run(row, &cmd, &floor, bytes);
    }
    free(dir);
}

int main(int argc, char **argv)
{
    (void)argc;
    const char *tools = bench_tools(argv[0]);
    char floor_read[4200], floor_empty[4200];
    snprintf(floor_read, sizeof floor_read, "%s/floor_read", tools);
    snprintf(floor_empty, sizeof floor_empty, "%s/floor_empty", tools);
    char *pipelite = bench_absolute("build/pipelite");

    bench_command version = { .argv = { pipelite, "--version" } },
                  empty = { .argv = { floor_empty } };
    bench_command_run("process/version", &version, &empty, 0);
    static const char *const mods[] = { "a-small", "a-large", "a-xlarge" };
    for (size_t i = 0; i < sizeof mods / sizeof mods[0]; i++)
        measure_workspace(mods[i], bench_data(mods[i]), pipelite, floor_read);
    const char *corpus = bench_corpus();
    if (corpus)
        measure_workspace("six-mods", corpus, pipelite, floor_read);
    free(pipelite);
    return 0;
}
