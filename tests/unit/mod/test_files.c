/* Where a mod is and which files it has. */
#include "unit/place.h"
#include "base/str.h"
#include "mod/files.h"
#include "mod/locate.h"
#include <errno.h>

/* "a.pp b/c.pp", links marked with @. */
static const char *list(const char *dir, pl_files_of rule)
{
    static char text[4096];
    pl_arena arena = { 0 };
    pl_sources found = { 0 };
    text[0] = 0;
    int error =
        pl_mod_files(pl_arena_str(&arena, pl_str_cstr(dir)), rule, &arena, &found, NULL, NULL);
    if (error)
        snprintf(text, sizeof text, "%s", strerror(error));
    for (size_t i = 0; i < found.list.n; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s%s", i ? " " : "",
                 found.list.at[i].link ? "@" : "", found.list.at[i].path.ptr + strlen(dir) + 1);
    pl_vec_done(&found.list);
    pl_arena_done(&arena);
    return text;
}

TEST(files_follow_the_table_of_mods)
{
    const char *dir = place_new("layout");
    static const char *const names[] = {
        "mod.pp",
        "a.pp",
        "b.sp",
        ".hidden.pp",
        ".pp",
        ".github/x.pp",
        "sub/.hidden/y.pp",
        "sub/.pp",
        "sub/deep/two.pp",
        "UPPER.PP",
        "x.pp.bak",
        "x.pp~",
        "readme.md",
        "with space/file name.pp",
        "old.pp/kept.pp",
        ".powerpipe/mods/github.com/o/n@v1.0.0/mod.pp",
        ".powerpipe/mods/github.com/o/n@v1.0.0/q.pp",
        ".powerpipe/mods/loose.pp",
    };
    for (size_t i = 0; i < PL_COUNT(names); i++)
        place_text(dir, names[i], "");
    place_text(dir, ".powerpipeignore", "sub/deep/**\nb.sp\n");
    CHECK_STR(list(dir, PL_FILES_WORKSPACE),
              "a.pp mod.pp old.pp/kept.pp sub/.hidden/y.pp sub/.pp with space/file name.pp",
              "workspace");
    CHECK_STR(list(dir, PL_FILES_LOCAL),
              "a.pp b.sp mod.pp old.pp/kept.pp sub/.hidden/y.pp sub/.pp sub/deep/two.pp "
              "with space/file name.pp",
              "local mod: its ignore file is not read");
    CHECK_STR(
        list(dir, PL_FILES_INSTALLED),
        ".github/x.pp .hidden.pp .powerpipe/mods/github.com/o/n@v1.0.0/mod.pp "
        ".powerpipe/mods/github.com/o/n@v1.0.0/q.pp .powerpipe/mods/loose.pp .pp a.pp b.sp mod.pp "
        "old.pp/kept.pp sub/.hidden/y.pp sub/.pp sub/deep/two.pp with space/file name.pp",
        "installed mod: everything");
    CHECK_STR(
        list(dir, PL_FILES_APART),
        ".github/x.pp .hidden.pp .powerpipe/mods/loose.pp .pp a.pp b.sp mod.pp old.pp/kept.pp "
        "sub/.hidden/y.pp sub/.pp sub/deep/two.pp with space/file name.pp",
        "installed mod, mods below it apart");
}

TEST(files_are_sorted_by_bytes_of_the_whole_path)
{
    const char *dir = place_new("order");
    static const char *const names[] = { "b/a.pp", "b.pp",   "b-c.pp", "B.pp",
                                         "b/b.pp", "a/z.pp", "\xff.pp" };
    for (size_t i = 0; i < PL_COUNT(names); i++)
        place_text(dir, names[i], "");
    CHECK_STR(list(dir, PL_FILES_WORKSPACE), "B.pp a/z.pp b-c.pp b.pp b/a.pp b/b.pp \xff.pp",
              "bytes");
}

TEST(files_of_links)
{
    const char *dir = place_new("links");
    place_text(dir, "real/a.pp", "");
    place_text(dir, "target.txt", "");
    CHECK(!symlink("target.txt", place_path(dir, "file.pp")), "link to a file");
    CHECK(!symlink("gone", place_path(dir, "dangling.pp")), "link to nothing");
    CHECK(!symlink("real", place_path(dir, "folder")), "link to a folder");
    CHECK(!symlink("real", place_path(dir, "folder.pp")), "link to a folder, named as a file");
    CHECK(!symlink(".", place_path(dir, "loop")), "link to itself");
    CHECK_STR(list(dir, PL_FILES_WORKSPACE), "@dangling.pp @file.pp real/a.pp",
              "folders are not followed");
    CHECK_STR(list(place_path(dir, "folder"), PL_FILES_WORKSPACE), "a.pp",
              "the root may be a link");
}

TEST(files_of_nothing)
{
    CHECK_STR(list(place_path(place_new("none"), "x"), PL_FILES_WORKSPACE), strerror(ENOENT),
              "no directory");
    CHECK_STR(list(place_new("empty"), PL_FILES_WORKSPACE), "", "an empty directory");
}

static const char *locate(const char *path, bool parents, pl_mod_where want)
{
    static char text[PLACE_MAX];
    pl_arena arena = { 0 };
    pl_mod_place place;
    CHECK_INT(pl_mod_locate(pl_str_cstr(path), parents, &arena, &place), want, path);
    snprintf(text, sizeof text, "%s %s", place.dir.ptr + strlen(pl_test_dir()),
             place.file.len ? place.file.ptr + strlen(pl_test_dir()) : "-");
    pl_arena_done(&arena);
    return text;
}

TEST(locate_looks_here_and_above)
{
    const char *dir = place_new("where");
    place_text(dir, "port/mod.pp", "");
    place_text(dir, "port/deep/er/x.pp", "");
    place_text(dir, "both/mod.sp", "");
    place_text(dir, "both/mod.pp", "");
    place_text(dir, "old/mod.sp", "");
    place_text(dir, "readme.txt", "");
    place_text(dir, "dir/mod.pp/x", "");
    CHECK_STR(locate(place_path(dir, "port"), true, PL_MOD_THERE), "/where/port /where/port/mod.pp",
              "here");
    CHECK_STR(locate(place_path(dir, "port/./deep//er/"), true, PL_MOD_THERE),
              "/where/port /where/port/mod.pp", "above");
    CHECK_STR(locate(place_path(dir, "port/deep/.."), true, PL_MOD_THERE),
              "/where/port /where/port/mod.pp", "dots");
    CHECK_STR(locate(place_path(dir, "port/nowhere"), true, PL_MOD_THERE),
              "/where/port /where/port/mod.pp", "above what is not there");
    CHECK_STR(locate(place_path(dir, "port/deep"), false, PL_MOD_NONE), "/where/port/deep -",
              "not above");
    CHECK_STR(locate(place_path(dir, "both"), true, PL_MOD_THERE), "/where/both /where/both/mod.pp",
              "mod.pp wins");
    CHECK_STR(locate(place_path(dir, "old"), true, PL_MOD_THERE), "/where/old /where/old/mod.sp",
              "mod.sp");
    CHECK_STR(locate(place_path(dir, "dir"), true, PL_MOD_THERE), "/where/dir /where/dir/mod.pp",
              "a directory of that name counts");
    CHECK_STR(locate(dir, true, PL_MOD_NONE), "/where -", "none");
    CHECK_STR(locate(place_path(dir, "nowhere"), true, PL_MOD_NO_DIR), "/where/nowhere -",
              "no directory");
    CHECK_STR(locate(place_path(dir, "readme.txt"), true, PL_MOD_NOT_A_DIR), "/where/readme.txt -",
              "a file");
}
