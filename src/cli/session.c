/* session.c - what every command does before its own work: settings, configuration dump,
 * workspace. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <pipelite/program.h>
#include <pipelite/resource.h>
#include <pipelite/values.h>

#include "cli/cli.h"
#include "cli/modding.h"

static pl_str text_of(const char *text)
{
    return (pl_str){ text, text ? strlen(text) : 0 };
}

/* ---- settings */

static void put_text(pl_cli *cli, pl_setting_layer layer, const char *key, const char *value)
{
    pl_settings_put_string(cli->settings, layer, key, text_of(value));
}

/* The number of values; an option with nothing but an empty text has none. */
static size_t list_length(const pl_given *given)
{
    return given->n_items == 1 && given->items[0].len == 0 ? 0 : given->n_items;
}

static void put_default(pl_cli *cli, const pl_flag *flag)
{
    const char *text = flag->fallback;
    pl_settings *s = cli->settings;
    int64_t number = 0;
    bool in_range;

    if (strcmp(text, "$cwd") == 0)
        text = cli->help.directory;
    else if (strcmp(text, "$install") == 0)
        text = cli->help.install_dir;
    switch (flag->type) {
    case PL_FLAG_BOOL:
        pl_settings_put_bool(s, PL_LAYER_DEFAULT, flag->name, strcmp(text, "true") == 0);
        break;
    case PL_FLAG_INT:
        pl_go_int(text_of(text), &number, &in_range);
        pl_settings_put_int(s, PL_LAYER_DEFAULT, flag->name, number);
        break;
    case PL_FLAG_SLICE:
    case PL_FLAG_ARRAY: pl_settings_put_list(s, PL_LAYER_DEFAULT, flag->name, NULL, 0); break;
    default: put_text(cli, PL_LAYER_DEFAULT, flag->name, text);
    }
}

static void put_given(pl_cli *cli, const pl_flag *flag, const pl_given *given)
{
    pl_settings *s = cli->settings;

    switch (flag->type) {
    case PL_FLAG_BOOL: pl_settings_put_bool(s, PL_LAYER_FLAG, flag->name, given->truth); break;
    case PL_FLAG_INT: pl_settings_put_int(s, PL_LAYER_FLAG, flag->name, given->number); break;
    case PL_FLAG_SLICE:
    case PL_FLAG_ARRAY:
        pl_settings_put_list(s, PL_LAYER_FLAG, flag->name, given->items, list_length(given));
        break;
    default: pl_settings_put_string(s, PL_LAYER_FLAG, flag->name, given->text);
    }
}

static void put_flags(pl_cli *cli)
{
    for (size_t i = 0; i < PL_FLAG_COUNT; i++) {
        if (!pl_flag_applies(i, cli->args.command, PL_FLAGS_ALL))
            continue;
        if (!pl_flag_hidden(i, cli->help.real))
            put_default(cli, &pl_flags[i]);
        if (cli->args.given[i].given)
            put_given(cli, &pl_flags[i], &cli->args.given[i]);
    }
}

/* Put the facts about the program itself into the configuration dump. */
static void put_facts(pl_cli *cli)
{
    pl_str *rest = pl_cli_grow(NULL, cli->args.n_rest * sizeof(*rest));
    pl_output use = { 0 };

    for (size_t i = 0; i < cli->args.n_rest; i++)
        rest[i] = text_of(cli->args.rest[i]);
    pl_settings_put_list(cli->settings, PL_LAYER_DEFAULT, "cmd_args", rest, cli->args.n_rest);
    pl_output_text(&use, "&{");
    pl_command_expand(&use, cli->args.command->use, cli->args.command, cli->help.program);
    pl_output_text(&use, "}");
    pl_settings_put_string(cli->settings, PL_LAYER_DEFAULT, "cmd", (pl_str){ use.ptr, use.len });
    pl_settings_put_bool(cli->settings, PL_LAYER_DEFAULT, "is_terminal", cli->terminal);
    put_text(cli, PL_LAYER_DEFAULT, "main.version", cli->manners->version);
    put_text(cli, PL_LAYER_DEFAULT, "main.builtby", "");
    put_text(cli, PL_LAYER_DEFAULT, "main.commit", "");
    put_text(cli, PL_LAYER_DEFAULT, "main.date", "");
    if (cli->args.command->id == PL_COMMAND_SERVER)
        put_text(cli, PL_LAYER_DEFAULT, "environment", "release");
    pl_output_done(&use);
    free(rest);
}

/* Are the folders that settings name there? Powerpipe is silent about those that are not, and a
 * file in place of one has a message that names neither. */
static bool check_folder(const pl_cli *cli, const char *flag, pl_str dir, bool must_exist)
{
    pl_output path = { 0 };
    struct stat st;
    int error;
    bool ok;

    pl_output_str(&path, dir);
    pl_output_bytes(&path, "", 1);
    error = stat(path.ptr, &st) == 0 ? S_ISDIR(st.st_mode) ? 0 : ENOTDIR : errno;
    ok = !error || (error == ENOENT && !must_exist);
    if (error == ENOTDIR)
        pl_cli_fail(cli, 0, "--%s: '%s' is not a folder", flag, path.ptr);
    else if (!ok)
        pl_cli_fail(cli, 0, "--%s: cannot open the folder '%s': %s", flag, path.ptr,
                    strerror(error));
    pl_output_done(&path);
    return ok;
}

static bool check_folders(const pl_cli *cli)
{
    pl_str list = pl_settings_string(cli->settings, "config-path");
    bool ok = check_folder(cli, "mod-location", pl_settings_mod_location(cli->settings), true);

    while (ok && list.len) {
        const char *colon = memchr(list.ptr, ':', list.len);
        pl_str dir = { list.ptr, colon ? (size_t)(colon - list.ptr) : list.len };
        size_t used = dir.len + (colon != NULL);
        ok = !dir.len ||
             check_folder(cli, "config-path", pl_settings_path(cli->settings, dir), false);
        list = (pl_str){ list.ptr + used, list.len - used };
    }
    return ok;
}

/* Print the errors in settings, and their warnings. */
static void report_settings(const pl_cli *cli, const pl_diags *diags, bool ok)
{
    if (!ok && cli->manners->excerpts) {
        pl_cli_report(cli, diags, "");
        return;
    }
    for (size_t i = 0; i < pl_diags_count(diags); i++)
        if (pl_diags_get(diags, i)->severity == PL_WARNING)
            pl_cli_warn(cli, pl_diags_get(diags, i)->summary);
    if (!ok)
        pl_cli_fail_diags(cli, PL_EXIT_FAILED, diags);
}

bool pl_cli_configure(pl_cli *cli)
{
    pl_settings_options options = {
        .environment = cli->environment,
        .directory = text_of(cli->help.directory),
        .home = text_of(cli->home),
        .program = cli->help.program,
        .make_files = true,
    };
    pl_diags *diags = pl_diags_new();
    uint64_t start = pl_timings_now();
    pl_switches switches;
    bool ok;

    cli->settings = pl_settings_new(&options);
    pl_settings_switches(cli->settings, &switches);
    cli->timings.mode =
        switches.timing != PL_TIMING_OFF || !switches.profile ? switches.timing : PL_TIMING_REPORT;
    put_flags(cli);
    put_facts(cli);
    ok = pl_settings_load(cli->settings, diags);
    if (cli->manners->folders && cli->args.command->action != PL_ACTION_COMPLETE &&
        !check_folders(cli)) {
        pl_diags_free(diags);
        return false;
    }
    report_settings(cli, diags, ok);
    pl_diags_free(diags);
    pl_timings_note(&cli->timings, "config.Load", start, pl_timings_now() - start);
    return ok;
}

bool pl_cli_dumped(pl_cli *cli)
{
    pl_dump_mode mode = pl_settings_dump_mode(cli->settings);

    if (mode == PL_DUMP_NONE)
        return false;
    if (mode == PL_DUMP_BAD) {
        pl_cli_warn(cli, pl_dump_warning());
        return true;
    }
    pl_cli_print(cli, pl_settings_dump(cli->settings, mode), PL_EXIT_OK);
    return true;
}

/* ---- progress: one line on a terminal, when the work takes long */

enum { PROGRESS_AFTER_MS = 1000, PROGRESS_EVERY_MS = 100 };

typedef struct progress {
    int64_t began, next; /* milliseconds */
    unsigned frame;
    bool shown;
} progress;

static int64_t now_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void show_progress(void *ctx, const char *what, uint32_t done, uint32_t total)
{
    static const char frames[][4] = { "⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏" };
    progress *p = ctx;
    int64_t now = now_ms();
    pl_output out = { 0 };

    if (now < p->next)
        return;
    p->next = now + PROGRESS_EVERY_MS;
    pl_output_format(&out, "\r\033[K%s %s", frames[p->frame++ % 10], what);
    if (total)
        pl_output_format(&out, " %u of %u", done, total);
    p->shown = true;
    pl_output_flush_painted(&out, STDERR_FILENO);
    pl_output_done(&out);
}

static void end_progress(progress *p)
{
    static const char erase[] = "\r\033[K";

    if (p->shown)
        pl_cli_write(STDERR_FILENO, erase, sizeof(erase) - 1);
}

/* ---- workspace */

/* Has any message this code? */
static bool has_code(const pl_diags *diags, pl_diag_code code)
{
    for (size_t i = 0; i < pl_diags_count(diags); i++)
        if (pl_diags_get(diags, i)->code == code)
            return true;
    return false;
}

/* Note how long the parts of opening the workspace took. */
static void note_times(pl_cli *cli, const pl_workspace *ws, uint64_t start)
{
    pl_open_times t;

    pl_workspace_times(ws, &t);
    pl_timings_note(&cli->timings, "workspace.Discover", start, t.discover);
    pl_timings_note(&cli->timings, "workspace.Saved", start += t.discover, t.saved);
    pl_timings_note(&cli->timings, "workspace.Walk", start += t.saved, t.walk);
    pl_timings_note(&cli->timings, "workspace.Scan", start += t.walk, t.scan);
    pl_timings_note(&cli->timings, "workspace.Check", start += t.scan, t.check);
    pl_timings_note(&cli->timings, "workspace.Link", start + t.check, t.link);
}

/* Reading and checking fewer bytes than this is faster than writing a file, so the index is
 * saved only for users who name a place for it. */
enum { WORTH_KEEPING = 8192 };

/* Set the options that the command line always uses; `path` holds texts for it. */
static void fill_options(pl_cli *cli, pl_open_options *options, pl_output *path)
{
    pl_switches switches;
    pl_str given;
    size_t dir;

    pl_settings_switches(cli->settings, &switches);
    if (!pl_settings_env(cli->settings, "POWERPIPE_INDEX", &given) || !given.len)
        options->index_from = WORTH_KEEPING;
    pl_output_str(path, pl_settings_mod_location(cli->settings));
    pl_output_bytes(path, "", 1);
    dir = path->len;
    pl_output_str(path, switches.index_dir);
    pl_output_bytes(path, "", 1);
    options->path = pl_str_cstr(path->ptr);
    if (!options->cache_bytes)
        options->cache_bytes = switches.cache_bytes;
    if (!options->index_dir.ptr && !switches.index_off)
        options->index_dir = pl_str_cstr(path->ptr + dir);
    options->keep_wrong = options->strict;
    options->hold_mods = true;
    options->own_words = cli->manners->lints;
    options->log.level = pl_cli_log_level(cli);
    options->log.write = pl_cli_write_log;
}

/* Split a text with several words, for commands whose --var-file is not a list. */
static const pl_str *split_words(pl_cli *cli, pl_str text, size_t *n)
{
    size_t i = 0, start;

    free(cli->var_files);
    cli->var_files = pl_cli_grow(NULL, (text.len / 2 + 1) * sizeof(pl_str));
    for (*n = 0; i < text.len; i++) {
        for (start = i; i < text.len && !strchr(" \t\r\n\v\f", text.ptr[i]); i++)
            ;
        if (i > start)
            cli->var_files[(*n)++] = (pl_str){ text.ptr + start, i - start };
    }
    return cli->var_files;
}

/* May questions be asked? Powerpipe reads answers from pipes as well. */
static bool may_ask(pl_cli *cli)
{
    cli->prompt.own = cli->manners->quiet_pipes;
    cli->prompt.color = cli->color;
    return pl_settings_bool(cli->settings, "input") &&
           (!cli->prompt.own || (isatty(STDIN_FILENO) && isatty(STDERR_FILENO)));
}

/* Set the values of variables. Exactly the commands that have flags for them need them. */
static void set_inputs(pl_cli *cli, pl_workspace *ws)
{
    const pl_settings *s = cli->settings;
    size_t n_files, n_vars;
    int flag = pl_flag_find(cli->args.command, PL_S("var-file"), PL_FLAGS_ALL);
    pl_inputs in = {
        .environment = cli->environment,
        .directory = text_of(cli->help.directory),
        .home = text_of(cli->home),
        .var_files = pl_settings_list(s, "var-file", &n_files),
        .vars = pl_settings_list(s, "var", &n_vars),
        .settings = s,
        .need_values = flag >= 0,
        .ask = may_ask(cli) ? pl_prompt_ask : NULL,
        .ctx = &cli->prompt,
        .missing_apart = cli->manners->lints,
    };

    if (flag >= 0 && pl_flags[flag].type == PL_FLAG_STRING)
        in.var_files = split_words(cli, pl_settings_string(s, "var-file"), &n_files);
    in.n_var_files = (uint32_t)n_files;
    in.n_vars = (uint32_t)n_vars;
    pl_workspace_set_inputs(ws, &in);
}

static bool check_values(pl_cli *cli, pl_workspace *ws, pl_diags *diags)
{
    uint64_t start = pl_timings_now();
    bool right = pl_workspace_read_values(ws, diags) && pl_workspace_check_values(ws, diags);

    pl_timings_note(&cli->timings, "workspace.Values", start, pl_timings_now() - start);
    return right;
}

/* Load everything before anything is printed, which gives the same output in another way. */
static bool preload(pl_cli *cli, pl_workspace *ws, const pl_open_options *options, pl_diags *diags)
{
    uint64_t start = pl_timings_now();
    pl_switches switches;
    bool right;

    pl_settings_switches(cli->settings, &switches);
    if (!switches.preload || options->variables_only)
        return true;
    right = pl_workspace_preload(ws, diags);
    pl_timings_note(&cli->timings, "workspace.Load", start, pl_timings_now() - start);
    return right;
}

pl_workspace *pl_cli_examine(pl_cli *cli, pl_open_options *options, pl_diags *diags)
{
    progress shown = { .began = now_ms() };
    uint64_t start = pl_timings_now();
    pl_output path = { 0 };
    pl_workspace *ws;

    pl_program_init();
    fill_options(cli, options, &path);
    shown.next = shown.began + PROGRESS_AFTER_MS;
    if ((cli->terminal || cli->manners->quiet_pipes) && isatty(STDERR_FILENO)) {
        options->progress = show_progress;
        options->ctx = &shown;
    }
    ws = pl_workspace_open(options, diags);
    end_progress(&shown);
    if (ws) {
        note_times(cli, ws, start);
        set_inputs(cli, ws);
    }
    if (ws && options->strict && pl_workspace_check(ws, diags) && pl_cli_index(ws) &&
        check_values(cli, ws, diags))
        preload(cli, ws, options, diags);
    pl_output_done(&path);
    return ws;
}

pl_diags *pl_cli_explain(const pl_cli *cli, pl_workspace *ws, pl_diags *diags)
{
    pl_diags *explained;

    if (!ws || !cli->manners->lints)
        return diags;
    explained = pl_diags_new();
    pl_workspace_explain(ws, diags, explained);
    pl_diags_free(diags);
    return explained;
}

/* Warn the user of a run about settings that have no effect. */
static void warn_of_settings(const pl_cli *cli, pl_workspace *ws)
{
    pl_diags *diags = pl_diags_new();

    pl_workspace_warn(ws, diags);
    pl_cli_report(cli, diags, "");
    pl_diags_free(diags);
}

static bool runs_something(const pl_cli *cli)
{
    return cli->manners->lints && cli->args.command->id != PL_COMMAND_CHECK &&
           pl_flag_find(cli->args.command, PL_S("var"), PL_FLAGS_ALL) >= 0;
}

pl_workspace *pl_cli_open(pl_cli *cli, pl_open_options *options, const char *context)
{
    pl_diags *diags = pl_diags_new();
    pl_workspace *ws = pl_cli_examine(cli, options, diags);
    bool sound = ws && (!options->strict || !pl_diags_errors(diags));

    if (!sound && options->strict)
        diags = pl_cli_explain(cli, ws, diags);
    if (sound && runs_something(cli))
        warn_of_settings(cli, ws);
    if (!sound || !options->strict) /* this failure is printed without the context of the command */
        pl_cli_report(cli, diags, has_code(diags, PL_DIAG_NO_MOD_FILE) ? "" : context);
    if (!sound && !ws && has_code(diags, PL_DIAG_MISSING_MOD))
        pl_modding_missing(cli);
    pl_diags_free(diags);
    if (!sound)
        pl_cli_done(cli, ws);
    return sound ? ws : NULL;
}

pl_workspace *pl_cli_peek(pl_cli *cli)
{
    pl_open_options options = { 0 };
    pl_diags *diags = pl_diags_new();
    pl_output path = { 0 };
    pl_workspace *ws = NULL;

    pl_program_init();
    if (pl_cli_configure(cli)) {
        fill_options(cli, &options, &path);
        ws = pl_workspace_open(&options, diags);
    }
    pl_output_done(&path);
    pl_diags_free(diags);
    return ws;
}

void pl_cli_done(pl_cli *cli, pl_workspace *ws)
{
    assert(!ws || ws != cli->done);
    pl_workspace_close(cli->done);
    cli->done = ws;
}

const pl_index *pl_cli_index(const pl_workspace *ws)
{
    pl_generation *now = pl_workspace_acquire(ws);
    const pl_index *index = pl_generation_index(now);

    pl_generation_release(now); /* the workspace holds it as well */
    return index;
}
