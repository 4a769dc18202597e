/* first.c - how soon a database has its first statement: one control of a large real mod, its
 * index saved, from start to exit (child.h).
 *
 * SQLite beside a program that opens the file and runs one statement; PostgreSQL at PL_TEST_PG,
 * a connection string, beside one that loads the client library, connects and runs one. What
 * counts is the difference: it holds all that is done before the statement, and after it. */
#include "child.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char mod[] = "build/corpora/six-mods/.powerpipe/mods/github.com/turbot/"
                          "steampipe-mod-aws-compliance@v1.13.0";
static char control[] = "account_alternate_contact_security_registered";

static void measure(const char *name, char *dir, char *url, const bench_command *floor)
{
    char *pipelite = bench_absolute("build/pipelite"), variable[4400];
    snprintf(variable, sizeof variable, "database=%s", url);
    bench_command one = { .argv = { pipelite, "control", "run", control, "--var", variable,
                                    "--output", "none" },
                          .dir = dir,
                          .worst = 2 }; /* there is no such table */
    bench_command_run(name, &one, floor, 0);
    free(pipelite);
}

int main(int argc, char **argv)
{
    (void)argc;
    const char *tools = bench_tools(argv[0]);
    char path[4200], db[4300], url[4400], *pg = getenv("PL_TEST_PG");
    if (access(mod, R_OK) != 0) {
        printf("skipped: no %s (make corpora)\n", mod);
        return 0;
    }
    char *dir = bench_absolute(mod), *data;
    mkdir(bench_data("first"), 0777);
    data = bench_absolute(bench_data("first"));
    snprintf(db, sizeof db, "%s/first.db", data);
    snprintf(url, sizeof url, "sqlite://%s", db);
    snprintf(path, sizeof path, "%s/floor_sqlite", tools);
    fclose(fopen(db, "a"));
    if (!freopen("/dev/null", "w", stderr)) /* each run warns of plugins that the mod requires */
        return 1;
    bench_command sqlite = { .argv = { path, db, "each", "1" } };
    measure("first/sqlite", dir, url, &sqlite);
    snprintf(path, sizeof path, "%s/floor_postgres", tools);
    bench_command postgres = { .argv = { path, pg, "1", "1" } };
    if (pg)
        measure("first/postgres", dir, pg, &postgres);
    free(data);
    free(dir);
    return 0;
}
