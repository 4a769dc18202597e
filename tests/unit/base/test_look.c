#include "base/look.h"
#include "base/str.h"
#include "unit/place.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>

/* A directory with one of each kind, but for devices: those are the system's. */
static const char *one_of_each(void)
{
    const char *dir = place_new("look");
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    char here[PLACE_MAX];
    place_text(dir, "file", "12345");
    mkdir(place_path(dir, "dir"), 0755);
    CHECK(symlink("file", place_path(dir, "link")) == 0, "a link");
    CHECK(symlink("nothing", place_path(dir, "dangling")) == 0, "a link to nothing");
    CHECK(mkfifo(place_path(dir, "pipe"), 0600) == 0, "a pipe");
    /* Paths of sockets are short: bind it from inside. */
    CHECK(getcwd(here, sizeof here) && chdir(dir) == 0, "inside");
    strcpy(at.sun_path, "socket");
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    CHECK(fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0, "a socket");
    close(fd);
    CHECK(chdir(here) == 0, "and out again");
    return dir;
}

static const struct {
    const char *what, *name;
    bool follow;
    int error;
    pl_file_type type;
} look_rows[] = {
    { "a file", "file", false, 0, PL_FILE_REGULAR },
    { "a directory", "dir", false, 0, PL_FILE_DIR },
    { "a link as itself", "link", false, 0, PL_FILE_LINK },
    { "what a link leads to", "link", true, 0, PL_FILE_REGULAR },
    { "a link to nothing is there", "dangling", false, 0, PL_FILE_LINK },
    { "but leads nowhere", "dangling", true, ENOENT, PL_FILE_REGULAR },
    { "a pipe, which is not opened", "pipe", true, 0, PL_FILE_PIPE },
    { "a socket", "socket", false, 0, PL_FILE_SOCKET },
    { "nothing", "none", false, ENOENT, PL_FILE_REGULAR },
};

static bool note(void *ctx, pl_str name, pl_file_type type)
{
    static const char letters[] = "fdlbps";
    char *to = ctx;
    for (size_t i = 0; i < PL_COUNT(look_rows); i++)
        if (pl_str_eq(name, pl_str_cstr(look_rows[i].name)))
            to[i] = letters[type];
    return true;
}

static bool stop(void *ctx, pl_str name, pl_file_type type)
{
    (void)name, (void)type;
    return ++*(int *)ctx < 2;
}

TEST(paths_are_looked_at)
{
    const char *dir = one_of_each();
    char seen[PL_COUNT(look_rows) + 1] = "---------";
    const char want[] = "fdllllps-";
    int calls = 0;
    for (size_t i = 0; i < PL_COUNT(look_rows); i++) {
        pl_looked got = { 0 };
        int error = pl_file_look(place_path(dir, look_rows[i].name), look_rows[i].follow, &got);
        CHECK_INT(error, look_rows[i].error, look_rows[i].what);
        CHECK_INT(got.type, look_rows[i].type, look_rows[i].what);
    }
    pl_looked null;
    CHECK(pl_file_look("/dev/null", true, &null) == 0 && null.type == PL_FILE_DEVICE, "a device");
    CHECK_INT(pl_file_list(dir, seen, note), 0, "all names");
    CHECK_STR(seen, want, "and their kinds, links as themselves");
    CHECK_INT(pl_file_list(dir, &calls, stop), 0, "stopped");
    CHECK_INT(calls, 2, "after the second");
    CHECK_INT(pl_file_list(place_path(dir, "none"), &calls, stop), ENOENT, "no directory");
    CHECK_INT(pl_file_list(place_path(dir, "file"), &calls, stop), ENOTDIR, "a file");
}

TEST(devices_are_listed_as_such)
{
    char seen[PL_COUNT(look_rows) + 1] = "---------";
    CHECK_INT(pl_file_list("/dev", seen, note), 0, "the system's own");
}

TEST(errors_have_small_letters)
{
    char room[64];
    CHECK_STR(pl_file_error(ENOENT, room), "no such file or directory", "a known one");
    CHECK_STR(pl_file_error(123456, room), "unknown error", "an unknown one");
}
