/* man.c - `man`: the manual pages, made from the tables of --help. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/help_own.h"

/* Write text of a table in troff: a line must not begin with a dot or an apostrophe, and
 * backslashes and hyphens are escaped. */
static void put_troff(pl_output *out, const char *text, size_t n)
{
    bool begins = true;

    for (size_t i = 0; i < n; i++) {
        char c = text[i];
        if (begins && (c == '.' || c == '\''))
            pl_output_text(out, "\\&");
        if (c == '\\')
            pl_output_text(out, "\\e");
        else if (c == '-')
            pl_output_text(out, "\\-");
        else
            pl_output_bytes(out, &c, 1);
        begins = c == '\n';
    }
}

static void put_expanded(pl_output *out, const char *text, const pl_command *command,
                         const pl_help *help)
{
    pl_output plain = { 0 };

    pl_command_expand(&plain, text, command, help->program);
    pl_output_trim(&plain, 0);
    put_troff(out, plain.ptr, plain.len);
    pl_output_done(&plain);
}

static const char *argument(const pl_flag *flag)
{
    switch (flag->type) {
    case PL_FLAG_BOOL: return "";
    case PL_FLAG_INT: return "int";
    case PL_FLAG_ENUM: return "word";
    default: return "text";
    }
}

static void put_flag(pl_output *out, const pl_help *help, const pl_command *command, size_t i)
{
    const pl_flag *flag = &pl_flags[i];
    pl_output usage = { 0 };

    pl_output_text(out, ".TP\n.B ");
    if (flag->letter)
        pl_output_format(out, "\\-%c, ", flag->letter);
    pl_output_text(out, "\\-\\-");
    put_troff(out, flag->name, strlen(flag->name));
    if (argument(flag)[0])
        pl_output_format(out, " \\fI%s\\fR", argument(flag));
    pl_output_text(out, "\n");
    pl_help_flag(&usage, help, command, i);
    put_troff(out, usage.ptr, usage.len);
    pl_output_done(&usage);
    if (flag->fallback[0] && flag->fallback[0] != '$' && strcmp(flag->fallback, "false") != 0 &&
        strcmp(flag->fallback, "0") != 0 && flag->type != PL_FLAG_DEPRECATED) {
        pl_output_text(out, " (default ");
        put_troff(out, flag->fallback, strlen(flag->fallback));
        pl_output_text(out, ")");
    }
    pl_output_text(out, "\n");
}

static void put_flags(pl_output *out, const pl_help *help, const pl_command *command, bool shared)
{
    for (size_t i = 0; i < PL_FLAG_COUNT; i++)
        if (pl_flag_applies(i, command, PL_FLAGS_ALL) && !pl_flag_hidden(i, help->real) &&
            pl_flag_persistent(i) == shared)
            put_flag(out, help, command, i);
}

static void put_command(pl_output *out, const pl_help *help, const pl_command *command)
{
    pl_output path = { 0 };

    pl_command_path(&path, command, help->program);
    pl_output_text(out, ".SS ");
    put_troff(out, path.ptr, path.len);
    pl_output_text(out, "\n");
    pl_output_done(&path);
    pl_output_text(out, ".nf\n");
    put_expanded(out, command->text[0] ? command->text : command->brief, command, help);
    pl_output_text(out, "\n.fi\n");
    put_flags(out, help, command, false);
}

static void put_below(pl_output *out, const pl_help *help, const pl_command *parent)
{
    for (const pl_command *c = NULL; (c = pl_command_next(parent, c)) != NULL;) {
        if (!pl_command_offered(c, help->real))
            continue;
        put_command(out, help, c);
        put_below(out, help, c);
    }
}

static const pl_help_word files[] = {
    { "mod.pp, *.pp", "The mod of the workspace and its resources." },
    { "powerpipe.ppvars, *.auto.ppvars", "Values of variables." },
    { "~/.powerpipe/config/*.ppc", "Connections and workspace profiles." },
    { ".powerpipe/mods, .mod.cache.json", "Installed mods, and their versions." },
    { NULL, NULL },
};

static const pl_help_word statuses[] = {
    { "0", "All is well." },
    { "1", "A control is in alarm, or what --fail-on names was found; check, mod verify: something "
           "is wrong." },
    { "2", "A control or a panel of a dashboard is in error, or a run was interrupted." },
    { "21, 41", "query run: no SQL or missing arguments; the query failed." },
    { "22", "A snapshot cannot be saved." },
    { "62", "mod install, update or uninstall failed." },
    { "130", "Interrupted." },
    { "250", "A run of controls could not begin, or its filters match nothing." },
    { "254, 255", "Wrong arguments; everything else that fails." },
    { NULL, NULL },
};

/* Append a section of words, each with its text: `words` ends with a name that is NULL. */
static void put_word_section(pl_output *out, const char *heading, const pl_help_word *words)
{
    pl_output_format(out, ".SH %s\n", heading);
    for (; words->name; words++) {
        pl_output_text(out, ".TP\n.B ");
        put_troff(out, words->name, strlen(words->name));
        pl_output_text(out, "\n");
        put_troff(out, words->text, strlen(words->text));
        pl_output_text(out, "\n");
    }
}

static void put_closing(pl_output *out)
{
    put_word_section(out, "ENVIRONMENT", pl_help_environment);
    put_word_section(out, "FILES", files);
    put_word_section(out, "EXIT STATUS", statuses);
}

static void put_examples(pl_output *out, const pl_help *help, const pl_command *command)
{
    static const char heading[] = "\nExamples:\n";
    pl_output text = { 0 };

    pl_help_examples(&text, help, command);
    if (text.len > sizeof(heading)) {
        pl_output_text(out, ".SH EXAMPLES\n.nf\n");
        put_troff(out, text.ptr + sizeof(heading) - 1, text.len - sizeof(heading) + 1);
        pl_output_text(out, ".fi\n");
    }
    pl_output_done(&text);
}

/* The text at the beginning of --help. */
static const char *text_of(const pl_help *help, const pl_command *command)
{
    const char *own = help->real ? NULL : pl_help_own_text(command);

    return own ? own : command->text[0] ? command->text : command->brief;
}

/* The name of the page of a command: "pipelite-benchmark-run". */
static void put_page_name(pl_output *out, const pl_command *command, const char *program)
{
    pl_command_words(out, command, program, "-");
}

static void put_title(pl_output *out, const pl_help *help, const pl_command *command,
                      const char *version)
{
    pl_output name = { 0 };

    put_page_name(&name, command, help->program);
    pl_output_text(out, ".TH \"");
    put_troff(out, name.ptr, name.len);
    pl_output_format(out, "\" 1 \"\" \"%s %s\" \"User Commands\"\n.SH NAME\n", help->program,
                     version);
    put_troff(out, name.ptr, name.len);
    pl_output_text(out, " \\- ");
    pl_output_done(&name);
}

static void put_whole(pl_output *out, const pl_help *help, const char *version)
{
    const pl_command *root = &pl_commands[PL_COMMAND_ROOT];

    put_title(out, help, root, version);
    pl_output_format(out,
                     "dashboards, benchmarks and queries of Powerpipe mods\n"
                     ".SH SYNOPSIS\n.B %s\n\\fIcommand\\fR [\\fIargument\\fR]... "
                     "[\\fIflag\\fR]...\n.SH DESCRIPTION\n.nf\n",
                     help->program);
    put_expanded(out, text_of(help, root), root, help);
    pl_output_text(out, "\n.fi\n.SH COMMANDS\n");
    put_below(out, help, root);
    pl_output_text(out, ".SH FLAGS OF ALL COMMANDS\n");
    put_flags(out, help, root, true);
    put_closing(out);
}

static void put_one(pl_output *out, const pl_help *help, const pl_command *command,
                    const char *version)
{
    put_title(out, help, command, version);
    put_expanded(out, command->brief, command, help);
    pl_output_text(out, "\n.SH SYNOPSIS\n.B ");
    pl_command_path(out, &pl_commands[command->parent], help->program);
    pl_output_text(out, "\n");
    put_expanded(out, command->use, command, help);
    pl_output_text(out, "\n.SH DESCRIPTION\n.nf\n");
    put_expanded(out, text_of(help, command), command, help);
    pl_output_text(out, "\n.fi\n");
    put_examples(out, help, command);
    if (pl_command_next(command, NULL))
        pl_output_text(out, ".SH COMMANDS\n");
    put_below(out, help, command);
    pl_output_text(out, ".SH FLAGS\n");
    put_flags(out, help, command, false);
    put_flags(out, help, &pl_commands[PL_COMMAND_ROOT], true);
    put_closing(out);
    pl_output_format(out, ".SH SEE ALSO\n.BR %s (1)\n", help->program);
}

void pl_help_page(pl_output *out, const pl_help *help, const pl_command *command,
                  const char *version)
{
    if (command->id == PL_COMMAND_ROOT)
        put_whole(out, help, version);
    else
        put_one(out, help, command, version);
}

/* ---- files */

static bool write_page(const pl_cli *cli, const pl_command *command, pl_str folder)
{
    pl_output path = { 0 }, page = { 0 };
    int fd;
    bool ok;

    pl_output_format(&path, "%.*s/", PL_FMT(folder));
    put_page_name(&path, command, cli->help.program);
    pl_output_text(&path, ".1");
    pl_output_bytes(&path, "", 1);
    pl_help_page(&page, &cli->help, command, cli->manners->version);
    fd = open(path.ptr, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    ok = fd >= 0 && pl_output_flush(&page, fd);
    if (fd >= 0)
        ok = close(fd) == 0 && ok;
    if (!ok)
        pl_cli_fail(cli, 0, "cannot write '%s': %s", path.ptr, strerror(errno));
    pl_output_done(&path);
    pl_output_done(&page);
    return ok;
}

static bool write_pages(const pl_cli *cli, const pl_command *command, pl_str folder)
{
    bool ok = write_page(cli, command, folder);

    for (const pl_command *c = NULL; ok && (c = pl_command_next(command, c)) != NULL;)
        if (pl_command_offered(c, cli->help.real))
            ok = write_pages(cli, c, folder);
    return ok;
}

int pl_cmd_man(pl_cli *cli)
{
    const pl_command *command = &pl_commands[PL_COMMAND_ROOT];
    pl_str folder = pl_args_value(&cli->args, "to")->text;
    pl_output out = { 0 };

    if (folder.len)
        return write_pages(cli, command, folder) ? PL_EXIT_OK : PL_EXIT_FAILED;
    for (size_t i = 0; i < cli->args.n_rest; i++) {
        pl_str word = { cli->args.rest[i], strlen(cli->args.rest[i]) };
        command = pl_command_find(command, word);
        if (!command || !pl_command_offered(command, cli->help.real))
            return pl_cli_fail(cli, PL_EXIT_FAILED, "no manual page for '%.*s'", PL_FMT(word));
    }
    pl_help_page(&out, &cli->help, command, cli->manners->version);
    return pl_cli_print_output(cli, &out, PL_EXIT_OK);
}
