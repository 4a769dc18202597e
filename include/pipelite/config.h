/* config.h - the value of each setting: from a flag, a profile, the environment or a default.
 *
 *     pl_settings_options opt = { .environment = environ, .directory = cwd };
 *     pl_settings *s = pl_settings_new(&opt);
 *     pl_settings_put_int(s, PL_LAYER_DEFAULT, "max-parallel", 10);   every flag, its default
 *     pl_settings_put_int(s, PL_LAYER_FLAG, "max-parallel", 4);       every flag that was given
 *     if (!pl_settings_load(s, diags)) ... print `diags` ...
 *     n = pl_settings_int(s, "max-parallel");
 *     pl_settings_free(s);
 *
 * Keys are flag names without dashes in front ("query-timeout"); the names that
 * profiles and the environment use are mapped to them. The
 * library does not read the environment of the process: what is not in the options is not set.
 * An empty variable counts as not set, except POWERPIPE_CONFIG_DUMP.
 *
 * Lifetime: every pl_str is borrowed from the settings, until
 * pl_settings_free(). Threads: one writer (new, put, load, resolve), then any
 * number of readers.
 *
 * Out of memory: pl_settings_new() returns NULL, pl_settings_load() and
 * pl_settings_resolve_database() fail. All other functions complete normally, with memory of the
 * reserve (pipelite/memory.h), and the next call of one of these two reports it. */
#ifndef PIPELITE_CONFIG_H
#define PIPELITE_CONFIG_H
#include <pipelite/base.h>

PL_C_BEGIN

typedef struct pl_settings pl_settings;

/* Where a value comes from; a higher layer hides a lower one. */
typedef enum pl_setting_layer {
    PL_LAYER_DEFAULT,         /* built in, and the defaults of the command's flags */
    PL_LAYER_DEFAULT_PROFILE, /* workspace "default", when it was not requested */
    PL_LAYER_ENVIRONMENT,
    PL_LAYER_PROFILE, /* the profile that --workspace or POWERPIPE_WORKSPACE requests */
    PL_LAYER_FLAG,    /* on the command line */
    PL_LAYER_COUNT
} pl_setting_layer;

typedef enum pl_setting_type {
    PL_SETTING_STRING,
    PL_SETTING_INT,
    PL_SETTING_BOOL,
    PL_SETTING_LIST,
} pl_setting_type;

typedef struct pl_settings_options {
    const char *const *environment; /* NAME=value, a NULL last, as `environ`; NULL: empty */
    pl_str directory;               /* current directory, absolute; empty: "/" */
    pl_str home;         /* the account's home, when the environment has no HOME; may be empty */
    const char *program; /* name in messages; NULL: "powerpipe" */
    bool make_files; /* pl_settings_load() creates the install directory and the sample file in it.
                        For the command line; an embedding program leaves the home as it is */
} pl_settings_options;

/* Owned; pl_settings_free(). The options are copied. Holds the built-in defaults
 * and the environment from the start; profiles come with pl_settings_load(). `options` NULL: all of
 * them are zero. NULL only without memory. */
pl_settings *pl_settings_new_sized(size_t size, const pl_settings_options *options);
#define pl_settings_new(...) pl_settings_new_sized(sizeof(pl_settings_options), __VA_ARGS__)
void pl_settings_free(pl_settings *s); /* NULL is fine */

/* ---- what the program puts in
 * Values are copied. Put every flag of the running command as PL_LAYER_DEFAULT with its default (a
 * list with 0 items), and every flag that was given as PL_LAYER_FLAG, too. The facts that the
 * configuration dump contains are put as defaults: cmd, cmd_args (list), is_terminal,
 * main.version ..., environment (server). A later put with the same key and layer replaces the
 * earlier one. */
void pl_settings_put_string(pl_settings *s, pl_setting_layer layer, const char *key, pl_str value);
void pl_settings_put_int(pl_settings *s, pl_setting_layer layer, const char *key, int64_t value);
void pl_settings_put_bool(pl_settings *s, pl_setting_layer layer, const char *key, bool value);
void pl_settings_put_list(pl_settings *s, pl_setting_layer layer, const char *key,
                          const pl_str *items, size_t n);

/* ---- load
 * Read the .ppc files of the config path, check them and choose the profile; with `make_files`
 * first create the install directory and refresh the sample file. Call it once, after the puts.
 * False with errors in `diags`, which gets warnings in either case. pl_render_diags() turns the
 * errors into the text that Powerpipe prints. */
bool pl_settings_load(pl_settings *s, pl_diags *diags);

/* ---- look
 * The value from the highest layer that has one, converted to the type of the function: text that
 * is no number or bool becomes 0 or false, a number becomes its digits, a list its items joined by
 * commas. An unknown key has an empty value. */
pl_str pl_settings_string(const pl_settings *s, const char *key);
int64_t pl_settings_int(const pl_settings *s, const char *key);
bool pl_settings_bool(const pl_settings *s, const char *key);
/* A text is returned as a list of one item, an empty text as an empty list. */
const pl_str *pl_settings_list(const pl_settings *s, const char *key, size_t *n);
/* Did anything but a default set it? True for `timing = false` in a profile. */
bool pl_settings_is_set(const pl_settings *s, const char *key);
/* Layer of the value in force, PL_LAYER_DEFAULT also for unknown keys. */
pl_setting_layer pl_settings_layer(const pl_settings *s, const char *key);

/* The install directory, and the directory in which the mod is looked for: absolute, with `~`
 * expanded. Valid from pl_settings_new() on; a put, or a profile that is loaded, may change them.
 * Borrowed. */
pl_str pl_settings_install_dir(const pl_settings *s);
pl_str pl_settings_mod_location(const pl_settings *s);
pl_str pl_settings_pipes_dir(const pl_settings *s); /* holds tokens and extensions */
/* pipes-token, else the one that `login` saved for pipes-host; empty: none. */
pl_str pl_settings_pipes_token(pl_settings *s);
bool pl_settings_has_pipes_token(const pl_settings *s); /* any thread */
/* "Not authenticated for Turbot Pipes. ...", two lines: what is missing, and how to log in. */
pl_str pl_settings_no_token_message(const pl_settings *s);
/* A variable of the environment given in the options; false when it is absent. */
bool pl_settings_env(const pl_settings *s, const char *name, pl_str *out);
/* Make `path` absolute and clean: `~` is expanded, and a relative path begins at the current
 * directory of the options. */
pl_str pl_settings_path(pl_settings *s, pl_str path);

/* ---- switches that are no settings of real Powerpipe */
typedef enum pl_timing {
    PL_TIMING_OFF,
    PL_TIMING_REPORT,
    PL_TIMING_DETAILED,
    PL_TIMING_JSON
} pl_timing;

typedef struct pl_switches {
    pl_log_level log_level; /* POWERPIPE_LOG_LEVEL */
    bool preload; /* POWERPIPE_WORKSPACE_PRELOAD is true, 1 or yes, or lazy loading is off */
    uint64_t cache_bytes; /* POWERPIPE_CACHE_MAX_MB, 0 when it is none; no limit with preload */
    bool profile;         /* POWERPIPE_PROFILE is TRUE */
    pl_timing timing;     /* POWERPIPE_TIMING */
    bool index_off;       /* POWERPIPE_INDEX=off */
    pl_str index_dir;     /* absolute directory of saved indexes */
} pl_switches;
/* Valid from pl_settings_new() on. `--lazy-load` is the bool "lazy-load", never dumped. */
void pl_settings_switches(pl_settings *s, pl_switches *out);
/* "warn", in any case; unknown words are off. */
pl_log_level pl_log_level_parse(pl_str word);

/* ---- dump */
typedef enum pl_dump_mode {
    PL_DUMP_NONE, /* POWERPIPE_CONFIG_DUMP is not in the environment */
    PL_DUMP_TEXT,
    PL_DUMP_JSON,
    PL_DUMP_BAD, /* print "Warning: " and pl_dump_warning(), then go on */
} pl_dump_mode;
pl_dump_mode pl_settings_dump_mode(const pl_settings *s);
/* All settings as real Powerpipe prints them, final newline included. */
pl_str pl_settings_dump(pl_settings *s, pl_dump_mode mode);
pl_str pl_dump_warning(void);

/* ---- databases */
typedef enum pl_backend {
    PL_BACKEND_UNKNOWN,
    PL_BACKEND_POSTGRES,
    PL_BACKEND_MYSQL,
    PL_BACKEND_SQLITE,
    PL_BACKEND_DUCKDB,
    PL_BACKEND_DUCKDB_INIT,
    PL_BACKEND_PIPES,      /* identity/workspace */
    PL_BACKEND_CONNECTION, /* connection.type.name */
    PL_BACKEND_WORKSPACE,  /* workspace://: the resources of the open workspace */
    PL_BACKEND_HISTORY,    /* history://: the store of recorded runs */
} pl_backend;
/* By prefix alone, case-sensitive, blanks not trimmed. */
pl_backend pl_database_backend(pl_str text);

typedef struct pl_connection {
    pl_str type, name;
    pl_str url;        /* connection string; empty when only known at run time (tailpipe, pipes) */
    pl_str file;       /* where it is declared; empty for the implicit `default` of a type */
    pl_pos start, end; /* its block there */
    const pl_str *search_path, *search_path_prefix; /* NULL when not given */
    size_t n_search_path, n_search_path_prefix;
} pl_connection;
/* The number of connections that can be referred to: the declared ones in the order of the files,
 * then the implicit ones. */
size_t pl_settings_connections(const pl_settings *s);
/* The i-th, from 0; false after the last. */
bool pl_settings_connection(const pl_settings *s, size_t i, pl_connection *out);
/* Find a connection by "type.name", with or without "connection." before it. Texts of *out are
 * borrowed. False if there is none, and *out is unchanged. */
bool pl_settings_find_connection(const pl_settings *s, pl_str name, pl_connection *out);

/* ---- connections that change while the program runs */

typedef enum pl_following {
    PL_FOLLOWING_SAME,
    PL_FOLLOWING_CHANGED,
    PL_FOLLOWING_BROKEN, /* with errors: the connections stay as they were. Reported once */
} pl_following;
/* Read the .ppc files again if they, or the folders of the config path, have changed, and put their
 * connections in force: the functions above return them, and the next rescan makes a generation
 * that uses them (pipelite/rescan.h). Profiles are only checked, not applied. Texts that were
 * borrowed from the settings earlier stay valid. Threads: one calls this function; any number of
 * others may read connections meanwhile. */
pl_following pl_settings_follow(const pl_settings *s, pl_diags *diags);
/* Rises whenever connections have changed. */
uint64_t pl_settings_epoch(const pl_settings *s);

/* Check the setting `database`. A reference to a connection must name one that exists; it is
 * replaced by the connection string, and by the connection's search path if none is set. A Pipes
 * handle needs a token. Whether the kind of database is supported is checked only when it is
 * connected to. False with an error in `diags`. */
bool pl_settings_resolve_database(pl_settings *s, pl_diags *diags);

PL_C_END

#endif
