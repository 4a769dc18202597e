#include "config/setting.h"
#include "base/str.h"
#include "unit/config/world.h"

/* ---- layers */

TEST(setting_layers_hide_each_other)
{
    world w;
    world_init(&w);
    pl_settings *s = world_new(&w);
    for (int layer = 0; layer < PL_LAYER_COUNT; layer++) {
        pl_settings_put_int(s, (pl_setting_layer)layer, "n", layer);
        CHECK_INT(pl_settings_int(s, "n"), layer, "the highest layer wins");
        CHECK_INT(pl_settings_layer(s, "n"), layer, "and is named");
        CHECK_INT(pl_settings_is_set(s, "n"), layer > 0, "only a default is not set");
    }
    pl_settings_put_int(s, PL_LAYER_DEFAULT, "n", 99);
    CHECK_INT(pl_settings_int(s, "n"), PL_LAYER_FLAG, "a lower layer changes nothing");
    world_done(&w);
}

TEST(setting_converts_as_asked)
{
    world w;
    world_init(&w);
    pl_settings *s = world_new(&w);
    pl_str items[] = { PL_S("a"), PL_S("b") };
    size_t n;
    pl_settings_put_string(s, PL_LAYER_FLAG, "text", PL_S("false"));
    pl_settings_put_string(s, PL_LAYER_FLAG, "digits", PL_S("-12"));
    pl_settings_put_string(s, PL_LAYER_FLAG, "none", PL_S(""));
    pl_settings_put_int(s, PL_LAYER_FLAG, "int", 7);
    pl_settings_put_bool(s, PL_LAYER_FLAG, "bool", true);
    pl_settings_put_list(s, PL_LAYER_FLAG, "list", items, 2);
    CHECK(!pl_settings_bool(s, "text"), "text as a bool");
    CHECK_INT(pl_settings_int(s, "text"), 0, "words are no number");
    CHECK_INT(pl_settings_int(s, "digits"), -12, "digits are");
    CHECK_STR(world_get(&w, "int"), "7", "a number as text");
    CHECK_STR(world_get(&w, "bool"), "true", "a bool as text");
    CHECK_INT(pl_settings_int(s, "bool"), 1, "a bool as a number");
    CHECK(pl_settings_bool(s, "int"), "a number as a bool");
    CHECK_STR(world_get(&w, "list"), "a,b", "a list as text");
    CHECK(pl_str_eq(pl_settings_list(s, "text", &n)[0], PL_S("false")) && n == 1, "text as list");
    pl_settings_list(s, "none", &n);
    CHECK_INT(n, 0, "no text, no items");
    pl_settings_list(s, "unknown", &n);
    CHECK_INT(n, 0, "an unknown key has no items");
    CHECK_STR(world_get(&w, "unknown"), "", "nor text");
    CHECK_INT(pl_settings_int(s, "unknown"), 0, "nor a number");
    CHECK(!pl_settings_is_set(s, "unknown"), "and is not set");
    world_done(&w);
}

static const struct {
    const char *text;
    bool ok;
    long long want;
} int_rows[] = {
    { "17", true, 17 },
    { "-3", true, -3 },
    { "+3", true, 3 },
    { "9223372036854775807", true, INT64_MAX },
    { "9223372036854775808", false, 0 },
    { "", false, 0 },
    { "-", false, 0 },
    { "2x", false, 0 },
    { " 2", false, 0 },
    { "0x10", false, 0 },
    { "1e3", false, 0 },
    { "00000000000000000000000000000000000000001", false, 0 },
};

TEST(setting_parses_numbers_of_the_environment)
{
    for (size_t i = 0; i < PL_COUNT(int_rows); i++) {
        int64_t n = 0;
        CHECK_INT(pl_setting__parse_int(pl_str_cstr(int_rows[i].text), &n), int_rows[i].ok,
                  int_rows[i].text);
        CHECK_INT(n, int_rows[i].want, int_rows[i].text);
    }
}

/* ---- environment */

static const struct {
    const char *line, *key, *want; /* "" and not set: as if the line were not there */
    bool set;
} env_rows[] = {
    { "POWERPIPE_QUERY_TIMEOUT=17", "query-timeout", "17", true },
    { "POWERPIPE_QUERY_TIMEOUT=soon", "query-timeout", "", false },
    { "POWERPIPE_QUERY_TIMEOUT=", "query-timeout", "", false },
    { "POWERPIPE_BENCHMARK_TIMEOUT=18", "benchmark-timeout", "18", true },
    { "POWERPIPE_DASHBOARD_TIMEOUT=19", "dashboard-timeout", "19", true },
    { "POWERPIPE_MAX_PARALLEL=21", "max-parallel", "21", true },
    { "POWERPIPE_MAX_PARALLEL=2x", "max-parallel", "", false },
    { "POWERPIPE_LISTEN=network", "listen", "network", true },
    { "POWERPIPE_LISTEN=", "listen", "", false },
    { "POWERPIPE_PORT=9222", "port", "9222", true },
    { "POWERPIPE_MEMORY_MAX_MB=512", "memory-max-mb", "512", true },
    { "POWERPIPE_MEMORY_MAX_MB=lots", "memory-max-mb", "1024", false },
    { "POWERPIPE_PLUGIN_MEMORY_MAX_MB=256", "memory-max-mb-plugin", "256", true },
    { "POWERPIPE_CACHE=false", "client-cache-enabled", "false", true },
    { "POWERPIPE_CACHE=false", "service-cache-enabled", "false", true },
    { "POWERPIPE_CACHE_TTL=60", "cache-ttl", "60", true },
    { "POWERPIPE_CACHE_MAX_TTL=600", "cache-max-ttl", "600", true },
    { "POWERPIPE_DISPLAY_WIDTH=99", "display-width", "99", true },
    { "POWERPIPE_DATABASE=sqlite://x.db", "database", "sqlite://x.db", true },
    { "POWERPIPE_SNAPSHOT_LOCATION=~/snaps", "snapshot-location", "~/snaps", true },
    { "POWERPIPE_UPDATE_CHECK=perhaps", "update-check", "true", false },
    { "POWERPIPE_UPDATE_CHECK=F", "update-check", "false", true },
    { "POWERPIPE_TELEMETRY=none", "telemetry", "none", true },
    { "PIPES_HOST=pipes.example.org", "pipes-host", "pipes.example.org", true },
    { "PIPES_TOKEN=tpt_x", "pipes-token", "tpt_x", true },
    { "PIPES_INSTALL_DIR=/opt/pipes", "pipes-install-dir", "/opt/pipes", true },
    { "STEAMPIPE_QUERY_TIMEOUT=5", "query-timeout", "", false },
    { "POWERPIPE_QUERY_TIMEOUTS=5", "query-timeout", "", false },
    { "POWERPIPE_MOD_LOCATION=sub/../x", "mod-location", "{WS}/x", true },
    { "POWERPIPE_MOD_LOCATION=~/m", "mod-location", "{HOME}/m", true },
    { "POWERPIPE_MOD_LOCATION=", "mod-location", "{WS}", false },
    { "POWERPIPE_INSTALL_DIR=~", "install-dir", "{HOME}", true },
    { "POWERPIPE_INSTALL_DIR=", "install-dir", "{HOME}/.powerpipe", false },
};

TEST(setting_reads_the_environment)
{
    for (size_t i = 0; i < PL_COUNT(env_rows); i++) {
        world w;
        world_init(&w);
        world_env(&w, env_rows[i].line);
        world_new(&w);
        CHECK_STR(world_get(&w, env_rows[i].key), world_text(&w, env_rows[i].want),
                  env_rows[i].line);
        CHECK_INT(pl_settings_is_set(w.s, env_rows[i].key), env_rows[i].set, env_rows[i].line);
        world_done(&w);
    }
}

TEST(setting_takes_home_from_the_environment_then_from_the_account)
{
    const char *env[] = { "HOME=/from/env", NULL }, *empty[] = { "HOME=", NULL };
    pl_settings_options opt = { .environment = env,
                                .directory = PL_S("/w"),
                                .home = PL_S("/account") };
    pl_settings *s = pl_settings_new(&opt);
    CHECK_STR(pl_settings_path(s, PL_S("~/x")).ptr, "/from/env/x", "HOME");
    CHECK_STR(pl_settings_path(s, PL_S("x/../y")).ptr, "/w/y", "current directory");
    CHECK_STR(pl_settings_path(s, PL_S("")).ptr, "/w", "nothing is the current directory");
    pl_settings_free(s);
    opt.environment = empty;
    s = pl_settings_new(&opt);
    CHECK_STR(pl_settings_install_dir(s).ptr, "/account/.powerpipe", "the account's home");
    CHECK_STR(pl_settings_pipes_dir(s).ptr, "/account/.pipes", "Pipes stands beside it");
    CHECK_INT(pl_settings_connections(NULL), 0, "no settings have no connections");
    pl_settings_free(s);
    s = pl_settings_new(&(pl_settings_options){ 0 });
    CHECK_STR(pl_settings_install_dir(s).ptr, "/.powerpipe", "no home at all");
    CHECK_STR(pl_settings_mod_location(s).ptr, "/", "no directory at all");
    pl_settings_free(s);
    pl_settings_free(NULL);
}

TEST(setting_mod_location_is_absolute_at_every_layer)
{
    world w;
    world_init(&w);
    pl_settings *s = world_new(&w);
    CHECK_STR(pl_settings_mod_location(s).ptr, w.ws.ptr, "by default");
    pl_settings_put_string(s, PL_LAYER_DEFAULT_PROFILE, "mod-location", PL_S("~/p"));
    CHECK_STR(pl_settings_mod_location(s).ptr, world_text(&w, "{HOME}/p"), "from a profile");
    CHECK_STR(world_get(&w, "mod-location"), "~/p", "shown as it was written");
    pl_settings_put_string(s, PL_LAYER_FLAG, "mod-location", PL_S(""));
    CHECK_STR(pl_settings_mod_location(s).ptr, w.ws.ptr, "an empty flag");
    pl_settings_put_string(s, PL_LAYER_FLAG, "mod-location", PL_S("../ws/x/"));
    CHECK_STR(pl_settings_mod_location(s).ptr, world_text(&w, "{WS}/x"), "a relative flag");
    world_done(&w);
}

/* ---- switches */

static const struct {
    const char *word;
    int want;
} level_rows[] = {
    { "trace", 5 }, { "debug", 4 }, { "info", 3 }, { "warn", 2 },   { "error", 1 },   { "off", 0 },
    { "TRACE", 5 }, { "loud", 0 },  { "", 0 },     { "tracey", 0 }, { "warning", 0 },
};

TEST(setting_parses_log_levels)
{
    for (size_t i = 0; i < PL_COUNT(level_rows); i++)
        CHECK_INT(pl_log_level_parse(pl_str_cstr(level_rows[i].word)), level_rows[i].want,
                  level_rows[i].word);
}

static const struct {
    const char *line;
    bool preload, profile, index_off;
    int timing;
    const char *index;
} switch_rows[] = {
    { "X=", false, false, false, PL_TIMING_OFF, "{HOME}/.powerpipe/cache/index" },
    { "POWERPIPE_WORKSPACE_PRELOAD=true", true, false, false, 0, NULL },
    { "POWERPIPE_WORKSPACE_PRELOAD=1", true, false, false, 0, NULL },
    { "POWERPIPE_WORKSPACE_PRELOAD=yes", true, false, false, 0, NULL },
    { "POWERPIPE_WORKSPACE_PRELOAD=TRUE", false, false, false, 0, NULL },
    { "POWERPIPE_LAZY_LOAD=false", true, false, false, 0, NULL },
    { "POWERPIPE_LAZY_LOADING=0", true, false, false, 0, NULL },
    { "POWERPIPE_LAZY_LOADING=perhaps", false, false, false, 0, NULL },
    { "POWERPIPE_TIMING=1", false, false, false, PL_TIMING_REPORT, NULL },
    { "POWERPIPE_TIMING=detailed", false, false, false, PL_TIMING_DETAILED, NULL },
    { "POWERPIPE_TIMING=json", false, false, false, PL_TIMING_JSON, NULL },
    { "POWERPIPE_PROFILE=TRUE", false, true, false, 0, NULL },
    { "POWERPIPE_PROFILE=true", false, false, false, 0, NULL },
    { "POWERPIPE_INDEX=off", false, false, true, 0, NULL },
    { "POWERPIPE_INDEX=shared", false, false, false, 0, "{WS}/shared" },
};

TEST(setting_reads_switches)
{
    for (size_t i = 0; i < PL_COUNT(switch_rows); i++) {
        world w;
        pl_switches got;
        world_init(&w);
        world_env(&w, switch_rows[i].line);
        pl_settings_switches(world_new(&w), &got);
        CHECK_INT(got.preload, switch_rows[i].preload, switch_rows[i].line);
        CHECK_INT(got.profile, switch_rows[i].profile, switch_rows[i].line);
        CHECK_INT(got.index_off, switch_rows[i].index_off, switch_rows[i].line);
        CHECK_INT(got.timing, switch_rows[i].timing, switch_rows[i].line);
        if (switch_rows[i].index)
            CHECK_STR(got.index_dir.ptr, world_text(&w, switch_rows[i].index), switch_rows[i].line);
        world_done(&w);
    }
}

TEST(setting_reads_the_budget_of_the_cache)
{
    static const struct {
        const char *line;
        uint64_t want;
    } rows[] = {
        { "POWERPIPE_CACHE_MAX_MB=4", 4u << 20 },
        { "POWERPIPE_CACHE_MAX_MB=", 0 },
        { "POWERPIPE_CACHE_MAX_MB=0", 0 },
        { "POWERPIPE_CACHE_MAX_MB=-1", 0 },
        { "POWERPIPE_CACHE_MAX_MB=4 MB", 0 },
        { "POWERPIPE_CACHE_MAX_MB=99999999999999999999999", 0 },
        { "POWERPIPE_WORKSPACE_PRELOAD=true", UINT64_MAX },
    };
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        world w;
        pl_switches got;
        world_init(&w);
        world_env(&w, rows[i].line);
        pl_settings_switches(world_new(&w), &got);
        CHECK(got.cache_bytes == rows[i].want, rows[i].line);
        world_done(&w);
    }
}

TEST(setting_lazy_load_flag_beats_its_variable)
{
    world w;
    pl_switches got;
    world_init(&w);
    world_env(&w, "POWERPIPE_LAZY_LOAD=false");
    pl_settings_put_bool(world_new(&w), PL_LAYER_FLAG, "lazy-load", true);
    pl_settings_switches(w.s, &got);
    CHECK(!got.preload, "lazy again");
    world_done(&w);
}

/* ---- dump */

static void put_some(pl_settings *s)
{
    pl_str items[] = { PL_S("a=b"), PL_S("<c>") };
    pl_settings_put_string(s, PL_LAYER_DEFAULT, "cmd", PL_S("&{server}"));
    pl_settings_put_list(s, PL_LAYER_DEFAULT, "cmd_args", NULL, 0);
    pl_settings_put_list(s, PL_LAYER_FLAG, "tag", items, 2);
    pl_settings_put_bool(s, PL_LAYER_FLAG, "lazy-load", true);
}

TEST(dump_as_text_is_aligned_and_sorted)
{
    world w;
    world_init(&w);
    world_env(&w, "POWERPIPE_CONFIG_DUMP=Config");
    put_some(world_new(&w));
    CHECK_INT(pl_settings_dump_mode(w.s), PL_DUMP_TEXT, "any case");
    CHECK_STR(pl_settings_dump(w.s, PL_DUMP_TEXT).ptr,
              world_text(&w, "\n================\nSteampipe Config\n================\n\n"
                             "cmd                    : &{server}\n"
                             "cmd_args               : []\n"
                             "dashboard-start-timeout: 30\n"
                             "install-dir            : {HOME}/.powerpipe\n"
                             "memory-max-mb          : 1024\n"
                             "mod-location           : {WS}\n"
                             "pipes-install-dir      : {HOME}/.pipes\n"
                             "tag                    : [a=b <c>]\n"
                             "telemetry              : info\n"
                             "update-check           : true\n\n"),
              "text");
    world_done(&w);
}

TEST(dump_as_json_is_typed)
{
    world w;
    world_init(&w);
    world_env(&w, "POWERPIPE_CONFIG_DUMP=config_json");
    put_some(world_new(&w));
    CHECK_INT(pl_settings_dump_mode(w.s), PL_DUMP_JSON, "mode");
    CHECK_STR(pl_settings_dump(w.s, PL_DUMP_JSON).ptr,
              world_text(&w, "{\n \"cmd\": \"\\u0026{server}\",\n \"cmd_args\": [],\n"
                             " \"dashboard-start-timeout\": 30,\n"
                             " \"install-dir\": \"{HOME}/.powerpipe\",\n"
                             " \"memory-max-mb\": 1024,\n \"mod-location\": \"{WS}\",\n"
                             " \"pipes-install-dir\": \"{HOME}/.pipes\",\n"
                             " \"tag\": [\n  \"a=b\",\n  \"\\u003cc\\u003e\"\n ],\n"
                             " \"telemetry\": \"info\",\n \"update-check\": true\n}\n"),
              "json");
    world_done(&w);
}

TEST(dumps_hide_the_password_of_the_database)
{
    world w;
    world_init(&w);
    pl_settings_put_string(world_new(&w), PL_LAYER_FLAG, "database",
                           PL_S("postgres://u:hunter2@h/db"));
    pl_dump_mode modes[] = { PL_DUMP_TEXT, PL_DUMP_JSON };
    for (size_t i = 0; i < PL_COUNT(modes); i++) {
        const char *text = pl_settings_dump(w.s, modes[i]).ptr;
        CHECK(strstr(text, "postgres://u:xxxxx@h/db") && !strstr(text, "hunter2"), text);
    }
    CHECK(pl_str_eq(pl_settings_string(w.s, "database"), PL_S("postgres://u:hunter2@h/db")),
          "the setting has it");
    world_done(&w);
}

TEST(dump_mode_knows_bad_and_absent)
{
    static const struct {
        const char *line;
        pl_dump_mode want;
    } rows[] = {
        { "X=1", PL_DUMP_NONE },
        { "POWERPIPE_CONFIG_DUMP=", PL_DUMP_BAD },
        { "POWERPIPE_CONFIG_DUMP=yes", PL_DUMP_BAD },
        { "POWERPIPE_CONFIG_DUMP=config_json_and_more_of_it", PL_DUMP_BAD },
    };
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        world w;
        world_init(&w);
        world_env(&w, rows[i].line);
        CHECK_INT(pl_settings_dump_mode(world_new(&w)), rows[i].want, rows[i].line);
        world_done(&w);
    }
    CHECK_STR(pl_dump_warning().ptr,
              "invalid value for POWERPIPE_CONFIG_DUMP, expected values: config,config_json",
              "text");
}

TEST(options_of_other_releases_are_understood)
{
    struct newer {
        pl_settings_options options;
        const char *more;
    } newer = { .options = { .directory = PL_S("/w") }, .more = "unknown" };
    pl_settings *s = pl_settings_new_sized(sizeof newer, &newer.options);
    CHECK_STR(pl_settings_path(s, PL_S("a")).ptr, "/w/a", "longer: what is known counts");
    pl_settings_free(s);
    s = pl_settings_new_sized(offsetof(pl_settings_options, directory), &newer.options);
    CHECK_STR(pl_settings_path(s, PL_S("a")).ptr, "/a", "shorter: the rest is not there");
    pl_settings_free(s);
    s = pl_settings_new_sized(sizeof newer.options, NULL);
    CHECK_STR(pl_settings_path(s, PL_S("a")).ptr, "/a", "none");
    pl_settings_free(s);
}
