/* rescan.c - the next generation.
 *
 *     look      Which files have other bytes, which folders other names? The answer is the
 *               staleness of the image (staleness.h), or the paths that the caller gives.
 *     nothing   The states of the files are noted; there is no new generation.
 *     bytes     Only known files differ, and no mod file among them: discovery would have the same
 *               result. The image is patched with the new content of these files.
 *     places    Mods and files may have been added or removed: discovery runs again, and the new
 *               image is put together from the old one and what is new.
 *     decide    The new content is published or refused (publish.c); readers go on with the
 *               generation that they hold.
 *
 * Until the new content is complete the workspace does not change: if anything fails, it stays
 * as it was. */
#include "base/clock.h"
#include "base/cast.h"
#include "base/diag.h"
#include "base/oom.h"
#include "base/path.h"
#include "base/sized.h"
#include "base/str.h"
#include "workspace/changes.h"
#include "workspace/lifecycle.h"
#include "workspace/rescanning.h"
#include "workspace/resolution.h"
#include "workspace/value_stores.h"

/* ---- look */

/* Note the rows of a path, one in each mod that has the file. Rows are in the order of mods,
 * then of paths. False: there is none. */
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
        pl_vec_push(&r->stale.changed, first);
        found = true;
    }
    return found;
}

static void compare_all(pl_rescanning *r)
{
    const pl_workspace *ws = r->ws;
    pl_staleness_options options = {
        .dir = ws->files.place.dir,
        .device = ws->saved.device,
        .now_ns = r->now_ns,
        .all_bytes = r->options->all_bytes,
        .ignore = ws->saved.path.len ? ws->saved.dir.ptr : NULL,
        .threads = ws->options.threads,
        .proved = true,
        .as_of_ns = ws->files.looked.as_of_ns,
        .files = ws->files.looked.files,
        .inputs = ws->files.looked.inputs,
    };
    pl_staleness_done(&r->stale);
    pl_staleness_find(r->old, &options, &r->stale);
    r->values = ws->content.derived && pl_derived_has_other_values(ws->content.derived);
    r->places = r->places || r->stale.places.n || !ws->saved.sure;
}

/* False: one of the given paths is not a file of the image. */
static bool take_paths(pl_rescanning *r)
{
    for (uint32_t i = 0; i < r->options->n_paths; i++) {
        pl_str path = pl_path_join(&r->arena, r->ws->files.place.dir, r->options->paths[i]);
        if (!find_rows(r, pl_workspace__relative(r->ws, path)))
            return false;
    }
    return r->ws->saved.sure;
}

static void find_changes(pl_rescanning *r)
{
    if (!r->options->paths || !take_paths(r))
        compare_all(r);
    for (size_t i = 0; i < r->stale.changed.n && !r->places; i++)
        r->places = pl_rescan__is_mod_file(r, r->stale.changed.at[i]);
    if (r->places && r->options->paths)
        compare_all(r);
}

/* ---- taking the new content */

/* Move everything from `next` into the workspace. */
static void become_next(pl_rescanning *r)
{
    pl_workspace *ws = r->ws, *next = r->next;
    pl_saved_done(&ws->saved);
    pl_arenas_done(&ws->files.paths);
    pl_arena_done(&ws->files.arena);
    ws->files.arena = next->files.arena;
    ws->files.paths = next->files.paths;
    ws->files.place.file = next->files.place.file; /* `dir` is the same (F4) */
    ws->files.tree = next->files.tree;
    ws->files.first = next->files.first;
    ws->files.skipped = next->files.skipped;
    ws->saved = next->saved;
    ws->saved.warned.before = NULL;
    ws->saved.seen.arena = &ws->files.arena;
    ws->log.warned = &ws->saved.warned;
    for (uint32_t i = 0; i < next->files.n; i++)
        pl_verdicts_done(&next->files.list[i].verdicts);
    pl_mem_free(next);
    r->next = NULL;
}

/* Does `ix` have the same content as before while discovery cannot rely on what it saw? That is
 * so if something could not be examined, or if a file is held. */
static bool is_idle(const pl_rescanning *r, const pl_index *ix)
{
    if (!r->next || (r->next->saved.sure && !r->changes->held))
        return false;
    pl_changes *ch = pl_changes_new();
    pl_changes_find(ch, r->old, ix);
    bool idle = !ch->n_files && !ch->n_entries && !ch->mods;
    pl_changes_free(ch);
    return idle;
}

/* Take `ix` as the newest content and, after discovery, take over mods and files from `next`. */
static void take_content(pl_rescanning *r, pl_index *ix)
{
    pl_workspace *ws = r->ws;
    pl_workspace__adopt(ws, ix);
    if (r->next)
        become_next(r);
    ws->saved.as_of_ns = pl_index_header(ix)->as_of_ns;
    ws->saved.dirty = ws->saved.whole;
    ws->saved.used = ws->saved.mapped = false;
    ws->verdict.checked = pl_workspace__is_checked(ix);
    ws->verdict.checked_late = false;
    ws->content.rescanned = true;
}

/* Is the mod block of the workspace missing or unreadable? Then there is no mod to serve. */
static bool lacks_mod(const pl_workspace *ws)
{
    uint32_t n;
    const pl_ix_mod *mods = pl_index_mods(ws->content.index, &n);
    const pl_ix_entry *entries = pl_index_entries(ws->content.index, &n);
    if (mods[0].flags & PL_MOD_NO_FILE)
        return false;
    return mods[0].entry == PL_NONE || entries[mods[0].entry].flags & PL_ENTRY_BROKEN;
}

/* Publish the newest content, or refuse it. */
static void decide(pl_rescanning *r, pl_diags *diags)
{
    pl_workspace *ws = r->ws;
    pl_standing served = pl_derived_standing(ws->shared.served);
    bool lost = r->options->publish == PL_PUBLISH_CLEAN && lacks_mod(ws);
    bool wait =
        lost || (r->options->publish == PL_PUBLISH_CLEAN && served != PL_STANDING_UNCHECKED);
    bool pending = ws->shared.pending, clean = !wait || pl_workspace__verify(ws, diags);
    bool refused = !clean && (lost || served == PL_STANDING_CLEAN);
    r->changes->outcome = refused ? PL_OUTCOME_REFUSED : PL_OUTCOME_PUBLISHED;
    r->changes->recovered = pending && clean;
    if (!refused)
        pl_workspace__publish(ws, r->changes);
    pl_workspace__note_problems(ws, diags, refused);
    pl_workspace__check_content(ws);
}

/* Handle files that can be opened again and have the same content as before. */
static void recover(pl_rescanning *r, pl_diags *diags)
{
    pl_workspace *ws = r->ws;
    if (pl_derived_index(ws->shared.served) != ws->content.index) {
        decide(r, diags);
        return;
    }
    bool incomplete = pl_derived_standing(ws->shared.served) == PL_STANDING_INCOMPLETE;
    r->changes->recovered = true;
    pl_workspace__note_problems(ws, NULL, false);
    if (incomplete)
        pl_workspace__verify(ws, diags);
}

/* Nothing is different: note the present states of the files. */
static void note_states(pl_rescanning *r)
{
    pl_looked_at *at = &r->ws->files.looked;
    if (r->options->paths && !r->places)
        return;
    at->as_of_ns = r->now_ns;
    if (!r->stale.touched)
        return;
    pl_mem_free(at->files);
    pl_mem_free(at->inputs);
    at->files = r->stale.files;
    at->inputs = r->stale.inputs;
    r->stale.files = r->stale.inputs = NULL;
}

/* ---- files that functions have read, and files with values of variables */

static void find_documents(pl_rescanning *r)
{
    const pl_rescan_options *o = r->options;
    pl_str *paths = o->paths ? pl_arena_alloc(&r->arena, (o->n_paths + 1) * sizeof *paths) : NULL;
    for (uint32_t i = 0; paths && i < o->n_paths; i++)
        paths[i] = pl_path_join(&r->arena, r->ws->files.place.dir, o->paths[i]);
    r->n_documents =
        pl_workspace__changed_documents(r->ws, paths, pl_u32(o->n_paths), &r->arena, &r->documents);
}

/* Copy the image for the next generation: the files are the same, but their values are computed
 * again. */
static pl_index *copy_image(const pl_rescanning *r)
{
    pl_str image = pl_index_bytes(r->old);
    char *copy = pl_mem_alloc(image.len);
    memcpy(copy, image.ptr, image.len);
    return pl_index_adopt((pl_str){ copy, image.len }, pl_index_header(r->old)->options,
                          pl_mem_free, copy);
}

/* ---- reporting what differs from what is served, after the content was taken */

static void report_documents(pl_rescanning *r)
{
    pl_arena *arena = pl_changes_arena(r->changes);
    pl_documents *documents = &r->ws->surroundings->documents;
    uint32_t n = r->n_documents;
    pl_str *paths = pl_arena_alloc(arena, (n + (size_t)1) * sizeof *paths), *names;
    for (uint32_t i = 0; i < n; i++) {
        paths[i] = pl_arena_str(arena, r->documents[i].path);
        uint32_t readers = pl_documents_readers(documents, r->documents[i].path, &r->arena, &names);
        pl_changes_affect(r->changes, r->ws->content.index, names, readers);
        pl_documents_set_state(documents, &r->documents[i]);
    }
    r->changes->documents = paths;
    r->changes->n_documents = n;
}

static void report_values(pl_rescanning *r)
{
    pl_workspace *ws = r->ws;
    pl_str *names;
    uint32_t n =
        pl_derived_changed_variables(ws->content.derived, ws->shared.served, &r->arena, &names);
    pl_changes_affect(r->changes, ws->content.index, names, n);
}

static bool same_value(void *ctx, pl_entry_id id, pl_entry_id old_id)
{
    const pl_rescanning *r = ctx;
    return pl_derived_same_value(r->ws->content.derived, id, r->ws->shared.served, old_id);
}

/* Report all resources of a mod, because they use its database. */
static void report_mod(pl_rescanning *r, uint32_t mod)
{
    const pl_index *ix = r->ws->content.index;
    uint32_t n, found = 0;
    const pl_ix_entry *entries = pl_index_entries(ix, &n);
    pl_str *names = pl_arena_alloc(&r->arena, (n + (size_t)1) * sizeof *names);
    pl_buf name = { 0 };
    for (uint32_t i = 0; i < n; i++) {
        if (entries[i].mod != mod || entries[i].kind == PL_KIND_MOD)
            continue;
        name.len = 0;
        pl_index_print_name(ix, i, &name);
        names[found++] = pl_arena_str(&r->arena, pl_buf_view(&name));
    }
    pl_changes_affect(r->changes, ix, names, found);
    pl_buf_done(&name);
}

static void report_mods(pl_rescanning *r)
{
    const pl_index *old = pl_derived_index(r->ws->shared.served), *new = r->ws->content.index;
    uint32_t n, n_old;
    const pl_ix_mod *mods = pl_index_mods(new, &n), *was = pl_index_mods(old, &n_old);
    const pl_ix_entry *a = pl_index_entries(old, &n_old), *b = pl_index_entries(new, &n_old);
    pl_index_mods(old, &n_old);
    for (uint32_t m = 0; m < n; m++)
        for (uint32_t o = 0; o < n_old; o++) {
            pl_entry_id now = mods[m].entry, then = was[o].entry;
            if (pl_str_eq(pl_index_str(new, mods[m].dir), pl_index_str(old, was[o].dir)) &&
                now != PL_NONE && then != PL_NONE && a[then].hash != b[now].hash &&
                !same_value(r, now, then))
                report_mod(r, m);
        }
}

static void report_rescan(pl_rescanning *r)
{
    pl_workspace *ws = r->ws;
    pl_weighing w = { .old = pl_derived_index(ws->shared.served),
                      .new = ws->content.index,
                      .old_kept = pl_derived_kept(ws->shared.served),
                      .new_kept = pl_derived_kept(ws->content.derived),
                      .same_value = same_value,
                      .ctx = r };
    pl_changes_find(r->changes, w.old, w.new);
    report_mods(r);
    if (r->n_documents)
        report_documents(r);
    if (r->values)
        report_values(r);
    pl_changes_weigh(r->changes, &w);
}

/* ---- the whole rescan */

static bool begin_rescan(pl_rescanning *r, pl_diags *diags)
{
    static const pl_rescan_options none;
    pl_workspace *ws = r->ws;
    if (!ws->generations || pl_lifecycle_is_closed(ws)) {
        pl_diag_plain(diags, PL_ERROR, ws->generations ? PL_DIAG_CLOSED : PL_DIAG_NO_INDEX,
                      ws->generations ? "the workspace is closed" : "the workspace has no index");
        return false;
    }
    r->options = r->options ? r->options : &none;
    r->old = ws->content.index;
    r->rows = pl_index_files(r->old, &r->n_rows);
    r->now_ns = pl_clock_wall_ns();
    pl_arena_init(&r->arena, 64 * 1024);
    r->changes = pl_changes_new();
    return true;
}

/* Make the new image; NULL: nothing is different, or with *ok false it failed. */
static pl_index *make_next(pl_rescanning *r, bool *ok, pl_diags *diags)
{
    if (r->ws->verdict.checked_late)
        r->late = pl_workspace__late_verdicts(r->ws, &r->arena);
    if (!r->places && !r->stale.changed.n)
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
        compare_all(r);
    }
    pl_index *ix = pl_rescan__patch_places(r, diags);
    *ok = ix != NULL;
    return ix;
}

static void end_rescan(pl_rescanning *r)
{
    if (!r->changes->searched)
        pl_rescan__drop_read(r);
    pl_rescan__drop_next(r->next);
    pl_staleness_done(&r->stale);
    pl_arenas_done(&r->parts);
    pl_arena_done(&r->arena);
}

/* Has nothing changed, as far as the states of the files show? */
static bool is_same(const pl_rescanning *r)
{
    return !r->places && !r->stale.changed.n && !r->n_documents && !r->values &&
           !r->ws->verdict.failed;
}

/* Make the newest content from the files on disk, and publish or refuse it; if nothing is
 * different, only the states are noted. The caller holds `maintenance`. False with errors: then the
 * content is as it was. */
static bool update_content(pl_rescanning *r, pl_diags *diags)
{
    bool ok = true;
    pl_index *ix = make_next(r, &ok, diags);
    if (!ok && !pl_diags_errors(diags))
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_TOO_LARGE,
                      "the workspace is too large for one index");
    if (!ok)
        return false;
    if (ix && is_idle(r, ix)) {
        pl_index_close(ix);
        ix = NULL;
    }
    if (!ix && (r->n_documents || r->values))
        ix = copy_image(r);
    bool failed = r->ws->verdict.failed;
    r->ws->verdict.failed = false;
    if (ix) {
        take_content(r, ix);
        report_rescan(r);
        decide(r, diags);
    } else {
        note_states(r);
        if (failed)
            recover(r, diags);
    }
    return true;
}

/* The files cannot be opened in their present state, perhaps because they are being written.
 * True: wait a while before that is reported. */
static bool fail_rescan(pl_rescanning *r, const pl_diags *diags)
{
    if (pl_rescan__holds(r, 0))
        return true;
    r->ws->verdict.failed = true;
    pl_workspace__note_problems(r->ws, diags, true);
    return false;
}

static uint64_t number_of(const pl_workspace *ws)
{
    pl_generation *g = pl_workspace_acquire(ws);
    uint64_t number = pl_generation_number(g);
    pl_generation_release(g);
    return number;
}

static bool do_it(pl_rescanning *r, pl_diags *diags)
{
    pl_diags *own = pl_diags_new(); /* they become the problems of the content */
    bool ok = update_content(r, own), held = !ok && fail_rescan(r, own);
    if (ok)
        pl_rescan__release(r, 0);
    if (!held) {
        pl_diags_append(diags, own);
        pl_str heading = pl_diags_heading(own);
        if (heading.len)
            pl_diags_set_heading(diags, heading.ptr);
    }
    pl_diags_free(own);
    r->changes->to = number_of(r->ws);
    return ok || held;
}

static pl_changes *finish_rescan(pl_rescanning *r, bool ok)
{
    pl_changes *changes = r->changes;
    changes->compared = r->stale.compared;
    end_rescan(r);
    if (ok)
        return changes;
    pl_changes_free(changes);
    return NULL;
}

static pl_changes *rescan(pl_workspace *ws, const pl_rescan_options *options, pl_diags *diags)
{
    pl_rescanning r = { .ws = ws, .options = options };
    pthread_mutex_lock(&ws->maintenance);
    bool ok = begin_rescan(&r, diags);
    if (ok) {
        find_changes(&r);
        find_documents(&r);
    }
    bool same = ok && is_same(&r);
    if (same)
        note_states(&r);
    pthread_mutex_unlock(&ws->maintenance);
    if (!ok)
        return NULL;
    r.changes->from = r.changes->to = number_of(ws);
    if (same)
        return finish_rescan(&r, true);
    pl_workspace__begin_rebuild(ws);
    pthread_mutex_lock(&ws->maintenance);
    ok = do_it(&r, diags);
    pthread_mutex_unlock(&ws->maintenance);
    pl_workspace__end_rebuild(ws, r.changes->from != r.changes->to);
    return finish_rescan(&r, ok);
}

pl_changes *pl_workspace_rescan_sized(size_t size, pl_workspace *ws,
                                      const pl_rescan_options *options, pl_diags *diags)
{
    pl_rescan_options known;
    options = pl_sized_options(&known, sizeof known, options, size);
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, ws, "workspace"))
        return NULL;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    pl_reading reading; /* keeps installs out while the state is examined */
    pl_reading_begin(&reading, ws->files.place.dir, false, &ws->log);
    pl_changes *changes = rescan(ws, options, diags);
    pl_reading_end(&reading);
    pthread_mutex_lock(&ws->maintenance);
    pl_reading_end(&ws->files.reading);
    pthread_mutex_unlock(&ws->maintenance);
    pl_oom_end_reported(&scope, diags);
    return changes;
}
