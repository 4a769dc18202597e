/* help_own.h - the parts of the help that Powerpipe does not have: examples for the demo workspace
 * (tests/mods/demo; tests/compat/help.sh runs them), forms of database URLs, environment variables,
 * units. Threads: static data. */
#ifndef PL_CLI_HELP_OWN_H
#define PL_CLI_HELP_OWN_H
#include "cli/help.h"

/* Append the sections after the flags of `command`. */
void pl_help_own(pl_output *out, const pl_help *help, const pl_command *command);
/* Append only its examples, below a heading; nothing if its text has some already. */
void pl_help_examples(pl_output *out, const pl_help *help, const pl_command *command);
/* The text that replaces a recorded one; NULL: the recorded one stays. */
const char *pl_help_own_text(const pl_command *command);
const char *pl_help_own_brief(const pl_command *command);

typedef struct pl_help_word {
    const char *name, *text;
} pl_help_word;
extern const pl_help_word pl_help_environment[]; /* up to a name that is NULL */

/* The unit of a flag's value, such as "seconds, 0: no limit"; NULL: there is nothing to add. */
const char *pl_help_unit(const char *flag);

#endif
