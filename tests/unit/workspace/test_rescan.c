/* Scenarios IR of the catalogue, each compared with a fresh start (IR-12). */
#include "unit/workspace/rescanned.h"
#include <pthread.h>
#include <stdatomic.h>
#include <sys/time.h>

#define DEP ".powerpipe/mods/github.com/acme/dep@v1.0.0/"

static void write_workspace(const char *dir)
{
    place_text(dir, "mod.pp",
               "mod \"top\" {\n  title = \"Top\"\n  require {\n    mod \"github.com/acme/dep\" {\n"
               "      version = \"*\"\n    }\n  }\n}\n");
    place_text(
        dir, "own.pp",
        "query \"one\" {\n  sql = \"select 1\"\n}\n\ncontrol \"c\" {\n  query = query.one\n}\n");
    place_text(dir, "more.pp",
               "benchmark \"b\" {\n  tags     = local.tags\n  children = [control.c]\n}\n");
    place_text(dir, "locals.pp", "locals {\n  tags = { a = \"1\" }\n}\n");
    place_text(dir, DEP "mod.pp", "mod \"dep\" {\n  title = \"Dep\"\n}\n");
    place_text(dir, DEP "q.pp", "query \"far\" {\n  sql = \"select 2\"\n}\n");
}

static live open_as(const char *name, bool strict, const char *index)
{
    live l = { .dir = place_new(name), .strict = strict, .index = index };
    write_workspace(l.dir);
    live_open(&l);
    CHECK(l.ws, name);
    return l;
}

static live open_workspace(const char *name)
{
    return open_as(name, false, NULL);
}

/* ---- one edit after another */

static void touch(const char *dir, const char *path)
{
    CHECK(utimes(place_path(dir, path), NULL) == 0, path);
}

static void move(const char *dir, const char *from, const char *to)
{
    CHECK(rename(place_path(dir, from), place_path(dir, to)) == 0, from);
}

static void drop(const char *dir, const char *path)
{
    CHECK(unlink(place_path(dir, path)) == 0, path);
}

typedef struct step {
    const char *what, *path, *text; /* text NULL: no such file any more; "": touched */
    const char *want;
} step;

static const step steps[] = {
    { "IR-01 nothing", NULL, NULL, "same | | scanned 0" },
    { "IR-02 touched", "own.pp", "", "same | | scanned 0" },
    { "still the same", NULL, NULL, "same | | scanned 0" },
    { "a block changes, and what refers to it is affected", "own.pp",
      "query \"one\" {\n  sql = \"select 3\"\n}\n\ncontrol \"c\" {\n  query = query.one\n}\n",
      "new ~own.pp | *top.benchmark.b *top.control.c ~top.query.one | scanned 1" },
    { "a remark moves blocks and changes none", "own.pp",
      "# hello\nquery \"one\" {\n  sql = \"select 3\"\n}\n\ncontrol \"c\" {\n  query = "
      "query.one\n}\n",
      "new ~own.pp | | scanned 1" },
    { "IR-05 a local changes, what uses it is affected and not scanned", "locals.pp",
      "locals {\n  tags = { a = \"2\" }\n}\n",
      "new ~locals.pp | *top.benchmark.b ~top.local.tags | scanned 1" },
    { "IR-04 a file comes", "new.pp", "query \"two\" {\n  sql = \"select 2\"\n}\n",
      "new +new.pp | +top.query.two | scanned 1 searched" },
    { "a block moves to another file", "new.pp",
      "query \"two\" {\n  sql = \"select 2\"\n}\ncontrol \"d\" {\n  query = query.two\n}\n",
      "new ~new.pp | +top.control.d | scanned 1" },
    { "IR-04 a file goes", "new.pp", NULL,
      "new -new.pp | -top.control.d -top.query.two | scanned 0 searched" },
    { "a file that is not ours", "notes.txt", "hello", "same | | scanned 0" },
    { "a name goes that others refer to", "own.pp", "control \"c\" {\n  query = query.one\n}\n",
      "new ~own.pp | *top.benchmark.b *top.control.c -top.query.one | scanned 1" },
    { "and comes back elsewhere", "other.pp", "query \"one\" {\n  sql = \"select 1\"\n}\n",
      "new +other.pp | *top.benchmark.b *top.control.c +top.query.one | scanned 1 searched" },
    { "a syntax error breaks what was not closed", "other.pp", "query \"one\" {\n  sql = \"sel",
      "new ~other.pp | *top.benchmark.b *top.control.c ~top.query.one | scanned 1" },
    { "repaired", "other.pp", "query \"one\" {\n  sql = \"select 1\"\n}\n",
      "new ~other.pp | *top.benchmark.b *top.control.c ~top.query.one | scanned 1" },
    { "the title of a mod", "mod.pp",
      "mod \"top\" {\n  title = \"New\"\n  require {\n    mod \"github.com/acme/dep\" {\n"
      "      version = \"*\"\n    }\n  }\n}\n",
      "new ~mod.pp | ~mod.top | scanned 1 mods searched" },
    { "a file of a dependency", DEP "q.pp", "query \"near\" {\n  sql = \"select 2\"\n}\n",
      "new ~" DEP "q.pp | -dep.query.far +dep.query.near | scanned 1" },
    { "IR-07 the title of a dependency", DEP "mod.pp", "mod \"dep\" {\n  title = \"Other\"\n}\n",
      "new ~" DEP "mod.pp | ~mod.dep | scanned 1 mods searched" },
    { "a dependency gets another name", DEP "mod.pp", "mod \"des\" {\n  title = \"Other\"\n}\n",
      "new ~" DEP "mod.pp | -dep.query.near +des.query.near -mod.dep +mod.des | scanned 1 "
      "mods searched" },
    { "ignored files go", ".powerpipeignore", "more.pp\n",
      "new -more.pp | -top.benchmark.b | scanned 0 searched" },
    { "and come again", ".powerpipeignore", NULL,
      "new +more.pp | +top.benchmark.b | scanned 1 searched" },
    { "a dependency goes", DEP "mod.pp", NULL,
      "new -" DEP "mod.pp -" DEP "q.pp | -des.query.near -mod.des | scanned 0 mods searched" },
    { "the mod file goes", "mod.pp", NULL,
      "new -mod.pp | +local.benchmark.b +local.control.c +local.local.tags +local.query.one "
      "-mod.top -top.benchmark.b -top.control.c -top.local.tags -top.query.one | scanned 0 mods "
      "searched" },
    { "a file that is not counted goes", DEP "q.pp", NULL, "new | | scanned 0 searched" },
};

static void apply(const char *dir, const step *s)
{
    if (!s->path)
        return;
    if (!s->text)
        drop(dir, s->path);
    else if (!*s->text)
        touch(dir, s->path);
    else
        place_text(dir, s->path, s->text);
}

static void walk_steps(live *l, bool named)
{
    for (size_t i = 0; i < PL_COUNT(steps); i++) {
        pl_str path = steps[i].path ? pl_str_cstr(steps[i].path) : PL_S("own.pp");
        pl_rescan_options options = { .paths = &path, .n_paths = 1 };
        char want[4096];
        apply(l->dir, &steps[i]);
        snprintf(want, sizeof want, "%s", steps[i].want);
        const char *got = live_step(l, named ? &options : NULL, steps[i].what);
        /* A rescan that is given the path reads it to compare. */
        if (named && strncmp(got, "same", 4) == 0)
            CHECK(strncmp(want, "same", 4) == 0, steps[i].what);
        else
            CHECK_STR(got, want, steps[i].what);
    }
}

TEST(IR_edits_one_after_another)
{
    live l = open_workspace("steps");
    walk_steps(&l, false);
    live_close(&l);
}

TEST(IR_the_same_when_the_caller_knows_what_changed)
{
    live l = open_workspace("named");
    walk_steps(&l, true);
    live_close(&l);
}

/* ---- what moves */

TEST(IR_04_a_file_is_renamed)
{
    live l = open_workspace("renamed");
    move(l.dir, "own.pp", "sub.pp");
    CHECK_STR(live_step(&l, NULL, "renamed"), "new -own.pp +sub.pp | | scanned 1 searched",
              "no entry is another");
    live_close(&l);
}

TEST(IR_03_one_block_of_a_hundred)
{
    live l = open_workspace("hundred");
    for (int round = 0; round < 2; round++) {
        pl_buf text = { 0 };
        for (int i = 0; i < 100; i++)
            pl_buf_printf(&text, "query \"q%d\" {\n  sql = \"select %d\"\n}\n", i,
                          i == 50 && round ? 999 : i);
        pl_buf_byte(&text, 0);
        place_text(l.dir, "hundred.pp", text.ptr);
        pl_buf_done(&text);
        const char *got = live_step(&l, NULL, "hundred");
        if (round)
            CHECK_STR(got, "new ~hundred.pp | ~top.query.q50 | scanned 1", "one entry");
    }
    live_close(&l);
}

TEST(IR_07_a_dependency_is_upgraded)
{
    live l = open_workspace("upgrade");
    const char *dir = l.dir;
    char before[PLACE_MAX], after[PLACE_MAX];
    snprintf(before, sizeof before, "%s",
             place_path(dir, ".powerpipe/mods/github.com/acme/dep@v1.0.0"));
    snprintf(after, sizeof after, "%s",
             place_path(dir, ".powerpipe/mods/github.com/acme/dep@v1.1.0"));
    CHECK(rename(before, after) == 0, "another version");
    place_text(after, "mod.pp", "mod \"dep\" {\n  title = \"Newer\"\n}\n");
    place_text(after, "q.pp", "query \"fresh\" {\n  sql = \"select 2\"\n}\n");
#define D "powerpipe/mods/github.com/acme/dep@"
    CHECK_STR(live_step(&l, NULL, "upgraded"),
              "new -." D "v1.0.0/mod.pp -." D "v1.0.0/q.pp +." D "v1.1.0/mod.pp +." D
              "v1.1.0/q.pp | "
              "-dep.query.far +dep.query.fresh ~mod.dep | scanned 2 mods searched",
              "one goes, the other comes");
#undef D
    live_close(&l);
}

/* ---- what is not to be seen yet */

TEST(F11_a_file_that_is_being_written_is_held)
{
    static const pl_rescan_options hold = { .hold_ns = UINT64_MAX };
    live l = open_workspace("held");
    place_text(l.dir, "locals.pp", "locals {\n  tags = { a = \"2\", b = \n");
    CHECK_STR(live_step(&l, &hold, "half"), "same | | scanned 1 held 1", "half of it");
    CHECK_STR(live_step(&l, &hold, "half"), "same | | scanned 1 held 1", "still");
    place_text(l.dir, "locals.pp", "locals {\n  tags = { a = \"2\", b = \"3\" }\n}\n");
    CHECK_STR(live_step(&l, &hold, "whole"),
              "new ~locals.pp | *top.benchmark.b ~top.local.tags | scanned 1", "the whole");
    place_text(l.dir, "locals.pp", "locals {\n  tags = { a = \"2\", b = \n");
    CHECK_STR(live_step(&l, NULL, "half"),
              "new ~locals.pp | *top.benchmark.b ~top.local.tags | scanned 1", "taken as it is");
    CHECK_STR(live_step(&l, &hold, "broken"), "same | | scanned 0", "what was taken stays");
    live_close(&l);
}

/* ---- what goes wrong */

TEST(a_refused_rescan_changes_nothing)
{
    live l = open_workspace("refused");
    pl_entry e;
    const char *away = place_path(pl_test_dir(), "refused-away");
    CHECK(rename(l.dir, away) == 0, "the workspace goes");
    CHECK_STR(live_text(live_rescan(&l, NULL)), "refused", "there is nothing");
    CHECK_INT(pl_diags_errors(l.diags), 1, "it says why");
    CHECK(pl_index_find(pl_workspace_index(l.ws), PL_S("top.query.one"), &e), "what was stays");
    CHECK(rename(away, l.dir) == 0, "and comes back");
    CHECK_STR(live_step(&l, NULL, "back"), "same | | scanned 0", "as it was");
    live_close(&l);
}

TEST(F1_a_half_installed_mod_is_skipped_until_it_is_whole)
{
    live l = open_workspace("pod");
    CHECK(symlink("nowhere.pp", place_path(l.dir, DEP "gone.pp")) == 0, "a link to nothing");
    CHECK_STR(live_step(&l, NULL, "half"),
              "new -" DEP "mod.pp -" DEP "q.pp | -dep.query.far -mod.dep | scanned 1 mods searched",
              "the whole mod goes");
    CHECK_INT(pl_diags_count(l.diags), 1, "with a warning");
    CHECK_INT(pl_diags_errors(l.diags), 0, "and no error");
    CHECK_STR(live_step(&l, NULL, "still"), "same | | scanned 3 searched", "asked for again");
    place_text(l.dir, DEP "nowhere.pp", "query \"late\" {\n  sql = \"select 3\"\n}\n");
    drop(l.dir, DEP "gone.pp");
    const char *got = live_step(&l, NULL, "whole");
    CHECK(strstr(got, "+dep.query.far +dep.query.late +mod.dep"), got);
    CHECK_INT(pl_diags_count(l.diags), 0, "nothing to tell");
    CHECK_STR(live_step(&l, NULL, "whole"), "same | | scanned 0", "nothing to do");
    live_close(&l);
}

TEST(without_an_index_there_is_nothing_to_rescan)
{
    const char *dir = place_new("modonly");
    write_workspace(dir);
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(dir), .mod_only = true };
    pl_workspace *ws = pl_workspace_open(&options, diags);
    CHECK(ws && !pl_workspace_rescan(ws, NULL, diags), "refused");
    CHECK_INT(pl_diags_errors(diags), 1, "and says so");
    pl_workspace_close(ws);
    pl_diags_free(diags);
    pl_changes_free(NULL);
}

/* ---- verdicts */

static uint64_t bytes_read(const live *l)
{
    pl_open_times t;
    pl_workspace_times(l->ws, &t);
    return t.bytes_read;
}

/* What was checked is not checked again, only what changed. */
static void check_verdicts(live *l)
{
    pl_diags *diags = pl_diags_new();
    CHECK(pl_workspace_check(l->ws, diags), "clean");
    uint64_t before = bytes_read(l);
    place_text(l->dir, "own.pp", "control \"c\" {\n  query = query.one\n  sql = 1 +\n}\n");
    place_text(l->dir, "new.pp", "query \"one\" {\n  sql = \"select 1\"\n}\n");
    CHECK(live_next(l), "broken");
    CHECK(!pl_workspace_check(l->ws, diags), "it is said");
    CHECK_INT(pl_diags_count(diags), 1, "once");
    CHECK_INT(bytes_read(l), before, "and nothing was read for it");
    place_text(l->dir, "own.pp", "control \"c\" {\n  query = query.one\n}\n");
    CHECK(live_next(l), "repaired");
    pl_diags_free(diags);
    diags = pl_diags_new();
    CHECK(pl_workspace_check(l->ws, diags), "clean again");
    CHECK_INT(bytes_read(l), before, "and nothing was read for it");
    place_text(l->dir, "own.pp",
               "control \"c\" {\n  query = query.one\n}\n"
               "benchmark \"twice\" {\n  children = [control.c, control.c]\n}\n");
    CHECK(live_next(l), "a child twice");
    CHECK(!pl_workspace_check(l->ws, diags), "is found between the resources");
    pl_diags_free(diags);
}

TEST(verdicts_are_found_again_after_a_rescan)
{
    live l = open_workspace("verdicts");
    check_verdicts(&l);
    live_close(&l);
    char index[PLACE_MAX];
    snprintf(index, sizeof index, "%s/verdicts-index", pl_test_dir());
    for (int strict = 0; strict < 2; strict++) {
        l = open_as(strict ? "verdicts-s" : "verdicts-i", false, index);
        check_verdicts(&l);
        pl_workspace_save(l.ws);
        live_close(&l);
    }
}

/* Static messages of a file are not in an image, so the file is checked again. */
TEST(a_file_wrong_in_itself_is_found_again)
{
    live l = open_workspace("static");
    pl_diags *diags = pl_diags_new();
    place_text(l.dir, "bad.pp", "control \"bad\" {\n  nonsense = 1\n  query = query.one\n}\n");
    CHECK(live_next(&l), "an unknown attribute");
    for (int i = 0; i < 3; i++) {
        pl_diags_free(diags);
        diags = pl_diags_new();
        CHECK(!pl_workspace_check(l.ws, diags), "said each time");
        CHECK_INT(pl_diags_count(diags), 1, "once");
        place_text(l.dir, "own.pp",
                   i & 1 ? "query \"one\" {\n  sql = \"1\"\n}\n"
                         : "query \"one\" {\n  sql = \"2\"\n}\n");
        CHECK(live_next(&l), "another file changes");
    }
    pl_diags_free(diags);
    live_close(&l);
}

/* ---- and the index on disk */

TEST(a_rescanned_index_is_saved_and_right)
{
    char index[PLACE_MAX];
    snprintf(index, sizeof index, "%s/kept-index", pl_test_dir());
    live l = open_as("kept", false, index);
    place_text(l.dir, "own.pp", "query \"saved\" {\n  sql = \"select 1\"\n}\n");
    place_text(l.dir, "new.pp", "query \"one\" {\n  sql = \"select 1\"\n}\n");
    CHECK(strncmp(live_step(&l, NULL, "edited"), "new", 3) == 0, "edited");
    CHECK(pl_workspace_save(l.ws), "saved");
    live_close(&l);
    live_open(&l);
    CHECK(l.from.saved, "what was rescanned is what is there");
    live_check(&l, "saved");
    place_text(l.dir, "own.pp", "query \"edited\" {\n  sql = \"select 1\"\n}\n");
    CHECK_STR(live_step(&l, NULL, "mapped"),
              "new ~own.pp | +top.query.edited -top.query.saved | scanned 1",
              "a mapped image is patched");
    live_close(&l);
}

/* ---- while others read */

enum { READERS = 8, EDITS = 120 };

typedef struct readers {
    live l;
    atomic_bool stop;
    atomic_uint reads;
} readers;

/* Two files change together: a reader that sees one half of it reads two generations at once. */
static void *read_on(void *ctx)
{
    readers *r = ctx;
    uint64_t last = 0;
    while (!atomic_load(&r->stop)) {
        pl_generation *g = pl_workspace_acquire(r->l.ws);
        const pl_index *ix = pl_generation_index(g);
        pl_entry a, b;
        bool both = pl_index_find(ix, PL_S("top.query.a"), &a) &&
                    pl_index_find(ix, PL_S("top.query.b"), &b);
        if (!both || !pl_str_eq(a.title, b.title) || pl_generation_number(g) < last)
            atomic_store(&r->stop, true), abort();
        last = pl_generation_number(g);
        pl_generation_release(g);
        atomic_fetch_add(&r->reads, 1);
    }
    return NULL;
}

static void write_pair(const char *dir, int n)
{
    char text[128];
    for (int i = 0; i < 2; i++) {
        snprintf(text, sizeof text, "query \"%c\" {\n  title = \"Number %d\"\n}\n", 'a' + i, n);
        place_text(dir, i ? "b.pp" : "a.pp", text);
    }
}

TEST_THREADS(eight_readers_and_one_that_rescans)
{
    readers r = { .l.dir = place_new("readers") };
    pthread_t threads[READERS];
    write_workspace(r.l.dir);
    write_pair(r.l.dir, 0);
    live_open(&r.l);
    for (int i = 0; i < READERS; i++)
        CHECK(pthread_create(&threads[i], NULL, read_on, &r) == 0, "a reader");
    for (int i = 1; i <= EDITS; i++) {
        write_pair(r.l.dir, i);
        if (i % 10 == 0)
            place_text(r.l.dir, "sub/more.pp", i % 20 ? "locals {\n}\n" : "locals {\n a = 1\n}\n");
        pl_changes *ch = live_rescan(&r.l, NULL);
        CHECK(ch && ch->n_files >= 2, "both");
        pl_changes_free(ch);
    }
    live_check(&r.l, "in the end");
    pl_generation *last = pl_workspace_acquire(r.l.ws);
    atomic_store(&r.stop, true);
    for (int i = 0; i < READERS; i++)
        pthread_join(threads[i], NULL);
    CHECK(atomic_load(&r.reads) > 0, "they read");
    live_close(&r.l);
    pl_entry e;
    CHECK(pl_index_find(pl_generation_index(last), PL_S("top.query.a"), &e), "it stays");
    CHECK(pl_str_eq(e.title, PL_S("Number 120")), "as it was");
    pl_generation_release(last);
}
