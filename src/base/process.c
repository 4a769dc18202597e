/* process.c - starts a program, reads both of its streams until it ends or a limit is reached, and
 * ends it then with all that it started. */
#include "base/process.h"
#include "base/cast.h"
#include "base/clock.h"
#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SLICE_MS = 50, GRACE_MS = 1000, CHUNK = 16 * 1024 };

/* A stream between this process and the program. */
typedef struct stream {
    int fd[2]; /* our end, the end of the program */
    pl_buf *into;
    size_t left; /* how many more bytes are kept */
    bool full;   /* more bytes came than are kept */
} stream;

/* The state of a program while it runs. */
typedef struct watch {
    const pl_process *p;
    bool sliced;    /* it may be cancelled, so the flag is read from time to time */
    unsigned quiet; /* milliseconds since it printed something */
    uint64_t begun; /* the clock when it started */
    int why;        /* errno that explains why it is being ended; 0: it runs */
} watch;

/* Called after a slice of time without output. False: the program must be ended. */
static bool keep_going(watch *w)
{
    const pl_process *p = w->p;
    if (p->stop && atomic_load(p->stop))
        w->why = ECANCELED;
    else if (p->idle_ms && w->quiet >= p->idle_ms)
        w->why = ETIMEDOUT;
    else if (p->most_ms && (pl_clock_ns() - w->begun) / 1000000 >= p->most_ms)
        w->why = ETIME;
    else if (p->go_on && !p->go_on(p->ctx))
        w->why = EFBIG;
    return !w->why;
}

static void shut(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* ---- finding */

static pl_str search_path(const char *const *environment)
{
    for (const char *const *e = environment; e && *e; e++)
        if (!strncmp(*e, "PATH=", 5))
            return pl_str_cstr(*e + 5);
    return PL_S("/usr/local/bin:/usr/bin:/bin");
}

static bool is_program(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

/* Find the program. An empty or relative entry in PATH depends on the current directory, which may
 * be a stranger's folder; it is skipped. */
static bool find_program(const pl_process *p, pl_buf *path)
{
    pl_str dirs = search_path(p->environment);
    pl_buf_cstr(path, p->argv[0]);
    pl_buf_byte(path, 0);
    if (strchr(p->argv[0], '/'))
        return is_program(path->ptr);
    while (dirs.len) {
        pl_str dir = pl_str_split(&dirs, ':');
        path->len = 0;
        pl_buf_printf(path, "%.*s/%s", PL_FMT(dir), p->argv[0]);
        pl_buf_byte(path, 0);
        if (pl_str_starts(dir, PL_S("/")) && is_program(path->ptr))
            return true;
    }
    return false;
}

/* ---- starting */

/* Put the input into a file in memory, from which the program reads at its own pace. Returns its
 * descriptor; -1 with errno. */
static int open_input(pl_str input)
{
    int fd = memfd_create("input", MFD_CLOEXEC);
    size_t done = 0;
    while (fd >= 0 && done < input.len) {
        ssize_t n = write(fd, input.ptr + done, input.len - done);
        if (n < 0 && errno != EINTR)
            break;
        done += n > 0 ? (size_t)n : 0;
    }
    if (fd < 0 || (done == input.len && lseek(fd, 0, SEEK_SET) == 0))
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

static int plan_files(posix_spawn_file_actions_t *files, const char *dir, int input,
                      const stream *out, const stream *err)
{
    int e = input < 0
                ? posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
                : posix_spawn_file_actions_adddup2(files, input, STDIN_FILENO);
    if (!e)
        e = posix_spawn_file_actions_adddup2(files, out->fd[1], STDOUT_FILENO);
    if (!e && dir)
        e = posix_spawn_file_actions_addchdir_np(files, dir);
    return e ? e : posix_spawn_file_actions_adddup2(files, err->fd[1], STDERR_FILENO);
}

/* Signals that a thread of this process blocks or ignores are reset for the program. */
static int plan_signals(posix_spawnattr_t *attr, bool group)
{
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGINT);
    sigaddset(&usual, SIGTERM);
    sigaddset(&usual, SIGPIPE);
    sigaddset(&usual, SIGQUIT);
    int e = posix_spawnattr_setsigmask(attr, &none);
    if (!e)
        e = posix_spawnattr_setsigdefault(attr, &usual);
    if (!e && group)
        e = posix_spawnattr_setpgroup(attr, 0);
    return e ? e : posix_spawnattr_setflags(attr, group ? flags | POSIX_SPAWN_SETPGROUP : flags);
}

static int start_program(const pl_process *p, const char *path, int input, const stream *out,
                         const stream *err, pid_t *pid)
{
    static char *const nothing[] = { NULL };
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attr;
    char *const *environment = p->environment ? pl_unconst(p->environment) : nothing;
    int e = posix_spawn_file_actions_init(&files);
    if (e)
        return e;
    e = posix_spawnattr_init(&attr);
    if (!e) {
        e = plan_files(&files, p->dir, input, out, err);
        if (!e)
            e = plan_signals(&attr, p->group);
        if (!e)
            e = posix_spawn(pid, path, &files, &attr, pl_unconst(p->argv), environment);
        posix_spawnattr_destroy(&attr);
    }
    posix_spawn_file_actions_destroy(&files);
    return e;
}

/* ---- reading */

static void take_output(stream *s)
{
    char room[CHUNK];
    ssize_t n = read(s->fd[0], room, sizeof room);
    if (n < 0 && errno == EINTR)
        return;
    if (n <= 0) {
        shut(&s->fd[0]);
        return;
    }
    size_t kept = (size_t)n < s->left ? (size_t)n : s->left;
    pl_buf_add(s->into, room, kept);
    s->left -= kept;
    s->full = s->full || kept < (size_t)n;
}

/* Read until both streams have ended. False: the program must be ended. */
static bool read_both(watch *w, stream *out, stream *err)
{
    while (out->fd[0] >= 0 || err->fd[0] >= 0) {
        struct pollfd fds[2] = { { .fd = out->fd[0], .events = POLLIN },
                                 { .fd = err->fd[0], .events = POLLIN } };
        if (!keep_going(w))
            return false;
        if (poll(fds, 2, w->sliced ? SLICE_MS : -1) <= 0) {
            w->quiet += SLICE_MS;
            continue;
        }
        w->quiet = 0;
        if (fds[0].revents)
            take_output(out);
        if (fds[1].revents)
            take_output(err);
        if (w->p->ends_at_max && (out->full || err->full)) {
            w->why = EOVERFLOW;
            return false;
        }
    }
    return true;
}

/* Wait for the program, which may go on working after it has closed its streams. */
static bool wait_for(watch *w, pid_t pid, int *status)
{
    w->quiet = 0;
    while (w->sliced && waitpid(pid, status, WNOHANG) == 0) {
        if (!keep_going(w))
            return false;
        unsigned pause = w->quiet < SLICE_MS ? 1 : SLICE_MS; /* most end at once */
        poll(NULL, 0, (int)pause);
        w->quiet += pause;
    }
    if (!w->sliced)
        while (waitpid(pid, status, 0) < 0 && errno == EINTR)
            ;
    return true;
}

/* End the program and what it has started: first with SIGTERM, later with SIGKILL. */
static void end_program(pid_t pid, bool group, int *status)
{
    pid_t whom = group ? -pid : pid;
    bool gone = false;
    kill(whom, SIGTERM);
    for (int i = 0; i < GRACE_MS / SLICE_MS && !gone; i++) {
        gone = waitpid(pid, status, WNOHANG) != 0;
        if (!gone)
            poll(NULL, 0, SLICE_MS);
    }
    if (!gone || group)
        kill(whom, SIGKILL);
    while (!gone && waitpid(pid, status, 0) < 0 && errno == EINTR)
        ;
}

static int run_program(const pl_process *p, const char *path, stream *out, stream *err, int *status)
{
    pid_t pid;
    int input = p->input.len ? open_input(p->input) : -1;
    int e = p->input.len && input < 0 ? errno : start_program(p, path, input, out, err, &pid);
    shut(&input);
    shut(&out->fd[1]);
    shut(&err->fd[1]);
    if (e)
        return e;
    watch w = { .p = p, .sliced = p->stop || p->idle_ms || p->most_ms || p->go_on };
    w.begun = pl_clock_ns();
    if (read_both(&w, out, err) && wait_for(&w, pid, status))
        return 0;
    end_program(pid, p->group, status);
    return w.why;
}

int pl_process_run(const pl_process *p, pl_buf *out, pl_buf *err, int *status)
{
    stream streams[2] = { { .fd = { -1, -1 }, .into = out, .left = p->max_output },
                          { .fd = { -1, -1 }, .into = err, .left = p->max_output } };
    pl_buf path = { 0 };
    int e = find_program(p, &path) ? 0 : ENOENT;
    *status = 0;
    if (!e && (pipe2(streams[0].fd, O_CLOEXEC) != 0 || pipe2(streams[1].fd, O_CLOEXEC) != 0))
        e = errno;
    if (!e)
        e = run_program(p, path.ptr, &streams[0], &streams[1], status);
    for (int i = 0; i < 4; i++)
        shut(&streams[i / 2].fd[i % 2]);
    pl_buf_done(&path);
    return e;
}
