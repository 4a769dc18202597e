/* reload.c - files are saved while a workspace is open: how long until the next generation
 * is there? Only the rescan is timed, not the editor.
 *
 *   none    nothing is different: states are compared
 *   named   one or five files have other bytes, and the caller knows which: titles and SQL,
 *           a block more or less (add-block), or what is referred to (edit-refs)
 *   look    one file has other bytes, and it is not said which
 *   whole   every file was touched: all bytes are compared
 *
 * The floor looks up the state of every file (none, look, whole), or reads the files that
 * changed and copies the index once (named). */
#include "bench.h"
#include "workspace/newest.h"
#include <fcntl.h>
#include <pipelite/rescan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct reload_case {
    char dir[256];
    pl_workspace *ws;
    bench_files files;
    uint32_t *picked; /* files that are edited in turns */
    uint32_t n_picked, turn;
    int root;
    char *copy; /* room for the index */
} reload_case;

static void die(const char *what, const char *name)
{
    fprintf(stderr, "reload: %s %s\n", what, name);
    exit(1);
}

/* ---- edits: what stands at the end of a file comes and goes */

/* In turns; the number of the file makes names unique. */
static const char *const values[] = {
    "\nquery \"reloaded_%u\" {\n  title = \"One\"\n  sql   = \"select 1\"\n}\n",
    "\nquery \"reloaded_%u\" {\n  title = \"Two\"\n  sql   = \"select 2\"\n}\n",
};
static const char *const blocks[] = {
    "\nquery \"reloaded_%u\" {\n  title = \"One\"\n  sql   = \"select 1\"\n}\n",
    "\n# %u\n",
};
static const char *const refs[] = {
    "\nquery \"a_%1$u\" {\n  sql = \"select 1\"\n}\nquery \"b_%1$u\" {\n  sql = \"select 2\"\n}\n"
    "\ncontrol \"reloaded_%1$u\" {\n  query = query.a_%1$u\n}\n",
    "\nquery \"a_%1$u\" {\n  sql = \"select 1\"\n}\nquery \"b_%1$u\" {\n  sql = \"select 2\"\n}\n"
    "\ncontrol \"reloaded_%1$u\" {\n  query = query.b_%1$u\n}\n",
};

static void write_file(const bench_file *f, const char *tail)
{
    int fd = open(f->path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    if (fd < 0 || write(fd, f->ptr, f->len) != (ssize_t)f->len ||
        write(fd, tail, strlen(tail)) != (ssize_t)strlen(tail))
        die("cannot write", f->path);
    close(fd);
}

/* Change the next `n` files; their paths for a rescan that is given them. */
static void edit(reload_case *rc, const char *const tails[2], uint32_t n, pl_str *paths)
{
    for (uint32_t i = 0; i < n; i++) {
        const bench_file *f = &rc->files.at[rc->picked[i]];
        char tail[512];
        snprintf(tail, sizeof tail, tails[rc->turn & 1], i);
        write_file(f, tail);
        paths[i] = (pl_str){ f->path, strlen(f->path) };
    }
    rc->turn++;
}

/* ---- what is timed */

static uint64_t rescan(reload_case *rc, const pl_rescan_options *options, bool different)
{
    pl_diags *diags = pl_diags_new();
    uint64_t start = bench_now();
    pl_changes *ch = pl_workspace_rescan(rc->ws, options, diags);
    uint64_t spent = bench_now() - start;
    if (!ch || (ch->from != ch->to) != different)
        die(different ? "nothing was new in" : "something was new in", rc->dir);
    pl_changes_free(ch);
    pl_diags_free(diags);
    return spent;
}

static uint64_t look_up(const reload_case *rc)
{
    uint64_t start = bench_now(), sum = 0;
    struct stat st;
    size_t skip = strlen(rc->dir) + 1;
    for (size_t i = 0; i < rc->files.n; i++)
        if (fstatat(rc->root, rc->files.at[i].path + skip, &st, 0) == 0)
            sum += (uint64_t)st.st_mtim.tv_nsec + st.st_ino;
    bench_sink(sum);
    return bench_now() - start;
}

static uint64_t read_and_copy(const reload_case *rc, uint32_t n)
{
    static char buf[1 << 20];
    pl_index_stats stats;
    uint64_t start = bench_now(), sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        int fd = open(rc->files.at[rc->picked[i]].path, O_RDONLY | O_CLOEXEC);
        ssize_t len = read(fd, buf, sizeof buf);
        close(fd);
        sum += bench_word_sum(buf, len > 0 ? (size_t)len & ~(size_t)7 : 0);
    }
    pl_index_get_stats(pl_workspace_index(rc->ws), &stats);
    memset(rc->copy, (int)sum, (size_t)stats.image_bytes);
    bench_sink((uint64_t)rc->copy[stats.image_bytes / 2]);
    return bench_now() - start;
}

enum { NONE, NAMED, LOOK, WHOLE };

typedef struct reload_row {
    const char *name;
    int how;
    uint32_t files;
    const char *const *tails;
} reload_row;

static const reload_row rows[] = {
    { "none", NONE, 0, values },
    { "one", NAMED, 1, values },
    { "five", NAMED, 5, values },
    { "add-block", NAMED, 1, blocks },
    { "add-block-five", NAMED, 5, blocks },
    { "edit-refs", NAMED, 1, refs },
    { "edit-refs-five", NAMED, 5, refs },
    { "look", LOOK, 1, values },
    { "whole", WHOLE, 0, values },
};

static uint64_t run_once(reload_case *rc, const reload_row *r, uint64_t *floor)
{
    pl_str paths[8];
    pl_rescan_options options = { 0 };
    edit(rc, r->tails, r->files, paths);
    if (r->how == NAMED) {
        options.paths = paths;
        options.n_paths = r->files;
    }
    options.all_bytes = r->how == WHOLE;
    uint64_t spent = rescan(rc, &options, r->files > 0);
    *floor = r->how == NAMED ? read_and_copy(rc, r->files) : look_up(rc);
    return spent;
}

enum { MOST = 4000 };

static void measure_row(reload_case *rc, const char *name, const reload_row *r)
{
    static uint64_t times[MOST];
    char row[64];
    uint64_t least = UINT64_MAX, floor_least = UINT64_MAX, floor, begun = bench_now();
    const char *seconds = getenv("PL_BENCH_SECONDS");
    uint64_t budget = (uint64_t)((seconds ? atof(seconds) : 1.0) * 1e9);
    size_t n = 0;
    for (int i = 0; i < 2 && r->files; i++) /* from what the row before left */
        run_once(rc, r, &floor);
    bench_memory before = bench_memory_now();
    for (; n < MOST && (n < 5 || bench_now() - begun < budget); n++) {
        times[n] = run_once(rc, r, &floor);
        least = times[n] < least ? times[n] : least;
        floor_least = floor < floor_least ? floor : floor_least;
    }
    bench_memory after = bench_memory_now();
    snprintf(row, sizeof row, "reload-%s/%s", r->name, name);
    bench_row_print(&(bench_row){ .name = row,
                                  .n = n,
                                  .min_ns = least,
                                  .median_ns = bench_median(times, n),
                                  .items = r->files,
                                  .allocations = (after.allocations - before.allocations) / n,
                                  .ratio = (double)least / (double)floor_least });
}

/* Files that are edited: spread over the workspace, and none of them a mod file. */
static void pick(reload_case *rc, uint32_t n)
{
    rc->picked = calloc(n, sizeof *rc->picked);
    for (uint32_t i = 0; i < n && rc->files.n > 2 * n; i++) {
        size_t at = rc->files.n * (2 * i + 1) / (2 * n);
        while (strstr(rc->files.at[at].path, "mod.pp"))
            at++;
        rc->picked[rc->n_picked++] = (uint32_t)at;
    }
}

static void measure(const char *name, const char *from)
{
    reload_case rc = { 0 };
    char command[8192], here[4096];
    if (!getcwd(here, sizeof here))
        die("no directory for", name);
    snprintf(rc.dir, sizeof rc.dir, "build/bench/reload/%s", name);
    snprintf(command, sizeof command, "rm -rf %s && mkdir -p build/bench/reload && cp -r %s %s",
             rc.dir, from, rc.dir);
    if (system(command) != 0)
        die("cannot copy", from);
    char relative[256];
    snprintf(relative, sizeof relative, "%s", rc.dir);
    if (snprintf(rc.dir, sizeof rc.dir, "%s/%s", here, relative) >= (int)sizeof rc.dir)
        die("too long a path for", name);
    rc.files = bench_files_read(rc.dir);
    rc.root = open(rc.dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
    pick(&rc, 5);
    /* What is younger than two seconds is compared by content. */
    usleep(2200000);
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(rc.dir) };
    rc.ws = pl_workspace_open(&options, diags);
    pl_index_stats stats;
    if (!rc.ws || rc.n_picked < 5)
        die("cannot open", rc.dir);
    pl_index_get_stats(pl_workspace_index(rc.ws), &stats);
    rc.copy = malloc(stats.image_bytes * 2);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        measure_row(&rc, name, &rows[i]);
    pl_workspace_close(rc.ws);
    pl_diags_free(diags);
    bench_files_free(&rc.files);
    close(rc.root);
    free(rc.picked);
    free(rc.copy);
}

int main(void)
{
    measure("b-files", bench_data("b-files"));
    const char *corpus = bench_corpus();
    if (!corpus)
        return 0;
    char aws[4096];
    measure("six-mods", corpus);
    snprintf(aws, sizeof aws,
             "%s/.powerpipe/mods/github.com/turbot/steampipe-mod-aws-compliance@v1.13.0", corpus);
    measure("aws-compliance", aws);
    return 0;
}
