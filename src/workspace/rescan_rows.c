/* rescan_rows.c - rows of the image, and the present content of their files. */
#include "base/clock.h"
#include "base/hash.h"
#include "base/str.h"
#include "workspace/rescanning.h"

/* ---- rows */

bool pl_rescan__is_mod_file(const pl_rescanning *r, uint32_t row)
{
    pl_str path = pl_index_str(r->old, r->rows[row].path);
    uint32_t n;
    pl_str dir = pl_index_str(r->old, pl_index_mods(r->old, &n)[r->rows[row].mod].dir);
    pl_str name = pl_str_sub(path, dir.len + (dir.len > 0), path.len);
    return pl_str_starts(path, dir) &&
           (pl_str_eq(name, PL_S("mod.pp")) || pl_str_eq(name, PL_S("mod.sp")));
}

/* ---- input for the linker */

pl_stamp pl_rescan__stamp(const pl_ix_stamp *s)
{
    return (pl_stamp){
        .size = s->size, .inode = s->inode, .mtime_ns = s->mtime_ns, .ctime_ns = s->change
    };
}

const pl_ix_stamp *pl_rescan__state(const pl_rescanning *r, uint32_t row)
{
    if (r->stale.files)
        return &r->stale.files[row];
    return r->ws->files.looked.files ? &r->ws->files.looked.files[row] : &r->rows[row].stamp;
}

bool pl_rescan__checks(const pl_rescanning *r)
{
    return r->ws->verdict.checked || r->late;
}

/* A row that stays, with what was found out about it later. */
pl_build_file pl_rescan__keep_row(const pl_rescanning *r, uint32_t row)
{
    pl_build_file b = { .path = pl_index_str(r->old, r->rows[row].path), .old = row + 1 };
    b.stamp = pl_rescan__stamp(pl_rescan__state(r, row));
    if (r->late) {
        b.syntax = r->late[row].syntax;
        b.schema = r->late[row].schema;
        b.prechecked = r->late[row].prechecked;
        b.prechecks = r->late[row].prechecks;
        b.n_prechecks = r->late[row].n_prechecks;
    }
    return b;
}

/* A file that was read again; `row` is its row in the image, or PL_NONE. */
pl_build_file pl_rescan__take_file(const pl_rescanning *r, pl_source_file *f, uint32_t row)
{
    const pl_verdicts *v = &f->verdicts;
    pl_build_file b = { .path = pl_workspace__relative(r->ws, f->path),
                        .stamp = f->stamp,
                        .part = f->part,
                        .old = row == PL_NONE ? 0 : row + 1 };
    if (f->part && pl_rescan__checks(r) && !pl_workspace__is_static_wrong(f)) {
        b.syntax = v->syntax ? v->syntax : r->ws->clean;
        b.schema = v->schema ? v->schema : v->syntax ? NULL : r->ws->clean;
        b.prechecked = v->prechecked;
        b.prechecks = v->prechecks;
        b.n_prechecks = v->n_prechecks;
    }
    return b;
}

static bool is_sound(const pl_rescanning *r, uint32_t row)
{
    uint32_t first, end, n;
    const pl_ix_entry *e = pl_index_entries(r->old, &n);
    pl_index_file_entries(r->old, row, &first, &end);
    for (; first < end; first++)
        if (e[first].flags & PL_ENTRY_BROKEN)
            return false;
    return true;
}

bool pl_rescan__holds(pl_rescanning *r, uint64_t path)
{
    pl_workspace *ws = r->ws;
    uint64_t now = pl_clock_ns(), since = now, limit = r->options->hold_ns;
    size_t i = 0;
    if (!limit)
        return false;
    while (i < ws->files.held.n && ws->files.held.at[i].path != path)
        i++;
    if (i < ws->files.held.n)
        since = ws->files.held.at[i].since_ns;
    else
        pl_vec_push(&ws->files.held, ((pl_held_file){ path, now }));
    if (now - since >= limit)
        return false;
    uint64_t until = limit < UINT64_MAX - since ? since + limit : UINT64_MAX;
    if (!r->changes->held++ || until < r->changes->held_until_ns)
        r->changes->held_until_ns = until;
    return true;
}

void pl_rescan__release(pl_rescanning *r, uint64_t path)
{
    pl_workspace *ws = r->ws;
    for (size_t i = 0; i < ws->files.held.n; i++)
        if (ws->files.held.at[i].path == path)
            ws->files.held.at[i--] = ws->files.held.at[--ws->files.held.n];
}

/* Does the row stay? It does if the file has the same content after all, or if its new content
 * is held back. */
bool pl_rescan__stays(pl_rescanning *r, const pl_source_file *f, uint32_t row)
{
    if (f->error || row == PL_NONE)
        return false;
    uint64_t path = pl_hash_str(f->path) | 1; /* 0 stands for the workspace */
    bool same = f->hash == r->rows[row].hash;
    if (!same && f->part->recovered && is_sound(r, row) && pl_rescan__holds(r, path))
        return true;
    pl_rescan__release(r, path);
    return same;
}

/* ---- a rescan of bytes only */

static pl_source_file *name_row(pl_rescanning *r, uint32_t row)
{
    pl_source_file *f = PL_NEW(&r->arena, pl_source_file);
    pl_str path = pl_index_str(r->old, r->rows[row].path);
    f->path = pl_workspace__absolute(r->ws, path, &r->arena);
    return f;
}

/* Read the files that differ. False: one of them cannot be read. */
bool pl_rescan__read_rows(pl_rescanning *r)
{
    uint32_t n = 0;
    pl_source_file **list = pl_arena_alloc(&r->arena, (r->stale.changed.n + 1) * sizeof *list);
    bool ok = true;
    r->read = pl_arena_zero(&r->arena, (r->n_rows + 1) * sizeof *r->read, sizeof(void *));
    for (size_t i = 0; i < r->stale.changed.n; i++) {
        uint32_t row = r->stale.changed.at[i];
        if (!r->read[row])
            list[n++] = r->read[row] = name_row(r, row);
    }
    pl_workspace__reread(r->ws, list, n, pl_rescan__checks(r), &r->parts);
    r->changes->scanned += n;
    for (uint32_t i = 0; i < n; i++)
        ok = ok && !list[i]->error;
    return ok;
}

void pl_rescan__drop_read(pl_rescanning *r)
{
    for (uint32_t row = 0; r->read && row < r->n_rows; row++)
        if (r->read[row])
            pl_verdicts_done(&r->read[row]->verdicts);
    r->read = NULL;
}

/* Drop the files whose content is the same after all. Returns how many are left. */
uint32_t pl_rescan__drop_same(pl_rescanning *r)
{
    uint32_t n = 0;
    for (size_t i = 0; i < r->stale.changed.n; i++) {
        uint32_t row = r->stale.changed.at[i];
        pl_source_file *f = r->read[row];
        if (!f)
            continue;
        if (pl_rescan__stays(r, f, row)) {
            pl_verdicts_done(&f->verdicts);
            r->read[row] = NULL;
        } else {
            n++;
        }
    }
    return n;
}

static pl_build_file *rows_of_mod(pl_rescanning *r, uint32_t first, uint32_t end)
{
    pl_build_file *files = pl_arena_alloc(&r->arena, (end - first + 1) * sizeof *files);
    bool found = false; /* mod.pp comes before mod.sp */
    for (uint32_t row = first; row < end; row++) {
        pl_build_file *b = &files[row - first];
        *b =
            r->read[row] ? pl_rescan__take_file(r, r->read[row], row) : pl_rescan__keep_row(r, row);
        b->path = pl_index_str(r->old, r->rows[row].path);
        b->mod_file = !found && pl_rescan__is_mod_file(r, row);
        found = found || b->mod_file;
    }
    return files;
}

/* The mods of the image; its ids are positions in this list. */
static pl_build_mod *mods_of_image(pl_rescanning *r, uint32_t *n)
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

/* The inputs of discovery as the old image has them, with their newest known states, as input of
 * the linker. In the rescan's arena. */
static const pl_build_input *inputs_of_image(pl_rescanning *r, uint32_t *n)
{
    const pl_ix_input *rows = pl_index_section(r->old, PL_IX_INPUT, n);
    const pl_ix_stamp *now = r->stale.inputs ? r->stale.inputs : r->ws->files.looked.inputs;
    pl_build_input *list = pl_arena_alloc(&r->arena, (*n + 1) * sizeof *list);
    for (uint32_t i = 0; i < *n; i++)
        list[i] = (pl_build_input){
            .path = pl_str_sub(pl_index_str(r->old, rows[i].path), 0, rows[i].len),
            .kind = rows[i].kind,
            .stamp = pl_rescan__stamp(now ? &now[i] : &rows[i].stamp),
            .hash = rows[i].hash,
        };
    return list;
}

/* The time of the states: files that were not examined have those of the last complete comparison.
 */
static int64_t as_of(const pl_rescanning *r)
{
    if (!r->options->paths || r->places)
        return r->now_ns;
    return r->ws->files.looked.as_of_ns ? r->ws->files.looked.as_of_ns
                                        : pl_index_header(r->old)->as_of_ns;
}

pl_index *pl_rescan__patch_bytes(pl_rescanning *r)
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
    what.spare = pl_generations_take_spare(r->ws->generations);
    return pl_index_patch(r->old, &what, &way);
}
