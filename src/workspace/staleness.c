/* staleness.c - compares an image with the disk, a few threads sharing the rows, while one thread
 * verifies the image. */
#include "workspace/staleness.h"
#include "base/hash.h"
#include "base/pool.h"
#include "base/str.h"
#include "index/store.h"
#include "mod/seen.h"
#include <errno.h>
#include <string.h>

/* The comparison of one image with the disk. Rows are numbered from the first input to the last
 * file. */
typedef struct job {
    const pl_index *ix;
    const pl_staleness_options *options;
    const pl_ix_input *inputs;
    const pl_ix_file *files;
    const uint32_t *reads;
    uint32_t n_inputs, n_files, n_reads;
    int dir; /* descriptor of the workspace */
    bool all_bytes, sound;
    int64_t as_of;
    pl_stamp ignore;  /* inode 0: nothing is ignored */
    uint8_t *found;   /* the result for each row */
    pl_ix_stamp *now; /* the present state of each row that was touched */
    pl_read_file *looked;
} job;

/* The data of one thread. */
typedef struct comparer {
    const job *job;
    pl_buf path;  /* absolute */
    size_t below; /* where the part of `path` begins that is looked up from `base` */
    int base;     /* directory of the current mod, or of the workspace */
    pl_str mod;   /* path of the current mod; empty: the workspace */
    pl_reader reader;
    pl_looker looker;
    uint32_t compared;
    bool young;
} comparer;

typedef enum how { SAME, TOUCHED, CHANGED } how;

/* How old a time of modification must be to count as proof. A second change within one tick of
 * the file system's clock leaves no trace, and the clock of a file server may differ from ours. */
static const int64_t margin = 2 * 1000000000ll;
/* A time of modification further in the future than this was set by a program. */
static const int64_t ahead = 600 * 1000000000ll;

static bool is_young(int64_t as_of, const pl_stamp *s)
{
    return s->ctime_ns >= as_of - margin ||
           (s->mtime_ns >= as_of - margin && s->mtime_ns <= as_of + ahead);
}

static bool is_in(pl_str path, pl_str dir)
{
    return path.len > dir.len && path.ptr[dir.len] == '/' && pl_str_starts(path, dir);
}

/* The directory of the installed mod that a file is in, ".powerpipe/mods/host/owner/name@version";
 * empty for other files. Borrowed from `path`, which alone decides it, because the rows of mods
 * have not been verified yet. */
static pl_str mod_dir_of(pl_str path)
{
    const pl_str mods = PL_S(".powerpipe/mods/");
    size_t at = mods.len;
    if (!pl_str_starts(path, mods))
        return (pl_str){ 0 };
    for (int depth = 0; depth < 3; depth++, at++)
        at += pl_str_find(pl_str_sub(path, at, path.len), '/');
    return at <= path.len ? pl_str_sub(path, 0, at - 1) : (pl_str){ 0 };
}

/* Open the directory of a mod, so that its files are looked up from there: most components of their
 * paths belong to the mod. */
static void enter_mod(comparer *c, pl_str path)
{
    if (c->mod.len)
        pl_dir_close(c->base);
    c->base = c->job->dir;
    c->mod = mod_dir_of(path);
    if (!c->mod.len)
        return;
    char *end = c->path.ptr + c->below + c->mod.len;
    *end = 0;
    int base = pl_dir_open(c->path.ptr);
    *end = '/';
    if (base < 0)
        c->mod.len = 0;
    else
        c->base = base;
}

static void set_path(comparer *c, pl_str path)
{
    const pl_str dir = c->job->options->dir;
    c->path.len = 0;
    if (!path.len || path.ptr[0] != '/') {
        pl_buf_str(&c->path, dir);
        if (path.len && dir.len > 1)
            pl_buf_byte(&c->path, '/');
    }
    c->below = c->path.len;
    pl_buf_str(&c->path, path);
    pl_buf_byte(&c->path, 0);
    if (!c->below) /* absolute */
        return;
    if (!c->mod.len || !is_in(path, c->mod))
        enter_mod(c, path);
    if (c->mod.len)
        c->below += c->mod.len + 1;
}

static int stat_path(const comparer *c, pl_stamp *out, bool *is_dir)
{
    return pl_dir_stat(c->base, c->path.ptr + c->below, out, is_dir);
}

/* ---- one row; its present state goes to *now */

/* Does the state alone prove that the bytes are the same? */
static bool is_proof(const job *j, const pl_ix_stamp *then, const pl_stamp *now)
{
    return !j->all_bytes && pl_ix_stamp_is(then, now) && !is_young(j->as_of, now);
}

static how by_content(comparer *c, const pl_ix_stamp *then, bool same, const pl_stamp *now)
{
    c->compared++;
    if (!same)
        return CHANGED;
    if (is_young(c->job->as_of, now) && !is_young(c->job->options->now_ns, now))
        c->young = true;
    return pl_ix_stamp_is(then, now) ? SAME : TOUCHED;
}

static how compare_file(comparer *c, const pl_ix_stamp *then, uint64_t hash, pl_stamp *now)
{
    bool is_dir;
    pl_view view;
    if (stat_path(c, now, &is_dir) != 0 || is_dir)
        return CHANGED;
    if (is_proof(c->job, then, now))
        return SAME;
    if (pl_view_open(&c->reader, c->path.ptr, &view) != 0)
        return CHANGED;
    bool same = pl_hash_str(pl_view_str(&view)) == hash;
    *now = view.stamp; /* the state that belongs to these bytes */
    same = pl_view_close(&view) && same;
    return by_content(c, then, same, now);
}

static bool is_ignored(const job *j, const pl_stamp *s)
{
    return j->ignore.inode && s->inode == j->ignore.inode && s->device == j->ignore.device;
}

static how compare_dir(comparer *c, const pl_ix_stamp *then, uint64_t weight, pl_stamp *now)
{
    bool is_dir;
    uint64_t now_weight;
    if (stat_path(c, now, &is_dir) != 0 || !is_dir)
        return CHANGED;
    if (is_proof(c->job, then, now))
        return SAME;
    if (pl_file_weigh(c->path.ptr, pl_seen_weigh, now, &now_weight) != 0)
        return CHANGED;
    if (now_weight == weight && is_ignored(c->job, now))
        return SAME; /* saving an image there changes its state again */
    return by_content(c, then, now_weight == weight, now);
}

static const pl_ix_stamp *state_then(const job *j, uint32_t row)
{
    const pl_staleness_options *o = j->options;
    if (row < j->n_inputs)
        return o->inputs ? &o->inputs[row] : &j->inputs[row].stamp;
    row -= j->n_inputs;
    return o->files ? &o->files[row] : &j->files[row].stamp;
}

static how compare_input(comparer *c, const pl_ix_input *in, const pl_ix_stamp *then, pl_stamp *now)
{
    bool is_dir = false;
    set_path(c, pl_str_sub(pl_index_str(c->job->ix, in->path), 0, in->len));
    if (in->kind == PL_IX_INPUT_FILE)
        return compare_file(c, then, in->hash, now);
    if (in->kind == PL_IX_INPUT_DIR)
        return compare_dir(c, then, in->hash, now);
    int error = stat_path(c, now, &is_dir);
    bool same = in->kind == PL_IX_INPUT_ABSENT    ? error == ENOENT || error == ENOTDIR
                : in->kind == PL_IX_INPUT_PRESENT ? !error
                                                  : !error && is_dir;
    return same ? SAME : CHANGED;
}

static how compare_row(comparer *c, uint32_t row, pl_stamp *now)
{
    const job *j = c->job;
    if (row < j->n_inputs)
        return compare_input(c, &j->inputs[row], state_then(j, row), now);
    const pl_ix_file *file = &j->files[row - j->n_inputs];
    set_path(c, pl_index_str(j->ix, file->path));
    return compare_file(c, state_then(j, row), file->hash, now);
}

/* ---- all rows */

enum { ROWS_PER_ITEM = 32, READS_PER_ITEM = 128 };

typedef struct crew {
    job *job;
    comparer *workers;
} crew;

static size_t row_items(const job *j)
{
    return ((size_t)j->n_inputs + j->n_files + ROWS_PER_ITEM - 1) / ROWS_PER_ITEM;
}

static void read_states(const job *j, comparer *c, size_t item)
{
    for (size_t i = item * READS_PER_ITEM; i < j->n_reads && i / READS_PER_ITEM == item; i++)
        pl_look(&c->looker, pl_index_str(j->ix, j->reads[i]), &j->looked[i]);
}

/* The verification of the image is a single item and the longest one; then come the rows, and
 * the files that functions have read. */
static void do_item(void *ctx, size_t item, unsigned worker)
{
    crew *cr = ctx;
    job *j = cr->job;
    pl_stamp now;
    if (item == 0) {
        j->sound = j->options->proved || pl_store_prove(j->ix);
        return;
    }
    if (--item >= row_items(j)) {
        read_states(j, &cr->workers[worker], item - row_items(j));
        return;
    }
    uint32_t first = (uint32_t)item * ROWS_PER_ITEM, n = j->n_inputs + j->n_files;
    for (uint32_t row = first; row < n && row - first < ROWS_PER_ITEM; row++) {
        j->found[row] = (uint8_t)compare_row(&cr->workers[worker], row, &now);
        if (j->found[row] == TOUCHED)
            j->now[row] = pl_ix_stamp_of(&now);
    }
}

/* Starting and ending a thread costs 40 us, a row less than 1 us. */
static unsigned threads_for(const job *j)
{
    enum { ROWS_PER_THREAD = 400 };
    unsigned most = j->options->threads ? j->options->threads : pl_pool_cpus();
    unsigned useful = (j->n_inputs + j->n_files + j->n_reads) / ROWS_PER_THREAD + 1;
    return most < useful ? most : useful;
}

/* Room for paths is allocated here: a thread that never allocates starts in half the time. */
static void begin_comparer(comparer *c, const job *j)
{
    enum { ROOM = 1024 };
    *c = (comparer){ .job = j, .base = j->dir, .looker.root = j->options->dir };
    pl_buf_reserve(&c->path, ROOM);
    pl_buf_reserve(&c->looker.path, ROOM);
}

static void compare_all(job *j, pl_staleness *out)
{
    unsigned threads = threads_for(j);
    comparer *workers = pl_mem_zalloc(threads * sizeof *workers);
    crew cr = { j, workers };
    for (unsigned i = 0; i < threads; i++)
        begin_comparer(&workers[i], j);
    size_t reads = ((size_t)j->n_reads + READS_PER_ITEM - 1) / READS_PER_ITEM;
    pl_pool_run(threads, 1 + row_items(j) + reads, do_item, &cr);
    for (unsigned i = 0; i < threads; i++) {
        out->compared += workers[i].compared;
        out->young = out->young || workers[i].young;
        if (workers[i].mod.len)
            pl_dir_close(workers[i].base);
        pl_buf_done(&workers[i].path);
        pl_reader_done(&workers[i].reader);
        pl_looker_done(&workers[i].looker);
    }
    pl_mem_free(workers);
}

/* The states of all rows; those that were not touched stay as they were. */
static void take_touched(const job *j, pl_staleness *out)
{
    out->inputs = pl_mem_alloc((j->n_inputs + 1) * sizeof *out->inputs);
    out->files = pl_mem_alloc((j->n_files + 1) * sizeof *out->files);
    for (uint32_t i = 0; i < j->n_inputs; i++)
        out->inputs[i] = j->found[i] == TOUCHED ? j->now[i] : *state_then(j, i);
    for (uint32_t i = 0; i < j->n_files; i++) {
        uint32_t row = j->n_inputs + i;
        out->files[i] = j->found[row] == TOUCHED ? j->now[row] : *state_then(j, row);
    }
}

static void sum_up(const job *j, pl_staleness *out)
{
    for (uint32_t row = 0; row < j->n_inputs + j->n_files; row++) {
        if (j->found[row] == TOUCHED)
            out->touched++;
        else if (j->found[row] == CHANGED && row < j->n_inputs)
            pl_vec_push(&out->places, row);
        else if (j->found[row] == CHANGED)
            pl_vec_push(&out->changed, row - j->n_inputs);
    }
    out->sound = j->sound;
    if (out->touched)
        take_touched(j, out);
}

void pl_staleness_find(const pl_index *ix, const pl_staleness_options *options, pl_staleness *out)
{
    const pl_ix_header *h = pl_index_header(ix);
    job j = { .ix = ix, .options = options };
    j.as_of = options->as_of_ns ? options->as_of_ns : h->as_of_ns;
    *out = (pl_staleness){ 0 };
    j.inputs = pl_index_section(ix, PL_IX_INPUT, &j.n_inputs);
    j.files = pl_index_files(ix, &j.n_files);
    if (options->reads) {
        j.reads = pl_index_section(ix, PL_IX_READ, &j.n_reads);
        out->reads = j.looked = pl_mem_alloc((j.n_reads + (size_t)1) * sizeof *j.looked);
    }
    /* Inodes of another device mean nothing, nor do times if the image is from the future. */
    bool strange = h->device != options->device || j.as_of > options->now_ns + margin;
    j.all_bytes = options->all_bytes || strange;
    out->young = strange; /* not in an image of now */
    if (!options->ignore || pl_file_stat(options->ignore, &j.ignore, NULL) != 0)
        j.ignore.inode = 0;
    size_t n = (size_t)j.n_inputs + j.n_files + 1;
    j.found = pl_mem_alloc(n);
    j.now = pl_mem_alloc(n * sizeof *j.now);
    j.dir = pl_dir_open(options->dir.ptr);
    compare_all(&j, out);
    pl_dir_close(j.dir);
    sum_up(&j, out);
    pl_mem_free(j.found);
    pl_mem_free(j.now);
}

void pl_staleness_done(pl_staleness *stale)
{
    pl_vec_done(&stale->changed);
    pl_vec_done(&stale->places);
    pl_mem_free(stale->files);
    pl_mem_free(stale->inputs);
    pl_mem_free(stale->reads);
    *stale = (pl_staleness){ 0 };
}
