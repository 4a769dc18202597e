/* reading.c - the locks of readers and of installs, and the marks for readers that cannot lock. */
#include "mod/reading.h"
#include "base/assert.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/path.h"
#include "base/str.h"
#include "mod/lock.h"
#include "mod/locate.h"
#include "mod/pending.h"
#include "mod/tree.h"
#include <errno.h>

/* An install changes a workspace in milliseconds, on a slow disk in a second. */
enum { READER_WAITS_MS = 5000 };

static int lock_folder(pl_folder_lock *lock, pl_str workspace, const char *name, bool shared,
                       int wait_ms)
{
    pl_buf path = { 0 };
    pl_buf_printf(&path, "%.*s/%s", PL_FMT(workspace), name);
    pl_buf_byte(&path, 0);
    int error = pl_folder_lock_try(lock, path.ptr, shared, wait_ms);
    pl_buf_done(&path);
    return error;
}

static bool is_absent(int error)
{
    return error == ENOENT || error == ENOTDIR;
}

void pl_reading_begin(pl_reading *r, pl_str workspace, bool files, const pl_log *log)
{
    *r = (pl_reading)PL_READING_NONE;
    pl_assert(workspace.len && workspace.ptr[0] == '/');
    int error = lock_folder(&r->state, workspace, PL_PRIVATE_DIR, true, READER_WAITS_MS);
    r->unlocked = error != 0;
    if (error && !is_absent(error))
        pl_log_line(log, PL_LOG_INFO, "this file system has no locks: reading without one", 2,
                    "path", workspace.ptr, "error", pl_file_reason(error));
    pl_pending_finish_for_reader(workspace, log);
    if (files)
        lock_folder(&r->files, workspace, PL_MODS_DIR, true, 0);
}

void pl_reading_found(pl_reading *r)
{
    pl_folder_lock_drop(&r->state);
}

void pl_reading_end(pl_reading *r)
{
    pl_folder_lock_drop(&r->state);
    pl_folder_lock_drop(&r->files);
}

bool pl_writing_state(pl_folder_lock *lock, pl_str workspace, int wait_ms)
{
    return lock_folder(lock, workspace, PL_PRIVATE_DIR, false, wait_ms) != EWOULDBLOCK;
}

bool pl_writing_files(pl_folder_lock *lock, pl_str workspace, int wait_ms)
{
    return lock_folder(lock, workspace, PL_MODS_DIR, false, wait_ms) != EWOULDBLOCK;
}

static uint64_t mark_of(const char *path)
{
    pl_stamp stamp;
    if (pl_file_stat(path, &stamp, NULL) != 0)
        return 0;
    uint64_t mark = pl_hash_mix(stamp.inode, (uint64_t)stamp.mtime_ns);
    return pl_hash_mix(mark, stamp.size) | 1;
}

void pl_reading_take_marks(pl_str workspace, pl_reading_marks *out)
{
    pl_arena arena;
    pl_stamp stamp;
    pl_arena_init(&arena, 1024);
    pl_str file = pl_mod_file(workspace, &arena);
    pl_str folder = pl_path_join(&arena, workspace, PL_S(PL_PRIVATE_DIR));
    *out = (pl_reading_marks){
        .lock_file = mark_of(pl_path_join(&arena, workspace, PL_S(PL_LOCK_FILE)).ptr),
        .mod_file = file.len ? mark_of(file.ptr) : 0,
        .folder = pl_file_stat(folder.ptr, &stamp, NULL) == 0,
    };
    pl_arena_done(&arena);
}

static bool is_same(const pl_reading_marks *a, const pl_reading_marks *b)
{
    return a->lock_file == b->lock_file && a->mod_file == b->mod_file && a->folder == b->folder;
}

bool pl_reading_moved(pl_str workspace, const pl_reading_marks *before)
{
    enum { STEP_MS = 5, LONGEST_MS = 500 };
    for (int waited = 0;; waited += STEP_MS) {
        pl_reading_marks now;
        pl_folder_lock lock = { -1 };
        bool busy = pl_folder_lock_try(&lock, workspace.ptr, true, STEP_MS) == EWOULDBLOCK;
        pl_folder_lock_drop(&lock);
        pl_reading_take_marks(workspace, &now);
        if (!is_same(before, &now) || !busy || waited >= LONGEST_MS)
            return !is_same(before, &now);
    }
}
