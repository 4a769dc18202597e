/* test_blob.c - files of our own making: trust, mapping, cutting short, pruning. */
#include "base/blob.h"
#include "base/str.h"
#include "unit/place.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

enum { LARGE = 100000 };

static const char *large_file(const char *name)
{
    static char bytes[LARGE];
    memset(bytes, 'x', sizeof bytes);
    place_bytes(pl_test_dir(), name, bytes, sizeof bytes);
    const char *path = place_path(pl_test_dir(), name);
    CHECK(chmod(path, 0600) == 0, name);
    return path;
}

static const struct {
    const char *what;
    unsigned mode;
    int want;
} trust_rows[] = {
    { "one's own", 0600, 0 },
    { "readable by all", 0644, 0 },
    { "writable by the group", 0660, EPERM },
    { "writable by all", 0602, EPERM },
};

TEST(blob_is_trusted_when_nobody_else_can_write_it)
{
    pl_blob blob;
    for (size_t i = 0; i < sizeof trust_rows / sizeof trust_rows[0]; i++) {
        const char *path = large_file("trust");
        CHECK(chmod(path, trust_rows[i].mode) == 0, "chmod");
        CHECK_INT(pl_blob_open(path, LARGE, &blob), trust_rows[i].want, trust_rows[i].what);
        if (!trust_rows[i].want)
            CHECK(blob.len == LARGE && blob.ptr[LARGE - 1] == 'x', trust_rows[i].what);
        pl_blob_close(&blob);
    }
    if (geteuid() == 0) {
        const char *path = large_file("other");
        CHECK(chown(path, 12345, 12345) == 0, "chown");
        CHECK_INT(pl_blob_open(path, LARGE, &blob), EPERM, "somebody else's");
    }
}

TEST(blob_refuses_what_is_no_file)
{
    pl_blob blob;
    CHECK_INT(pl_blob_open(place_path(pl_test_dir(), "none"), LARGE, &blob), ENOENT, "absent");
    CHECK_INT(pl_blob_open(pl_test_dir(), LARGE, &blob), EINVAL, "a directory");
    CHECK_INT(pl_blob_open(large_file("large"), LARGE - 1, &blob), EFBIG, "too large");
    CHECK(!blob.ptr && !blob.len, "empty after a refusal");
    pl_blob_close(&blob);
}

/* A fault in a mapping that is not ours ends the process as if there were no guard. */
static void check_foreign_fault(const char *path)
{
    int status = 0, fd = open(path, O_RDWR | O_CLOEXEC);
    pid_t child = fork();
    if (child == 0) {
        char *map = mmap(NULL, 8192, PROT_READ, MAP_SHARED, fd, 0);
        signal(SIGALRM, SIG_DFL);
        alarm(20); /* the handler that returns without a page is called for ever */
        if (ftruncate(fd, 0) == 0)
            _exit(((volatile char *)map)[4096] ? 1 : 0);
        _exit(1);
    }
    CHECK(child > 0 && waitpid(child, &status, 0) == child, "a process");
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) != SIGALRM, "ended by the fault");
    close(fd);
}

/* One test: cmocka has handlers of its own for each, and ours is installed once. */
TEST(blob_is_read_without_the_guard_and_mapped_with_it)
{
    pl_blob blob;
    const char *path = large_file("both");
    CHECK_INT(pl_blob_open(path, LARGE, &blob), 0, "read");
    CHECK(!blob.mapped && blob.ptr[LARGE - 1] == 'x', "read");
    pl_blob_rest(&blob);
    CHECK(blob.ptr[LARGE - 1] == 'x', "one that was read stays");
    CHECK(pl_blob_close(&blob), "whole");
    signal(SIGBUS, SIG_DFL); /* what the guard hands other faults to */
    pl_file_guard();
    CHECK_INT(pl_blob_open(path, LARGE, &blob), 0, "map");
    CHECK(blob.mapped && blob.ptr[0] == 'x' && pl_blob_close(&blob), "mapped and whole");
    CHECK_INT(pl_blob_open(path, LARGE, &blob), 0, "map again");
    CHECK(blob.mapped && blob.ptr[LARGE - 1] == 'x' && (uintptr_t)blob.ptr % 8 == 0, "mapped");
    pl_blob_rest(&blob);
    CHECK(blob.ptr[0] == 'x' && blob.ptr[LARGE - 1] == 'x', "its pages come back");
    CHECK(truncate(path, 4096) == 0, "cut");
    CHECK(blob.ptr[0] == 'x', "what is left is there");
    CHECK(((volatile const char *)blob.ptr)[LARGE - 1] == 0, "what is gone is zero");
    CHECK(((volatile const char *)blob.ptr)[0] == 0, "and from then on so is the rest");
    CHECK(!pl_blob_close(&blob), "closing reports that");
    check_foreign_fault(path);
}

static bool is_named(void *ctx, pl_str name, const pl_stamp *stamp)
{
    (void)stamp;
    return pl_str_starts(name, pl_str_cstr(ctx));
}

TEST(prune_removes_what_it_is_told_and_no_directories)
{
    const char *dir = place_new("prune");
    pl_stamp stamp;
    place_text(dir, "a1", "");
    place_text(dir, "b1", "");
    place_text(dir, "a2/inside", "");
    pl_dir_prune(dir, is_named, (char[]){ "a" });
    CHECK_INT(pl_file_stat(place_path(dir, "a1"), &stamp, NULL), ENOENT, "gone");
    CHECK_INT(pl_file_stat(place_path(dir, "b1"), &stamp, NULL), 0, "not asked for");
    CHECK_INT(pl_file_stat(place_path(dir, "a2/inside"), &stamp, NULL), 0, "a directory");
    pl_dir_prune(place_path(dir, "nowhere"), is_named, (char[]){ "a" });
}

static uint64_t weigh_sources(pl_str name, pl_name_kind kind)
{
    return kind == PL_NAME_DIR ? 1000 + name.len : pl_str_ends(name, PL_S(".pp")) ? name.len : 0;
}

static uint64_t weight_of(const char *dir)
{
    uint64_t weight;
    pl_stamp stamp;
    CHECK_INT(pl_file_weigh(dir, weigh_sources, &stamp, &weight), 0, dir);
    return weight;
}

TEST(weight_changes_with_names_that_matter)
{
    const char *dir = place_new("weigh");
    place_text(dir, "a.pp", "");
    uint64_t one = weight_of(dir);
    place_text(dir, "note.txt", "");
    CHECK(weight_of(dir) == one, "a name of no matter");
    place_text(dir, "sub/b.pp", "");
    CHECK(weight_of(dir) != one, "a directory more");
    CHECK(rmdir(place_path(dir, "sub")) != 0, "it holds something");
}
