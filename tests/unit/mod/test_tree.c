/* Which mods belong to a workspace: installed (the command line) and present (the
 * library). Scenarios MD-05, 18, 19, 20, 22 of lazy-workspace.md 20.9. */
#include "unit/place.h"
#include "base/diag.h"
#include "base/str.h"
#include "mod/tree.h"

#define A "github.com/acme/powerpipe-mod-"
#define MODS ".powerpipe/mods/" A

static pl_buf logged;

static void log_line(void *ctx, pl_str line)
{
    (void)ctx;
    pl_buf_str(&logged, line);
}

/* One line per mod: "name path > dependencies", a star marks direct ones; or the
 * heading and the messages. */
static const char *load(const char *dir, bool installed)
{
    static char text[8192];
    pl_buf out = { 0 };
    pl_arena arena = { 0 };
    pl_diags *diags = pl_diags_new();
    pl_mod_place place;
    pl_tree tree;
    pl_log log = { .level = PL_LOG_WARN, .sink = log_line };
    pl_tree_options options = { .installed = installed, .log = &log };
    logged.len = 0;
    pl_mod_locate(pl_str_cstr(dir), false, &arena, &place);
    bool ok = pl_tree_load(&place, &options, &arena, &tree, diags);
    for (uint32_t i = 0; ok && i < tree.n; i++) {
        const pl_tree_mod *m = &tree.list[i];
        pl_str path = m->dep_path;
        if (m->local)
            path = pl_str_sub(path, strlen(pl_test_dir()), path.len);
        if (pl_str_starts(path, PL_S(A)))
            path = pl_str_sub(path, strlen(A), path.len);
        pl_buf_printf(&out, "%.*s%s%s%.*s", PL_FMT(m->short_name), m->direct ? "*" : "",
                      path.len ? " " : "", PL_FMT(path));
        for (uint32_t d = 0; d < m->n_deps; d++)
            pl_buf_printf(&out, "%s%u", d ? "," : " > ", m->deps[d]);
        pl_buf_byte(&out, '\n');
    }
    if (!ok && pl_diags_heading(diags).len)
        pl_buf_printf(&out, "%.*s: ", PL_FMT(pl_diags_heading(diags)));
    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        const pl_diag *d = pl_diags_get(diags, i);
        pl_buf_printf(&out, "%s%.*s\n", d->severity == PL_WARNING ? "warning: " : "",
                      PL_FMT(d->summary));
    }
    snprintf(text, sizeof text, "%.*s", PL_FMT(pl_buf_view(&out)));
    pl_buf_done(&out);
    pl_diags_free(diags);
    pl_arena_done(&arena);
    for (char *at; (at = strstr(text, pl_test_dir())) != NULL;)
        memmove(at, at + strlen(pl_test_dir()), strlen(at + strlen(pl_test_dir())) + 1);
    return text;
}

static void write_shop(const char *dir)
{
    place_text(dir, "mod.pp",
               "mod \"shop\" {\n require {\n  mod \"" A "orders\" {\n   version = \"1\"\n  }\n"
               "  mod \"" A "tax\" {\n   version = \"1.9\"\n  }\n }\n}\n");
    place_text(dir, MODS "orders@v1.2.0/mod.pp",
               "mod \"orders\" {\n require {\n  mod \"" A
               "tax\" {\n   version = \"^2\"\n  }\n }\n}\n");
    place_text(dir, MODS "tax@v1.9.3/mod.pp", "mod \"tax\" {}\n");
    place_text(dir, MODS "tax@v2.0.1/mod.pp", "mod \"tax\" {}\n");
    place_text(dir, ".mod.cache.json",
               "{\"shop\":{\"" A "orders\":{\"version\":\"1.2.0\",\"struct_version\":20240429},"
               "\"" A "tax\":{\"version\":\"1.9.3\",\"struct_version\":20240429}},"
               "\"" A "orders@v1.2.0\":{\"" A
               "tax\":{\"version\":\"2.0.1\",\"struct_version\":20240429}}}");
}

TEST(tree_of_two_versions_is_the_same_both_ways) /* MD-22 */
{
    const char *dir = place_new("shop");
    write_shop(dir);
    CHECK_STR(load(dir, true),
              "shop* > 1,2\norders* orders@v1.2.0 > 3\ntax* tax@v1.9.3\ntax tax@v2.0.1\n",
              "installed");
    CHECK_STR(load(dir, false),
              "shop* > 1,2\norders* orders@v1.2.0 > 3\ntax* tax@v1.9.3\ntax tax@v2.0.1\n",
              "present");
}

static const char missing[] =
    "Bad Request: not all dependencies are installed - run 'powerpipe mod install'\n";

TEST(tree_installed_misses_what_is_not_there)
{
    static const struct {
        const char *what, *remove, *text;
    } rows[] = {
        { "no lock file", ".mod.cache.json", NULL },
        { "an empty lock", ".mod.cache.json", "{}" },
        { "no folder of a direct dependency", MODS "orders@v1.2.0/mod.pp", NULL },
        { "no folder of a dependency's dependency", MODS "tax@v2.0.1/mod.pp", NULL },
        { "a lock of another workspace", ".mod.cache.json",
          "{\"port\":{\"" A "orders\":{\"version\":\"1.2.0\",\"struct_version\":20240429}}}" },
        { "the lock lacks the dependency's dependency", ".mod.cache.json",
          "{\"shop\":{\"" A "orders\":{\"version\":\"1.2.0\",\"struct_version\":20240429},"
          "\"" A "tax\":{\"version\":\"1.9.3\",\"struct_version\":20240429}}}" },
        { "a version that does not satisfy", ".mod.cache.json",
          "{\"shop\":{\"" A "orders\":{\"version\":\"1.2.0\",\"struct_version\":20240429},"
          "\"" A "tax\":{\"version\":\"2.0.1\",\"struct_version\":20240429}}}" },
    };
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        char name[32];
        snprintf(name, sizeof name, "missing%zu", i);
        const char *dir = place_new(name);
        write_shop(dir);
        unlink(place_path(dir, rows[i].remove));
        if (rows[i].text)
            place_text(dir, rows[i].remove, rows[i].text);
        CHECK_STR(load(dir, true), missing, rows[i].what);
    }
}

TEST(tree_present_goes_without_what_is_missing) /* MD-20, F14 */
{
    const char *dir = place_new("part");
    write_shop(dir);
    unlink(place_path(dir, ".mod.cache.json"));
    unlink(place_path(dir, MODS "tax@v1.9.3/mod.pp"));
    CHECK_STR(load(dir, false), "shop* > 1\norders* orders@v1.2.0 > 2\ntax tax@v2.0.1\n",
              "by version, without a lock");
    CHECK(strstr(logged.ptr,
                 "\"required dependency is not installed\",\"mod\":\"shop\",\"required\":\"" A
                 "tax\"") != NULL,
          "a log line");
}

TEST(tree_present_takes_whatever_lies_there)
{
    const char *dir = place_new("heap");
    place_text(dir, "mod.pp", "mod \"heap\" {}\n");
    place_text(dir, MODS "b#main/mod.pp", "mod \"b\" {}\n");
    place_text(dir, MODS "a@v1.2/mod.sp", "mod \"a\" {}\n");
    place_text(dir, MODS "a@v1.2/.powerpipe/mods/github.com/o/deep@v1.0.0/mod.pp",
               "mod \"deep\" {}\n");
    place_text(dir, MODS "a@v1.2/sub/mod.pp", "mod \"sub\" {}\n");
    place_text(dir, MODS "loose/x.pp", "query \"q\" {}\n");
    place_text(dir, MODS "broken@v1.0.0/mod.pp", "mod \"broken\" {\n");
    place_text(dir, MODS "nameless@v1.0.0/mod.pp", "query \"q\" {}\n");
    CHECK_STR(load(dir, false),
              "heap*\na a@v1.2.0\nb b#main\nbroken broken@v1.0.0\n"
              "powerpipe-mod-nameless nameless@v1.0.0\ndeep github.com/o/deep@v1.0.0\n",
              "mods, not folders without a mod file nor mod files below mods");
}

TEST(tree_of_a_diamond_holds_the_shared_mod_once) /* MD-19 */
{
    const char *dir = place_new("diamond");
    place_text(dir, "mod.pp",
               "mod \"top\" {\n require {\n  mod \"" A "l\" {\n   version = \"*\"\n  }\n"
               "  mod \"" A "r\" {\n   version = \"*\"\n  }\n }\n}\n");
    static const char side[] =
        "mod \"%c\" {\n require {\n  mod \"" A "s\" {\n   version = \"*\"\n  }\n }\n}\n";
    char text[300];
    snprintf(text, sizeof text, side, 'l');
    place_text(dir, MODS "l@v1.0.0/mod.pp", text);
    snprintf(text, sizeof text, side, 'r');
    place_text(dir, MODS "r@v1.0.0/mod.pp", text);
    place_text(dir, MODS "s@v1.0.0/mod.pp", "mod \"s\" {}\n");
    CHECK_STR(load(dir, false), "top* > 1,2\nl* l@v1.0.0 > 3\nr* r@v1.0.0 > 3\ns s@v1.0.0\n",
              "present");
    place_text(dir, ".mod.cache.json",
               "{\"top\":{\"" A "l\":{\"version\":\"1.0.0\",\"struct_version\":20240429},"
               "\"" A "r\":{\"version\":\"1.0.0\",\"struct_version\":20240429}},"
               "\"" A "l@v1.0.0\":{\"" A "s\":{\"version\":\"1.0.0\",\"struct_version\":20240429}},"
               "\"" A "r@v1.0.0\":{\"" A
               "s\":{\"version\":\"1.0.0\",\"struct_version\":20240429}}}");
    CHECK_STR(load(dir, true), "top* > 1,2\nl* l@v1.0.0 > 3\nr* r@v1.0.0 > 3\ns s@v1.0.0\n",
              "installed");
}

TEST(tree_of_a_cycle_ends) /* M2 */
{
    const char *dir = place_new("cycle");
    place_text(dir, "mod.pp",
               "mod \"top\" {\n require {\n  mod \"" A "l\" {\n   version = \"*\"\n  }\n }\n}\n");
    place_text(dir, MODS "l@v1.0.0/mod.pp",
               "mod \"l\" {\n require {\n  mod \"" A "l\" {\n   version = \"*\"\n  }\n }\n}\n");
    place_text(dir, ".mod.cache.json",
               "{\"top\":{\"" A "l\":{\"version\":\"1.0.0\",\"struct_version\":20240429}},"
               "\"" A "l@v1.0.0\":{\"" A
               "l\":{\"version\":\"1.0.0\",\"struct_version\":20240429}}}");
    CHECK_STR(load(dir, true), "top* > 1\nl* l@v1.0.0 > 1\n", "installed");
    CHECK_STR(load(dir, false), "top* > 1\nl* l@v1.0.0 > 1\n", "present");
}

TEST(tree_finds_local_mods) /* L15 */
{
    const char *dir = place_new("house");
    char lock[600];
    place_text(dir, "mod.pp",
               "mod \"house\" {\n require {\n  mod \"kitchen\" {\n   path = \"./mods/kitchen\"\n  "
               "}\n }\n}\n");
    place_text(dir, "mods/kitchen/mod.pp", "mod \"kitchen\" {}\n");
    snprintf(lock, sizeof lock,
             "{\"house\":{\"%s/mods/kitchen\":{\"path\":\"%s/mods/"
             "kitchen\",\"struct_version\":20240429}}}",
             dir, dir);
    CHECK_STR(load(dir, true), missing, "not in the lock");
    CHECK_STR(load(dir, false), "house* > 1\nkitchen* /house/mods/kitchen\n", "present");
    place_text(dir, ".mod.cache.json", lock);
    CHECK_STR(load(dir, true), "house* > 1\nkitchen* /house/mods/kitchen\n", "relative to the mod");
}

TEST(tree_renames_short_version_folders_on_the_command_line_only)
{
    const char *dir = place_new("short");
    place_text(dir, "mod.pp",
               "mod \"short\" {\n require {\n  mod \"" A
               "saw\" {\n   version = \"1\"\n  }\n }\n}\n");
    place_text(dir, MODS "saw@v1.2/mod.pp", "mod \"saw\" {}\n");
    place_text(dir, ".mod.cache.json",
               "{\"short\":{\"" A "saw\":{\"version\":\"1.2.0\",\"struct_version\":20240429}}}");
    CHECK_STR(load(dir, false), "short* > 1\nsaw* saw@v1.2.0\n", "present");
    CHECK(access(place_path(dir, MODS "saw@v1.2/mod.pp"), F_OK) == 0, "untouched");
    CHECK_STR(load(dir, true), "short* > 1\nsaw* saw@v1.2.0\n", "installed");
    CHECK(access(place_path(dir, MODS "saw@v1.2.0/mod.pp"), F_OK) == 0, "renamed");
}

TEST(tree_errors_have_their_heading)
{
    const char *dir = place_new("wrong");
    place_text(dir, "mod.pp", "mod {}\n");
    CHECK_STR(load(dir, true), "Internal Error: mod load failed: Missing name for mod\n",
              "no label");
    CHECK_STR(load(dir, false), "wrong*\n", "the library names it after its folder");
    place_text(dir, "mod.pp", "mod \"m\" {}\n");
    place_text(dir, ".mod.cache.json", "{ not json");
    CHECK_STR(load(dir, true),
              "failed to load installation cache from /wrong: invalid character 'n' looking for "
              "beginning of "
              "object key string\n",
              "lock");
    CHECK_STR(load(dir, false), "m*\n", "the library goes without");
    place_text(dir, ".mod.cache.json",
               "{\"m\":{\"x\":{\"version\":\"1.0.0\",\"struct_version\":20220411}}}");
    CHECK_STR(load(dir, true),
              "workspace lock file is out of date, please run 'steampipe install' to update\n",
              "old lock");
}

static const struct {
    const char *what, *gone, *broken, *want; /* a mod's folder; a file without its end */
} old_rows[] = {
    { "all are installed", NULL, NULL,
      "workspace lock file is out of date, please run 'steampipe install' to update\n" },
    { "a mod is missing", MODS "tax@v1.9.3", NULL, PL_TREE_MISSING "\n" },
    { "one that a required mod requires is missing", MODS "tax@v2.0.1", NULL,
      PL_TREE_MISSING "\n" },
    { "a required mod is broken as well", NULL, MODS "orders@v1.2.0/mod.pp",
      "workspace lock file is out of date, please run 'steampipe install' to update\n" },
    { "the mod file is broken as well", MODS "tax@v1.9.3", "mod.pp",
      "Internal Error: mod load failed: Unclosed configuration block\n" },
};

TEST(tree_old_lock_files_are_told_when_all_is_installed) /* M8 */
{
    for (size_t i = 0; i < PL_COUNT(old_rows); i++) {
        char name[PLACE_MAX];
        snprintf(name, sizeof name, "old%zu", i);
        const char *dir = place_new(name);
        write_shop(dir);
        place_text(
            dir, ".mod.cache.json",
            "{\"shop\":{\"" A "orders\":{\"version\":\"1.2.0\",\"struct_version\":20220411},\"" A
            "tax\":{\"version\":\"1.9.3\",\"struct_version\":20220411}},\"" A
            "orders@v1.2.0\":{\"" A "tax\":{\"version\":\"2.0.1\",\"struct_version\":20220411}}}");
        if (old_rows[i].gone) {
            snprintf(name, sizeof name, "%s/mod.pp", old_rows[i].gone);
            CHECK(unlink(place_path(dir, name)) == 0, name);
            CHECK(rmdir(place_path(dir, old_rows[i].gone)) == 0, old_rows[i].gone);
        }
        if (old_rows[i].broken)
            place_text(dir, old_rows[i].broken, "mod \"x\" {\n");
        CHECK_STR(load(dir, true), old_rows[i].want, old_rows[i].what);
        CHECK(strstr(load(dir, false), "out of date") == NULL, "the library goes without");
    }
}

TEST(tree_tells_broken_dependencies)
{
    const char *dir = place_new("dep");
    write_shop(dir);
    place_text(dir, MODS "tax@v2.0.1/mod.pp", "mod \"tax\" {\n");
    CHECK_STR(load(dir, true), "Internal Error: mod load failed: Unclosed configuration block\n",
              "syntax");
    place_text(dir, MODS "orders@v1.2.0/mod.pp", "");
    CHECK(strstr(load(dir, true),
                 "mod load failed: failed to parse mod definition file: no mod definition found") !=
              NULL,
          "no mod block");
}

TEST(tree_lock_does_not_lead_out_of_the_folder)
{
    const char *dir = place_new("jail");
    place_text(dir, "mod.pp",
               "mod \"m\" {\n require {\n  mod \"../../x\" {\n   version = \"1\"\n  }\n }\n}\n");
    place_text(dir, "x@v1.0.0/mod.pp", "mod \"x\" {}\n");
    place_text(dir, ".mod.cache.json",
               "{\"m\":{\"../../x\":{\"version\":\"1.0.0\",\"struct_version\":20240429}}}");
    CHECK_STR(load(dir, true), missing, "not installed");
}

TEST(tree_without_mods) /* MD-05, F13 */
{
    const char *dir = place_new("alone");
    CHECK_STR(load(dir, true), "local*\n", "no mod file");
    place_text(dir, "mod.pp", "mod \"alone\" { title = \"Alone\" }\n");
    CHECK_STR(load(dir, true), "alone*\n", "no mods directory");
    mkdir(place_path(dir, ".powerpipe"), 0755);
    mkdir(place_path(dir, ".powerpipe/mods"), 0755);
    CHECK_STR(load(dir, false), "alone*\n", "an empty one");
}
