/* cmd_check.c - `check`: errors of the workspace for editors, pipelines and people
 * (docs/names.md). */
#include <string.h>
#include <unistd.h>

#include <pipelite/render.h>

#include "cli/cli.h"
#include "cli/running.h"

/* ORDER problem forms; the first is for people. */
static const char *const outputs[] = { "text", "json", "sarif", "github" };

static size_t find_output(pl_str word)
{
    size_t i = 0;

    while (i + 1 < sizeof(outputs) / sizeof(outputs[0]) &&
           (strlen(outputs[i]) != word.len || memcmp(outputs[i], word.ptr, word.len) != 0))
        i++;
    return i;
}

static int print_form(const pl_cli *cli, const pl_diags *diags, pl_problem_form form, int code)
{
    pl_str base = { cli->help.directory, strlen(cli->help.directory) };
    pl_text text = { 0 };

    pl_render_problems_as(diags, form, base, &text);
    if (!pl_cli_printed(cli, pl_cli_write(STDOUT_FILENO, text.ptr, text.len)))
        code = PL_EXIT_FAILED;
    pl_text_free(&text);
    return code;
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
    size_t output;
    int code;

    if (!pl_cli_configure(cli)) {
        pl_diags_free(diags);
        return PL_EXIT_FAILED;
    }
    ws = pl_cli_examine(cli, &options, diags);
    diags = pl_cli_explain(cli, ws, diags);
    output = find_output(pl_settings_string(cli->settings, "output"));
    code = pl_diags_errors(diags) ? PL_EXIT_FOUND : PL_EXIT_OK;
    if (output == 0)
        code = print_text(cli, ws, diags, code);
    else
        code = print_form(cli, diags, (pl_problem_form)(output - 1), code);
    pl_cli_done(cli, ws);
    pl_diags_free(diags);
    return code;
}
