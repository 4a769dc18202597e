/* file.h - the only caller of the operating system for files.
 *
 * Reading goes through a view: the bytes of one file with PL_VIEW_SLACK
 * readable zero bytes after them (wide loads need them). Small files are read
 * into the reader's one reused buffer, large ones are mapped; which is which
 * was measured (bench/README.md). Mapping happens only when the program took
 * the SIGBUS guard (pl_file_guard); without it everything is read, so a file
 * cut short by another process never kills a process without the guard.
 *
 * Lifetime: a view dies with pl_view_close() or with the next open of the same
 * reader. Threads: one reader per thread. */
#ifndef PL_BASE_FILE_H
#define PL_BASE_FILE_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"

enum {
    PL_VIEW_SLACK = 64,
    PL_VIEW_MAP_MIN = 256 * 1024, /* smaller files are read, see above */
};
/* Larger source files are refused: offsets must fit 32 bits with room to spare. */
#define PL_VIEW_MAX ((size_t)256 << 20)

/* What distinguishes two states of a file without reading it. No program can set the
 * change time, so it shows bytes that were written and dated back. */
typedef struct pl_stamp {
    uint64_t size, inode, device;
    int64_t mtime_ns, ctime_ns;
} pl_stamp;

typedef struct pl_reader {
    char *buf; /* owned; pl_reader_done() */
    size_t cap;
} pl_reader;

typedef struct pl_view {
    const unsigned char *ptr; /* len bytes, then PL_VIEW_SLACK zeroes */
    size_t len;
    pl_stamp stamp;
    void *map; /* NULL when read */
    size_t map_len;
    int guard; /* slot of the SIGBUS guard, or -1 */
} pl_view;

void pl_reader_done(pl_reader *reader);
/* Open `path`. Only regular files: a directory, FIFO, device or socket is
 * refused without blocking (EISDIR, EINVAL), a file above PL_VIEW_MAX with
 * EFBIG. Returns 0, or an errno value and then *out is empty. */
int pl_view_open(pl_reader *reader, const char *path, pl_view *out);
/* Like pl_view_open(), for `path` relative to `dir` (pl_dir_open). */
int pl_view_open_at(pl_reader *reader, int dir, const char *path, pl_view *out);
/* False when the file was cut short under the mapping: then what was read is
 * not to be trusted. Always call; safe on a zeroed view. */
bool pl_view_close(pl_view *view);
static inline pl_str pl_view_str(const pl_view *view)
{
    return (pl_str){ (const char *)view->ptr, view->len };
}

/* Install the SIGBUS guard: a handler for this process that turns a
 * fault inside a mapping of the library into zero bytes and chains to the previous
 * handler otherwise. For programs (our CLI and server); a library user that
 * never calls it gets no handler. Idempotent. */
void pl_file_guard(void);
bool pl_file_guarded(void);

/* An errno of these functions as users should read it; static or borrowed until the
 * next call in this thread. */
const char *pl_file_reason(int error);
/* What the system calls an error, in the words of the C locale; static. */
const char *pl_error_text(int error);

/* stat(2), following links. 0 or errno. `is_dir` may be NULL. */
int pl_file_stat(const char *path, pl_stamp *out, bool *is_dir);

/* Read the target of the symbolic link `path` into `arena`. 0 or errno: EINVAL if it is no link. */
int pl_file_link(const char *path, pl_arena *arena, pl_str *target);

/* A directory that many paths are looked up from: saves a fifth of the time of
 * absolute ones. A descriptor for pl_dir_close(), or -1. */
int pl_dir_open(const char *path);
void pl_dir_close(int dir); /* -1 is fine */
/* stat(2) of `path` below `dir` (empty: `dir` itself), or of an absolute path. */
int pl_dir_stat(int dir, const char *path, pl_stamp *out, bool *is_dir);

/* Called for each regular file (or link to anything but a directory) below
 * `root`. `path` is relative to root and borrowed for the call. Return false to
 * stop the walk. */
typedef bool pl_walk_file(void *ctx, pl_str path, bool is_link);
/* Called for each directory (relative path); false: do not descend. NULL: all. */
typedef bool pl_walk_dir(void *ctx, pl_str path);
/* Recursive, links to directories not followed, any order. A directory that
 * vanishes during the walk is ignored (lazy-workspace.md F3). 0, or the errno of
 * the root; unreadable sub-directories are reported through `bad` (may be NULL). */
int pl_file_walk(const char *root, void *ctx, pl_walk_dir *dir, pl_walk_file *file,
                 void (*bad)(void *ctx, pl_str path, int error));

/* For callers that check later whether a walk would find the same names: returns the weight
 * of one name in a directory, 0 if it does not matter. The weight of a directory is the sum
 * of those of its names, so their order does not count. */
typedef enum pl_name_kind {
    PL_NAME_FILE,
    PL_NAME_DIR,
    PL_NAME_LINK,
    PL_NAME_GONE, /* it vanished, or its kind is not known */
} pl_name_kind;
typedef uint64_t pl_walk_weigh(pl_str name, pl_name_kind kind);
typedef struct pl_walk_calls {
    pl_walk_dir *dir; /* NULL: all */
    pl_walk_file *file;
    void (*bad)(void *ctx, pl_str path, int error); /* may be NULL */
    pl_walk_weigh *weigh;                           /* NULL: `listed` and `link` are not called */
    /* A directory that was read to its end; its stamp is from before. */
    void (*listed)(void *ctx, pl_str path, const pl_stamp *stamp, uint64_t weight);
    /* A link that was passed over because it leads to a directory. */
    void (*link)(void *ctx, pl_str path);
} pl_walk_calls;
int pl_file_walk_with(const char *root, void *ctx, const pl_walk_calls *calls);
/* Weigh one directory, following a link to it. 0 or errno. */
int pl_file_weigh(const char *path, pl_walk_weigh *weigh, pl_stamp *stamp, uint64_t *weight);

/* Read a whole small file (configuration, lock file) into `arena`, NUL-terminated.
 * 0 or errno; EFBIG above `max` bytes. */
int pl_file_slurp(const char *path, size_t max, pl_arena *arena, pl_str *out);
/* Write `bytes` to a temporary file beside `path` (mode 0600), sync when asked,
 * and rename it into place. 0 or errno; after a failure nothing is left of it. */
int pl_file_replace(const char *path, pl_str bytes, bool sync);
/* Like pl_file_replace(), always synced; dress() sets mode and owner of the new file before it is
 * renamed, and returns 0 or errno. The name of the temporary file is `path`, PL_FILE_BESIDE and six
 * characters. */
#define PL_FILE_BESIDE ".pipelite-"
typedef int pl_file_dress(void *ctx, int fd);
int pl_file_replace_dressed(const char *path, pl_str bytes, pl_file_dress *dress, void *ctx);
/* rename(2), refusing to replace anything that is there (EEXIST). 0 or errno. */
int pl_file_rename(const char *from, const char *to);
/* The current directory as the user sees it: $PWD when it is right. In `arena`
 * NUL-terminated; "." when it is not known. */
pl_str pl_file_cwd(pl_arena *arena);

#endif
