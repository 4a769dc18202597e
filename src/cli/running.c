#include "cli/running.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Warnings as such; the first error behind its word. */
static void say(const pl_cli *cli, const pl_diags *diags)
{
    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        const pl_diag *d = pl_diags_get(diags, i);
        if (d->severity == PL_WARNING)
            pl_cli_warn(cli, d->summary);
        else
            pl_cli_fail_str(cli, 0, d->summary);
    }
}

bool pl_running_args(const pl_cli *cli, pl_str target)
{
    pl_diags *diags = pl_diags_new();
    size_t n;
    const pl_str *args = pl_settings_list(cli->settings, "arg", &n);
    bool ok = pl_query_check_args(target, args, n, diags);

    say(cli, diags);
    pl_diags_free(diags);
    return ok;
}

bool pl_running_exports(const pl_cli *cli, pl_exports set)
{
    size_t n;
    const pl_str *exports = pl_settings_list(cli->settings, "export", &n);
    pl_output why = { 0 };
    bool ok = pl_export_check(set, pl_settings_install_dir(cli->settings), exports, n, &why);

    if (!ok)
        pl_cli_fail_str(cli, 0, (pl_str){ why.ptr, why.len });
    pl_output_done(&why);
    return ok;
}

pl_workspace *pl_running_open(pl_cli *cli, pl_open_options *options)
{
    cli->ahead = pl_ahead_begin(cli->settings, (const char *const *)environ);
    return pl_cli_open(cli, options, "failed to load workspace: ");
}

pl_session *pl_running_session(pl_cli *cli, pl_workspace *ws, pl_stop *stop, bool force)
{
    pl_session_options options = {
        .settings = cli->settings,
        .environment = (const char *const *)environ,
        .force = force,
        .stop = stop,
    };
    pl_diags *diags = pl_diags_new();
    pl_session *session = pl_session_open(ws, &options, diags);

    say(cli, diags);
    pl_diags_free(diags);
    return session;
}

bool pl_cli_printed(const pl_cli *cli, bool ok)
{
    if (!ok)
        pl_cli_fail(cli, PL_EXIT_FAILED, "cannot write the output: %s", strerror(errno));
    return ok;
}
