/* help_own.h - what our help says beyond the recorded one: examples that run on the demo workspace
 * (tests/mods/demo; tests/compat/help.sh runs them), forms of database URLs, environment variables,
 * units. Threads: static data. */
#ifndef PL_CLI_HELP_OWN_H
#define PL_CLI_HELP_OWN_H
#include "cli/help.h"

/* The sections after the flags of `command`. */
void pl_help_own(pl_output *out, const pl_help *help, const pl_command *command);
/* Its examples alone, below a heading; nothing when its text has some. */
void pl_help_examples(pl_output *out, const pl_help *help, const pl_command *command);
/* What stands in place of a recorded text; NULL: nothing does. */
const char *pl_help_own_text(const pl_command *command);
const char *pl_help_own_brief(const pl_command *command);

typedef struct pl_help_word {
    const char *name, *text;
} pl_help_word;
extern const pl_help_word pl_help_environment[]; /* up to a name that is NULL */

/* "seconds, 0: no limit" of a flag; NULL: there is nothing to add. */
const char *pl_help_unit(const char *flag);

#endif
