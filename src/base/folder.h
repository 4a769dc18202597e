/* folder.h - whole folders: walked, moved, removed, copied, locked.
 *
 * Links are never followed: a link is a thing of its own here. Paths are C strings.
 * Threads: any, on different folders. */
#ifndef PL_BASE_FOLDER_H
#define PL_BASE_FOLDER_H
#include "base/buf.h"
#include <stdatomic.h>

typedef enum pl_thing_kind {
    PL_THING_FILE,
    PL_THING_FOLDER, /* reported before what is in it */
    PL_THING_LINK,
    PL_THING_OTHER, /* a device, a socket, a pipe */
} pl_thing_kind;

typedef struct pl_thing {
    pl_str path; /* relative to the folder, followed by a NUL; borrowed for the call */
    const char *full;
    pl_thing_kind kind;
    uint64_t size; /* of a file */
    unsigned mode; /* permission bits and set-id bits */
} pl_thing;

/* Called for each thing below a folder. Returns 0 to go on, an errno to end the walk; ECANCELED for
 * a folder only skips its contents. */
typedef int pl_thing_fn(void *ctx, const pl_thing *thing);

/* Call fn(ctx, thing) for everything below `path`, at any depth, even where paths are longer than
 * the system accepts. The names of one folder come in byte order, a folder before its contents.
 * Blocks. 0, an errno of the system, or the errno with which `fn` ended the walk. */
int pl_folder_walk(const char *path, pl_thing_fn *fn, void *ctx);

/* Make `path` (its parent is there), mode 0755 less the umask. 0 or errno. */
int pl_folder_make(const char *path);
/* Remove `path` and everything below it, at any depth. 0 also when it was not there; else the
 * first errno, and whatever could be removed is gone. */
int pl_folder_remove(const char *path);
/* Remove the folder `path` if it is empty, then its parents up to the first that is not empty or is
 * `top`, which stays. */
void pl_folder_remove_empty(const char *path, const char *top);
/* Copy the folder `from` to `to`, which is not there yet: files, links and folders, modes
 * without set-id bits, all of it on disk in the end. 0 or errno; then what was copied is
 * removed again. */
int pl_folder_copy(const char *from, const char *to);
/* rename(2), and where `from` and `to` are on different file systems, or one of them is a
 * mount, a copy beside `to` that is renamed. 0 or errno. */
int pl_folder_move(const char *from, const char *to);
/* Sync a folder: the names in it are on disk afterwards. Errors are ignored. */
void pl_folder_sync(const char *path);

/* ---- one at a time */

typedef struct pl_folder_lock {
    int fd; /* -1: not held */
} pl_folder_lock;

typedef struct pl_lock_wait {
    const _Atomic bool *stop; /* may be NULL; true: waiting ends with ECANCELED */
    /* Called once after half a second of waiting, with the process that holds the lock as
     * "123 (pipelite mod install)", empty when unknown. May be NULL. */
    void (*waiting)(void *ctx, pl_str holder);
    void *ctx;
} pl_lock_wait;

/* Lock the folder itself, for this process alone; waits for other holders. The kernel drops the
 * lock when the process dies. 0, ECANCELED, or the errno of a file system without locks (nothing
 * is held then). */
int pl_folder_lock_take(pl_folder_lock *lock, const char *path, const pl_lock_wait *wait);
/* Lock the folder, shared with other shared locks or exclusively, waiting `wait_ms` at most. A
 * folder that was replaced meanwhile is locked again under its name. 0, EWOULDBLOCK if the wait was
 * too short, ENOENT, or the errno of a file system without locks. */
int pl_folder_lock_try(pl_folder_lock *lock, const char *path, bool shared, int wait_ms);
void pl_folder_lock_drop(pl_folder_lock *lock);

/* ---- files */

/* Replace the file `path`, or what it is a link to, by one with these bytes: written beside it,
 * synced, renamed, the folder synced. A new file gets `mode` less the umask, an old one keeps its
 * mode and, where that is allowed, its owner. 0 or errno; on failure the old file is untouched. */
int pl_file_rewrite(const char *path, pl_str bytes, unsigned mode);
/* Target of the link `path` as it is written. 0 or errno. */
int pl_file_link_target(const char *path, pl_buf *out);
/* Remove a file and sync its folder. 0 also when it was not there. */
int pl_file_remove(const char *path);
/* Permission bits. 0 or errno. */
int pl_file_set_mode(const char *path, unsigned mode);
/* Set the times of the file to now. Errors are ignored. */
void pl_file_touch(const char *path);
/* Append a unique name for something temporary of this process, "<process id>.<8 hex digits>". Its
 * prefix shows later whether the owner may still run (pl_file_run_alive). */
void pl_file_temp_name(pl_buf *out);
/* May the process that made such a name still run? False if `name` has another form. */
bool pl_file_run_alive(pl_str name);

#endif
