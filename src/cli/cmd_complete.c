/* The hidden helper behind completion in shells: the last word is to be completed,
 * the words before it are a command line. One proposal per line, with a tab and its
 * description, then ":" and what the shell is to do. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

typedef enum directive { SHELL_DEFAULT = 0, SHELL_NO_SPACE = 2, SHELL_NO_FILES = 4 } directive;

typedef struct completion {
    pl_cli *cli;
    const pl_command *command;
    const char **words; /* of the command, without its name; owned */
    size_t n;
    const char *prefix; /* what the proposal begins with */
    int flag;           /* row whose value is completed, or -1 */
    const char *asked;  /* the word with that flag */
    pl_output out;
} completion;

static bool has_prefix(pl_str text, const char *prefix)
{
    size_t n = strlen(prefix);

    return n <= text.len && memcmp(text.ptr, prefix, n) == 0;
}

static int find_flag(const pl_command *command, const char *name, size_t n)
{
    int flag = pl_flag_find(command, (pl_str){ name, n }, PL_FLAGS_ALL);

    return flag >= 0 || n != 1 ? flag : pl_flag_find_letter(command, name[0], PL_FLAGS_ALL);
}

/* Is it the value of a flag that is to be completed: `--flag=val` or `--flag val`?
 * False: of one that the command does not have. */
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
            has_prefix(pl_command_name(child), c->prefix))
            propose(c, pl_command_name(child), "", 0, child);
}

static void propose_flag(completion *c, size_t i)
{
    const char *prefix = c->prefix;
    pl_str name = { pl_flags[i].name, strlen(pl_flags[i].name) };
    pl_str letter = { &pl_flags[i].letter, 1 };

    if (prefix[1] != '-' ? !prefix[1] : has_prefix(name, prefix + 2))
        propose(c, name, "--", i, NULL);
    if (pl_flags[i].letter && has_prefix(letter, prefix + 1))
        propose(c, letter, "-", i, NULL);
}

/* Those that all commands share first; a flag with one value only until it is given. */
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

static void propose_words(completion *c, const char *values)
{
    for (const char *at = values, *last = ""; *at; at += strspn(at, " ")) {
        pl_str value = { at, strcspn(at, " ") };
        bool again =
            has_prefix(value, "text") && has_prefix((pl_str){ last, strlen(last) }, "text");
        if (has_prefix(value, c->prefix) && !again)
            pl_output_format(&c->out, "%.*s\n", PL_FMT(value));
        last = at;
        at += value.len;
    }
}

static void propose_values(completion *c)
{
    propose_words(c, pl_flags[c->flag].values);
    if (!c->cli->help.real)
        propose_words(c, pl_flags[c->flag].own);
}

/* ---- names of resources: out of the index, and nothing is evaluated for them */

/* Is the next argument the name of a resource? */
static bool takes_name(const pl_command *command, size_t n_before)
{
    bool room = command->arity == PL_ARGS_SOME || (command->arity == PL_ARGS_ONE && !n_before);

    return room && pl_nouns[command->noun].kind != PL_KIND_COUNT;
}

static bool is_among(char c, pl_str set)
{
    return memchr(set.ptr, c, set.len) != NULL;
}

/* What a shell takes literally wherever it puts it: the letters of identifiers and paths. Other
 * names are not proposed: scripts of others may have words expanded. */
static bool is_plain_word(pl_str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!isalnum((unsigned char)word.ptr[i]) && !is_among(word.ptr[i], PL_S("_-.:@/")))
            return false;
    return word.len > 0;
}

/* Beside a name, for people: nothing that a shell or a terminal acts on. */
static void put_plain_text(pl_output *out, pl_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool c1 = c == 0xc2 && i + 1 < text.len && (unsigned char)text.ptr[i + 1] < 0xa0;
        if (c1)
            i++;
        else if (c >= ' ' && c != 0x7f && !is_among((char)c, PL_S("`$\\\"'")))
            pl_output_bytes(out, &text.ptr[i], 1);
    }
}

/* As the command takes it: the short name in the workspace's mod, else the full one. */
static void propose_resource(completion *c, const pl_index *ix, const pl_entry *e)
{
    char full[1024];
    size_t n = pl_index_name(ix, e->id, full, sizeof(full));
    pl_str name = e->own_mod ? e->short_name : (pl_str){ full, n };

    if (n > sizeof(full) || e->anonymous || !has_prefix(name, c->prefix) || !is_plain_word(name))
        return;
    pl_output_str(&c->out, name);
    if (c->cli->args.command->id != PL_COMMAND_COMPLETE_BARE && e->title.len &&
        !memchr(e->title.ptr, '\n', e->title.len)) {
        pl_output_text(&c->out, "\t");
        put_plain_text(&c->out, e->title);
    }
    pl_output_text(&c->out, "\n");
}

/* NAME=, for a variable of the workspace's mod. */
static void propose_variable(completion *c, const pl_index *ix, const pl_entry *e)
{
    (void)ix;
    if (e->own_mod && has_prefix(e->short_name, c->prefix) && is_plain_word(e->short_name))
        pl_output_format(&c->out, "%.*s=\n", PL_FMT(e->short_name));
}

/* Propose each entry of a kind of the workspace that the command line names. A workspace that
 * cannot be opened has no names: a shell is no place for messages. */
static void propose_kind(completion *c, const pl_args *given, pl_kind kind,
                         void (*add)(completion *c, const pl_index *ix, const pl_entry *e))
{
    pl_args own = c->cli->args;
    const pl_entry_id *ids;
    pl_workspace *ws;
    pl_entry entry;
    uint32_t n = 0;

    c->cli->args = *given;
    ws = pl_cli_peek(c->cli);
    c->cli->args = own;
    if (!ws)
        return;
    ids = pl_index_kind(pl_workspace_index(ws), kind, &n);
    for (uint32_t i = 0; i < n; i++) {
        pl_index_get(pl_workspace_index(ws), ids[i], &entry);
        add(c, pl_workspace_index(ws), &entry);
    }
    pl_cli_done(c->cli, ws);
}

/* `help` completes the commands behind the ones that are there. */
static directive complete_topic(completion *c, const pl_args *given)
{
    const char **words;
    size_t n;
    const pl_command *command = pl_args_find(given->rest, given->n_rest, &words, &n);

    if (command)
        propose_commands(c, command);
    free(words);
    return SHELL_NO_FILES;
}

static directive complete(completion *c, const pl_args *given)
{
    bool any = pl_command_next(c->command, NULL) != NULL;

    if (pl_args_flag(given, "help")->given || pl_args_flag(given, "version")->given)
        return SHELL_NO_FILES;
    if (c->flag >= 0) {
        if (!c->cli->help.real && strcmp(pl_flags[c->flag].name, "var") == 0) {
            propose_kind(c, given, PL_KIND_VARIABLE, propose_variable);
            return (directive)(SHELL_NO_FILES | SHELL_NO_SPACE);
        }
        propose_values(c);
        return pl_flags[c->flag].type == PL_FLAG_ENUM ? SHELL_NO_FILES : SHELL_DEFAULT;
    }
    if (c->prefix[0] == '-') {
        propose_flags(c, given);
        return SHELL_NO_FILES;
    }
    if (c->command->id == PL_COMMAND_HELP)
        return complete_topic(c, given);
    if (!any && !c->cli->help.real && takes_name(c->command, given->n_rest)) {
        propose_kind(c, given, pl_nouns[c->command->noun].kind, propose_resource);
        return SHELL_NO_FILES;
    }
    if (given->n_rest > 0 || !any)
        return SHELL_DEFAULT;
    propose_commands(c, c->command);
    return SHELL_NO_FILES;
}

/* ---- the command */

static directive refuse(const char *what, const char *subject)
{
    pl_output out = { 0 };

    pl_output_format(&out, "[Error] %s%s\n", what, subject);
    pl_output_flush(&out, STDERR_FILENO);
    pl_output_done(&out);
    return SHELL_DEFAULT;
}

static directive find_and_complete(completion *c, pl_args *given)
{
    const char **words = c->cli->args.rest;
    size_t n = c->cli->args.n_rest - 1;

    c->prefix = words[n];
    c->command = pl_args_find(words, n, &c->words, &c->n);
    if (!c->command)
        return refuse("unable to find a command for arguments that begin with ", words[0]);
    given->command = c->command;
    if (!find_value(c))
        return refuse("no such flag: ", c->asked);
    if (!pl_args_flags(given, c->words, c->n)) {
        pl_output_bytes(&given->message, "", 1);
        return refuse("", given->message.ptr);
    }
    return complete(c, given);
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
                     what & SHELL_NO_FILES ? "NoFileComp" : "Default");
    pl_output_flush(&note, STDERR_FILENO);
    pl_output_done(&note);
    pl_args_done(&given);
    free(c.words);
    return code;
}
