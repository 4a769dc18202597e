/* cmd_mod.c - `mod` init, install, update, uninstall, list (cli.md 2.8, 5; mod-management.md). */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <pipelite/render.h>

#include "cli/cli.h"
#include "cli/ending.h"
#include "cli/modding.h"
#include "cli/validate.h"

/* ---- list */

static int print_tree(pl_cli *cli)
{
    pl_open_options options = { .mod_only = true };
    pl_workspace *ws = pl_cli_open(cli, &options, "");
    pl_text text;
    int code;

    if (!ws)
        return PL_EXIT_FAILED;
    pl_render_mod_tree(ws, &text);
    code = pl_cli_print(cli, (pl_str){ text.ptr, text.len }, PL_EXIT_OK);
    pl_text_free(&text);
    pl_cli_done(cli, ws);
    return code;
}

/* As text the tree of mods, whatever state the workspace is in; in formats for programs a list
 * of resources. */
int pl_cmd_mod_list(pl_cli *cli)
{
    pl_str output;

    if (!pl_cli_configure(cli))
        return PL_EXIT_FAILED;
    output = pl_settings_string(cli->settings, "output");
    if ((output.len == 6 && memcmp(output.ptr, "pretty", 6) == 0) ||
        (output.len == 5 && memcmp(output.ptr, "plain", 5) == 0))
        return print_tree(cli);
    return pl_cli_list(cli);
}

/* ---- the question before a mod file is made */

typedef enum answer { ANSWER_YES, ANSWER_NO, ANSWER_NONE } answer;

static answer read_answer(void)
{
    char line[8] = { 0 }, c;
    size_t n = 0;
    ssize_t got;

    while ((got = read(STDIN_FILENO, &c, 1)) == 1 && c != '\n')
        if (n < sizeof(line) - 1)
            line[n++] = c;
    if (n && line[n - 1] == '\r')
        line[--n] = 0;
    if (got <= 0 && n == 0)
        return ANSWER_NONE;
    return strcmp(line, "y") == 0 || strcmp(line, "Y") == 0 ? ANSWER_YES : ANSWER_NO;
}

static answer confirm(const pl_cli *cli, pl_init_warning warning, const char *command)
{
    pl_output out = { 0 };
    answer got;

    pl_output_text(&out, cli->color ? "\033[33mWarning\033[0m: " : "Warning: ");
    pl_output_format(&out,
                     "Creating a mod file in %s is not recommended.\n"
                     "Best practice is to create a new directory and run \033[1m%s mod %s\033[0m "
                     "from there.\nDo you want to continue? (y/n)\n",
                     warning == PL_INIT_WARNING_HOME
                         ? "the home directory"
                         : "a directory with a lot of files or subdirectories",
                     cli->help.program, command);
    pl_output_flush_painted(&out, STDOUT_FILENO);
    got = read_answer();
    if (got == ANSWER_NONE)
        pl_output_text(&out, "Error reading input: EOF\n");
    pl_output_flush(&out, STDOUT_FILENO);
    pl_output_done(&out);
    return got;
}

/* Make the mod file, after a question where that is useful. False: it was not made, which was
 * reported; *answered is the answer of the user. */
static bool make_mod_file(pl_cli *cli, pl_mods *mods, const char *command, pl_str *path,
                          answer *answered)
{
    pl_str home = { cli->home, cli->home ? strlen(cli->home) : 0 };
    pl_init_warning warning = pl_mods_init_warning(mods, home);
    pl_diags *diags;
    bool ok;

    *answered = warning == PL_INIT_WARNING_NONE ? ANSWER_YES : confirm(cli, warning, command);
    if (*answered != ANSWER_YES) {
        pl_cli_fail(cli, 0, "mod %s cancelled", command);
        return false;
    }
    diags = pl_diags_new();
    ok = pl_mods_init(mods, path, diags);
    pl_cli_report(cli, diags, "");
    pl_diags_free(diags);
    return ok;
}

static int init(pl_cli *cli, pl_mods *mods)
{
    pl_output out = { 0 };
    answer answered;
    pl_str path;

    if (pl_mods_has_file(mods)) {
        pl_cli_warn(cli, PL_S("Working folder already contains a mod definition file"));
        return PL_EXIT_OK;
    }
    if (!make_mod_file(cli, mods, "init", &path, &answered))
        return PL_EXIT_FAILED;
    pl_output_format(&out, "Created mod definition file '%.*s'\n", PL_FMT(path));
    return pl_cli_print_output(cli, &out, PL_EXIT_OK);
}

int pl_cmd_mod_init(pl_cli *cli)
{
    pl_mods *mods;
    int code;

    if (!pl_cli_configure(cli))
        return PL_EXIT_FAILED;
    mods = pl_modding_new(cli, true, false);
    code = init(cli, mods);
    pl_mods_free(mods);
    return code;
}

/* ---- install, update, uninstall */

typedef bool change_fn(pl_mods *mods, const pl_str *args, size_t n, pl_diags *diags);

/* What is printed about a change, and how the command ends. */
typedef struct change {
    change_fn *run;
    const char *nothing; /* nothing changed although mods are required */
    const char *none;    /* no mods are required */
    const char *end;     /* printed after the trees */
    int failed;          /* exit code */
    bool quiet;          /* the changes were printed already */
} change;

static void trim(pl_text *text)
{
    while (text->len && text->ptr[text->len - 1] == '\n')
        text->len--;
}

/* Print the trees, or that there was nothing to do. */
static int print_changes(pl_cli *cli, pl_mods *mods, const change *c, bool failed)
{
    bool json = pl_modding_json(cli), install = c->run == pl_mods_install;
    pl_output out = { 0 };
    pl_text text;

    pl_render_mods_changes(mods, json, &text);
    if (text.len) {
        if (install && !json)
            trim(&text);
        pl_output_bytes(&out, text.ptr, text.len);
        pl_output_text(&out, json ? "" : c->end);
    } else if (!failed) {
        pl_output_text(&out, pl_mods_required(mods) ? c->nothing : c->none);
    }
    pl_text_free(&text);
    return pl_cli_print_output(cli, &out, PL_EXIT_OK);
}

static void warn_overridden(pl_cli *cli, const pl_mods *mods)
{
    size_t n;
    const pl_str *list = pl_mods_overridden(mods, &n);
    pl_output out = { 0 };

    if (!n)
        return;
    pl_output_format(&out, "--force is set, ignoring %zu mod validation %s:", n,
                     n == 1 ? "error" : "errors");
    for (size_t i = 0; i < n; i++) {
        pl_output_text(&out, "\n\t");
        pl_output_str(&out, list[i]);
    }
    pl_cli_warn(cli, (pl_str){ out.ptr, out.len });
    pl_output_done(&out);
}

/* The arguments of the command line; free(). */
static pl_str *arguments(const pl_cli *cli)
{
    pl_str *args = pl_cli_grow(NULL, (cli->args.n_rest + 1) * sizeof(*args));

    for (size_t i = 0; i < cli->args.n_rest; i++)
        args[i] = (pl_str){ cli->args.rest[i], strlen(cli->args.rest[i]) };
    return args;
}

static int run_change(pl_cli *cli, pl_mods *mods, const change *c)
{
    pl_str *args = arguments(cli);
    pl_diags *diags = pl_diags_new();
    pl_ending ending = { 0 };
    int code;
    bool ok;

    pl_ending_begin(&ending, mods);
    ok = c->run(mods, args, cli->args.n_rest, diags);
    pl_ending_end(&ending);
    warn_overridden(cli, mods);
    code = c->quiet ? PL_EXIT_OK : print_changes(cli, mods, c, !ok);
    pl_cli_report(cli, diags, "");
    pl_modding_hints(cli, mods);
    if (!ok)
        code = pl_mods_cancelled(mods) ? PL_EXIT_INTERRUPTED : c->failed;
    pl_diags_free(diags);
    free(args);
    return code;
}

int pl_cmd_mod_install(pl_cli *cli)
{
    static const change install = { pl_mods_install,           "All targeted mods are up to date\n",
                                    "No mods are installed\n", "\n",
                                    PL_EXIT_MOD_INSTALL,       false };
    answer answered;
    pl_mods *mods;
    pl_str path;
    int code;

    if (!pl_cli_configure(cli))
        return PL_EXIT_FAILED;
    if (!pl_validate_database(cli, PL_EXIT_MOD_INSTALL))
        return PL_EXIT_MOD_INSTALL;
    mods = pl_modding_new(cli, false, false);
    if (!mods)
        return PL_EXIT_MOD_INSTALL;
    if (pl_mods_has_file(mods)) {
        code = run_change(cli, mods, &install);
    } else if (make_mod_file(cli, mods, "install", &path, &answered)) {
        pl_cli_print(cli, PL_S("Initializing mod, created mod.pp.\n"), PL_EXIT_OK);
        code = run_change(cli, mods, &install);
    } else {
        code = answered == ANSWER_NO ? PL_EXIT_OK : PL_EXIT_MOD_INSTALL;
    }
    pl_mods_free(mods);
    return code;
}

/* Without a mod file there is nothing to do. */
static int change_existing(pl_cli *cli, const change *c)
{
    pl_mods *mods = pl_modding_new(cli, false, false);
    int code;

    if (!mods)
        return PL_EXIT_FAILED;
    code = pl_mods_has_file(mods) ? run_change(cli, mods, c)
                                  : pl_cli_print(cli, PL_S("No mods installed.\n"), PL_EXIT_OK);
    pl_mods_free(mods);
    return code;
}

int pl_cmd_mod_uninstall(pl_cli *cli)
{
    static const change uninstall = { pl_mods_uninstall,       "Nothing uninstalled\n",
                                      "Nothing uninstalled\n", "\n",
                                      PL_EXIT_FAILED,          false };

    return pl_cli_configure(cli) ? change_existing(cli, &uninstall) : PL_EXIT_FAILED;
}

/* Print what the update changes in the mods. This is computed in the shadow folder, because
 * afterwards the old mods no longer exist. `last`: nothing follows that would report what
 * failed. */
static int print_diff(pl_cli *cli, bool last)
{
    pl_str *args = arguments(cli);
    pl_diags *diags = pl_diags_new();
    pl_mods *mods = pl_modding_new(cli, false, true);
    pl_ending ending = { 0 };
    pl_text text = { 0 };
    int code = PL_EXIT_OK;
    bool ok = mods && pl_mods_has_file(mods);

    if (ok) {
        pl_ending_begin(&ending, mods);
        ok = pl_mods_update(mods, args, cli->args.n_rest, diags) &&
             pl_render_mods_changes_diff(mods, pl_modding_json(cli), &text, diags);
        pl_ending_end(&ending);
        code = pl_cli_print(cli, (pl_str){ text.ptr, text.len }, PL_EXIT_OK);
        pl_text_free(&text);
    }
    if (last && !ok) {
        pl_cli_report(cli, diags, "");
        code = PL_EXIT_FAILED;
    }
    pl_mods_free(mods);
    pl_diags_free(diags);
    free(args);
    return code;
}

int pl_cmd_mod_update(pl_cli *cli)
{
    change update = { pl_mods_update,
                      "All targeted mods are up to date\n",
                      "No mods are installed\n",
                      "\n",
                      PL_EXIT_FAILED,
                      false };
    bool last;
    int code;

    if (!pl_cli_configure(cli))
        return PL_EXIT_FAILED;
    if (pl_modding_flag(cli, "diff")) {
        update.quiet = pl_modding_json(cli);
        last = update.quiet && pl_args_value(&cli->args, "dry-run")->truth;
        code = print_diff(cli, last);
        if (code != PL_EXIT_OK || last)
            return code;
    }
    return change_existing(cli, &update);
}
