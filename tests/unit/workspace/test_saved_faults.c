/* test_saved_faults.c - the n-th call of the system fails, the disk flips a bit, the process
 * dies on the way, files change under our eyes: the next start gives the right answer. */
/* clang-format off */
/* link: -Wl,--wrap=pl_clock_wall_ns,--wrap=open,--wrap=openat,--wrap=read,--wrap=fstat,--wrap=stat,--wrap=fstatat,--wrap=write,--wrap=rename,--wrap=mmap,--wrap=mkostemp,--wrap=close,--wrap=fdopendir,--wrap=readdir,--wrap=mkdir,--wrap=opendir */
/* clang-format on */
#include "unit/workspace/kept.h"
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/wait.h>

/* ---- system calls that fail on request */

typedef enum call {
    OPEN,
    READ,
    STAT,
    WRITE,
    RENAME,
    MMAP,
    MKOSTEMP,
    CLOSE,
    LIST,
    MKDIR,
    CALLS
} call;
static const char *const call_names[] = { "open", "read",     "stat",  "write", "rename",
                                          "mmap", "mkostemp", "close", "list",  "mkdir" };

static bool watching;
static unsigned counts[CALLS], all_calls;
static call fail_call; /* CALLS: any */
static unsigned fail_at;
static int fail_errno;
static unsigned kill_at; /* die before the n-th call of any kind */
static unsigned act_at;  /* do act() before the n-th read */
static void (*act)(void);

static bool fails(call c)
{
    if (!watching)
        return false;
    counts[c]++;
    all_calls++;
    if (all_calls == kill_at)
        raise(SIGKILL);
    if (c == READ && counts[READ] == act_at) {
        watching = false;
        act();
        watching = true;
    }
    if (!fail_at || (fail_call != CALLS && fail_call != c))
        return false;
    if ((fail_call == CALLS ? all_calls : counts[c]) != fail_at)
        return false;
    errno = fail_errno;
    return true;
}

static void watch(void)
{
    memset(counts, 0, sizeof counts);
    all_calls = 0;
    watching = true;
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    int mode = flags & O_CREAT ? va_arg(args, int) : 0;
    va_end(args);
    return fails(OPEN) ? -1 : __real_open(path, flags, mode);
}
int __real_openat(int dir, const char *path, int flags, ...);
int __wrap_openat(int dir, const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    int mode = flags & O_CREAT ? va_arg(args, int) : 0;
    va_end(args);
    return fails(OPEN) ? -1 : __real_openat(dir, path, flags, mode);
}
ssize_t __real_read(int fd, void *at, size_t len);
ssize_t __wrap_read(int fd, void *at, size_t len)
{
    return fails(READ) ? -1 : __real_read(fd, at, len);
}
int __real_fstat(int fd, struct stat *st);
int __wrap_fstat(int fd, struct stat *st)
{
    return fails(STAT) ? -1 : __real_fstat(fd, st);
}
int __real_stat(const char *path, struct stat *st);
int __wrap_stat(const char *path, struct stat *st)
{
    return fails(STAT) ? -1 : __real_stat(path, st);
}
int __real_fstatat(int dir, const char *path, struct stat *st, int flags);
int __wrap_fstatat(int dir, const char *path, struct stat *st, int flags)
{
    return fails(STAT) ? -1 : __real_fstatat(dir, path, st, flags);
}
ssize_t __real_write(int fd, const void *at, size_t len);
ssize_t __wrap_write(int fd, const void *at, size_t len)
{
    return fails(WRITE) ? -1 : __real_write(fd, at, len);
}
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to)
{
    return fails(RENAME) ? -1 : __real_rename(from, to);
}
void *__real_mmap(void *at, size_t len, int prot, int flags, int fd, off_t offset);
void *__wrap_mmap(void *at, size_t len, int prot, int flags, int fd, off_t offset)
{
    /* Without a file this is a request for memory: pl_oom, not an error that is handled. */
    bool file = !(flags & MAP_ANONYMOUS);
    return file && fails(MMAP) ? MAP_FAILED : __real_mmap(at, len, prot, flags, fd, offset);
}
int __real_mkostemp(char *name, int flags);
int __wrap_mkostemp(char *name, int flags)
{
    return fails(MKOSTEMP) ? -1 : __real_mkostemp(name, flags);
}
int __real_close(int fd);
int __wrap_close(int fd)
{
    bool failed = fails(CLOSE);
    int error = errno, result = __real_close(fd);
    if (failed)
        errno = error;
    return failed ? -1 : result;
}
DIR *__real_fdopendir(int fd);
DIR *__wrap_fdopendir(int fd)
{
    return fails(LIST) ? NULL : __real_fdopendir(fd);
}
DIR *__real_opendir(const char *path);
DIR *__wrap_opendir(const char *path)
{
    return fails(LIST) ? NULL : __real_opendir(path);
}
struct dirent *__real_readdir(DIR *dir);
struct dirent *__wrap_readdir(DIR *dir)
{
    return fails(LIST) ? NULL : __real_readdir(dir);
}
int __real_mkdir(const char *path, mode_t mode);
int __wrap_mkdir(const char *path, mode_t mode)
{
    return fails(MKDIR) ? -1 : __real_mkdir(path, mode);
}

/* ---- a small workspace */

#define DEP ".powerpipe/mods/github.com/acme/dep@v1.0.0/"

static char index_dir[PLACE_MAX];

static kept_how write_small(const char *name, bool strict)
{
    char at[64];
    snprintf(at, sizeof at, "%s-ws", name);
    kept_how how = { .dir = place_new(at), .strict = strict, .threads = 1 };
    snprintf(index_dir, sizeof index_dir, "%s/%s-index/a/b", pl_test_dir(), name);
    how.index = index_dir;
    kept_text(
        &how, "mod.pp",
        "mod \"top\" {\n  require {\n    mod \"github.com/acme/dep\" {\n      version = \"1\"\n"
        "    }\n  }\n}\n");
    kept_text(&how, ".mod.cache.json",
              "{\"top\":{\"github.com/acme/dep\":{\"name\":\"github.com/acme/dep\",\"version\":"
              "\"1.0.0\",\"struct_version\":20240429}}}");
    kept_text(&how, ".powerpipeignore", "ignored/**\n");
    kept_text(&how, "ignored/x.pp", "query \"ignored\" {\n  sql = \"1\"\n}\n");
    kept_text(&how, "sub/own.pp", "query \"own\" {\n  sql = \"select 1\"\n}\n");
    kept_text(&how, DEP "mod.pp", "mod \"dep\" {}\n");
    kept_text(&how, DEP "q.pp", "query \"other\" {\n  sql = \"select 2\"\n}\n");
    kept_ahead = 10 * SECOND;
    return how;
}

/* Remove the index and the folders that were made for it. */
static void forget(const kept_how *how)
{
    char dir[PLACE_MAX];
    snprintf(dir, sizeof dir, "%s", how->index);
    DIR *d = opendir(dir);
    for (struct dirent *e; d && (e = readdir(d)) != NULL;)
        unlink(place_path(dir, e->d_name));
    if (d)
        closedir(d);
    for (int i = 0; i < 3; i++) {
        rmdir(dir);
        *strrchr(dir, '/') = 0;
    }
    CHECK(!kept_exists(how->index), how->index);
}

/* ---- the n-th call fails */

typedef enum start { COLD, WARM, STALE } start;
static const char *const start_names[] = { "cold", "warm", "stale" };

static void prepare(const kept_how *how, start from)
{
    pl_index_origin origin;
    forget(how);
    kept_text(how, "sub/own.pp", "query \"own\" {\n  sql = \"select 1\"\n}\n");
    if (from == COLD)
        return;
    kept_check(how, &origin, "prepare");
    if (from == STALE)
        kept_text(how, "sub/own.pp", "query \"owner\" {\n  sql = \"select 3\"\n}\n");
}

static unsigned warned; /* warnings in the log */
static void hear(void *ctx, pl_str line)
{
    (void)ctx, (void)line;
    warned++;
}

/* Open and save with the faults that are set. Right, or refused or partial with words. */
static bool survives(const kept_how *how, const char *what)
{
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(how->dir),
                                .index_dir = pl_str_cstr(how->index),
                                .strict = how->strict,
                                .threads = 1,
                                .log = { .level = PL_LOG_WARN, .write = hear } };
    warned = 0;
    watch();
    pl_workspace *ws = pl_workspace_open(&options, diags);
    if (ws)
        pl_workspace_save(ws);
    watching = false;
    bool silent = !pl_diags_count(diags) && !warned;
    if (silent) {
        kept fresh;
        kept_how again = *how;
        pl_index_origin origin;
        CHECK(ws, what);
        pl_workspace_origin(ws, &origin);
        again.fresh = true;
        again.index = origin.path.len ? how->index : NULL; /* else it has no inputs */
        kept_open(&fresh, &again);
        CHECK(fresh.ws, what);
        CHECK(kept_same(pl_workspace_index(ws), pl_workspace_index(fresh.ws)), what);
        kept_close(&fresh, false);
    }
    pl_workspace_close(ws);
    pl_diags_free(diags);
    return silent;
}

static void fail_every(const kept_how *how, start from, call c, int error)
{
    char what[128];
    unsigned right = 0, n = 0;
    do {
        pl_index_origin origin;
        n++;
        snprintf(what, sizeof what, "%s start of the %s: %s number %u fails with '%s'",
                 start_names[from], how->strict ? "command line" : "library",
                 c == CALLS ? "call" : call_names[c], n, strerror(error));
        fail_at = 0;
        prepare(how, from);
        fail_call = c;
        fail_at = n;
        fail_errno = error;
        right += survives(how, what);
        fail_at = 0;
        kept_check(how, &origin, what); /* nothing wrong was saved */
        kept_check(how, &origin, what);
        CHECK(origin.saved, what);
    } while ((c == CALLS ? all_calls : counts[c]) >= n || n < 2);
    CHECK(right > 0, what);
}

TEST(the_nth_call_of_any_kind_fails)
{
    for (int strict = 0; strict < 2; strict++) {
        kept_how how = write_small(strict ? "faults-s" : "faults", strict);
        for (start from = COLD; from <= STALE; from++) {
            fail_every(&how, from, CALLS, EIO);
            fail_every(&how, from, WRITE, ENOSPC);
            fail_every(&how, from, MKOSTEMP, EROFS);
            fail_every(&how, from, RENAME, EACCES);
            fail_every(&how, from, MKDIR, EACCES);
            fail_every(&how, from, OPEN, EMFILE);
            fail_every(&how, from, READ, EIO);
        }
    }
}

/* ---- every byte and every length */

static char image[1 << 16];
static size_t image_len;

static void read_image(const char *path)
{
    int fd = open(path, O_RDONLY);
    ssize_t n = read(fd, image, sizeof image);
    CHECK(fd >= 0 && n > 0 && (size_t)n < sizeof image, path);
    image_len = (size_t)n;
    close(fd);
}

static void write_image(const char *path, size_t len)
{
    int fd = open(path, O_WRONLY | O_TRUNC | O_CREAT, 0600);
    CHECK(fd >= 0 && write(fd, image, len) == (ssize_t)len, path);
    close(fd);
}

static const pl_index *right;

/* It is as good as none, or still says what is right. */
static void check_spoilt(const kept_how *how, const char *what, size_t at)
{
    kept k;
    kept_open(&k, how);
    if (!k.ws || k.from.saved || !kept_same(pl_workspace_index(k.ws), right))
        fail_msg("%s %zu", what, at);
    kept_close(&k, false);
}

TEST(every_flipped_byte_and_every_length_is_built_anew)
{
    kept_how how = write_small("flip", true);
    pl_index_origin origin;
    kept fresh;
    kept_check(&how, &origin, "saved");
    char path[PLACE_MAX];
    snprintf(path, sizeof path, "%s", kept_image(&how));
    kept_open(&fresh, &how);
    CHECK(fresh.from.saved, "it is right");
    right = pl_workspace_index(fresh.ws);
    read_image(path);
    for (size_t i = 0; i < image_len; i++) {
        char was = image[i];
        image[i] ^= (char)(1 << i % 8);
        write_image(path, image_len);
        check_spoilt(&how, "flipped byte", i);
        image[i] = was;
    }
    for (size_t len = 0; len < image_len; len += len < 600 ? 1 : 7) {
        write_image(path, len);
        check_spoilt(&how, "cut to", len);
    }
    write_image(path, image_len);
    kept_close(&fresh, false);
    kept_check(&how, &origin, "whole again");
    CHECK(origin.saved, "used");
}

/* ---- killed on the way */

static unsigned files_in(const char *dir)
{
    unsigned n = 0;
    DIR *d = opendir(dir);
    for (struct dirent *e; d && (e = readdir(d)) != NULL;)
        n += e->d_name[0] != '.';
    if (d)
        closedir(d);
    return n;
}

TEST(killed_at_every_step_of_writing)
{
    kept_how how = write_small("kill", true);
    for (start from = COLD; from <= STALE; from++) {
        bool died = true;
        for (unsigned n = 1; died; n++) {
            pl_index_origin origin;
            int status;
            prepare(&how, from);
            pid_t child = fork();
            if (child == 0) {
                kept k;
                kept_open(&k, &how);
                kill_at = n;
                watch();
                pl_workspace_save(k.ws);
                _exit(0);
            }
            CHECK(waitpid(child, &status, 0) == child, "wait");
            died = WIFSIGNALED(status);
            kept_check(&how, &origin, start_names[from]);
            kept_check(&how, &origin, start_names[from]);
            CHECK(origin.saved, start_names[from]);
        }
    }
    /* What a killed writer left is removed by a later one, when it is old. */
    place_text(how.index, "0123456789abcdef.plx.Abc123", "half");
    place_text(how.index, "unrelated", "stays");
    const char *temp = place_path(how.index, "0123456789abcdef.plx.Abc123");
    struct timespec old[2] = { { .tv_sec = 1000000 }, { .tv_sec = 1000000 } };
    pl_index_origin origin;
    kept_text(&how, "sub/own.pp", "query \"a\" {\n  sql = \"1\"\n}\n");
    kept_check(&how, &origin, "young");
    CHECK(kept_exists(temp), "somebody may be writing it");
    CHECK(utimensat(AT_FDCWD, temp, old, 0) == 0, "old");
    kept_text(&how, "sub/own.pp", "query \"b\" {\n  sql = \"1\"\n}\n");
    kept_check(&how, &origin, "old");
    CHECK(!kept_exists(temp), "removed");
    CHECK_INT(files_in(how.index), 2, "the image and the stranger");
}

/* ---- replaced between a look and a read */

static kept_how acting;
static int way;

static void replace_file(void)
{
    static const char *const texts[] = { "query \"one\" {\n  sql = \"select 1\"\n}\n",
                                         "query \"two\" {\n  sql = \"select 2\"\n}\n" };
    static int turn;
    const char *text = texts[turn++ & 1];
    switch (way) {
    case 0: kept_text(&acting, "sub/own.pp", text); break;
    case 1:
        kept_text(&acting, "sub/aside", text);
        rename(place_path(acting.dir, "sub/aside"), place_path(acting.dir, "sub/own.pp"));
        break;
    case 2: kept_text(&acting, "sub/own.pp", turn & 1 ? "" : text); break;
    case 3: kept_text(&acting, turn & 1 ? "sub/more.pp" : "sub/other.pp", "locals {\n}\n"); break;
    case 4:
        kept_text(&acting, "mod.pp",
                  turn & 1 ? "mod \"top\" {\n  title = \"New\"\n}\n" : "mod \"top\" {}\n");
        break;
    case 5: unlink(place_path(acting.dir, "sub/own.pp")); break;
    case 6: kept_text(&acting, ".powerpipeignore", turn & 1 ? "sub/**\n" : ""); break;
    default: break;
    }
}

TEST(files_change_between_a_look_and_a_read)
{
    act = replace_file;
    for (way = 0; way < 7; way++) {
        for (int strict = 0; strict < 2; strict++) {
            for (unsigned n = 1, reads = 1; n <= reads; n++) {
                char name[32];
                kept k;
                pl_index_origin origin;
                snprintf(name, sizeof name, "race-%d-%d-%u", way, strict, n);
                acting = write_small(name, strict);
                kept_ahead = 0;
                for (int warm = 0; warm < 2; warm++) {
                    act_at = n;
                    watch();
                    kept_open(&k, &acting);
                    watching = false;
                    if (!warm)
                        reads = counts[READ] > reads ? counts[READ] : reads;
                    kept_close(&k, true);
                    kept_check(&acting, &origin, name);
                    kept_check(&acting, &origin, name);
                }
            }
        }
    }
}
