/* env.c - settings from environment variables. */
#include "base/path.h"
#include "base/str.h"
#include "config/setting.h"

/* The variables of the environment and the settings they give (cli.md 6.1); one may set several. */
static const struct {
    const char *name, *key;
    pl_setting_type type;
} variables[] = {
    { "POWERPIPE_INSTALL_DIR", "install-dir", PL_SETTING_STRING },
    { "POWERPIPE_MOD_LOCATION", "mod-location", PL_SETTING_STRING },
    { "POWERPIPE_WORKSPACE", "workspace", PL_SETTING_STRING },
    { "POWERPIPE_TELEMETRY", "telemetry", PL_SETTING_STRING },
    { "POWERPIPE_UPDATE_CHECK", "update-check", PL_SETTING_BOOL },
    { "POWERPIPE_SNAPSHOT_LOCATION", "snapshot-location", PL_SETTING_STRING },
    { "POWERPIPE_DATABASE", "database", PL_SETTING_STRING },
    { "POWERPIPE_DISPLAY_WIDTH", "display-width", PL_SETTING_INT },
    { "POWERPIPE_MAX_PARALLEL", "max-parallel", PL_SETTING_INT },
    { "POWERPIPE_QUERY_TIMEOUT", "query-timeout", PL_SETTING_INT },
    { "POWERPIPE_BENCHMARK_TIMEOUT", "benchmark-timeout", PL_SETTING_INT },
    { "POWERPIPE_DASHBOARD_TIMEOUT", "dashboard-timeout", PL_SETTING_INT },
    { "POWERPIPE_LISTEN", "listen", PL_SETTING_STRING },
    { "POWERPIPE_PORT", "port", PL_SETTING_INT },
    { "POWERPIPE_MEMORY_MAX_MB", "memory-max-mb", PL_SETTING_INT },
    { "POWERPIPE_PLUGIN_MEMORY_MAX_MB", "memory-max-mb-plugin", PL_SETTING_INT },
    { "POWERPIPE_CACHE", "client-cache-enabled", PL_SETTING_BOOL },
    { "POWERPIPE_CACHE", "service-cache-enabled", PL_SETTING_BOOL },
    { "POWERPIPE_CACHE_TTL", "cache-ttl", PL_SETTING_INT },
    { "POWERPIPE_CACHE_MAX_TTL", "cache-max-ttl", PL_SETTING_INT },
    { "POWERPIPE_HISTORY", "history", PL_SETTING_STRING },
    { "POWERPIPE_RECORD", "record", PL_SETTING_BOOL },
    { "PIPES_HOST", "pipes-host", PL_SETTING_STRING },
    { "PIPES_TOKEN", "pipes-token", PL_SETTING_STRING },
    { "PIPES_INSTALL_DIR", "pipes-install-dir", PL_SETTING_STRING },
};

bool pl_settings_env(const pl_settings *s, const char *name, pl_str *out)
{
    if (!s)
        return false;
    size_t len = strlen(name);
    for (size_t i = 0; i < s->environment.n; i++) {
        pl_str line = s->environment.at[i];
        if (line.len <= len || line.ptr[len] != '=' || memcmp(line.ptr, name, len) != 0)
            continue;
        *out = pl_str_sub(line, len + 1, line.len);
        return true;
    }
    return false;
}

static pl_str env_text(const pl_settings *s, const char *name)
{
    pl_str value = PL_S("");
    pl_settings_env(s, name, &value);
    return value;
}

/* Store the value of a variable. Numbers and bools that do not parse are ignored (cli.md 6.1). */
static void put_variable(pl_settings *s, const char *key, pl_setting_type type, pl_str value)
{
    int64_t number;
    bool truth;
    if (type == PL_SETTING_STRING && value.len)
        pl_settings_put_string(s, PL_LAYER_ENVIRONMENT, key, value);
    else if (type == PL_SETTING_INT && pl_setting__parse_int(value, &number))
        pl_settings_put_int(s, PL_LAYER_ENVIRONMENT, key, number);
    else if (type == PL_SETTING_BOOL && pl_setting__parse_bool(value, &truth))
        pl_settings_put_bool(s, PL_LAYER_ENVIRONMENT, key, truth);
}

void pl_settings__read_environment(pl_settings *s)
{
    pl_str value;
    for (size_t i = 0; i < PL_COUNT(variables); i++)
        if (pl_settings_env(s, variables[i].name, &value))
            put_variable(s, variables[i].key, variables[i].type, value);
}

/* ---- switches */

static bool same_word(pl_str word, const char *want)
{
    size_t i = 0;
    for (; i < word.len && want[i]; i++) {
        char c = word.ptr[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (c != want[i])
            return false;
    }
    return i == word.len && !want[i];
}

pl_log_level pl_log_level_parse(pl_str word)
{
    static const char *const levels[] = { "off", "error", "warn", "info", "debug", "trace" };
    for (size_t i = 0; i < PL_COUNT(levels); i++)
        if (same_word(word, levels[i]))
            return (pl_log_level)i;
    return 0;
}

/* Lazy loading is on unless a flag or one of the two old variables turns it off. */
static bool is_lazy(const pl_settings *s)
{
    bool lazy = true;
    pl_setting__parse_bool(env_text(s, "POWERPIPE_LAZY_LOADING"), &lazy);
    pl_setting__parse_bool(env_text(s, "POWERPIPE_LAZY_LOAD"), &lazy);
    if (pl_settings_is_set(s, "lazy-load"))
        lazy = pl_settings_bool(s, "lazy-load");
    return lazy;
}

static pl_timing timing_of(const pl_settings *s)
{
    pl_str word = env_text(s, "POWERPIPE_TIMING");
    if (!word.len)
        return PL_TIMING_OFF;
    if (pl_str_eq(word, PL_S("detailed")))
        return PL_TIMING_DETAILED;
    return pl_str_eq(word, PL_S("json")) ? PL_TIMING_JSON : PL_TIMING_REPORT;
}

/* Parse `text` as a number of megabytes and return bytes; 0 if it is anything but digits. */
static uint64_t megabytes(pl_str text)
{
    const uint64_t most = UINT64_MAX >> 20;
    uint64_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || n > most / 10 - 1)
            return 0;
        n = n * 10 + (uint64_t)(text.ptr[i] - '0');
    }
    return n << 20;
}

void pl_settings_switches(pl_settings *s, pl_switches *out)
{
    if (!s) {
        *out = (pl_switches){ 0 };
        return;
    }
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    pl_str preload = env_text(s, "POWERPIPE_WORKSPACE_PRELOAD");
    pl_str index = env_text(s, "POWERPIPE_INDEX");
    *out = (pl_switches){
        .log_level = pl_log_level_parse(env_text(s, "POWERPIPE_LOG_LEVEL")),
        .profile = pl_str_eq(env_text(s, "POWERPIPE_PROFILE"), PL_S("TRUE")),
        .timing = timing_of(s),
        .index_off = pl_str_eq(index, PL_S("off")),
    };
    out->preload = !is_lazy(s) || pl_str_eq(preload, PL_S("true")) ||
                   pl_str_eq(preload, PL_S("1")) || pl_str_eq(preload, PL_S("yes"));
    out->cache_bytes = out->preload ? UINT64_MAX : megabytes(env_text(s, "POWERPIPE_CACHE_MAX_MB"));
    if (index.len && !out->index_off)
        out->index_dir = pl_settings_path(s, index);
    else
        out->index_dir = pl_path_join(&s->arena, pl_settings_install_dir(s), PL_S("cache/index"));
    pl_settings__note(s, &scope);
}
