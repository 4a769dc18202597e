#include "base/outfile.h"
#include "base/look.h"
#include "base/str.h"
#include "unit/place.h"
#include <errno.h>
#include <fcntl.h>

static pl_str path_of(const char *dir, const char *name)
{
    return pl_str_cstr(place_path(dir, name));
}

static bool count(void *ctx, pl_str name, pl_file_type type)
{
    (void)name, (void)type;
    ++*(int *)ctx;
    return true;
}

static void check_dir(const char *dir, int files, const char *what)
{
    int n = 0;
    CHECK_INT(pl_file_list(dir, &n, count), 0, what);
    CHECK_INT(n, files, what);
}

static void check_text(pl_str path, const char *want)
{
    char text[64] = "";
    int fd = open(path.ptr, O_RDONLY);
    CHECK(fd >= 0 && read(fd, text, sizeof text - 1) >= 0, path.ptr);
    CHECK_STR(text, want, path.ptr);
    close(fd);
}

TEST(a_file_is_there_when_it_is_whole)
{
    const char *dir = place_new("whole");
    pl_str path = path_of(dir, "out.csv");
    pl_outfile out;
    struct stat st;
    CHECK_INT(pl_outfile_open(&out, path, NULL), 0, "open");
    CHECK(pl_outfile_write(&out, PL_S("a,b\n")), "write");
    CHECK(access(path.ptr, F_OK) != 0, "not yet");
    CHECK_INT(pl_outfile_close(&out, true), 0, "close");
    check_text(path, "a,b\n");
    check_dir(dir, 1, "nothing beside it");

    CHECK(chmod(path.ptr, 0640) == 0, "another mode");
    CHECK_INT(pl_outfile_open(&out, path, NULL), 0, "again");
    CHECK(pl_outfile_write(&out, PL_S("new")), "write");
    check_text(path, "a,b\n");
    CHECK_INT(pl_outfile_close(&out, true), 0, "close");
    check_text(path, "new");
    CHECK(stat(path.ptr, &st) == 0 && (st.st_mode & 0777) == 0640, "the mode stays");
}

TEST(a_file_that_nobody_wants_is_removed)
{
    const char *dir = place_new("unwanted");
    pl_outfile out;
    CHECK_INT(pl_outfile_open(&out, path_of(dir, "x"), NULL), 0, "open");
    CHECK(pl_outfile_write(&out, PL_S("half")), "write");
    CHECK_INT(pl_outfile_close(&out, false), 0, "close");
    check_dir(dir, 0, "no trace");
}

TEST(what_cannot_be_written_says_why)
{
    const char *dir = place_new("cannot");
    pl_outfile out;
    CHECK_INT(pl_outfile_open(&out, path_of(dir, "none/x"), NULL), ENOENT, "no directory");
    CHECK_INT(pl_outfile_open(&out, PL_S("/dev/full"), NULL), 0, "a device is written to in place");
    CHECK(!pl_outfile_write(&out, PL_S("x")), "it is full");
    CHECK(!pl_outfile_write(&out, PL_S("y")), "and stays so");
    CHECK_INT(pl_outfile_close(&out, true), ENOSPC, "the reason");
    CHECK_INT(pl_outfile_open(&out, PL_S("/dev/null"), NULL), 0, "another");
    CHECK(pl_outfile_write(&out, PL_S("x")), "takes it");
    CHECK_INT(pl_outfile_close(&out, true), 0, "no reason");
    /* A directory came into its place. */
    CHECK_INT(pl_outfile_open(&out, path_of(dir, "late"), NULL), 0, "open");
    CHECK(mkdir(place_path(dir, "late"), 0755) == 0, "a directory");
    CHECK_INT(pl_outfile_close(&out, true), EISDIR, "cannot be replaced");
    check_dir(dir, 1, "nothing half written stays");
}

TEST(who_ends_early_removes_what_is_half_written)
{
    const char *dir = place_new("early");
    pl_outfile_guard guard = { .lock = PTHREAD_MUTEX_INITIALIZER };
    pl_outfile out;
    CHECK_INT(pl_outfile_open(&out, path_of(dir, "x"), &guard), 0, "open");
    CHECK(guard.file == &out, "known");
    CHECK_INT(pl_outfile_close(&out, true), 0, "close");
    CHECK(!guard.file, "and no more");
    CHECK_INT(pl_outfile_open(&out, path_of(dir, "y"), &guard), 0, "open");
    check_dir(dir, 2, "x, and y in the making");
    pl_outfile_abandon(&guard); /* the lock stays taken: the process would end now */
    check_dir(dir, 1, "x alone");
    pthread_mutex_unlock(&guard.lock);
    pl_outfile_close(&out, false);
}
