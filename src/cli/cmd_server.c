/* server: checked, not built. */
#include "cli/cli.h"
#include "cli/validate.h"

int pl_cmd_server(pl_cli *cli)
{
    pl_open_options options = { .strict = true, .need_mod_file = true };
    pl_workspace *ws;

    if (!pl_cli_configure(cli))
        return PL_EXIT_FAILED;
    if (pl_cli_dumped(cli))
        return PL_EXIT_OK;
    if (!pl_validate_database(cli, PL_EXIT_FAILED) || !pl_validate_server(cli))
        return PL_EXIT_FAILED;
    ws = pl_cli_open(cli, &options, "failed to load workspace: ");
    if (!ws)
        return PL_EXIT_FAILED;
    pl_cli_done(cli, ws);
    return pl_cli_not_built(cli, "");
}
