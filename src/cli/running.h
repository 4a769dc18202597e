/* running.h - what the commands that run a query or a dashboard have in common.
 * Threads: one. */
#ifndef PL_CLI_RUNNING_H
#define PL_CLI_RUNNING_H
#include <pipelite/run.h>

#include "cli/cli.h"
#include "cli/export.h"

/* What comes before the workspace is opened: read the settings, check them, print --config-dump.
 * False when the command ends here, with *code. */
bool pl_running_begin(pl_cli *cli, int *code);
/* Check --arg, and the call in `target`. False after printing what is wrong. */
bool pl_running_args(const pl_cli *cli, pl_str target);
/* Check --export. False after printing what is wrong. */
bool pl_running_exports(const pl_cli *cli, pl_exports set);
/* The workspace of a run, and what its database needs meanwhile. NULL after printing why not. */
pl_workspace *pl_running_open(pl_cli *cli, pl_open_options *options);
/* Connect to the default database and show warnings. NULL after printing why not. `force`:
 * the command installs missing mods first. */
pl_engine *pl_running_engine(pl_cli *cli, pl_workspace *ws, pl_stop *stop,
                             const pl_command_scope *scope, bool force);
/* After a run: which database was used, and what chose it, with --timing; the same of the first
 * that could not be opened. NULL is fine. */
void pl_running_databases(const pl_cli *cli, pl_engine *engine);
/* Whether the output was written: says why not when `ok` is false. */
bool pl_cli_printed(const pl_cli *cli, bool ok);

#endif
