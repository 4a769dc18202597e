/* validate.h - what is wrong with the settings of a command, before anything is
 * loaded (cli.md 1.7).
 * Threads: one. */
#ifndef PL_CLI_VALIDATE_H
#define PL_CLI_VALIDATE_H
#include "cli/cli.h"

/* The checks of all `run` commands, in their order. False: the reason was printed. */
bool pl_validate_run(pl_cli *cli, int code);
/* The setting `database` alone. */
bool pl_validate_database(pl_cli *cli, int code);
/* Every --arg of a dashboard is input=value. */
bool pl_validate_inputs(pl_cli *cli, int code);
/* Port, kind of addresses, and whether the port is free. */
bool pl_validate_server(pl_cli *cli);

#endif
