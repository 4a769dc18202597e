/* Faults on real directories (lazy-workspace.md 12): the library goes on with what
 * there is, the command line says what is wrong. */
#include "unit/workspace/seen.h"
#include <pipelite/rescan.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEP ".powerpipe/mods/github.com/acme/dep@v1.0.0/"

/* A workspace with one dependency, one query each. */
static const char *write_pair(const char *name)
{
    const char *dir = place_new(name);
    place_text(dir, "mod.pp",
               "mod \"top\" {\n require {\n  mod \"github.com/acme/dep\" {\n   version = \"1\"\n  "
               "}\n }\n}\n");
    place_text(dir, "own.pp", "query \"own\" {\n sql = \"select 1\"\n}\n");
    place_text(dir, DEP "mod.pp", "mod \"dep\" {}\n");
    place_text(dir, DEP "q.pp", "query \"other\" {\n sql = \"select 1\"\n}\n");
    place_text(
        dir, ".mod.cache.json",
        "{\"top\":{\"github.com/acme/dep\":{\"version\":\"1.0.0\",\"struct_version\":20240429}}}");
    return dir;
}

static const char both[] = "top.query.own dep.query.other";

static void expect(const char *dir, bool strict, const char *queries, const char *messages,
                   const char *what)
{
    seen s;
    seen_open(&s, dir, strict);
    CHECK_STR(seen_messages(&s), messages, what);
    CHECK((s.ws != NULL) == (queries != NULL), what);
    if (queries)
        CHECK_STR(seen_names(&s, PL_KIND_QUERY), queries, what);
    seen_close(&s);
}

TEST(sound_pair_opens_both_ways)
{
    const char *dir = write_pair("sound");
    expect(dir, true, both, "", "command line");
    expect(dir, false, both, "", "library");
}

TEST(f1_a_dangling_link_in_a_dependency_costs_the_dependency) /* PI-08 */
{
    const char *dir = write_pair("f1");
    CHECK(!symlink("gone", place_path(dir, DEP "link.pp")), "link");
    CHECK(!symlink("gone", place_path(dir, DEP "more.pp")), "another");
    seen s;
    seen_open(&s, dir, false);
    CHECK(s.ws != NULL, "opens");
    CHECK_STR(seen_names(&s, PL_KIND_QUERY), "top.query.own", "the rest is there");
    CHECK_STR(seen_messages(&s),
              "warning: skipping mod 'github.com/acme/dep@v1.0.0': cannot read '/f1/" DEP
              "link.pp': No such file or directory",
              "one warning");
    CHECK(seen_logged(&s, "\"msg\":\"skipping dependency mod with missing files\",\"mod\":\"dep\""),
          "log");
    CHECK(seen_logged(&s, "\"missing_file\":\""), "log names the file");
    CHECK(pl_workspace_check(s.ws, s.diags), "the check passes over it");
    seen_close(&s);
    expect(dir, true, both, "",
           "the command line reads what is there, as Powerpipe does for the main mod");
}

static unsigned times_logged(const seen *s, const char *text)
{
    unsigned n = 0;
    const char *at = s->log.ptr, *end = at + s->log.len; /* the log ends in no NUL */
    while (s->log.len && (at = memmem(at, (size_t)(end - at), text, strlen(text)))) {
        n++;
        at++;
    }
    return n;
}

/* A server looks at everything again and again. */
TEST(a_dependency_that_stays_broken_is_logged_once)
{
    static const char skipped[] = "\"msg\":\"skipping dependency mod with missing files\"";
    const char *dir = write_pair("once");
    CHECK(!symlink("gone", place_path(dir, DEP "link.pp")), "link");
    seen s;
    seen_open(&s, dir, false);
    for (unsigned i = 0; i < 3; i++) {
        place_text(dir, "more.pp", i ? "query \"b\" {\n}\n" : "query \"a\" {\n}\n");
        pl_changes_free(pl_workspace_rescan(s.ws, NULL, s.diags));
        CHECK(times_logged(&s, skipped) == 1, "still the same");
    }
    unlink(place_path(dir, DEP "link.pp"));
    pl_changes_free(pl_workspace_rescan(s.ws, NULL, s.diags));
    CHECK_STR(seen_names(&s, PL_KIND_QUERY), "top.query.b top.query.own dep.query.other", "whole");
    CHECK(times_logged(&s, skipped) == 1, "and nothing to say");
    CHECK(!symlink("gone", place_path(dir, DEP "link.pp")), "link");
    pl_changes_free(pl_workspace_rescan(s.ws, NULL, s.diags));
    CHECK(times_logged(&s, skipped) == 2, "broken again");
    seen_close(&s);
}

TEST(f2_a_dangling_link_in_the_main_mod_costs_the_file)
{
    const char *dir = write_pair("f2");
    CHECK(!symlink("gone", place_path(dir, "link.pp")), "link");
    expect(dir, false, both, "warning: skipping '/f2/link.pp': No such file or directory",
           "library");
    expect(dir, true, both, "", "command line");
}

TEST(f4_a_dependency_without_readable_mod_file_is_skipped)
{
    const char *dir = write_pair("f4");
    unlink(place_path(dir, DEP "mod.pp"));
    expect(dir, false, "top.query.own", "", "no mod file");
    mkdir(place_path(dir, DEP "mod.pp"), 0755);
    expect(dir, false, both, "", "a directory named mod.pp: its name comes from the folder");
    if (geteuid() == 0)
        return; /* root reads everything */
    rmdir(place_path(dir, DEP "mod.pp"));
    place_text(dir, DEP "mod.pp", "mod \"dep\" {}\n");
    chmod(place_path(dir, DEP "mod.pp"), 0);
    expect(dir, false, "top.query.own",
           "warning: skipping mod 'github.com/acme/dep@v1.0.0': cannot read its mod file: "
           "Permission denied",
           "not readable");
}

TEST(f5_what_cannot_be_read_stops_the_main_mod_only) /* PI-22 */
{
    const char *dir = write_pair("f5");
    if (geteuid() == 0) {
        print_message("skipped: root reads everything\n");
        return;
    }
    chmod(place_path(dir, DEP "q.pp"), 0);
    expect(dir, false, "top.query.own",
           "warning: skipping mod 'github.com/acme/dep@v1.0.0': cannot read '/f5/" DEP
           "q.pp': Permission denied",
           "dependency");
    expect(dir, true, NULL,
           "Internal Error: Failed to load all mod source files: cannot read '/f5/" DEP
           "q.pp': Permission denied",
           "dependency, command line");
    chmod(place_path(dir, DEP "q.pp"), 0644);
    chmod(place_path(dir, "own.pp"), 0);
    expect(dir, false, NULL, "cannot read '/f5/own.pp': Permission denied", "main mod");
    chmod(place_path(dir, "own.pp"), 0644);
    mkdir(place_path(dir, "closed"), 0);
    expect(dir, false, NULL, "cannot read '/f5/closed': Permission denied",
           "a folder of the main mod");
    rmdir(place_path(dir, "closed"));
    mkdir(place_path(dir, DEP "closed"), 0);
    expect(dir, false, "top.query.own",
           "warning: skipping mod 'github.com/acme/dep@v1.0.0': cannot read '/f5/" DEP
           "closed': Permission denied",
           "a folder of a dependency");
    chmod(place_path(dir, DEP "closed"), 0755);
}

TEST(f6_syntax_errors_are_verdicts) /* MD-04, ER-02, ER-09 */
{
    const char *dir = write_pair("f6");
    static const char own[] =
        "Unclosed configuration block: There is no closing brace for this block before "
        "the end of the file. This may be caused by incorrect brace nesting elsewhere "
        "in this file.\n(/f6/own2.pp:1,13-14)";
    place_text(dir, "own2.pp", "query \"bad\" {\n sql = 1\n");
    seen s;
    seen_open(&s, dir, false);
    CHECK(s.ws != NULL && seen_finds(&s, "query.own"), "the library opens and browses");
    for (int i = 0; i < 2; i++) {
        pl_diags *diags = pl_diags_new();
        CHECK(!pl_workspace_check(s.ws, diags), "the check refuses");
        CHECK_INT(pl_diags_errors(diags), 1, "ER-02: each time with the same text");
        pl_diags_free(diags);
    }
    seen_close(&s);
    char want[600];
    snprintf(want, sizeof want, "Internal Error: Failed to load all mod source files: %s", own);
    expect(dir, true, NULL, want, "command line");
    place_text(dir, "own2.pp", "query \"good\" {\n sql = \"select 1\"\n}\n");
    expect(dir, true, "top.query.good top.query.own dep.query.other", "", "repaired");
}

TEST(f6_all_files_of_all_mods_are_told_in_path_order) /* O1 */
{
    const char *dir = write_pair("f6all");
    place_text(dir, "z.pp", "query \"z\" {\n");
    place_text(dir, "a/b.pp", "a = \"\n");
    place_text(dir, DEP "broken.pp", "query \"q\" {\n");
    place_text(dir, "unknown.pp", "quay \"x\" {\n}\n");
    seen s;
    seen_open(&s, dir, true);
    CHECK(!s.ws, "refused");
    static const char *const order[] = { DEP "broken.pp:1,11-12", "/a/b.pp:1,6-2,1",
                                         "/z.pp:1,11-12" };
    const char *at = seen_messages(&s);
    for (size_t i = 0; i < PL_COUNT(order); i++) {
        at = strstr(at, order[i]);
        CHECK(at != NULL, order[i]);
    }
    CHECK(!strstr(seen_messages(&s), "quay"), "the next level waits");
    seen_close(&s);
    unlink(place_path(dir, "z.pp"));
    unlink(place_path(dir, "a/b.pp"));
    unlink(place_path(dir, DEP "broken.pp"));
    expect(dir, true, NULL,
           "Internal Error: Failed to load mod: Unsupported block type: Blocks of type \"quay\" "
           "are not "
           "expected here. Did you mean \"query\"?\n(/f6all/unknown.pp:1,1-5)",
           "schema");
}

TEST(a_file_of_two_mods_is_told_once)
{
    const char *dir = place_new("twice");
    char text[700];
    snprintf(text, sizeof text,
             "mod \"house\" {\n require {\n  mod \"k\" {\n   path = \"%s/k\"\n  }\n }\n}\n", dir);
    place_text(dir, "mod.pp", text);
    place_text(dir, "k/mod.pp", "mod \"k\" {}\n");
    place_text(dir, "k/x.pp", "query \"q\" {\n");
    snprintf(text, sizeof text,
             "{\"house\":{\"%s/k\":{\"path\":\"%s/k\",\"struct_version\":20240429}}}", dir, dir);
    place_text(dir, ".mod.cache.json", text);
    seen s;
    seen_open(&s, dir, true);
    CHECK_INT(pl_diags_count(s.diags), 1, "once");
    seen_close(&s);
    place_text(dir, "k/x.pp", "query \"q\" {\n sql = \"\"\n}\n");
    expect(dir, true, "house.query.q k.query.q", "", "and belongs to both (recorded)");
}

TEST(f9_of_two_with_one_name_the_first_is_found)
{
    const char *dir = write_pair("f9");
    place_text(dir, "own2.pp", "query \"own\" {\n title = \"second\"\n sql = \"select 2\"\n}\n");
    seen s;
    seen_open(&s, dir, false);
    pl_entry e;
    CHECK(s.ws && pl_index_find(pl_workspace_index(s.ws), PL_S("query.own"), &e), "opens");
    CHECK(pl_str_eq(e.file, PL_S("own.pp")), "the first");
    seen_close(&s);
}

TEST(f12_nothing_is_legal) /* ER-05 */
{
    const char *dir = place_new("f12");
    place_text(dir, "mod.pp", "mod \"empty\" {}\n");
    place_text(dir, "empty.pp", "");
    place_text(dir, "comment.pp", "# nothing\n");
    for (int strict = 0; strict < 2; strict++) {
        seen s;
        seen_open(&s, dir, strict);
        CHECK(s.ws != NULL, "opens");
        CHECK_STR(seen_names(&s, PL_KIND_QUERY), "", "no queries");
        CHECK(!seen_finds(&s, "query.x") && !seen_finds(&s, "") && !seen_finds(&s, "..."),
              "nothing found");
        CHECK(pl_workspace_check(s.ws, s.diags), "clean");
        seen_close(&s);
    }
}

TEST(er01_what_is_no_directory_does_not_open)
{
    const char *dir = place_new("er01");
    place_text(dir, "file", "");
    expect(place_path(dir, "nowhere"), false, NULL,
           "cannot open workspace '/er01/nowhere': No such file or directory", "library, nothing");
    expect(place_path(dir, "file"), false, NULL,
           "cannot open workspace '/er01/file': Not a directory", "library, a file");
    expect(place_path(dir, "file"), true, NULL,
           "if the path is a file, then you must not specify include/exclude",
           "command line (recorded)");
}

TEST(command_line_wants_a_mod_file)
{
    const char *dir = place_new("nomod");
    place_text(dir, "q.pp", "query \"q\" {\n sql = \"\"\n}\n");
    seen s;
    seen_open(&s, dir, true);
    CHECK(!s.ws &&
              strstr(seen_messages(&s), "This command requires a mod definition file (mod.pp)"),
          "text");
    seen_close(&s);
    seen_open(&s, dir, false);
    CHECK(s.ws && seen_finds(&s, "local.query.q"), "the library does without");
    seen_close(&s);
}

TEST(mod_only_reads_the_directory_itself)
{
    const char *dir = write_pair("modonly");
    place_text(dir, "broken.pp", "query {{{\n");
    place_text(dir, "sub/x.pp", "");
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(dir), .strict = true, .mod_only = true };
    pl_workspace *ws = pl_workspace_open(&options, diags);
    CHECK(ws && !pl_workspace_index(ws), "no index");
    pl_workspace_close(ws);
    options.path = pl_str_cstr(place_path(dir, "sub"));
    ws = pl_workspace_open(&options, diags);
    CHECK(ws != NULL, "without a mod file");
    pl_workspace_close(ws);
    options.path = pl_str_cstr(dir);
    place_text(dir, "mod.pp", "mod \"top\" {\n");
    ws = pl_workspace_open(&options, diags);
    CHECK(!ws, "a broken mod file");
    CHECK(pl_str_eq(pl_diags_heading(diags),
                    PL_S("failed to load mod definition: Internal Error: Failed to load mod")),
          "heading (recorded)");
    pl_diags_free(diags);
}
