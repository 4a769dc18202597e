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
#include "workspace/changes.h"
#include "workspace/rescanning.h"
#include "workspace/world.h"

/* ---- look */

bool pl_rescan__is_mod_file(const pl_rescanning *r, uint32_t row)
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
static bool find_rows(pl_rescanning *r, pl_str path)
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

static void look_at_all(pl_rescanning *r)
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
static bool take_paths(pl_rescanning *r)
{
    for (uint32_t i = 0; i < r->options->n_paths; i++) {
        pl_str path = pl_path_join(&r->arena, r->ws->place.dir, r->options->paths[i]);
        if (!find_rows(r, pl_workspace__relative(r->ws, path)))
            return false;
    }
    return r->ws->saved.sure;
}

static void look(pl_rescanning *r)
{
    if (!r->options->paths || !take_paths(r))
        look_at_all(r);
    for (size_t i = 0; i < r->drift.changed.n && !r->places; i++)
        r->places = pl_rescan__is_mod_file(r, r->drift.changed.at[i]);
    if (r->places && r->options->paths)
        look_at_all(r);
}

/* ---- publish */

/* The workspace is that of `next` from now on. */
static void become_next(pl_rescanning *r)
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
    pl_mem_free(ws->saved.reads);
    ws->saved.reads = NULL;
    pl_mem_free(ws->looked.files);
    pl_mem_free(ws->looked.inputs);
    ws->looked = (pl_looked_at){ 0 };
}

/* Nothing differs, and not even what discovery looked at can be used the next time. */
static bool is_idle(const pl_rescanning *r)
{
    const pl_changes *ch = r->changes;
    return r->next && !r->next->saved.sure && !ch->n_files && !ch->n_entries && !ch->mods;
}

static bool publish(pl_rescanning *r, pl_generation *before, pl_index *ix, pl_diags *diags)
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
static void note_states(pl_rescanning *r)
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

/* ---- documents, which functions read */

static pl_str find_document(pl_rescanning *r)
{
    const pl_rescan_options *o = r->options;
    pl_str *paths = o->paths ? pl_arena_alloc(&r->arena, (o->n_paths + 1) * sizeof *paths) : NULL;
    for (uint32_t i = 0; paths && i < o->n_paths; i++)
        paths[i] = pl_path_join(&r->arena, r->ws->place.dir, o->paths[i]);
    return pl_workspace__changed_document(r->ws, paths, o->n_paths, &r->arena);
}

/* The same image for the next generation: the files are what they were, and values of it are
 * worked out anew. NULL: they need not be. */
static pl_index *follow_document(pl_rescanning *r)
{
    pl_str path = find_document(r), image = pl_index_bytes(r->old);
    if (!path.len)
        return NULL;
    char *copy = pl_mem_alloc(image.len);
    memcpy(copy, image.ptr, image.len);
    r->changes->document = pl_arena_str(pl_changes_arena(r->changes), path);
    return pl_index_adopt((pl_str){ copy, image.len }, pl_index_header(r->old)->options,
                          pl_mem_free, copy);
}

/* ---- the call */

static bool begin(pl_rescanning *r, pl_diags *diags)
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
static pl_index *make_next(pl_rescanning *r, bool *ok, pl_diags *diags)
{
    look(r);
    if (!r->places && !r->drift.changed.n)
        return NULL;
    if (!r->places) {
        r->places = !pl_rescan__read_rows(r);
        if (!r->places) {
            uint32_t n = pl_rescan__drop_same(r);
            pl_index *ix = n ? pl_rescan__patch_bytes(r) : NULL;
            *ok = ix || !n;
            return ix;
        }
        pl_rescan__drop_read(r);
        pl_arenas_done(&r->parts);
        r->changes->scanned = 0;
        look_at_all(r);
    }
    pl_index *ix = pl_rescan__patch_places(r, diags);
    *ok = ix != NULL;
    return ix;
}

static void end(pl_rescanning *r)
{
    if (!r->changes->searched)
        pl_rescan__drop_read(r);
    pl_rescan__drop_next(r->next);
    pl_drift_done(&r->drift);
    pl_arenas_done(&r->parts);
    pl_arena_done(&r->arena);
}

static pl_changes *look_again(pl_workspace *ws, const pl_rescan_options *options, pl_diags *diags)
{
    pl_rescanning r = { .ws = ws, .options = options };
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
    if (!ix && ok) {
        pl_rescan__drop_next(r.next);
        r.next = NULL;
        ix = follow_document(&r);
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
    pthread_mutex_lock(&ws->chores);
    pl_changes *changes = look_again(ws, options, diags);
    pthread_mutex_unlock(&ws->chores);
    pl_workspace__end_rebuild(ws, changes && changes->from != changes->to);
    return changes;
}
