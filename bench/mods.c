/* mods.c - mod commands from start to exit (child.h): those that have nothing to do, in a workspace
 * with two installed mods, where no host is contacted and no git is started; and an install of the
 * six real mods from a host of this machine, beside bare clones of the same repositories. */
#include "child.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENTRY(name)                                                                                \
    "\"github.com/a/" name "\": { \"version\": \"1.0.0\", \"name\": \"github.com/a/" name          \
    "\", \"commit\": \"0123456789012345678901234567890123456789\", \"git_ref\": "                  \
    "\"refs/tags/v1.0.0\", \"struct_version\": 20240429, \"alias\": \"" name "\" }"
#define REQUIRE(name) "    mod \"github.com/a/" name "\" {\n      version = \"1\"\n    }\n"

static void put(const char *dir, const char *name, const char *text)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        mkdir(path, 0755);
        *slash = '/';
    }
    FILE *f = fopen(path, "w");
    if (!f || fputs(text, f) < 0 || fclose(f) != 0)
        exit(1);
}

/* The six real mods, where they are unpacked. */
static void install_six(const char *dir, const char *pipelite)
{
    static const char mods[] = "build/corpora/six-mods/.powerpipe/mods/github.com/turbot";
    char make[9000], install[4300], clone[4300];
    if (access(mods, R_OK) != 0) {
        puts("mods/install-six-mods: skipped, the real mods are not unpacked (make corpora)");
        return;
    }
    snprintf(make, sizeof make, "bench/mods_forge %s/forge %s %s", dir, pipelite, mods);
    snprintf(install, sizeof install, "%s/forge/install", dir);
    snprintf(clone, sizeof clone, "%s/forge/clone", dir);
    if (system(make) != 0)
        bench_die("cannot make", "the host");
    bench_command ours = { .argv = { install }, .uncounted = true }, floor = { .argv = { clone } };
    bench_command_run("mods/install-six-mods", &ours, &floor, 0);
}

int main(int argc, char **argv)
{
    (void)argc;
    char floor_empty[4200], dir[] = "/tmp/bench-mods-XXXXXX", command[64];
    snprintf(floor_empty, sizeof floor_empty, "%s/floor_empty", bench_tools(argv[0]));
    if (!mkdtemp(dir))
        return 1;
    put(dir, "mod.pp", "mod \"bench\" {\n  require {\n" REQUIRE("x") REQUIRE("y") "  }\n}\n");
    put(dir, ".powerpipe/mods/github.com/a/x@v1.0.0/mod.pp", "mod \"x\" {\n}\n");
    put(dir, ".powerpipe/mods/github.com/a/y@v1.0.0/mod.pp", "mod \"y\" {\n}\n");
    put(dir, ".mod.cache.json", "{ \"bench\": { " ENTRY("x") ", " ENTRY("y") " } }");
    char *pipelite = bench_absolute("build/pipelite");
    bench_command empty = { .argv = { floor_empty } };
    bench_command install = { .argv = { pipelite, "mod", "install" }, .dir = dir };
    bench_command list = { .argv = { pipelite, "mod", "list" }, .dir = dir };
    bench_command tree = { .argv = { pipelite, "mod", "tree" }, .dir = dir };
    bench_command_run("mods/install-nothing", &install, &empty, 0);
    bench_command_run("mods/list", &list, &empty, 0);
    bench_command_run("mods/tree", &tree, &empty, 0);
    install_six(dir, pipelite);
    snprintf(command, sizeof command, "rm -r %s", dir);
    free(pipelite);
    return system(command);
}
