/* session.c - a command from its beginning to its end: reads the workspace, prepares plans, owns
 * the shadow folder. */
#include "mod/session.h"
#include "base/assert.h"
#include "base/inside.h"
#include "base/path.h"
#include "base/sized.h"
#include "base/str.h"
#include "base/vec.h"
#include "mod/pending.h"
#include "mod/tree.h"
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#define DEFAULT_MAX_BYTES ((uint64_t)1 << 30)

static pl_mods *make_mods(const pl_mods_options *options)
{
    static const pl_mods_options none;
    pl_mods *m = pl_mem_zalloc(sizeof *m);
    options = options ? options : &none;
    m->o = *options;
    m->held.fd = -1;
    m->reading = (pl_reading)PL_READING_NONE;
    m->log = (pl_log){ options->log.level, options->log.write, options->log.ctx, NULL };
    m->o.dir = pl_path_join(&m->arena, pl_file_cwd(&m->arena),
                            options->dir.len ? options->dir : PL_S("."));
    m->o.shown_dir =
        pl_arena_str(&m->arena, options->shown_dir.len ? options->shown_dir : m->o.dir);
    m->o.install_dir = pl_arena_str(&m->arena, options->install_dir);
    m->o.program =
        pl_arena_str(&m->arena, options->program.len ? options->program : PL_S("pipelite"));
    if (options->from.len)
        m->o.from = pl_path_join(&m->arena, pl_file_cwd(&m->arena), options->from);
    if (!m->o.max_bytes)
        m->o.max_bytes = DEFAULT_MAX_BYTES;
    m->o.offline = options->offline || options->from.len;
    return m;
}

pl_mods *pl_mods_new_sized(size_t size, const pl_mods_options *options)
{
    pl_mods_options known;
    options = pl_sized_options(&known, sizeof known, options, size);
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    pl_mods *m = make_mods(options);
    if (!pl_oom_end(&scope))
        return m;
    pl_mods_free(m);
    return NULL;
}

bool pl_mods__end(pl_oom_scope *scope, bool ok, pl_diags *diags)
{
    return !pl_oom_end_reported(scope, diags) && ok;
}

void pl_mods_free(pl_mods *m)
{
    if (!m)
        return;
    if (m->shadow)
        pl_folder_remove(m->shadow);
    if (m->planned)
        pl_plan_done(&m->plan);
    pl_folder_lock_drop(&m->held);
    pl_reading_end(&m->reading);
    pl_vec_done(&m->edits);
    pl_vec_done(&m->changes);
    pl_vec_done(&m->hints);
    pl_vec_done(&m->overridden);
    pl_arena_done(&m->arena);
    pl_mem_free(m);
}

void pl_mods_cancel(pl_mods *m)
{
    if (!m)
        return;
    atomic_store(&m->stop, true);
}

bool pl_mods_cancelled(const pl_mods *m)
{
    if (!m)
        return false;
    return atomic_load(&m->stop);
}

/* ---- reading */

static void take_lock(pl_mods *m)
{
    pl_lock_wait wait = { .stop = &m->stop, .waiting = m->o.waiting, .ctx = m->o.ctx };
    if (m->held.fd >= 0)
        return;
    int error = pl_folder_lock_take(&m->held, m->o.dir.ptr, &wait);
    if (error && error != ECANCELED && error != ENOENT && error != ENOTDIR)
        pl_log_line(&m->log, PL_LOG_WARN,
                    "this file system has no locks: nothing keeps two commands apart", 2, "path",
                    m->o.dir.ptr, "error", pl_file_reason(error));
}

/* Finish the change that an interrupted command left (pending.h), before anything is read. Requires
 * the lock on the workspace folder. False with a message. */
static bool finish_pending(pl_mods *m, pl_diags *diags)
{
    int error = pl_pending_finish(m->o.dir);
    if (error)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_WRITE,
                      "cannot finish the installation that was interrupted in '%s': %s",
                      m->o.dir.ptr, pl_file_reason(error));
    return !error;
}

/* Read a file, with readable bytes after it. */
static int slurp(pl_mods *m, const char *path, pl_str *out)
{
    pl_reader reader = { 0 };
    pl_view view;
    int error = pl_view_open(&reader, path, &view);
    if (!error) {
        char *copy = pl_arena_alloc(&m->arena, view.len + PL_VIEW_SLACK);
        memcpy(copy, view.ptr, view.len + PL_VIEW_SLACK);
        *out = pl_str_make(copy, view.len);
        pl_view_close(&view);
    }
    pl_reader_done(&reader);
    return error;
}

static bool read_mod_file(pl_mods *m, pl_diags *diags)
{
    pl_assert(m->place.file.len);
    pl_parser *parser = pl_parser_new();
    pl_diags *own = pl_diags_new();
    int error = slurp(m, m->place.file.ptr, &m->text);
    bool ok = !error && pl_mod_parse(parser, m->place.file, m->text, &m->arena, &m->info, own);
    if (error)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read '%s': %s",
                      m->place.file.ptr, pl_file_reason(error));
    pl_diags_append(diags, own);
    if (!ok && !error)
        pl_diags_set_heading(diags,
                             "failed to load mod definition: Internal Error: Failed to load mod");
    m->root = m->info.short_name.len ? m->info.short_name : PL_S("local");
    pl_diags_free(own);
    pl_parser_free(parser);
    return ok;
}

void pl_mods__present(pl_mods *m, const pl_lock *lock, pl_lock *out)
{
    pl_lock_entry *list = pl_arena_alloc(&m->arena, (lock->n + 1) * sizeof *list);
    uint32_t n = 0;
    for (uint32_t i = 0; i < lock->n; i++) {
        pl_mark mark = pl_arena_mark(&m->arena);
        if (pl_lock_dir(m->place.dir, &lock->list[i], &m->arena).len)
            list[n++] = lock->list[i];
        pl_arena_rewind(&m->arena, mark);
    }
    pl_lock_make(list, n, out);
}

static bool read_locks(pl_mods *m, pl_diags *diags)
{
    pl_assert(!m->read);
    if (!pl_lock_read(m->place.dir, &m->arena, NULL, &m->lock, diags))
        return false;
    if (!m->o.read_only)
        pl_lock_full_names(&m->lock, m->place.dir, &m->arena);
    pl_mods__present(m, &m->lock, &m->old);
    if (!m->o.from.len)
        return true;
    if (!pl_lock_read(m->o.from, &m->arena, NULL, &m->from_lock, diags))
        return false;
    if (!m->from_lock.present)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_LOCK_FILE,
                      "'%.*s' was not made by 'mod vendor': it has no lock file",
                      PL_FMT(m->o.from));
    return m->from_lock.present;
}

bool pl_mods__read(pl_mods *m, pl_diags *diags)
{
    if (m->read)
        return true;
    if (m->o.read_only)
        pl_reading_begin(&m->reading, m->o.dir, true, &m->log);
    else
        take_lock(m);
    if (atomic_load(&m->stop)) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANCELLED, "interrupted");
        return false;
    }
    if (!m->o.read_only && !finish_pending(m, diags))
        return false;
    pl_mod_where where = pl_mod_locate(m->o.dir, false, &m->arena, &m->place);
    if (where == PL_MOD_NO_DIR || where == PL_MOD_NOT_A_DIR) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "'%.*s' is not a folder",
                      PL_FMT(m->o.dir));
        return false;
    }
    m->root = PL_S("local");
    if (m->place.file.len && !read_mod_file(m, diags))
        return false;
    m->read = read_locks(m, diags);
    return m->read;
}

/* Mark the entries that the workspace's mod leads to. */
static void mark_reached(const pl_lock *all, pl_str root, bool *reached)
{
    PL_VEC(pl_str) parents = { 0 };
    pl_vec_push(&parents, root);
    while (parents.n) {
        uint32_t n;
        const pl_lock_entry *first = pl_lock_of(all, parents.at[--parents.n], &n);
        for (uint32_t i = 0; i < n; i++) {
            size_t at = (size_t)(first - all->list) + i;
            pl_assert(at < all->n);
            if (!reached[at])
                pl_vec_push(&parents, first[i].dep_path);
            reached[at] = true;
        }
    }
    pl_vec_done(&parents);
}

void pl_mods__reachable(pl_mods *m, const pl_lock_entry *list, size_t n, pl_lock *out)
{
    pl_lock_entry *copy = pl_arena_alloc(&m->arena, (n + 1) * sizeof *copy);
    bool *reached = pl_mem_zalloc(n + 1);
    uint32_t kept = 0;
    pl_lock all;
    if (n)
        memcpy(copy, list, n * sizeof *copy);
    pl_lock_make(copy, (uint32_t)n, &all);
    mark_reached(&all, m->root, reached);
    for (uint32_t i = 0; i < n; i++)
        if (reached[i])
            copy[kept++] = copy[i];
    pl_mem_free(reached);
    pl_lock_make(copy, kept, out);
}

/* ---- what a plan needs */

/* Set the names of the mods that the workspace requires itself, or that the arguments name. */
static void take_own(pl_mods *m)
{
    pl_str *own = pl_arena_alloc(&m->arena, (m->n_wants + m->info.n_mods + 1) * sizeof *own);
    size_t n = 0;
    for (uint32_t i = 0; i < m->n_wants; i++)
        own[n++] = m->wants[i].name;
    for (uint32_t i = 0; i < m->info.n_mods; i++)
        own[n++] = m->info.mods[i].name;
    if (m->asked.len)
        own[n++] = m->asked;
    m->git_options.own = own;
    m->git_options.n_own = n;
}

const pl_git *pl_mods__git(void *ctx)
{
    pl_mods *m = ctx;
    if (m->has_git)
        return &m->git;
    pl_reading_found(&m->reading); /* querying repositories may take long */
    m->git_options = (pl_git_options){
        .environment = m->o.environment,
        .stop = &m->stop,
        .max_bytes = m->o.max_bytes,
    };
    if (m->o.install_dir.len)
        m->git_options.mirrors = pl_path_join(&m->arena, m->o.install_dir, PL_S("cache/git"));
    take_own(m);
    m->has_git = pl_git_open(&m->git, &m->git_options, m->diags);
    return m->has_git ? &m->git : NULL;
}

/* Make a folder in `top`, which messages name: that of the shadow means nothing to users. */
static bool make_folder(pl_mods *m, const char *path, pl_str top)
{
    int error = pl_folder_make(path);
    if (!error || error == EEXIST)
        return true;
    pl_diag_plain(m->diags, PL_ERROR, PL_DIAG_CANNOT_WRITE, "cannot make '%s': %s", top.ptr,
                  pl_file_reason(error));
    return false;
}

/* Find the folder in which everything is written. A link that leads out of the workspace is
 * refused, because it may have come with a stranger's files; a user who wants that can mount it. */
static bool find_top(pl_mods *m, pl_str *top)
{
    pl_str mods;
    int error = pl_path_inside(&m->arena, m->place.dir, PL_S(PL_MODS_DIR), PL_LINKS_INSIDE, &mods);
    if (!error)
        error = pl_path_inside(&m->arena, m->place.dir, PL_S(PL_PRIVATE_DIR), PL_LINKS_INSIDE, top);
    if (error == EXDEV)
        pl_diag_plain(m->diags, PL_ERROR, PL_DIAG_CANNOT_WRITE,
                      "'%s/" PL_MODS_DIR "' is behind a link that leads out of the workspace: mods "
                      "are not installed there",
                      m->place.dir.ptr);
    else if (error)
        pl_diag_plain(m->diags, PL_ERROR, PL_DIAG_CANNOT_WRITE,
                      "cannot use '%s/" PL_MODS_DIR "': %s", m->place.dir.ptr,
                      pl_path_reason(error));
    return !error;
}

const char *pl_mods__shadow(void *ctx)
{
    pl_mods *m = ctx;
    if (m->shadow)
        return m->shadow;
    pl_str top;
    if (!find_top(m, &top))
        return NULL;
    pl_buf name = { 0 };
    pl_buf_printf(&name, "%s/.mods.", top.ptr);
    pl_file_temp_name(&name);
    const char *path = pl_arena_str(&m->arena, pl_buf_view(&name)).ptr;
    pl_buf_done(&name);
    if (!make_folder(m, top.ptr, top) || !make_folder(m, path, top))
        return NULL;
    m->shadow = path;
    return m->shadow;
}

pl_str pl_mods__show(pl_mods *m, pl_str text)
{
    if (m->o.real || !m->shadow)
        return text;
    pl_buf out = { 0 };
    pl_str shadow = pl_str_cstr(m->shadow);
    for (const char *at; (at = memmem(text.ptr, text.len, shadow.ptr, shadow.len)) != NULL;) {
        size_t before = (size_t)(at - text.ptr);
        pl_buf_str(&out, pl_str_sub(text, 0, before));
        text = pl_str_sub(text, before + shadow.len + 1, text.len); /* with the slash after it */
    }
    pl_buf_str(&out, text);
    text = pl_arena_str(&m->arena, pl_buf_view(&out));
    pl_buf_done(&out);
    return text;
}

static void report_fetching(void *ctx, pl_str dep_path)
{
    pl_mods *m = ctx;
    if (m->o.fetching)
        m->o.fetching(m->o.ctx, dep_path);
}

pl_plan_options pl_mods__plan_options(pl_mods *m, const char *verb)
{
    return (pl_plan_options){
        .workspace = m->place.dir,
        .root = m->root,
        .old = &m->old,
        .lock = &m->lock,
        .offline = m->o.offline,
        .verb = verb,
        .from = m->o.from,
        .from_lock = &m->from_lock,
        .program = m->o.program,
        .git = pl_mods__git,
        .shadow = pl_mods__shadow,
        .fetching = report_fetching,
        .ctx = m,
    };
}

void pl_mods__plan_queries(pl_mods *m, pl_diags *diags)
{
    m->diags = diags;
    m->plan_options = pl_mods__plan_options(m, "look at");
    if (!m->planned)
        pl_plan_init(&m->plan, &m->plan_options, &m->arena);
    m->planned = true;
}

/* ---- results */

bool pl_mods_has_file(pl_mods *m)
{
    if (!m)
        return false;
    pl_mod_place place;
    return m->place.file.len || pl_mod_locate(m->o.dir, false, &m->arena, &place) == PL_MOD_THERE;
}

bool pl_mods_required(const pl_mods *m)
{
    if (!m)
        return false;
    return m->n_wants > 0;
}

pl_str pl_mods_root(const pl_mods *m)
{
    if (!m)
        return (pl_str){ 0 };
    return m->root;
}

const pl_mod_change *pl_mods_changes(const pl_mods *m, size_t *n)
{
    if (!m) {
        *n = 0;
        return NULL;
    }
    *n = m->changes.n;
    return m->changes.at;
}

const pl_mod_hint *pl_mods_hints(const pl_mods *m, size_t *n)
{
    if (!m) {
        *n = 0;
        return NULL;
    }
    *n = m->hints.n;
    return m->hints.at;
}

const pl_str *pl_mods_overridden(const pl_mods *m, size_t *n)
{
    if (!m) {
        *n = 0;
        return NULL;
    }
    *n = m->overridden.n;
    return m->overridden.at;
}
