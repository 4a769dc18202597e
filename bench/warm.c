/* warm.c - the second start: a saved index is found, proved right and used in place.
 *
 * The floor looks up the state of every file and sums the words of the mapped index. */
#include "bench.h"
#include <dirent.h>
#include <fcntl.h>
#include <pipelite/program.h>
#include <pipelite/workspace.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct warm_case {
    const char *path;
    char index_dir[256], image[512];
    bench_files files;
    int dir;
} warm_case;

static void die(const char *what, const char *name)
{
    fprintf(stderr, "warm: %s %s\n", what, name);
    exit(1);
}

static pl_workspace *open_or_exit(const warm_case *wc, bool saved)
{
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(wc->path),
                                .strict = true,
                                .index_dir = pl_str_cstr(wc->index_dir) };
    pl_workspace *ws = pl_workspace_open(&options, diags);
    pl_index_origin from;
    if (!ws)
        die("cannot open", wc->path);
    pl_workspace_origin(ws, &from);
    if (saved && !from.mapped && !from.saved)
        die("not saved:", wc->path);
    pl_diags_free(diags);
    return ws;
}

static void open_close(void *ctx)
{
    pl_workspace *ws = open_or_exit(ctx, true);
    bench_alive();
    pl_workspace_close(ws);
}

/* What it takes when one state is another: bytes are compared and a new image is written. */
static void touch_open_save(void *ctx)
{
    warm_case *wc = ctx;
    if (utimensat(AT_FDCWD, wc->files.at[0].path, NULL, 0) != 0)
        die("cannot touch", wc->files.at[0].path);
    pl_workspace *ws = open_or_exit(wc, true);
    pl_workspace_save(ws);
    pl_workspace_close(ws);
}

static void look_up(void *ctx)
{
    const warm_case *wc = ctx;
    uint64_t sum = 0;
    struct stat st;
    size_t skip = strlen(wc->path) + 1;
    for (size_t i = 0; i < wc->files.n; i++)
        if (fstatat(wc->dir, wc->files.at[i].path + skip, &st, 0) == 0)
            sum += (uint64_t)st.st_mtim.tv_nsec + st.st_ino;
    int fd = open(wc->image, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0)
        die("cannot open", wc->image);
    size_t len = (size_t)st.st_size;
    void *map = mmap(NULL, len, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    close(fd);
    bench_sink(sum + bench_word_sum(map, len));
    munmap(map, len);
}

/* ---- ten processes, one image */

static uint64_t smaps_sum(const char *image, const char *field)
{
    FILE *f = fopen("/proc/self/smaps", "r");
    char line[1024];
    bool inside = false;
    unsigned long long sum = 0, kib;
    size_t len = strlen(field);
    while (f && fgets(line, sizeof line, f)) {
        if (strstr(line, image))
            inside = true;
        else if (line[0] >= '0' && line[0] <= '9')
            inside = false;
        if (strstr(line, "-") && line[0] >= '0' && line[0] <= 'f' && strchr(line, ':') > line + 30)
            inside = strstr(line, image) != NULL;
        if (inside && strncmp(line, field, len) == 0 && sscanf(line + len, ": %llu", &kib) == 1)
            sum += kib * 1024;
    }
    if (f)
        fclose(f);
    return sum;
}

enum { READERS = 10 };

static void reader(const warm_case *wc, int ready, int go, int out)
{
    char byte = 0;
    pl_workspace *ws = open_or_exit(wc, true);
    bool ok = write(ready, &byte, 1) == 1 && read(go, &byte, 1) == 0;
    uint64_t figures[3] = { smaps_sum(wc->image, "Rss"), smaps_sum(wc->image, "Pss"),
                            smaps_sum(wc->image, "Private_Dirty") };
    ok = ok && write(out, figures, sizeof figures) == sizeof figures;
    pl_workspace_close(ws);
    _exit(!ok);
}

static void measure_sharing(const warm_case *wc)
{
    int ready[2], go[2], out[2];
    uint64_t sums[3] = { 0 }, one[3];
    char byte;
    if (pipe(ready) != 0 || pipe(go) != 0 || pipe(out) != 0)
        die("no pipe for", wc->path);
    for (int i = 0; i < READERS; i++)
        if (fork() == 0) {
            close(go[1]);
            reader(wc, ready[1], go[0], out[1]);
        }
    for (int i = 0; i < READERS; i++)
        if (read(ready[0], &byte, 1) != 1)
            die("a reader died of", wc->path);
    close(go[1]);
    for (int i = 0; i < READERS; i++) {
        if (read(out[0], one, sizeof one) != (ssize_t)sizeof one)
            die("a reader died of", wc->path);
        for (int k = 0; k < 3; k++)
            sums[k] += one[k];
    }
    while (wait(NULL) > 0)
        ;
    bench_note("%d processes: %.2f MB of image in each, %.2f MB in all, %.1f KB private", READERS,
               (double)sums[0] / READERS / 1048576, (double)sums[1] / 1048576,
               (double)sums[2] / 1024);
}

/* ---- */

static void prepare(warm_case *wc, const char *name)
{
    struct stat st;
    snprintf(wc->index_dir, sizeof wc->index_dir, "build/bench/index/%s", name);
    /* What was written less than two seconds ago is not trusted by its times alone. */
    for (int round = 0; round < 2; round++) {
        pl_workspace *ws = open_or_exit(wc, false);
        pl_workspace_save(ws);
        pl_index_origin from;
        pl_workspace_origin(ws, &from);
        snprintf(wc->image, sizeof wc->image, "%.*s", PL_FMT(from.path));
        pl_workspace_close(ws);
        if (stat(wc->image, &st) != 0)
            die("no image of", wc->path);
        usleep(round ? 0 : 2200000);
    }
    wc->files = bench_files_read(wc->path);
    wc->dir = open(wc->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static void note_open(const warm_case *wc)
{
    pl_workspace *ws = open_or_exit(wc, true);
    pl_index_origin from;
    pl_open_times t;
    pl_workspace_origin(ws, &from);
    pl_workspace_times(ws, &t);
    bench_note("%zu files, %s, %u compared by content; us: locate %.0f, saved %.0f", wc->files.n,
               from.mapped ? "mapped" : "read", from.compared, (double)t.discover / 1e3,
               (double)t.saved / 1e3);
    pl_workspace_close(ws);
}

static void measure(const char *name, const char *path)
{
    warm_case wc = { .path = path };
    char row[64];
    prepare(&wc, name);
    snprintf(row, sizeof row, "warm/%s", name);
    bench_case c = { .name = row, .run = open_close, .floor = look_up, .ctx = &wc };
    c.items = wc.files.n;
    bench_run(&c);
    note_open(&wc);
    measure_sharing(&wc);
    snprintf(row, sizeof row, "warm-touched/%s", name);
    c = (bench_case){ .name = row, .run = touch_open_save, .floor = look_up, .ctx = &wc };
    bench_run(&c);
    close(wc.dir);
    bench_files_free(&wc.files);
}

int main(void)
{
    static const char *const mods[] = { "a-small", "a-large", "a-xlarge", "b-files" };
    pl_program_init();
    for (size_t i = 0; i < sizeof mods / sizeof mods[0]; i++)
        measure(mods[i], bench_data(mods[i]));
    const char *corpus = bench_corpus();
    if (corpus) {
        static char aws[4096];
        measure("six-mods", corpus);
        snprintf(aws, sizeof aws,
                 "%s/.powerpipe/mods/github.com/turbot/steampipe-mod-aws-compliance@v1.13.0",
                 corpus);
        measure("aws-compliance", aws);
    }
    return 0;
}
