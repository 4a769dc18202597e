/* modding.h - functions that all commands over mods share.
 * Threads: one. */
#ifndef PL_CLI_MODDING_H
#define PL_CLI_MODDING_H
#include <pipelite/mod_tools.h>

#include "cli/cli.h"

/* Make a session with the settings of the command; owned, pl_mods_free(). `read_only`: it changes
 * nothing. NULL after printing which setting is wrong. */
pl_mods *pl_modding_new(pl_cli *cli, bool read_only, bool dry_run);
/* The value of a flag that only pipelite has, from the command line or else from its environment
 * variable: --max-size and PIPELITE_MAX_SIZE. */
bool pl_modding_flag(const pl_cli *cli, const char *name);
pl_str pl_modding_text(const pl_cli *cli, const char *name);
/* The format that --output selects, in commands that have json. */
bool pl_modding_json(const pl_cli *cli);
/* `run` with a strategy of --pull that may fetch: what is newer is installed for the next run,
 * quietly; that it fails does not matter (mod-management.md 17). */
void pl_modding_refresh(pl_cli *cli);
/* A workspace was refused: which mod is missing, when one is, and what installs it. */
void pl_modding_missing(pl_cli *cli);
/* What helps with the errors that were printed. */
void pl_modding_hints(const pl_cli *cli, const pl_mods *mods);

#endif
