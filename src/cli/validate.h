/* validate.h - checks the settings of a command before anything is loaded (cli.md 1.7).
 *
 * Each function returns false after printing the error. `code` is the exit code that the command
 * will end with then. Threads: one. */
#ifndef PL_CLI_VALIDATE_H
#define PL_CLI_VALIDATE_H
#include "cli/cli.h"

/* Run the checks that all `run` commands have, in Powerpipe's order. */
bool pl_validate_run(pl_cli *cli, int code);
/* Check only the setting `database`. */
bool pl_validate_database(pl_cli *cli, int code);
/* Check that every --arg of a dashboard is input=value. */
bool pl_validate_inputs(pl_cli *cli, int code);
/* Check the port and the setting `listen`, and whether the port is free. */
bool pl_validate_server(pl_cli *cli);

#endif
