/* pass.c - one pass over the files: each is opened once, scanned and checked
 * while its bytes are warm, and closed. Files are independent of each other, so
 * the result does not depend on threads. */
#include "base/clock.h"
#include "base/hash.h"
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
    f->hash = f->part->hash;
    w->scan_ns += pl_clock_ns() - start;
}

/* The verdict on the same bytes that an older image holds. */
static bool borrow_verdict(const pl_workspace *ws, pl_source_file *f)
{
    const pl_index *old = ws->saved.old;
    uint32_t n, row;
    if (!old || !pl_map_find(&ws->saved.old_rows, pl_workspace__relative(ws, f->path), &row))
        return false;
    const pl_ix_file *file = &pl_index_files(old, &n)[row];
    if (file->hash != f->hash || !(file->flags & PL_IX_FILE_SYNTAX))
        return false;
    f->verdicts.syntax = pl_workspace__verdict(old, 0, row, f->path);
    f->verdicts.schema = pl_workspace__verdict(old, 1, row, f->path);
    return true;
}

static void check(const pl_workspace *ws, worker *w, pl_source_file *f, pl_str text)
{
    uint64_t start = pl_clock_ns();
    pl_verdicts_done(&f->verdicts);
    if (!w->scanner)
        f->hash = pl_hash_str(text);
    if (!borrow_verdict(ws, f))
        f->verdicts = pl_check_file(w->checker, f->path, text);
    w->check_ns += pl_clock_ns() - start;
}

/* What is mapped may be written to while it is read; what was read is ours. */
static uint64_t shared_hash(const pl_view *view)
{
    return view->map ? pl_hash_str(pl_view_str(view)) : 0;
}

/* Do one file. False when it was cut short or changed under our eyes. */
static bool try_file(const pl_workspace *ws, worker *w, pl_source_file *f)
{
    pl_view view;
    f->error = pl_view_open(&w->reader, f->path.ptr, &view);
    if (f->error)
        return true;
    pl_mark mark = pl_arena_mark(w->parts);
    uint64_t before = shared_hash(&view);
    f->stamp = view.stamp;
    if (w->scanner)
        scan(w, f, pl_view_str(&view));
    if (w->checker)
        check(ws, w, f, pl_view_str(&view));
    w->bytes += view.len;
    bool still = before == shared_hash(&view);
    if (pl_view_close(&view) && still)
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
        whole = try_file(j->ws, &j->workers[number], f);
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

void pl_workspace__pass(pl_workspace *ws, const pl_pass *pass)
{
    unsigned n = threads_for(ws, pass);
    worker *workers = pl_mem_zalloc(n * sizeof *workers);
    job j = { .ws = ws, .workers = workers };
    pl_arenas_done(&ws->parts);
    pl_arenas_init(&ws->parts, n, 256 * 1024);
    for (unsigned i = 0; i < n; i++) {
        workers[i].parts = &ws->parts.list[i];
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
