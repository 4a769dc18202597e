/* help_own.h - what our help says beyond the recorded one: examples that run on the demo workspace
 * (tests/mods/demo; tests/compat/help.sh runs them), forms of database URLs, environment variables,
 * units. Threads: static data. */
#ifndef PL_CLI_HELP_OWN_H
#define PL_CLI_HELP_OWN_H
#include "cli/help.h"

/* The sections behind the flags of `command`. */
void pl_help_own(pl_output *out, const pl_help *help, const pl_command *command);
/* "seconds, 0: no limit" of a flag; NULL: there is nothing to add. */
const char *pl_help_unit(const char *flag);

#endif
