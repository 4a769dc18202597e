/* folder_file.c - writing single files into folders, and the lock on a folder. */
#include "base/folder.h"
#include "base/file.h"
#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* ---- one at a time */

enum { SLICE_MS = 20, PATIENCE_MS = 500 };

/* The process id in a line of /proc/locks if the line is about this file: "3: FLOCK  ADVISORY
 * WRITE 1234 08:01:5678 0 EOF". */
static long pid_of_line(char *line, const struct stat *st)
{
    unsigned major, minor;
    unsigned long inode;
    long pid;
    if (sscanf(line, "%*d: FLOCK %*s %*s %ld %x:%x:%lu", &pid, &major, &minor, &inode) != 4)
        return 0;
    return inode == st->st_ino && makedev(major, minor) == st->st_dev ? pid : 0;
}

static long holder_of(int fd)
{
    struct stat st;
    char line[256];
    long pid = 0;
    FILE *locks = fstat(fd, &st) == 0 ? fopen("/proc/locks", "re") : NULL;
    while (locks && !pid && fgets(line, sizeof line, locks))
        pid = pid_of_line(line, &st);
    if (locks)
        fclose(locks);
    return pid > 0 ? pid : 0;
}

static void describe_process(long pid, pl_buf *out)
{
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/%ld/cmdline", pid);
    FILE *f = pid ? fopen(path, "re") : NULL;
    size_t n = f ? fread(line, 1, sizeof line - 1, f) : 0;
    if (f)
        fclose(f);
    while (n && !line[n - 1])
        n--;
    for (size_t i = 0; i < n; i++)
        line[i] = (unsigned char)line[i] < 0x20 || line[i] == 0x7f ? ' ' : line[i];
    if (pid)
        pl_buf_printf(out, n ? "%ld (%.*s)" : "%ld", pid, (int)n, line);
}

static void tell(const pl_lock_wait *wait, int fd)
{
    pl_buf who = { 0 };
    describe_process(holder_of(fd), &who);
    if (wait->waiting)
        wait->waiting(wait->ctx, pl_buf_view(&who));
    pl_buf_done(&who);
}

int pl_folder_lock_take(pl_folder_lock *lock, const char *path, const pl_lock_wait *wait)
{
    lock->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = lock->fd < 0 ? errno : 0, waited = 0;
    while (!error && flock(lock->fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            error = errno;
        else if (wait->stop && atomic_load(wait->stop))
            error = ECANCELED;
        else
            poll(NULL, 0, SLICE_MS);
        waited += SLICE_MS;
        if (waited == PATIENCE_MS)
            tell(wait, lock->fd);
    }
    if (error)
        pl_folder_lock_drop(lock);
    return error;
}

/* Does the path still name the folder that `fd` has open? The folder may have been removed and
 * made again. */
static bool is_named(int fd, const char *path)
{
    struct stat own, named;
    return fstat(fd, &own) == 0 && stat(path, &named) == 0 && own.st_ino == named.st_ino &&
           own.st_dev == named.st_dev;
}

int pl_folder_lock_try(pl_folder_lock *lock, const char *path, bool shared, int wait_ms)
{
    enum { STEP_MS = 1 };
    int how = (shared ? LOCK_SH : LOCK_EX) | LOCK_NB, error;
    for (int waited = 0;; waited += STEP_MS) {
        lock->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (lock->fd < 0)
            return errno;
        error = flock(lock->fd, how) != 0 ? errno : 0;
        if (!error && is_named(lock->fd, path))
            return 0;
        pl_folder_lock_drop(lock);
        if (error && error != EWOULDBLOCK && error != EINTR)
            return error;
        if (waited >= wait_ms)
            return EWOULDBLOCK;
        poll(NULL, 0, STEP_MS);
    }
}

void pl_folder_lock_drop(pl_folder_lock *lock)
{
    if (lock->fd >= 0)
        close(lock->fd);
    lock->fd = -1;
}

/* ---- files */

static unsigned less_umask(unsigned mode)
{
    mode_t mask = umask(0);
    umask(mask);
    return mode & ~mask & 07777;
}

/* The attributes of a new file: those of the old one, or a mode. */
typedef struct dressing {
    const struct stat *old; /* NULL: there was none */
    unsigned mode;
} dressing;

/* Apply the attributes. Only root can keep another owner. */
static int dress(void *ctx, int fd)
{
    const dressing *d = ctx;
    const struct stat *old = d->old;
    if (fchmod(fd, old ? old->st_mode & 07777 : less_umask(d->mode)) != 0)
        return errno;
    if (old && (old->st_uid != geteuid() || old->st_gid != getegid()))
        if (fchown(fd, old->st_uid, old->st_gid) != 0)
            return 0;
    return 0;
}

static int write_beside(const char *path, pl_str bytes, const struct stat *old, unsigned mode)
{
    dressing d = { old, mode };
    return pl_file_replace_dressed(path, bytes, dress, &d);
}

void pl_folder_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
}

static void sync_parent(const char *path)
{
    pl_buf dir = { 0 };
    size_t slash = pl_str_rfind(pl_str_cstr(path), '/');
    pl_buf_add(&dir, path, path[slash] ? slash : 0);
    if (!dir.len)
        pl_buf_cstr(&dir, path[0] == '/' ? "/" : ".");
    pl_buf_byte(&dir, 0);
    pl_folder_sync(dir.ptr);
    pl_buf_done(&dir);
}

int pl_file_rewrite(const char *path, pl_str bytes, unsigned mode)
{
    char real[PATH_MAX];
    struct stat st;
    bool there = stat(path, &st) == 0;
    if (there && !S_ISREG(st.st_mode))
        return EINVAL;
    if (there && !realpath(path, real))
        return errno;
    const char *target = there ? real : path;
    int error = write_beside(target, bytes, there ? &st : NULL, mode);
    if (!error)
        sync_parent(target);
    return error;
}

int pl_file_link_target(const char *path, pl_buf *out)
{
    char room[PATH_MAX];
    ssize_t n = readlink(path, room, sizeof room);
    if (n < 0)
        return errno;
    pl_buf_add(out, room, (size_t)n);
    return 0;
}

int pl_file_remove(const char *path)
{
    if (unlink(path) != 0)
        return errno == ENOENT ? 0 : errno;
    sync_parent(path);
    return 0;
}

int pl_file_set_mode(const char *path, unsigned mode)
{
    return chmod(path, mode) != 0 ? errno : 0;
}

void pl_file_touch(const char *path)
{
    utimensat(AT_FDCWD, path, NULL, 0);
}

void pl_file_temp_name(pl_buf *out)
{
    uint32_t number = 0;
    if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
        number = (uint32_t)(uintptr_t)out;
    pl_buf_printf(out, "%ld.%08x", (long)getpid(), number);
}

bool pl_file_run_alive(pl_str name)
{
    uint64_t pid;
    if (!pl_str_to_u64(pl_str_sub(name, 0, pl_str_find(name, '.')), &pid) || !pid || pid > INT_MAX)
        return false;
    return kill((pid_t)pid, 0) == 0 || errno == EPERM;
}
