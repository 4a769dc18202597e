/* test_saved.c - an index that lasts (lazy-workspace.md 16, 20.22): used when the files are
 * as they were, built anew when they are not, never wrong. */
/* link: -Wl,--wrap=pl_clock_wall_ns,--wrap=pl_view_open */
#include "unit/workspace/kept_pair.h"
#include "workspace/newest.h"

/* ---- used */

TEST(ir_01_09_an_unchanged_tree_is_used_and_no_file_opened)
{
    for (int strict = 0; strict < 2; strict++) {
        kept_how how = saved_pair(strict ? "same-strict" : "same", strict);
        kept k;
        opened = 0;
        kept_open(&k, &how);
        CHECK(k.from.saved && !k.from.touched && !k.from.compared, "used");
        CHECK_INT(opened, 0, "no file was opened");
        CHECK_INT(k.bytes_read, 0, "nothing was read");
        CHECK_STR(kept_messages(&k), "", "nothing to tell");
        pl_entry e;
        CHECK(pl_index_find(pl_workspace_index(k.ws), PL_S("top.benchmark.b"), &e), "own");
        CHECK(pl_index_find(pl_workspace_index(k.ws), PL_S("dep.query.other"), &e), "other");
        kept_close(&k, true);
        check_used(&how, "and again");
    }
}

TEST(the_command_line_and_the_library_keep_their_own)
{
    kept_how how = saved_pair("both", true), other = how;
    other.strict = false;
    pl_index_origin from;
    kept_check(&other, &from, "library");
    CHECK(!from.saved, "the command line's is not used");
    check_used(&other, "library again");
    check_used(&how, "command line again");
}

/* ---- every kind of change */

typedef enum change {
    WRITE,   /* path, text: new or with other bytes */
    REMOVE,  /* path */
    RENAME,  /* path, text: the new name */
    LINK,    /* path, text: what it leads to */
    MKDIR,   /* path */
    REDATE,  /* path, text: other bytes of the same number, dated back */
    REPLACE, /* path, text: renamed into place, dated back */
    LOSE,    /* path: a directory with what is in it */
} change;

typedef enum effect { BUILT, USED } effect;

static const struct row {
    const char *what;
    change change;
    const char *path, *text;
    effect strict, library;
} rows[] = {
    { "IR-04: a file more", WRITE, "new.pp", "query \"new\" {\n  sql = \"1\"\n}\n", BUILT, BUILT },
    { "IR-04: a file more in a folder", WRITE, "sub/new.pp", "query \"n\" {\n  sql = \"1\"\n}\n",
      BUILT, BUILT },
    { "IR-04: a file more in a new folder", WRITE, "x/y/z.pp", "query \"n\" {\n  sql = \"1\"\n}\n",
      BUILT, BUILT },
    { "IR-04: a file less", REMOVE, "sub/more.pp", NULL, BUILT, BUILT },
    { "IR-04: a file under another name", RENAME, "own.pp", "renamed.pp", BUILT, BUILT },
    { "IR-04: a file in another folder", RENAME, "own.pp", "sub/own.pp", BUILT, BUILT },
    { "a folder under another name", RENAME, "sub", "bus", BUILT, BUILT },
    { "IR-03: other bytes", WRITE, "own.pp", "query \"own\" {\n  sql = \"select 7\"\n}\n", BUILT,
      BUILT },
    { "other bytes in a dependency", WRITE, DEP "q.pp", "query \"o\" {\n  sql = \"1\"\n}\n", BUILT,
      BUILT },
    { "a file more in a dependency", WRITE, DEP "n.pp", "query \"n\" {\n  sql = \"1\"\n}\n", BUILT,
      BUILT },
    { "as many other bytes, dated back", REDATE, "own.pp",
      "query \"own\" {\n  sql = \"select 9\"\n}\n", BUILT, BUILT },
    { "another file of one size and date", REPLACE, "own.pp",
      "query \"own\" {\n  sql = \"select 8\"\n}\n", BUILT, BUILT },
    { "another title of the mod", WRITE, "mod.pp",
      "mod \"top\" {\n  title = \"Tip\"\n  require {\n    mod \"github.com/acme/dep\" {\n"
      "      version = \"1\"\n    }\n  }\n}\n",
      BUILT, BUILT },
    { "nothing required any more", WRITE, "mod.pp", "mod \"top\" {}\n", BUILT, BUILT },
    { "an ignore file", WRITE, ".powerpipeignore", "sub/**\n", BUILT, BUILT },
    { "no lock file", REMOVE, ".mod.cache.json", NULL, BUILT, BUILT },
    { "another lock file", WRITE, ".mod.cache.json", LOCK("1.1.0"), BUILT, BUILT },
    { "F4: no mod file in a dependency", REMOVE, DEP "mod.pp", NULL, BUILT, BUILT },
    { "F13: no dependencies at all", LOSE, ".powerpipe", NULL, BUILT, BUILT },
    { "a dependency more, that no mod requires", WRITE, DEP2 "mod.pp", "mod \"dep\" {}\n", USED,
      BUILT },
    { "F1: a link to nothing", LINK, "sub/gone.pp", "nowhere", BUILT, BUILT },
    { "a link to a file", LINK, "sub/link.pp", "../own.pp", BUILT, BUILT },
    { "a link to a folder", LINK, "sub/link", "..", USED, USED },
    { "F6: a syntax error", WRITE, "own.pp", "query \"own\" {\n  sql = \n}\n", BUILT, BUILT },
    { "a block of no known type", WRITE, "own.pp", "quary \"own\" {\n}\n", BUILT, BUILT },
    { "a mod file above", WRITE, "../mod.sp", "mod \"above\" {}\n", USED, USED },
    { "a legacy mod file beside the other", WRITE, "mod.sp", "mod \"old\" {}\n", BUILT, BUILT },
    { "a legacy mod file beside a dependency's", WRITE, DEP "mod.sp", "mod \"o\" {}\n", BUILT,
      BUILT },
    { "an editor's file", WRITE, "own.pp~", "x", USED, USED },
    { "a text", WRITE, "sub/README.md", "x", USED, USED },
    { "a hidden file", WRITE, ".hidden", "x", USED, USED },
    { "an empty folder", MKDIR, "empty", NULL, BUILT, BUILT },
    { "the same bytes again", WRITE, "own.pp", "query \"own\" {\n  sql = \"select 1\"\n}\n", USED,
      USED },
};

static void date_back(const char *path, const struct stat *as)
{
    struct timespec times[2] = { as->st_atim, as->st_mtim };
    CHECK(utimensat(AT_FDCWD, path, times, 0) == 0, path);
}

static void lose(const char *path)
{
    char command[PLACE_MAX + 16];
    snprintf(command, sizeof command, "rm -rf '%s'", path);
    CHECK(system(command) == 0, path);
}

static void apply(const kept_how *how, const struct row *row)
{
    char path[PLACE_MAX], aside[PLACE_MAX + 8];
    struct stat was;
    snprintf(path, sizeof path, "%s/%s", how->dir, row->path);
    bool there = stat(path, &was) == 0;
    switch (row->change) {
    case WRITE: kept_text(how, row->path, row->text); break;
    case REMOVE: CHECK(unlink(path) == 0, path); break;
    case RENAME: CHECK(rename(path, place_path(how->dir, row->text)) == 0, path); break;
    case LINK: CHECK(symlink(row->text, path) == 0, path); break;
    case MKDIR: CHECK(mkdir(path, 0755) == 0, path); break;
    case LOSE: lose(path); break;
    case REDATE:
        kept_text(how, row->path, row->text);
        CHECK(there, path);
        date_back(path, &was);
        break;
    case REPLACE:
        snprintf(aside, sizeof aside, "%s.aside", path);
        kept_text(how, "own.pp.aside", row->text);
        CHECK(there && rename(aside, path) == 0, path);
        date_back(path, &was);
        break;
    }
}

static void run_row(size_t i, bool strict)
{
    const struct row *row = &rows[i];
    char name[64];
    pl_index_origin from;
    effect want = strict ? row->strict : row->library;
    snprintf(name, sizeof name, "change-%zu%s", i, strict ? "s" : "");
    kept_how how = saved_pair(name, strict);
    apply(&how, row);
    kept_check(&how, &from, row->what);
    CHECK_INT(from.saved, want == USED, row->what);
    kept_check(&how, &from, row->what); /* IR-12: and with what was saved then */
    CHECK(!from.touched || !from.saved, row->what);
}

TEST(every_change_is_seen_by_the_command_line)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        run_row(i, true);
    unlink(place_path(pl_test_dir(), "mod.sp"));
}

TEST(every_change_is_seen_by_the_library)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        run_row(i, false);
    unlink(place_path(pl_test_dir(), "mod.sp"));
}

TEST(every_change_is_seen_while_times_are_young)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        char name[64];
        pl_index_origin from;
        snprintf(name, sizeof name, "young-%zu", i);
        kept_how how = write_pair(name, false);
        kept_ahead = 0;
        kept_check(&how, &from, rows[i].what);
        kept_check(&how, &from, rows[i].what);
        CHECK(from.saved && from.compared >= 5, "all bytes were compared");
        apply(&how, &rows[i]);
        kept_check(&how, &from, rows[i].what);
        CHECK_INT(from.saved, rows[i].library == USED, rows[i].what);
    }
    unlink(place_path(pl_test_dir(), "mod.sp"));
}

TEST(ir_02_a_touched_file_is_hashed_once)
{
    kept_how how = saved_pair("touch", true);
    pl_index_origin from;
    CHECK(utimensat(AT_FDCWD, place_path(how.dir, "own.pp"), NULL, 0) == 0, "touch");
    kept_ahead += 10 * SECOND;
    opened = 0;
    kept_check(&how, &from, "touched");
    CHECK(from.saved && from.touched == 1 && from.compared == 1, "one file was hashed");
    check_used(&how, "its new state was saved");
}

TEST(ir_07_a_dependency_is_upgraded)
{
    for (int strict = 0; strict < 2; strict++) {
        kept_how how = saved_pair(strict ? "upgrade-s" : "upgrade", strict);
        pl_index_origin from;
        kept k;
        pl_entry e;
        lose(place_path(how.dir, DEP));
        kept_text(&how, DEP2 "mod.pp", "mod \"dep\" {\n  title = \"Newer\"\n}\n");
        kept_text(&how, DEP2 "q.pp", "query \"newer\" {\n  sql = \"select 3\"\n}\n");
        kept_text(&how, ".mod.cache.json", LOCK("1.1.0"));
        kept_check(&how, &from, "upgraded");
        CHECK(!from.saved, "built");
        kept_open(&k, &how);
        CHECK(k.from.saved, "saved");
        CHECK(!pl_index_find(pl_workspace_index(k.ws), PL_S("dep.query.other"), &e), "old");
        CHECK(pl_index_find(pl_workspace_index(k.ws), PL_S("dep.query.newer"), &e), "new");
        kept_close(&k, false);
    }
}

TEST(what_a_link_leads_to_counts)
{
    for (int strict = 0; strict < 2; strict++) {
        kept_how how = write_pair(strict ? "links-s" : "links", strict);
        const char *beside = place_new(strict ? "beside-s" : "beside");
        pl_index_origin from;
        place_text(beside, "a.txt", "query \"a\" {\n  sql = \"1\"\n}\n");
        place_text(beside, "b.txt", "query \"b\" {\n  sql = \"1\"\n}\n");
        place_text(beside, "d/x", "");
        CHECK(symlink(place_path(beside, "a.txt"), place_path(how.dir, "link.pp")) == 0, "link");
        CHECK(symlink(place_path(beside, "d"), place_path(how.dir, "dir.pp")) == 0, "link");
        kept_check(&how, &from, "first");
        check_used(&how, "unchanged");

        place_text(beside, "a.txt", "query \"c\" {\n  sql = \"1\"\n}\n");
        kept_check(&how, &from, "other bytes at the end of the link");
        CHECK(!from.saved, "built");
        CHECK(unlink(place_path(how.dir, "link.pp")) == 0 &&
                  symlink(place_path(beside, "b.txt"), place_path(how.dir, "link.pp")) == 0,
              "relink");
        kept_check(&how, &from, "another file at the end of the link");
        CHECK(!from.saved, "built");

        lose(place_path(beside, "d"));
        place_text(beside, "d", "query \"d\" {\n  sql = \"1\"\n}\n");
        kept_check(&how, &from, "a file where the link led to a folder");
        CHECK(!from.saved, "built");
        check_used(&how, "in the end");
    }
}

/* ---- what is reported at every start */

TEST(nothing_is_kept_that_is_told_at_every_start)
{
    /* F14: a dependency that is missing, F1: a link to nothing, F5: unreadable. */
    static const struct row odd[] = {
        { "F14", LOSE, ".powerpipe", NULL, BUILT, BUILT },
        { "F1", LINK, DEP "gone.pp", "nowhere", BUILT, BUILT },
        { "F2", LINK, "gone.pp", "nowhere", BUILT, BUILT },
        { "F4", REMOVE, DEP "mod.pp", NULL, BUILT, BUILT },
    };
    for (size_t i = 0; i < PL_COUNT(odd); i++) {
        char name[32];
        pl_index_origin from;
        snprintf(name, sizeof name, "odd-%zu", i);
        kept_how how = write_pair(name, false);
        apply(&how, &odd[i]);
        kept_check(&how, &from, odd[i].what);
        kept_check(&how, &from, odd[i].what);
        CHECK(!from.saved, odd[i].what);
    }
}

/* The pod restarts on what the last one left (lazy-workspace.md 12). */
TEST(pod_restart_goes_from_half_installed_to_complete)
{
    kept_how how = saved_pair("pod", false);
    pl_index_origin from;
    kept k;
    pl_entry e;
    /* The install was cut off: links whose targets are not there yet. */
    lose(place_path(how.dir, DEP));
    place_text(how.dir, DEP2 "mod.pp", "mod \"dep\" {}\n");
    CHECK(symlink("later.txt", place_path(how.dir, DEP2 "q.pp")) == 0, "link");
    for (int i = 0; i < 2; i++) {
        kept_check(&how, &from, "half installed");
        CHECK(!from.saved, "built");
    }
    kept_open(&k, &how);
    CHECK(pl_index_find(pl_workspace_index(k.ws), PL_S("top.query.own"), &e), "the main mod");
    CHECK(pl_diags_count(k.diags) == 1, "one warning");
    kept_close(&k, true);
    /* The install goes on and completes. */
    kept_text(&how, DEP2 "later.txt", "query \"late\" {\n  sql = \"1\"\n}\n");
    kept_check(&how, &from, "complete, but for the lock file");
    kept_text(&how, ".mod.cache.json", LOCK("1.1.0"));
    kept_check(&how, &from, "complete");
    kept_open(&k, &how);
    CHECK(k.from.saved && pl_diags_count(k.diags) == 0, "nothing to tell");
    CHECK(pl_index_find(pl_workspace_index(k.ws), PL_S("dep.query.late"), &e), "the dependency");
    kept_close(&k, true);
}

/* ---- several at once */

TEST(writers_do_not_disturb_each_other)
{
    kept_how how = write_pair("writers", true);
    enum { WRITERS = 8, ROUNDS = 20 };
    for (int i = 0; i < WRITERS; i++) {
        if (fork() != 0)
            continue;
        for (int r = 0; r < ROUNDS; r++) {
            kept k;
            how.fresh = (r + i) % 3 != 0;
            kept_open(&k, &how);
            pl_entry e;
            if (!k.ws || !pl_index_find(pl_workspace_index(k.ws), PL_S("dep.query.other"), &e))
                _exit(1);
            kept_close(&k, true);
        }
        _exit(0);
    }
    for (int status; wait(&status) > 0;)
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0, "a writer");
    how.fresh = false;
    check_used(&how, "the last one's");
}
