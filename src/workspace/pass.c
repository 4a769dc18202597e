/* pass.c - one pass over the files: each is opened once, scanned and checked while its bytes are
 * in the cache, and closed. Files are independent of each other, so the result does not depend
 * on threads.
 *
 * Linking does depend on the order of files: each is linked as soon as those before it are
 * ready. A thread that finds the next file ready links it, and all ready files that follow; the
 * other threads go on reading. So only a few parts are in memory at a time, and linking overlaps
 * with reading:
 *
 *      thread 0   read 1 ---- read 3 ---- link 1 2 3 ---- read 6 --
 *      thread 1   read 2 -------- read 4 ---- read 5 ---- link 4 5 -- */
#include "base/clock.h"
#include "base/hash.h"
#include "base/oom.h"
#include "base/pool.h"
#include "base/str.h"
#include "index/scan.h"
#include "workspace/state.h"
#include <errno.h>
#include <stdatomic.h>
#include <time.h>

/* The parts that wait to be linked are in one of two arenas of each worker. When all parts of an
 * arena are linked, the arena is used again. When both are full the worker waits, unless it has
 * the item that is linked next; so at least one thread makes progress. */
enum { ARENAS = 2, ARENA_SIZE = 64 * 1024, ARENA_FULL = ARENA_SIZE / 4 * 3 };

typedef struct worker {
    pl_reader reader;
    pl_scanner *scanner; /* NULL: nothing is scanned */
    pl_checker *checker;
    int dir;      /* directory of the mod at hand, or -1 */
    uint32_t mod; /* the mod whose directory is `dir` */
    pl_arena parts[ARENAS];
    atomic_uint waiting[ARENAS]; /* parts in each arena that are not linked yet */
    unsigned arena;              /* the arena that is being filled */
    uint64_t bytes, scan_ns, check_ns;
} worker;

/* The result of an item. */
typedef struct outcome {
    atomic_bool ready;
    uint8_t arena; /* arena of its part */
    uint16_t worker;
} outcome;

typedef struct job {
    pl_workspace *ws;
    const pl_linking *linking; /* NULL: only check */
    bool stops;
    worker *workers;
    uint32_t n;
    atomic_uint done;
    unsigned reported; /* `done` at the last call of the progress function */
    /* linking */
    outcome *outcomes; /* by item */
    atomic_uint next;  /* item to link; only set by the thread that holds `busy` */
    atomic_flag busy;
    uint64_t link_ns;
} job;

/* ---- one file */

static bool is_free(worker *w, unsigned arena)
{
    return !atomic_load(&w->waiting[arena]);
}

static void scan(worker *w, pl_source_file *f, pl_str text, pl_arena *arena)
{
    uint64_t start = pl_clock_ns();
    f->part = pl_scan_file(w->scanner, text, arena);
    f->hash = f->part->hash;
    w->scan_ns += pl_clock_ns() - start;
}

/* Take the verdict that an older image has for the same bytes. */
static bool borrow_verdict(const pl_workspace *ws, pl_source_file *f)
{
    const pl_index *old = ws->saved.old;
    uint32_t n, row;
    if (!old || !pl_map_find(&ws->saved.old_rows, pl_workspace__relative(ws, f->path), &row))
        return false;
    const pl_ix_file *file = &pl_index_files(old, &n)[row];
    if (file->hash != f->hash || !(file->flags & PL_IX_FILE_PRECHECKED))
        return false;
    f->verdicts.syntax = pl_workspace__verdict(old, 0, row, f->path);
    f->verdicts.schema = pl_workspace__verdict(old, 1, row, f->path);
    pl_workspace__take_prechecks(old, row, &f->verdicts);
    return true;
}

static void check_file(const pl_workspace *ws, worker *w, pl_source_file *f, pl_str text)
{
    uint64_t start = pl_clock_ns();
    pl_verdicts_done(&f->verdicts);
    if (!w->scanner)
        f->hash = pl_hash_str(text);
    if (!borrow_verdict(ws, f))
        f->verdicts = pl_check_file(w->checker, f->path, text);
    w->check_ns += pl_clock_ns() - start;
}

/* The hash of a mapped file, whose bytes may be changed while they are read; 0 for one that was
 * read into memory of our own. */
static uint64_t shared_hash(const pl_view *view)
{
    return view->map ? pl_hash_str(pl_view_str(view)) : 0;
}

/* Open a file. Paths are long and begin with the directory of their mod, so that directory is
 * opened once. */
static int open_file(const pl_workspace *ws, worker *w, const pl_source_file *f, pl_view *view)
{
    if (w->mod != f->mod) {
        pl_dir_close(w->dir);
        w->mod = f->mod;
        w->dir = f->mod < ws->files.tree.n ? pl_dir_open(ws->files.tree.list[f->mod].dir.ptr) : -1;
    }
    if (w->dir < 0 || ws->files.tree.list[f->mod].dir.len < 2)
        return pl_view_open(&w->reader, f->path.ptr, view);
    const char *rest = f->path.ptr + ws->files.tree.list[f->mod].dir.len + 1;
    return pl_view_open_at(&w->reader, w->dir, rest, view);
}

/* Process one file. False: it was cut short or changed meanwhile. */
static bool try_file(const pl_workspace *ws, worker *w, pl_source_file *f)
{
    pl_view view;
    f->error = open_file(ws, w, f, &view);
    if (f->error)
        return true;
    pl_arena *arena = &w->parts[w->arena];
    pl_mark mark = pl_arena_mark(arena);
    uint64_t before = shared_hash(&view);
    f->stamp = view.stamp;
    if (w->scanner)
        scan(w, f, pl_view_str(&view), arena);
    if (w->checker)
        check_file(ws, w, f, pl_view_str(&view));
    w->bytes += view.len;
    bool still = before == shared_hash(&view);
    if (pl_view_close(&view) && still)
        return true;
    pl_arena_rewind(arena, mark);
    pl_verdicts_done(&f->verdicts);
    f->part = NULL;
    return false;
}

/* ---- linking */

static bool is_ready(job *j)
{
    uint32_t next = atomic_load(&j->next);
    return next < j->n && atomic_load(&j->outcomes[next].ready);
}

static void link_next(job *j)
{
    uint32_t next = atomic_load(&j->next);
    const outcome *o = &j->outcomes[next];
    pl_source_file *f = &j->ws->files.list[j->linking->order[next]];
    if (f->part) {
        pl_workspace__link_file(j->ws, f);
        atomic_fetch_sub(&j->workers[o->worker].waiting[o->arena], 1);
    }
    atomic_store(&j->next, next + 1);
}

/* Link what is ready. A thread that finishes an item while another one links leaves the linking
 * to that one, which looks again after it has cleared `busy`. False: there was nothing to do. */
static bool link_ready(job *j)
{
    bool any = false;
    while (is_ready(j) && !atomic_flag_test_and_set(&j->busy)) {
        uint64_t start = pl_clock_ns();
        while (is_ready(j))
            link_next(j);
        j->link_ns += pl_clock_ns() - start;
        atomic_flag_clear(&j->busy);
        any = true;
    }
    return any;
}

/* Choose the arena for the part of `item`. Waiting is rare: it happens if the system keeps one
 * thread from running while the others have nothing to link. */
static void take_arena(job *j, worker *w, size_t item)
{
    const struct timespec moment = { .tv_nsec = 50 * 1000 };
    while (!is_free(w, w->arena) && pl_arena_used(&w->parts[w->arena]) >= ARENA_FULL) {
        w->arena = (w->arena + 1) % ARENAS;
        if (is_free(w, w->arena))
            break;
        if (atomic_load(&j->next) == item)
            return;
        if (!link_ready(j))
            nanosleep(&moment, NULL);
    }
    if (is_free(w, w->arena))
        pl_arena_reset(&w->parts[w->arena]);
}

static void hand_over(job *j, size_t item, unsigned number)
{
    worker *w = &j->workers[number];
    outcome *o = &j->outcomes[item];
    o->worker = (uint16_t)number;
    o->arena = (uint8_t)w->arena;
    if (j->ws->files.list[j->linking->order[item]].part)
        atomic_fetch_add(&w->waiting[w->arena], 1);
    atomic_store(&o->ready, true);
    if (!number)
        link_ready(j);
}

/* ---- all files */

/* Only thread 0, which opens the workspace, reports progress. */
static void report_progress(job *j, unsigned number)
{
    enum { EVERY = 64 };
    unsigned done = atomic_fetch_add_explicit(&j->done, 1, memory_order_relaxed) + 1;
    const pl_open_options *o = &j->ws->options;
    if (!o->progress || number != 0 || done - j->reported < EVERY)
        return;
    j->reported = done;
    o->progress(o->ctx, "reading files", done, j->n);
}

static void do_file(void *ctx, size_t item, unsigned number)
{
    enum { TRIES = 3 };
    job *j = ctx;
    pl_source_file *f = &j->ws->files.list[j->linking ? j->linking->order[item] : item];
    bool whole = f->left_out;
    if (j->linking)
        take_arena(j, &j->workers[number], item);
    bool give_up = j->stops && pl_oom_failed();
    for (int i = 0; i < TRIES && !whole && !give_up; i++)
        whole = try_file(j->ws, &j->workers[number], f);
    if (!whole)
        f->error = give_up ? ENOMEM : EAGAIN;
    if (j->linking)
        hand_over(j, item, number);
    report_progress(j, number);
}

/* A second thread costs about 50 us and halves the rest: reading, scanning and checking take 15
 * to 40 us a file, and no file waits for another. */
static unsigned threads_for(uint32_t files, const pl_pass *pass)
{
    enum { FILES_PER_THREAD = 32 };
    unsigned most = pass->threads ? pass->threads : pl_pool_cpus();
    unsigned useful = files / FILES_PER_THREAD + 1;
    return most < useful ? most : useful;
}

static void begin_worker(worker *w, const pl_pass *pass)
{
    w->dir = -1;
    w->mod = PL_NONE;
    w->scanner = pass->link ? pl_scanner_new() : NULL;
    w->checker = pass->check ? pl_checker_new() : NULL;
    for (int i = 0; i < ARENAS; i++)
        pl_arena_init(&w->parts[i], ARENA_SIZE);
}

/* Add the durations of this pass to the times of the workspace, which other threads may read. */
static void add_times(pl_workspace *ws, const job *j, unsigned n)
{
    pthread_mutex_lock(&ws->lock);
    for (unsigned i = 0; i < n; i++) {
        ws->times.bytes_read += j->workers[i].bytes;
        ws->times.scan += j->workers[i].scan_ns;
        ws->times.check += j->workers[i].check_ns;
    }
    ws->times.link += j->link_ns;
    pthread_mutex_unlock(&ws->lock);
}

static void end_worker(worker *w)
{
    pl_reader_done(&w->reader);
    pl_dir_close(w->dir);
    pl_scanner_free(w->scanner);
    pl_checker_free(w->checker);
    for (int i = 0; i < ARENAS; i++)
        pl_arena_done(&w->parts[i]);
}

void pl_workspace__pass(pl_workspace *ws, const pl_pass *pass)
{
    job j = { .ws = ws,
              .busy = ATOMIC_FLAG_INIT,
              .linking = pass->link ? &ws->content.linking : NULL };
    j.stops = pass->stops;
    j.n = pass->link ? ws->content.linking.n : ws->files.n;
    unsigned n = threads_for(j.n, pass);
    j.workers = pl_mem_zalloc(n * sizeof *j.workers);
    j.outcomes = pl_mem_zalloc((j.n + 1) * sizeof *j.outcomes);
    for (unsigned i = 0; i < n; i++)
        begin_worker(&j.workers[i], pass);
    pl_pool_run(n, j.n, do_file, &j);
    if (j.linking)
        link_ready(&j);
    if (ws->options.progress && j.reported)
        ws->options.progress(ws->options.ctx, "reading files", j.n, j.n);
    add_times(ws, &j, n);
    for (unsigned i = 0; i < n; i++)
        end_worker(&j.workers[i]);
    pl_mem_free(j.outcomes);
    pl_mem_free(j.workers);
}
