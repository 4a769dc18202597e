/* complete.h - what the files of shell completion share.
 *
 *   cmd_complete.c     proposes commands and flags
 *   complete_values.c  proposes values of flags, and names of resources in a workspace
 *   complete_assign.c  proposes NAME=VALUE
 *
 * Threads: one per completion. */
#ifndef PL_CLI_COMPLETE_H
#define PL_CLI_COMPLETE_H
#include "cli/cli.h"

/* Bits that tell the shell what to do with the proposals; the numbers are those of
 * Powerpipe's scripts. */
typedef enum pl_shell_directive {
    PL_SHELL_DEFAULT = 0,
    PL_SHELL_NO_SPACE = 2,
    PL_SHELL_NO_FILES = 4,
} pl_shell_directive;

typedef struct pl_completion {
    pl_cli *cli;
    const pl_command *command;
    const char **words; /* of the command, without its name; owned */
    size_t n;
    const char *prefix; /* the text before the cursor: all proposals begin with it */
    int flag;           /* row of the flag whose value is completed, or -1 */
    const char *asked;  /* the word with that flag */
    pl_output out;
} pl_completion;

bool pl_complete__has_prefix(pl_str text, const char *prefix);
/* Does every shell take `word` literally? Other words are not proposed. */
bool pl_complete__plain(pl_str word);
/* Append a tab and `text` to a proposal, if the shell shows descriptions. */
void pl_complete__description(pl_completion *c, pl_str text);
/* Open the workspace that the command line names; pl_cli_done(). NULL, without a message, if it
 * cannot be opened. */
pl_workspace *pl_complete__peek(pl_completion *c, const pl_args *given);
/* Propose values of `c->flag`. */
pl_shell_directive pl_complete__value(pl_completion *c);
/* Propose names and values after --var, --arg and --tag (complete_assign.c); `given` are the flags
 * in the words before. False: `c->flag` is another flag. */
bool pl_complete__assignment(pl_completion *c, const pl_args *given, pl_shell_directive *then);
/* Propose names of resources of a kind, as commands accept them. */
void pl_complete__names(pl_completion *c, const pl_args *given, pl_kind kind);

#endif
