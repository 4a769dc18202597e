/* The watcher (serving.md 13): what is noticed, when, and how editors and package managers write.
 */
#include "watched.h"
#include "workspace/newest.h"
#include <fcntl.h>
#include <pipelite/resource.h>
#include <pipelite/values.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the ways of editors */

static void in_place(const watched *w)
{
    query(w, "a.pp", "two");
}

static void truncate_first(const watched *w)
{
    int fd = open(path_in(w, "a.pp"), O_WRONLY | O_TRUNC);
    usleep(5000);
    CHECK(write(fd, "query \"q\" {\n  sql = \"2\"\n}\n", 25) == 25, "write");
    close(fd);
}

static void rename_over(const watched *w)
{
    char from[600];
    query(w, "a.pp.tmp123", "two");
    snprintf(from, sizeof from, "%s", path_in(w, "a.pp.tmp123"));
    CHECK(rename(from, path_in(w, "a.pp")) == 0, "rename");
}

static void keep_backup(const watched *w)
{
    char from[600];
    snprintf(from, sizeof from, "%s", path_in(w, "a.pp"));
    CHECK(rename(from, path_in(w, "a.pp~")) == 0, "backup");
    query(w, "a.pp", "two");
}

static void delete_and_create(const watched *w)
{
    unlink(path_in(w, "a.pp"));
    query(w, "a.pp", "two");
}

TEST(every_way_to_save_is_one_rebuild)
{
    static const struct {
        const char *what;
        void (*save)(const watched *w);
    } ways[] = {
        { "in place", in_place },
        { "truncate first", truncate_first },
        { "rename over", rename_over },
        { "keep a backup", keep_backup },
        { "delete and create", delete_and_create },
    };
    for (size_t i = 0; i < PL_COUNT(ways); i++) {
        watched w;
        watch_place(&w, "watch_save", &quick);
        ways[i].save(&w);
        CHECK_STR(found(&w), "new ~a.pp | ~m.query.q", ways[i].what);
        CHECK_STR(within(&w, 100), "", ways[i].what);
        unwatch(&w);
    }
}

TEST(what_editors_leave_about_is_nothing)
{
    static const char *const names[] = { ".a.pp.swp", "a.pp~",        "4913",
                                         ".#a.pp",    "#a.pp#",       "sub/.#b.pp",
                                         "x.txt",     "sub/x.ppvars", ".hidden.pp" };
    watched w;
    watch_place(&w, "watch_swap", &quick);
    for (size_t i = 0; i < PL_COUNT(names); i++)
        write_in(&w, names[i], "query \"no\" {\n  sql = \"\"\n}\n");
    for (size_t i = 0; i < PL_COUNT(names); i++)
        unlink(path_in(&w, names[i]));
    CHECK(pl_watch_step(w.watch, w.diags) == NULL, "read");
    CHECK(pl_watch_timeout_ms(w.watch) > 25, "nothing is to be done before the next poll");
    unwatch(&w);
}

TEST(files_and_folders_come_and_go)
{
    watched w;
    char away[600];
    watch_place(&w, "watch_folders", &quick);
    write_in(&w, "new/deeper/c.pp", "query \"c\" {\n  sql = \"c\"\n}\n");
    CHECK_STR(found(&w), "new +new/deeper/c.pp | +m.query.c", "a new folder");
    write_in(&w, "new/deeper/d.pp", "query \"d\" {\n  sql = \"d\"\n}\n");
    CHECK_STR(found(&w), "new +new/deeper/d.pp | +m.query.d", "is watched");
    snprintf(away, sizeof away, "%s", path_in(&w, "new"));
    CHECK(rename(away, path_in(&w, "sub/moved")) == 0, "move it");
    CHECK_STR(found(&w),
              "new -new/deeper/c.pp -new/deeper/d.pp +sub/moved/deeper/c.pp "
              "+sub/moved/deeper/d.pp |",
              "a folder moves");
    write_in(&w, "sub/moved/deeper/d.pp", "query \"d\" {\n  sql = \"D\"\n}\n");
    CHECK_STR(found(&w), "new ~sub/moved/deeper/d.pp | ~m.query.d", "and is still watched");
    unlink(path_in(&w, "sub/deep/b.pp"));
    rmdir(path_in(&w, "sub/deep"));
    CHECK_STR(found(&w), "new -sub/deep/b.pp | -m.query.b", "a folder goes");
    write_in(&w, ".powerpipeignore", "sub/**\n");
    CHECK_STR(found(&w),
              "new -sub/moved/deeper/c.pp -sub/moved/deeper/d.pp | -m.query.c "
              "-m.query.d",
              "the ignore file");
    write_in(&w, "sub/moved/deeper/e.pp", "query \"e\" {\n  sql = \"e\"\n}\n");
    CHECK_STR(within(&w, 100), "", "what is ignored is not watched");
    unwatch(&w);
}

TEST(a_burst_is_one_rebuild)
{
    watched w;
    char name[40], text[100];
    watch_place(&w, "watch_burst", &quick);
    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof name, "f%d.pp", i);
        snprintf(text, sizeof text, "query \"f%d\" {\n  sql = \"s\"\n}\n", i);
        write_in(&w, name, text);
    }
    CHECK(strlen(within(&w, 5000)) > 1000, "all of them");
    CHECK_STR(within(&w, 100), "", "at once");
    CHECK_INT(w.rescans, 1, "one rebuild");
    unwatch(&w);
}

static void run_git(const watched *w, const char *words, const char *beside)
{
    char command[800];
    snprintf(command, sizeof command,
             "git -C '%s' -c user.name=n -c user.email=n@example.com -c init.defaultBranch=main "
             "-c gc.auto=0 %s >/dev/null 2>&1 %s",
             w->l.dir, words, beside);
    CHECK_INT(system(command), 0, words);
}

static void git(const watched *w, const char *words)
{
    run_git(w, words, "");
}

static void git_beside(const watched *w, const char *words)
{
    run_git(w, words, "&");
}

/* git writes while the watch is asked; the times are longer than usual for machines that are busy.
 */
TEST(five_hundred_files_checked_out_by_git_are_one_rebuild)
{
    enum { FILES = 500 };
    static const pl_watch_options patient = { .quiet_ns = 600000000, .limit_ns = 20000000000 };
    watched w;
    char name[40], text[100];
    watch_place(&w, "watch_git", &quick);
    git(&w, "init -q");
    git(&w, "add -A");
    git(&w, "commit -q -m few");
    git(&w, "checkout -q -b many");
    for (int i = 0; i < FILES; i++) {
        snprintf(name, sizeof name, "d%d/f%d.pp", i % 7, i);
        snprintf(text, sizeof text, "query \"f%d\" {\n  sql = \"s\"\n}\n", i);
        write_in(&w, name, text);
    }
    git(&w, "add -A");
    git(&w, "commit -q -m many");
    git(&w, "checkout -q main");
    while (*within(&w, 300)) /* what was written just now comes and goes */
        ;
    pl_watch_close(w.watch);
    w.watch = pl_watch_open(w.l.ws, &patient, w.diags);
    CHECK_STR(within(&w, 100), "", "the first look at what is there finds nothing");
    w.rescans = 0;
    git_beside(&w, "checkout -q many");
    CHECK(strlen(within(&w, 60000)) > 1000, "all of them");
    CHECK_STR(within(&w, 900), "", "at once");
    CHECK_INT(w.rescans, 1, "one rebuild");
    git_beside(&w, "checkout -q main");
    CHECK(strlen(within(&w, 60000)) > 1000, "and gone");
    CHECK_STR(within(&w, 900), "", "at once");
    CHECK_INT(w.rescans, 2, "one rebuild");
    unwatch(&w);
}

TEST(many_saves_are_not_put_off_for_ever)
{
    watched w;
    watch_place(&w, "watch_limit", &quick);
    uint64_t start = pl_clock_ns();
    for (int i = 0; w.rescans == 0 && i < 500; i++) {
        query(&w, "a.pp", i % 2 ? "odd" : "even");
        within(&w, 5);
    }
    CHECK(pl_clock_ns() - start < 600000000, "the limit");
    unwatch(&w);
}

TEST(what_breaks_is_held)
{
    watched w;
    watch_place(&w, "watch_hold", &quick);
    write_in(&w, "a.pp", "query \"q\" {\n  sql = \n}\n");
    write_in(&w, "sub/deep/b.pp", "query \"b\" {\n  sql = \"B\"\n}\n");
    CHECK_STR(found(&w), "new ~sub/deep/b.pp | ~m.query.b", "the other file is published");
    CHECK_STR(found(&w), "broken", "then it is reported");
    CHECK(w.spent_ns > 100000000, "after a while");
    CHECK_STR(within(&w, 300), "", "once");
    query(&w, "a.pp", "one");
    CHECK_STR(found(&w), "recovered", "repaired");
    write_in(&w, "a.pp", "query \"q\" {\n  sql = \n}\n");
    CHECK_STR(within(&w, 100), "", "held");
    query(&w, "a.pp", "three");
    CHECK_STR(found(&w), "new ~a.pp | ~m.query.q", "no rescan saw it");
    CHECK_STR(within(&w, 300), "", "nor later");
    unwatch(&w);
}

TEST(the_root_goes_and_comes)
{
    watched w;
    char away[600];
    watch_place(&w, "watch_root", &quick);
    snprintf(away, sizeof away, "%s.away", w.l.dir);
    CHECK(rename(w.l.dir, away) == 0, "away");
    CHECK_STR(found(&w), "refused", "reported once it was held long enough");
    CHECK(rename(away, w.l.dir) == 0, "back");
    CHECK_STR(found(&w), "recovered", "seen without a report");
    query(&w, "a.pp", "two");
    CHECK_STR(found(&w), "new ~a.pp | ~m.query.q", "and watched");
    unwatch(&w);
}

TEST(the_lock_file_counts_at_once)
{
    watched w;
    pl_watch_options slow = quick;
    slow.quiet_ns = slow.limit_ns = 60000000000;
    watch_place(&w, "watch_lock", &slow);
    query(&w, "a.pp", "two");
    CHECK_STR(within(&w, 50), "", "that waits");
    write_in(&w, ".mod.cache.json", "{}\n");
    CHECK_STR(found(&w), "new ~a.pp | ~m.query.q", "the lock file does not");
    CHECK(w.spent_ns < 1000000000, "at once");
    unwatch(&w);
}

TEST(an_install_is_awaited)
{
    watched w;
    static const char mod[] = "mod \"b\" {\n  title = \"B\"\n}\n";
    watch_place(&w, "watch_install", &quick);
    write_in(&w, ".powerpipe/.mods.new/github.com/a/b@v1.0.0/mod.pp", mod);
    CHECK_STR(found(&w), "new |", "its folder");
    write_in(&w, ".powerpipe/.mods.new/github.com/a/b@v1.0.0/q.pp", mod);
    CHECK_STR(within(&w, 300), "", "an install under way");
    write_in(&w, ".powerpipe/mods/github.com/a/b@v1.0.0/mod.pp", mod);
    write_in(&w, ".powerpipe/mods/github.com/a/b@v1.0.0/q.pp", "query \"x\" {\n  sql = \"\"\n}\n");
    CHECK(strncmp(found(&w), "new +.powerpipe/mods/", 21) == 0, "is read when it is quiet");
    CHECK(w.spent_ns > 150000000, "not before");
    write_in(&w, ".powerpipe/mods/github.com/a/b@v1.0.0/q.pp", "query \"y\" {\n  sql = \"\"\n}\n");
    CHECK_STR(found(&w), "new ~.powerpipe/mods/github.com/a/b@v1.0.0/q.pp | -b.query.x +b.query.y",
              "watched");
    unwatch(&w);
}

TEST(a_switched_link_is_seen)
{
    watched w;
    char a[600], b[600];
    watch_place(&w, "watch_link", &quick);
    snprintf(a, sizeof a, "%s", path_in(&w, "..data"));
    snprintf(b, sizeof b, "%s", path_in(&w, "..tmp"));
    write_in(&w, "..one/c.pp", "query \"c\" {\n  sql = \"1\"\n}\n");
    write_in(&w, "..two/c.pp", "query \"c\" {\n  sql = \"2\"\n}\n");
    CHECK(symlink("..one", a) == 0 && symlink("..data/c.pp", path_in(&w, "c.pp")) == 0, "links");
    CHECK_STR(found(&w), "new +c.pp | +m.query.c", "a link to a file");
    CHECK(symlink("..two", b) == 0 && rename(b, a) == 0, "switched, as for a ConfigMap");
    CHECK_STR(found(&w), "new ~c.pp | ~m.query.c", "the link in the middle");
    write_in(&w, "..two/c.pp", "query \"c\" {\n  sql = \"3\"\n}\n");
    CHECK_STR(found(&w), "new ~c.pp | ~m.query.c", "its target");
    unwatch(&w);
}

TEST(states_are_compared_where_nothing_is_reported)
{
    watched w;
    pl_watch_options options = quick;
    options.poll = true;
    watch_place(&w, "watch_poll", &options);
    CHECK(pl_watch_is_polling(w.watch) && pl_watch_fd(w.watch) == -1, "nothing is watched");
    query(&w, "a.pp", "second");
    CHECK_STR(found(&w), "new ~a.pp | ~m.query.q", "a file");
    write_in(&w, "new/c.pp", "query \"c\" {\n  sql = \"c\"\n}\n");
    CHECK_STR(found(&w), "new +new/c.pp | +m.query.c", "a folder");
    unwatch(&w);
}

TEST(documents_are_watched)
{
    watched w;
    watch_place(&w, "watch_documents", &quick);
    write_in(&w, "docs/one.md", "one");
    write_in(&w, "a.pp", "query \"q\" {\n  sql = \"s\"\n  title = file(\"docs/one.md\")\n}\n");
    CHECK_STR(found(&w), "new ~a.pp | ~m.query.q", "it reads one now");
    pl_resource_unpin(pl_workspace_pin_name(w.l.ws, PL_S("m.query.q"), w.diags));
    CHECK_STR(within(&w, 300), "", "it was loaded, and its document is watched");
    write_in(&w, "docs/one.md", "two");
    CHECK_STR(found(&w), "new | *m.query.q", "the document");
    unwatch(&w);
}

TEST(values_of_variables_are_watched)
{
    watched w;
    watch_place(&w, "watch_values", &quick);
    write_in(&w, "a.pp",
             "variable \"v\" {\n  default = \"one\"\n}\nvariable \"w\" {\n  default = 1\n}\n"
             "query \"q\" {\n  sql = local.l\n}\nlocals {\n  l = var.v\n}\n"
             "query \"r\" {\n  sql = \"${var.w}\"\n}\n");
    CHECK(found(&w)[0], "variables");
    pl_resource_unpin(pl_workspace_pin_name(w.l.ws, PL_S("m.query.q"), w.diags));
    write_in(&w, "powerpipe.ppvars", "v = \"two\"\n");
    CHECK_STR(found(&w), "new | *m.local.l *m.query.q *m.var.v", "its file came");
    write_in(&w, "x.auto.ppvars", "w = 1\n");
    CHECK_STR(found(&w), "new |", "the same value");
    write_in(&w, "x.auto.ppvars", "w = \n");
    CHECK_STR(found(&w), "broken", "a file that is wrong");
    write_in(&w, "x.auto.ppvars", "w = 2\n");
    CHECK_STR(found(&w), "recovered", "and right");
    unlink(path_in(&w, "powerpipe.ppvars"));
    CHECK_STR(found(&w), "new | *m.local.l *m.query.q *m.var.v", "its file went");
    unwatch(&w);
}

/* Names of what has changed effectively. */
static const char *effective(watched *w)
{
    static char text[500];
    pl_changes *ch = pl_workspace_rescan(w->l.ws, NULL, w->diags);
    size_t at = 0;
    text[0] = 0;
    CHECK(ch && ch->outcome == PL_OUTCOME_PUBLISHED, "published");
    for (uint32_t i = 0; i < ch->n_entries; i++)
        if (ch->entries[i].effective)
            at += (size_t)snprintf(text + at, sizeof text - at, "%s%.*s", at ? " " : "",
                                   PL_FMT(ch->entries[i].name));
    CHECK(ch->effective == (at > 0), "in all");
    pl_changes_free(ch);
    return text;
}

TEST(blanks_and_comments_change_nothing)
{
    static const struct {
        const char *what, *text, *want;
    } rows[] = {
        { "at first", "dashboard \"d\" {\n  card \"c\" {\n    sql = \"s\"\n  }\n}\n",
          "m.card.c m.dashboard.d" },
        { "a comment and blanks",
          "# top\ndashboard \"d\" {  # here\n\n  card \"c\" {\n    sql   = \"s\" // x\n  }\n}\n",
          "" },
        { "a comment inside",
          "dashboard \"d\" {\n  /* y */ card \"c\" {\n    sql = \"s\"\n  }\n}\n", "" },
        { "blanks in a text", "dashboard \"d\" {\n  card \"c\" {\n    sql = \"s \"\n  }\n}\n",
          "m.card.c m.dashboard.d" },
        { "a sibling",
          "dashboard \"d\" {\n  card \"c\" {\n    sql = \"s \"\n  }\n  text {\n    value = \"t\"\n "
          " }\n}\n",
          "m.dashboard.d m.text.dashboard_d_anonymous_text_0" },
        { "moved down",
          "\n\n# far\n\ndashboard \"d\" {\n  card \"c\" {\n    sql = \"s \"\n  }\n  text {\n    "
          "value = \"t\"\n  }\n}\n",
          "" },
        { "a variable",
          "variable \"v\" {\n  default = 1\n}\ndashboard \"d\" {\n  card \"c\" {\n    sql = "
          "\"${var.v}\"\n  }\n}\n",
          "m.card.c m.dashboard.d m.text.dashboard_d_anonymous_text_0 m.var.v" },
        { "the same value",
          "variable \"v\" {\n  default = 2 - 1\n}\ndashboard \"d\" {\n  card \"c\" {\n    sql = "
          "\"${var.v}\"\n  }\n}\n",
          "" },
        { "another value",
          "variable \"v\" {\n  default = 2\n}\ndashboard \"d\" {\n  card \"c\" {\n    sql = "
          "\"${var.v}\"\n  }\n}\n",
          "m.card.c m.dashboard.d m.var.v" },
        { "a local between",
          "variable \"v\" {\n  default = 2\n}\nlocals {\n  l = var.v > 1\n}\ndashboard \"d\" {\n  "
          "card \"c\" {\n    sql = \"${local.l}\"\n  }\n}\n",
          "m.card.c m.dashboard.d m.local.l" },
        { "which stays",
          "variable \"v\" {\n  default = 3\n}\nlocals {\n  l = var.v > 1\n}\ndashboard \"d\" {\n  "
          "card \"c\" {\n    sql = \"${local.l}\"\n  }\n}\n",
          "m.var.v" },
        { "and goes over",
          "variable \"v\" {\n  default = 0\n}\nlocals {\n  l = var.v > 1\n}\ndashboard \"d\" {\n  "
          "card \"c\" {\n    sql = \"${local.l}\"\n  }\n}\n",
          "m.card.c m.dashboard.d m.local.l m.var.v" },
    };
    watched w;
    watch_place(&w, "watch_effect", &quick);
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        write_in(&w, "d.pp", rows[i].text);
        CHECK_STR(effective(&w), rows[i].want, rows[i].what);
    }
    write_in(&w, "mod.pp", "mod \"m\" {\n  title = \"T\"\n}\n");
    CHECK_STR(effective(&w), "mod.m", "the title of the mod");
    write_in(&w, "mod.pp", "mod \"m\" {\n  title = \"T\"\n  database = \"sqlite://x\"\n}\n");
    CHECK_STR(effective(&w), "m.card.c m.dashboard.d m.query.b m.query.q mod.m", "its database");
    unwatch(&w);
}

TEST(what_is_served_loads_as_it_was)
{
    watched w;
    pl_str text = { 0 };
    watch_place(&w, "watch_kept", &quick);
    pl_generation *g = pl_workspace_acquire(w.l.ws);
    query(&w, "a.pp", "two");
    CHECK(found(&w)[0], "published");
    write_in(&w, "a.pp", "query \"q\" {\n");
    CHECK_STR(found(&w), "broken", "refused");
    const pl_resource *r = pl_generation_pin_name(g, PL_S("m.query.q"), w.diags);
    CHECK(r && pl_resource_text(r, PL_S("sql"), &text) && pl_str_eq(text, PL_S("one")), "then");
    pl_resource_unpin(r);
    r = pl_workspace_pin_name(w.l.ws, PL_S("m.query.q"), w.diags);
    CHECK(r && pl_resource_text(r, PL_S("sql"), &text) && pl_str_eq(text, PL_S("two")), "served");
    pl_resource_unpin(r);
    pl_generation_release(g);
    unwatch(&w);
}
