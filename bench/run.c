/* run.c - controls, queries and their outputs on SQLite, from start to exit (child.h).
 *
 * The workspaces are made here: 1,000 trivial controls, 5,000 rows in one control, a table of
 * 1,000,000 rows; and 1,600 controls of 10 rows of 200 bytes, for memory. Floors are C loops over
 * the same statements (floor_sqlite.c). */
#include "child.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CONTROLS = 1000, ROWS = 1000000, WIDE = 1600 };

static FILE *create(const char *dir, const char *name)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *out = fopen(path, "w");
    if (!out)
        bench_die("cannot write", path);
    return out;
}

static void write_mod(const char *dir)
{
    FILE *out = create(dir, "mod.pp");
    fprintf(out, "mod \"runs\" {\n  title = \"Runs\"\n  database = \"sqlite://%s/runs.db\"\n}\n",
            dir);
    fclose(out);
    out = create(dir, "controls.pp");
    fprintf(out, "benchmark \"trivial\" {\n  title = \"Trivial\"\n  children = [\n");
    for (int i = 0; i < CONTROLS; i++)
        fprintf(out, "    control.c%d,\n", i);
    fprintf(out, "  ]\n}\n");
    for (int i = 0; i < CONTROLS; i++)
        fprintf(out,
                "control \"c%d\" {\n  title = \"Control %d\"\n  sql = \"select 'ok' as status, "
                "'r%d' as "
                "resource, 'fine' as reason, %d as n\"\n}\n",
                i, i, i, i);
    fprintf(out, "control \"rows\" {\n  title = \"Rows\"\n  sql = \"select 'alarm' as status, b as "
                 "resource, d as reason, a as n from t limit 5000\"\n}\n");
    fclose(out);
}

/* Rows of 200 bytes: reason 130, resource 40, two dimensions of 15. */
static void write_wide(const char *dir)
{
    FILE *out = create(dir, "mod.pp");
    fprintf(out,
            "mod \"wide\" {\n  database = \"sqlite://%s/wide.db\"\n}\n"
            "benchmark \"wide\" {\n  children = [\n",
            dir);
    for (int i = 0; i < WIDE; i++)
        fprintf(out, "    control.c%d,\n", i);
    fprintf(out, "  ]\n}\n");
    for (int i = 0; i < WIDE; i++)
        fprintf(out,
                "control \"c%d\" {\n  title = \"Control %d\"\n  sql = \"with recursive n(i) as "
                "(select 1 union all select i + 1 from n where i < 10) select case i %% 2 when 0 "
                "then 'ok' else 'alarm' end as status, printf('%%0130d', i) as reason, "
                "printf('%%040d', i) as resource, printf('%%015d', i) as region, "
                "printf('%%015d', %d) as account from n\"\n}\n",
                i, i, i);
    fclose(out);
}

/* The table comes from SQLite itself: one statement. */
static void write_table(const char *dir)
{
    char command[8600];
    snprintf(
        command, sizeof command,
        "test -s '%s/runs.db' || python3 -c \"import sqlite3; "
        "db = sqlite3.connect('%s/runs.db'); "
        "db.execute('create table t(a integer, b text, c real, d text, e integer, f text)'); "
        "db.execute('insert into t with recursive n(i) as (select 0 union all select i + 1 from "
        "n where i < %d) select i, \\'name \\' || i, i / 7.0, \\'some text here\\', i * 3, "
        "\\'x,y\\' from n'); db.commit()\"",
        dir, dir, ROWS - 1);
    if (system(command) != 0)
        bench_die("cannot fill", dir);
}

int main(int argc, char **argv)
{
    (void)argc;
    const char *tools = bench_tools(argv[0]);
    char floor_path[4200], db[4300];
    mkdir(bench_data("runs"), 0777);
    char *dir = bench_absolute(bench_data("runs"));
    write_mod(dir);
    write_table(dir);
    snprintf(floor_path, sizeof floor_path, "%s/floor_sqlite", tools);
    snprintf(db, sizeof db, "%s/runs.db", dir);
    char *pipelite = bench_absolute("build/pipelite"), *all = "select * from t";
    bench_command each = { .argv = { floor_path, db, "each", "1000" } },
                  rows = { .argv = { floor_path, db, "rows", all } },
                  some = { .argv = { floor_path, db, "rows", "select * from t limit 5000" } };

    bench_command json = { .argv = { pipelite, "benchmark", "run", "trivial", "--output", "json",
                                     "--progress=false" },
                           .dir = dir,
                           .warm = true };
    bench_command_run("run/1000-controls-json", &json, &each, 0);
    bench_command text = json;
    text.argv[5] = "text";
    bench_command_run("run/1000-controls-text", &text, &each, 0);
    bench_command one = { .argv = { pipelite, "control", "run", "rows", "--output", "text",
                                    "--progress=false" },
                          .dir = dir,
                          .worst = 1,
                          .warm = true };
    bench_command_run("run/5000-rows-text", &one, &some, 0);
    mkdir(bench_data("runs-wide"), 0777);
    char *wide = bench_absolute(bench_data("runs-wide"));
    write_wide(wide);
    bench_command memory = { .argv = { pipelite, "benchmark", "run", "wide", "--output", "json",
                                       "--progress=false" },
                             .dir = wide,
                             .worst = 1,
                             .warm = true };
    char wide_db[4300];
    snprintf(wide_db, sizeof wide_db, "%s/wide.db", wide);
    bench_command wides = { .argv = { floor_path, wide_db, "wide", "1600" } };
    fclose(create(wide, "wide.db"));
    bench_command_run("run/1600-controls-wide-json", &memory, &wides, 0);
    free(wide);
    static char *const formats[] = { "csv", "json", "line" };
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        char name[64];
        bench_command query = { .argv = { pipelite, "query", "run", all, "--output", formats[i] },
                                .dir = dir,
                                .warm = true };
        snprintf(name, sizeof name, "run/1000000-rows-%s", formats[i]);
        bench_command_run(name, &query, &rows, 0);
    }
    free(pipelite);
    free(dir);
    return 0;
}
