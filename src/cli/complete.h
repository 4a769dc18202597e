/* complete.h - proposals for shells (cmd_complete.c): commands and flags there, values of flags and
 * names of a workspace in complete_values.c, NAME=VALUE in complete_assign.c.
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
    const char *prefix; /* what the proposal begins with */
    int flag;           /* row whose value is completed, or -1 */
    const char *asked;  /* the word with that flag */
    pl_output out;
} pl_completion;

bool pl_complete__has_prefix(pl_str text, const char *prefix);
/* Does a shell take `word` literally wherever it puts it? Others are not proposed. */
bool pl_complete__plain(pl_str word);
/* A tab and `text` after a proposal, where the shell shows such things. */
void pl_complete__description(pl_completion *c, pl_str text);
/* The workspace that the command line names, for pl_cli_done(). NULL: it cannot be opened and has
 * no names; a shell is no place for messages. */
pl_workspace *pl_complete__peek(pl_completion *c, const pl_args *given);
/* Values of `c->flag`. */
pl_shell_directive pl_complete__value(pl_completion *c);
/* Names and values after --var, --arg and --tag (complete_assign.c); `given` is what the words
 * before say. False: another flag. */
bool pl_complete__assignment(pl_completion *c, const pl_args *given, pl_shell_directive *then);
/* Names of resources of a kind, as commands take them. */
void pl_complete__names(pl_completion *c, const pl_args *given, pl_kind kind);

#endif
