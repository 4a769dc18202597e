#include "unit/test.h"
#include "base/path.h"
#include <errno.h>
#include <sys/stat.h>

static const struct {
    const char *what, *path, *want;
} clean_rows[] = {
    { "nothing is the current directory", "", "." },
    { "the root stays", "/", "/" },
    { "slashes and dots go", "//a//./b/", "/a/b" },
    { "dot-dot takes a name away", "a/b/../c", "a/c" },
    { "a path may be used up", "a/..", "." },
    { "nothing is above the root", "/../../a", "/a" },
    { "a relative path may start above", "../../a/../b", "../../b" },
    { "dot-dot does not eat dot-dot", "a/../../..", "../.." },
    { "and a name after them goes", "../a/..", ".." },
    { "two of them", "../../a/b/../..", "../.." },
    { "names may have dots", "..a/.b/...", "..a/.b/..." },
    { "absolute and used up", "/a/b/../..", "/" },
};

TEST(path_clean_is_shortest)
{
    for (size_t i = 0; i < sizeof clean_rows / sizeof *clean_rows; i++) {
        pl_arena arena = { 0 };
        pl_str path = { clean_rows[i].path, strlen(clean_rows[i].path) };
        CHECK_STR(pl_path_clean(&arena, path).ptr, clean_rows[i].want, clean_rows[i].what);
        pl_arena_done(&arena);
    }
}

TEST(path_join_and_home)
{
    pl_arena arena = { 0 };
    CHECK_STR(pl_path_join(&arena, PL_S("/w"), PL_S("../x")).ptr, "/x", "relative");
    CHECK_STR(pl_path_join(&arena, PL_S("/w"), PL_S("/x/")).ptr, "/x", "absolute");
    CHECK_STR(pl_path_join(&arena, PL_S("/w"), PL_S("")).ptr, "/w", "empty");
    CHECK_STR(pl_path_home(&arena, PL_S("/h"), PL_S("~")).ptr, "/h", "home alone");
    CHECK_STR(pl_path_home(&arena, PL_S("/h"), PL_S("~/a")).ptr, "/h/a", "below home");
    CHECK_STR(pl_path_home(&arena, PL_S("/h"), PL_S("~root/a")).ptr, "~root/a", "another's home");
    CHECK_STR(pl_path_home(&arena, PL_S("/h"), PL_S("a/~")).ptr, "a/~", "not in front");
    pl_arena_done(&arena);
}

TEST(path_make_dirs_makes_all_or_says_why)
{
    pl_arena arena = { 0 };
    struct stat st;
    pl_str deep = pl_arena_printf(&arena, "%s/a/b//c/", pl_test_dir());
    CHECK_INT(pl_path_make_dirs(deep), 0, "new");
    CHECK_INT(pl_path_make_dirs(deep), 0, "again");
    CHECK(stat(deep.ptr, &st) == 0 && S_ISDIR(st.st_mode), "it is there");
    pl_str file = pl_arena_printf(&arena, "%s/f", pl_test_dir());
    fclose(fopen(file.ptr, "w"));
    CHECK_INT(pl_path_make_dirs(file), ENOTDIR, "a file");
    CHECK_INT(pl_path_make_dirs(pl_arena_printf(&arena, "%s/f/x", pl_test_dir())), ENOTDIR,
              "below a file");
    CHECK_INT(pl_path_make_dirs(PL_S("")), ENOENT, "nothing");
    pl_arena_done(&arena);
}
