/* pending.c - the folder of runs that wait for their store. */
#include "history/pending.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/path.h"
#include "base/str.h"
#include "history/document.h"
#include <errno.h>

enum { LARGEST = 256 << 20, WAIT_MS = 5000 };

/* "2026-11-25T10:00:00.000Z" without what file names should not have. */
static void put_name(pl_str time, pl_buf *out)
{
    for (size_t i = 0; i < time.len; i++)
        if (!pl_char_in(time.ptr[i], ":-."))
            pl_buf_byte(out, pl_char_in(time.ptr[i], "/") ? '_' : time.ptr[i]);
}

int pl_pending_keep(pl_str folder, const pl_recorded_run *run, pl_buf *path)
{
    pl_buf document = { 0 };
    int error = pl_path_make_private_dirs(folder);
    pl_buf_str(path, folder);
    pl_buf_byte(path, '/');
    put_name(run->started_at, path);
    pl_buf_byte(path, '-');
    pl_file_temp_name(path);
    pl_buf_cstr(path, ".json");
    pl_buf_byte(path, 0);
    path->len--;
    pl_document_write(run, &document);
    if (!error)
        error = pl_file_rewrite(path->ptr, pl_buf_view(&document), 0600);
    pl_buf_done(&document);
    return error;
}

/* ---- recording them */

typedef struct names {
    pl_arena arena;
    PL_VEC(pl_str) all;
} names;

static int take_name(void *ctx, const pl_thing *thing)
{
    names *n = ctx;
    if (thing->kind == PL_THING_FILE && pl_str_ends(thing->path, PL_S(".json")))
        pl_vec_push(&n->all, pl_arena_str(&n->arena, thing->path));
    return thing->kind == PL_THING_FOLDER ? ECANCELED : 0;
}

/* Is the run in the store, since a program was killed before it removed the file? */
static bool find_recorded(pl_history_store *store, const pl_recorded_run *run, int64_t *n,
                          pl_diags *diags)
{
    const pl_sql_arg args[] = { pl_sql_text(run->workspace), pl_sql_text(run->target),
                                pl_sql_text(run->started_at), pl_sql_text(run->ended_at) };
    if (pl_sql_number(&store->sql,
                      "SELECT count(*) FROM run WHERE workspace = $1 AND target = $2 AND "
                      "started_at = CAST($3 AS {time}) AND ended_at = CAST($4 AS {time})",
                      args, PL_COUNT(args), n))
        return true;
    pl_history_report(store, diags);
    return false;
}

static void warn(pl_diags *diags, const char *path, const char *why)
{
    pl_diag_plain(diags, PL_WARNING, PL_DIAG_HISTORY, "the pending run '%s' %s", path, why);
}

static bool record_one(pl_history_store *store, const char *path, pl_arena *arena, pl_diags *diags)
{
    pl_document document = { 0 };
    pl_str text;
    int64_t id, n = 0;
    int error = pl_file_slurp(path, LARGEST, arena, &text);
    bool readable = !error && pl_document_read(text, &document), ok = true;
    if (error && error != ENOENT)
        warn(diags, path, pl_error_text(error));
    else if (!readable && !error)
        warn(diags, path, "is no document of a run; it stays there");
    if (readable)
        ok = find_recorded(store, &document.run, &n, diags) &&
             (n || pl_history_add(store, &document.run, &id, diags));
    if (readable && ok)
        pl_file_remove(path);
    pl_document_done(&document);
    return ok;
}

bool pl_pending_record(pl_history_store *store, pl_str folder, pl_diags *diags)
{
    names n = { 0 };
    pl_folder_lock lock = { -1 };
    pl_str dir = pl_arena_printf(&n.arena, "%.*s", PL_FMT(folder));
    bool ok = true;
    if (!folder.len || pl_folder_lock_try(&lock, dir.ptr, false, WAIT_MS) != 0) {
        pl_arena_done(&n.arena); /* there is none, or another program is at it */
        return true;
    }
    pl_folder_walk(dir.ptr, take_name, &n);
    for (size_t i = 0; i < n.all.n && ok; i++) {
        pl_str path = pl_arena_printf(&n.arena, "%.*s/%.*s", PL_FMT(dir), PL_FMT(n.all.at[i]));
        ok = record_one(store, path.ptr, &n.arena, diags);
    }
    pl_folder_lock_drop(&lock);
    pl_vec_done(&n.all);
    pl_arena_done(&n.arena);
    return ok;
}
