/* load.c - the steps that make a complete pl_settings.
 *
 *   new   built-in defaults, environment
 *   put   the command's flags
 *   load  config path -> .ppc files -> profiles -> chosen profile -> connections -> checks */
#include "base/diag.h"
#include "base/file.h"
#include "base/path.h"
#include "base/sized.h"
#include "base/str.h"
#include "config/files.h"
#include "config/own_file.h"
#include "config/setting.h"
#include "config/workspaces.h"

enum { CONFIG_DIRS_MAX = 1000, SAMPLE_MAX = 64 * 1024 };

/* ---- new and free */

static void copy_environment(pl_settings *s, const char *const *lines)
{
    for (; lines && *lines; lines++)
        pl_vec_push(&s->environment, pl_arena_str(&s->arena, pl_str_cstr(*lines)));
    const char **copy = pl_arena_alloc(&s->arena, (s->environment.n + 1) * sizeof *copy);
    for (size_t i = 0; i < s->environment.n; i++)
        copy[i] = s->environment.at[i].ptr;
    copy[s->environment.n] = NULL;
    s->environ = copy;
}

static void put_defaults(pl_settings *s)
{
    pl_settings_put_string(s, PL_LAYER_DEFAULT, "mod-location", s->directory);
    pl_settings_put_string(s, PL_LAYER_DEFAULT, "install-dir", PL_S("~/.powerpipe"));
    pl_settings_put_string(s, PL_LAYER_DEFAULT, "pipes-install-dir",
                           pl_settings_path(s, PL_S("~/.pipes")));
    pl_settings_put_string(s, PL_LAYER_DEFAULT, "telemetry", PL_S("info"));
    pl_settings_put_bool(s, PL_LAYER_DEFAULT, "update-check", true);
    pl_settings_put_int(s, PL_LAYER_DEFAULT, "memory-max-mb", 1024);
    pl_settings_put_int(s, PL_LAYER_DEFAULT, "dashboard-start-timeout", 30);
}

static pl_settings *make_settings(const pl_settings_options *options)
{
    static const pl_settings_options none;
    pl_settings *s = pl_mem_zalloc(sizeof *s);
    if (!options)
        options = &none;
    pl_str home = options->home, root = PL_S("/");
    const char *program = options->program ? options->program : "powerpipe";
    copy_environment(s, options->environment);
    pl_str from_env = PL_S("");
    if (pl_settings_env(s, "HOME", &from_env) && from_env.len)
        home = from_env;
    s->directory = options->directory.len ? options->directory : root;
    s->directory = pl_path_join(&s->arena, root, s->directory);
    s->make_files = options->make_files;
    s->home = pl_path_join(&s->arena, s->directory, home.len ? home : root);
    s->no_token = pl_arena_printf(&s->arena,
                                  "Not authenticated for Turbot Pipes.\n"
                                  "Please run \x1b[1m%s login\x1b[0m or setup a token.",
                                  program);
    put_defaults(s);
    pl_settings__read_environment(s);
    return s;
}

pl_settings *pl_settings_new_sized(size_t size, const pl_settings_options *options)
{
    pl_settings_options known;
    options = pl_sized_options(&known, sizeof known, options, size);
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    pl_settings *s = make_settings(options);
    if (!pl_oom_end(&scope))
        return s;
    pl_settings_free(s);
    return NULL;
}

static void free_one(pl_settings *s)
{
    pl_buf_done(&s->followed.files);
    pl_vec_done(&s->warnings);
    pl_vec_done(&s->list);
    pl_vec_done(&s->environment);
    pl_vec_done(&s->config_dirs);
    pl_vec_done(&s->connections);
    pl_map_done(&s->connection_names);
    pl_arena_done(&s->arena);
    pl_mem_free(s);
}

void pl_settings_free(pl_settings *s)
{
    pl_settings *older;

    if (!s)
        return;
    for (pl_settings *r = atomic_load(&s->followed.newer); r; r = older) {
        older = r->followed.older;
        free_one(r);
    }
    free_one(s);
}

/* ---- the config path (cli.md 6.3) */

/* The default config path. Its install directory is the environment's or the built-in one:
 * --install-dir does not change it. */
static pl_str default_path(pl_settings *s)
{
    pl_str dir = PL_S("");
    pl_settings_env(s, "POWERPIPE_INSTALL_DIR", &dir);
    dir = pl_settings_path(s, dir.len ? dir : PL_S("~/.powerpipe"));
    return pl_arena_printf(&s->arena, ".:%.*s/config", PL_FMT(dir));
}

static bool find_config_dirs(pl_settings *s, bool by_flag, pl_diags *diags)
{
    pl_str path = PL_S("");
    if (by_flag)
        path = pl_settings_string(s, "config-path");
    else if (!pl_settings_env(s, "POWERPIPE_CONFIG_PATH", &path) || !path.len)
        path = default_path(s);
    while (path.ptr) {
        pl_str entry = pl_str_split(&path, ':');
        if (pl_str_eq(entry, PL_S(".")))
            pl_vec_push(&s->config_dirs, s->mod_location);
        else if (entry.len)
            pl_vec_push(&s->config_dirs, pl_settings_path(s, entry));
        if (s->config_dirs.n > CONFIG_DIRS_MAX)
            return pl_settings__refuse(diags, "more than %d directories in the config path",
                                       CONFIG_DIRS_MAX);
    }
    return s->config_dirs.n || pl_settings__refuse(diags, "no config path specified");
}

/* Write the sample file. A server may run on a read-only disk, so failures are ignored. */
static void refresh_sample(pl_settings *s)
{
    pl_str dir = s->config_dirs.at[s->config_dirs.n - 1], there = PL_S("");
    pl_str path = pl_arena_printf(&s->arena, "%.*s/workspaces.ppc.sample", PL_FMT(dir));
    if (pl_path_make_dirs(dir) != 0)
        return;
    pl_file_slurp(path.ptr, SAMPLE_MAX, &s->arena, &there);
    if (!pl_str_eq(there, pl_config__sample()))
        pl_file_replace(path.ptr, pl_config__sample(), false);
}

/* ---- the profile in force (cli.md 6.2, 6.4) */

/* Use `identity/workspace`: a Pipes workspace provides the database and stores snapshots. */
static bool use_handle(pl_settings *s, pl_str handle, pl_diags *diags)
{
    pl_settings_put_string(s, PL_LAYER_PROFILE, "snapshot-location", handle);
    pl_settings_put_string(s, PL_LAYER_PROFILE, "database", handle);
    if (pl_settings_pipes_token(s).len)
        return true;
    return pl_settings__refuse(diags, "%.*s", PL_FMT(s->no_token));
}

static bool not_found(pl_settings *s, pl_str name, pl_diags *diags)
{
    pl_buf dirs = { 0 };
    for (size_t i = 0; i < s->config_dirs.n; i++) {
        pl_buf_cstr(&dirs, i ? ", " : "");
        pl_buf_str(&dirs, s->config_dirs.at[i]);
    }
    pl_settings__refuse(diags, "workspace '%.*s' not found in config path %.*s", PL_FMT(name),
                        PL_FMT(pl_buf_view(&dirs)));
    pl_buf_done(&dirs);
    return false;
}

static bool choose_profile(pl_settings *s, const pl_profiles *profiles, pl_diags *diags)
{
    const pl_profile *fallback = pl_profiles__find(profiles, PL_S("default"));
    if (fallback)
        pl_profile__apply(fallback, PL_LAYER_DEFAULT_PROFILE, s);
    if (!pl_settings_is_set(s, "workspace"))
        return true;
    pl_str name = pl_settings_string(s, "workspace");
    if (pl_database_backend(name) == PL_BACKEND_PIPES)
        return use_handle(s, name, diags);
    const pl_profile *chosen = pl_profiles__find(profiles, name);
    if (!chosen)
        return not_found(s, name, diags);
    pl_profile__apply(chosen, PL_LAYER_PROFILE, s);
    return true;
}

/* ---- all of it */

void pl_settings__note_files(pl_settings *s, const pl_ppc_set *set)
{
    pl_buf files = { 0 };
    bool same;

    for (size_t i = 0; i < set->files.n; i++) {
        pl_buf_str(&files, set->files.at[i].path);
        pl_buf_byte(&files, 0);
    }
    same = pl_str_eq(pl_buf_view(&files), pl_buf_view(&s->followed.files));
    pl_buf_done(&s->followed.files);
    s->followed.files = files;
    if (!same)
        s->followed.state = 0; /* of other files than these: the next call reads them once more */
}

static bool read_files(pl_settings *s, pl_ppc_set *set, pl_diags *diags)
{
    bool place;
    if (pl_ppc__read(set, s->config_dirs.at, s->config_dirs.n, &place, diags))
        return true;
    return pl_settings__set_heading(diags, place ? "Internal Error: Failed to load config" : NULL);
}

static bool read_blocks(pl_settings *s, const pl_ppc_set *set, pl_profiles *profiles,
                        pl_diags *diags)
{
    if (!pl_profiles__read(profiles, set, s, diags))
        return pl_settings__set_heading(
            diags, "Internal Error: Failed to decode all workspace profile files");
    if (!choose_profile(s, profiles, diags))
        return false;
    if (!pl_connections__read(s, set, diags))
        return pl_settings__set_heading(diags, "Internal Error: Failed to load Powerpipe config");
    return true;
}

static bool check_telemetry(pl_settings *s, pl_diags *diags)
{
    pl_str level = pl_settings_string(s, "telemetry");
    if (pl_str_eq(level, PL_S("info")) || pl_str_eq(level, PL_S("none")))
        return true;
    return pl_settings__refuse(
        diags, "invalid value of 'telemetry' (%.*s), must be one of: info, none", PL_FMT(level));
}

static void warn_environment(pl_settings *s)
{
    pl_str value = PL_S("");
    if (pl_settings_env(s, "POWERPIPE_DATABASE", &value) && value.len)
        pl_vec_push(&s->warnings,
                    PL_S("Environment variable POWERPIPE_DATABASE is deprecated, see "
                         "https://powerpipe.io/docs/run#selecting-a-database for the new syntax"));
}

static bool load_settings(pl_settings *s, pl_diags *diags)
{
    pl_ppc_set set = { 0 };
    pl_profiles profiles = { 0 };
    bool by_flag = pl_settings_layer(s, "config-path") == PL_LAYER_FLAG;
    warn_environment(s);
    if (s->make_files)
        pl_path_make_dirs(pl_settings_install_dir(s));
    bool ok = find_config_dirs(s, by_flag, diags);
    if (ok && !by_flag && s->make_files)
        refresh_sample(s);
    ok = ok && read_files(s, &set, diags) && read_blocks(s, &set, &profiles, diags) &&
         check_telemetry(s, diags) && pl_settings__read_own_file(s, diags);
    pl_settings__note_files(s, &set);
    for (size_t i = 0; i < s->warnings.n; i++)
        pl_diag_plain(diags, PL_WARNING, PL_DIAG_DEPRECATED, "%.*s", PL_FMT(s->warnings.at[i]));
    pl_profiles__done(&profiles);
    pl_ppc__done(&set);
    return ok;
}

bool pl_settings_load(pl_settings *s, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, s, "settings"))
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = load_settings(s, diags);
    return pl_settings__end(s, &scope, ok, diags);
}
