/* pass.c - one pass over the files: each is opened once, scanned and checked
 * while its bytes are warm, and closed. Files are independent of each other, so
 * the result does not depend on threads. */
#include "base/clock.h"
#include "base/pool.h"
#include "base/str.h"
#include "index/scan.h"
#include "workspace/state.h"
#include <errno.h>
#include <stdatomic.h>

typedef struct worker {
    pl_reader reader;
    pl_scanner *scanner; /* NULL: not asked for */
    pl_checker *checker;
    pl_arena *parts;
    uint64_t bytes, scan_ns, check_ns;
} worker;

typedef struct job {
    pl_workspace *ws;
    worker *workers;
    atomic_uint done;
    unsigned told; /* `done` at the last call of the user's progress function */
} job;

static void scan(worker *w, pl_source_file *f, pl_str text)
{
    uint64_t start = pl_clock_ns();
    f->part = pl_scan_file(w->scanner, text, w->parts);
    w->scan_ns += pl_clock_ns() - start;
}

static void check(worker *w, pl_source_file *f, pl_str text)
{
    uint64_t start = pl_clock_ns();
    pl_verdicts_done(&f->verdicts);
    f->verdicts = pl_check_file(w->checker, f->path, text);
    w->check_ns += pl_clock_ns() - start;
}

/* Do one file. False when it was cut short under our eyes. */
static bool try_file(worker *w, pl_source_file *f)
{
    pl_view view;
    f->error = pl_view_open(&w->reader, f->path.ptr, &view);
    if (f->error)
        return true;
    pl_mark mark = pl_arena_mark(w->parts);
    f->stamp = view.stamp;
    if (w->scanner)
        scan(w, f, pl_view_str(&view));
    if (w->checker)
        check(w, f, pl_view_str(&view));
    w->bytes += view.len;
    if (pl_view_close(&view))
        return true;
    pl_arena_rewind(w->parts, mark);
    pl_verdicts_done(&f->verdicts);
    f->part = NULL;
    return false;
}

/* Only thread number 0 tells: it is the one that opens the workspace. */
static void tell_progress(job *j, unsigned number)
{
    enum { EVERY = 64 };
    unsigned done = atomic_fetch_add_explicit(&j->done, 1, memory_order_relaxed) + 1;
    const pl_open_options *o = &j->ws->options;
    if (!o->progress || number != 0 || done - j->told < EVERY)
        return;
    j->told = done;
    o->progress(o->progress_ctx, "reading files", done, j->ws->n_files);
}

static void do_file(void *ctx, size_t item, unsigned number)
{
    enum { TRIES = 3 };
    job *j = ctx;
    pl_source_file *f = &j->ws->files[item];
    bool whole = f->left_out;
    for (int i = 0; i < TRIES && !whole; i++)
        whole = try_file(&j->workers[number], f);
    if (!whole)
        f->error = EAGAIN;
    tell_progress(j, number);
}

/* A second thread costs about 50 us and halves the rest: reading, scanning and
 * checking take 15 to 40 us a file, and none waits for another. */
static unsigned threads_for(const pl_workspace *ws, const pl_pass *pass)
{
    enum { FILES_PER_THREAD = 32 };
    unsigned most = pass->threads ? pass->threads : pl_pool_cpus();
    unsigned useful = ws->n_files / FILES_PER_THREAD + 1;
    return most < useful ? most : useful;
}

static void add_times(pl_workspace *ws, const worker *w)
{
    ws->times.bytes_read += w->bytes;
    ws->times.scan += w->scan_ns;
    ws->times.check += w->check_ns;
}

void pl_workspace__pass(pl_workspace *ws, const pl_pass *pass, pl_arenas *memory)
{
    unsigned n = threads_for(ws, pass);
    worker *workers = pl_mem_zalloc(n * sizeof *workers);
    job j = { .ws = ws, .workers = workers };
    pl_arenas_init(memory, n, 256 * 1024);
    for (unsigned i = 0; i < n; i++) {
        workers[i].parts = &memory->list[i];
        workers[i].scanner = pass->scan ? pl_scanner_new() : NULL;
        workers[i].checker = pass->check ? pl_checker_new() : NULL;
    }
    pl_pool_run(n, ws->n_files, do_file, &j);
    if (ws->options.progress && j.told)
        ws->options.progress(ws->options.progress_ctx, "reading files", ws->n_files, ws->n_files);
    for (unsigned i = 0; i < n; i++) {
        add_times(ws, &workers[i]);
        pl_reader_done(&workers[i].reader);
        pl_scanner_free(workers[i].scanner);
        pl_checker_free(workers[i].checker);
    }
    pl_mem_free(workers);
}
