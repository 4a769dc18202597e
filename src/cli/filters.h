/* filters.h - `--tag` and `--where` that match nothing are mistakes (docs/names.md).
 * Threads: one. */
#ifndef PL_CLI_FILTERS_H
#define PL_CLI_FILTERS_H
#include "cli/cli.h"

/* Before anything runs. False after printing what is wrong; `*code` is what to exit with. */
bool pl_filters_check(pl_cli *cli, int *code);
/* The run had no control: print what there is to filter by. Returns what to exit with;
 * PL_EXIT_OK, after a warning, when that was allowed or there is no filter. */
int pl_filters_nothing(pl_cli *cli, pl_workspace *ws);

#endif
