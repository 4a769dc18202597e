/* cmd_complete.c - `__complete`, the hidden command that shells call for completion: the last
 * word is to be completed, the words before it are a command line. Prints one proposal per line,
 * with a tab and its description, then ":" and a directive for the shell. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/complete.h"

typedef pl_completion completion;
typedef pl_shell_directive directive;

static int find_flag(const pl_command *command, const char *name, size_t n)
{
    int flag = pl_flag_find(command, (pl_str){ name, n }, PL_FLAGS_ALL);

    return flag >= 0 || n != 1 ? flag : pl_flag_find_letter(command, name[0], PL_FLAGS_ALL);
}

/* Is the value of a flag to be completed, as in `--flag=val` or `--flag val`? False also for a
 * flag that the command does not have. */
static bool find_value(completion *c)
{
    bool attached = c->prefix[0] == '-';
    const char *word = attached ? c->prefix : c->n > 0 ? c->words[c->n - 1] : "";
    const char *end = strchr(word, '=');

    c->flag = -1;
    c->asked = word;
    if (attached ? !end : word[0] != '-' || !word[1] || end || strcmp(word, "--") == 0)
        return true;
    if (attached)
        c->prefix = end + 1;
    else
        end = word + strlen(word);
    if (word[1] == '-')
        c->flag = find_flag(c->command, word + 2, (size_t)(end - word) - 2);
    else
        c->flag = find_flag(c->command, end - 1, 1);
    if (c->flag < 0)
        return false;
    if (!attached && pl_flags[c->flag].type == PL_FLAG_BOOL)
        c->flag = -1;
    else if (!attached)
        c->n--;
    return true;
}

/* ---- proposals */

static void propose(completion *c, pl_str name, const char *dashes, size_t flag,
                    const pl_command *command)
{
    pl_output_format(&c->out, "%s%.*s", dashes, PL_FMT(name));
    if (c->cli->args.command->id != PL_COMMAND_COMPLETE_BARE) {
        pl_output_text(&c->out, "\t");
        if (command)
            pl_command_expand(&c->out, command->brief, command, c->cli->help.program);
        else
            pl_help_flag(&c->out, &c->cli->help, c->command, flag);
    }
    pl_output_text(&c->out, "\n");
}

static void propose_commands(completion *c, const pl_command *parent)
{
    for (const pl_command *child = NULL; (child = pl_command_next(parent, child)) != NULL;)
        if (pl_command_offered(child, c->cli->help.real) &&
            pl_complete__has_prefix(pl_command_name(child), c->prefix))
            propose(c, pl_command_name(child), "", 0, child);
}

static void propose_flag(completion *c, size_t i)
{
    const char *prefix = c->prefix;
    pl_str name = { pl_flags[i].name, strlen(pl_flags[i].name) };
    pl_str letter = { &pl_flags[i].letter, 1 };

    if (prefix[1] != '-' ? !prefix[1] : pl_complete__has_prefix(name, prefix + 2))
        propose(c, name, "--", i, NULL);
    if (pl_flags[i].letter && pl_complete__has_prefix(letter, prefix + 1))
        propose(c, letter, "-", i, NULL);
}

/* Propose flags, those that all commands share first; a flag with a single value only if it is
 * not given yet. */
static void propose_flags(completion *c, const pl_args *given)
{
    for (int inherited = 1; inherited >= 0; inherited--) {
        for (size_t i = 0; i < PL_FLAG_COUNT; i++) {
            uint8_t type = pl_flags[i].type;
            if (!pl_flag_applies(i, c->command, PL_FLAGS_ALL) ||
                pl_flag_hidden(i, c->cli->help.real) || pl_flag_persistent(i) != (bool)inherited ||
                type == PL_FLAG_DEPRECATED)
                continue;
            if (!given->given[i].given || type == PL_FLAG_SLICE || type == PL_FLAG_ARRAY)
                propose_flag(c, i);
        }
    }
}

/* Is the next argument the name of a resource? */
static bool takes_name(const pl_command *command, size_t n_before)
{
    bool room = command->arity == PL_ARGS_SOME || (command->arity == PL_ARGS_ONE && !n_before);

    return room && pl_nouns[command->noun].kind != PL_KIND_COUNT;
}

/* `help` completes the commands below the given ones. */
static directive complete_topic(completion *c, const pl_args *given)
{
    const char **words;
    size_t n;
    const pl_command *command = pl_args_find(given->rest, given->n_rest, &words, &n);

    if (command)
        propose_commands(c, command);
    free(words);
    return PL_SHELL_NO_FILES;
}

static directive complete_word(completion *c, const pl_args *given)
{
    bool any = pl_command_next(c->command, NULL) != NULL;
    directive then;

    if (pl_args_value(given, "help")->given || pl_args_value(given, "version")->given)
        return PL_SHELL_NO_FILES;
    if (c->flag >= 0 && c->cli->manners->completes && pl_complete__assignment(c, given, &then))
        return then;
    if (c->flag >= 0)
        return pl_complete__value(c);
    if (c->prefix[0] == '-') {
        propose_flags(c, given);
        return PL_SHELL_NO_FILES;
    }
    if (c->command->id == PL_COMMAND_HELP)
        return complete_topic(c, given);
    if (!any && c->cli->manners->completes && takes_name(c->command, given->n_rest)) {
        pl_complete__names(c, given, pl_nouns[c->command->noun].kind);
        return PL_SHELL_NO_FILES;
    }
    if (given->n_rest > 0 || !any)
        return PL_SHELL_DEFAULT;
    propose_commands(c, c->command);
    return PL_SHELL_NO_FILES;
}

/* ---- the command */

static directive refuse_word(const char *what, const char *subject)
{
    pl_output out = { 0 };

    pl_output_format(&out, "[Error] %s%s\n", what, subject);
    pl_output_flush(&out, STDERR_FILENO);
    pl_output_done(&out);
    return PL_SHELL_DEFAULT;
}

static directive find_and_complete(completion *c, pl_args *given)
{
    const char **words = c->cli->args.rest;
    size_t n = c->cli->args.n_rest - 1;

    c->prefix = words[n];
    c->command = pl_args_find(words, n, &c->words, &c->n);
    if (!c->command)
        return refuse_word("unable to find a command for arguments that begin with ", words[0]);
    given->command = c->command;
    if (!find_value(c))
        return refuse_word("no such flag: ", c->asked);
    if (!pl_args_flags(given, c->words, c->n)) {
        pl_output_bytes(&given->message, "", 1);
        return refuse_word("", given->message.ptr);
    }
    return complete_word(c, given);
}

int pl_cmd_complete(pl_cli *cli)
{
    completion c = { .cli = cli, .flag = -1 };
    pl_args given = { 0 };
    directive what = find_and_complete(&c, &given);
    pl_output note = { 0 };
    int code;

    pl_output_format(&c.out, ":%d\n", (int)what);
    code = pl_cli_print_output(cli, &c.out, PL_EXIT_OK);
    pl_output_format(&note, "Completion ended with directive: ShellCompDirective%s\n",
                     what & PL_SHELL_NO_FILES ? "NoFileComp" : "Default");
    pl_output_flush(&note, STDERR_FILENO);
    pl_output_done(&note);
    pl_args_done(&given);
    free(c.words);
    return code;
}
