/* commit.c - moves mods from the shadow folder into place (mod-management.md 11.2).
 *
 * Order: folders, lock file, checksums, mod file, surplus. Whenever the process ends, the mods that
 * the lock file names are complete; the three files change together (pending.h). */
#include "base/assert.h"
#include "base/inside.h"
#include "base/path.h"
#include "base/str.h"
#include "mod/pending.h"
#include "mod/session.h"
#include "mod/sums.h"
#include "mod/tree.h"
#include <assert.h>
#include <errno.h>
#include <stdio.h>

/* How long an install waits for readers, before it goes on: while they list mods and files, while
 * they use files that are to be replaced, and while they use files that are to be removed. */
enum { STATE_WAITS_MS = 2000, REPLACE_WAITS_MS = 5000, PRUNE_WAITS_MS = 300 };

#define MIRRORS_MOST ((uint64_t)1 << 30) /* bytes that mirrors may take */

static bool report_failure(pl_diags *diags, const char *what, const char *path, int error)
{
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_WRITE, "cannot %s '%s': %s", what, path,
                  pl_path_reason(error));
    return false;
}

/* ---- folders */

/* A name in the shadow folder for something that is to be removed. */
static const char *aside(pl_mods *m)
{
    const char *shadow = pl_mods__shadow(m);
    if (!shadow)
        return NULL;
    pl_buf name = { 0 };
    pl_buf_printf(&name, "%s/old.", shadow);
    pl_file_temp_name(&name);
    const char *path = pl_arena_str(&m->arena, pl_buf_view(&name)).ptr;
    pl_buf_done(&name);
    return path;
}

/* Move one fetched mod into its place; a folder that is there already is moved into the shadow. */
static bool place_mod(pl_mods *m, const pl_lock_entry *e, const char *from, pl_diags *diags)
{
    pl_stamp stamp;
    bool is_dir;
    pl_str to;
    int error = pl_lock_target(m->place.dir, e, &m->arena, &to);
    if (error)
        return report_failure(diags, "install", e->dep_path.ptr, error);
    error = pl_path_make_dirs(pl_str_sub(to, 0, pl_str_rfind(to, '/')));
    if (error)
        return report_failure(diags, "make the folder of", to.ptr, error);
    const char *away = NULL;
    if (pl_file_stat(to.ptr, &stamp, &is_dir) == 0) {
        away = aside(m);
        error = away ? pl_folder_move(to.ptr, away) : EIO;
    }
    if (!error) {
        error = pl_folder_move(from, to.ptr);
        if (error && away)
            pl_folder_move(away, to.ptr);
    }
    return !error || report_failure(diags, "install into", to.ptr, error);
}

static bool place_all(pl_mods *m, pl_diags *diags)
{
    pl_assert(m->planned && !m->plan.missing);
    for (size_t i = 0; i < m->plan.mods.n; i++) {
        pl_mod_fact *mod = m->plan.mods.at[i];
        pl_lock_entry entry = { .dep_path = mod->dep_path };
        bool used = false;
        for (uint32_t k = 0; k < m->next.n && !used; k++)
            used = pl_str_eq(m->next.list[k].dep_path, mod->dep_path);
        for (size_t k = 0; k < m->plan.surplus.n && !used; k++)
            used = pl_str_eq(m->plan.surplus.at[k], mod->dep_path);
        if (!used || !mod->fetch || mod->state != PL_FACT_KNOWN)
            continue;
        if (!place_mod(m, &entry, mod->dir.ptr, diags))
            return false;
        mod->dir = pl_lock_place(m->place.dir, &entry, &m->arena);
    }
    return true;
}

/* ---- files */

/* The new content of each file; a file without one is removed, or stays as it is. */
typedef struct new_files {
    pl_buf lock, sums, mod;
    bool has_sums, has_mod;
} new_files;

static void free_files(new_files *f)
{
    pl_buf_done(&f->lock);
    pl_buf_done(&f->sums);
    pl_buf_done(&f->mod);
}

/* Make the new mod file. That can fail, so it is done before anything changes. */
static bool make_mod_file(pl_mods *m, new_files *f, pl_diags *diags)
{
    pl_assert(!m->edits.n || m->place.file.len);
    f->has_mod = m->edits.n || m->relayout;
    if (!f->has_mod)
        return true;
    pl_parser *parser = pl_parser_new();
    pl_rewrite rewrite = { .path = m->place.file,
                           .text = m->text,
                           .edits = m->edits.at,
                           .n = m->edits.n,
                           .real = m->o.real };
    bool ok = pl_rewrite_mod(parser, &rewrite, &f->mod, diags);
    pl_parser_free(parser);
    return ok;
}

static bool note_file(pl_mods *m, pl_pending *p, pl_str name, const pl_buf *text, pl_diags *diags)
{
    int error = pl_pending_add(p, m->place.dir, name, text != NULL,
                               text ? pl_buf_view(text) : (pl_str){ 0 });
    return !error ||
           report_failure(diags, "read", pl_path_join(&m->arena, m->place.dir, name).ptr, error);
}

/* Change the files, after the mods are in their places. */
static bool change_files(pl_mods *m, new_files *f, pl_diags *diags)
{
    pl_pending pending = { 0 };
    pl_str bad, file = m->place.file;
    pl_str mod = pl_str_sub(file, pl_str_rfind(file, '/') + 1, file.len);
    if (m->next.n)
        pl_lock_print(&m->next, &f->lock);
    if (!pl_mods__make_sums(m, &f->sums, &f->has_sums, diags) ||
        !note_file(m, &pending, PL_S(PL_LOCK_FILE), m->next.n ? &f->lock : NULL, diags) ||
        (f->has_sums && !note_file(m, &pending, PL_S(PL_SUMS_FILE), &f->sums, diags)) ||
        (f->has_mod && !note_file(m, &pending, mod, &f->mod, diags)))
        return false;
    int error = pl_pending_carry_out(&pending, m->place.dir, &bad);
    return !error ||
           report_failure(diags, "write", pl_path_join(&m->arena, m->place.dir, bad).ptr, error);
}

/* ---- what is left over */

typedef struct pruning {
    pl_mods *m;
    pl_str mods;
    PL_VEC(pl_str) surplus; /* full paths */
} pruning;

static bool is_needed(const pl_mods *m, pl_str dep_path)
{
    for (uint32_t i = 0; i < m->next.n; i++)
        if (pl_str_eq(m->next.list[i].dep_path, dep_path))
            return true;
    for (size_t i = 0; i < m->plan.surplus.n; i++)
        if (pl_str_eq(m->plan.surplus.at[i], dep_path))
            return true;
    return false;
}

/* Does a mod that is needed lie below the folder? */
static bool holds_needed(const pl_mods *m, pl_str path)
{
    for (uint32_t i = 0; i < m->next.n; i++) {
        pl_str needed = m->next.list[i].dep_path;
        if (pl_str_starts(needed, path) && needed.len > path.len && needed.ptr[path.len] == '/')
            return true;
    }
    return false;
}

/* Does the folder certainly hold a mod file? Folders are removed because of that. */
static bool is_mod(pl_str dir, pl_arena *arena)
{
    pl_stamp stamp;
    pl_mark mark = pl_arena_mark(arena);
    pl_str file = pl_mod_file(dir, arena);
    bool there = file.len && pl_file_stat(file.ptr, &stamp, NULL) == 0;
    pl_arena_rewind(arena, mark);
    return there;
}

/* Note a folder to be removed. A folder with a mod file is a mod as a whole. */
static int note_surplus(void *ctx, const pl_thing *thing)
{
    pruning *p = ctx;
    if (thing->kind != PL_THING_FOLDER || holds_needed(p->m, thing->path) ||
        !is_mod(pl_str_cstr(thing->full), &p->m->arena))
        return 0;
    if (!is_needed(p->m, thing->path)) {
        pl_str path = pl_arena_str(&p->m->arena, pl_str_cstr(thing->full));
        pl_vec_push(&p->surplus, path);
    }
    return ECANCELED;
}

static void drop_shadow(pl_mods *m)
{
    if (m->shadow)
        pl_folder_remove(m->shadow);
    m->shadow = NULL;
}

/* Remove mods that are not needed, and folders that are empty then. A mod that cannot be removed or
 * is in use stays for the next command. Readers need not wait for the deletion. Nothing is removed
 * behind a link: it may have come with the workspace, and lead to folders of the user. */
static void prune_mods(pl_mods *m, pl_folder_lock *state)
{
    pl_assert(m->place.dir.len);
    pruning p = { .m = m };
    pl_folder_lock files = { -1 };
    int error = pl_path_inside(&m->arena, m->place.dir, PL_S(PL_MODS_DIR), PL_LINKS_NONE, &p.mods);
    if (!error)
        pl_folder_walk(p.mods.ptr, note_surplus, &p);
    else
        pl_log_line(&m->log, PL_LOG_WARN, "a link leads to the installed mods: none is removed", 1,
                    "path", m->place.dir.ptr);
    if (p.surplus.n && !pl_writing_files(&files, m->place.dir, PRUNE_WAITS_MS))
        p.surplus.n = 0;
    for (size_t i = 0; i < p.surplus.n; i++) {
        const char *away = aside(m);
        if (away)
            pl_folder_move(p.surplus.at[i].ptr, away);
    }
    pl_folder_lock_drop(&files);
    pl_folder_lock_drop(state);
    if (p.surplus.n)
        drop_shadow(m);
    for (size_t i = 0; i < p.surplus.n; i++) {
        pl_str path = p.surplus.at[i];
        pl_str parent = pl_arena_str(&m->arena, pl_str_sub(path, 0, pl_str_rfind(path, '/')));
        pl_folder_remove_empty(parent.ptr, m->place.dir.ptr);
    }
    pl_vec_done(&p.surplus);
}

typedef struct removal {
    pl_mods *m;
    PL_VEC(pl_str) old;
    uint64_t bytes;
} removal;

static int add_bytes(void *ctx, const pl_thing *thing)
{
    *(uint64_t *)ctx += thing->kind == PL_THING_FILE ? thing->size : 0;
    return 0;
}

/* ".mods.<process id>.<8 hexadecimal digits>" */
static bool is_shadow_name(pl_str name)
{
    pl_str prefix = PL_S(".mods.");
    uint64_t pid;
    if (!pl_str_starts(name, prefix))
        return false;
    pl_str rest = pl_str_sub(name, prefix.len, name.len);
    pl_str number = pl_str_split(&rest, '.');
    bool hex = rest.len == 8;
    for (size_t i = 0; i < rest.len; i++)
        hex = hex && pl_str_find(PL_S("0123456789abcdef"), rest.ptr[i]) < 16;
    return pl_str_to_u64(number, &pid) && hex;
}

static int find_shadow(void *ctx, const pl_thing *thing)
{
    removal *s = ctx;
    if (thing->kind != PL_THING_FOLDER)
        return 0;
    pl_str name = pl_str_sub(thing->path, 6, thing->path.len);
    bool mine = s->m->shadow && !strcmp(thing->full, s->m->shadow);
    if (is_shadow_name(thing->path) && !mine && (s->m->held.fd >= 0 || !pl_file_run_alive(name))) {
        pl_str path = pl_arena_str(&s->m->arena, pl_str_cstr(thing->full));
        pl_vec_push(&s->old, path);
    }
    return ECANCELED;
}

uint64_t pl_mods__remove_unused(pl_mods *m)
{
    removal s = { .m = m };
    pl_str top;
    if (pl_path_inside(&m->arena, m->place.dir, PL_S(PL_PRIVATE_DIR), PL_LINKS_INSIDE, &top) != 0)
        return 0;
    pl_folder_walk(top.ptr, find_shadow, &s);
    for (size_t i = 0; i < s.old.n; i++) {
        pl_folder_walk(s.old.at[i].ptr, add_bytes, &s.bytes);
        pl_folder_remove(s.old.at[i].ptr);
    }
    pl_vec_done(&s.old);
    return s.bytes;
}

static bool replaces(pl_mods *m)
{
    for (size_t i = 0; i < m->plan.mods.n; i++) {
        const pl_mod_fact *mod = m->plan.mods.at[i];
        pl_lock_entry entry = { .dep_path = mod->dep_path };
        pl_str to;
        pl_stamp stamp;
        if (!mod->fetch || mod->state != PL_FACT_KNOWN)
            continue;
        to = pl_lock_place(m->place.dir, &entry, &m->arena);
        if (to.len && pl_file_stat(to.ptr, &stamp, NULL) == 0)
            return true;
    }
    return false;
}

/* Wait until current readers have finished; new ones wait until the commit is done. A command that
 * installs for itself and goes on reading is one of the readers. */
static void keep_readers_out(pl_mods *m, pl_folder_lock *state)
{
    pl_folder_lock files = { -1 };
    if (replaces(m) && !m->o.keep_surplus)
        pl_writing_files(&files, m->place.dir, REPLACE_WAITS_MS);
    pl_folder_lock_drop(&files);
    if (!pl_writing_state(state, m->place.dir, STATE_WAITS_MS))
        pl_log_line(&m->log, PL_LOG_INFO, "installing beside a command that reads the workspace", 1,
                    "path", m->place.dir.ptr);
}

bool pl_mods__commit(pl_mods *m, pl_diags *diags)
{
    pl_folder_lock state = { -1 };
    new_files files = { 0 };
    assert(m->planned);
    keep_readers_out(m, &state);
    bool ok =
        make_mod_file(m, &files, diags) && place_all(m, diags) && change_files(m, &files, diags);
    free_files(&files);
    if (ok && !m->o.keep_surplus)
        prune_mods(m, &state);
    pl_folder_lock_drop(&state);
    pl_mods__remove_unused(m);
    if (m->held.fd >= 0)
        pl_pending_remove_leftovers(m->place.dir);
    if (m->has_git && m->git_options.mirrors.len)
        pl_git_trim(m->git_options.mirrors, MIRRORS_MOST);
    return ok;
}
