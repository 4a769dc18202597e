/* rescan.c - the next generation.
 *
 *   look      which files have other bytes, which folders other names? Drift of the image
 *             from the disk (drift.h), or what the caller knows
 *   nothing   the states of now are noted; no generation
 *   bytes     only files that are there still, and no mod file: discovery would come out as
 *             it did. The image is patched with what they say now
 *   places    mods and files may have come and gone: they are looked for, and the image of
 *             what is found is patched together from the old one and what is new
 *   publish   readers go on with the generation that they hold
 *
 * Until then nothing of the workspace has changed: whatever fails, it stays as it was. */
#include "base/clock.h"
#include "base/diag.h"
#include "base/path.h"
#include "base/str.h"
#include "index/renew.h"
#include "workspace/changes.h"
#include "workspace/drift.h"
#include "workspace/state.h"
#include "workspace/world.h"
#include <errno.h>
#include <stdlib.h>

typedef struct rescan {
    pl_workspace *ws;
    const pl_rescan_options *options;
    const pl_index *old;
    const pl_ix_file *rows;
    uint32_t n_rows;
    int64_t now_ns; /* before anything was looked at */
    pl_drift drift; /* of what is known to have changed, when paths are given */
    bool places;    /* discovery has to be done again */
    pl_arena arena;
    pl_arenas parts;
    pl_source_file **read; /* files that are read again: NULL where a row is as it was. By row,
                              or by file of `next` */
    pl_file_verdict *late; /* by row; NULL: the image has all there are */
    pl_workspace *next;    /* what discovery finds, with `places`; NULL before */
    pl_changes *changes;
} rescan;

/* ---- look */

static bool is_mod_file(const rescan *r, uint32_t row)
{
    pl_str path = pl_index_str(r->old, r->rows[row].path);
    uint32_t n;
    pl_str dir = pl_index_str(r->old, pl_index_mods(r->old, &n)[r->rows[row].mod].dir);
    pl_str name = pl_str_sub(path, dir.len + (dir.len > 0), path.len);
    return pl_str_starts(path, dir) &&
           (pl_str_eq(name, PL_S("mod.pp")) || pl_str_eq(name, PL_S("mod.sp")));
}

/* Note the rows of a path: one in each mod that has it. Rows are in the order of paths mod
 * by mod. False when there is none. */
static bool find_rows(rescan *r, pl_str path)
{
    uint32_t n_mods;
    bool found = false;
    const pl_ix_mod *mods = pl_index_mods(r->old, &n_mods);
    for (uint32_t m = 0; m < n_mods; m++) {
        uint32_t first = mods[m].first_file;
        uint32_t end = m + 1 < n_mods ? mods[m + 1].first_file : r->n_rows, last = end;
        while (first < last) {
            uint32_t mid = first + (last - first) / 2;
            if (pl_str_cmp(pl_index_str(r->old, r->rows[mid].path), path) < 0)
                first = mid + 1;
            else
                last = mid;
        }
        if (first == end || !pl_str_eq(pl_index_str(r->old, r->rows[first].path), path))
            continue;
        pl_vec_push(&r->drift.changed, first);
        found = true;
    }
    return found;
}

static void look_at_all(rescan *r)
{
    const pl_workspace *ws = r->ws;
    pl_drift_options options = {
        .dir = ws->place.dir,
        .device = ws->saved.device,
        .now_ns = r->now_ns,
        .all_bytes = r->options->all_bytes,
        .ignore = ws->saved.path.len ? ws->saved.dir.ptr : NULL,
        .threads = ws->options.threads,
        .proved = true,
        .as_of_ns = ws->looked.as_of_ns,
        .files = ws->looked.files,
        .inputs = ws->looked.inputs,
    };
    pl_drift_done(&r->drift);
    pl_drift_find(r->old, &options, &r->drift);
    r->places = r->places || r->drift.places.n || !ws->saved.sure;
}

/* False: there are other paths among those that are given than files of the image. */
static bool take_paths(rescan *r)
{
    for (uint32_t i = 0; i < r->options->n_paths; i++) {
        pl_str path = pl_path_join(&r->arena, r->ws->place.dir, r->options->paths[i]);
        if (!find_rows(r, pl_workspace__relative(r->ws, path)))
            return false;
    }
    return r->ws->saved.sure;
}

static void look(rescan *r)
{
    if (!r->options->paths || !take_paths(r))
        look_at_all(r);
    for (size_t i = 0; i < r->drift.changed.n && !r->places; i++)
        r->places = is_mod_file(r, r->drift.changed.at[i]);
    if (r->places && r->options->paths)
        look_at_all(r);
}

/* ---- what was found, as the linker wants it */

static pl_stamp stamp_of(const pl_ix_stamp *s)
{
    return (pl_stamp){
        .size = s->size, .inode = s->inode, .mtime_ns = s->mtime_ns, .ctime_ns = s->change
    };
}

static const pl_ix_stamp *state_of(const rescan *r, uint32_t row)
{
    if (r->drift.files)
        return &r->drift.files[row];
    return r->ws->looked.files ? &r->ws->looked.files[row] : &r->rows[row].stamp;
}

static bool gets_checked(const rescan *r)
{
    return r->ws->checked || r->late;
}

/* A row that stays, with what was found out about it later. */
static pl_build_file keep_row(const rescan *r, uint32_t row)
{
    pl_build_file b = { .path = pl_index_str(r->old, r->rows[row].path), .old = row + 1 };
    b.stamp = stamp_of(state_of(r, row));
    if (r->late) {
        b.syntax = r->late[row].syntax;
        b.schema = r->late[row].schema;
        b.asked = r->late[row].asked;
        b.asks = r->late[row].asks;
        b.n_asks = r->late[row].n_asks;
    }
    return b;
}

/* A file that was read again; `row` as in the image, or PL_NONE. */
static pl_build_file take_file(const rescan *r, pl_source_file *f, uint32_t row)
{
    const pl_verdicts *v = &f->verdicts;
    pl_build_file b = { .path = pl_workspace__relative(r->ws, f->path),
                        .stamp = f->stamp,
                        .part = f->part,
                        .old = row == PL_NONE ? 0 : row + 1 };
    if (f->part && gets_checked(r) && !pl_workspace__is_static_wrong(f)) {
        b.syntax = v->syntax ? v->syntax : r->ws->clean;
        b.schema = v->schema ? v->schema : v->syntax ? NULL : r->ws->clean;
        b.asked = v->asked;
        b.asks = v->asks;
        b.n_asks = v->n_asks;
    }
    return b;
}

static bool is_sound(const rescan *r, uint32_t row)
{
    uint32_t first, end, n;
    const pl_ix_entry *e = pl_index_entries(r->old, &n);
    pl_index_file_entries(r->old, row, &first, &end);
    for (; first < end; first++)
        if (e[first].flags & PL_ENTRY_BROKEN)
            return false;
    return true;
}

/* What was read turns out to be what it was, or is to be held: then the row stays. */
static bool stays(rescan *r, const pl_source_file *f, uint32_t row)
{
    if (f->error || row == PL_NONE)
        return false;
    if (f->hash == r->rows[row].hash)
        return true;
    if (!r->options->hold_broken || !f->part->recovered || !is_sound(r, row))
        return false;
    r->changes->held++;
    return true;
}

/* ---- only bytes */

static pl_source_file *name_row(rescan *r, uint32_t row)
{
    pl_source_file *f = PL_NEW(&r->arena, pl_source_file);
    pl_str path = pl_index_str(r->old, r->rows[row].path);
    f->path = pl_workspace__absolute(r->ws, path, &r->arena);
    return f;
}

/* Read the rows that differ. False when one of them cannot be read. */
static bool read_rows(rescan *r)
{
    uint32_t n = 0;
    pl_source_file **list = pl_arena_alloc(&r->arena, (r->drift.changed.n + 1) * sizeof *list);
    bool ok = true;
    r->read = pl_arena_zero(&r->arena, (r->n_rows + 1) * sizeof *r->read, sizeof(void *));
    for (size_t i = 0; i < r->drift.changed.n; i++) {
        uint32_t row = r->drift.changed.at[i];
        if (!r->read[row])
            list[n++] = r->read[row] = name_row(r, row);
    }
    pl_workspace__reread(r->ws, list, n, gets_checked(r), &r->parts);
    r->changes->scanned += n;
    for (uint32_t i = 0; i < n; i++)
        ok = ok && !list[i]->error;
    return ok;
}

static void drop_read(rescan *r)
{
    for (uint32_t row = 0; r->read && row < r->n_rows; row++)
        if (r->read[row])
            pl_verdicts_done(&r->read[row]->verdicts);
    r->read = NULL;
}

/* How many of them are different; the others are as they were. */
static uint32_t drop_same(rescan *r)
{
    uint32_t n = 0;
    for (size_t i = 0; i < r->drift.changed.n; i++) {
        uint32_t row = r->drift.changed.at[i];
        pl_source_file *f = r->read[row];
        if (!f)
            continue;
        if (stays(r, f, row)) {
            pl_verdicts_done(&f->verdicts);
            r->read[row] = NULL;
        } else {
            n++;
        }
    }
    return n;
}

static pl_build_file *rows_of_mod(rescan *r, uint32_t first, uint32_t end)
{
    pl_build_file *files = pl_arena_alloc(&r->arena, (end - first + 1) * sizeof *files);
    bool found = false; /* mod.pp comes before mod.sp */
    for (uint32_t row = first; row < end; row++) {
        pl_build_file *b = &files[row - first];
        *b = r->read[row] ? take_file(r, r->read[row], row) : keep_row(r, row);
        b->path = pl_index_str(r->old, r->rows[row].path);
        b->mod_file = !found && is_mod_file(r, row);
        found = found || b->mod_file;
    }
    return files;
}

/* The mods as the image has them: its ids are positions. */
static pl_build_mod *mods_of_image(rescan *r, uint32_t *n)
{
    const pl_ix_mod *rows = pl_index_mods(r->old, n);
    pl_build_mod *mods = pl_arena_zero(&r->arena, *n * sizeof *mods, _Alignof(pl_build_mod));
    for (uint32_t m = 0; m < *n; m++) {
        uint32_t end = m + 1 < *n ? rows[m + 1].first_file : r->n_rows;
        mods[m] = (pl_build_mod){
            .short_name = pl_index_str(r->old, rows[m].short_name),
            .title = pl_index_str(r->old, rows[m].title),
            .dir = pl_index_str(r->old, rows[m].dir),
            .dep_path = pl_index_str(r->old, rows[m].dep_path),
            .flags = rows[m].flags,
            .files = rows_of_mod(r, rows[m].first_file, end),
            .n_files = end - rows[m].first_file,
        };
        mods[m].deps = pl_index_mod_deps(r->old, m, &mods[m].n_deps);
    }
    return mods;
}

static const pl_build_input *inputs_of_image(rescan *r, uint32_t *n)
{
    const pl_ix_input *rows = pl_index_section(r->old, PL_IX_INPUT, n);
    const pl_ix_stamp *now = r->drift.inputs ? r->drift.inputs : r->ws->looked.inputs;
    pl_build_input *list = pl_arena_alloc(&r->arena, (*n + 1) * sizeof *list);
    for (uint32_t i = 0; i < *n; i++)
        list[i] = (pl_build_input){
            .path = pl_str_sub(pl_index_str(r->old, rows[i].path), 0, rows[i].len),
            .kind = rows[i].kind,
            .stamp = stamp_of(now ? &now[i] : &rows[i].stamp),
            .hash = rows[i].hash,
        };
    return list;
}

/* States of files that nobody looked at are as old as the last look at all of them. */
static int64_t as_of(const rescan *r)
{
    if (!r->options->paths || r->places)
        return r->now_ns;
    return r->ws->looked.as_of_ns ? r->ws->looked.as_of_ns : pl_index_header(r->old)->as_of_ns;
}

static pl_index *patch_bytes(rescan *r)
{
    const pl_ix_header *h = pl_index_header(r->old);
    pl_patch_way way;
    pl_build what = {
        .options = h->options,
        .program = h->program,
        .device = r->ws->saved.device,
        .as_of_ns = as_of(r),
    };
    what.mods = mods_of_image(r, &what.n_mods);
    what.inputs = inputs_of_image(r, &what.n_inputs);
    return pl_index_patch(r->old, &what, &way);
}

/* ---- places */

/* A workspace of its own that shares nothing with the old one but its texts for life. */
static pl_workspace *begin_next(rescan *r)
{
    const pl_workspace *ws = r->ws;
    pl_workspace *next = pl_mem_zalloc(sizeof *next);
    next->options = ws->options;
    next->log = ws->log;
    next->log.warned = &next->saved.warned;
    pl_arena_init(&next->arena, 64 * 1024);
    next->place.dir = ws->place.dir;
    next->place.file = pl_mod_file(next->place.dir, &next->arena);
    next->saved = (pl_saved){
        .dir = ws->saved.dir,
        .path = ws->saved.path,
        .options = ws->saved.options,
        .program = ws->saved.program,
        .device = ws->saved.device,
        .as_of_ns = r->now_ns,
        .noting = ws->saved.noting,
        .seen.arena = &next->arena,
        .why = "files have changed",
    };
    return next;
}

static void drop_next(pl_workspace *next)
{
    if (!next)
        return;
    for (uint32_t i = 0; i < next->n_files; i++)
        pl_verdicts_done(&next->files[i].verdicts);
    pl_saved_done(&next->saved);
    pl_arenas_done(&next->paths);
    pl_arena_done(&next->arena);
    pl_mem_free(next);
}

static bool is_changed(const rescan *r, uint32_t row)
{
    for (size_t i = 0; i < r->drift.changed.n; i++)
        if (r->drift.changed.at[i] == row)
            return true;
    return false;
}

static pl_str key_of(rescan *r, pl_str mod, pl_str path)
{
    return pl_arena_printf(&r->arena, "%.*s|%.*s", PL_FMT(mod), PL_FMT(path));
}

/* The row of each file of `next`, PL_NONE for those that have to be read in any case: new
 * ones, and a mod file that was none before, as the image drops mod blocks of others. */
static uint32_t *match_rows(rescan *r)
{
    const pl_workspace *next = r->next;
    uint32_t *row = pl_arena_alloc(&r->arena, (next->n_files + 1) * sizeof *row), n;
    const pl_ix_mod *mods = pl_index_mods(r->old, &n);
    const pl_ix_entry *entries = pl_index_entries(r->old, &n);
    pl_map rows = { 0 };
    for (uint32_t i = 0; i < r->n_rows; i++) {
        pl_str dir = pl_index_str(r->old, mods[r->rows[i].mod].dir);
        pl_map_put(&rows, key_of(r, dir, pl_index_str(r->old, r->rows[i].path)), i, NULL);
    }
    for (uint32_t i = 0; i < next->n_files; i++) {
        const pl_source_file *f = &next->files[i];
        pl_str dir = pl_workspace__relative(next, next->tree.list[f->mod].dir);
        row[i] = PL_NONE;
        if (!pl_map_find(&rows, key_of(r, dir, pl_workspace__relative(next, f->path)), &row[i]))
            continue;
        uint32_t entry = mods[r->rows[row[i]].mod].entry;
        if (f->mod_file && (entry == PL_NONE || entries[entry].file != row[i]))
            row[i] = PL_NONE;
    }
    pl_map_done(&rows);
    return row;
}

/* Read what is new and what differs; for the others the image knows it all. */
static void read_files(rescan *r, const uint32_t *row)
{
    pl_workspace *next = r->next;
    uint32_t n = 0;
    pl_source_file **list = pl_arena_alloc(&r->arena, (next->n_files + 1) * sizeof *list);
    r->read = pl_arena_zero(&r->arena, (next->n_files + 1) * sizeof *r->read, sizeof(void *));
    for (uint32_t i = 0; i < next->n_files; i++) {
        pl_source_file *f = &next->files[i];
        if (row[i] == PL_NONE || is_changed(r, row[i])) {
            list[n++] = r->read[i] = f;
            continue;
        }
        f->stamp = stamp_of(state_of(r, row[i]));
        f->hash = r->rows[row[i]].hash;
    }
    pl_workspace__reread(r->ws, list, n, gets_checked(r), &r->parts);
    r->changes->scanned += n;
}

static pl_build_file *files_of_next(rescan *r, const uint32_t *row)
{
    pl_workspace *next = r->next;
    pl_build_file *files = pl_arena_zero(&r->arena, (next->n_files + 1) * sizeof *files, 16);
    for (uint32_t i = 0; i < next->n_files; i++) {
        pl_source_file *f = &next->files[i];
        bool kept = !r->read[i] || stays(r, f, row[i]);
        files[i] = kept ? keep_row(r, row[i]) : take_file(r, f, row[i]);
        if (kept && r->read[i])
            files[i].stamp = f->hash == r->rows[row[i]].hash ? f->stamp : files[i].stamp;
        if (f->left_out)
            files[i] = (pl_build_file){ 0 };
        files[i].path = pl_workspace__relative(next, f->path);
        files[i].mod_file = f->mod_file;
    }
    return files;
}

static bool no_mod_file(const rescan *r, pl_diags *diags)
{
    const pl_workspace *ws = r->ws;
    bool is_dir;
    pl_stamp stamp;
    int error = pl_file_stat(ws->place.dir.ptr, &stamp, &is_dir);
    if (!error && !is_dir)
        error = ENOTDIR;
    if (error)
        pl_diag_plain(diags, PL_ERROR, "cannot open workspace '%s': %s", ws->place.dir.ptr,
                      pl_file_reason(error));
    else if (ws->options.need_mod_file && !r->next->place.file.len)
        pl_diag_plain(diags, PL_ERROR, "there is no mod file in '%s'", ws->place.dir.ptr);
    else
        return false;
    return true;
}

/* With `strict` a file that cannot be read is in nobody's verdict here. */
static bool is_readable(const pl_workspace *next, pl_diags *diags)
{
    bool ok = true;
    for (uint32_t i = 0; i < next->n_files; i++) {
        const pl_source_file *f = &next->files[i];
        if (!f->error || f->left_out)
            continue;
        pl_diag_plain(diags, PL_ERROR, "cannot read '%s': %s", f->path.ptr,
                      pl_file_reason(f->error));
        ok = false;
    }
    return ok;
}

/* NULL when the workspace cannot be opened as it is now. */
static pl_index *patch_places(rescan *r, pl_diags *diags)
{
    size_t told = pl_diags_count(diags);
    r->next = begin_next(r);
    r->changes->searched = true;
    if (no_mod_file(r, diags) || !pl_workspace__discover(r->next, diags))
        return NULL;
    uint32_t *row = match_rows(r);
    read_files(r, row);
    if (!pl_workspace__settle(r->next, diags) || !is_readable(r->next, diags))
        return NULL;
    pl_workspace__keep(r->next);
    if (pl_diags_count(diags) > told) /* told at every start */
        r->next->saved.sure = r->next->saved.whole = r->next->saved.dirty = false;
    return pl_workspace__patch(r->next, r->old, files_of_next(r, row));
}

/* ---- publish */

/* The workspace is that of `next` from now on. */
static void become_next(rescan *r)
{
    pl_workspace *ws = r->ws, *next = r->next;
    pl_saved_done(&ws->saved);
    pl_arenas_done(&ws->paths);
    pl_arena_done(&ws->arena);
    ws->arena = next->arena;
    ws->paths = next->paths;
    ws->place = next->place;
    ws->tree = next->tree;
    ws->first_file = next->first_file;
    ws->skipped = next->skipped;
    ws->saved = next->saved;
    ws->saved.seen.arena = &ws->arena;
    ws->log.warned = &ws->saved.warned;
    for (uint32_t i = 0; i < next->n_files; i++)
        pl_verdicts_done(&next->files[i].verdicts);
    pl_mem_free(next);
    r->next = NULL;
}

/* What was worked out for the old index goes with it. */
static void forget(pl_workspace *ws)
{
    for (uint32_t i = 0; i < ws->n_files; i++)
        pl_verdicts_done(&ws->files[i].verdicts);
    ws->files = NULL;
    ws->n_files = 0;
    pl_diags_free(ws->links);
    ws->links = NULL;
    pl_values_check_done(&ws->values);
    pl_mem_free(ws->looked.files);
    pl_mem_free(ws->looked.inputs);
    ws->looked = (pl_looked_at){ 0 };
}

/* Nothing differs, and not even what discovery looked at can be used the next time. */
static bool is_idle(const rescan *r)
{
    const pl_changes *ch = r->changes;
    return r->next && !r->next->saved.sure && !ch->n_files && !ch->n_entries && !ch->mods;
}

static bool publish(rescan *r, pl_generation *before, pl_index *ix, pl_diags *diags)
{
    pl_workspace *ws = r->ws;
    pthread_mutex_lock(&ws->lock); /* to be one step with what belongs to the index */
    bool ok = pl_generations_publish(ws->generations, ix);
    if (ok) {
        ws->index = ix;
        pl_workspace__hand_on(ws, before, r->changes);
    }
    pthread_mutex_unlock(&ws->lock);
    if (!ok) {
        pl_diag_plain(diags, PL_ERROR, "too many generations of the workspace are held");
        pl_index_close(ix);
        return false;
    }
    forget(ws);
    if (r->next)
        become_next(r);
    ws->saved.as_of_ns = pl_index_header(ix)->as_of_ns;
    ws->saved.dirty = ws->saved.whole;
    ws->saved.used = ws->saved.mapped = false;
    ws->checked = pl_workspace__is_checked(ix);
    ws->checked_late = false;
    ws->rescanned = true;
    return true;
}

/* Nothing is different: from now on these states count. */
static void note_states(rescan *r)
{
    pl_looked_at *at = &r->ws->looked;
    if (r->options->paths && !r->places)
        return;
    at->as_of_ns = r->now_ns;
    if (!r->drift.touched)
        return;
    pl_mem_free(at->files);
    pl_mem_free(at->inputs);
    at->files = r->drift.files;
    at->inputs = r->drift.inputs;
    r->drift.files = r->drift.inputs = NULL;
}

/* ---- the call */

static bool begin(rescan *r, pl_diags *diags)
{
    static const pl_rescan_options none;
    pl_workspace *ws = r->ws;
    if (!ws->generations) {
        pl_diag_plain(diags, PL_ERROR, "the workspace has no index");
        return false;
    }
    r->options = r->options ? r->options : &none;
    r->old = ws->index;
    r->rows = pl_index_files(r->old, &r->n_rows);
    r->now_ns = pl_clock_wall_ns();
    pl_arena_init(&r->arena, 64 * 1024);
    r->changes = pl_changes_new();
    if (ws->checked_late)
        r->late = pl_workspace__late_verdicts(ws, &r->arena);
    return true;
}

/* The new image; NULL when nothing is different, or with *ok false. */
static pl_index *make_next(rescan *r, bool *ok, pl_diags *diags)
{
    look(r);
    if (!r->places && !r->drift.changed.n)
        return NULL;
    if (!r->places) {
        r->places = !read_rows(r);
        if (!r->places) {
            uint32_t n = drop_same(r);
            pl_index *ix = n ? patch_bytes(r) : NULL;
            *ok = ix || !n;
            return ix;
        }
        drop_read(r);
        pl_arenas_done(&r->parts);
        r->changes->scanned = 0;
        look_at_all(r);
    }
    pl_index *ix = patch_places(r, diags);
    *ok = ix != NULL;
    return ix;
}

static void end(rescan *r)
{
    if (!r->changes->searched)
        drop_read(r);
    drop_next(r->next);
    pl_drift_done(&r->drift);
    pl_arenas_done(&r->parts);
    pl_arena_done(&r->arena);
}

static pl_changes *look_again(pl_workspace *ws, const pl_rescan_options *options, pl_diags *diags)
{
    rescan r = { .ws = ws, .options = options };
    bool ok = true;
    if (!begin(&r, diags))
        return NULL;
    pl_generation *before = pl_workspace_acquire(ws);
    r.changes->from = r.changes->to = pl_generation_number(before);
    pl_index *ix = make_next(&r, &ok, diags);
    r.changes->compared = r.drift.compared;
    if (!ok && !pl_diags_errors(diags))
        pl_diag_plain(diags, PL_ERROR, "the workspace is too large for one index");
    if (ix)
        pl_changes_find(r.changes, r.old, ix);
    if (ix && is_idle(&r)) {
        pl_index_close(ix);
        ix = NULL;
    }
    if (ix) {
        ok = publish(&r, before, ix, diags);
    } else if (ok) {
        note_states(&r);
    }
    pl_generation_release(before);
    if (ok && ix) {
        pl_generation *after = pl_workspace_acquire(ws);
        r.changes->to = pl_generation_number(after);
        pl_generation_release(after);
    }
    end(&r);
    if (!ok) {
        pl_changes_free(r.changes);
        return NULL;
    }
    return r.changes;
}

pl_changes *pl_workspace_rescan(pl_workspace *ws, const pl_rescan_options *options, pl_diags *diags)
{
    pl_workspace__begin_rebuild(ws);
    pl_changes *changes = look_again(ws, options, diags);
    pl_workspace__end_rebuild(ws, changes && changes->from != changes->to);
    return changes;
}
