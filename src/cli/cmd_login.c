/* cmd_login.c - `login`, which reports that it is not built. */
#include "cli/cli.h"

int pl_cmd_login(pl_cli *cli)
{
    return pl_cli_configure(cli) ? pl_cli_not_built(cli, "") : PL_EXIT_FAILED;
}
