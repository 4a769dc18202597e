/* cli.h - one run of the program: what it was started with and what all commands do.
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
    pl_workspace *done;     /* of the command, to be saved after all output */
    struct pl_ahead *ahead; /* what is loaded meanwhile */
    pl_prompt prompt;
    pl_str *var_files;              /* the words of --var-file where it is one text; owned */
    const char *const *environment; /* as it was when the program began; owned */
};

/* ---- settings (session.c) */

/* Make the settings of the command, load the configuration files and show their
 * warnings. False: the error was printed; exit with PL_EXIT_FAILED. */
bool pl_cli_configure(pl_cli *cli);
/* The configuration dump, when it is asked for: true, it was printed and the command
 * is done (cli.md 6.8). */
bool pl_cli_dumped(pl_cli *cli);
/* The workspace as the command needs it; NULL after printing why not, with the words
 * that the command puts in front ("failed to load workspace: ", may be empty). Warnings are printed
 * when the opening is not strict. Fills in path, progress and log of `options`. A strict opening
 * has read the values of variables: for commands that take
 * --var they are complete and right. */
pl_workspace *pl_cli_open(pl_cli *cli, pl_open_options *options, const char *context);

/* The index of a workspace that nothing rescans, borrowed from it. NULL: it has none. */
const pl_index *pl_cli_index(const pl_workspace *ws);

/* As --log-level or the environment has it: 0 off ... 5 trace. */
pl_log_level pl_cli_log_level(pl_cli *cli);

/* The same with all messages left in `diags`; the workspace comes back also when it is wrong.
 * NULL: it cannot be opened at all. */
pl_workspace *pl_cli_examine(pl_cli *cli, pl_open_options *options, pl_diags *diags);
/* What it found (taken), for people where the name of the program wants that: owned. */
pl_diags *pl_cli_explain(const pl_cli *cli, pl_workspace *ws, pl_diags *diags);

/* The same for completion, which only looks: nothing is printed, checked or evaluated. NULL when
 * there is none. */
pl_workspace *pl_cli_peek(pl_cli *cli);

/* The command needs the workspace no more (NULL is fine). It is saved at the end of the
 * program, so that no output waits for that. */
void pl_cli_done(pl_cli *cli, pl_workspace *ws);

/* ---- results on standard output (message.c) */

/* Write all of `text`; `code`, or PL_EXIT_FAILED with a message when that fails. */
int pl_cli_print(const pl_cli *cli, pl_str text, int code);
/* The same, and free the output. */
int pl_cli_print_output(const pl_cli *cli, pl_output *out, int code);

/* ---- messages on standard error */

/* "Error: " and a line; returns `code`. */
int pl_cli_fail(const pl_cli *cli, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
int pl_cli_fail_str(const pl_cli *cli, int code, pl_str message);
/* The same with all errors in `diags` as one text. */
int pl_cli_fail_diags(const pl_cli *cli, int code, const pl_diags *diags);
void pl_cli_warn(const pl_cli *cli, pl_str message);
/* What all unfinished commands end with, after their arguments and the workspace were
 * checked. `format`: the output that is missing, "" for all of them. */
int pl_cli_not_built(const pl_cli *cli, const char *format);
/* All messages, errors after `context`; "Error" and "Warning" in front. */
void pl_cli_report(const pl_cli *cli, const pl_diags *diags, const char *context);

/* The rest of `list`, once configured (cmd_list.c). */
int pl_cli_list(pl_cli *cli);

/* ---- commands */
int pl_cmd_check(pl_cli *cli);
int pl_cmd_check_run(pl_cli *cli);
int pl_cmd_complete(pl_cli *cli);
int pl_cmd_completion(pl_cli *cli);
int pl_cmd_group(pl_cli *cli);
int pl_cmd_dashboard_run(pl_cli *cli);
int pl_cmd_help(pl_cli *cli);
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
