/* cmd_check.c - `check`: errors of the workspace for editors, pipelines and people
 * (docs/names.md). */
#include <string.h>
#include <unistd.h>

#include <pipelite/render.h>

#include "cli/cli.h"
#include "cli/running.h"

/* Print the messages in a format for programs. False: it is none. */
static bool print_form(const pl_cli *cli, const pl_diags *diags, pl_str format, int *code)
{
    pl_str base = { cli->help.directory, strlen(cli->help.directory) };
    pl_text text = { 0 };

    if (!pl_render_problems_as(diags, format, base, &text))
        return false;
    if (!pl_cli_printed(cli, pl_cli_write(STDOUT_FILENO, text.ptr, text.len)))
        *code = PL_EXIT_FAILED;
    pl_text_free(&text);
    return true;
}

static int print_text(const pl_cli *cli, pl_workspace *ws, const pl_diags *diags, int code)
{
    pl_output out = { 0 };
    pl_index_stats stats;
    size_t errors = pl_diags_errors(diags), warnings = pl_diags_count(diags) - errors;

    pl_cli_report(cli, diags, "");
    if (pl_diags_count(diags)) {
        pl_output_format(&out, "%zu error%s, %zu warning%s\n", errors, errors == 1 ? "" : "s",
                         warnings, warnings == 1 ? "" : "s");
    } else {
        pl_index_get_stats(pl_cli_index(ws), &stats);
        pl_output_format(&out, "%u resources in %u files: nothing is wrong\n", stats.entries,
                         stats.files);
    }
    return pl_cli_print_output(cli, &out, code);
}

int pl_cmd_check(pl_cli *cli)
{
    pl_open_options options = { .strict = true, .need_mod_file = true };
    pl_diags *diags = pl_diags_new();
    pl_workspace *ws;
    int code;

    if (!pl_cli_configure(cli)) {
        pl_diags_free(diags);
        return PL_EXIT_FAILED;
    }
    ws = pl_cli_examine(cli, &options, diags);
    diags = pl_cli_explain(cli, ws, diags);
    code = pl_diags_errors(diags) ? PL_EXIT_FOUND : PL_EXIT_OK;
    if (!print_form(cli, diags, pl_settings_string(cli->settings, "output"), &code))
        code = print_text(cli, ws, diags, code);
    pl_cli_done(cli, ws);
    pl_diags_free(diags);
    return code;
}
