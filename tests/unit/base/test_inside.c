/* Paths of strangers, which must stay inside a folder: asked of the kernel, and name by name. */
#include "base/inside.h"
#include "base/str.h"
#include "unit/place.h"
#include <errno.h>

static const struct {
    const char *link, *to;
} links[] = {
    { "in", "sub" },           { "here", "." },       { "a", "here/.." },
    { "b", "a/.." },           { "up", ".." },        { "root", "/" },
    { "deep/back", "../.." },  { "deep/top", ".." },  { "loop", "loop" },
    { "lost", "nowhere/x" },   { "file", "sub/f" },   { "wide", "sub/../../x" },
    { "chain", "in/../deep" }, { "self", "sub/./f" }, { "maze", "deep/top/deep/top/up" },
};

static const struct {
    const char *what, *path;
    int inside, none;
} rows[] = {
    { "a folder", "sub", 0, 0 },
    { "a file in it", "sub/f", 0, 0 },
    { "nothing yet", "sub/new/names", ENOENT, ENOENT },
    { "a file is no folder", "sub/f/x", ENOTDIR, ENOTDIR },
    { "dots that stay", "sub/../sub/./f", 0, 0 },
    { "dots that do not", "sub/../..", EXDEV, EXDEV },
    { "an absolute path", "/etc", EXDEV, EXDEV },
    { "a link to a folder", "in/f", 0, ELOOP },
    { "a link to a file", "file", 0, ELOOP },
    { "a link with dots", "self", 0, ELOOP },
    { "a link through a link", "chain", 0, ELOOP },
    { "a link to the root", "here/sub", 0, ELOOP },
    { "a link upwards that stays", "deep/top/sub", 0, ELOOP },
    { "a link above", "up", EXDEV, ELOOP },
    { "a name below a link above", "up/x", EXDEV, ELOOP },
    { "an absolute link", "root", EXDEV, ELOOP },
    { "out through a link inside", "a", EXDEV, ELOOP },
    { "out through two links", "b", EXDEV, ELOOP },
    { "out and in again", "wide", EXDEV, ELOOP },
    { "two steps up", "deep/back", EXDEV, ELOOP },
    { "out in the end", "maze", EXDEV, ELOOP },
    { "a link to itself", "loop", ELOOP, ELOOP },
    { "a link to nothing", "lost", ENOENT, ELOOP },
};

static const char *make_links(const char *name)
{
    const char *dir = place_new(name);
    place_text(dir, "sub/f", "one");
    place_text(dir, "deep/f", "two");
    for (size_t i = 0; i < PL_COUNT(links); i++)
        CHECK_INT(symlink(links[i].to, place_path(dir, links[i].link)), 0, links[i].link);
    return dir;
}

TEST(paths_are_followed_to_their_ends)
{
    const char *dir = make_links("inside-ends");
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        const char *path = rows[i].path;
        CHECK_INT(pl_path_prove(dir, path, PL_LINKS_INSIDE), rows[i].inside, rows[i].what);
        CHECK_INT(pl_path_prove(dir, path, PL_LINKS_NONE), rows[i].none, rows[i].what);
        CHECK_INT(pl_path__prove_by_name(dir, path, PL_LINKS_INSIDE), rows[i].inside, rows[i].what);
        CHECK_INT(pl_path__prove_by_name(dir, path, PL_LINKS_NONE), rows[i].none, rows[i].what);
    }
    CHECK_INT(pl_path_prove(place_path(dir, "none"), "a", PL_LINKS_NONE), ENOENT, "no folder");
    CHECK_INT(pl_path__prove_by_name(place_path(dir, "none"), "a", PL_LINKS_NONE), ENOENT,
              "no folder");
}

/* A path of up to five names; some of them exist. */
static void random_path(uint32_t *seed, char *out, size_t size)
{
    static const char *const names[] = { "..", ".", "a", "b", "c", "d", "sub", "f", "", "/" };
    size_t len = 0;
    *seed = *seed * 1664525 + 1013904223;
    out[0] = 0;
    for (unsigned left = 1 + (*seed >> 24) % 5; left; left--) {
        *seed = *seed * 1664525 + 1013904223;
        const char *name = names[(*seed >> 16) % PL_COUNT(names)];
        len += (size_t)snprintf(out + len, size - len, "%s%s", len ? "/" : "", name);
    }
    if (!out[0])
        snprintf(out, size, ".");
}

TEST(the_kernel_and_the_names_agree)
{
    static const char *const made[] = { "a", "b", "c", "sub/d", "sub/a" };
    const char *dir = place_new("inside-random");
    uint32_t seed = 1;
    char path[100];
    place_text(dir, "sub/f", "one");
    for (int round = 0; round < 400; round++) {
        for (size_t i = 0; i < PL_COUNT(made); i++) {
            random_path(&seed, path, sizeof path);
            unlink(place_path(dir, made[i]));
            CHECK_INT(symlink(path, place_path(dir, made[i])), 0, path);
        }
        for (int k = 0; k < 10; k++) {
            random_path(&seed, path, sizeof path);
            for (pl_links how = PL_LINKS_INSIDE; how <= PL_LINKS_NONE; how++)
                CHECK_INT(pl_path__prove_by_name(dir, path, how), pl_path_prove(dir, path, how),
                          path);
        }
    }
}

static const struct {
    const char *what, *path;
    size_t len;
    bool plain;
} texts[] = {
    { "names", "git.example.com/a/b@v1.0.0", 0, true },
    { "names with dots", "..a/.b/c..", 0, true },
    { "a branch", "github.com/a/b#feature/x", 0, true },
    { "nothing", "", 0, false },
    { "a dot", ".", 0, false },
    { "dot-dot at the end", "a/..", 0, false },
    { "dot-dot in a branch", "a#main/../../x", 0, false },
    { "an absolute path", "/a", 0, false },
    { "an empty name", "a//b", 0, false },
    { "a slash at the end", "a/", 0, false },
    { "a NUL", "a\0b", 3, false },
};

TEST(texts_that_leave_are_no_paths_inside)
{
    const char *dir = make_links("inside-texts");
    pl_str root = { dir, strlen(dir) };
    for (size_t i = 0; i < PL_COUNT(texts); i++) {
        pl_arena arena = { 0 };
        pl_str path = { texts[i].path, texts[i].len ? texts[i].len : strlen(texts[i].path) }, out;
        CHECK_INT(pl_path_is_plain(path), texts[i].plain, texts[i].what);
        int error = pl_path_inside(&arena, root, path, PL_LINKS_INSIDE, &out);
        CHECK_INT(error, texts[i].plain ? 0 : EXDEV, texts[i].what);
        CHECK_INT(out.len, texts[i].plain ? root.len + 1 + path.len : 0, texts[i].what);
        pl_arena_done(&arena);
    }
}

TEST(links_are_allowed_by_purpose)
{
    const char *dir = make_links("inside-purpose");
    pl_arena arena = { 0 };
    pl_str root = { dir, strlen(dir) }, out;
    CHECK_INT(pl_path_inside(&arena, root, PL_S("up/x"), PL_LINKS_ANY, &out), 0, "to read");
    CHECK(out.len > root.len, "its path");
    CHECK_INT(pl_path_inside(&arena, root, PL_S("up/x"), PL_LINKS_INSIDE, &out), EXDEV, "to write");
    CHECK_INT(out.len, 0, "no path");
    CHECK_INT(pl_path_inside(&arena, root, PL_S("in/x"), PL_LINKS_INSIDE, &out), 0, "inside");
    CHECK_INT(pl_path_inside(&arena, root, PL_S("in/x"), PL_LINKS_NONE, &out), ELOOP, "to remove");
    CHECK_STR(pl_path_reason(EXDEV), "it leads out of its folder", "the words");
    pl_arena_done(&arena);
}
