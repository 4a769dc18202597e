/* test_file.c - views, walks and atomic replacement on a real directory. */
#include "base/file.h"
#include "base/pool.h"
#include "base/str.h"
#include "unit/test.h"
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *in_dir(const char *name)
{
    static char path[4][512];
    static int turn;
    char *p = path[turn++ & 3];
    snprintf(p, 512, "%s/%s", pl_test_dir(), name);
    return p;
}

static void put(const char *name, const char *bytes, size_t len)
{
    int fd = open(in_dir(name), O_CREAT | O_TRUNC | O_WRONLY, 0600);
    CHECK(fd >= 0 && write(fd, bytes, len) == (ssize_t)len, name);
    close(fd);
}

TEST(view_has_zeroes_behind_its_end)
{
    static const char slack[PL_VIEW_SLACK];
    pl_reader reader = { 0 };
    pl_view view;
    put("small", "abc", 3);
    CHECK_INT(pl_view_open(&reader, in_dir("small"), &view), 0, "open");
    CHECK(pl_str_eq(pl_view_str(&view), PL_S("abc")), "bytes");
    CHECK(memcmp(view.ptr + 3, slack, sizeof slack) == 0, "slack");
    CHECK_INT(view.stamp.size, 3, "stamp");
    CHECK(pl_view_close(&view), "sound");
    put("small", "", 0);
    CHECK_INT(pl_view_open(&reader, in_dir("small"), &view), 0, "empty file");
    CHECK(view.len == 0 && memcmp(view.ptr, slack, sizeof slack) == 0, "slack only");
    pl_view_close(&view);
    pl_reader_done(&reader);
}

TEST(view_refuses_what_is_no_file_without_waiting)
{
    pl_reader reader = { 0 };
    pl_view view;
    CHECK(mkfifo(in_dir("fifo.pp"), 0600) == 0, "fifo");
    CHECK(mkdir(in_dir("dir.pp"), 0700) == 0, "dir");
    CHECK_INT(pl_view_open(&reader, in_dir("fifo.pp"), &view), EINVAL, "fifo");
    CHECK_INT(pl_view_open(&reader, in_dir("dir.pp"), &view), EISDIR, "directory");
    CHECK_INT(pl_view_open(&reader, in_dir("none.pp"), &view), ENOENT, "missing");
    CHECK_INT(pl_view_open(&reader, "/dev/zero", &view), EINVAL, "device");
    put("huge.pp", "x", 1);
    CHECK(truncate(in_dir("huge.pp"), (off_t)1 << 30) == 0, "sparse");
    CHECK_INT(pl_view_open(&reader, in_dir("huge.pp"), &view), EFBIG, "1 GB");
    CHECK(pl_view_close(&view), "closing nothing is fine");
    pl_reader_done(&reader);
}

TEST(view_survives_a_file_that_shrinks_while_mapped)
{
    enum { BIG = PL_VIEW_MAP_MIN + 5000 };
    pl_reader reader = { 0 };
    pl_view view;
    char *bytes = malloc(BIG);
    memset(bytes, 'x', BIG);
    put("big.pp", bytes, BIG);
    CHECK_INT(pl_view_open(&reader, in_dir("big.pp"), &view), 0, "without the guard: read");
    CHECK(!view.map, "not mapped");
    pl_view_close(&view);
    pl_file_guard();
    pl_file_guard();
    CHECK_INT(pl_view_open(&reader, in_dir("big.pp"), &view), 0, "with the guard: mapped");
    CHECK(view.map && view.ptr[BIG - 1] == 'x' && view.ptr[BIG] == 0, "mapped, slack");
    CHECK(truncate(in_dir("big.pp"), 10) == 0, "cut");
    unsigned sum = 0;
    for (size_t i = 0; i < view.len; i++)
        sum += view.ptr[i] == 'x';
    CHECK(sum < BIG, "zeroes instead of a signal");
    CHECK(!pl_view_close(&view), "and close says so");
    put("page.pp", bytes, PL_VIEW_MAP_MIN);
    CHECK_INT(pl_view_open(&reader, in_dir("page.pp"), &view), 0, "whole pages");
    CHECK(!view.map, "have no slack, so they are read");
    pl_view_close(&view);
    free(bytes);
    pl_reader_done(&reader);
}

typedef struct seen {
    char names[512];
} seen;

static bool note_file(void *ctx, pl_str path, bool is_link)
{
    seen *s = ctx;
    size_t at = strlen(s->names);
    snprintf(s->names + at, sizeof s->names - at, "%.*s%s ", PL_FMT(path), is_link ? "@" : "");
    return true;
}

static bool skip_hidden(void *ctx, pl_str path)
{
    (void)ctx;
    return path.ptr[0] != '.';
}

TEST(walk_finds_files_and_follows_no_directory_links)
{
    mkdir(in_dir("w"), 0700);
    mkdir(in_dir("w/sub"), 0700);
    mkdir(in_dir("w/.git"), 0700);
    put("w/sub/a.pp", "", 0);
    put("w/.git/b.pp", "", 0);
    CHECK(symlink(".", in_dir("w/loop")) == 0, "loop");
    CHECK(symlink("nowhere", in_dir("w/dangling")) == 0, "dangling");
    seen s = { { 0 } };
    CHECK_INT(pl_file_walk(in_dir("w"), &s, skip_hidden, note_file, NULL), 0, "walk");
    CHECK_STR(s.names, "dangling@ sub/a.pp ", "files");
    CHECK_INT(pl_file_walk(in_dir("nope"), &s, NULL, note_file, NULL), ENOENT, "no root");
}

TEST(walk_goes_deep)
{
    char path[8192];
    size_t len = (size_t)snprintf(path, sizeof path, "%s", in_dir("deep"));
    mkdir(path, 0700);
    for (int i = 0; i < 900; i++) {
        len += (size_t)snprintf(path + len, sizeof path - len, "/d");
        mkdir(path, 0700);
    }
    snprintf(path + len, sizeof path - len, "/x.pp");
    close(open(path, O_CREAT | O_WRONLY, 0600));
    seen s = { { 0 } };
    CHECK_INT(pl_file_walk(in_dir("deep"), &s, NULL, note_file, NULL), 0, "walk");
    CHECK(strlen(s.names) > 500, "found at depth 900");
}

TEST(replace_writes_all_or_nothing)
{
    pl_arena arena = { 0 };
    pl_str got;
    CHECK_INT(pl_file_replace(in_dir("r"), PL_S("one"), true), 0, "new");
    CHECK_INT(pl_file_replace(in_dir("r"), PL_S("two"), false), 0, "again");
    CHECK_INT(pl_file_slurp(in_dir("r"), 100, &arena, &got), 0, "slurp");
    CHECK(pl_str_eq(got, PL_S("two")), "contents");
    CHECK_INT(pl_file_slurp(in_dir("r"), 2, &arena, &got), EFBIG, "too large");
    struct stat st;
    CHECK(stat(in_dir("r"), &st) == 0 && (st.st_mode & 0777) == 0600, "mode");
    CHECK_INT(pl_file_replace(in_dir("no/such/dir"), PL_S("x"), false), ENOENT, "no directory");
    pl_arena_done(&arena);
}

static void count(void *ctx, size_t item, unsigned worker)
{
    (void)worker;
    atomic_fetch_add((atomic_size_t *)ctx, item + 1);
}

TEST(pool_runs_every_item_once)
{
    for (unsigned threads = 0; threads <= 40; threads += 4) {
        atomic_size_t sum = 0;
        pl_pool_run(threads, 1000, count, &sum);
        CHECK_INT(atomic_load(&sum), 500500, "sum");
    }
    atomic_size_t none = 0;
    pl_pool_run(4, 0, count, &none);
    CHECK_INT(atomic_load(&none), 0, "no items");
    CHECK(pl_pool_cpus() >= 1, "processors");
}
