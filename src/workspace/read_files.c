/* read_files.c - examines files that functions read. The directory of the last file stays open, so
 * that a look-up is by name alone. */
#include "workspace/read_files.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/pool.h"
#include "base/str.h"
#include "base/utf8.h"

enum {
    PER_ITEM = 32,
    READ_PER_THREAD = 64, /* reading a file takes 10 us, starting a thread 40 */
    LOOK_PER_THREAD = 400,
};

typedef struct worker {
    pl_reader reader;
    pl_buf dir; /* path of the open directory and a NUL */
    int at;     /* descriptor of that directory, or -1 */
} worker;

typedef struct job {
    pl_read_file *files;
    uint32_t n;
    bool read;
    worker *workers;
    void (*work)(void *ctx); /* of the calling thread, before it reads; NULL: none, or done */
    void *ctx;
} job;

/* Open the directory of `path`; returns the rest of the path. */
static const char *go_to(worker *w, pl_str path)
{
    size_t slash = pl_str_rfind(path, '/');
    pl_str dir = pl_str_sub(path, 0, slash);
    if (slash == path.len || !slash)
        return path.ptr; /* an absolute path needs no directory */
    if (!pl_str_eq(pl_buf_view(&w->dir), dir)) {
        pl_dir_close(w->at);
        w->dir.len = 0;
        pl_buf_str(&w->dir, dir);
        pl_buf_byte(&w->dir, 0);
        w->at = pl_dir_open(w->dir.ptr);
        w->dir.len--;
    }
    return w->at < 0 ? path.ptr : path.ptr + slash + 1;
}

static void note_read(pl_read_file *f, int error, const pl_stamp *s)
{
    uint64_t key = pl_hash_mix(s->size, s->inode);
    f->state = (uint64_t)error;
    f->changed = 0;
    if (error)
        return;
    key = pl_hash_mix(pl_hash_mix(key, (uint64_t)s->mtime_ns), (uint64_t)s->ctime_ns);
    f->state = key;
    f->changed = s->mtime_ns > s->ctime_ns ? s->mtime_ns : s->ctime_ns;
}

static void print_dir(pl_looker *l, pl_str dir)
{
    l->path.len = 0;
    if (!dir.len || dir.ptr[0] != '/')
        pl_buf_str(&l->path, l->root);
    if (dir.len && l->path.len > 1)
        pl_buf_byte(&l->path, '/');
    pl_buf_str(&l->path, dir);
}

static void open_dir(pl_looker *l, pl_str dir)
{
    if (l->is_open && pl_str_eq(l->dir, dir))
        return;
    if (l->is_open)
        pl_dir_close(l->at);
    print_dir(l, dir);
    size_t len = l->path.len;
    pl_buf_byte(&l->path, 0);
    l->at = pl_dir_open(l->path.ptr);
    l->path.len = len;
    l->dir = dir;
    l->is_open = true;
}

void pl_look(pl_looker *l, pl_str path, pl_read_file *out)
{
    bool is_dir;
    pl_stamp stamp = { 0 };
    size_t slash = pl_str_rfind(path, '/'), name;
    bool in_root = slash == path.len, absolute = slash == 0 && !in_root;
    if (absolute)
        l->path.len = 0;
    else
        open_dir(l, pl_str_sub(path, 0, in_root ? 0 : slash));
    size_t dir = l->path.len;
    if (!absolute && dir > 1)
        pl_buf_byte(&l->path, '/');
    name = l->path.len;
    pl_buf_str(&l->path, pl_str_sub(path, in_root || absolute ? 0 : slash + 1, path.len));
    pl_buf_byte(&l->path, 0);
    int error = absolute || l->at < 0 ? pl_file_stat(l->path.ptr, &stamp, NULL)
                                      : pl_dir_stat(l->at, l->path.ptr + name, &stamp, &is_dir);
    note_read(out, error, &stamp);
    l->path.len = dir;
    if (absolute && l->is_open) /* the path of that directory is freed */
        pl_looker_done(l);
}

void pl_looker_done(pl_looker *l)
{
    if (l->is_open)
        pl_dir_close(l->at);
    l->is_open = false;
    pl_buf_done(&l->path);
}

static void read_file(worker *w, pl_read_file *f)
{
    pl_view view;
    const char *rest = go_to(w, f->path);
    int error = w->at < 0 || rest == f->path.ptr ? pl_view_open(&w->reader, rest, &view)
                                                 : pl_view_open_at(&w->reader, w->at, rest, &view);
    f->right = !error && pl_utf8_valid(pl_view_str(&view));
    note_read(f, error, &view.stamp);
    f->right = pl_view_close(&view) && f->right;
}

static void read_state(worker *w, pl_read_file *f)
{
    bool is_dir;
    pl_stamp stamp = { 0 };
    const char *rest = go_to(w, f->path);
    int error = w->at < 0 || rest == f->path.ptr ? pl_file_stat(rest, &stamp, NULL)
                                                 : pl_dir_stat(w->at, rest, &stamp, &is_dir);
    note_read(f, error, &stamp);
}

void pl_workspace__look_at_one(pl_read_file *f)
{
    pl_stamp stamp = { 0 };
    note_read(f, pl_file_stat(f->path.ptr, &stamp, NULL), &stamp);
}

static void do_work(job *j)
{
    void (*fn)(void *ctx) = j->work;
    j->work = NULL;
    if (fn)
        fn(j->ctx);
}

static void do_item(void *ctx, size_t item, unsigned number)
{
    job *j = ctx;
    if (number == 0) /* the calling thread: no other looks at the work */
        do_work(j);
    for (uint32_t i = (uint32_t)item * PER_ITEM; i < j->n && i / PER_ITEM == item; i++) {
        if (j->read)
            read_file(&j->workers[number], &j->files[i]);
        else
            read_state(&j->workers[number], &j->files[i]);
    }
}

static void run_job(job *j, unsigned threads)
{
    unsigned most = threads ? threads : pl_pool_cpus();
    unsigned useful = j->n / (j->read ? READ_PER_THREAD : LOOK_PER_THREAD) + 1;
    unsigned count = most < useful ? most : useful;
    j->workers = pl_mem_zalloc(count * sizeof *j->workers);
    for (unsigned i = 0; i < count; i++)
        j->workers[i].at = -1;
    pl_pool_run(count, (j->n + PER_ITEM - 1) / PER_ITEM, do_item, j);
    do_work(j); /* when others were faster */
    for (unsigned i = 0; i < count; i++) {
        pl_reader_done(&j->workers[i].reader);
        pl_buf_done(&j->workers[i].dir);
        pl_dir_close(j->workers[i].at);
    }
    pl_mem_free(j->workers);
}

void pl_workspace__look_at(pl_read_file *files, uint32_t n, bool read, unsigned threads)
{
    job j = { .files = files, .n = n, .read = read };
    run_job(&j, threads);
}

void pl_workspace__read_beside(pl_read_file *files, uint32_t n, unsigned threads,
                               void (*work)(void *ctx), void *ctx)
{
    job j = { .files = files, .n = n, .read = true, .work = work, .ctx = ctx };
    run_job(&j, threads);
}
