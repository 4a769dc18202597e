/* cli.h - the state of one run of the program, and the functions that all commands share.
 *
 * A command is a function of the table (commands.def) that returns the exit code.
 * Lifetime: a pl_cli lives as long as main(). Threads: one. */
#ifndef PL_CLI_CLI_H
#define PL_CLI_CLI_H
#include <pipelite/config.h>
#include <pipelite/values.h>

#include "cli/args.h"
#include "cli/exit.h"
#include "cli/help.h"
#include "cli/manners.h"
#include "cli/prompt.h"
#include "cli/timing.h"

typedef struct pl_cli pl_cli;

struct pl_cli {
    pl_help help; /* names and default directories, see help.h */
    const pl_manners *manners;
    const char *home; /* may be NULL */
    bool color;       /* paint Error and Warning */
    bool terminal;    /* standard output is one */
    pl_args args;
    pl_settings *settings; /* NULL until pl_cli_configure() */
    pl_timings timings;
    pl_workspace *done;     /* the command's workspace, to be saved after all output */
    struct pl_ahead *ahead; /* the client library that is being loaded (pl_ahead_begin()) */
    pl_prompt prompt;
    pl_str *var_files;              /* the words of --var-file, if it is one text; owned */
    const char *const *environment; /* as it was when the program began; owned */
};

/* ---- settings (session.c) */

/* Make the settings of the command, load the configuration files and print their
 * warnings. False: the error was printed; exit with PL_EXIT_FAILED. */
bool pl_cli_configure(pl_cli *cli);
/* Print the configuration dump if the environment requests it (cli.md 6.8). True: it was printed,
 * and the command is done. */
bool pl_cli_dumped(pl_cli *cli);
/* Open the workspace with `options`, of which this fills in path, progress and log. Give it to
 * pl_cli_done() afterwards. NULL after printing the error, with `context` before it ("failed to
 * load workspace: ", may be empty). Warnings are printed if the opening is not strict. A strict
 * opening also reads the values of variables: in commands that have --var they are complete and
 * valid. */
pl_workspace *pl_cli_open(pl_cli *cli, pl_open_options *options, const char *context);

/* The index of a workspace that is never rescanned, borrowed from it. NULL: it has none. */
const pl_index *pl_cli_index(const pl_workspace *ws);

/* The log level that --log-level or the environment sets. */
pl_log_level pl_cli_log_level(pl_cli *cli);

/* Open the workspace like pl_cli_open(), but print nothing: all messages go to `diags`, and a
 * workspace with errors is returned, too. NULL: it cannot be opened at all. */
pl_workspace *pl_cli_examine(pl_cli *cli, pl_open_options *options, pl_diags *diags);
/* Turn the messages of pl_cli_examine() (taken) into those to be printed, owned: under the name
 * pipelite they are explained (pl_workspace_explain()), else returned as they are. */
pl_diags *pl_cli_explain(const pl_cli *cli, pl_workspace *ws, pl_diags *diags);

/* Open the workspace for completion: nothing is printed, checked or evaluated. NULL: it cannot be
 * opened. */
pl_workspace *pl_cli_peek(pl_cli *cli);

/* Take the workspace over when the command has finished with it (NULL is fine). It is saved and
 * closed at the end of the program, after all output. */
void pl_cli_done(pl_cli *cli, pl_workspace *ws);

/* ---- results on standard output (message.c) */

/* Write all of `text`. Returns `code`, or PL_EXIT_FAILED after a message if that fails. */
int pl_cli_print(const pl_cli *cli, pl_str text, int code);
/* pl_cli_print() of an output, which is freed. */
int pl_cli_print_output(const pl_cli *cli, pl_output *out, int code);

/* ---- messages on standard error */

/* Print "Error: " and a message in one line; returns `code`. */
int pl_cli_fail(const pl_cli *cli, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
int pl_cli_fail_str(const pl_cli *cli, int code, pl_str message);
/* Print all errors in `diags` as one text after "Error: "; returns `code`. */
int pl_cli_fail_diags(const pl_cli *cli, int code, const pl_diags *diags);
/* Print "Warning: " and a message in one line. */
void pl_cli_warn(const pl_cli *cli, pl_str message);
/* Report that a command does not work yet, after its arguments and the workspace were checked;
 * returns the exit code. `format`: the output that is missing, "" for the whole command. */
int pl_cli_not_built(const pl_cli *cli, const char *format);
/* Print all messages, with "Error" or "Warning" before each; `context` precedes errors. */
void pl_cli_report(const pl_cli *cli, const pl_diags *diags, const char *context);

/* Run `list` once the settings are configured (cmd_list.c). Returns the exit code. */
int pl_cli_list(pl_cli *cli);

/* ---- commands
 * Each runs the command that `cli->args` names and returns the exit code. */
int pl_cmd_check(pl_cli *cli);
int pl_cmd_check_run(pl_cli *cli);
int pl_cmd_complete(pl_cli *cli);
int pl_cmd_completion(pl_cli *cli);
int pl_cmd_group(pl_cli *cli);
int pl_cmd_dashboard_run(pl_cli *cli);
int pl_cmd_help(pl_cli *cli);
int pl_cmd_history(pl_cli *cli);
int pl_cmd_history_check(pl_cli *cli);
int pl_cmd_history_diff(pl_cli *cli);
int pl_cmd_history_open(pl_cli *cli);
int pl_cmd_history_prune(pl_cli *cli);
int pl_cmd_history_show(pl_cli *cli);
int pl_cmd_history_trend(pl_cli *cli);
int pl_cmd_index_build(pl_cli *cli);
int pl_cmd_index_dump(pl_cli *cli);
int pl_cmd_index_stats(pl_cli *cli);
int pl_cmd_index_verify(pl_cli *cli);
int pl_cmd_list(pl_cli *cli);
int pl_cmd_login(pl_cli *cli);
int pl_cmd_man(pl_cli *cli);
int pl_cmd_mod_clean(pl_cli *cli);
int pl_cmd_mod_diff(pl_cli *cli);
int pl_cmd_mod_init(pl_cli *cli);
int pl_cmd_mod_install(pl_cli *cli);
int pl_cmd_mod_list(pl_cli *cli);
int pl_cmd_mod_outdated(pl_cli *cli);
int pl_cmd_mod_tree(pl_cli *cli);
int pl_cmd_mod_uninstall(pl_cli *cli);
int pl_cmd_mod_update(pl_cli *cli);
int pl_cmd_mod_vendor(pl_cli *cli);
int pl_cmd_mod_verify(pl_cli *cli);
int pl_cmd_mod_why(pl_cli *cli);
int pl_cmd_query_run(pl_cli *cli);
int pl_cmd_server(pl_cli *cli);
int pl_cmd_show(pl_cli *cli);

#endif
