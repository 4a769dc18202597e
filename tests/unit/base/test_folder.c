/* Whole folders, and single files beside them. */
#include "base/folder.h"
#include "base/file.h"
#include "base/str.h"
#include "unit/place.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* link: -Wl,--wrap=readdir */
/* The n-th reading of a name from now on fails. */
static int failing;

struct dirent *__real_readdir(DIR *dir);
struct dirent *__wrap_readdir(DIR *dir);
struct dirent *__wrap_readdir(DIR *dir)
{
    if (!failing || --failing)
        return __real_readdir(dir);
    errno = EIO;
    return NULL;
}

/* "tree": a file, a folder with a file that may be executed, a link to nothing and a pipe. */
static void make_tree(const char *dir)
{
    char path[PLACE_MAX + 20];
    place_bytes(dir, "tree/a.txt", "one", 3);
    place_bytes(dir, "tree/sub/b.sh", "two", 3);
    snprintf(path, sizeof path, "%s/tree/sub/b.sh", dir);
    CHECK_INT(pl_file_set_mode(path, 0755), 0, "mode");
    snprintf(path, sizeof path, "%s/tree/link", dir);
    CHECK_INT(symlink("nowhere", path), 0, "link");
    snprintf(path, sizeof path, "%s/tree/pipe", dir);
    CHECK_INT(mkfifo(path, 0600), 0, "pipe");
}

static int list_thing(void *ctx, const pl_thing *thing)
{
    static const char marks[] = { 'f', 'd', 'l', 'o' };
    pl_buf *out = ctx;
    pl_buf_printf(out, "%c:%.*s:%llu:%o ", marks[thing->kind], PL_FMT(thing->path),
                  thing->kind == PL_THING_FILE ? (unsigned long long)thing->size : 0,
                  thing->kind == PL_THING_FILE ? thing->mode & 0100 : 0);
    return 0;
}

static const char *list_of(const char *path)
{
    static char text[1000];
    pl_buf out = { 0 };
    int error = pl_folder_walk(path, list_thing, &out);
    snprintf(text, sizeof text, "%.*s%s", (int)out.len, out.ptr ? out.ptr : "",
             error ? pl_error_text(error) : "");
    pl_buf_done(&out);
    return text;
}

TEST(folders_are_walked_by_name)
{
    const char *dir = place_new("folder-walk");
    make_tree(dir);
    CHECK_STR(list_of(place_path(dir, "tree")),
              "f:a.txt:3:0 l:link:0:0 o:pipe:0:0 d:sub:0:0 f:sub/b.sh:3:100 ", "all of it");
    CHECK_STR(list_of(place_path(dir, "none")), "No such file or directory", "no folder");
}

static int stop_at_sub(void *ctx, const pl_thing *thing)
{
    int *error = ctx;
    return thing->kind == PL_THING_FOLDER ? *error : 0;
}

TEST(walks_end_or_leave_out_as_they_are_told)
{
    int skip = ECANCELED, fail = EPERM;
    const char *dir = place_new("folder-stop");
    make_tree(dir);
    CHECK_INT(pl_folder_walk(place_path(dir, "tree"), stop_at_sub, &skip), 0, "left out");
    CHECK_INT(pl_folder_walk(place_path(dir, "tree"), stop_at_sub, &fail), EPERM, "ended");
}

/* A part of a folder is never taken for the whole. */
TEST(a_name_that_cannot_be_read_ends_the_walk)
{
    enum { NAMES = 7 + 4 }; /* of both folders, with dots and the end */
    const char *dir = place_new("folder-fails");
    make_tree(dir);
    for (int n = 1; n <= NAMES; n++) {
        failing = n;
        const char *said = list_of(place_path(dir, "tree"));
        CHECK(strstr(said, pl_error_text(EIO)) != NULL, said);
        failing = n;
        CHECK_INT(pl_folder_copy(place_path(dir, "tree"), place_path(dir, "copy")), EIO, "copied");
        CHECK_INT(access(place_path(dir, "copy"), F_OK), -1, "nothing is left");
        CHECK_INT(failing, 0, "it came to that");
    }
    failing = NAMES + 1;
    CHECK(strstr(list_of(place_path(dir, "tree")), "sub/b.sh") != NULL, "the last was the last");
    failing = 0;
}

TEST(folders_are_copied_and_removed)
{
    const char *dir = place_new("folder-copy");
    make_tree(dir);
    CHECK_INT(pl_folder_copy(place_path(dir, "tree"), place_path(dir, "copy")), 0, "copied");
    CHECK_STR(list_of(place_path(dir, "copy")),
              "f:a.txt:3:0 l:link:0:0 d:sub:0:0 f:sub/b.sh:3:100 ", "but for the pipe");
    CHECK_INT(pl_folder_copy(place_path(dir, "tree"), place_path(dir, "copy")), EEXIST,
              "not over another");
    CHECK_INT(pl_folder_copy(place_path(dir, "none"), place_path(dir, "other")), ENOENT,
              "of nothing");
    CHECK_INT(access(place_path(dir, "other"), F_OK), -1, "nothing is left");
    CHECK_INT(chmod(place_path(dir, "copy/sub"), 0500), 0, "a folder that cannot be written");
    CHECK_INT(pl_folder_remove(place_path(dir, "copy")), 0, "removed");
    CHECK_INT(pl_folder_remove(place_path(dir, "copy")), 0, "removed before");
    CHECK_INT(access(place_path(dir, "copy"), F_OK), -1, "gone");
}

TEST(folders_move_also_to_other_file_systems)
{
    char far[] = "/dev/shm/pl-folder-XXXXXX";
    const char *dir = place_new("folder-move");
    make_tree(dir);
    CHECK_INT(pl_folder_move(place_path(dir, "tree"), place_path(dir, "moved")), 0, "renamed");
    CHECK_INT(pl_folder_move(place_path(dir, "tree"), place_path(dir, "again")), ENOENT,
              "nothing to move");
    struct stat here, there;
    if (!mkdtemp(far))
        return;
    if (stat(dir, &here) || stat(far, &there) || here.st_dev == there.st_dev) {
        print_message("/dev/shm is no file system of its own: skipped\n");
        rmdir(far);
        return;
    }
    CHECK_INT(pl_folder_move(place_path(dir, "moved"), place_path(far, "tree")), 0, "copied");
    CHECK_INT(access(place_path(dir, "moved"), F_OK), -1, "and removed");
    CHECK_STR(list_of(place_path(far, "tree")),
              "f:a.txt:3:0 l:link:0:0 d:sub:0:0 f:sub/b.sh:3:100 ", "there");
    CHECK_INT(pl_folder_make(place_path(dir, "full")), 0, "made");
    place_bytes(dir, "full/x", "x", 1);
    CHECK_INT(pl_folder_move(place_path(far, "tree"), place_path(dir, "full")) != 0, 1,
              "not over a full one");
    pl_folder_remove(far);
}

TEST(empty_parents_go_up_to_the_top)
{
    const char *dir = place_new("folder-empty");
    for (int i = 0; i < 3; i++)
        CHECK_INT(pl_folder_make(place_path(dir, i == 0   ? "a"
                                                 : i == 1 ? "a/b"
                                                          : "a/b/c")),
                  0, "made");
    CHECK_INT(pl_folder_make(place_path(dir, "a")), EEXIST, "made before");
    place_bytes(dir, "a/kept", "x", 1);
    pl_folder_remove_empty(place_path(dir, "a/b/c"), dir);
    CHECK_INT(access(place_path(dir, "a/b"), F_OK), -1, "empty");
    CHECK_INT(access(place_path(dir, "a/kept"), F_OK), 0, "full");
    pl_folder_remove_empty("/elsewhere", dir);
}

/* ---- locks */

typedef struct waiter {
    const char *path;
    atomic_bool stop;
    int error;
    char holder[200];
} waiter;

static void note_holder(void *ctx, pl_str holder)
{
    waiter *w = ctx;
    snprintf(w->holder, sizeof w->holder, "%.*s", PL_FMT(holder));
    atomic_store(&w->stop, true);
}

TEST(a_lock_is_shared_or_alone)
{
    static const struct {
        const char *what;
        bool first, second; /* shared */
        int want;
    } rows[] = {
        { "two readers", true, true, 0 },
        { "a writer beside a reader", true, false, EWOULDBLOCK },
        { "a reader beside a writer", false, true, EWOULDBLOCK },
        { "two writers", false, false, EWOULDBLOCK },
    };
    const char *dir = place_new("folder-try");
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_folder_lock one = { -1 }, two = { -1 };
        CHECK_INT(pl_folder_lock_try(&one, dir, rows[i].first, 0), 0, rows[i].what);
        CHECK_INT(pl_folder_lock_try(&two, dir, rows[i].second, 3), rows[i].want, rows[i].what);
        CHECK_INT(two.fd >= 0, !rows[i].want, "held only when it was taken");
        pl_folder_lock_drop(&one);
        pl_folder_lock_drop(&two);
        CHECK_INT(pl_folder_lock_try(&two, dir, false, 0), 0, "all is free again");
        pl_folder_lock_drop(&two);
    }
    pl_folder_lock none = { -1 };
    CHECK_INT(pl_folder_lock_try(&none, place_path(dir, "none"), true, 50), ENOENT, "no folder");
    CHECK_INT(none.fd, -1, "nothing is held");
}

TEST(one_holds_the_lock_of_a_folder)
{
    char me[40];
    pl_folder_lock lock = { -1 }, second = { -1 };
    pl_lock_wait quietly = { 0 };
    const char *dir = place_new("folder-lock");
    waiter w = { .path = dir };
    pl_lock_wait wait = { .stop = &w.stop, .waiting = note_holder, .ctx = &w };
    CHECK_INT(pl_folder_lock_take(&lock, dir, &quietly), 0, "taken");
    CHECK_INT(pl_folder_lock_take(&second, dir, &wait), ECANCELED, "waiting was ended");
    snprintf(me, sizeof me, "%ld (", (long)getpid());
    CHECK(strncmp(w.holder, me, strlen(me)) == 0 || !w.holder[0], "it says by which process");
    CHECK_INT(second.fd, -1, "not held");
    pl_folder_lock_drop(&lock);
    CHECK_INT(pl_folder_lock_take(&second, dir, &quietly), 0, "free again");
    pl_folder_lock_drop(&second);
    CHECK_INT(pl_folder_lock_take(&lock, place_path(dir, "none"), &quietly), ENOENT, "no folder");
}

/* ---- files */

static unsigned mode_of(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? st.st_mode & 07777 : 0;
}

TEST(files_are_rewritten_whole)
{
    pl_buf target = { 0 };
    const char *dir = place_new("folder-file");
    umask(022);
    CHECK_INT(pl_file_rewrite(place_path(dir, "new"), PL_S("text"), 0666), 0, "made");
    CHECK_INT(mode_of(place_path(dir, "new")), 0644, "less the umask");
    CHECK_INT(pl_file_set_mode(place_path(dir, "new"), 0600), 0, "another mode");
    CHECK_INT(symlink("new", place_path(dir, "link")), 0, "a link to it");
    CHECK_INT(pl_file_rewrite(place_path(dir, "link"), PL_S("other"), 0666), 0, "by the link");
    CHECK_INT(mode_of(place_path(dir, "new")), 0600, "the mode is kept");
    CHECK_INT(pl_file_link_target(place_path(dir, "link"), &target), 0, "it is a link still");
    CHECK(pl_str_eq(pl_buf_view(&target), PL_S("new")), "to the same");
    CHECK_INT(pl_file_link_target(place_path(dir, "new"), &target), EINVAL, "no link");
    CHECK_INT(pl_file_rewrite(dir, PL_S("x"), 0666), EINVAL, "a folder");
    CHECK_INT(pl_file_rewrite(place_path(dir, "no/where"), PL_S("x"), 0666), ENOENT, "no folder");
    CHECK_INT(pl_file_set_mode(place_path(dir, "none"), 0600), ENOENT, "no file");
    pl_file_touch(place_path(dir, "new"));
    CHECK_INT(pl_file_remove(place_path(dir, "new")), 0, "removed");
    CHECK_INT(pl_file_remove(place_path(dir, "new")), 0, "removed before");
    CHECK_INT(pl_file_remove(dir) != 0, 1, "a folder is no file");
    pl_buf_done(&target);
}

TEST(names_of_runs_end_with_their_process)
{
    pl_buf name = { 0 };
    pl_file_temp_name(&name);
    CHECK(pl_file_run_alive(pl_buf_view(&name)), "this one runs");
    CHECK(!pl_file_run_alive(PL_S("x.1")), "no number");
    CHECK(!pl_file_run_alive(PL_S("0.1")), "no process");
    CHECK(!pl_file_run_alive(PL_S("99999999999.1")), "too large");
    CHECK(!pl_file_run_alive(PL_S("2147483646.1")), "never so many");
    pl_buf_done(&name);
}

/* A chain of folders whose path is longer than the system accepts. Its last folder has a file. */
static int make_deep(const char *dir)
{
    enum { DEEP = 2500 };
    int fd = open(dir, O_RDONLY | O_DIRECTORY);
    for (int i = 0; i < DEEP && fd >= 0; i++) {
        mkdirat(fd, "dd", 0755);
        int next = openat(fd, "dd", O_RDONLY | O_DIRECTORY);
        close(fd);
        fd = next;
    }
    int file = fd < 0 ? -1 : openat(fd, "f", O_WRONLY | O_CREAT, 0644);
    close(fd);
    close(file);
    return file < 0 ? -1 : DEEP + 1;
}

static int count_thing(void *ctx, const pl_thing *thing)
{
    (void)thing;
    ++*(int *)ctx;
    return 0;
}

TEST(folders_of_any_depth_are_walked_and_removed)
{
    const char *dir = place_new("folder-deep");
    int made = make_deep(dir), seen = 0;
    CHECK(made > 0, "made");
    CHECK_INT(pl_folder_walk(dir, count_thing, &seen), 0, "walked");
    CHECK_INT(seen, made, "all of them");
    CHECK_INT(pl_folder_remove(dir), 0, "removed");
    CHECK(access(dir, F_OK) != 0, "gone");
}

TEST(folders_are_removed_as_far_as_that_goes)
{
    const char *dir = place_new("folder-kept"), *kept = place_path(dir, "b");
    place_text(dir, "a/f", "one");
    place_text(dir, "b/f", "two");
    place_text(dir, "c/f", "three");
    CHECK_INT(chmod(kept, 0), 0, "no permission");
    CHECK_INT(pl_folder_remove(dir), 0, "its owner may");
    CHECK(access(dir, F_OK) != 0, "gone");
    CHECK_INT(symlink("/nowhere", dir), 0, "link");
    CHECK_INT(pl_folder_remove(dir), 0, "a link is removed itself");
}
