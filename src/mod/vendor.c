/* vendor.c - makes a folder to install from without a network; and removes what is not needed. */
#include "base/diag.h"
#include "base/inside.h"
#include "base/path.h"
#include "base/str.h"
#include "mod/ignore.h"
#include "mod/sums.h"
#include "mod/tree.h"
#include <errno.h>

static bool report_failure(pl_diags *diags, const char *what, pl_str path, int error)
{
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_WRITE, "cannot %s '%.*s': %s", what, PL_FMT(path),
                  pl_path_reason(error));
    return false;
}

static bool copy_mod(pl_mods *m, const pl_lock_entry *e, pl_str to, pl_diags *diags)
{
    pl_stamp stamp;
    bool is_dir;
    pl_str dir = pl_lock_dir(m->place.dir, e, &m->arena);
    pl_str target;
    int error = pl_path_inside(&m->arena, to, e->dep_path, PL_LINKS_INSIDE, &target);
    if (error)
        return report_failure(diags, "copy", dir, error);
    if (pl_file_stat(target.ptr, &stamp, &is_dir) == 0)
        return true; /* of another parent */
    error = pl_path_make_dirs(pl_str_sub(target, 0, pl_str_rfind(target, '/')));
    if (!error)
        error = pl_folder_copy(dir.ptr, target.ptr);
    return !error || report_failure(diags, "copy", dir, error);
}

static bool copy_all(pl_mods *m, const pl_lock *lock, pl_str to, uint32_t *n, pl_diags *diags)
{
    for (uint32_t i = 0; i < lock->n; i++) {
        const pl_lock_entry *e = &lock->list[i];
        if (e->path.len)
            continue;
        if (!copy_mod(m, e, to, diags))
            return false;
        bool seen = false;
        for (uint32_t k = 0; k < i; k++)
            seen = seen || pl_str_eq(lock->list[k].dep_path, e->dep_path);
        *n += !seen;
    }
    return true;
}

static bool put_file(pl_mods *m, pl_str to, const char *name, pl_buf *text, pl_diags *diags)
{
    pl_str path = pl_path_join(&m->arena, to, pl_str_cstr(name));
    int error = pl_file_rewrite(path.ptr, pl_buf_view(text), 0644);
    text->len = 0;
    return !error || report_failure(diags, "write", path, error);
}

/* Write the lock file and the checksums of the copy. */
static bool put_files(pl_mods *m, const pl_lock *lock, pl_str to, pl_diags *diags)
{
    pl_buf text = { 0 };
    pl_sums sums;
    pl_lock_print(lock, &text);
    bool ok =
        put_file(m, to, PL_LOCK_FILE, &text, diags) && pl_sums__make_all(m, lock, &sums, diags);
    if (ok)
        pl_sums_print(&sums, &text);
    ok = ok && put_file(m, to, PL_SUMS_FILE, &text, diags);
    pl_buf_done(&text);
    return ok;
}

static int any_thing(void *ctx, const pl_thing *thing)
{
    (void)ctx, (void)thing;
    return EEXIST;
}

/* Does a part of the path begin with a dot? No command reads mods in there. */
static bool is_hidden(pl_str path)
{
    for (size_t i = 0; i < path.len; i++)
        if (path.ptr[i] == '.' && (i == 0 || path.ptr[i - 1] == '/'))
            return true;
    return false;
}

static bool is_below(pl_str path, pl_str dir)
{
    return pl_path_below(path, dir).len < path.len;
}

/* Refuse a folder that holds the workspace or another mod: all its contents would be replaced. */
static bool is_free_of_mods(pl_mods *m, pl_str dir, pl_diags *diags)
{
    pl_stamp stamp;
    pl_str own = m->place.dir, mod = pl_path_join(&m->arena, dir, PL_S("mod.pp"));
    if (!pl_str_eq(dir, own) && !is_below(own, dir) && pl_file_stat(mod.ptr, &stamp, NULL) != 0)
        return true;
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_WRITE,
                  "'%.*s' holds a mod, which would be replaced: name a new folder", PL_FMT(dir));
    return false;
}

/* Warn of a folder in the workspace that is neither hidden nor ignored: the files of the copy count
 * as files of the workspace, too. */
static void warn_of_place(pl_mods *m, pl_str dir, pl_diags *diags)
{
    pl_ignore ignore;
    pl_str inside = pl_path_below(dir, m->place.dir);
    if (inside.len == dir.len || is_hidden(inside))
        return;
    pl_ignore_read(m->place.dir, &m->arena, NULL, &ignore);
    if (!pl_ignore_covers(&ignore, inside))
        pl_diag_plain(diags, PL_WARNING, PL_DIAG_COPY_IN_WORKSPACE,
                      "'%.*s' is in the workspace, which reads the mods in it as files of its own: "
                      "add '%.*s/**' to " PL_IGNORE_FILE
                      ", or copy to a folder beside the workspace",
                      PL_FMT(inside), PL_FMT(inside));
}

/* May the folder be written? It must not exist, or an earlier command must have made it. */
static bool may_write(pl_mods *m, pl_str dir, bool *there, pl_diags *diags)
{
    pl_stamp stamp;
    bool is_dir = false;
    pl_str lock = pl_path_join(&m->arena, dir, PL_S(PL_LOCK_FILE));
    *there = pl_file_stat(dir.ptr, &stamp, &is_dir) == 0;
    if (!*there || pl_file_stat(lock.ptr, &stamp, NULL) == 0)
        return true;
    if (is_dir && pl_folder_walk(dir.ptr, any_thing, NULL) == 0)
        return true;
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_WRITE,
                  "'%.*s' is there and was not made by 'mod vendor'", PL_FMT(dir));
    return false;
}

/* Put the finished copy in the place of `dir`. */
static bool put_in_place(pl_mods *m, pl_str made, pl_str dir, bool there, pl_diags *diags)
{
    pl_str old = pl_arena_printf(&m->arena, "%.*s.old", PL_FMT(made));
    int error = there ? pl_folder_move(dir.ptr, old.ptr) : 0;
    if (!error)
        error = pl_folder_move(made.ptr, dir.ptr);
    if (there)
        pl_folder_remove(old.ptr);
    return !error || report_failure(diags, "write", dir, error);
}

static bool vendor(pl_mods *m, pl_str dir, uint32_t *n, pl_diags *diags)
{
    pl_lock lock;
    bool there;
    pl_str to = pl_path_join(&m->arena, pl_file_cwd(&m->arena), dir);
    if (!pl_mods__read(m, diags) || !is_free_of_mods(m, to, diags) ||
        !may_write(m, to, &there, diags))
        return false;
    pl_mods__reachable(m, m->old.list, m->old.n, &lock);
    pl_buf name = { 0 };
    pl_buf_printf(&name, "%s.", to.ptr);
    pl_file_temp_name(&name);
    pl_str made = pl_arena_str(&m->arena, pl_buf_view(&name));
    pl_buf_done(&name);
    int error = pl_path_make_dirs(made);
    if (error)
        return report_failure(diags, "make", made, error);
    bool ok = copy_all(m, &lock, made, n, diags) && put_files(m, &lock, made, diags) &&
              !pl_oom_failed() && put_in_place(m, made, to, there, diags);
    if (ok)
        warn_of_place(m, to, diags);
    else
        pl_folder_remove(made.ptr);
    return ok;
}

bool pl_mods_vendor(pl_mods *m, pl_str dir, uint32_t *n, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    *n = 0;
    if (pl_diag_nothing(diags, m, "mods"))
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = vendor(m, dir, n, diags);
    return pl_mods__end(&scope, ok, diags);
}

static bool clean(pl_mods *m, uint64_t *bytes, pl_diags *diags)
{
    if (!pl_mods__read(m, diags))
        return false;
    *bytes = pl_mods__remove_unused(m);
    if (m->o.install_dir.len)
        *bytes += pl_git_trim(pl_path_join(&m->arena, m->o.install_dir, PL_S("cache/git")), 0);
    return true;
}

bool pl_mods_clean(pl_mods *m, uint64_t *bytes, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    *bytes = 0;
    if (pl_diag_nothing(diags, m, "mods"))
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = clean(m, bytes, diags);
    return pl_mods__end(&scope, ok, diags);
}
