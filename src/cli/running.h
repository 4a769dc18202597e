/* running.h - functions shared by the commands that run queries, controls or dashboards.
 * Threads: one. */
#ifndef PL_CLI_RUNNING_H
#define PL_CLI_RUNNING_H
#include <pipelite/run.h>

#include "cli/cli.h"
#include "cli/export.h"

/* Begin the command, before the workspace is opened: read the settings, check them, print the
 * configuration dump. False if the command ends here; *code is the exit code. */
bool pl_running_begin(pl_cli *cli, int *code);
/* Check --arg, and the call in `target`. False after printing what is wrong. */
bool pl_running_args(const pl_cli *cli, pl_str target);
/* Check --export. False after printing what is wrong. */
bool pl_running_exports(const pl_cli *cli, pl_exports set);
/* Open the workspace for a run; meanwhile a thread loads the client library of the database
 * (pl_ahead_begin()). Give it to pl_cli_done(). NULL after printing the error. */
pl_workspace *pl_running_open(pl_cli *cli, pl_open_options *options);
/* Open an engine with a command, which connects to the default database, and print its warnings.
 * `stop` and `scope` as in pl_engine_options; `force`: the command installs missing mods first.
 * Owned, pl_engine_close(). NULL after printing the error. */
pl_engine *pl_running_engine(pl_cli *cli, pl_workspace *ws, pl_stop *stop,
                             const pl_command_scope *scope, bool force);
/* Print on standard error, after a run, the default database and the setting that chose it, with
 * --verbose or, as pipelite, with --timing; as pipelite also the first database that could not be
 * opened. Prints nothing if `engine` is NULL. */
void pl_running_print_databases(const pl_cli *cli, pl_engine *engine);
/* Print an error, with the reason in errno, if `ok` is false. Returns `ok`. */
bool pl_cli_printed(const pl_cli *cli, bool ok);

#endif
