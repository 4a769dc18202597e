/* The files that an install changes together: what is left of an interrupted one, and which process
 * finishes it. */
#include "mod/pending.h"
#include "base/file.h"
#include "base/str.h"
#include "mod/reading.h"
#include "unit/place.h"
#include <errno.h>
/* link: -Wl,--wrap=pl_file_slurp */

/* The n-th reading from now on fails. */
static int failing;

int __real_pl_file_slurp(const char *path, size_t max, pl_arena *arena, pl_str *out);
int __wrap_pl_file_slurp(const char *path, size_t max, pl_arena *arena, pl_str *out);
int __wrap_pl_file_slurp(const char *path, size_t max, pl_arena *arena, pl_str *out)
{
    return failing && --failing == 0 ? EIO : __real_pl_file_slurp(path, max, arena, out);
}

/* What the workspace holds, as one line. */
static const char *shown(const char *dir)
{
    static const char *const names[] = { ".mod.cache.json", ".mod.sum", "mod.pp", PL_PENDING_FILE };
    static char out[400];
    pl_arena arena = { 0 };
    out[0] = 0;
    for (size_t i = 0; i < PL_COUNT(names); i++) {
        pl_str text;
        bool there = pl_file_slurp(place_path(dir, names[i]), 1000, &arena, &text) == 0;
        snprintf(out + strlen(out), sizeof out - strlen(out), "%s%.*s", i ? " " : "",
                 there && i < 3 ? (int)text.len : 1, there ? (i < 3 ? text.ptr : "!") : "-");
    }
    pl_arena_done(&arena);
    return out;
}

static void put(const char *dir, const char *name, const char *text)
{
    if (text)
        place_text(dir, name, text);
    else
        unlink(place_path(dir, name));
}

/* From lock "l1", no sums, mod "m1" to lock "l2", sums "s2", mod "m2". */
static void announce(const char *dir)
{
    pl_pending p = { 0 };
    pl_buf text = { 0 };
    pl_str at = pl_str_cstr(dir);
    put(dir, ".mod.cache.json", "l1");
    put(dir, ".mod.sum", NULL);
    put(dir, "mod.pp", "m1");
    CHECK_INT(pl_pending_add(&p, at, PL_S(".mod.cache.json"), true, PL_S("l2")), 0, "lock");
    CHECK_INT(pl_pending_add(&p, at, PL_S(".mod.sum"), true, PL_S("s2")), 0, "sums");
    CHECK_INT(pl_pending_add(&p, at, PL_S("mod.pp"), true, PL_S("m2")), 0, "mod file");
    pl_pending_print(&p, &text);
    place_bytes(dir, PL_PENDING_FILE, text.ptr, text.len);
    pl_buf_done(&text);
}

TEST(what_is_pending_is_finished)
{
    static const struct {
        const char *what, *lock, *sums, *mod, *want;
    } rows[] = {
        { "nothing changed yet", "l1", NULL, "m1", "l2 s2 m2 -" },
        { "the lock file changed", "l2", NULL, "m1", "l2 s2 m2 -" },
        { "and the sums", "l2", "s2", "m1", "l2 s2 m2 -" },
        { "all did", "l2", "s2", "m2", "l2 s2 m2 -" },
        { "the user changed the mod file", "l1", NULL, "mine", "l1 - mine -" },
        { "the user took the mod file away", "l2", NULL, NULL, "l2 - - -" },
        { "another lock file", "l3", "s2", "m1", "l3 s2 m1 -" },
        { "sums that were not there", "l2", "s3", "m1", "l2 s3 m1 -" },
    };
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        for (int reader = 0; reader < 2; reader++) {
            char name[32];
            pl_reading reading;
            snprintf(name, sizeof name, "pending-%zu-%d", i, reader);
            const char *dir = place_new(name);
            announce(dir);
            put(dir, ".mod.cache.json", rows[i].lock);
            put(dir, ".mod.sum", rows[i].sums);
            put(dir, "mod.pp", rows[i].mod);
            if (reader) {
                pl_reading_begin(&reading, pl_str_cstr(dir), true, NULL);
                pl_reading_end(&reading);
            } else {
                CHECK_INT(pl_pending_finish(pl_str_cstr(dir)), 0, rows[i].what);
            }
            CHECK_STR(shown(dir), rows[i].want, rows[i].what);
        }
}

TEST(a_reading_that_fails_leaves_it_to_the_next_command)
{
    for (int n = 1; n <= 4; n++) { /* the pending file, and those that it names */
        char name[32];
        snprintf(name, sizeof name, "pending-read-%d", n);
        const char *dir = place_new(name);
        announce(dir);
        put(dir, ".mod.cache.json", "l2");
        failing = n;
        CHECK_INT(pl_pending_finish(pl_str_cstr(dir)), EIO, name);
        CHECK_INT(failing, 0, "it came to that");
        CHECK_STR(shown(dir), "l2 - m1 !", name);
        CHECK_INT(pl_pending_finish(pl_str_cstr(dir)), 0, name);
        CHECK_STR(shown(dir), "l2 s2 m2 -", name);
    }
}

TEST(a_folder_in_the_place_of_a_file_is_other_content)
{
    const char *dir = place_new("pending-folder");
    announce(dir);
    mkdir(place_path(dir, ".mod.sum"), 0755);
    CHECK_INT(pl_pending_finish(pl_str_cstr(dir)), 0, "left alone");
    CHECK_STR(shown(dir), "l1 - m1 -", "as it was");
}

TEST(a_file_that_is_to_go_goes)
{
    const char *dir = place_new("pending-go");
    pl_pending p = { 0 };
    pl_str bad, at = pl_str_cstr(dir);
    place_text(dir, ".mod.cache.json", "l1");
    place_text(dir, "mod.pp", "m1");
    CHECK_INT(pl_pending_add(&p, at, PL_S(".mod.cache.json"), false, PL_S("")), 0, "lock");
    CHECK_INT(pl_pending_add(&p, at, PL_S(".mod.sum"), false, PL_S("")), 0, "not there");
    CHECK_INT(pl_pending_add(&p, at, PL_S("mod.pp"), true, PL_S("")), 0, "empty");
    CHECK_INT(p.n, 2, "what stays as it is is not noted");
    CHECK_INT(pl_pending_carry_out(&p, at, &bad), 0, "changed");
    CHECK_STR(shown(dir), "- -  -", "in the end");
}

TEST(nothing_is_written_through_a_link)
{
    const char *dir = place_new("pending-link");
    announce(dir);
    place_text(dir, "elsewhere", "m1");
    unlink(place_path(dir, "mod.pp"));
    CHECK_INT(symlink("elsewhere", place_path(dir, "mod.pp")), 0, "link");
    CHECK_INT(pl_pending_finish(pl_str_cstr(dir)), 0, "left alone");
    CHECK_STR(shown(dir), "l1 - m1 -", "as it was");
}

TEST(a_pending_file_that_fails_to_appear_changes_nothing)
{
    const char *dir = place_new("pending-fails");
    pl_pending p = { 0 };
    pl_str bad, at = pl_str_cstr(dir);
    place_text(dir, ".mod.cache.json", "l1");
    place_text(dir, "mod.pp", "m1");
    mkdir(place_path(dir, PL_PENDING_FILE), 0755);
    pl_pending_add(&p, at, PL_S(".mod.cache.json"), true, PL_S("l2"));
    pl_pending_add(&p, at, PL_S("mod.pp"), true, PL_S("m2"));
    CHECK(pl_pending_carry_out(&p, at, &bad) != 0, "it is a folder");
    CHECK(pl_str_eq(bad, PL_S(PL_PENDING_FILE)), "named");
    CHECK_STR(shown(dir), "l1 - m1 -", "as it was");
}

TEST(other_files_are_none)
{
    static const struct {
        const char *what, *text;
        bool right;
    } rows[] = {
        { "one file", "pipelite pending 1\nmod.pp 12 2\nab\n", true },
        { "new, and gone", "pipelite pending 1\nmod.pp - 0\n\n.mod.sum 3 -\n\n", true },
        { "nothing", "", false },
        { "no files", "pipelite pending 1\n", false },
        { "another version", "pipelite pending 2\nmod.pp 12 2\nab\n", false },
        { "another name", "pipelite pending 1\n../mod.pp 12 2\nab\n", false },
        { "twice", "pipelite pending 1\nmod.pp 1 1\na\nmod.pp 1 1\na\n", false },
        { "too many",
          "pipelite pending 1\nmod.pp 1 -\n\nmod.sp 1 -\n\n.mod.sum 1 -\n\n.mod.cache.json 1 -\n\n",
          false },
        { "cut short", "pipelite pending 1\nmod.pp 12 2\nab", false },
        { "too long", "pipelite pending 1\nmod.pp 12 1\nab\n", false },
        { "a size beyond all", "pipelite pending 1\nmod.pp 12 18446744073709551615\nab\n", false },
        { "no number", "pipelite pending 1\nmod.pp x 2\nab\n", false },
    };
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_pending p;
        CHECK_INT(pl_pending_parse(pl_str_cstr(rows[i].text), &p), rows[i].right, rows[i].what);
    }
}

TEST(what_a_killed_process_left_is_swept)
{
    static const struct {
        const char *name;
        bool goes;
    } rows[] = {
        { "mod.pp.pipelite-aZ09bc", true },
        { ".mod.cache.json.pipelite-aZ09bc", true },
        { ".mod.pending.pipelite-aZ09b", false },
        { ".mod.pending.pipelite-aZ09bc", true },
        { "mod.pp.backup", false },
        { "other.pp.pipelite-aZ09bc", false },
        { "folder/mod.pp.pipelite-aZ09bc", false },
    };
    const char *dir = place_new("pending-sweep");
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        place_text(dir, rows[i].name, "x");
    pl_pending_remove_leftovers(pl_str_cstr(dir));
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        CHECK_INT(access(place_path(dir, rows[i].name), F_OK) != 0, rows[i].goes, rows[i].name);
}
