#include "base/str.h"
#include "unit/config/world.h"
#include <sys/stat.h>
#include <unistd.h>

#define CONFIG "{HOME}/.powerpipe/config/"

/* ---- which layer wins (cli.md 6.2): the same setting in every layer */

static const char both_profiles[] = "workspace \"default\" {\n  query_timeout = 1\n}\n"
                                    "workspace \"night\" {\n  query_timeout = 3\n}\n";

static const struct {
    const char *what;
    bool flag, env, default_profile;
    const char *chosen; /* NULL: none */
    int want;
} win_rows[] = {
    { "the default of the flag", false, false, false, NULL, 300 },
    { "the default profile hides it", false, false, true, NULL, 1 },
    { "the environment hides the default profile", false, true, true, NULL, 2 },
    { "a chosen profile hides the environment", false, true, true, "night", 3 },
    { "a default profile that was chosen, too", false, true, true, "default", 1 },
    { "a flag hides all", true, true, true, "night", 4 },
    { "a flag hides the default profile", true, false, true, NULL, 4 },
    { "the environment alone", false, true, false, NULL, 2 },
};

TEST(load_precedence)
{
    for (size_t i = 0; i < PL_COUNT(win_rows); i++) {
        world w;
        world_init(&w);
        if (win_rows[i].default_profile)
            world_file(&w, CONFIG "w.ppc", both_profiles);
        if (win_rows[i].env)
            world_env(&w, "POWERPIPE_QUERY_TIMEOUT=2");
        pl_settings *s = world_new(&w);
        pl_settings_put_int(s, PL_LAYER_DEFAULT, "query-timeout", 300);
        pl_settings_put_string(s, PL_LAYER_DEFAULT, "workspace", PL_S("default"));
        if (win_rows[i].flag)
            pl_settings_put_int(s, PL_LAYER_FLAG, "query-timeout", 4);
        if (win_rows[i].chosen)
            pl_settings_put_string(s, PL_LAYER_FLAG, "workspace", pl_str_cstr(win_rows[i].chosen));
        CHECK(world_load(&w), win_rows[i].what);
        CHECK_INT(pl_settings_int(s, "query-timeout"), win_rows[i].want, win_rows[i].what);
        world_done(&w);
    }
}

/* The token follows the same order, and `login` comes last. */
static const struct {
    const char *what, *env, *profile, *chosen, *want;
    bool saved;
} token_rows[] = {
    { "nothing", NULL, "", NULL, "", false },
    { "the saved one", NULL, "", NULL, "tpt_saved", true },
    { "a default profile's before it", NULL, "workspace \"default\" { pipes_token = \"tpt_d\" }\n",
      NULL, "tpt_d", true },
    { "the environment's before that", "PIPES_TOKEN=tpt_e",
      "workspace \"default\" { pipes_token = \"tpt_d\" }\n", NULL, "tpt_e", true },
    { "a chosen profile's before all", "PIPES_TOKEN=tpt_e",
      "workspace \"n\" { pipes_token = \"tpt_n\" }\n", "n", "tpt_n", true },
    { "saved for another host", NULL, "workspace \"n\" { pipes_host = \"p.example\" }\n", "n", "",
      true },
    { "a host that is no name", NULL, "workspace \"n\" { pipes_host = \"../../x\" }\n", "n", "",
      true },
};

TEST(load_finds_the_pipes_token)
{
    for (size_t i = 0; i < PL_COUNT(token_rows); i++) {
        world w;
        world_init(&w);
        world_file(&w, CONFIG "w.ppc", token_rows[i].profile);
        if (token_rows[i].saved)
            world_file(&w, "{HOME}/.pipes/internal/pipes.turbot.com.tptt", "tpt_saved\n");
        if (token_rows[i].env)
            world_env(&w, token_rows[i].env);
        pl_settings *s = world_new(&w);
        if (token_rows[i].chosen)
            pl_settings_put_string(s, PL_LAYER_FLAG, "workspace",
                                   pl_str_cstr(token_rows[i].chosen));
        CHECK(world_load(&w), world_error(&w));
        CHECK_STR(pl_arena_str(&w.arena, pl_settings_pipes_token(s)).ptr, token_rows[i].want,
                  token_rows[i].what);
        world_done(&w);
    }
}

/* ---- the config path */

static const struct {
    const char *what, *flag, *env;
    const char *separator;
    const char *chosen;
} path_rows[] = {
    { "the flag", "{HOME}/one", NULL, "1", NULL },
    { "relative to the current directory", "../home/one", NULL, "1", NULL },
    { "home", "~/two", NULL, "2", NULL },
    { "of two default profiles the last directory's", "{HOME}/one:{HOME}/two", NULL, "2", NULL },
    { "of two others the first one's", "{HOME}/one:{HOME}/two", NULL, "a", "shared" },
    { "in the other order", "{HOME}/two:{HOME}/one", NULL, "b", "shared" },
    { "a directory that is not there", "{HOME}/no:{HOME}/one", NULL, "1", NULL },
    { "none of them there", "{HOME}/no", NULL, "", NULL },
    { "the environment", NULL, "POWERPIPE_CONFIG_PATH={HOME}/two", "2", NULL },
    { "the flag before the environment", "{HOME}/one", "POWERPIPE_CONFIG_PATH={HOME}/two", "1",
      NULL },
    { "an empty variable is none", NULL, "POWERPIPE_CONFIG_PATH=", "m", NULL },
    { "mod location and install directory", NULL, NULL, "m", NULL },
    { "the install directory of the environment", NULL, "POWERPIPE_INSTALL_DIR={HOME}/pp", "9",
      "pp" },
    { "empty entries are none", ":{HOME}/one::", NULL, "1", NULL },
    { "twice the same", "{HOME}/one:{HOME}/one", NULL, "1", NULL },
};

TEST(load_follows_the_config_path)
{
    for (size_t i = 0; i < PL_COUNT(path_rows); i++) {
        world w;
        world_init(&w);
        world_file(&w, "{HOME}/one/w.ppc",
                   "workspace \"default\" {\n separator = \"1\"\n}\n"
                   "workspace \"shared\" {\n separator = \"a\"\n}\n");
        world_file(&w, "{HOME}/two/w.ppc",
                   "workspace \"default\" {\n separator = \"2\"\n}\n"
                   "workspace \"shared\" {\n separator = \"b\"\n}\n");
        world_file(&w, "{WS}/w.ppc", "workspace \"default\" {\n separator = \"m\"\n}\n");
        world_file(&w, "{HOME}/pp/config/w.ppc", "workspace \"pp\" {\n separator = \"9\"\n}\n");
        if (path_rows[i].env)
            world_env(&w, path_rows[i].env);
        pl_settings *s = world_new(&w);
        if (path_rows[i].flag)
            pl_settings_put_string(s, PL_LAYER_FLAG, "config-path",
                                   pl_str_cstr(world_text(&w, path_rows[i].flag)));
        if (path_rows[i].chosen)
            pl_settings_put_string(s, PL_LAYER_FLAG, "workspace", pl_str_cstr(path_rows[i].chosen));
        world_load(&w);
        CHECK(w.ok, world_error(&w));
        CHECK_STR(world_get(&w, "separator"), path_rows[i].separator, path_rows[i].what);
        world_done(&w);
    }
}

TEST(load_does_not_move_the_config_path_with_install_dir)
{
    world w;
    struct stat st;
    world_init(&w);
    world_file(&w, "{HOME}/pp/config/w.ppc", "workspace \"default\" {\n separator = \"9\"\n}\n");
    pl_settings_put_string(world_new(&w), PL_LAYER_FLAG, "install-dir", PL_S("~/fresh"));
    CHECK(world_load(&w), world_error(&w));
    CHECK(stat(world_text(&w, "{HOME}/fresh"), &st) == 0, "it is made");
    CHECK(stat(world_text(&w, "{HOME}/fresh/config"), &st) != 0, "and empty");
    CHECK_STR(world_get(&w, "separator"), "", "no profile");
    world_done(&w);
}

TEST(load_reads_dot_from_the_mod_location_before_the_profile)
{
    world w;
    world_init(&w);
    world_file(&w, "{HOME}/mods/w.ppc", "workspace \"default\" {\n separator = \"x\"\n}\n");
    world_file(&w, "{WS}/w.ppc", "workspace \"default\" {\n mod_location = \"{HOME}/mods\"\n}\n");
    CHECK(world_load(&w), world_error(&w));
    CHECK_STR(pl_settings_mod_location(w.s).ptr, world_text(&w, "{HOME}/mods"), "moved");
    CHECK_STR(world_get(&w, "separator"), "", "but not for the config path");
    world_done(&w);
}

/* ---- the sample */

TEST(load_keeps_the_sample_fresh)
{
    world w;
    pl_str text;
    struct stat before, after;
    world_init(&w);
    world_file(&w, CONFIG "workspaces.ppc.sample", "old\n");
    const char *path = world_text(&w, CONFIG "workspaces.ppc.sample");
    CHECK(world_load(&w), world_error(&w));
    FILE *f = fopen(path, "r");
    static char buf[16384];
    text = pl_str_make(buf, fread(buf, 1, sizeof buf, f));
    fclose(f);
    CHECK(text.len > 100, "there is something");
    while (text.ptr) {
        pl_str line = pl_str_split(&text, '\n');
        CHECK(!line.len || line.ptr[0] == '#', "all of it is commented");
    }
    CHECK(stat(path, &before) == 0, "stat");
    pl_settings_free(w.s);
    w.s = NULL;
    pl_diags_free(w.diags);
    CHECK(world_load(&w), world_error(&w));
    CHECK(stat(path, &after) == 0 && before.st_ino == after.st_ino, "the same one stays");
    world_done(&w);
}

TEST(load_makes_nothing_for_a_host)
{
    world w;
    struct stat st;
    world_init(&w);
    pl_settings_options host = { .environment = w.env, .directory = pl_str_cstr(w.directory.ptr) };
    w.diags = pl_diags_new();
    w.s = pl_settings_new(&host);
    CHECK(world_load(&w), world_error(&w));
    CHECK(stat(pl_settings_install_dir(w.s).ptr, &st) != 0, "no install directory");
    world_done(&w);
}

TEST(load_writes_no_sample_where_it_was_told_to_look)
{
    world w;
    struct stat st;
    world_init(&w);
    pl_settings_put_string(world_new(&w), PL_LAYER_FLAG, "config-path", PL_S("../fresh"));
    CHECK(world_load(&w), world_error(&w));
    CHECK(stat(world_text(&w, "{WS}/../fresh"), &st) != 0, "nothing is made");
    world_done(&w);
}

TEST(load_lives_without_places_to_write)
{
    world w;
    world_init(&w);
    world_file(&w, "{HOME}/file", "x");
    world_env(&w, "POWERPIPE_INSTALL_DIR={HOME}/file");
    CHECK(world_load(&w), "a configuration directory below a file is none");
    world_done(&w);
    world_init(&w);
    world_file(&w, "{HOME}/file", "x");
    pl_settings_put_string(world_new(&w), PL_LAYER_FLAG, "install-dir", PL_S("~/file"));
    CHECK(world_load(&w), "an install directory that is a file");
    world_done(&w);
}

/* ---- profiles */

static const char night[] = "workspace \"default\" {\n"
                            "  separator = \";\"\n"
                            "}\n"
                            "workspace \"night\" {\n"
                            "  port              = 9111\n"
                            "  listen            = \"network\"\n"
                            "  watch             = false\n"
                            "  string            = \"h\"\n"
                            "  timing            = \"true\"\n"
                            "  output            = \"csv\"\n"
                            "  separator         = \"|\"\n"
                            "  query_timeout     = \"22\"\n"
                            "  memory_max_mb     = 2048.0\n"
                            "  update_check      = false\n"
                            "  log_level         = \"warn\"\n"
                            "  snapshot_location = \"~/snapshots\"\n"
                            "  search_path       = \"harbor, public ,\"\n"
                            "  pipes_host        = null\n"
                            "}\n"
                            "workspace \"late\" {\n"
                            "  base         = workspace.night\n"
                            "  max_parallel = 7\n"
                            "  watch        = true\n"
                            "}\n"
                            "workspace \"later\" {\n"
                            "  base = (workspace[\"late\"])\n"
                            "  output = \"json\"\n"
                            "}\n";

static const struct {
    const char *profile, *key, *want;
    bool set;
} night_rows[] = {
    { "night", "port", "9111", true },
    { "night", "listen", "network", true },
    { "night", "host", "h", true },
    { "night", "watch", "false", true },
    { "night", "timing", "true", true },
    { "night", "query-timeout", "22", true },
    { "night", "memory-max-mb", "2048", true },
    { "night", "update-check", "false", true },
    { "night", "log-level", "warn", true },
    { "night", "snapshot-location", "~/snapshots", true },
    { "night", "search-path", "harbor,public", true },
    { "night", "pipes-host", "", false },
    { "night", "max-parallel", "", false },
    { "late", "max-parallel", "7", true },
    { "late", "watch", "true", true },
    { "late", "output", "csv", true },
    { "late", "separator", "|", true },
    { "late", "timing", "true", true },
    { "late", "search-path", "harbor,public", true },
    { "later", "output", "json", true },
    { "later", "max-parallel", "7", true },
    { "later", "query-timeout", "22", true },
    { NULL, "separator", ";", true },
    { NULL, "output", "", false },
};

TEST(profile_sets_and_inherits)
{
    for (size_t i = 0; i < PL_COUNT(night_rows); i++) {
        world w;
        world_init(&w);
        world_file(&w, CONFIG "w.ppc", night);
        world_new(&w);
        if (night_rows[i].profile)
            pl_settings_put_string(w.s, PL_LAYER_FLAG, "workspace",
                                   pl_str_cstr(night_rows[i].profile));
        CHECK(world_load(&w), world_error(&w));
        CHECK_STR(world_get(&w, night_rows[i].key), night_rows[i].want, night_rows[i].key);
        CHECK_INT(pl_settings_is_set(w.s, night_rows[i].key), night_rows[i].set, night_rows[i].key);
        world_done(&w);
    }
}

TEST(profile_default_stays_below_a_chosen_one)
{
    world w;
    world_init(&w);
    world_file(&w, CONFIG "w.ppc",
               "workspace \"default\" {\n  output = \"csv\"\n}\n"
               "workspace \"n\" {\n}\n");
    world_env(&w, "POWERPIPE_WORKSPACE=n");
    CHECK(world_load(&w), world_error(&w));
    CHECK_STR(world_get(&w, "output"), "csv", "what the chosen one leaves open");
    CHECK_INT(pl_settings_layer(w.s, "output"), PL_LAYER_DEFAULT_PROFILE, "its layer");
    world_done(&w);
}

TEST(profile_of_the_same_name_later_in_the_directory_wins)
{
    world w;
    world_init(&w);
    world_file(&w, CONFIG "a.ppc",
               "workspace \"default\" {\n  output = \"1\"\n}\n"
               "workspace \"default\" {\n  separator = \"2\"\n}\n");
    world_file(&w, CONFIG "b.ppc", "workspace \"x\" {\n base = workspace.default\n}\n");
    CHECK(world_load(&w), world_error(&w));
    CHECK_STR(world_get(&w, "output"), "", "the first one is gone");
    CHECK_STR(world_get(&w, "separator"), "2", "the second one counts");
    world_done(&w);
}

TEST(profile_database_warns_with_lines)
{
    world w;
    world_init(&w);
    world_env(&w, "POWERPIPE_DATABASE=x");
    world_file(&w, CONFIG "w.ppc", "\nworkspace \"a\" {\n  database = \"d\"\n\n}\n");
    CHECK(world_load(&w), world_error(&w));
    CHECK_STR(pl_diags_get(w.diags, 0)->summary.ptr,
              "Environment variable POWERPIPE_DATABASE is deprecated, see "
              "https://powerpipe.io/docs/run#selecting-a-database for the new syntax",
              "environment");
    CHECK_STR(pl_diags_get(w.diags, 1)->summary.ptr,
              world_text(&w, "workspace property 'database' is deprecated, see "
                             "https://powerpipe.io/docs/run#selecting-a-database for the new "
                             "syntax. (" CONFIG "w.ppc:2-5)"),
              "profile");
    CHECK_INT(pl_diags_count(w.diags), 2, "both");
    CHECK_INT(pl_diags_errors(w.diags), 0, "as warnings");
    world_done(&w);
}

TEST(profile_handle_needs_a_token)
{
    world w;
    world_init(&w);
    world_env(&w, "POWERPIPE_WORKSPACE=acme/dev");
    CHECK(!world_load(&w), "without");
    CHECK_STR(world_error(&w),
              "Not authenticated for Turbot Pipes.\nPlease run \x1b[1mpowerpipe login\x1b[0m or "
              "setup a token.",
              "message");
    pl_settings_free(w.s);
    pl_diags_free(w.diags);
    w.s = NULL;
    world_env(&w, "PIPES_TOKEN=t");
    CHECK(world_load(&w), "with");
    CHECK_STR(world_get(&w, "database"), "acme/dev", "its database");
    CHECK_STR(world_get(&w, "snapshot-location"), "acme/dev", "its snapshots");
    CHECK(pl_settings_resolve_database(w.s, w.diags), "and it may be used");
    world_done(&w);
}

/* ---- what is refused */

static const struct {
    const char *what, *file, *workspace, *env, *want;
} error_rows[] = {
    { "unknown profile", "", "nowhere", NULL,
      "workspace 'nowhere' not found in config path {WS}, {HOME}/.powerpipe/config" },
    { "default asked for", "", "default", NULL,
      "workspace 'default' not found in config path {WS}, {HOME}/.powerpipe/config" },
    { "two slashes", "", "a/b/c", NULL,
      "workspace 'a/b/c' not found in config path {WS}, {HOME}/.powerpipe/config" },
    { "an empty name", "", "", NULL,
      "workspace '' not found in config path {WS}, {HOME}/.powerpipe/config" },
    { "telemetry", "", NULL, "POWERPIPE_TELEMETRY=loud",
      "invalid value of 'telemetry' (loud), must be one of: info, none" },
    { "telemetry of a profile", "workspace \"default\" {\n  telemetry = \"x\"\n}\n", NULL, NULL,
      "invalid value of 'telemetry' (x), must be one of: info, none" },
    { "no label", "workspace {\n}\n", NULL, NULL,
      "Internal Error: Failed to load config: Missing name for workspace: All workspace blocks "
      "must have 1 labels (name).\n(" CONFIG "w.ppc:1,11-12)" },
    { "two labels", "workspace \"a\" \"b\" {\n}\n", NULL, NULL,
      "Internal Error: Failed to load config: Extraneous label for workspace: Only 1 labels "
      "(name) are expected for workspace blocks.\n(" CONFIG "w.ppc:1,15-18)" },
    { "unknown block", "harbour \"x\" {\n}\n", NULL, NULL,
      "Internal Error: Failed to load config: Unsupported block type: Blocks of type \"harbour\" "
      "are not expected here.\n(" CONFIG "w.ppc:1,1-8)" },
    { "top-level attribute", "output = 1\n", NULL, NULL,
      "Internal Error: Failed to load config: Unsupported argument: An argument named \"output\" "
      "is not expected here.\n(" CONFIG "w.ppc:1,1-7)" },
    { "unknown attribute", "workspace \"d\" {\n  colour = 1\n}\n", NULL, NULL,
      "Internal Error: Failed to decode all workspace profile files: Unsupported argument: An "
      "argument named \"colour\" is not expected here.\n(" CONFIG "w.ppc:2,3-9)" },
    { "a suggestion", "workspace \"d\" {\n  host = 1\n}\n", NULL, NULL,
      "Internal Error: Failed to decode all workspace profile files: Unsupported argument: An "
      "argument named \"host\" is not expected here. Did you mean \"port\"?\n(" CONFIG
      "w.ppc:2,3-7)" },
    { "a number", "workspace \"d\" {\n  max_parallel = \"many\"\n}\n", NULL, NULL,
      "Internal Error: Failed to decode all workspace profile files: Unsuitable value type: "
      "Unsuitable value: a number is required\n(" CONFIG "w.ppc:2,19-23)" },
    { "a whole number", "workspace \"d\" {\n  port = 1.5\n}\n", NULL, NULL,
      "Internal Error: Failed to decode all workspace profile files: Unsuitable value type: "
      "Unsuitable value: value must be a whole number, between -9223372036854775808 and "
      "9223372036854775807\n(" CONFIG "w.ppc:2,10-13)" },
    { "a bool", "workspace \"d\" {\n  watch = \"no\"\n}\n", NULL, NULL,
      "Internal Error: Failed to decode all workspace profile files: Unsuitable value type: "
      "Unsuitable value: a bool is required\n(" CONFIG "w.ppc:2,12-14)" },
    { "a bool in capitals", "workspace \"d\" {\n  watch = \"True\"\n}\n", NULL, NULL,
      "Internal Error: Failed to decode all workspace profile files: Unsuitable value type: "
      "Unsuitable value: a bool is required; to convert from string, use lowercase "
      "\"true\"\n(" CONFIG "w.ppc:2,12-16)" },
    { "a bool from a number", "workspace \"d\" {\n  watch = 1\n}\n", NULL, NULL,
      "Internal Error: Failed to decode all workspace profile files: Unsuitable value type: "
      "Unsuitable value: bool required, but have number\n(" CONFIG "w.ppc:2,11-12)" },
    { "a number from a bool", "workspace \"d\" {\n  port = true\n}\n", NULL, NULL,
      "Internal Error: Failed to decode all workspace profile files: Unsuitable value type: "
      "Unsuitable value: number required, but have bool\n(" CONFIG "w.ppc:2,10-14)" },
    { "a list for a text", "workspace \"d\" {\n  search_path = [\"a\"]\n}\n", NULL, NULL,
      "Internal Error: Failed to decode all workspace profile files: Unsuitable value type: "
      "Unsuitable value: string required, but have tuple\n(" CONFIG "w.ppc:2,17-18)" },
    { "an object for a text", "workspace \"d\" {\n  output = {}\n}\n", NULL, NULL,
      "Internal Error: Failed to decode all workspace profile files: Unsuitable value type: "
      "Unsuitable value: string required, but have object\n(" CONFIG "w.ppc:2,12-13)" },
    { "a variable", "workspace \"d\" {\n  output = var.x\n}\n", NULL, NULL,
      "Internal Error: Failed to decode all workspace profile files: Unknown variable: There is "
      "no variable named \"var\".\n(" CONFIG "w.ppc:2,12-15)\nUnsuitable value type: Unsuitable "
      "value: value must be known\n(" CONFIG "w.ppc:2,12-17)" },
    { "an unknown function", "workspace \"d\" {\n  output = shout(\"x\")\n}\n", NULL, NULL,
      "Internal Error: Failed to decode all workspace profile files: Call to unknown function: "
      "There is no function named \"shout\". Did you mean \"sort\"?\n(" CONFIG
      "w.ppc:2,12-17)\nUnsuitable value type: Unsuitable value: value must be known\n(" CONFIG
      "w.ppc:2,12-18)" },
    { "an options block", "workspace \"d\" {\n  options \"query\" {\n  }\n}\n", NULL, NULL,
      "Internal Error: Failed to decode all workspace profile files: Unexpected options type "
      "'options'\n(" CONFIG "w.ppc:2,19-3,4)" },
    { "another block", "workspace \"d\" {\n  cache {\n  }\n}\n", NULL, NULL,
      "Internal Error: Failed to decode all workspace profile files: Unsupported block type: "
      "Blocks of type \"cache\" are not expected here.\n(" CONFIG "w.ppc:2,3-8)" },
    { "an unknown base", "workspace \"d\" {\n  base = workspace.none\n}\n", NULL, NULL,
      "Internal Error: Failed to decode all workspace profile files: Unsupported attribute: This "
      "object does not have an attribute named \"none\".\n(" CONFIG "w.ppc:2,19-24)\nUnsuitable "
      "value type: Unsuitable value: value must be known\n(" CONFIG "w.ppc:2,10-24)" },
    { "a base as text", "workspace \"d\" {\n  base = \"night\"\n}\n", NULL, NULL,
      "Internal Error: Failed to decode all workspace profile files: Unsuitable value type: "
      "Unsuitable value: object required, but have string\n(" CONFIG "w.ppc:2,11-16)" },
    { "a base of something else", "workspace \"d\" {\n  base = local.x\n}\n", NULL, NULL,
      "Internal Error: Failed to decode all workspace profile files: Unknown variable: There is "
      "no variable named \"local\".\n(" CONFIG "w.ppc:2,10-15)\nUnsuitable value type: Unsuitable "
      "value: value must be known\n(" CONFIG "w.ppc:2,10-17)" },
    { "a base in a circle",
      "workspace \"a\" {\n  base = workspace.b\n}\nworkspace \"b\" {\n  base "
      "= workspace.a\n}\n",
      NULL, NULL,
      "Internal Error: Failed to decode all workspace profile files: Unsupported attribute: This "
      "object does not have an attribute named \"b\".\n(" CONFIG "w.ppc:2,19-21)\nUnsuitable "
      "value type: Unsuitable value: value must be known\n(" CONFIG "w.ppc:2,10-21)\nUnsupported "
      "attribute: This object does not have an attribute named \"a\".\n(" CONFIG "w.ppc:5,19-21)" },
    { "syntax comes before contents", "workspace {\n", NULL, NULL,
      "Internal Error: Failed to load config: Unclosed configuration block: There is no closing "
      "brace for this block before the end of the file. This may be caused by incorrect brace "
      "nesting elsewhere in this file.\n(" CONFIG "w.ppc:1,11-12)" },
    { "workspaces come before connections",
      "connection \"nope\" \"x\" {\n}\nworkspace \"d\" {\n  port = []\n}\n", NULL, NULL,
      "Internal Error: Failed to decode all workspace profile files: Unsuitable value type: "
      "Unsuitable value: number required, but have tuple\n(" CONFIG "w.ppc:4,10-11)" },
};

TEST(load_refuses_with_recorded_words)
{
    for (size_t i = 0; i < PL_COUNT(error_rows); i++) {
        world w;
        world_init(&w);
        world_file(&w, CONFIG "w.ppc", error_rows[i].file);
        if (error_rows[i].env)
            world_env(&w, error_rows[i].env);
        world_new(&w);
        if (error_rows[i].workspace)
            pl_settings_put_string(w.s, PL_LAYER_FLAG, "workspace",
                                   pl_str_cstr(error_rows[i].workspace));
        CHECK(!world_load(&w), error_rows[i].what);
        CHECK_STR(world_error(&w), error_rows[i].want, error_rows[i].what);
        CHECK(pl_diags_errors(w.diags) > 0, error_rows[i].what);
        world_done(&w);
    }
}

TEST(load_refuses_an_empty_path)
{
    world w;
    world_init(&w);
    pl_settings_put_string(world_new(&w), PL_LAYER_FLAG, "config-path", PL_S(""));
    CHECK(!world_load(&w), "empty");
    CHECK_STR(world_error(&w), "no config path specified", "message");
    world_done(&w);
}

TEST(load_refuses_a_path_without_end)
{
    world w;
    pl_buf path = { 0 };
    world_init(&w);
    for (int i = 0; i < 1001; i++)
        pl_buf_printf(&path, "/no/%d:", i);
    pl_settings_put_string(world_new(&w), PL_LAYER_FLAG, "config-path",
                           (pl_str){ path.ptr, path.len });
    CHECK(!world_load(&w), "a thousand and one");
    CHECK_STR(world_error(&w), "more than 1000 directories in the config path", "message");
    pl_buf_done(&path);
    world_done(&w);
}

TEST(load_refuses_a_file_as_directory)
{
    world w;
    world_init(&w);
    world_file(&w, "{HOME}/w.ppc", "");
    pl_settings_put_string(world_new(&w), PL_LAYER_FLAG, "config-path", PL_S("~/w.ppc"));
    CHECK(!world_load(&w), "a file");
    CHECK_STR(world_error(&w), "if the path is a file, then you must not specify include/exclude",
              "message");
    world_done(&w);
}

TEST(load_refuses_what_is_no_file)
{
    world w;
    world_init(&w);
    world_file(&w, CONFIG "a.txt", "");
    CHECK(mkfifo(world_text(&w, CONFIG "p.ppc"), 0600) == 0, "a pipe");
    CHECK(!world_load(&w), "it is not read");
    CHECK_STR(world_error(&w), "cannot read '{HOME}/.powerpipe/config/p.ppc': not a regular file",
              "message");
    world_done(&w);
}

TEST(load_refuses_a_file_above_the_limit)
{
    world w;
    world_init(&w);
    world_file(&w, CONFIG "big.ppc", "");
    CHECK(truncate(world_text(&w, CONFIG "big.ppc"), (1 << 20) + 1) == 0, "a megabyte");
    CHECK(!world_load(&w), "it is not read");
    CHECK_STR(world_error(&w), "cannot read '{HOME}/.powerpipe/config/big.ppc': File too large",
              "message");
    world_done(&w);
}

TEST(load_says_the_same_thing_once)
{
    world w;
    world_init(&w);
    world_file(&w, CONFIG "a.ppc", "workspace {{{");
    world_file(&w, CONFIG "b.ppc", "workspace {{{");
    world_file(&w, CONFIG "sub/c.ppc", "workspace {{{");
    world_file(&w, CONFIG "c.ppc.bak", "workspace {{{");
    CHECK(!world_load(&w), "two broken files");
    CHECK_STR(world_error(&w),
              "Internal Error: Failed to load config: Argument or block definition required: An "
              "argument or block definition is required here.\n(" CONFIG "a.ppc:1,12-13)",
              "one message");
    CHECK(pl_diags_errors(w.diags) > 1, "but each in the diagnostics");
    world_done(&w);
}

TEST(load_reads_hidden_files_and_byte_order_marks)
{
    world w;
    world_init(&w);
    world_file(&w, CONFIG ".w.ppc",
               "\xef\xbb\xbfworkspace \"default\" {\r\n output = \"csv\"\r\n}");
    CHECK(world_load(&w), world_error(&w));
    CHECK_STR(world_get(&w, "output"), "csv", "it counts");
    world_done(&w);
}
