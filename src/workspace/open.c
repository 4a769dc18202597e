/* open.c - opening and closing a workspace.
 *
 *     saved image (saved.c) still fits -> map it
 *     otherwise                        -> discovery (listing.c), one pass over all files (pass.c)
 *                                         that scans and checks them, linking (image.c)
 *     then                                verdict (verifying.c, report.c), and the first generation
 *                                         (publish.c)
 *
 * The caller of pl_workspace_open() is the only user until it returns; pl_workspace_close()
 * joins all threads first. */
#include "base/diag.h"
#include "base/clock.h"
#include "base/oom.h"
#include "base/path.h"
#include "base/sized.h"
#include "base/str.h"
#include "workspace/event.h"
#include "workspace/lifecycle.h"
#include "workspace/resolution.h"
#include "workspace/state.h"
#include "workspace/value_stores.h"
#include <errno.h>

/* ---- the directory */

static const char no_mod_text[] =
    "This command requires a mod definition file (mod.pp) - could not find in the current "
    "directory tree.\n\n"
    "You can either clone a mod repository or install a mod using \033[1mpowerpipe mod "
    "install\033[0m and run this command from the cloned/installed mod directory.\n"
    "Please refer to: https://powerpipe.io/docs/build#powerpipe-mods";

static const char no_mod_own[] =
    "there is no mod definition file here: neither %.*s nor a folder above it has a mod.pp\n"
    "  pipelite mod init           begins a mod in this folder\n"
    "  pipelite mod install URL    installs a published one: github.com/owner/mod\n"
    "  --mod-location DIR          uses the mod in another folder";

/* The library requires a directory that exists; the command line also accepts one that does not,
 * if there is a mod above it (recorded). */
static bool check_start(const pl_open_options *o, pl_arena *arena, pl_diags *diags)
{
    pl_stamp stamp;
    bool is_dir = false;
    pl_str path = pl_path_join(arena, pl_file_cwd(arena), o->path.len ? o->path : PL_S("."));
    int error = pl_file_stat(path.ptr, &stamp, &is_dir);
    if (!error && !is_dir)
        error = ENOTDIR;
    if (error)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot open workspace '%s': %s",
                      path.ptr, pl_file_reason(error));
    return !error;
}

static bool locate(pl_workspace *ws, pl_diags *diags)
{
    const pl_open_options *o = &ws->options;
    if (!o->strict && !o->mod_only && !o->need_mod_file && !check_start(o, &ws->files.arena, diags))
        return false;
    pl_mod_where where = pl_mod_locate(o->path, !o->mod_only, &ws->files.arena, &ws->files.place);
    if (where == PL_MOD_THERE || o->mod_only)
        return true;
    if (where == PL_MOD_NOT_A_DIR)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_FLAG,
                      "if the path is a file, then you must not specify include/exclude");
    else if (o->need_mod_file && o->own_words) {
        bool empty = o->may_begin_empty && where != PL_MOD_NO_DIR;
        pl_diag_plain(diags, empty ? PL_WARNING : PL_ERROR, PL_DIAG_NO_MOD_FILE, no_mod_own,
                      PL_FMT(ws->files.place.dir));
        return empty;
    } else if (o->need_mod_file) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_NO_MOD_FILE, "%s", no_mod_text);
    } else if (where == PL_MOD_NO_DIR)
        return check_start(o, &ws->files.arena, diags);
    else
        return true;
    return false;
}

/* ---- opening */

static uint64_t since(uint64_t *mark)
{
    uint64_t now = pl_clock_ns(), spent = now - *mark;
    *mark = now;
    return spent;
}

/* False: the workspace is refused because of its errors. */
static bool accept_content(pl_workspace *ws, pl_diags *diags)
{
    ws->verdict.wrong = pl_workspace__is_wrong(ws);
    return !ws->verdict.wrong || ws->options.keep_wrong || pl_workspace__report_errors(ws, diags);
}

/* accept_content() for a saved image, which has no errors on the level for which it was checked. */
static bool accept_saved(pl_workspace *ws, pl_diags *diags)
{
    if (!ws->options.strict || ws->options.no_check)
        return true;
    if (!ws->verdict.checked) {
        pl_workspace__check_late(ws);
        if (pl_workspace__is_readable(ws))
            pl_workspace__check_links(ws);
    }
    return accept_content(ws, diags);
}

static uint32_t count_skipped(const pl_workspace *ws)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < ws->files.tree.n; i++)
        n += ws->files.skipped[i];
    return n;
}

/* Read, scan, check as requested, and link all files that can be. False: they cannot be opened.
 * A mod that turns out to be broken may have been linked in part; then everything begins again
 * without it. */
static bool read_files(pl_workspace *ws, const pl_pass *pass, pl_diags *diags)
{
    bool ok;
    uint32_t skipped;
    do {
        skipped = count_skipped(ws);
        pl_workspace__begin_image(ws, pass->check);
        pl_workspace__pass(ws, pass);
        ok = pl_workspace__handle_unread(ws, diags);
    } while (ok && count_skipped(ws) != skipped);
    return ok;
}

static bool load_files(pl_workspace *ws, uint64_t *mark, pl_diags *diags)
{
    bool check = ws->options.strict && !ws->options.no_check;
    pl_pass pass = { .link = true, .check = check, .stops = true, .threads = ws->options.threads };
    if (!pl_workspace__list_files(ws, diags))
        return false;
    ws->times.walk = since(mark);
    bool ok = read_files(ws, &pass, diags);
    pl_workspace__keep(ws);
    ws->verdict.checked = check;
    since(mark);
    if (ok && (!check || pl_workspace__is_readable(ws)))
        pl_workspace__link(ws);
    ws->times.link += since(mark);
    if (ok && check) {
        pl_workspace__check_links(ws);
        ok = accept_content(ws, diags);
    }
    ws->times.check += since(mark);
    return ok;
}

static bool load_workspace(pl_workspace *ws, pl_reading_marks *marks, pl_diags *diags)
{
    uint64_t mark = pl_clock_ns();
    size_t before = pl_diags_count(diags);
    if (!locate(ws, diags))
        return false;
    ws->files.place.dir = pl_arena_str(&ws->life, ws->files.place.dir);
    pl_reading_take_marks(ws->files.place.dir, marks);
    pl_reading_begin(&ws->files.reading, ws->files.place.dir, ws->options.hold_mods, &ws->log);
    ws->surroundings = pl_surroundings_new(ws->files.place.dir, ws->options.cache_bytes);
    if (!ws->options.mod_only)
        pl_workspace__begin_saved(ws);
    ws->times.discover = since(&mark);
    bool saved = !ws->options.mod_only && pl_workspace__open_saved(ws);
    ws->times.saved = since(&mark);
    if (saved)
        return accept_saved(ws, diags);
    bool ok = pl_workspace__load_tree(ws, diags);
    ws->times.discover += since(&mark);
    ok = ok && (ws->options.mod_only || load_files(ws, &mark, diags));
    if (ok && pl_diags_count(diags) > before) /* to be reported at every start */
        ws->saved.sure = ws->saved.whole = ws->saved.dirty = false;
    return ok;
}

/* *moved: what made opening fail has changed since. */
static pl_workspace *open_once(const pl_open_options *options, bool *moved, pl_diags *diags)
{
    pl_reading_marks marks = { 0 };
    uint64_t start = pl_clock_ns();
    pl_workspace *ws = pl_mem_zalloc(sizeof *ws);
    ws->options = *options;
    ws->files.reading = (pl_reading)PL_READING_NONE;
    ws->background.events = pl_events_new();
    if (options->on_event)
        pl_events_subscribe(ws->background.events, PL_EVENT_ALL, options->on_event, options->ctx);
    pthread_mutex_init(&ws->lock, NULL);
    pthread_mutex_init(&ws->maintenance, NULL);
    ws->log = (pl_log){ .level = options->log.level, .sink = options->log.write };
    ws->log.ctx = options->log.ctx;
    ws->log.warned = &ws->saved.warned;
    ws->saved.as_of_ns = pl_clock_wall_ns();
    ws->clean = pl_diags_new();
    pl_arena_init(&ws->files.arena, 64 * 1024);
    pl_lifecycle_enter(ws, PL_PHASE_INDEXING);
    bool ok = load_workspace(ws, &marks, diags);
    pl_reading_found(&ws->files.reading);
    if (ok && ws->content.index && !ws->verdict.wrong) {
        ws->generations = pl_generations_new();
        ws->content.derived = ws->shared.served =
            pl_derived_new(ws->surroundings, ws->content.index);
        pl_generations_publish(ws->generations, ws->content.index, ws->content.derived);
    }
    pl_lifecycle_enter(ws, ws->shared.served         ? PL_PHASE_READY
                           : ok && options->mod_only ? PL_PHASE_UNINIT
                                                     : PL_PHASE_FAILED);
    ws->times.total = pl_clock_ns() - start;
    /* These were borrowed for this call only. */
    ws->options.path = ws->options.index_dir = (pl_str){ 0 };
    ws->options.progress = NULL;
    if (ok)
        return ws;
    *moved = ws->files.reading.unlocked && pl_reading_moved(ws->files.place.dir, &marks);
    pl_workspace_close(ws);
    return NULL;
}

/* Open, and try again while the state on disk changes. That is needed where nothing can be
 * locked, perhaps because of a first install. */
static pl_workspace *open_workspace(const pl_open_options *options, pl_diags *diags)
{
    enum { TRIES = 10 };
    size_t before = pl_diags_count(diags);
    for (int i = 0;; i++) {
        bool moved = false;
        pl_workspace *ws = open_once(options, &moved, diags);
        if (ws || !moved || i == TRIES)
            return ws;
        pl_diags_truncate(diags, before);
        pl_diags_set_heading(diags, "");
    }
}

pl_workspace *pl_workspace_open_sized(size_t size, const pl_open_options *options, pl_diags *diags)
{
    pl_open_options known;
    options = pl_sized_options(&known, sizeof known, options, size);
    PL_OWN_DIAGS(diags);
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    static const pl_open_options none;
    pl_workspace *ws = open_workspace(options ? options : &none, diags);
    if (!pl_oom_end_reported(&scope, diags))
        return ws;
    pl_workspace_close(ws);
    return NULL;
}

void pl_workspace_stop(pl_workspace *ws)
{
    if (!ws)
        return;
    if (pl_lifecycle_is_closed(ws))
        return;
    if (ws->surroundings)
        pl_surroundings_close(ws->surroundings);
    pl_lifecycle_enter(ws, PL_PHASE_CLOSED);
    pl_workspace_stop_resolution(ws);
}

void pl_workspace_close(pl_workspace *ws)
{
    if (!ws)
        return;
    pl_workspace_stop(ws);
    pl_workspace__check_content(ws);
    pl_workspace__end_phases(ws); /* all threads are joined: this one is alone from here on */
    for (uint32_t i = 0; i < ws->files.n; i++)
        pl_verdicts_done(&ws->files.list[i].verdicts);
    if (ws->content.derived != ws->shared.served)
        pl_derived_free(ws->content.derived);
    if (!ws->shared.served || pl_derived_index(ws->shared.served) != ws->content.index)
        pl_index_close(ws->content.index);
    pthread_mutex_destroy(&ws->lock);
    pthread_mutex_destroy(&ws->maintenance);
    pl_generations_close(ws->generations);
    pl_diags_free(ws->shared.problems);
    pl_vec_done(&ws->files.held);
    pl_surroundings_leave(ws->surroundings);
    pl_saved_done(&ws->saved);
    pl_diags_free(ws->clean);
    pl_diags_free(ws->verdict.links);
    pl_values_check_done(&ws->values);
    pl_workspace__drop_image(ws);
    pl_reading_end(&ws->files.reading);
    pl_arenas_done(&ws->files.paths);
    pl_arena_done(&ws->files.arena);
    pl_arena_done(&ws->life);
    pl_mem_free(ws->files.looked.files);
    pl_mem_free(ws->files.looked.inputs);
    pl_mem_free(ws);
}
