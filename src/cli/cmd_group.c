/* cmd_group.c - commands that only print: groups without a word after them, and `help`. */
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

/* A broken configuration is an error here as well, as in Powerpipe. */
int pl_cmd_group(pl_cli *cli)
{
    pl_output out = { 0 };

    if (!pl_cli_configure(cli))
        return PL_EXIT_FAILED;
    pl_help_text(&out, &cli->help, cli->args.command);
    return pl_cli_print_output(cli, &out, PL_EXIT_OK);
}

/* The command that the words name, whatever follows them; NULL: the first word is not a command. */
static const pl_command *topic(const pl_cli *cli)
{
    const pl_command *command = &pl_commands[PL_COMMAND_ROOT], *next;

    for (size_t i = 0; i < cli->args.n_rest; i++) {
        const char *word = cli->args.rest[i];
        next = pl_command_find(command, (pl_str){ word, strlen(word) });
        if (!next)
            return command->id == PL_COMMAND_ROOT && word[0] ? NULL : command;
        command = next;
    }
    return command;
}

static int unknown_topic(const pl_cli *cli)
{
    pl_output out = { 0 };

    pl_output_text(&out, "Unknown help topic [");
    for (size_t i = 0; i < cli->args.n_rest; i++) {
        const char *word = cli->args.rest[i];
        if (i > 0)
            pl_output_text(&out, " ");
        if (strchr(word, '`'))
            pl_output_quote(&out, (pl_str){ word, strlen(word) });
        else
            pl_output_format(&out, "`%s`", word);
    }
    pl_output_text(&out, "]\n");
    pl_help_usage(&out, &cli->help, &pl_commands[PL_COMMAND_ROOT], PL_FLAGS_DECLARED);
    pl_output_flush(&out, STDERR_FILENO);
    pl_output_done(&out);
    return PL_EXIT_OK;
}

int pl_cmd_help(pl_cli *cli)
{
    const pl_command *command = topic(cli);
    pl_output out = { 0 };

    if (!command)
        return unknown_topic(cli);
    pl_help_text(&out, &cli->help, command);
    return pl_cli_print_output(cli, &out, PL_EXIT_OK);
}
