/* test_saved.c - an index that lasts (lazy-workspace.md 16, 20.22): used when the files are
 * as they were, built anew when they are not, never wrong. */
/* link: -Wl,--wrap=pl_clock_wall_ns,--wrap=pl_view_open */
#include "unit/workspace/kept.h"
#include "index/renew.h"
#include <errno.h>
#include <sys/wait.h>

#define DEP ".powerpipe/mods/github.com/acme/dep@v1.0.0/"
#define DEP2 ".powerpipe/mods/github.com/acme/dep@v1.1.0/"
#define LOCK(version)                                                                              \
    "{\"top\":{\"github.com/acme/dep\":{\"name\":\"github.com/acme/dep\",\"version\":\"" version   \
    "\",\"struct_version\":20240429}}}"

static unsigned opened; /* files, by the library */
int __real_pl_view_open(pl_reader *reader, const char *path, pl_view *out);
int __wrap_pl_view_open(pl_reader *reader, const char *path, pl_view *out)
{
    opened++;
    return __real_pl_view_open(reader, path, out);
}

/* A workspace with one dependency, some files and folders. */
static kept_how write_pair(const char *name, bool strict)
{
    char at[128];
    snprintf(at, sizeof at, "%s-ws", name);
    kept_how how = { .dir = place_new(at), .strict = strict };
    snprintf(at, sizeof at, "%s-index", name);
    how.index = place_new(at);
    kept_text(&how, "mod.pp",
              "mod \"top\" {\n  title = \"Top\"\n  require {\n    mod \"github.com/acme/dep\" {\n"
              "      version = \"1\"\n    }\n  }\n}\n");
    kept_text(&how, ".mod.cache.json", LOCK("1.0.0"));
    kept_text(&how, "own.pp", "query \"own\" {\n  sql = \"select 1\"\n}\n");
    kept_text(&how, "sub/more.pp",
              "control \"c\" {\n  query = query.own\n}\n\nbenchmark \"b\" {\n"
              "  title    = \"B\"\n  children = [control.c]\n}\n");
    kept_text(&how, DEP "mod.pp", "mod \"dep\" {}\n");
    kept_text(&how, DEP "q.pp", "query \"other\" {\n  sql = \"select 2\"\n}\n");
    kept_ahead = 10 * SECOND;
    return how;
}

/* The same, saved. */
static kept_how saved_pair(const char *name, bool strict)
{
    kept_how how = write_pair(name, strict);
    pl_index_origin from;
    kept_check(&how, &from, "first");
    CHECK(!from.saved, "nothing was saved");
    return how;
}

/* It was used and nothing was read for it. */
static void check_used(const kept_how *how, const char *what)
{
    pl_index_origin from;
    kept_check(how, &from, what);
    CHECK(from.saved && !from.compared && !from.touched, what);
}

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
    { "a dependency more, required by nobody", WRITE, DEP2 "mod.pp", "mod \"dep\" {}\n", USED,
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
        kept_check(&how, &from, "other bytes behind the link");
        CHECK(!from.saved, "built");
        CHECK(unlink(place_path(how.dir, "link.pp")) == 0 &&
                  symlink(place_path(beside, "b.txt"), place_path(how.dir, "link.pp")) == 0,
              "relink");
        kept_check(&how, &from, "another file behind the link");
        CHECK(!from.saved, "built");

        lose(place_path(beside, "d"));
        place_text(beside, "d", "query \"d\" {\n  sql = \"1\"\n}\n");
        kept_check(&how, &from, "a file where the link led to a folder");
        CHECK(!from.saved, "built");
        check_used(&how, "in the end");
    }
}

/* ---- what is on disk is not believed */

static void patch(const char *path, size_t at, const void *bytes, size_t len, bool seal)
{
    static char image[1 << 20];
    int fd = open(path, O_RDWR);
    ssize_t n = read(fd, image, sizeof image);
    CHECK(fd >= 0 && n > 0 && at + len <= (size_t)n, path);
    memcpy(image + at, bytes, len);
    if (seal)
        pl_index__seal(image, (size_t)n);
    CHECK(pwrite(fd, image, (size_t)n, 0) == n, path);
    close(fd);
}

static void spoil_version(const char *path)
{
    patch(path, offsetof(pl_ix_header, version), &(uint32_t){ 999 }, 4, true);
}
static void spoil_program(const char *path)
{
    patch(path, offsetof(pl_ix_header, program), &(uint64_t){ 1 }, 8, true);
}
static void spoil_options(const char *path)
{
    patch(path, offsetof(pl_ix_header, options), &(uint64_t){ 1 }, 8, true);
}
static void spoil_order(const char *path)
{
    patch(path, offsetof(pl_ix_header, byte_order), &(uint32_t){ 0x04030201 }, 4, true);
}
static void spoil_checksum(const char *path)
{
    patch(path, sizeof(pl_ix_header), "xxxx", 4, false);
}
static void spoil_length(const char *path)
{
    CHECK(truncate(path, 700) == 0, path);
}
static void spoil_all(const char *path)
{
    CHECK(truncate(path, 0) == 0, path);
}
static void spoil_more(const char *path)
{
    struct stat st;
    CHECK(stat(path, &st) == 0 && truncate(path, st.st_size + 8) == 0, path);
}
static void spoil_mode(const char *path)
{
    CHECK(chmod(path, 0620) == 0, path);
}
static void spoil_owner(const char *path)
{
    if (geteuid() == 0)
        CHECK(chown(path, 12345, 12345) == 0, path);
    else
        CHECK(unlink(path) == 0, path);
}
static void spoil_kind(const char *path)
{
    CHECK(unlink(path) == 0 && mkdir(path, 0700) == 0, path);
}

static const struct {
    const char *what;
    void (*spoil)(const char *path);
    bool replaced; /* it can be written again */
} spoils[] = {
    { "IR-08: another version", spoil_version, true },
    { "IR-08: another program", spoil_program, true },
    { "IR-08: other options", spoil_options, true },
    { "IR-08: another byte order", spoil_order, true },
    { "IR-08: a wrong checksum", spoil_checksum, true },
    { "IR-08: cut short", spoil_length, true },
    { "IR-08: empty", spoil_all, true },
    { "IR-08: longer", spoil_more, true },
    { "writable by others", spoil_mode, true },
    { "somebody else's", spoil_owner, true },
    { "a directory", spoil_kind, false },
};

TEST(ir_08_a_spoilt_image_is_built_and_written_again)
{
    for (size_t i = 0; i < PL_COUNT(spoils); i++) {
        char name[32];
        pl_index_origin from;
        snprintf(name, sizeof name, "spoil-%zu", i);
        kept_how how = saved_pair(name, true);
        spoils[i].spoil(kept_image(&how));
        kept_check(&how, &from, spoils[i].what);
        CHECK(!from.saved, spoils[i].what);
        kept_check(&how, &from, spoils[i].what);
        CHECK_INT(from.saved, spoils[i].replaced, spoils[i].what);
    }
}

TEST(what_cannot_be_kept_costs_nothing)
{
    kept_how how = write_pair("nowhere", true);
    pl_index_origin from;
    how.index = "/proc/nothing/here";
    kept_check(&how, &from, "cannot be written");
    kept_check(&how, &from, "and not read");
    CHECK(!from.saved, "built");
    kept k;
    kept_open(&k, &how);
    CHECK(!pl_workspace_save(k.ws), "says that it could not");
    kept_close(&k, false);
}

/* ---- verdicts */

TEST(bad_verdicts_are_kept_and_told_the_same)
{
    static const char *const bad[] = {
        "query \"own\" {\n  sql = \n}\n",
        "query \"own\" {\n  sql = \"a\nb\"\n}\nquery \"x\" {\n",
        "quary \"own\" {\n}\n",
        "query {\n}\n\x01\n",
    };
    for (size_t i = 0; i < PL_COUNT(bad); i++) {
        char name[32];
        snprintf(name, sizeof name, "bad-%zu", i);
        kept_how how = write_pair(name, true);
        how.keep_wrong = true;
        kept_text(&how, "own.pp", bad[i]);
        kept_text(&how, DEP "z.pp", bad[i]);
        kept first, second;
        kept_open(&first, &how);
        CHECK(first.ws && !pl_workspace_index(first.ws), "no index");
        CHECK(!pl_workspace_check(first.ws, first.diags), "wrong");
        CHECK(pl_workspace_save(first.ws), "saved");
        opened = 0;
        kept_open(&second, &how);
        CHECK(second.from.saved && !pl_workspace_index(second.ws), "used, no index");
        CHECK(!pl_workspace_check(second.ws, second.diags), "wrong");
        CHECK_INT(opened, 0, "nothing was read");
        CHECK(pl_diags_count(first.diags) >= 2, "something to tell");
        CHECK_STR(kept_messages(&second), kept_messages(&first), "the same is told");
        kept_close(&first, false);
        kept_close(&second, true);

        /* Who does not ask for it gets the refusal. */
        pl_index_origin from;
        how.keep_wrong = false;
        kept_check(&how, &from, bad[i]);
        /* One file repaired: the verdict on the other is not worked out again. */
        kept_text(&how, "own.pp", "query \"own\" {\n  sql = \"1\"\n}\n");
        kept_check(&how, &from, "one is right again");
        kept_text(&how, DEP "z.pp", "");
        kept_check(&how, &from, "both are right again");
        check_used(&how, "and saved");
    }
}

TEST(who_looks_at_variables_does_not_vouch_for_the_rest)
{
    static const char *const bad[] = {
        "control \"c\" {\n  query = query.nowhere\n}\n",
        "query \"own\" {\n  sql = \"1\"\n}\nquery \"own\" {\n  sql = \"2\"\n}\n",
        "control \"c\" {\n  nothing = 1\n}\n",
    };
    for (size_t i = 0; i < PL_COUNT(bad); i++) {
        char name[32];
        pl_index_origin from;
        snprintf(name, sizeof name, "variables-%zu", i);
        kept_how how = write_pair(name, true);
        kept_text(&how, "own.pp", bad[i]);
        how.variables_only = true;
        kept_check(&how, &from, bad[i]);
        kept_check(&how, &from, bad[i]);
        how.variables_only = false;
        kept_check(&how, &from, bad[i]);
        kept_check(&how, &from, bad[i]);
    }
}

TEST(verdicts_of_the_library_are_saved_when_asked_for)
{
    kept_how how = saved_pair("late", false);
    for (int round = 0; round < 3; round++) {
        kept k;
        kept_open(&k, &how);
        CHECK(k.from.saved, "used");
        opened = 0;
        CHECK(pl_workspace_check(k.ws, k.diags), "nothing is wrong");
        CHECK_INT(opened, round ? 0 : 5, "checked once");
        kept_close(&k, true);
    }
    kept_text(&how, "own.pp", "query \"own\" {\n  sql = \n}\n");
    pl_index_origin from;
    kept_check(&how, &from, "an error");
    char first[8192];
    for (int round = 0; round < 2; round++) {
        kept k;
        kept_open(&k, &how);
        CHECK(k.from.saved && pl_workspace_index(k.ws), "used");
        opened = 0;
        CHECK(!pl_workspace_check(k.ws, k.diags), "wrong");
        CHECK_INT(opened, round ? 0 : 5, "checked once");
        if (!round)
            snprintf(first, sizeof first, "%s", kept_messages(&k));
        else
            CHECK_STR(kept_messages(&k), first, "the same is told");
        CHECK(first[0] != 0, "something is told");
        kept_close(&k, true);
    }
}

/* ---- times */

TEST(a_file_written_while_times_are_young_is_compared_until_it_is_old)
{
    kept_how how = write_pair("age", true);
    pl_index_origin from;
    kept_ahead = 0;
    kept_check(&how, &from, "first");
    kept_check(&how, &from, "young");
    CHECK(from.saved && from.compared > 5, "compared by content");
    kept_ahead = 10 * SECOND;
    kept_check(&how, &from, "old now, not in the image");
    CHECK(from.saved && from.compared > 5, "compared once more");
    check_used(&how, "a new image says so");
}

TEST(an_image_from_the_future_is_compared_by_content)
{
    kept_how how = write_pair("future", true);
    pl_index_origin from;
    kept_ahead = 1000 * SECOND;
    kept_check(&how, &from, "the clock is ahead");
    kept_ahead = 10 * SECOND;
    kept_check(&how, &from, "it was put right");
    CHECK(from.saved && from.compared > 5, "compared by content");
    check_used(&how, "saved with the right time");
    kept_ahead = -1000 * SECOND;
    kept_check(&how, &from, "the clock is behind");
    CHECK(from.saved && from.compared > 5, "compared by content");
}

TEST(hash_finds_what_no_state_tells)
{
    kept_how how = saved_pair("hash", true);
    const char *path = kept_image(&how);
    pl_index_origin from;
    kept k;
    kept_text(&how, "own.pp", "query \"own\" {\n  sql = \"select 5\"\n}\n");
    /* Forge an image that has the new state of the file with its old bytes. */
    kept_how again = how;
    again.fresh = true;
    kept_open(&k, &again);
    uint32_t n;
    bool mapped;
    pl_store_found found;
    const pl_ix_header *h = pl_index_header(pl_workspace_index(k.ws));
    pl_index *old = pl_store_open(path, h->options, h->program, &found, &mapped);
    const pl_ix_file *now = pl_index_files(pl_workspace_index(k.ws), &n);
    pl_ix_stamp stamps[16];
    for (uint32_t i = 0; i < n; i++)
        stamps[i] = now[i].stamp;
    pl_renewal what = { .as_of_ns = h->as_of_ns, .device = h->device, .files = stamps };
    pl_index *forged = pl_index_renew(old, &what);
    CHECK_INT(pl_store_save(pl_str_cstr(path), pl_index_bytes(forged)), 0, "forged");
    pl_index_close(forged);
    pl_index_close(old);
    kept_close(&k, false);

    kept_open(&k, &how);
    CHECK(k.from.saved, "no state tells");
    kept_close(&k, false);
    how.all_bytes = true;
    kept_check(&how, &from, "compared by content");
    CHECK(!from.saved && from.changed == 1, "the bytes do");
}

/* ---- places */

TEST(the_index_may_lie_in_the_workspace)
{
    kept_how how = write_pair("inside", true);
    char index[PLACE_MAX];
    pl_index_origin from;
    snprintf(index, sizeof index, "%s/cache/index", how.dir);
    how.index = index;
    kept_check(&how, &from, "first");
    kept_check(&how, &from, "there is a folder more");
    struct stat before, after;
    const char *image = kept_image(&how);
    CHECK(stat(image, &before) == 0, "saved");
    for (int i = 0; i < 3; i++) {
        kept k;
        kept_open(&k, &how);
        CHECK(k.from.saved && !k.from.touched, "used");
        kept_close(&k, true);
        CHECK(stat(image, &after) == 0 && before.st_ino == after.st_ino, "not written again");
    }
}

TEST(a_moved_workspace_is_another)
{
    kept_how how = saved_pair("moved", true);
    pl_index_origin from;
    char to[PLACE_MAX];
    snprintf(to, sizeof to, "%s-elsewhere", how.dir);
    CHECK(rename(how.dir, to) == 0, "move");
    how.dir = to;
    kept_check(&how, &from, "elsewhere");
    CHECK(!from.saved, "built");
    check_used(&how, "saved there");
}

TEST(a_path_may_be_long)
{
    kept_how how = write_pair("long", false);
    char path[PLACE_MAX] = "";
    pl_index_origin from;
    for (int i = 0; i < 9; i++)
        snprintf(path + strlen(path), sizeof path - strlen(path), "%.*s/", 40,
                 "a-folder-with-a-name-that-is-rather-long-");
    snprintf(path + strlen(path), sizeof path - strlen(path), "deep.pp");
    kept_text(&how, path, "query \"deep\" {\n  sql = \"1\"\n}\n");
    kept_check(&how, &from, "first");
    check_used(&how, "saved");
}

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
