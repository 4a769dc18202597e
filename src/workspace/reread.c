/* reread.c - reading and scanning again the few files that a rescan found to be different. */
#include "base/hash.h"
#include "base/pool.h"
#include "base/str.h"
#include "index/scan.h"
#include "workspace/state.h"
#include <errno.h>

typedef struct worker {
    pl_reader reader;
    pl_scanner *scanner;
    pl_checker *checker; /* NULL: nothing is checked */
    pl_arena *arena;
} worker;

typedef struct job {
    pl_source_file **files;
    worker *workers;
} job;

/* The hash of a mapped file, whose bytes may be changed while they are read; 0 for one that was
 * read into memory of our own. */
static uint64_t shared_hash(const pl_view *view)
{
    return view->map ? pl_hash_str(pl_view_str(view)) : 0;
}

/* False: the file was cut short or changed meanwhile. */
static bool try_file(worker *w, pl_source_file *f)
{
    pl_view view;
    f->error = pl_view_open(&w->reader, f->path.ptr, &view);
    if (f->error)
        return true;
    uint64_t before = shared_hash(&view);
    f->stamp = view.stamp;
    f->part = pl_scan_file(w->scanner, pl_view_str(&view), w->arena);
    f->hash = f->part->hash;
    if (w->checker)
        f->verdicts = pl_check_file(w->checker, f->path, pl_view_str(&view));
    bool still = before == shared_hash(&view);
    if (pl_view_close(&view) && still)
        return true;
    pl_verdicts_done(&f->verdicts);
    f->part = NULL;
    return false;
}

static void do_file(void *ctx, size_t item, unsigned number)
{
    enum { TRIES = 3 };
    job *j = ctx;
    pl_source_file *f = j->files[item];
    bool whole = false;
    for (int i = 0; i < TRIES && !whole; i++)
        whole = try_file(&j->workers[number], f);
    if (!whole)
        f->error = EAGAIN;
}

/* A second thread costs about 50 us, a file 15 to 40 us. */
static unsigned threads_for(const pl_workspace *ws, uint32_t files)
{
    enum { FILES_PER_THREAD = 16 };
    unsigned most = ws->options.threads ? ws->options.threads : pl_pool_cpus();
    unsigned useful = files / FILES_PER_THREAD + 1;
    return most < useful ? most : useful;
}

void pl_workspace__reread(const pl_workspace *ws, pl_source_file **files, uint32_t n, bool check,
                          pl_arenas *arenas)
{
    unsigned threads = threads_for(ws, n);
    job j = { files, pl_mem_zalloc(threads * sizeof *j.workers) };
    pl_arenas_init(arenas, threads, 32 * 1024);
    for (unsigned i = 0; i < threads && n; i++)
        j.workers[i] = (worker){ .scanner = pl_scanner_new(),
                                 .checker = check ? pl_checker_new() : NULL,
                                 .arena = &arenas->list[i] };
    pl_pool_run(threads, n, do_file, &j);
    for (unsigned i = 0; i < threads && n; i++) {
        pl_reader_done(&j.workers[i].reader);
        pl_scanner_free(j.workers[i].scanner);
        pl_checker_free(j.workers[i].checker);
    }
    pl_mem_free(j.workers);
}
