/* help.h - the help text of every command, laid out from the tables.
 * Threads: pure over their arguments. */
#ifndef PL_CLI_HELP_H
#define PL_CLI_HELP_H
#include "cli/command.h"

typedef struct pl_help {
    const char *program;     /* name to print */
    bool real;               /* it is the real one: our own commands are concealed */
    const char *directory;   /* current directory, default of --mod-location */
    const char *install_dir; /* default of --install-dir */
} pl_help;

/* Description and usage, as --help prints it. */
void pl_help_text(pl_output *out, const pl_help *help, const pl_command *command);
/* The usage alone, as it follows an error. `stage`: whether help and version were
 * added to the flags already. */
void pl_help_usage(pl_output *out, const pl_help *help, const pl_command *command,
                   pl_flag_stage stage);
/* Description of a flag in lists of completions and in the help. */
void pl_help_flag(pl_output *out, const pl_help *help, const pl_command *command, size_t flag);

/* A command as a page for man(1), in troff; the root's has everything. `version` without v. */
void pl_help_page(pl_output *out, const pl_help *help, const pl_command *command,
                  const char *version);

#endif
