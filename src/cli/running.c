/* running.c - the steps that all commands which run something share: settings, arguments, exports,
 * workspace, engine. */
#include "cli/running.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/modding.h"
#include "cli/validate.h"

/* Print warnings as such, and the first error after the word for errors. */
static void report_messages(const pl_cli *cli, const pl_diags *diags)
{
    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        const pl_diag *d = pl_diags_get(diags, i);
        if (d->severity == PL_WARNING)
            pl_cli_warn(cli, d->summary);
        else
            pl_cli_fail_str(cli, 0, d->summary);
    }
}

bool pl_running_begin(pl_cli *cli, int *code)
{
    *code = PL_EXIT_FAILED;
    if (!pl_cli_configure(cli) || !pl_validate_run(cli, PL_EXIT_FAILED))
        return false;
    *code = PL_EXIT_OK;
    return !pl_cli_dumped(cli);
}

/* The arguments without their values, which may have a '=' in them; free(). */
static pl_str *up_to_equals(const pl_str *args, size_t n)
{
    pl_str *names = pl_cli_grow(NULL, (n + 1) * sizeof(*names));

    for (size_t i = 0; i < n; i++) {
        const char *equals = args[i].len ? memchr(args[i].ptr, '=', args[i].len) : NULL;
        names[i] = args[i];
        if (equals)
            names[i].len = (size_t)(equals - args[i].ptr) + 1;
    }
    return names;
}

bool pl_running_args(const pl_cli *cli, pl_str target)
{
    pl_diags *diags = pl_diags_new();
    size_t n;
    const pl_str *args = pl_settings_list(cli->settings, "arg", &n);
    pl_str *names = cli->manners->strict_args ? up_to_equals(args, n) : NULL;
    const pl_run_start_options wanted = { .root = target,
                                          .args = names ? names : args,
                                          .n_args = n };
    bool ok = pl_run_check(&wanted, diags) == PL_FILTERS_GOOD;

    report_messages(cli, diags);
    pl_diags_free(diags);
    free(names);
    return ok;
}

bool pl_running_exports(const pl_cli *cli, pl_exports set)
{
    size_t n;
    const pl_str *exports = pl_settings_list(cli->settings, "export", &n);
    pl_output why = { 0 };
    pl_str install_dir = pl_settings_install_dir(cli->settings);
    bool early = cli->manners->early_exports;
    bool ok = pl_export_check(set, install_dir, exports, n, &why);

    if (early && !ok)
        pl_export_list(set, install_dir, &why);
    ok = ok && (!early || pl_export_writable(set, install_dir, exports, n, &why));

    if (!ok)
        pl_cli_fail_str(cli, 0, (pl_str){ why.ptr, why.len });
    pl_output_done(&why);
    return ok;
}

pl_workspace *pl_running_open(pl_cli *cli, pl_open_options *options)
{
    pl_workspace *ws;

    cli->ahead = pl_ahead_begin(cli->settings, cli->environment);
    ws = pl_cli_open(cli, options, "failed to load workspace: ");
    if (ws)
        pl_modding_refresh(cli);
    return ws;
}

pl_engine *pl_running_engine(pl_cli *cli, pl_workspace *ws, pl_stop *stop,
                             const pl_command_scope *scope, bool force)
{
    pl_engine_options options = {
        .command = true,
        .settings = cli->settings,
        .environment = cli->environment,
        .force = force,
        .stop = stop,
        .strict_args = cli->manners->strict_args,
        .combined_where = cli->manners->combined_where,
        .explain = cli->manners->databases,
        .scope = scope,
        .tolerant = cli->manners->tolerant,
        .recorded = cli->manners->recorded_values,
    };
    pl_diags *diags = pl_diags_new();
    pl_engine *engine = pl_engine_open(ws, &options, diags);

    report_messages(cli, diags);
    pl_diags_free(diags);
    return engine;
}

void pl_running_print_databases(const pl_cli *cli, pl_engine *engine)
{
    bool own = cli->manners->databases;
    bool named = pl_args_value(&cli->args, "verbose")->truth ||
                 (own && pl_settings_bool(cli->settings, "timing"));
    pl_output out = { 0 };
    pl_engine_databases databases;
    pl_str failed;

    if (!engine)
        return;
    pl_engine_get_databases(engine, &databases);
    failed = own ? databases.unopened : (pl_str){ 0 };
    if (named) {
        pl_output_text(&out, "Database: ");
        pl_output_str(&out, databases.chosen);
        pl_output_text(&out, "\n");
    }
    if (failed.len) {
        pl_output_text(&out, "Not opened: ");
        pl_output_str(&out, failed);
        pl_output_text(&out, "\n");
    }
    pl_output_flush(&out, STDERR_FILENO);
    pl_output_done(&out);
}

bool pl_cli_printed(const pl_cli *cli, bool ok)
{
    if (!ok)
        pl_cli_fail(cli, PL_EXIT_FAILED, "cannot write the output: %s", strerror(errno));
    return ok;
}
