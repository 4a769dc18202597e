#include "workspace/drift.h"
#include "base/hash.h"
#include "base/str.h"
#include "mod/seen.h"
#include <errno.h>
#include <string.h>

typedef struct comparer {
    const pl_index *ix;
    const pl_drift_options *options;
    pl_drift *out;
    int dir; /* descriptor of the workspace */
    bool all_bytes;
    int64_t as_of;
    pl_stamp ignore; /* inode 0: nothing */
    pl_buf path;     /* absolute */
    size_t below;    /* where in it the path from the workspace begins */
    pl_reader reader;
} comparer;

/* A change that comes within the grain of a file system's clock leaves no trace, and clocks of
 * file servers are not ours. */
static const int64_t margin = 2 * 1000000000ll;
/* A time of modification that lies further ahead was set by a program. */
static const int64_t ahead = 600 * 1000000000ll;

static bool is_young(int64_t as_of, const pl_stamp *s)
{
    return s->ctime_ns >= as_of - margin ||
           (s->mtime_ns >= as_of - margin && s->mtime_ns <= as_of + ahead);
}

/* The path in a row, as it is and from the workspace on. */
static const char *set_path(comparer *c, pl_str path)
{
    bool absolute = path.len && path.ptr[0] == '/';
    c->path.len = 0;
    c->below = 0;
    if (!absolute) {
        pl_buf_str(&c->path, c->options->dir);
        if (path.len && c->options->dir.len > 1)
            pl_buf_byte(&c->path, '/');
        c->below = c->path.len;
    }
    pl_buf_str(&c->path, path);
    pl_buf_byte(&c->path, 0);
    return c->path.ptr + c->below;
}

static const char *full_path(const comparer *c)
{
    return c->path.ptr;
}

/* ---- one row. Its state now is in *now */

typedef enum verdict { SAME, TOUCHED, CHANGED } verdict;

static verdict by_content(comparer *c, const pl_ix_stamp *then, uint64_t hash, uint64_t now_hash,
                          const pl_stamp *now)
{
    c->out->compared++;
    if (hash != now_hash)
        return CHANGED;
    if (is_young(c->as_of, now) && !is_young(c->options->now_ns, now))
        c->out->young = true;
    return pl_ix_stamp_is(then, now) ? SAME : TOUCHED;
}

/* Is what stat says enough? */
static bool settles(const comparer *c, const pl_ix_stamp *then, const pl_stamp *now)
{
    return !c->all_bytes && pl_ix_stamp_is(then, now) && !is_young(c->as_of, now);
}

static verdict compare_file(comparer *c, const pl_ix_stamp *then, uint64_t hash, pl_stamp *now)
{
    bool is_dir;
    pl_view view;
    if (pl_dir_stat(c->dir, c->path.ptr + c->below, now, &is_dir) != 0 || is_dir)
        return CHANGED;
    if (settles(c, then, now))
        return SAME;
    if (pl_view_open(&c->reader, full_path(c), &view) != 0)
        return CHANGED;
    uint64_t now_hash = pl_hash_str(pl_view_str(&view));
    *now = view.stamp; /* of these very bytes */
    return pl_view_close(&view) ? by_content(c, then, hash, now_hash, now) : CHANGED;
}

static bool is_ignored(const comparer *c, const pl_stamp *s)
{
    return c->ignore.inode && s->inode == c->ignore.inode && s->device == c->ignore.device;
}

static verdict compare_dir(comparer *c, const pl_ix_stamp *then, uint64_t weight, pl_stamp *now)
{
    bool is_dir;
    uint64_t now_weight;
    if (pl_dir_stat(c->dir, c->path.ptr + c->below, now, &is_dir) != 0 || !is_dir)
        return CHANGED;
    if (settles(c, then, now))
        return SAME;
    if (pl_file_weigh(full_path(c), pl_seen_weigh, now, &now_weight) != 0)
        return CHANGED;
    if (now_weight == weight && is_ignored(c, now))
        return SAME; /* saving an image there changes its state again */
    return by_content(c, then, weight, now_weight, now);
}

static verdict compare_input(comparer *c, const pl_ix_input *in, pl_stamp *now)
{
    bool is_dir = false;
    if (in->kind == PL_IX_INPUT_FILE)
        return compare_file(c, &in->stamp, in->hash, now);
    if (in->kind == PL_IX_INPUT_DIR)
        return compare_dir(c, &in->stamp, in->hash, now);
    int error = pl_dir_stat(c->dir, c->path.ptr + c->below, now, &is_dir);
    bool same = in->kind == PL_IX_INPUT_ABSENT    ? error == ENOENT || error == ENOTDIR
                : in->kind == PL_IX_INPUT_PRESENT ? !error
                                                  : !error && is_dir;
    return same ? SAME : CHANGED;
}

/* ---- all rows */

static void begin_touched(comparer *c)
{
    uint32_t n_files, n_inputs;
    const pl_ix_file *files = pl_index_files(c->ix, &n_files);
    const pl_ix_input *inputs = pl_index_section(c->ix, PL_IX_INPUT, &n_inputs);
    c->out->files = pl_mem_alloc((n_files + 1) * sizeof *c->out->files);
    c->out->inputs = pl_mem_alloc((n_inputs + 1) * sizeof *c->out->inputs);
    for (uint32_t i = 0; i < n_files; i++)
        c->out->files[i] = files[i].stamp;
    for (uint32_t i = 0; i < n_inputs; i++)
        c->out->inputs[i] = inputs[i].stamp;
}

static void note_touched(comparer *c, bool input, uint32_t row, const pl_stamp *now)
{
    if (!c->out->touched++)
        begin_touched(c);
    (input ? c->out->inputs : c->out->files)[row] = pl_ix_stamp_of(now);
}

static void compare_files(comparer *c)
{
    uint32_t n;
    const pl_ix_file *files = pl_index_files(c->ix, &n);
    for (uint32_t i = 0; i < n; i++) {
        pl_stamp now;
        set_path(c, pl_index_str(c->ix, files[i].path));
        verdict v = compare_file(c, &files[i].stamp, files[i].hash, &now);
        if (v == CHANGED)
            pl_vec_push(&c->out->changed, i);
        else if (v == TOUCHED)
            note_touched(c, false, i, &now);
    }
}

static void compare_inputs(comparer *c)
{
    uint32_t n;
    const pl_ix_input *inputs = pl_index_section(c->ix, PL_IX_INPUT, &n);
    for (uint32_t i = 0; i < n; i++) {
        pl_stamp now;
        set_path(c, pl_str_sub(pl_index_str(c->ix, inputs[i].path), 0, inputs[i].len));
        verdict v = compare_input(c, &inputs[i], &now);
        if (v == CHANGED)
            pl_vec_push(&c->out->places, i);
        else if (v == TOUCHED)
            note_touched(c, true, i, &now);
    }
}

void pl_drift_find(const pl_index *ix, const pl_drift_options *options, pl_drift *out)
{
    const pl_ix_header *h = pl_index_header(ix);
    comparer c = { .ix = ix, .options = options, .out = out, .as_of = h->as_of_ns };
    *out = (pl_drift){ 0 };
    /* Another device: inodes mean nothing. An image from the future: neither do times. */
    c.all_bytes = options->all_bytes || h->device != options->device ||
                  h->as_of_ns > options->now_ns + margin;
    if (!options->ignore || pl_file_stat(options->ignore, &c.ignore, NULL) != 0)
        c.ignore.inode = 0;
    c.dir = pl_dir_open(options->dir.ptr);
    compare_inputs(&c);
    compare_files(&c);
    pl_dir_close(c.dir);
    if (c.all_bytes && !options->all_bytes)
        out->young = true; /* say so in a new image */
    pl_buf_done(&c.path);
    pl_reader_done(&c.reader);
}

void pl_drift_done(pl_drift *drift)
{
    pl_vec_done(&drift->changed);
    pl_vec_done(&drift->places);
    pl_mem_free(drift->files);
    pl_mem_free(drift->inputs);
    *drift = (pl_drift){ 0 };
}
