/* help.h - the help text of every command, laid out from the tables.
 * Threads: pure over their arguments. */
#ifndef PL_CLI_HELP_H
#define PL_CLI_HELP_H
#include "cli/command.h"

typedef struct pl_help {
    const char *program;     /* name to print */
    bool real;               /* started as powerpipe: our own commands are concealed */
    const char *directory;   /* current directory, default of --mod-location */
    const char *install_dir; /* default of --install-dir */
} pl_help;

/* Append description and usage, as --help prints them. */
void pl_help_text(pl_output *out, const pl_help *help, const pl_command *command);
/* Append the usage alone, as it is printed after an error. `stage`: whether help and version were
 * added to the flags already. */
void pl_help_usage(pl_output *out, const pl_help *help, const pl_command *command,
                   pl_flag_stage stage);
/* Append the description of a flag, for completion and help. */
void pl_help_flag(pl_output *out, const pl_help *help, const pl_command *command, size_t flag);

/* Append the page of a command for man(1), in troff; the page of the root has all commands.
 * `version` is written without v. */
void pl_help_page(pl_output *out, const pl_help *help, const pl_command *command,
                  const char *version);

#endif
